"""Where mail comes in: one door for Maildir and IMAP."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.errors import ConfigurationError
from pipeline.intake.positions import Memory
from pipeline.tokens import Password, Tokens

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
    from pipeline.intake.imap import ImapMailbox, ImapPlace  # noqa: PLC0415 - both doors need the protocol above
    from pipeline.intake.maildir import MaildirMailbox  # noqa: PLC0415

    scheme, _, rest = url.partition(":")
    if scheme == "maildir":
        return MaildirMailbox(base / rest)
    if scheme not in ("imap", "imaps"):
        advice = 'Pakai "maildir:FOLDER" atau "imaps://pengguna@server/INBOX".'
        raise ConfigurationError(f"mailbox.url {url!r} tidak dikenal", advice=advice)
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    starttls = options.get("starttls") == "1"
    host = parts.hostname or ""
    if scheme == "imap" and not starttls and host not in LOOPBACK:
        advice = "Pakai imaps://, atau tambahkan ?starttls=1."
        raise ConfigurationError(f"mailbox.url {url!r} akan mengirim kata sandi tanpa enkripsi", advice=advice)
    place = ImapPlace(
        host=host,
        port=parts.port or (993 if scheme == "imaps" else 143),
        user=unquote(parts.username or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=scheme == "imaps",
        starttls=starttls,
        done_folder=options.get("done"),
        ca_file=options.get("ca"),
    )
    return ImapMailbox(place, password=password, tokens=None if password else tokens, memory=memory)
