"""Which processes of this machine are alive: each holds a lock that the system gives back however it ends."""

from __future__ import annotations

import fcntl
import socket
from io import TextIOWrapper
from pathlib import Path

from pipeline.private import private_folder


class Presence:
    """The lock of one process, and a look at the locks of its neighbours.

    Only files of this host are judged: a lock says nothing across machines. Where the folder cannot be written,
    nobody is known to be gone.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._handle: TextIOWrapper | None = None

    def hold(self) -> None:
        """I am here, from now on until `release` or the end of the process."""
        try:
            private_folder(self._folder)
            self._handle = self._path(self._name).open("w", encoding="utf-8")
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._handle = None

    def release(self) -> None:
        """I go."""
        if self._handle:
            self._path(self._name).unlink(missing_ok=True)
            self._handle.close()
            self._handle = None

    def is_gone(self, name: str) -> bool:
        """Whether that process ran here and has ended; False also where nothing is known of it."""
        path = self._path(name)
        if not name.startswith(f"{socket.gethostname()}-") or not path.exists():
            return False
        try:
            with path.open("r+", encoding="utf-8") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        path.unlink(missing_ok=True)
        return True

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.alive"
