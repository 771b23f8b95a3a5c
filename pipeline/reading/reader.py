"""The door to the reading processes: as many as cores, warm, each killed and replaced when it hangs or dies.

The pages of a long document are dealt out among them, so that one scan of twenty pages keeps all cores busy.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from pipeline.characters import printable_record
from pipeline.filenames import unique_names
from pipeline.model import Document, Part, PdfSignature
from pipeline.reading.cache import ReadingCache
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.naming import PART, UNSEEN, sha256_of
from pipeline.sandbox import ConfinedProcess, ProcessDiedError, ProcessPool, ProcessTimeoutError

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
_SIGNATURES = TypeAdapter(tuple[PdfSignature, ...])
_SIGNED = b"/ByteRange"
_MANY_PAGES = (b"%PDF-", b"II*\x00", b"MM\x00*")  # how files begin that may have several pages
CHILD = "pipeline.reading.child"
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
        self._pool = ProcessPool(self._count, lambda: _Child(self.limits))
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
        if kind:  # nobody waits any longer for what is being read
            self._pool.end()
        self.close()

    def start(self, processes: int) -> None:
        """Start so many processes now, at most as many as there may be: they take half a second until they read."""
        self._pool.start(processes)

    def close(self) -> None:
        """End all processes, when they have read what they were asked for."""
        self._parts.shutdown(wait=True, cancel_futures=True)
        self._shares.shutdown(wait=True)
        self._pool.close()

    def forget(self, sha256: str) -> None:
        """Keep nothing of what was read of a file."""
        if self._cache:
            self._cache.forget(sha256)

    def read_all(self, parts: Sequence[Part]) -> tuple[Document, ...]:
        """Documents of all parts, in their order, read side by side; no two of them have one name."""
        found = [document for documents in self._parts.map(self.read, parts) for document in documents]
        packed = [place for place, document in enumerate(found) if document.container is not None]
        names = unique_names([found[place].part for place in packed], taken=[part.name for part in parts])
        for place, name in zip(packed, names, strict=True):
            found[place] = replace(found[place], part=name)
        return tuple(found)

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

    def member(self, part: Part, sha256: str) -> bytes | None:
        """The file with that hash in an archive; None where it cannot be had."""
        try:
            with self._pool.place() as child:
                content = child.answer(part, self.limits.seconds, {"member": sha256})
        except _DiedError:
            return None
        return content if sha256_of(content) == sha256 else None

    def safe_copy(self, part: Part) -> Part | None:
        """The document as a PDF that does nothing (an archive with such PDFs in it); None where none can be made."""
        try:
            with self._pool.place() as child:
                answer = child.answer(part, self.limits.seconds, {"safe": True})
        except _DiedError:
            return None
        return PART.validate_json(answer or b"null")

    def signatures(self, parts: Sequence[Part]) -> tuple[PdfSignature, ...]:
        """Electronic signatures on all PDFs among the parts, checked; in their order."""
        signed = [part for part in parts if _SIGNED in part.content and b"%PDF-" in part.content[:1024]]
        return tuple(one for found in self._parts.map(self._signatures, signed) for one in found)

    def _signatures(self, part: Part) -> tuple[PdfSignature, ...]:
        try:
            with self._pool.place() as child:
                answer = child.answer(part, self.limits.seconds, {"signatures": self._roots})
        except _DiedError:
            return ()
        return tuple(replace(one, part=part.name) for one in _SIGNATURES.validate_json(answer or b"[]"))

    def _pages(self, part: Part) -> int:
        """How many pages a document has, where that may be more than one and there is somebody to share them with."""
        if self._count == 1 or not any(mark in part.content[:1024] for mark in _MANY_PAGES):
            return 1
        try:
            with self._pool.place() as child:
                return child.count(part, self.limits.seconds)
        except _DiedError:
            return 1  # reading it says what is wrong

    def _wanted(self, share: Share) -> dict[str, object]:
        return {"share": share, "pictures": self._pictures}

    def _ask(self, part: Part, wanted: dict[str, object]) -> tuple[Document, ...]:
        try:
            with self._pool.place() as child:
                return child.read(part, wanted, self.limits.seconds)
        except _DiedError as died:
            return (_unread(part, sha256_of(part.content), str(died)),)


def _joined(shares: Sequence[tuple[Document, ...]]) -> tuple[Document, ...]:
    """One document of its pages in order; the first problem of a share is the document's."""
    documents = [document for share in shares for document in share]
    best = next((document for document in documents if document.pages), documents[0])
    pages = sorted((page for document in documents for page in document.pages), key=lambda page: page.number)
    problem = next((document.problem for document in documents if document.problem), None)
    return (replace(best, pages=tuple(pages), problem=problem),)


def _unread(part: Part, sha256: str, why: str) -> Document:
    return Document(
        part=part.name, media="other", sha256=sha256, inline=part.inline, problem=f"Berkas {part.name} {why}",
        active=UNSEEN,
    )  # fmt: skip


class _DiedError(Exception):
    """The process hung or died; the message ends the sentence "Berkas x ..."."""


class _Child(ConfinedProcess):
    """One reading process."""

    def __init__(self, limits: ReadingLimits) -> None:
        super().__init__(CHILD, TypeAdapter(ReadingLimits).dump_json(limits).decode())

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
            return printable_record(_DOCUMENTS.validate_json(answer))
        except ValidationError:
            self.end()
            raise _DiedError("tidak dapat dibaca; mohon kirim ulang sebagai PDF atau foto.") from None

    def answer(self, part: Part, seconds: float, asked: dict[str, object]) -> bytes:
        """What answers a request; empty where the process died over it.

        Raises:
            _DiedError: it took too long.
        """
        header = {"name": part.name, "inline": part.inline, **asked}
        try:
            return self.ask(json.dumps(header).encode() + b"\n" + part.content, seconds=seconds)
        except ProcessTimeoutError:
            raise _DiedError(
                "terlalu lama dibaca dan dilewati; mohon kirim dalam bentuk yang lebih sederhana."
            ) from None
        except ProcessDiedError:
            return b""
