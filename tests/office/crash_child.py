"""A `nodis run --once` that kills itself with SIGKILL at the n-th commit; started by test_kill.py.

python crash_child.py nodis.toml NOW N       # N = 0: never; prints the number of commits
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

from pipeline import service


def main() -> None:
    config, now, stop = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
    counter = itertools.count(1)
    lock = threading.Lock()
    reached = 0

    def on_commit(label: str) -> None:
        nonlocal reached
        del label
        with lock:
            reached = next(counter)
            if reached == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    with service.open_service(config, now=now, on_commit=on_commit) as running:
        running.run_once(timeout=60)
    sys.stdout.write(f"{reached}\n")


if __name__ == "__main__":
    main()
