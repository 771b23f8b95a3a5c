"""One confined process behind a pair of pipes, and a pool of them.

A request and its answer are frames: eight bytes of length (big-endian), then the content.
"""

from __future__ import annotations

import os
import queue
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

CONFINED = Path(__file__).with_name("confinement.py")
LENGTH = struct.Struct(">Q")
_LARGEST = 1 << 30  # bytes of an answer: a process that was taken over may claim anything
_CHUNK = 1 << 20
_MODELS = "NODIS_MODELS__PATH"  # the one variable of ours that is handed on: the others may hold secrets


class ProcessDiedError(Exception):
    """The process ended while it was to answer."""


class ProcessTimeoutError(ProcessDiedError):
    """It was ended, because it took longer than it may: by the clock, or in processor time."""


class ConfinedProcess:
    """A process of ours that runs `module` confined (see confinement.py); `settings` is JSON with its limits."""

    def __init__(self, module: str, settings: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", str(CONFINED), module, settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
            env={
                **{
                    name: value
                    for name, value in os.environ.items()
                    if name == _MODELS or not name.startswith("NODIS_")
                },
                "OMP_THREAD_LIMIT": "1",
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            },
        )
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                os.set_blocking(stream.fileno(), False)

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Kill it and whatever it has started; who asks it something is told so."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill it, and let go of its pipes."""
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):  # bytes that nobody reads any more
                    stream.close()

    def ask(self, request: bytes, *, seconds: float) -> bytes:
        """The answer to one request.

        Raises:
            ProcessTimeoutError: it took longer than `seconds`, or than the processor time that it allows itself.
            ProcessDiedError: it ended over it.
        """
        deadline = time.monotonic() + seconds
        try:
            self._write(LENGTH.pack(len(request)) + request, deadline)
            (size,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
            return self._read(size, deadline)
        except ProcessTimeoutError:
            self.end()
            raise
        except (ProcessDiedError, OSError) as error:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            self.end()
            if self._process.returncode in (-signal.SIGPROF, -signal.SIGXCPU):
                raise ProcessTimeoutError("its processor time is used up") from error
            raise ProcessDiedError(f"ended with {self._process.returncode}") from error

    def _write(self, content: bytes, deadline: float) -> None:
        stream = self._process.stdin
        if stream is None:
            raise ProcessDiedError("no way in")
        left = memoryview(content)
        while left:
            _ready(stream.fileno(), select.POLLOUT, deadline)
            left = left[os.write(stream.fileno(), left[:_CHUNK]) :]

    def _read(self, size: int, deadline: float) -> bytes:
        stream = self._process.stdout
        if stream is None:
            raise ProcessDiedError("no way out")
        if size > _LARGEST:
            raise ProcessDiedError("it answers without end")
        found = bytearray()
        while len(found) < size:
            _ready(stream.fileno(), select.POLLIN, deadline)
            got = os.read(stream.fileno(), min(_CHUNK, size - len(found)))
            if not got:
                raise ProcessDiedError("it closed its end")
            found += got
        return bytes(found)


def _ready(descriptor: int, what: int, deadline: float) -> None:
    """Wait until a pipe can be read or written, or is closed."""
    waits = select.poll()
    waits.register(descriptor, what)
    if not waits.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise ProcessTimeoutError("it takes too long")


P = TypeVar("P", bound=ConfinedProcess)


class ProcessPool(Generic[P]):
    """So many processes at most, started when first needed, each replaced when it has died. Safe to use from threads."""

    def __init__(self, count: int, start: Callable[[], P]) -> None:
        self._start = start
        self._count = count
        self._free: queue.LifoQueue[P | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)  # a place; its process starts when it is first needed
        self._lock = threading.Lock()
        self._busy: set[P | None] = set()
        self._ended = False

    def start(self, count: int) -> None:
        """Start so many processes now, if there are places for them, before anything is asked of the pool."""
        places = [self._free.get() for _ in range(min(count, self._count))]
        for process in places:
            self._free.put(process or self._start())

    @contextmanager
    def place(self) -> Iterator[P]:
        """A free process, for as long as it is needed; waits for one.

        Raises:
            ProcessDiedError: the pool was ended while waiting for it.
        """
        process = self._free.get()
        try:
            if process and not process.alive:
                process.end()
                process = None
            if self._ended:
                raise ProcessDiedError("the pool has ended")
            process = process or self._start()
            with self._lock:
                self._busy.add(process)
            if self._ended:  # while it was started
                raise ProcessDiedError("the pool has ended")
            yield process
        finally:
            with self._lock:
                self._busy.discard(process)
            self._free.put(process if process and process.alive else None)
            if self._ended:
                self.close()

    def close(self) -> None:
        """End all processes that are free; their places stay."""
        places = 0
        with suppress(queue.Empty):
            while True:
                process = self._free.get_nowait()
                places += 1
                if process:
                    process.end()
        for _ in range(places):
            self._free.put(None)

    def end(self) -> None:
        """End all processes, also those that are asked something; who waits for one is told that it died."""
        with self._lock:
            self._ended = True
            busy = tuple(self._busy)
        for process in busy:
            if process:
                process.kill()
        self.close()


def read_frame(descriptor: int) -> bytes | None:
    """The next frame on the other side of the pipe; None at its end."""
    head = _exactly(descriptor, LENGTH.size)
    return _exactly(descriptor, LENGTH.unpack(head)[0]) if head else None


def write_frame(descriptor: int, content: bytes) -> None:
    """Answer with a frame."""
    left = memoryview(LENGTH.pack(len(content)) + content)
    while left:
        left = left[os.write(descriptor, left) :]


def _exactly(descriptor: int, size: int) -> bytes:
    """So many bytes; nothing where the pipe ended before."""
    found = bytearray()
    while len(found) < size:
        got = os.read(descriptor, min(_CHUNK, size - len(found)))
        if not got:
            return b""
        found += got
    return bytes(found)
