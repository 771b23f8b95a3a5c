"""A worker process for the crash tests: python crash_worker.py DATABASE_URL FOLDER JOBS MODE PACE DEADLY

MODE `once` works until nothing is left and exits; `serve` works until it is killed; `deadly` dies of its first job.
PACE is how many seconds a job takes before its transaction, DEADLY after how many deaths one is given up. A job draws a number, writes it down with a line in the journal, and enqueues a second job of its case.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from pipeline import work
from pipeline.model import Job
from pipeline.store import Store
from pipeline.work import Engine
from store_samples import NOW

CASES = 20


class Worker:
    """Each job's effect is one transaction, and done already if its row is there."""

    def __init__(self, store: Store, engine: Engine, folder: Path, *, deadly: bool, pace: float) -> None:
        self.store, self.engine, self.deadly, self.pace = store, engine, deadly, pace
        self.bodies = folder / "bodies"

    def run(self, job: Job) -> None:
        with self.bodies.open("a", encoding="utf-8") as log:
            log.write(f"{job.id} {os.getpid()}\n")
        if self.deadly and job.id == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.pace)
        with self.store.transaction() as tx:
            if not tx.add_message(f"{hash_of(job.id)}", source_key=job.id, size=1, received_at=NOW):
                return
            number = tx.draw_number("keluar", 2026)
            tx.journal("number drawn", at=NOW, detail={"job": job.id, "number": str(number)})
            if job.kind == "first":
                self.engine.enqueue(
                    tx.session, Job(id=f"{job.id}:b", kind="second", argument="", partition=job.partition)
                )

    def failed(self, job: Job, error: Exception) -> None:
        with self.store.transaction() as tx:
            tx.set_meta(f"failed {job.id}", str(error)[:60])


def hash_of(name: str) -> str:
    return name.encode().hex().ljust(64, "0")[:64]


def main() -> None:
    url, folder, jobs, mode = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    store = Store(url, "file:data", base=folder)
    store.prepare()
    if mode != "serve":
        setattr(work, "SILENT_SECONDS", 3600.0)  # noqa: B010 - so that the dead of this machine are known by their locks alone
    engine = Engine(store, deadly=int(sys.argv[6]))
    engine.start(Worker(store, engine, folder, deadly=mode == "deadly", pace=float(sys.argv[5])))
    # In small transactions, so that the kill also finds the enqueuing unfinished; a repeat finds the ids there.
    for number in range(jobs):
        with store.transaction() as tx:
            partition = str(number % CASES) if number % 4 else None
            engine.enqueue(tx.session, Job(id=f"job:{number}", kind="first", argument="", partition=partition))
    if mode == "once":
        engine.drain(timeout=240)
        engine.stop()
    else:
        threading.Event().wait()


if __name__ == "__main__":
    main()
