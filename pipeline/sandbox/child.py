"""The other side of calls.py: calls functions, each within its processor time. Started by confinement.py."""

from __future__ import annotations

import io
import json
import os
import pickle
import signal
import sys
import traceback

from pipeline.sandbox.calls import ANSWERED, FAILED, result_adapter
from pipeline.sandbox.process import read_frame, write_frame

_LONGEST = 300  # characters of what an exception says


class _Unpickler(pickle.Unpickler):
    """Knows what is shared by its name."""

    def __init__(self, file: io.BytesIO, shared: dict[str, object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, pid: str) -> object:
        """The shared object of that name."""
        return self._shared[pid]


def main() -> None:
    """Call until stdin ends."""
    seconds = json.loads(sys.argv[1])["processor_seconds"]
    questions, answers = sys.stdin.fileno(), os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not get among the answers
    shared = pickle.loads(read_frame(questions) or b"")  # noqa: S301 - said by the process that started this one
    write_frame(answers, ANSWERED)
    while request := read_frame(questions):
        # Modules that the function needs are imported here, before its time runs.
        asked = _Unpickler(io.BytesIO(request), shared).load()
        if isinstance(asked, dict):  # what calls share is something else from now on
            shared = asked
            write_frame(answers, ANSWERED)
            continue
        do, args, kwargs = asked
        adapter = result_adapter(do)
        # Nothing handles this signal: it ends the process even within a library's C code, which would let no handler run.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            answer = ANSWERED + adapter.dump_json((do(*args, **kwargs),))
        except Exception as error:  # noqa: BLE001 - whatever hostile text provokes is an answer, not an end
            answer = FAILED + _told(error).encode("utf-8", "replace")
        signal.setitimer(signal.ITIMER_PROF, 0)
        write_frame(answers, answer)


def _told(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" pada {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""  # noqa: PTH119 - a name
    return f"{type(error).__name__}: {str(error)[:_LONGEST]}{place}"


if __name__ == "__main__":
    main()
