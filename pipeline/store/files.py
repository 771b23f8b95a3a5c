"""Files by hash: written once, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from pipeline.errors import StoreError


class FileStore:
    """Content-addressed files below a folder, fanned out by the first two digits of their SHA-256."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        """Store durably (temp file, fsync, rename, fsync of the folder); returns the SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        try:
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            Path(temporary).rename(path)
        except OSError as error:
            Path(temporary).unlink(missing_ok=True)
            raise StoreError(f"berkas tidak dapat disimpan: {error}", advice="Periksa ruang disk.") from error
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return sha256

    def has(self, sha256: str) -> bool:
        """Whether it is here."""
        return self._path(sha256).exists()

    def get(self, sha256: str) -> bytes:
        """The content.

        Raises:
            StoreError: it is not here.
        """
        try:
            return self._path(sha256).read_bytes()
        except OSError as error:
            raise StoreError(f"berkas {sha256[:12]} tidak ada", advice="Jalankan nodis verify.") from error

    def sound(self, sha256: str) -> bool:
        """Whether it is here with the very content that its name says."""
        return self.has(sha256) and hashlib.sha256(self.get(sha256)).hexdigest() == sha256
