"""Functions of ours called in a confined process, within limits of time and memory: what reads the text of mails.

Arguments go there pickled: we wrote them ourselves. What comes back was said by a process that has read what a stranger
wrote, so it is JSON, and checked against the type that the function promises. What all calls need (the rules, the directory,
the models) goes there once, when a process starts, and again when it changes.
"""

from __future__ import annotations

import io
import json
import os
import pickle
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, ParamSpec, Protocol, Self, TypeVar, get_type_hints
from weakref import WeakKeyDictionary

from pydantic import ConfigDict, TypeAdapter, ValidationError

from pipeline.errors import UnreadableMailError
from pipeline.sandbox.process import ConfinedProcess, ProcessDiedError, ProcessPool, ProcessTimeoutError

CHILD = "pipeline.sandbox.child"
ANSWERED, FAILED = b"=", b"!"  # how an answer begins
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class CallLimits:
    """What one call may cost."""

    processor_seconds: float = 2.0
    seconds: float = 60.0  # by the clock: on a machine that is busy with other things, processor time takes its time
    memory_mb: int = 2000
    unpacked_bytes: int = 10_000_000  # of a file that it writes; it has no reason to
    open_files: int = 64


class Caller(Protocol):
    """Calls a function: in a sandbox (`Sandbox.call`), or here (`call_here`)."""

    def __call__(self, do: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `do` returns for these arguments."""


def call_here(do: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call in this process, without limits: for what is ours, or already in a confined process."""
    return do(*args, **kwargs)


class Sandbox:
    """Calls functions in up to `processes` warm processes. Safe to use from threads; a call waits for a free process."""

    def __init__(
        self,
        processes: int | None = None,
        *,
        limits: CallLimits | None = None,
        shared: Mapping[str, object] | None = None,
    ) -> None:
        self.limits = limits or CallLimits()
        self._shared = dict(shared or {})
        self._told: WeakKeyDictionary[ConfinedProcess, Mapping[str, object]] = WeakKeyDictionary()
        self._pool = ProcessPool(processes or os.cpu_count() or 1, self._started)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind:  # nobody waits any longer for what is being called
            self._pool.end()
        self.close()

    def close(self) -> None:
        """End all processes."""
        self._pool.close()

    def share(self, name: str, value: object) -> None:
        """Let all calls from now on share a value by this name; a process is told of it with its next call."""
        if self._shared.get(name) is not value:
            self._shared = {**self._shared, name: value}

    def call(self, do: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `do`, a function of a module, returns for these arguments.

        Raises:
            UnreadableMailError: it took longer than it may, raised an exception, or its process died.
        """
        shared = self._shared
        buffer = io.BytesIO()
        _Pickler(buffer, {id(value): name for name, value in shared.items()}).dump((do, args, kwargs))
        try:
            with self._pool.place() as process:
                if self._told.get(process) is not shared:
                    self._tell(process, shared)
                answer = process.ask(buffer.getvalue(), seconds=self.limits.seconds)
        except ProcessTimeoutError:
            most = f"{self.limits.processor_seconds:g}".replace(".", ",")
            raise UnreadableMailError(f"Isi surel terlalu rumit untuk dibaca dalam batas waktu {most} detik.") from None
        except ProcessDiedError as died:
            raise UnreadableMailError("Isi surel tidak dapat dibaca.", detail=str(died)) from died
        if not answer.startswith(ANSWERED):
            said = answer[1:].decode("utf-8", "replace")
            raise UnreadableMailError("Isi surel tidak dapat dibaca.", detail=said)
        try:
            value: T = result_adapter(do).validate_json(answer[1:])[0]
        except ValidationError as wrong:
            raise UnreadableMailError(
                "Isi surel tidak dapat dibaca.", detail=f"{do.__name__}: {wrong}"[:300]
            ) from wrong
        return value

    def _started(self) -> ConfinedProcess:
        process = ConfinedProcess(CHILD, json.dumps(asdict(self.limits)))
        try:
            self._tell(process, self._shared)
        except BaseException:
            process.end()
            raise
        return process

    def _tell(self, process: ConfinedProcess, shared: Mapping[str, object]) -> None:
        process.ask(pickle.dumps(shared), seconds=self.limits.seconds)
        self._told[process] = shared


class _Pickler(pickle.Pickler):
    """Names what is shared in place of sending it."""

    def __init__(self, file: io.BytesIO, names: Mapping[int, str]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._names = names

    def persistent_id(self, value: object) -> str | None:
        """The name of a shared object."""
        return self._names.get(id(value))


@lru_cache(maxsize=64)
def result_adapter(do: Callable[..., Any]) -> TypeAdapter[tuple[Any]]:
    """Of the type that a function promises, in a tuple of one: so files in it may be any bytes."""
    promised = get_type_hints(do)["return"]
    alone: Any = tuple[promised]  # type: ignore[valid-type]  # a type that is known when it runs
    return TypeAdapter(alone, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
