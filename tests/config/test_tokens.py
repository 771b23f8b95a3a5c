"""Access tokens: from a token server over TLS, to a real Dovecot and to a mail server by XOAUTH2."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import MISSING, SMTP, AuthResult

from imap_server import imap_server
from office_folder import make_office, typed_letter
from pipeline import checks
from pipeline.config import OAuth, load_settings
from pipeline.errors import ConfigurationError, MailboxError, TemporaryOutboxError, TokenError
from pipeline.intake import open_mailbox
from pipeline.outbox import open_outbox
from pipeline.tokens import Tokens
from smtp_server import free_port
from token_server import CLIENT, SECRET, USER, TokenServer, token_server


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenServer]:
    with token_server(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
        yield running


def place(server: TokenServer, folder: Path | None = None, **more: Any) -> OAuth:
    if folder is None:
        return OAuth(token_url=server.url, client_id=CLIENT, client_secret=SECRET, **more)
    file = folder / "token"
    if not file.exists():
        file.write_text("awal\n")
    return OAuth(token_url=server.url, client_id=CLIENT, scope=("surel", "offline_access"), refresh_token_file=file)


def test_a_rotated_refresh_token_is_kept_for_the_next_start(server: TokenServer, tmp_path: Path) -> None:
    tokens = Tokens(place(server, tmp_path))
    assert tokens.access() == tokens.access() == "akses-1"
    assert (tmp_path / "token").read_text() == "segar-1\n"
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600
    assert Tokens(place(server, tmp_path)).access() == "akses-2"
    assert [form["refresh_token"] for form in server.asked] == ["awal", "segar-1"]
    assert server.asked[0]["scope"] == "surel offline_access"


def test_a_token_near_its_end_is_replaced_and_one_that_is_not_rotated_stays(
    server: TokenServer, tmp_path: Path
) -> None:
    server.lifetime, server.rotates = 60, False
    tokens = Tokens(place(server, tmp_path))
    assert [tokens.access(), tokens.access()] == ["akses-1", "akses-2"]
    assert (tmp_path / "token").read_text() == "awal\n"


def test_many_at_once_spend_each_refresh_token_once(server: TokenServer, tmp_path: Path) -> None:
    each = [Tokens(place(server, tmp_path)) for _ in range(8)]  # as many processes would
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(Tokens.access, each))
    assert len(set(got)) == 8
    assert server.reused == 0


def test_the_application_itself_by_its_secret(server: TokenServer) -> None:
    assert Tokens(place(server)).access() == "akses-1"
    assert server.asked[0]["grant_type"] == "client_credentials"


def test_refusals_and_absence_say_what_to_do_and_never_the_secret(server: TokenServer, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("sudah-terpakai\n")
    with pytest.raises(TokenError, match="400 invalid_grant token revoked") as caught:
        Tokens(place(server, tmp_path)).access()
    assert "REFRESH_TOKEN_FILE" in caught.value.advice
    assert "sudah-terpakai" not in str(caught.value)
    (tmp_path / "token").write_text("")
    with pytest.raises(TokenError, match="kosong"):
        Tokens(place(server, tmp_path)).access()
    away = OAuth(token_url=f"https://localhost:{free_port()}/t", client_id=CLIENT, client_secret=SECRET)
    with pytest.raises(TokenError, match="tidak dapat dihubungi"):
        Tokens(away).access()


def test_a_token_server_that_nobody_vouches_for_is_shown_nothing(
    server: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(TokenError, match="CERTIFICATE_VERIFY_FAILED"):
        Tokens(place(server)).access()
    assert server.asked == []


@pytest.mark.server
def test_dovecot_lets_in_by_token_and_one_refused_before_its_time_is_replaced(
    server: TokenServer, tmp_path: Path
) -> None:
    tokens = Tokens(place(server, tmp_path))
    with imap_server(introspection_port=server.introspection_port) as dovecot:
        dovecot.deliver("a", typed_letter(1))
        server.good.discard(tokens.access())  # taken back: Dovecot will refuse it
        mailbox = open_mailbox(dovecot.url, base=tmp_path, password=None, tokens=tokens)
        assert [incoming.size for incoming in mailbox.waiting()] == [len(typed_letter(1))]
        assert len(server.asked) == 2
        mailbox.close()
        server.refresh = "dicabut"
        server.good.clear()
        with pytest.raises(MailboxError, match="invalid_grant"):
            open_mailbox(dovecot.url, base=tmp_path, password=None, tokens=tokens)


class ByToken(Sink):
    """A mail server that takes XOAUTH2 alone, and answers a bad token as Google and Microsoft do."""

    def __init__(self, good: set[str]) -> None:
        super().__init__()
        self.good = good
        self.users: list[str] = []

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - named by aiosmtpd
        said = base64.b64decode(args[1]).decode().split("\x01")
        user, token = said[0].removeprefix("user="), said[1].removeprefix("auth=Bearer ")
        if token in self.good:
            self.users.append(user)
            return AuthResult(success=True, auth_data=user)
        assert await server.challenge_auth(base64.b64encode(b'{"status":"400"}').decode()) in (b"", MISSING)
        return AuthResult(success=False, handled=False)


def test_mail_goes_out_by_token(server: TokenServer, tmp_path: Path) -> None:
    tokens = Tokens(place(server, tmp_path))
    handler = ByToken(server.good)
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), auth_require_tls=False)
    controller.start()
    try:
        server.good.discard(tokens.access())
        url = f"smtp://{USER}@127.0.0.1:{controller.port}"
        outbox = open_outbox(url, base=tmp_path, password=None, tokens=tokens)
        outbox.send(typed_letter(1), sender="layanan@kantor.example", to="sari@unit.example")
        outbox.close()
        assert handler.users == [USER]
        server.refresh = "dicabut"
        server.good.clear()
        with pytest.raises(TemporaryOutboxError, match="invalid_grant"):
            outbox.send(typed_letter(1), sender="layanan@kantor.example", to="sari@unit.example")
    finally:
        controller.stop()


def test_secrets_come_from_the_environment_alone(server: TokenServer, tmp_path: Path) -> None:
    (tmp_path / "segar").write_text("awal\n")
    extra = f'[oauth]\ntoken_url = "{server.url}"\nclient_id = "{CLIENT}"\nscope = ["surel"]\n'
    config = make_office(tmp_path, extra=extra)
    with pytest.raises(ConfigurationError, match="NODIS_OAUTH__REFRESH_TOKEN_FILE"):
        load_settings(config, {})
    settings = load_settings(config, {"NODIS_OAUTH__REFRESH_TOKEN_FILE": "segar"})
    assert settings.oauth
    assert settings.oauth.refresh_token_file == tmp_path / "segar"
    (tmp_path / "klien").write_text(f"{SECRET}\n")
    settings = load_settings(config, {"NODIS_OAUTH__CLIENT_SECRET_FILE": str(tmp_path / "klien")})
    assert settings.oauth
    assert settings.oauth.client_secret == SECRET
    assert SECRET not in repr(settings)
    with pytest.raises(ConfigurationError, match="segar-x"):
        load_settings(config, {"NODIS_OAUTH__REFRESH_TOKEN_FILE": "segar-x"})
    for secret in ('client_secret = "x"', 'refresh_token = "x"', 'refresh_token_file = "x"'):
        with pytest.raises(ConfigurationError, match=r"oauth\.\w+: rahasia tidak boleh ada di sini"):
            load_settings(make_office(tmp_path, extra=extra + secret), {})
    with pytest.raises(ConfigurationError, match="harus https"):
        load_settings(
            make_office(tmp_path, extra=extra.replace("https:", "http:")), {"NODIS_OAUTH__CLIENT_SECRET": "x"}
        )


def test_check_tries_the_token(server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = f'[oauth]\ntoken_url = "{server.url}"\nclient_id = "{CLIENT}"\n'
    config = make_office(tmp_path, extra=extra)
    monkeypatch.setenv("NODIS_OAUTH__CLIENT_SECRET", SECRET)
    results = {result.what: result for result in checks.run(config, offline=False)}
    assert results["Token akses [oauth]"].ok
    monkeypatch.setenv("NODIS_OAUTH__CLIENT_SECRET", "salah")
    results = {result.what: result for result in checks.run(config, offline=False)}
    assert "invalid_client wrong secret" in results["Token akses [oauth]"].problem
