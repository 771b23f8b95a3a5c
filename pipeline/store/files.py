"""Files by hash: written once, never changed."""

from __future__ import annotations

import ctypes
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import StoreAwayError, StoreError
from pipeline.full_disk import ADVICE, full_disk
from pipeline.private import private_folder


class Files(Protocol):
    """Files by hash, wherever they lie."""

    def put(self, content: bytes) -> str:
        """Store durably; returns the SHA-256. Raises `StoreAwayError`."""

    def put_all(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """Store several durably, in less time than one after the other. Raises `StoreAwayError`."""

    def get(self, sha256: str) -> bytes:
        """The content. Raises `StoreError` where it is not here, `StoreAwayError` where nobody answers."""

    def has(self, sha256: str) -> bool:
        """Whether it is here."""

    def sound(self, sha256: str) -> bool:
        """Whether it is here with the very content that its name says."""

    def discard(self, sha256: str) -> bool:
        """Take away what no row names; False if it is not here, or was put here just now."""

    def probe(self) -> None:
        """Write something, read it and take it away again. Raises `StoreAwayError`."""


def sound(files: Files, sha256: str) -> bool:
    """Whether a file is here with the very content that its name says."""
    try:
        return hashlib.sha256(files.get(sha256)).hexdigest() == sha256
    except StoreError:
        return False


PROBE = b"nodis check"
YOUNG = 3600.0  # seconds in which a file that was put here waits for its row
FRESH = 600.0  # seconds in which it needs no second look: far fewer than the above
MOST_FRESH = 10_000
HANDS = 8  # threads that wait for the disk: it makes several files durable in about the time of one
_LIBC = ctypes.CDLL(None, use_errno=True)


class FileStore:
    """Content-addressed files below a folder, fanned out by the first digits of their SHA-256."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._durable: set[Path] = set()  # folders whose own names are safe on the disk
        self._fresh: dict[str, float] = {}  # files that were made young here, and when
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="nodis-files")

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        """Store durably (temp file, fsync, rename, fsync of the folders); returns the SHA-256.

        Raises:
            StoreAwayError: the disk is full, away or not ours to write on; nothing is left behind.
        """
        return self.put_all((content,))[0]

    def put_all(self, contents: Sequence[bytes]) -> tuple[str, ...]:
        """As `put`, the contents side by side, their names all at once."""
        shas = tuple(hashlib.sha256(content).hexdigest() for content in contents)
        wanted = {
            self._path(sha): content for sha, content in zip(shas, contents, strict=True) if not self._is_fresh(sha)
        }
        try:
            self._side_by_side(_write, wanted.items())
            # Also where the file was there: whoever wrote it may have died before its name was safe.
            self._make_names_durable(wanted)
            if len(self._fresh) > MOST_FRESH:
                self._fresh.clear()
            self._fresh |= dict.fromkeys(shas, time.monotonic())
        except OSError as error:
            if full := full_disk(error, folder=self.root):
                raise StoreAwayError(f"berkas tidak dapat disimpan, {full}", advice=ADVICE) from error
            raise StoreAwayError(
                f"berkas tidak dapat disimpan: {error}", advice="Periksa ruang disk dan izin folder [storage] url."
            ) from error
        return shas

    def _make_names_durable(self, paths: Collection[Path]) -> None:
        top = {self.root, self.root.parent} - self._durable
        folders = {folder for path in paths for folder in (path.parent, path.parent.parent)}
        if len(paths) > 1:
            _sync_file_system(self.root)
            folders.clear()
        for folder in folders | top:
            _sync(folder)
        self._durable |= top

    def _is_fresh(self, sha256: str) -> bool:
        return time.monotonic() - self._fresh.get(sha256, -FRESH) < FRESH and self._path(sha256).exists()

    def _side_by_side(self, do: Callable[..., None], arguments: Iterable[tuple[Any, ...]]) -> None:
        """Call it with each of the arguments; all have ended when this returns, or raises what the first of them raised."""
        each = list(arguments)
        if len(each) == 1:
            do(*each[0])
            return
        errors = [error for future in [self._hands.submit(do, *one) for one in each] if (error := future.exception())]
        if errors:
            raise errors[0]

    def discard(self, sha256: str) -> bool:
        """Take a file away that no row names; False if it is not here, or was put here again just now.

        Whoever puts the same content while this runs either makes the file young first, and it comes back, or finds none
        and writes it anew.
        """
        self._fresh.pop(sha256, None)
        path = self._path(sha256)
        aside = path.with_name(f".gone-{secrets.token_hex(4)}-{path.name}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if time.time() - aside.stat().st_mtime < YOUNG:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def has(self, sha256: str) -> bool:
        """Whether it is here."""
        return self._path(sha256).exists()

    def get(self, sha256: str) -> bytes:
        """The content.

        Raises:
            StoreError: it is not here.
            StoreAwayError: the disk does not answer.
        """
        try:
            return self._path(sha256).read_bytes()
        except (FileNotFoundError, IsADirectoryError) as error:
            raise StoreError(f"berkas {sha256[:12]} tidak ada", advice="Jalankan nodis verify.") from error
        except OSError as error:
            raise StoreAwayError(f"berkas {sha256[:12]} tidak terbaca: {error}", advice="Periksa disk.") from error

    def sound(self, sha256: str) -> bool:
        """Whether it is here with the very content that its name says."""
        return sound(self, sha256)

    def probe(self) -> None:
        """Write something, read it and take it away again; where the folder is not there yet, beside where it will be.

        Raises:
            StoreAwayError: the disk is full, away or not ours to write on.
        """
        folder = next(one for one in (self.root, *self.root.absolute().parents) if one.is_dir())
        path = folder / f".nodis-{secrets.token_hex(8)}"
        try:
            try:
                path.write_bytes(PROBE)
                same = path.read_bytes() == PROBE
            finally:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreAwayError(
                f"folder {folder} tidak dapat ditulisi: {error.strerror}",
                advice="Periksa pemilik, izin dan ruang disk folder [storage] url.",
            ) from error
        if not same:
            raise StoreAwayError(f"folder {folder} tidak mengembalikan yang ditulis", advice="Periksa disk.")


def _touched(path: Path) -> bool:
    """Whether it is here; it is young again, so that nobody discards it before its row is written."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    """Durable content under its name; the name itself is made durable with its folder."""
    if _touched(path):
        return
    private_folder(path.parent)
    temporary = path.with_name(f".tmp-{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file_system(folder: Path) -> None:
    """syncfs(2), which Python has no name for: of dozens of folders in half the time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _LIBC.syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)
