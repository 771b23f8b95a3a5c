"""A Maildir as mailbox: `new/` is what waits, `cur/` with `:2,S` is what is stored."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import MailboxError
from pipeline.intake.mailboxes import Incoming

HEADER_BYTES = 256 * 1024
LOOK_SECONDS = 0.2


class MaildirMailbox:
    """One Maildir, created if absent."""

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            for name in ("tmp", "new", "cur"):
                (root / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MailboxError(f"Maildir {root}: {error.strerror}", advice="Periksa folder dan izinnya.") from error

    def waiting(self) -> Iterator[Incoming]:
        """Files of `new/` by name; one that vanishes meanwhile is left out."""
        for path in sorted((self.root / "new").iterdir()):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            yield Incoming(
                key=f"maildir:{path.name.partition(':')[0]}",
                size=stat.st_size,
                received_at=datetime.fromtimestamp(stat.st_mtime, UTC),
                fetch=path.read_bytes,
                headers=lambda path=path: _headers(path),  # type: ignore[misc]
            )

    def done(self, incoming: Incoming) -> None:
        """Move to `cur/`, seen."""
        name = incoming.key.removeprefix("maildir:")
        for path in (self.root / "new").glob(f"{_escaped(name)}*"):
            path.rename(self.root / "cur" / f"{name}:2,S")

    def wait(self, seconds: float) -> bool:
        """Look into `new/` five times a second."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any((self.root / "new").iterdir()):
                return True
            time.sleep(min(LOOK_SECONDS, max(0.0, end - time.monotonic())))
        return False

    def close(self) -> None:
        """Nothing is held open."""


def _escaped(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _headers(path: Path) -> bytes:
    with path.open("rb") as handle:
        head = handle.read(HEADER_BYTES)
    for gap in (b"\r\n\r\n", b"\n\n"):
        if gap in head:
            return head[: head.index(gap) + len(gap)]
    return head
