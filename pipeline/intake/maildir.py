"""A Maildir as mailbox: `new/` is what waits, `cur/` with `:2,S` is what is stored."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

from pipeline.errors import MailboxError, MessageError, MessageGoneError
from pipeline.intake.mailboxes import Incoming
from pipeline.private import private_folder

HEADER_BYTES = 256 * 1024
LOOK_SECONDS = 0.2


class MaildirMailbox:
    """One Maildir, created if absent."""

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            for name in ("tmp", "new", "cur"):
                private_folder(root / name)
        except OSError as error:
            raise MailboxError(f"Maildir {root}: {error.strerror}", advice="Periksa folder dan izinnya.") from error

    def waiting(self, but_not: Collection[str] = ()) -> Iterator[Incoming]:
        """Files of `new/` by name; one that vanishes meanwhile is left out."""
        try:
            paths = sorted((self.root / "new").iterdir())
        except OSError as error:
            raise MailboxError(
                f"Maildir {self.root}: {error.strerror}", advice="Periksa folder dan izinnya."
            ) from error
        for path in paths:
            key = f"maildir:{_name(path)}"
            if key in but_not:
                continue
            try:
                stat = path.stat()
            except OSError:
                continue
            if not S_ISREG(stat.st_mode):
                continue
            yield Incoming(
                key=key,
                size=stat.st_size,
                received_at=datetime.fromtimestamp(stat.st_mtime, UTC),
                fetch=lambda most, path=path: _read(path, most),  # type: ignore[misc]
                headers=lambda path=path: _headers(_read(path, HEADER_BYTES)),  # type: ignore[misc]
            )

    def done(self, *stored: Incoming) -> None:
        """Move to `cur/`, seen: those very messages, not `surat-10` with `surat-1`."""
        new = self.root / "new"
        names = {incoming.key.removeprefix("maildir:") for incoming in stored}
        for path in [path for path in new.iterdir() if _name(path) in names]:
            with contextlib.suppress(FileNotFoundError):  # another program was faster
                path.rename(self._free_name(path.name.partition(":")[0]))

    def _free_name(self, name: str) -> Path:
        """A name that came before keeps its file."""
        tries = itertools.chain([name], (f"{name}.{number}" for number in itertools.count(2)))
        return next(path for one in tries if not (path := self.root / "cur" / f"{one}:2,S").exists())

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


def _name(path: Path) -> str:
    """A file's name without flags, as text that can be stored: names are bytes, and need be no text."""
    name = path.name.partition(":")[0]
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in name)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(most)
    except FileNotFoundError as error:
        raise MessageGoneError(
            f"surel {path.name} diambil program lain", advice="Tidak ada yang perlu dilakukan."
        ) from error
    except OSError as error:
        raise MessageError(f"{path}: {error.strerror}", advice="Periksa izin berkas itu.") from error


def _headers(head: bytes) -> bytes:
    for gap in (b"\r\n\r\n", b"\n\n"):
        if gap in head:
            return head[: head.index(gap) + len(gap)]
    return head
