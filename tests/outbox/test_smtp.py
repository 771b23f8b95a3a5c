"""Handing over to mail servers: a real one (Exim), and one that fails in every way a server can."""

from __future__ import annotations

import smtplib
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import trustme
from aiosmtpd.controller import Controller

import cases
import mails
from faulty_smtp import Faulty
from pipeline.errors import OutboxError, PermanentOutboxError, StoreAwayError, TemporaryOutboxError
from pipeline.model import Address
from pipeline.outbox import Attachment, Outbox, Parcel, assemble, check, open_outbox
from pipeline.outbox.smtp import MOST, REST, Security, Server, SmtpOutbox
from smtp_server import MailServer, free_port, mail_server

pytestmark = pytest.mark.server

SENDER = "layanan-ti@kanwil-contoh.example.go.id"
TO = "budi@kanwil-contoh.example.go.id"


def message(identity: str = "1", size: int = 1000) -> bytes:
    written = mails.put_in_words(*mails.samples()["assignment"])
    photo = Attachment(
        name="foto – ruang.jpg", content_type="image/jpeg", content=bytes(range(256)) * (size // 256 + 1)
    )
    return assemble(
        written,
        message_id=f"nodis.2026-0042.{identity}@kanwil-contoh.example.go.id",
        date=cases.at(2, "13.45"),
        sender=Address(address=SENDER, name="Kantor Wilayah Contoh"),
        to=Address(address=TO, name="Budi Prakoso"),
        attachments=[photo],
    )


# ------------------------------------------------------------------------------------------------------- the real thing


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@contextmanager
def way_out(url: str, base: Path, password: str | None = None) -> Iterator[Outbox]:
    outbox = open_outbox(url, base=base, password=password)
    try:
        yield outbox
    finally:
        outbox.close()


def unix(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def test_exim_files_the_very_bytes_one_connection_for_several(server: MailServer, tmp_path: Path) -> None:
    before = len(server.delivered(0))
    sent = [message(str(number), size=50_000 * number) for number in range(3)]
    with way_out(f"smtp://127.0.0.1:{server.port}", tmp_path) as outbox:
        for raw in sent:
            outbox.send(raw, sender=SENDER, to=TO)
    assert sorted(server.delivered(before + 3)[before:]) == sorted(unix(raw) for raw in sent)


def test_exim_takes_lines_that_begin_with_a_dot(server: MailServer, tmp_path: Path) -> None:
    raw = b"Message-ID: <dots@x.example>\r\n\r\n.\r\n..\r\n.QUIT\r\n"
    before = len(server.delivered(0))
    with way_out(f"smtp://127.0.0.1:{server.port}", tmp_path) as outbox:
        outbox.send(raw, sender=SENDER, to=TO)
    assert server.delivered(before + 1)[before:] == [unix(raw)]


@pytest.mark.parametrize("url", ["smtp://nodis@localhost:{port}?starttls=1", "smtps://nodis@localhost:{tls_port}"])
def test_exim_by_tls_with_login(url: str, server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    address = url.format(port=server.port, tls_port=server.tls_port)
    before = len(server.delivered(0))
    check(address, base=tmp_path, password="rahasia")
    with way_out(address, tmp_path, "rahasia") as outbox:
        outbox.send(message("tls"), sender=SENDER, to=TO)
    assert server.delivered(before + 1)[before:] == [unix(message("tls"))]


@pytest.mark.parametrize("where", ["absolute", "relative"])
@pytest.mark.parametrize(
    "url", ["smtp://nodis@localhost:{port}?starttls=1&ca={ca}", "smtps://nodis@localhost:{tls_port}?ca={ca}"]
)
def test_exim_by_a_certificate_of_the_offices_own_authority(
    url: str, where: str, server: MailServer, tmp_path: Path
) -> None:
    file = tmp_path / "ca kantor.pem"
    file.write_bytes(server.authority.read_bytes())
    ca = quote(str(file if where == "absolute" else file.name))
    address = url.format(port=server.port, tls_port=server.tls_port, ca=ca)
    before = len(server.delivered(0))
    check(address, base=tmp_path, password="rahasia")
    with way_out(address, tmp_path, "rahasia") as outbox:
        outbox.send(message("ca"), sender=SENDER, to=TO)
    assert len(server.delivered(before + 1)) == before + 1


def test_an_authority_that_signed_nothing_or_is_not_there_is_named(server: MailServer, tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "lain.pem"))
    (tmp_path / "rusak.pem").write_text("bukan sertifikat")
    for file, said in (
        ("lain.pem", "TLS"),
        ("tidak-ada.pem", "tidak dapat dibaca"),
        ("rusak.pem", "tidak dapat dibaca"),
    ):
        with pytest.raises(TemporaryOutboxError, match=said) as caught:
            check(f"smtps://nodis@localhost:{server.tls_port}?ca={file}", base=tmp_path, password="rahasia")
        assert "sertifikat" in caught.value.advice or "?ca=" in caught.value.advice


def test_a_wrong_password_loses_no_mail(server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    url = f"smtps://nodis@localhost:{server.tls_port}"
    with pytest.raises(TemporaryOutboxError, match="535") as caught:
        open_outbox(url, base=tmp_path, password="salah").send(message(), sender=SENDER, to=TO)
    assert "kata sandi" in caught.value.advice
    with pytest.raises(TemporaryOutboxError, match="535"):
        check(url, base=tmp_path, password="salah")


def test_a_server_that_wants_a_login_loses_no_mail(
    server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    url = f"smtps://localhost:{server.tls_port}"
    with way_out(url, tmp_path) as outbox, pytest.raises(TemporaryOutboxError, match="log in first"):
        outbox.send(message(), sender=SENDER, to=TO)


def test_a_certificate_that_nobody_vouches_for_is_refused(server: MailServer, tmp_path: Path) -> None:
    for url in (f"smtps://localhost:{server.tls_port}", f"smtp://localhost:{server.port}?starttls=1"):
        with pytest.raises(TemporaryOutboxError, match="TLS") as caught:
            open_outbox(url, base=tmp_path, password=None).send(message(), sender=SENDER, to=TO)
        assert "sertifikat" in caught.value.advice


def test_an_unknown_mailbox_is_refused_for_good_in_the_servers_words(server: MailServer, tmp_path: Path) -> None:
    before = len(server.delivered(0))
    with way_out(f"smtp://127.0.0.1:{server.port}", tmp_path) as outbox:
        with pytest.raises(PermanentOutboxError, match=r"550 5\.1\.1 no such mailbox"):
            outbox.send(message(), sender=SENDER, to="unknown@unit.example")
        with pytest.raises(TemporaryOutboxError, match=r"451 4\.2\.1 try again later"):
            outbox.send(message(), sender=SENDER, to="later@unit.example")
        outbox.send(message("after"), sender=SENDER, to=TO)  # the connection is still good
    assert server.delivered(before + 1)[before:] == [unix(message("after"))]


# ----------------------------------------------------------------------------------------------------------- the faults


@contextmanager
def faulty(handler: Faulty, *, rest: float = REST, **options: Any) -> Iterator[tuple[SmtpOutbox, Controller]]:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    outbox = SmtpOutbox(Server(host="127.0.0.1", port=controller.port, security=Security.NONE, timeout=2, rest=rest))
    try:
        yield outbox, controller
    finally:
        outbox.close()
        controller.stop()


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("MAIL", "451 4.7.1 greylisted", TemporaryOutboxError),
        ("MAIL", "550 5.7.1 sender not yours", TemporaryOutboxError),
        ("MAIL", "552 5.3.4 message too large", PermanentOutboxError),
        ("MAIL", "421 4.3.2 going down", TemporaryOutboxError),
        ("MAIL", None, TemporaryOutboxError),
        ("RCPT", "450 4.2.1 mailbox busy", TemporaryOutboxError),
        ("RCPT", "550 5.1.1 no such user", PermanentOutboxError),
        ("RCPT", "421 4.3.2 going down", TemporaryOutboxError),
        ("RCPT", None, TemporaryOutboxError),
        ("DATA", "452 4.3.1 disk full", TemporaryOutboxError),
        ("DATA", "554 5.7.1 looks like spam", PermanentOutboxError),
        ("DATA", "552 5.2.2 mailbox full", PermanentOutboxError),
        ("DATA", None, TemporaryOutboxError),
    ],
)
def test_failures_are_told_apart(
    command: str, answer: str | None, error: type[OutboxError], *, pipelining: bool
) -> None:
    handler = Faulty(command, answer, times=1, pipelining=pipelining)
    with faulty(handler) as (outbox, _):
        with pytest.raises(error) as caught:
            outbox.send(message("1"), sender=SENDER, to=TO)
        outbox.send(message("2"), sender=SENDER, to=TO)
    assert handler.taken[-1] == message("2")
    assert type(caught.value) in (error, *error.__subclasses__())
    assert caught.value.advice
    assert answer is None or answer in str(caught.value)


def test_a_drop_after_data_goes_again_as_the_very_same_mail() -> None:
    handler = Faulty("DATA", None, times=1)
    with faulty(handler) as (outbox, _):
        with pytest.raises(TemporaryOutboxError):
            outbox.send(message(), sender=SENDER, to=TO)
        outbox.send(message(), sender=SENDER, to=TO)
    assert handler.taken == [message(), message()]
    assert handler.connections == 2


def test_a_connection_serves_several_mails() -> None:
    handler = Faulty()
    with faulty(handler) as (outbox, _):
        for number in range(5):
            outbox.send(message(str(number)), sender=SENDER, to=TO)
    assert (len(handler.taken), handler.connections) == (5, 1)


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize("answer", [None, "421 4.4.2 idle too long"])
def test_an_idle_connection_that_has_gone_is_opened_anew(answer: str | None, *, pipelining: bool) -> None:
    handler = Faulty(pipelining=pipelining)
    with faulty(handler) as (outbox, _):
        outbox.send(message("1"), sender=SENDER, to=TO)
        handler.command, handler.answer, handler.times = "MAIL", answer, 1
        outbox.send(message("2"), sender=SENDER, to=TO)
    assert handler.taken == [message("1"), message("2")]
    assert handler.connections == 2


def test_a_refused_mail_does_not_spoil_the_next() -> None:
    handler = Faulty("RCPT", "550 5.1.1 no such user", times=1)
    with faulty(handler) as (outbox, _):
        with pytest.raises(PermanentOutboxError):
            outbox.send(message("1"), sender=SENDER, to=TO)
        outbox.send(message("2"), sender=SENDER, to=TO)
    assert handler.taken == [message("2")]


def test_where_a_server_takes_a_mail_to_nobody_nobody_gets_it() -> None:
    """It answers DATA with 354 although it has refused the only recipient, and then refuses the empty mail (RFC 2920 3.1)."""
    said: list[bytes] = []

    class Lenient(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 lenient\r\n")
            body = False
            for line in self.rfile:
                said.append(line.rstrip())
                if body:
                    self.wfile.write(b"554 5.5.1 no valid recipients\r\n" if line == b".\r\n" else b"")
                    body = line != b".\r\n"
                else:
                    self.wfile.write(ANSWERS[line[:4].upper()])
                    body = line[:4].upper() == b"DATA"

    ANSWERS = {  # noqa: N806 - a table
        b"EHLO": b"250-lenient\r\n250 PIPELINING\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"550 5.1.1 no such user\r\n",
        b"DATA": b"354 go on\r\n", b"RSET": b"250 ok\r\n", b"QUIT": b"221 bye\r\n",
    }  # fmt: skip
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Lenient) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        outbox = SmtpOutbox(Server(host="127.0.0.1", port=server.server_address[1], security=Security.NONE, timeout=2))
        with pytest.raises(PermanentOutboxError, match="no such user"):
            outbox.send(message(), sender=SENDER, to=TO)
        outbox.close()
        server.shutdown()
        thread.join()
    assert [line[:4] for line in said] == [b"ehlo", b"MAIL", b"RCPT", b"DATA", b".", b"rset", b"quit"]


def parcels(*recipients: str) -> list[Parcel]:
    return [Parcel(to=to, raw=partial(message, str(number))) for number, to in enumerate(recipients, 1)]


def test_exim_hears_of_the_next_mail_behind_the_words_of_the_last(
    server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    before = len(server.delivered(0))
    with way_out(f"smtp://nodis@localhost:{server.port}?starttls=1", tmp_path, "rahasia") as outbox:
        answers = list(
            outbox.send_all(parcels(TO, "unknown@unit.example", TO, "later@unit.example", TO), sender=SENDER)
        )
    assert [type(one) for one in answers] == [
        type(None), PermanentOutboxError, type(None), TemporaryOutboxError, type(None),
    ]  # fmt: skip
    assert sorted(server.delivered(before + 3)[before:]) == sorted(unix(message(one)) for one in "135")


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("451 4.3.0 later", TemporaryOutboxError),
        ("552 5.2.3 too long", PermanentOutboxError),
        ("421 4.3.2 going down", TemporaryOutboxError),
        (None, TemporaryOutboxError),
    ],
)
def test_a_refusal_among_several_is_that_mails_alone(
    command: str, answer: str | None, error: type[OutboxError], *, pipelining: bool
) -> None:
    """In the middle of a conversation a connection that goes before a mail's words is opened anew, as an idle one is."""
    handler = Faulty(pipelining=pipelining)
    with faulty(handler) as (outbox, _):
        answers = outbox.send_all(parcels(TO, TO, TO, TO), sender=SENDER)
        assert next(answers) is None
        handler.command, handler.answer, handler.times = command, answer, 1
        rest = list(answers)
    wrong = [one for one in rest if one is not None]
    gone_before_words = answer is None or answer.startswith("421")
    assert all(isinstance(one, error) for one in wrong)
    assert len(wrong) <= 1
    assert wrong or (gone_before_words and command != "DATA")
    taken = [number for number in "1234" if message(number) in handler.taken]
    assert len(taken) >= len(rest) + 1 - len(wrong)


def test_who_stops_among_several_has_sent_no_more_than_was_answered() -> None:
    handler = Faulty(pipelining=True)
    with faulty(handler) as (outbox, _):
        with closing(outbox.send_all(parcels(TO, TO, TO), sender=SENDER)) as answers:
            assert next(answers) is None
        outbox.send(message("9"), sender=SENDER, to=TO)
    assert handler.taken == [message("1"), message("9")]
    assert handler.connections == 2, "the one that was told of a mail that does not come is of no use any more"


def test_a_mail_without_bytes_ends_the_conversation_before_it() -> None:
    def unreadable() -> bytes:
        raise StoreAwayError("berkas tidak terbaca", advice="Periksa disk.")

    handler = Faulty(pipelining=True)
    with faulty(handler) as (outbox, _):
        answers = outbox.send_all([*parcels(TO), Parcel(to=TO, raw=unreadable), *parcels(TO)], sender=SENDER)
        assert next(answers) is None
        with pytest.raises(StoreAwayError):
            next(answers)
        outbox.send(message("9"), sender=SENDER, to=TO)
    assert handler.taken == [message("1"), message("9")]


@pytest.mark.parametrize("pipelining", [False, True])
def test_several_mails_take_one_way_there_and_back_each(*, pipelining: bool) -> None:
    """Counted in what the client sends before it waits; an address that is none is passed over without a word."""
    handler = Faulty(pipelining=pipelining)
    waits = 0
    with faulty(handler) as (outbox, _):
        outbox.check()
        own = smtplib.SMTP.send

        def counted(self: smtplib.SMTP, said: bytes | str) -> None:
            nonlocal waits
            waits += 1
            own(self, said)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(smtplib.SMTP, "send", counted)
            answers = list(outbox.send_all(parcels(TO, "bukan alamat", TO, TO, TO), sender=SENDER))
    assert [type(one) for one in answers] == [type(None), PermanentOutboxError, *[type(None)] * 3]
    assert waits == (4 + 2 if pipelining else 4 * 4), (
        "with a word ahead only before the first, and behind the one that was passed over"
    )
    assert len(handler.taken) == 4


def test_a_server_that_is_away_or_silent_is_asked_again_later(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(TemporaryOutboxError) as caught:
        open_outbox(f"smtp://127.0.0.1:{port}", base=tmp_path, password=None).send(message(), sender=SENDER, to=TO)
    assert caught.value.advice
    with pytest.raises(TemporaryOutboxError):
        check(f"smtp://127.0.0.1:{port}", base=tmp_path, password=None)


def test_a_server_without_starttls_gets_no_mail() -> None:
    handler = Faulty()
    with faulty(handler) as (_, controller):
        outbox = SmtpOutbox(Server(host="127.0.0.1", port=controller.port, security=Security.STARTTLS, timeout=2))
        with pytest.raises(TemporaryOutboxError):
            outbox.send(message(), sender=SENDER, to=TO)
        outbox.close()
    assert not handler.taken


def test_a_certificate_for_another_name_gets_no_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("mail.lain.example").configure_cert(context)
    handler = Faulty()
    with faulty(handler, tls_context=context) as (_, controller):
        outbox = SmtpOutbox(Server(host="127.0.0.1", port=controller.port, security=Security.STARTTLS, timeout=2))
        with pytest.raises(TemporaryOutboxError, match="TLS"):
            outbox.send(message(), sender=SENDER, to=TO)
        outbox.close()
    assert not handler.taken


@pytest.mark.parametrize(
    "to", ["", "budi", "budi@unit.example>\r\nRCPT TO:<x@evil.example", "büdi@unit.example", "a b@c"]
)
def test_an_address_that_is_none_never_reaches_the_server(to: str) -> None:
    handler = Faulty()
    with faulty(handler) as (outbox, _), pytest.raises(PermanentOutboxError, match="tidak sah"):
        outbox.send(message(), sender=SENDER, to=to)
    assert handler.connections == 0


# ------------------------------------------------------------------------------------------------------- how long one lasts


@pytest.mark.parametrize("together", [False, True])
def test_exim_delivers_all_of_many_at_once(server: MailServer, tmp_path: Path, *, together: bool) -> None:
    """The tenth of one connection is the last that Exim delivers before its next queue run; `delivered` does not wait so long."""
    before = len(server.delivered(0))
    many = [Parcel(to=TO, raw=partial(message, f"banyak-{together}-{number}")) for number in range(25)]
    with way_out(f"smtp://127.0.0.1:{server.port}", tmp_path) as outbox:
        for some in [many] if together else [[one] for one in many]:
            assert list(outbox.send_all(some, sender=SENDER)) == [None] * len(some)
        assert len(server.delivered(before + 25)) == before + 25


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize("count", [1, MOST - 1, MOST, MOST + 1, 3 * MOST + 1])
def test_a_connection_ends_after_a_few_mails(count: int, *, pipelining: bool) -> None:
    handler = Faulty(pipelining=pipelining)
    with faulty(handler) as (outbox, _):
        assert list(outbox.send_all(parcels(*[TO] * count), sender=SENDER)) == [None] * count
    assert handler.taken == [message(str(number + 1)) for number in range(count)]
    assert handler.connections == -(-count // MOST)


def test_a_connection_ends_after_a_short_rest_and_not_before() -> None:
    handler = Faulty()
    with faulty(handler, rest=0.6) as (outbox, _):
        for number in range(4):
            outbox.send(message(str(number)), sender=SENDER, to=TO)
            time.sleep(0.25)
        assert handler.connections == 1, "it was used all the time"
        until = time.monotonic() + 10
        while handler.ended == 0 and time.monotonic() < until:
            time.sleep(0.05)
        assert handler.ended == 1, "it says goodbye by itself"
        outbox.send(message("9"), sender=SENDER, to=TO)
    assert len(handler.taken) == 5
    assert handler.connections == 2
