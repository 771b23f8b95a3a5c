"""A full disk, wherever it shows: which folder, how much is left, what to do."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
LITTLE = 20_000_000  # bytes; with less LibreOffice and tesseract end without saying why
NOTHING = 200_000  # bytes; a database cannot be opened with less
ADVICE = (
    "Kosongkan ruang di sana (mis. cadangan atau log lama) atau perbesar disknya, lalu ulangi; tidak ada yang hilang."
)


def full_disk(error: BaseException | None, *, folder: Path | None = None) -> str | None:
    """The sentence about it, where a full disk is what lies behind an error; None where it is not.

    `folder` is named where the error names no file.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in _FULL:
            return _sentence(Path(str(error.filename)) if error.filename else folder or Path.cwd())
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and _is_full(code & 0xFF, folder or Path.cwd()):
            return _sentence(folder or Path.cwd())
        error = getattr(error, "orig", None) or error.__cause__ or error.__context__
    return None


def _is_full(code: int, folder: Path) -> bool:
    """SQLite says so itself, or calls it an I/O error where it cannot lengthen its -shm."""
    return code == sqlite3.SQLITE_FULL or (
        code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and shutil.disk_usage(folder).free < NOTHING
    )


def fullest(named: Iterable[str]) -> Path:
    """Of the folders that a command works in (those of the paths it was given, the present and the temporary one) the one with least room."""
    folders = {one for path in named for one in (Path(path), Path(path).absolute().parent) if one.is_dir()}
    return min({Path.cwd(), Path(tempfile.gettempdir()), *folders}, key=lambda one: shutil.disk_usage(one).free)


def full_temporary_folder() -> str | None:
    """The sentence, where the folder for temporary files has hardly room left."""
    folder = Path(tempfile.gettempdir())
    try:
        return _sentence(folder) if shutil.disk_usage(folder).free < LITTLE else None
    except OSError:
        return None


def _sentence(place: Path) -> str:
    there = next((one for one in (place, *place.absolute().parents) if one.is_dir()), Path("/"))
    try:
        usage = shutil.disk_usage(there)
    except OSError:
        return f"disk penuh di {there}"
    return f"disk penuh di {there.absolute()}: tersisa {usage.free // 1_000_000} MB dari {usage.total // 1_000_000} MB"
