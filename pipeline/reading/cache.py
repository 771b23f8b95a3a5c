"""What was read once is kept: a letter that comes again, or is replayed under changed rules, costs no second reading."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline import charsets, outlook
from pipeline.model import Document
from pipeline.private import private_folder
from pipeline.reading.ocr import LANGUAGES, tessdata

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
KEPT = 20_000  # files; the oldest go first
CHECKED = 200  # writes between two looks at how many there are


class ReadingCache:
    """Documents by the hash of their file, in a folder that several processes may share.

    Entries are written whole and renamed; one that is damaged counts as absent. Another version of the reading code or of
    the language models empties the folder. Files that could not be read are not kept: what hindered them may pass.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _version()
        private_folder(self._folder)
        for other in folder.iterdir():
            if other != self._folder:
                shutil.rmtree(other, ignore_errors=True)
        self._writes = 0
        self._lock = threading.Lock()

    def get(self, name: str, content: bytes) -> tuple[Document, ...] | None:
        """What was read of these bytes under any name of the same ending."""
        path = self._path(name, content)
        try:
            first, _, packed = path.read_bytes().partition(b"\n")
            documents = _DOCUMENTS.validate_json(zlib.decompress(packed))
        except (OSError, zlib.error, ValidationError):
            return None
        with suppress(OSError):
            os.utime(path)  # it is young again
        return _renamed(documents, first.decode("utf-8", "replace"), name)

    def put(self, name: str, content: bytes, documents: Sequence[Document]) -> None:
        """Keep what was read; a full disk costs the entry, nothing else."""
        if any(document.problem for document in documents):
            return
        with suppress(OSError):
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as handle:
                handle.write(
                    name.replace("\n", " ").encode() + b"\n" + zlib.compress(_DOCUMENTS.dump_json(tuple(documents)))
                )
            Path(handle.name).replace(self._path(name, content))
        with self._lock:
            self._writes += 1
            if self._writes % CHECKED == 1:
                self._forget_the_oldest()

    def forget(self, sha256: str) -> None:
        """What was read of a file goes with the file."""
        for path in self._folder.glob(f"{sha256}-*"):
            path.unlink(missing_ok=True)

    def _path(self, name: str, content: bytes) -> Path:
        ending = hashlib.sha256(name.lower().rpartition(".")[2].encode()).hexdigest()[:8]
        return self._folder / f"{hashlib.sha256(content).hexdigest()}-{ending}"

    def _forget_the_oldest(self) -> None:
        with suppress(OSError):
            entries = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)
            for path in entries[: max(0, len(entries) - KEPT)]:
                path.unlink(missing_ok=True)


def _renamed(documents: tuple[Document, ...], old: str, new: str) -> tuple[Document, ...]:
    """The same file under another name."""
    if old == new:
        return documents
    return tuple(
        replace(
            document,
            part=new if document.part == old and document.container is None else document.part,
            container=new if document.container == old else document.container,
        )
        for document in documents
    )


@lru_cache(maxsize=1)
def _version() -> str:
    """A name that changes with the reading code and the language models."""
    digest = hashlib.sha256()
    beside = (Path(charsets.__file__), Path(outlook.__file__))
    for source in (*sorted(Path(__file__).parent.glob("*.py")), *beside):
        digest.update(source.read_bytes())
    for language in LANGUAGES:
        model = Path(tessdata()) / f"{language}.traineddata"
        digest.update(f"{model.stat().st_size}".encode())
    return digest.hexdigest()[:16]
