"""A `nodis run --once`, thrice with answers between, that kills itself with SIGKILL at the n-th commit.

Started by test_kill.py; what a killed one left is taken up by the next.

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

from office_folder import answer, put, sent
from pipeline import service

ANSWERS = (
    ("gangguan-jaringan/2", "SETUJU"),
    ("gangguan-jaringan/3", "SELESAI\nKonfirmasi: pelapor membenarkan"),
)


def deliver_answers(folder: Path, step: str, text: str) -> None:
    """Answer every assignment of a step once, whoever started before us may have done so."""
    there = {path.name.partition(":")[0] for part in ("new", "cur") for path in (folder / "mailbox" / part).iterdir()}
    for mail in sent(folder):
        name = f"{step.replace('/', '-')}-{mail['X-Nodis-Case']}"
        if mail["X-Nodis-Step"] == step and mail["X-Nodis-Purpose"] == "assignment" and name not in there:
            put(folder, name, answer(mail, text))


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
        for step, text in ANSWERS:
            deliver_answers(config.parent, step, text)
            running.run_once(timeout=60)
    sys.stdout.write(f"{reached}\n")


if __name__ == "__main__":
    main()
