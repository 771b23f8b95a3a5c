"""Durable jobs on DBOS: three queues, workers as threads of this process, take-over of a dead worker's jobs.

A job is written in the transaction of whoever asks for it (`enqueue`), so it exists exactly if that transaction's rows
do. Its body may start more than once (a crash between its own commit and DBOS's note of it), so every body is
idempotent; the conductor's stages are.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer
from dbos._dbos import _get_dbos_instance
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential, wait_random

from pipeline.errors import ScannerAwayError, StoreAwayError, StoreError, TemporaryLetterError, TemporaryOutboxError
from pipeline.model import Job
from pipeline.outages import Outages
from pipeline.store import Presence, QueueWatch, Store

READING = "reading"  # no partition: the case is not known yet
LIGHT = "light"  # likewise, of mails without files
CASES = "cases"  # partition = case: two mails of one case never run at once
QUEUES = (READING, LIGHT, CASES)
WORKFLOW = "nodis-job"
APPLICATION = "nodis"
VERSION = "1"  # set by us: recovery takes only jobs of its own version, and ours stay compatible
LIGHT_WORKERS = 1  # two threads of one process that both compute stand in each other's way
POLL_SECONDS = 0.001  # before a queue asks whether there is work, an answer for which it waits
LOOK_SECONDS = 0.05  # between two looks into the database: for all queues, and whether all is done
QUIET_SECONDS = 1.0  # a queue waits so long at most: then it looks whether it is to stop
BEAT_SECONDS = 2.0
SILENT_SECONDS = 10.0  # a worker that has not beaten for so long is dead: its jobs are taken over
STOP_SECONDS = 10  # jobs under way get so long to finish; those that do not are taken up again by the next start
TRIES = 6  # of a job that fails while the database is there
SCANNER_TRIES = 40  # about six minutes: a virus scanner answers nobody while it loads its signatures
DATABASE = "basis data"  # as the log calls it
PRESENCE_FOLDER = ".nodis"  # beside nodis.toml
DEADLY = 30  # a job whose worker died so often while holding it is given up, else it would kill for ever
TICK_NANOSECONDS = 10_000_000
MOST_PRIORITY = 2**31 - 1
LATE = 75  # exit code (EX_TEMPFAIL) of a worker that was declared dead while it stalled

log = logging.getLogger(__name__)
Held = Mapping[str, str | None]  # jobs under way, with the executor that has claimed each


class Runner(Protocol):
    """Who does the jobs."""

    def run(self, job: Job) -> None:
        """Do it; doing it twice does its work once."""

    def failed(self, job: Job, error: Exception) -> None:
        """It failed for good."""


class DeadlyJobError(StoreError):
    """Workers died again and again while they did this job."""


class _Stopped(BaseException):
    """The engine stops while a job waits for its next try; the job stays as it is and is taken up again."""


class _Json(Serializer):
    """JSON instead of DBOS's default pickle: what lies in the database is readable and cannot run."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "nodis_json"


class _Doorbell:
    """Whether jobs wait, asked once for all queues.

    DBOS 3.4 asks three statements a queue and look: how the queue is set up, which version is the newest, what waits. Here the
    first two never change, and the third is asked only where something waits. Its look at shards is where that is decided: there
    the threads of the queues wait until one thread for all has seen something.
    """

    def __init__(self, watch: QueueWatch, outages: Outages) -> None:
        self._watch, self._outages = watch, outages
        self._bell = threading.Condition()
        self._untried: set[str] = set()  # queues with jobs that wait, as last seen, from which none was taken since
        self._pressed, self._over = threading.Event(), False
        self._porter = threading.Thread(target=self._look, name="nodis-doorbell", daemon=True)

    def hang(self) -> None:
        """Take the place of the engine's own questions."""
        engine: Any = _get_dbos_instance()
        asked = engine._sys_db  # noqa: SLF001 - DBOS has no public call for any of it
        own, queues = asked.get_queue, {name: asked.get_queue(name) for name in QUEUES}
        asked.get_queue = lambda name, **options: queues.get(name) or own(name, **options)
        asked._is_latest_version = lambda *_: True  # noqa: SLF001 - concerns jobs without a version, and ours have one
        asked.dequeue_scopes = self._scopes
        active = engine._active_workflows_set  # noqa: SLF001
        remove = active._remove  # noqa: SLF001

        def removed(*job: Any) -> None:
            """A job has ended, and there is room for another: look at once."""
            remove(*job)
            self._pressed.set()

        active._remove = removed  # noqa: SLF001
        self._porter.start()

    def _look(self) -> None:
        while not self._over:
            self._pressed.wait(LOOK_SECONDS)
            self._pressed.clear()
            try:
                waiting = self._watch.waiting()
            except Exception as error:  # noqa: BLE001 - without this thread no job would ever be taken again
                if isinstance(error, StoreAwayError):  # a beat says when it is back
                    self._outages.away(DATABASE, f"{error}; dicoba lagi -> {error.advice}")
                else:
                    log.warning("antrean tidak terlihat, dicoba lagi: %s", error)
                self._pressed.wait(QUIET_SECONDS)
                continue
            with self._bell:
                self._untried = set(waiting)
                if waiting:
                    self._bell.notify_all()
        self._watch.close()

    def _scopes(self, queue: str) -> list[None]:
        """One unkeyed scope as soon as there is something to take."""
        if queue not in QUEUES:
            return [None]
        with self._bell:
            self._bell.wait_for(lambda: self._over or queue in self._untried, timeout=QUIET_SECONDS)
            if self._over or queue not in self._untried:
                return []
            self._untried.remove(queue)
            return [None]

    def take_down(self) -> None:
        """Nobody waits any more."""
        with self._bell:
            self._over = True
            self._bell.notify_all()
        self._pressed.set()
        if self._porter.is_alive():
            self._porter.join()


class Engine:
    """The engine of one process. DBOS is one to a process, so is this; started at most once at a time.

    Several processes may work on the same database, also on SQLite (`nodis retry` beside `nodis run`): each has its
    own name, takes only jobs that nobody holds, and takes over those of the dead.
    """

    def __init__(
        self,
        store: Store,
        *,
        readers: int | None = None,
        case_workers: int = 4,
        executor: str | None = None,
        deadly: int = DEADLY,
        outages: Outages | None = None,
    ) -> None:
        """`deadly`: deaths after which a job is given up. Whoever dies takes along what he holds, and most of that is innocent."""
        self._store, self._deadly = store, deadly
        self._outages = outages or Outages()
        self._sizes = {READING: readers or os.cpu_count() or 1, LIGHT: LIGHT_WORKERS, CASES: case_workers}
        self.executor = executor or f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._presence = Presence(store.base / PRESENCE_FOLDER, self.executor)
        self._client: DBOSClient | None = None
        self._runner: Runner | None = None
        self._stop = threading.Event()
        self._turns = threading.Lock()
        self._last_turn = 0
        self._heart: threading.Thread | None = None
        self._doorbell: _Doorbell | None = None
        self._idle: set[str] = set()  # claimed by us and not under way, at the last beat

    def start(self, runner: Runner, *, work: bool = True) -> None:
        """Launch the engine; with `work` False it only enqueues and watches.

        Jobs that a dead process of this machine held are taken up again at once, those of another machine once its
        beat is silent for `SILENT_SECONDS`.
        """
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._store.engine_url,
            "system_database_engine": self._store.jobs_engine,
            "sys_db_pool_size": 8,
            "application_version": VERSION,
            "executor_id": self.executor,
            "serializer": _Json(),
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "notification_listener_polling_interval_sec": 0.2,
            "use_listen_notify": False,
        }
        logger = logging.getLogger("dbos")
        logger.setLevel(logging.ERROR)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())  # else DBOS prints on the console; ours decide where a log goes
        self._stop.clear()
        self._runner = runner
        self._presence.hold()
        # Tables and queues before the launch: a queue that is registered later is first looked at a second later.
        DBOS.migrate(config["system_database_url"])  # type: ignore[arg-type]  # given above, optional for DBOS
        place: Any = {name: config[name] for name in ("system_database_url", "system_database_engine", "serializer")}
        self._client = DBOSClient(**place, application_name=APPLICATION, use_listen_notify=False)
        for name in (READING, LIGHT):
            self._client.register_queue(name, worker_concurrency=self._sizes[name], polling_interval_sec=POLL_SECONDS)
        self._client.register_queue(
            CASES,
            partition_concurrency=1,
            worker_concurrency=self._sizes[CASES],
            polling_interval_sec=POLL_SECONDS,
        )
        DBOS(config=config)
        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=self._deadly)(self._workflow(runner))
        if not work:
            DBOS.listen_queues([])
        with self._store.transaction() as tx:
            tx.first_beat(self.executor)
        DBOS.launch()
        if work:
            self._doorbell = _Doorbell(QueueWatch(self._store.engine, QUEUES), self._outages)
            self._doorbell.hang()
            self.take_over()
        self._heart = threading.Thread(target=self._keep_beating, args=(work,), name="nodis-heart", daemon=True)
        self._heart.start()

    def enqueue(self, session: object, job: Job) -> None:
        """Write a job within the caller's transaction; an id that exists already is left as it is.

        Jobs of one partition start one after the other, in the order in which they were enqueued.
        """
        if self._client is None:
            msg = "engine not started"
            raise RuntimeError(msg)
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": CASES if job.partition is not None else LIGHT if job.light else READING,
            "workflow_id": job.id,
            "app_version": VERSION,
            "application_name": APPLICATION,
            "priority": self._turn(),
        }
        if job.partition is not None:
            options["queue_partition_key"] = job.partition
        self._client.enqueue_in_transaction(session, options, job.id, job.kind, job.argument, job.partition)  # type: ignore[arg-type]

    def _turn(self) -> int:
        """Jobs of a case start in the order in which they were enqueued.

        DBOS orders by priority, then by the start of the enqueuing transaction (on SQLite by the second), then by id:
        so the moment goes in as priority, in ticks that fit its 31 bits for 248 days before they begin anew.
        """
        with self._turns:
            self._last_turn = max(self._last_turn + 1, time.time_ns() // TICK_NANOSECONDS)
            return self._last_turn % MOST_PRIORITY + 1

    def drain(self, *, timeout: float = 3600.0) -> None:
        """Wait until no job is waiting or running.

        Raises:
            StoreAwayError: the database does not say.
            StoreError: jobs are still there after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while self._any_job():
            if time.monotonic() > deadline:
                raise StoreError("pekerjaan tidak selesai pada waktunya", advice="Lihat nodis status dan jurnal.")
            time.sleep(LOOK_SECONDS)

    def _any_job(self) -> bool:
        try:
            return bool(
                DBOS.list_workflows(status=["ENQUEUED", "PENDING"], load_input=False, load_output=False, limit=1)
            )
        except Exception as error:  # whatever the driver of the database raises
            raise StoreAwayError(
                f"basis data tidak dapat dihubungi: {error}", advice="Periksa [database] url dan servernya."
            ) from error

    def stop(self) -> None:
        """Stop working; jobs under way are finished first, for `STOP_SECONDS` at most."""
        if self._client is None:
            return
        self._stop.set()
        if self._heart:
            self._heart.join(timeout=5)
        if self._doorbell:
            self._doorbell.take_down()
        busy = DBOS.list_workflows(
            status="PENDING", executor_id=self.executor, load_input=False, load_output=False, limit=1
        )
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=STOP_SECONDS if busy else 0)
        self._client.destroy()
        self._client = None
        try:
            with self._store.transaction() as tx:
                tx.bury([self.executor])
        except StoreAwayError as error:  # others find it dead by its silence
            log.warning("berhenti tanpa pamit, basis data tidak melayani: %s -> %s", error, error.advice)
        self._presence.release()

    def leads(self) -> bool:
        """Whether this process receives and schedules: one of all does, until its beat is silent for `SILENT_SECONDS`."""
        with self._store.transaction() as tx:
            return tx.lead(self.executor, silent=SILENT_SECONDS)

    def take_over(self, held: Held | None = None) -> int:
        """Ask back the jobs of every executor that holds some and is dead; returns of how many executors."""
        holders = (_held_jobs() if held is None else held).values()
        others = {executor for executor in holders if executor} - {self.executor}
        if not others:
            return 0
        with self._store.transaction() as tx:
            tx.bury([executor for executor in others if self._presence.is_gone(executor)])
            dead = tx.dead_among(others, silent=SILENT_SECONDS)
        if dead:
            DBOS._recover_pending_workflows(list(dead))  # noqa: SLF001 - the one seam: DBOS 3.4 has no public call for it
        return len(dead)

    def _keep_beating(self, work: bool) -> None:  # noqa: FBT001 - a thread's target
        """Beat, look for the dead and for deadly jobs. A failing database is met again at the next beat."""
        while not self._stop.wait(BEAT_SECONDS):
            try:
                with self._store.transaction() as tx:
                    alive = tx.beat(self.executor)
                self._outages.back(DATABASE)
                if not alive:
                    # Others do our jobs now. A thread cannot be ended from outside, a process can.
                    log.critical(
                        "proses ini terhenti terlalu lama; pekerjaannya diambil alih yang lain -> systemd menghidupkannya lagi"
                    )
                    os._exit(LATE)
                if work:
                    held = _held_jobs()
                    self.take_over(held)
                    self._take_up_dropped_jobs(held)
                    self._give_up_deadly_jobs()
            except StoreAwayError as error:
                self._outages.away(DATABASE, f"{error}; dicoba lagi -> {error.advice}")
            except Exception:
                log.warning("tanda hidup tidak tertulis, dicoba lagi dalam %s detik", BEAT_SECONDS, exc_info=True)

    def _take_up_dropped_jobs(self, held: Held) -> None:
        """Queue again what this process has claimed and does not do.

        Where the database refuses a write (a full disk) between the claim of a job and its start, or when its end is noted,
        DBOS 3.4 logs it and forgets the job, which stays claimed by a process that lives. Two beats tell it from one that
        is just starting or ending; its body may have run, so doing it again must be harmless, as ever.
        """
        engine = _get_dbos_instance()
        active = set(engine._active_workflows_set.activeList())  # noqa: SLF001 - no public list in DBOS 3.4
        idle = {job_id for job_id, executor in held.items() if executor == self.executor} - active
        for job_id in idle & self._idle:
            log.warning("pekerjaan %s tertinggal, diantrekan lagi", job_id)
            engine._sys_db.reenqueue_for_recovery(job_id, [self.executor], READING)  # noqa: SLF001 - as take-over does
        self._idle = idle - self._idle

    def _give_up_deadly_jobs(self) -> None:
        for status in DBOS.list_workflows(status="MAX_RECOVERY_ATTEMPTS_EXCEEDED", load_output=False):
            if status.input and self._runner:
                job = _job(*status.input["args"])
                error = DeadlyJobError(
                    f"pekerja mati {self._deadly} kali ketika mengerjakan {job.id}", advice="Lihat log sistem."
                )
                self._runner.failed(job, error)
            DBOS.cancel_workflow(status.workflow_id)

    def _workflow(self, runner: Runner) -> Callable[[str, str, str, str | None], None]:
        def nodis_job(job_id: str, kind: str, argument: str, partition: str | None) -> None:
            job = _job(job_id, kind, argument, partition)
            try:
                self._retrying(TRIES)(runner.run, job)
            except Exception as error:
                log.exception("pekerjaan %s gagal dan disisihkan -> bereskan sebabnya, lalu nodis retry", job.id)
                self._retrying(TRIES)(runner.failed, job, error)

        return nodis_job

    def _retrying(self, tries: int) -> Retrying:
        """Try again what passes by itself: as long as the database is away, else a few times."""

        def enough(state: RetryCallState) -> bool:
            error = state.outcome.exception() if state.outcome else None
            most = SCANNER_TRIES if isinstance(error, ScannerAwayError) else tries
            return not isinstance(error, StoreAwayError) and state.attempt_number >= most

        def pause(seconds: float) -> None:
            if self._stop.wait(seconds):
                raise _Stopped

        return Retrying(
            retry=retry_if_exception_type((StoreError, TemporaryOutboxError, TemporaryLetterError, ScannerAwayError)),
            stop=enough,
            wait=wait_exponential(multiplier=0.05, max=10) + wait_random(0, 0.05),
            sleep=pause,
            reraise=True,
        )


def _held_jobs() -> Held:
    found = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {status.workflow_id: status.executor_id for status in found}


def _job(job_id: str, kind: str, argument: str, partition: str | None) -> Job:
    return Job(id=job_id, kind=kind, argument=argument, partition=partition)
