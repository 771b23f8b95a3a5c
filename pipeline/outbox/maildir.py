"""Handing mail over into a Maildir: each mail exactly once."""

from __future__ import annotations

import email
import email.policy
import email.utils
import hashlib
import os
import threading
from collections.abc import Generator, Sequence
from pathlib import Path

from pipeline.errors import OutboxError, TemporaryOutboxError
from pipeline.outbox.message import Parcel
from pipeline.private import private_folder


class MaildirOutbox:
    """A folder with `tmp`, `new` and `cur`; one file a mail, named after its Message-ID and recipient.

    A mail that is handed over again after a crash finds itself in `new` or, once a reader has seen it, in `cur`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Create the folders.

        Raises:
            TemporaryOutboxError: the folder cannot be made or written to.
        """
        try:
            for part in ("tmp", "new", "cur"):
                private_folder(self._folder / part)
        except OSError as error:
            raise self._failed(error) from error
        if not os.access(self._folder / "tmp", os.W_OK):
            raise self._failed("tidak boleh ditulis")

    def send(self, raw: bytes, *, sender: str, to: str) -> None:
        """Write the mail to `tmp`, make it durable, and move it to `new`.

        Raises:
            TemporaryOutboxError: the disk is full, the folder is gone.
        """
        del sender
        name = _name(raw, to)
        try:
            if self._is_there(name):
                return
            for part in ("tmp", "new", "cur"):
                private_folder(self._folder / part)
            draft = self._folder / "tmp" / f"{name}.{os.getpid()}.{threading.get_ident()}"
            with draft.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / "new" / name)
            _make_durable(self._folder / "new")
        except OSError as error:
            raise self._failed(error) from error

    def send_all(self, parcels: Sequence[Parcel], *, sender: str) -> Generator[OutboxError | None]:
        """Each after the other: for each what `send` would raise, or None."""
        for parcel in parcels:
            try:
                self.send(parcel.raw(), sender=sender, to=parcel.to)
            except OutboxError as error:
                yield error
            else:
                yield None

    def close(self) -> None:
        """Nothing is kept open."""

    def _is_there(self, name: str) -> bool:
        seen = self._folder / "cur"  # a reader adds flags to the name: "NAME:2,S"
        return (self._folder / "new" / name).exists() or (seen / name).exists() or any(seen.glob(f"{name}:*"))

    def _failed(self, why: object) -> TemporaryOutboxError:
        return TemporaryOutboxError(
            f"Maildir {self._folder} tidak dapat ditulis: {why}", advice="Periksa folder, hak tulis, dan ruang disk."
        )


def _name(raw: bytes, to: str) -> str:
    """Sorts by the mail's own date; the digest tells apart what was sent in the same second."""
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    digest = hashlib.sha256(f"{mail['Message-ID']}\n{to.lower()}".encode()).hexdigest()[:32]
    try:
        seconds = int(email.utils.parsedate_to_datetime(str(mail["Date"])).timestamp())
    except ValueError:
        seconds = 0
    return f"{seconds:010d}.{digest}.nodis"


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
