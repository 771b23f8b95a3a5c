"""The door to the reading processes: as many as cores, warm, each killed and replaced when it hangs or dies.

The pages of a long document are dealt out among them, so that one scan of twenty pages keeps all cores busy.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from pipeline.model import Document, Part, PdfSignature
from pipeline.reading.cache import ReadingCache
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.naming import sha256_of

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_SIGNATURES = TypeAdapter(tuple[PdfSignature, ...])
_SIGNED = b"/ByteRange"
_MANY_PAGES = (b"%PDF-", b"II*\x00", b"MM\x00*")  # how files begin that may have several pages
CONFINED = Path(__file__).with_name("confinement.py")
Share = tuple[int, int]  # (0, 3): the first of every three pages


class Reader:
    """Reads files in child processes. Safe to call from several threads; each call waits for a free process.

    `roots` is a folder of certificates whose signatures count. With a `cache`, what was read once is never read again. With `pictures`, pages carry what their boxes lie on; then
    no cache is kept.
    """

    def __init__(
        self,
        processes: int | None = None,
        limits: ReadingLimits | None = None,
        cache: ReadingCache | None = None,
        *,
        pictures: bool = False,
        roots: str | None = None,
    ) -> None:
        self.limits = limits or ReadingLimits()
        self._count = processes or os.cpu_count() or 1
        self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(self._count):
            self._free.put(None)  # a place; its process starts when it is first needed
        self._cache = None if pictures else cache
        self._pictures = pictures
        self._roots = roots
        self._parts = ThreadPoolExecutor(max_workers=self._count, thread_name_prefix="nodis-reading")
        self._shares = ThreadPoolExecutor(max_workers=self._count, thread_name_prefix="nodis-reading-pages")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        self._parts.shutdown(wait=True)
        self._shares.shutdown(wait=True)
        while not self._free.empty():
            child = self._free.get()
            if child:
                child.end()

    def forget(self, sha256: str) -> None:
        """Keep nothing of what was read of a file."""
        if self._cache:
            self._cache.forget(sha256)

    def read_all(self, parts: Sequence[Part]) -> tuple[Document, ...]:
        """Documents of all parts, in their order, read side by side."""
        return tuple(document for found in self._parts.map(self.read, parts) for document in found)

    def read(self, part: Part) -> tuple[Document, ...]:
        """Documents of one part; what cannot be read is a document with a `problem`."""
        known = self._cache.get(part.name, part.content) if self._cache else None
        if known is not None:
            return tuple(replace(document, inline=part.inline) for document in known)
        pages = self._pages(part)
        if pages > 1:
            shares = [(number, min(self._count, pages)) for number in range(min(self._count, pages))]
            documents = _joined([*self._shares.map(lambda share: self._ask(part, self._wanted(share)), shares)])
        else:
            documents = self._ask(part, self._wanted((0, 1)))
        if self._cache:
            self._cache.put(part.name, part.content, documents)
        return documents

    def marks(self, parts: Sequence[Part], *, thorough: bool = False) -> tuple[tuple[Document, ...], ...]:
        """For each part its documents with the filing marks on their pages, and no words. `thorough` takes longer."""
        return tuple(self._parts.map(lambda part: self._ask(part, {"marks": thorough}), parts))

    def signatures(self, parts: Sequence[Part]) -> tuple[PdfSignature, ...]:
        """Electronic signatures on all PDFs among the parts, checked; in their order."""
        signed = [part for part in parts if _SIGNED in part.content and b"%PDF-" in part.content[:1024]]
        return tuple(one for found in self._parts.map(self._signatures, signed) for one in found)

    def _signatures(self, part: Part) -> tuple[PdfSignature, ...]:
        try:
            with self._place() as child:
                answer = child.answer(part, self.limits.seconds, {"signatures": self._roots})
        except _DiedError:
            return ()
        return tuple(replace(one, part=part.name) for one in _SIGNATURES.validate_json(answer or b"[]"))

    def _pages(self, part: Part) -> int:
        """How many pages a document has, where that may be more than one and there is somebody to share them with."""
        if self._count == 1 or not any(mark in part.content[:1024] for mark in _MANY_PAGES):
            return 1
        try:
            with self._place() as child:
                return child.count(part, self.limits.seconds)
        except _DiedError:
            return 1  # reading it says what is wrong

    def _wanted(self, share: Share) -> dict[str, object]:
        return {"share": share, "pictures": self._pictures}

    def _ask(self, part: Part, wanted: dict[str, object]) -> tuple[Document, ...]:
        try:
            with self._place() as child:
                return child.read(part, wanted, self.limits.seconds)
        except _DiedError as died:
            return (_unread(part, sha256_of(part.content), str(died)),)

    @contextmanager
    def _place(self) -> Iterator[_Child]:
        """A free process, for as long as it is needed; a dead one's place gets a new one when it is next needed."""
        child = self._free.get()
        try:
            child = child if child and child.alive else _Child(self.limits)
            yield child
        finally:
            self._free.put(child if child is not None and child.alive else None)


def _joined(shares: Sequence[tuple[Document, ...]]) -> tuple[Document, ...]:
    """One document of its pages in order; the first problem of a share is the document's."""
    documents = [document for share in shares for document in share]
    best = next((document for document in documents if document.pages), documents[0])
    pages = sorted((page for document in documents for page in document.pages), key=lambda page: page.number)
    problem = next((document.problem for document in documents if document.problem), None)
    return (replace(best, pages=tuple(pages), problem=problem),)


def _unread(part: Part, sha256: str, why: str) -> Document:
    return Document(
        part=part.name, media="other", sha256=sha256, inline=part.inline, problem=f"Berkas {part.name} {why}"
    )


class _DiedError(Exception):
    """The process hung or died; the message ends the sentence "Berkas x ..."."""


class _Child:
    """One reading process."""

    def __init__(self, limits: ReadingLimits) -> None:
        settings = TypeAdapter(ReadingLimits).dump_json(limits).decode()
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", str(CONFINED), settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("NODIS_")},  # no secrets
                "OMP_THREAD_LIMIT": "1",
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """It and whatever it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue  # bytes that nobody reads any more

    def count(self, part: Part, seconds: float) -> int:
        """Pages of a document; 1 of what has none."""
        answer = self.answer(part, seconds, {"count": True})
        return int(answer) if answer.strip().isdigit() else 1

    def read(self, part: Part, wanted: dict[str, object], seconds: float) -> tuple[Document, ...]:
        """Documents of a part: a share of its pages, or their filing marks.

        Raises:
            _DiedError: the process hung or died over it.
        """
        answer = self.answer(part, seconds, wanted)
        try:
            return _DOCUMENTS.validate_json(answer)
        except ValidationError:
            self.end()
            raise _DiedError("tidak dapat dibaca; mohon kirim ulang sebagai PDF atau foto.") from None

    def answer(self, part: Part, seconds: float, asked: dict[str, object]) -> bytes:
        """The line that answers a request; empty where the process died over it.

        Raises:
            _DiedError: it took too long.
        """
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            self.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            answer = self._exchange(part, asked)
        finally:
            timer.cancel()
        if timed_out.is_set():
            self.end()
            raise _DiedError("terlalu lama dibaca dan dilewati; mohon kirim dalam bentuk yang lebih sederhana.")
        return answer

    def _exchange(self, part: Part, asked: dict[str, object]) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return b""
        header = {"name": part.name, "size": len(part.content), "inline": part.inline, **asked}
        try:
            stdin.write(json.dumps(header).encode() + b"\n" + part.content)
            stdin.flush()
        except OSError:
            return b""  # it died while it was fed; told by the missing answer
        return stdout.readline()
