"""Files of an office are read by the office alone: what is made is 0600 and 0700, whatever the umask says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private_umask() -> None:
    """From now on this process makes files for its own user alone."""
    os.umask(OTHERS)


def private_folder(path: Path) -> Path:
    """The folder, made with all above it where it is not there; those that are made are 0700."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    return path


def private_file(path: Path) -> Path:
    """The file, made empty where it is not there."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def make_private(paths: Iterable[Path]) -> None:
    """Take away what an older installation gave to others, where the file is ours to change."""
    for path in exposed(paths):
        with suppress(OSError):
            path.chmod(path.stat().st_mode & ~OTHERS)


def exposed(paths: Iterable[Path]) -> Iterator[Path]:
    """Those that are there and that others may read, write or enter."""
    for path in paths:
        with suppress(OSError):
            if path.stat().st_mode & OTHERS:
                yield path
