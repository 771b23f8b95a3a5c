"""Where mail comes in: one door for Maildir and IMAP."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.errors import ConfigurationError
from pipeline.intake.positions import Memory
from pipeline.tokens import Password, Tokens

if TYPE_CHECKING:
    from pipeline.intake.imap import ImapPlace

_ADVICE = 'Pakai "maildir:FOLDER" atau "imaps://pengguna@server/INBOX".'
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A message that waits. Nothing but its size has been asked for yet."""

    key: str  # stable place: "maildir:NAME", "imap:USER@HOST/FOLDER:UIDVALIDITY:UID"
    size: int  # bytes, by the server's word
    received_at: datetime | None
    fetch: Callable[[int], bytes]  # so many bytes at most; raises MessageError
    headers: Callable[[], bytes]
    history: bool = False  # it lay there long before the office began to look: kept, and not worked on


class Mailbox(Protocol):
    """A mailbox. A message is marked by `done` only, which the caller calls once it is stored."""

    def waiting(self, but_not: Collection[str] = ()) -> Iterator[Incoming]:
        """Messages not yet done, oldest first; nothing is asked of those whose keys are in `but_not`."""

    def done(self, *stored: Incoming) -> None:
        """These are stored: mark them so that they do not come again."""

    def wait(self, seconds: float) -> bool:
        """Wait for new mail at most so long; True as soon as there may be some."""

    def close(self) -> None:
        """Let go of the mailbox."""


def open_mailbox(
    url: str, *, base: Path, password: Password, tokens: Tokens | None = None, memory: Memory | None = None
) -> Mailbox:
    """Open `maildir:PATH`, `imaps://user@host[:port]/FOLDER` or `imap://...` (loopback, or `?starttls=1`).

    Without a password the server is shown one of `tokens`. What of an IMAP folder has been taken in is kept in `memory`; a
    Maildir says it itself.

    Raises:
        ConfigurationError: the URL is not one of these, or would send a password in clear text.
        MailboxError: the mailbox cannot be reached or refuses.
    """
    from pipeline.intake.imap import ImapMailbox  # noqa: PLC0415 - both doors need the protocol above
    from pipeline.intake.maildir import MaildirMailbox  # noqa: PLC0415

    if url.startswith("maildir:"):
        return MaildirMailbox(base / url.removeprefix("maildir:"))
    place = _imap_place(url, base)
    return ImapMailbox(place, password=password, tokens=None if password else tokens, memory=memory)


def check_url(url: str, *, base: Path) -> None:
    """Whether a mailbox may be called so; nothing is connected, and no folder made.

    Raises:
        ConfigurationError: as `open_mailbox`.
    """
    if not url.startswith("maildir:"):
        _imap_place(url, base)
    elif url == "maildir:":
        raise ConfigurationError("mailbox.url: maildir: tanpa folder", advice=_ADVICE)


def _imap_place(url: str, base: Path) -> ImapPlace:
    from pipeline.intake.imap import ImapPlace  # noqa: PLC0415

    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise ConfigurationError(f"mailbox.url {url!r} tidak dikenal", advice=_ADVICE)
    try:
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"mailbox.url: porta tidak sah: {error}", advice=_ADVICE) from error
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    starttls = options.get("starttls") == "1"
    if parts.scheme == "imap" and not starttls and parts.hostname not in LOOPBACK:
        advice = "Pakai imaps://, atau tambahkan ?starttls=1."
        raise ConfigurationError(f"mailbox.url {url!r} akan mengirim kata sandi tanpa enkripsi", advice=advice)
    ca_file = options.get("ca")
    return ImapPlace(
        host=parts.hostname,
        port=port or (993 if parts.scheme == "imaps" else 143),
        user=unquote(parts.username or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=parts.scheme == "imaps",
        starttls=starttls,
        done_folder=options.get("done"),
        ca_file=str(base / ca_file) if ca_file else None,
    )
