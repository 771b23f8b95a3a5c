"""Choosing the way out by its URL, and when to try again."""

from __future__ import annotations

import ipaddress
from collections.abc import Generator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pipeline.errors import ConfigurationError, OutboxError
from pipeline.outbox.maildir import MaildirOutbox
from pipeline.outbox.message import Parcel
from pipeline.outbox.smtp import Security, Server, SmtpOutbox
from pipeline.tokens import Password, Tokens

_ADVICE = 'Pakai "smtps://user@host", "smtp://user@host?starttls=1", atau "maildir:FOLDER".'
_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}  # RFC 8314, RFC 6409, RFC 5321

# Minutes to wait after the first, second ... failed attempt; then every four hours, for about four days in all
# (RFC 5321 4.5.4.1: give up after four to five days).
_WAITS = (1, 2, 5, 10, 20, 30, 60, 120)
_LONG_WAIT = timedelta(hours=4)
_ATTEMPTS = 32


class Outbox(Protocol):
    """The seam to the outside: one mail to one recipient at a time."""

    def send(self, raw: bytes, *, sender: str, to: str) -> None:
        """Hand the mail over; raises `TemporaryOutboxError` or `PermanentOutboxError`."""

    def send_all(self, parcels: Sequence[Parcel], *, sender: str) -> Generator[OutboxError | None]:
        """Hand mails over one after the other: for each what `send` would raise, or None. Closed before the end it leaves the rest."""

    def close(self) -> None:
        """Let go of connections."""


def open_outbox(url: str, *, base: Path, password: Password, tokens: Tokens | None = None) -> Outbox:
    """The outbox of `[outbox] url`; relative Maildir paths start at `base`. Nothing is connected yet.

    Without a password the server is shown one of `tokens`.

    Raises:
        ConfigurationError: the URL is of no known kind, carries a password, or asks for clear text beyond loopback.
    """
    if url.startswith("maildir:"):
        return _maildir(url, base)
    return SmtpOutbox(_server(url, base, password, tokens))


def check(url: str, *, base: Path, password: Password, tokens: Tokens | None = None) -> None:
    """Try the way out without sending anything.

    Raises:
        ConfigurationError: as `open_outbox`.
        TemporaryOutboxError: it cannot be used now; the advice says what to look at.
    """
    if url.startswith("maildir:"):
        _maildir(url, base).prepare()
        return
    outbox = SmtpOutbox(_server(url, base, password, tokens))
    try:
        outbox.check()
    finally:
        outbox.close()


def check_url(url: str, *, base: Path) -> None:
    """Whether an outbox may be called so; nothing is connected.

    Raises:
        ConfigurationError: as `open_outbox`.
    """
    open_outbox(url, base=base, password=None).close()


def retry_at(attempt: int, now: datetime) -> datetime | None:
    """When to try again after the `attempt`-th failure (counted from 1); None: give up."""
    if attempt >= _ATTEMPTS:
        return None
    if attempt <= len(_WAITS):
        return now + timedelta(minutes=_WAITS[max(attempt, 1) - 1])
    return now + _LONG_WAIT


def _maildir(url: str, base: Path) -> MaildirOutbox:
    path = url.removeprefix("maildir:")
    if not path:
        raise ConfigurationError("[outbox] url: maildir: tanpa folder", advice=_ADVICE)
    return MaildirOutbox(base / path)


def _server(url: str, base: Path, password: Password, tokens: Tokens | None) -> Server:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"[outbox] url: porta tidak sah: {error}", advice=_ADVICE) from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ConfigurationError(f"[outbox] url tidak dikenal: {parts.scheme or url}", advice=_ADVICE)
    if parts.password is not None:
        raise ConfigurationError(
            "[outbox] url memuat kata sandi", advice="Kata sandi hanya melalui lingkungan: NODIS_OUTBOX__PASSWORD."
        )
    security, ca_file = _options(parts)
    if security is Security.NONE and not _is_loopback(parts.hostname):
        raise ConfigurationError(
            f"[outbox] url: smtp:// tanpa TLS hanya untuk mesin ini sendiri, bukan {parts.hostname}",
            advice='Pakai "smtps://..." atau tambahkan "?starttls=1".',
        )
    return Server(
        host=parts.hostname,
        port=port or _PORTS[security],
        security=security,
        user=unquote(parts.username) if parts.username else None,
        password=password,
        ca_file=str(base / ca_file) if ca_file else None,
        tokens=None if password else tokens,
    )


def _options(parts: SplitResult) -> tuple[Security, str]:
    """How the connection is protected, and the file of whose certificates count besides the system's ("" for none)."""
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls, ca_file = options.pop("starttls", "0"), options.pop("ca", "")
    if options or starttls not in {"0", "1"}:
        raise ConfigurationError(f"[outbox] url: pilihan tidak dikenal: {parts.query}", advice=_ADVICE)
    if parts.scheme == "smtps":
        return Security.TLS, ca_file
    return (Security.STARTTLS if starttls == "1" else Security.NONE), ca_file


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
