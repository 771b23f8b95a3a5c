"""Processes to be killed: an office at work, forked again and again from one that has everything imported.

python killed_again.py nodis.toml NOW

Each line on stdin is a life: the commit at which it kills itself with SIGKILL, 0 for never. Prints its pid, and once it has ended
how: the signal as a negative number. A life works until it is killed or there is a file `stop` beside nodis.toml. Letters are
converted by a stand-in: LibreOffice would only make each life two seconds longer, and test_kill.py has the real one.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from pipeline import service
from stand_in import StandIn


def live(config: Path, now: datetime, stop: int) -> None:
    counter = itertools.count(1)
    lock = threading.Lock()

    def on_commit(_label: str) -> None:
        with lock:
            if next(counter) == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    with service.open_service(config, now=now, on_commit=on_commit) as running:
        while not (config.parent / "stop").exists():
            running.run_once(timeout=120)
            time.sleep(0.05)


def main() -> None:
    config, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    setattr(service, "Converter", StandIn)  # noqa: B010 - the name that the service builds with
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            live(config, now, int(line))
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 - for who drives us
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
