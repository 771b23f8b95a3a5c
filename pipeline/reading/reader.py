"""The door to the reading processes: as many as cores, warm, each killed and replaced when it hangs or dies."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter, ValidationError

from pipeline.model import Document, Part
from pipeline.reading.limits import ReadingLimits

_DOCUMENTS = TypeAdapter(tuple[Document, ...])
CACHED = 256  # files whose documents are kept: a letter that comes again is read once


class Reader:
    """Reads files in child processes. Safe to call from several threads; each call waits for a free process."""

    def __init__(self, processes: int | None = None, limits: ReadingLimits | None = None) -> None:
        self.limits = limits or ReadingLimits()
        self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes or os.cpu_count() or 1):
            self._free.put(None)  # a place; its process starts when it is first needed
        self._cache: OrderedDict[tuple[str, str], tuple[Document, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=self._free.qsize(), thread_name_prefix="nodis-reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        self._pool.shutdown(wait=True)
        while not self._free.empty():
            child = self._free.get()
            if child:
                child.end()

    def read_all(self, parts: Sequence[Part]) -> tuple[Document, ...]:
        """Documents of all parts, in their order, read side by side."""
        return tuple(document for found in self._pool.map(self.read, parts) for document in found)

    def read(self, part: Part) -> tuple[Document, ...]:
        """Documents of one part; what cannot be read is a document with a `problem`."""
        key = (hashlib.sha256(part.content).hexdigest(), part.name)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        child = self._free.get()
        try:
            child = child if child and child.alive else _Child(self.limits)
            documents = child.read(part, self.limits.seconds)
        except _DiedError as died:
            child = None
            return (_unread(part, key[0], str(died)),)
        finally:
            self._free.put(child)
        with self._lock:
            self._cache[key] = documents
            while len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        return documents


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
            [sys.executable, "-m", "pipeline.reading.child", settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "OMP_THREAD_LIMIT": "1",
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue  # bytes that nobody reads any more

    def read(self, part: Part, seconds: float) -> tuple[Document, ...]:
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            answer = self._exchange(part)
        finally:
            timer.cancel()
        if timed_out.is_set():
            self.end()
            raise _DiedError("terlalu lama dibaca dan dilewati; mohon kirim dalam bentuk yang lebih sederhana.")
        try:
            return _DOCUMENTS.validate_json(answer)
        except ValidationError:
            self.end()
            raise _DiedError("tidak dapat dibaca; mohon kirim ulang sebagai PDF atau foto.") from None

    def _exchange(self, part: Part) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return b""
        header = {"name": part.name, "size": len(part.content), "inline": part.inline}
        try:
            stdin.write(json.dumps(header).encode() + b"\n" + part.content)
            stdin.flush()
        except OSError:
            return b""  # it died while it was fed; told by the missing answer
        return stdout.readline()
