"""Durable jobs on DBOS: two queues, workers as threads of this process, take-over of a dead worker's jobs.

A job is written in the transaction of whoever asks for it (`enqueue`), so it exists exactly if that transaction's rows
do. Its body may start more than once (a crash between its own commit and DBOS's note of it), so every body is
idempotent; the conductor's stages are.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, Serializer
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from pipeline.errors import StoreError
from pipeline.model import Job
from pipeline.store import Store

READING = "reading"  # no partition: the case is not known yet
CASES = "cases"  # partition = case: two mails of one case never run at once
WORKFLOW = "nodis-job"
APPLICATION = "nodis"
VERSION = "1"  # set by us: recovery takes only jobs of its own version, and ours stay compatible
POLL_SECONDS = 0.05  # a worker dequeues at most its concurrency a poll
BEAT_SECONDS = 2.0
SILENT_SECONDS = 10.0  # a worker that has not beaten for so long is dead: its jobs are taken over
LOCAL = "local"  # executor id of the one process of an SQLite office


class Runner(Protocol):
    """Who does the jobs."""

    def run(self, job: Job) -> None:
        """Do it; doing it twice does its work once."""

    def failed(self, job: Job, error: Exception) -> None:
        """It failed for good."""


class _Json(Serializer):
    """JSON instead of DBOS's default pickle: what lies in the database is readable and cannot run."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=str)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "nodis_json"


class Engine:
    """The engine of one process. DBOS is one to a process, so is this."""

    def __init__(self, store: Store, *, readers: int = 2, case_workers: int = 4, executor: str | None = None) -> None:
        self._store = store
        self._sizes = {READING: readers, CASES: case_workers}
        self._executor = executor or (
            LOCAL if store.url.startswith("sqlite") else f"{socket.gethostname()}-{os.getpid()}"
        )
        self._client: DBOSClient | None = None
        self._stop = threading.Event()
        self._heart: threading.Thread | None = None

    def start(self, runner: Runner, *, work: bool = True) -> None:
        """Launch the engine; with `work` False it only enqueues.

        Jobs that this executor held when it died are taken up again at once, those of others once their beat is silent.
        """
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": _engine_url(self._store.url),
            "application_version": VERSION,
            "executor_id": self._executor,
            "serializer": _Json(),
            "log_level": "ERROR",
            "console_log_level": "ERROR",
            "sys_db_pool_size": 8,
            "notification_listener_polling_interval_sec": 1.0,
            "use_listen_notify": False,
        }
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS(config=config)
        DBOS.workflow(name=WORKFLOW)(_workflow(runner))
        if not work:
            DBOS.listen_queues([])
        self._beat()
        DBOS.launch()
        DBOS.register_queue(READING, worker_concurrency=self._sizes[READING], polling_interval_sec=POLL_SECONDS)
        DBOS.register_queue(
            CASES,
            partition_concurrency=1,
            worker_concurrency=self._sizes[CASES],
            polling_interval_sec=POLL_SECONDS,
        )
        self._client = DBOSClient(
            system_database_url=_engine_url(self._store.url), serializer=_Json(), application_name=APPLICATION
        )
        self._stop.clear()
        self._heart = threading.Thread(target=self._keep_beating, name="nodis-heart", daemon=True)
        self._heart.start()

    def enqueue(self, session: object, job: Job) -> None:
        """Write a job within the caller's transaction; an id that exists already is left as it is."""
        if self._client is None:
            msg = "engine not started"
            raise RuntimeError(msg)
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": READING if job.partition is None else CASES,
            "workflow_id": job.id,
            "app_version": VERSION,
            "application_name": APPLICATION,
        }
        if job.partition is not None:
            options["queue_partition_key"] = job.partition
        self._client.enqueue_in_transaction(session, options, job.id, job.kind, job.argument, job.partition)  # type: ignore[arg-type]

    def drain(self, *, timeout: float = 3600.0) -> None:
        """Wait until no job is waiting or running.

        Raises:
            StoreError: jobs are still there after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while DBOS.list_workflows(status=["ENQUEUED", "PENDING"], load_input=False, load_output=False, limit=1):
            if time.monotonic() > deadline:
                raise StoreError("pekerjaan tidak selesai pada waktunya", advice="Lihat nodis status dan jurnal.")
            time.sleep(POLL_SECONDS / 2)

    def stop(self) -> None:
        """Stop working; jobs under way are finished first."""
        self._stop.set()
        if self._heart:
            self._heart.join(timeout=5)
        if self._client:
            self._client.destroy()
            self._client = None
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=10)

    def take_over(self) -> int:
        """Ask back the jobs of every executor that holds some and has no live beat; returns how many executors."""
        held = DBOS.list_workflows(status=["PENDING"], load_input=False, load_output=False)
        executors = {status.executor_id for status in held if status.executor_id} - {self._executor}
        with self._store.transaction() as tx:
            dead = sorted(executors - set(tx.living_executors(within=SILENT_SECONDS)))
        if dead:
            DBOS._recover_pending_workflows(dead)  # noqa: SLF001 - the one seam: DBOS 3.4 has no public call for it
        return len(dead)

    def _beat(self) -> None:
        with self._store.transaction() as tx:
            tx.beat(self._executor)

    def _keep_beating(self) -> None:
        """Beat, and look for the dead. A failing database is met again at the next beat."""
        while not self._stop.wait(BEAT_SECONDS):
            try:
                self._beat()
                if self._executor != LOCAL:
                    self.take_over()
            except StoreError:
                logging.getLogger(__name__).warning("heartbeat failed", exc_info=True)


def _workflow(runner: Runner) -> Callable[[str, str, str, str | None], None]:
    def nodis_job(job_id: str, kind: str, argument: str, partition: str | None) -> None:
        job = Job(id=job_id, kind=kind, argument=argument, partition=partition)
        attempts = Retrying(
            retry=retry_if_exception_type(StoreError),
            stop=stop_after_attempt(6),
            wait=wait_exponential_jitter(multiplier=0.05, max=5),
            reraise=True,
        )
        try:
            attempts(runner.run, job)
        except Exception as error:
            logging.getLogger(__name__).exception("job %s failed", job.id)
            runner.failed(job, error)

    return nodis_job


def _engine_url(url: str) -> str:
    """DBOS keeps its tables in the same database; that is what makes `enqueue` part of our transaction."""
    return url.replace("postgresql+psycopg://", "postgresql://") if url.startswith("postgresql") else url
