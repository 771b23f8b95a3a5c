from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from dbos import _queue as queues
from dbos._dbos import _get_dbos_instance
from sqlalchemy import event

from pipeline.errors import ConflictError, StoreAwayError, StoreError, UsageError
from pipeline.model import Job
from pipeline.store import QueueWatch, Store
from pipeline.work import QUEUES, Engine, Runner
from postgres_server import new_process


class Recorder:
    """Does jobs by a function and remembers what was asked."""

    def __init__(self, do: Callable[[Job], None] = lambda _: None) -> None:
        self.do = do
        self.ran: list[str] = []
        self.failures: list[tuple[str, str]] = []

    def run(self, job: Job) -> None:
        self.ran.append(job.id)
        self.do(job)

    def failed(self, job: Job, error: Exception) -> None:
        self.failures.append((job.id, str(error)))


@contextmanager
def running(store: Store, runner: Runner, *, work: bool = True) -> Iterator[Engine]:
    engine = Engine(store)
    engine.start(runner, work=work)
    try:
        yield engine
    finally:
        engine.stop()


def enqueue(store: Store, engine: Engine, *jobs: Job) -> None:
    with store.transaction() as tx:
        for job in jobs:
            engine.enqueue(tx.session, job)


def job(name: str, partition: str | None = None) -> Job:
    return Job(id=name, kind="read", argument=f"argument of {name}", partition=partition)


def test_jobs_run_with_what_they_were_given(store: Store) -> None:
    seen: list[Job] = []
    recorder = Recorder(seen.append)
    wanted = [job("read:1"), job("act:1", "2026-0001")]
    with running(store, recorder) as engine:
        enqueue(store, engine, *wanted)
        engine.drain(timeout=20)
    assert sorted(seen, key=lambda done: done.id) == sorted(wanted, key=lambda done: done.id)


def test_a_job_exists_exactly_if_its_transaction_does(store: Store) -> None:
    recorder = Recorder()
    with running(store, recorder) as engine:
        with pytest.raises(RuntimeError), store.transaction() as tx:  # noqa: PT012 - fails halfway
            engine.enqueue(tx.session, job("read:1"))
            tx.set_meta("a", "b")
            raise RuntimeError
        with store.transaction() as tx:
            engine.enqueue(tx.session, job("read:2"))
            time.sleep(0.3)
            assert recorder.ran == []
        engine.drain(timeout=20)
    assert recorder.ran == ["read:2"]


def test_the_same_id_runs_once_also_when_it_is_done_and_after_a_restart(store: Store) -> None:
    recorder = Recorder()
    with running(store, recorder) as engine:
        enqueue(store, engine, job("tick:1", "a"), job("tick:1", "a"))
        engine.drain(timeout=20)
        enqueue(store, engine, job("tick:1", "a"))
        engine.drain(timeout=20)
    with running(store, recorder) as engine:
        enqueue(store, engine, job("tick:1", "a"), job("tick:2", "a"))
        engine.drain(timeout=20)
    assert recorder.ran == ["tick:1", "tick:2"]


def test_jobs_of_a_case_follow_one_another_in_order_and_cases_run_side_by_side(store: Store) -> None:
    lock, busy, most, order = threading.Lock(), defaultdict[str, int](int), [0], defaultdict[str, list[str]](list)

    def do(done: Job) -> None:
        case = str(done.partition)
        with lock:
            busy[case] += 1
            assert busy[case] == 1
            most[0] = max(most[0], sum(busy.values()))
            order[case].append(done.id)
        time.sleep(0.05)
        with lock:
            busy[case] -= 1

    names = [7, 3, 9, 1, 8, 2, 6, 4]  # neither by id nor by chance
    recorder = Recorder(do)
    with running(store, recorder) as engine:
        for numbers in (names[:6], names[6:]):
            enqueue(
                store, engine, *(job(f"act:{case}:{number}", case) for number in numbers for case in ("a", "b", "c"))
            )
        engine.drain(timeout=30)
    assert recorder.failures == []
    assert most[0] > 1
    assert dict(order) == {case: [f"act:{case}:{number}" for number in names] for case in ("a", "b", "c")}


def test_a_job_that_enqueues_another_is_drained_with_it(store: Store) -> None:
    engine = Engine(store)

    def do(done: Job) -> None:
        depth = int(done.id.split(":")[1])
        if depth < 6:
            enqueue(store, engine, job(f"step:{depth + 1}", "a" if depth % 2 else None))

    recorder = Recorder(do)
    engine.start(recorder)
    enqueue(store, engine, job("step:1"))
    engine.drain(timeout=20)
    engine.stop()
    assert recorder.ran == [f"step:{depth}" for depth in range(1, 7)]


def test_what_passes_by_itself_is_tried_again(store: Store) -> None:
    errors = [ConflictError("berubah"), StoreError("menolak"), StoreAwayError("jauh")]

    def do(done: Job) -> None:
        del done
        if errors:
            raise errors.pop()

    recorder = Recorder(do)
    with running(store, recorder) as engine:
        enqueue(store, engine, job("act:1", "a"))
        engine.drain(timeout=60)
    assert recorder.ran == ["act:1"] * 4
    assert recorder.failures == []


def test_what_does_not_pass_is_reported_and_the_case_goes_on(
    store: Store, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def do(done: Job) -> None:
        if done.id == "act:1":
            raise UsageError("tidak bisa")
        if done.id == "act:2":
            raise ConflictError("selalu berubah")

    recorder = Recorder(do)
    with caplog.at_level(logging.CRITICAL), running(store, recorder) as engine:
        enqueue(store, engine, job("act:1", "a"))
        enqueue(store, engine, job("act:2", "a"))
        enqueue(store, engine, job("act:3", "a"))
        engine.drain(timeout=30)
    assert recorder.failures == [("act:1", "tidak bisa"), ("act:2", "selalu berubah")]
    assert recorder.ran == ["act:1", *["act:2"] * 6, "act:3"]
    assert capfd.readouterr() == ("", "")


def test_a_job_under_way_is_finished_before_the_engine_stops(store: Store) -> None:
    under_way = threading.Event()
    engine = Engine(store)

    def do(done: Job) -> None:
        if done.id == "act:1":
            under_way.set()
            time.sleep(0.5)
            enqueue(store, engine, job("act:2", "a"))

    recorder = Recorder(do)
    engine.start(recorder)
    enqueue(store, engine, job("act:1", "a"))
    assert under_way.wait(10)
    engine.stop()
    assert recorder.failures == []
    with running(store, recorder) as again:
        again.drain(timeout=20)
    assert recorder.ran == ["act:1", "act:2"]


def test_a_job_that_waits_for_the_database_survives_the_stop(store: Store) -> None:
    def away(done: Job) -> None:
        raise StoreAwayError(f"jauh {done.id}")

    waiting = Recorder(away)
    with running(store, waiting) as engine:
        enqueue(store, engine, job("act:1", "a"))
        while len(waiting.ran) < 3:
            time.sleep(0.01)
    assert waiting.failures == []
    recorder = Recorder()
    with running(store, recorder) as engine:
        engine.drain(timeout=20)
    assert recorder.ran == ["act:1"]


def test_an_engine_that_does_not_work_leaves_jobs_to_others(store: Store) -> None:
    idle, recorder = Recorder(), Recorder()
    with running(store, idle, work=False) as engine:
        enqueue(store, engine, job("act:1", "a"), job("read:1"))
        with pytest.raises(StoreError, match="tidak selesai"):
            engine.drain(timeout=0.5)
    with running(store, recorder) as engine:
        engine.drain(timeout=20)
    assert idle.ran == []
    assert sorted(recorder.ran) == ["act:1", "read:1"]


def test_a_job_starts_soon_after_its_commit(store: Store) -> None:
    started: dict[str, float] = {}
    delays = []
    with running(store, Recorder(lambda done: started.update({done.id: time.perf_counter()}))) as engine:
        for number in range(20):
            enqueue(store, engine, job(f"act:{number}", "a" if number % 2 else None))
            committed = time.perf_counter()
            engine.drain(timeout=20)
            delays.append(started[f"act:{number}"] - committed)
    assert sorted(delays)[len(delays) // 2] < 0.5  # 0.03 on an idle machine; a busy one may be slower, not seconds


def test_nothing_can_be_enqueued_before_the_start(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(RuntimeError, match="not started"):
        Engine(store).enqueue(tx.session, job("act:1"))


@pytest.mark.server
@pytest.mark.slow
def test_jobs_outlast_a_database_that_goes_away(tmp_path: Path) -> None:
    server = new_process()
    store = Store(f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/postgres", "file:data", base=tmp_path)
    done: set[str] = set()

    def do(work: Job) -> None:
        time.sleep(0.02)
        with store.transaction() as tx:
            tx.set_meta(work.id, "done")
        done.add(work.id)

    recorder = Recorder(do)
    try:
        store.prepare()
        with running(store, recorder) as engine:
            enqueue(store, engine, *(job(f"act:{number}", str(number % 5)) for number in range(60)))
            while len(done) < 5:
                time.sleep(0.01)
            server.stop()
            time.sleep(2)
            server.start()
            engine.drain(timeout=90)
        assert recorder.failures == []
        assert len(done) == 60
    finally:
        store.close()
        server.remove()


def test_a_job_that_was_claimed_and_dropped_is_taken_up_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As DBOS does where the database refuses a write between the claim of a job and its start."""
    start = queues.execute_dequeued_workflow  # type: ignore[attr-defined]  # the very place where DBOS forgets it
    dropped: list[object] = []

    def refuse_once(*details: Any) -> Any:
        if not dropped:
            dropped.append(details)
            raise OSError("database or disk is full")
        return start(*details)

    monkeypatch.setattr(queues, "execute_dequeued_workflow", refuse_once)
    slow = threading.Event()
    recorder = Recorder(lambda one: None if one.id != "act:slow" else (slow.wait(8), None)[1])
    with running(store, recorder) as engine:
        enqueue(store, engine, job("read:1"))
        while not dropped:
            time.sleep(0.01)
        enqueue(store, engine, job("act:slow", "2026-0001"))
        engine.drain(timeout=30)
    assert sorted(recorder.ran) == ["act:slow", "read:1"], "what is under way for long is left alone"


def test_an_engine_at_rest_asks_little_of_the_database(store: Store) -> None:
    """Its own questions, of how queues are set up and which version is newest, are answered here: three a queue and look they were."""
    asked: list[str] = []
    with running(store, Recorder()) as engine:
        enqueue(store, engine, job("read:1"))
        engine.drain(timeout=20)
        time.sleep(0.2)

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            asked.append(statement)

        database = _get_dbos_instance()._sys_db.engine  # noqa: SLF001 - what the engine asks is asked through it
        event.listen(database, "before_cursor_execute", note)
        time.sleep(1)
        event.remove(database, "before_cursor_execute", note)
    assert not [statement for statement in asked if "application_versions" in statement]
    # Once a second: are there new queues, and does the engine's own queue have work.
    assert len([statement for statement in asked if " queues" in statement or ".queues" in statement]) < 3
    assert len([statement for statement in asked if "ORDER BY" in statement and "priority" in statement]) < 3


def test_who_looks_for_jobs_goes_on_when_the_database_does_not_answer(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder()
    failures = [StoreAwayError("tidak dapat dihubungi", advice="Dicoba lagi."), RuntimeError("aneh")]
    look = QueueWatch.waiting

    def failing(self: QueueWatch) -> frozenset[str]:
        if failures:
            raise failures.pop()
        return look(self)

    with running(store, recorder) as engine:
        monkeypatch.setattr(QueueWatch, "waiting", failing)
        while failures:
            time.sleep(0.01)
        enqueue(store, engine, job("read:1"))
        engine.drain(timeout=20)
    assert recorder.ran == ["read:1"]


def test_a_queue_that_waits_for_jobs_does_not_hold_up_the_stop(store: Store) -> None:
    with running(store, Recorder()) as engine:
        enqueue(store, engine, job("read:1"))
        engine.drain(timeout=20)
    waiting = [
        thread.name for thread in threading.enumerate() if thread.name.startswith(("nodis-doorbell", "queue-worker"))
    ]
    assert waiting == []


def test_it_says_which_queues_have_jobs_that_wait(store: Store) -> None:
    watch = QueueWatch(store.engine, QUEUES)
    recorder = Recorder()
    with running(store, recorder, work=False) as engine:
        assert watch.waiting() == frozenset()
        enqueue(store, engine, job("read:1"), job("act:1", "2026-0001"))
        assert watch.waiting() == {"reading", "cases"}
        watch.close()
        assert watch.waiting() == {"reading", "cases"}
    with running(store, recorder) as engine:
        engine.drain(timeout=20)
        assert watch.waiting() == frozenset()
    watch.close()
