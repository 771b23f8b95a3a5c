"""Workers that are killed, that stall, and jobs that kill: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from databases import new_database
from pipeline.model import Job
from pipeline.store import Store
from pipeline.work import DEADLY, LATE, Engine

CHILD = Path(__file__).with_name("crash_worker.py")
FEW = 3  # deaths after which a job is given up here
JOBS = 100  # each enqueues one more
ALL = [name for number in range(JOBS) for name in (f"job:{number}", f"job:{number}:b")]


def start_worker(
    store: Store, mode: str, jobs: int = JOBS, pace: float = 0.005, deadly: int = DEADLY
) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(CHILD), store.url, str(store.base), str(jobs), mode, str(pace), str(deadly)]
    return subprocess.Popen(command, env=environment)


@contextmanager
def worker(store: Store, mode: str, jobs: int = JOBS, pace: float = 0.005) -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker(store, mode, jobs, pace)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def done(store: Store) -> set[str]:
    with store.reading() as tx:
        return {row.source_key for row in tx.messages()}


def wait_for(store: Store, count: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while len(done(store)) < count:
        assert time.monotonic() < deadline, f"{len(done(store))} of {count}"
        time.sleep(0.05)


def check_all_done_once(store: Store) -> None:
    assert sorted(done(store)) == sorted(ALL)
    with store.transaction() as tx:
        assert tx.draw_number("keluar", 2026) == len(ALL) + 1
    assert [problem for problem in store.verify() if "jurnal" in problem] == []  # its messages have no files


def bodies(store: Store) -> int:
    return len((store.base / "bodies").read_text().splitlines())


@pytest.mark.slow
def test_a_process_killed_again_and_again_does_every_job_once(store: Store) -> None:
    chance = random.Random(11)
    for _ in range(6):
        with worker(store, "serve"):
            time.sleep(chance.uniform(0.6, 2.2))
    with worker(store, "once") as last:
        assert last.wait(timeout=270) == 0
    check_all_done_once(store)
    assert bodies(store) < len(ALL) + 40


@pytest.mark.slow
def test_a_living_worker_takes_over_the_jobs_of_a_dead_one(store: Store) -> None:
    with worker(store, "serve") as first, worker(store, "serve"):
        wait_for(store, 30)
        first.kill()
        wait_for(store, len(ALL))
    check_all_done_once(store)


@pytest.mark.slow
@pytest.mark.server
def test_a_worker_of_another_machine_is_taken_for_dead_when_it_is_silent_and_leaves_when_it_wakes(
    tmp_path: Path,
) -> None:
    url = new_database("postgresql", tmp_path)
    here, there = (Store(url, "file:data", base=tmp_path / name) for name in ("here", "there"))
    with closing(here), closing(there):
        for store in (here, there):
            store.base.mkdir()
        here.prepare()
        # Slow jobs, so that it holds some at any moment; its folder is another, so that its lock cannot be looked at.
        with worker(there, "serve", pace=0.5) as stalled, worker(here, "serve", pace=0.5):
            wait_for(here, 20)
            stalled.send_signal(signal.SIGSTOP)
            wait_for(here, len(ALL), 90)
            stalled.send_signal(signal.SIGCONT)
            assert stalled.wait(timeout=90) == LATE
        check_all_done_once(here)


@pytest.mark.slow
def test_a_job_that_kills_its_workers_is_given_up_and_the_others_are_done(store: Store) -> None:
    class Idle:
        def run(self, job: Job) -> None:
            """Never called: this engine does not work."""

        def failed(self, job: Job, error: Exception) -> None:
            """Never called."""

    engine = Engine(store)
    engine.start(Idle(), work=False)
    with store.transaction() as tx:
        engine.enqueue(tx.session, Job(id="deadly", kind="first", argument="", partition="0"))
    engine.stop()
    deaths = 0
    while True:
        process = start_worker(store, "deadly", jobs=0, deadly=FEW)
        try:
            assert process.wait(timeout=30) == -signal.SIGKILL
            deaths += 1
        except subprocess.TimeoutExpired:
            break
        finally:
            process.kill()
            process.wait()
    assert deaths == FEW + 1
    with store.reading() as tx:
        assert "mati" in (tx.get_meta("failed deadly") or "")
    with worker(store, "once", jobs=4) as healthy:
        assert healthy.wait(timeout=90) == 0
    assert len(done(store)) == 8
