"""`nodis run` and `nodis worker`, until SIGTERM or SIGINT: every mailbox is watched at once, work under way finished first."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace

from pipeline.errors import MailboxError, StorageAwayError, StoreAwayError, StoreError
from pipeline.outages import Outages
from pipeline.schedule import Every, Schedule
from pipeline.service import Service
from pipeline.work import DATABASE

WATCH_SECONDS = 300.0  # one IDLE at most; mail that a lost notice hid is found then
RETRY_SECONDS = 30
STANDBY_SECONDS = 2.0  # between two looks whether the one that receives is still there
STORAGE = "penyimpanan berkas"  # as the log calls it
Pause = Callable[[Callable[[], object]], None]  # waits, in a way that may be broken off

log = logging.getLogger(__name__)


class _StopSignal(BaseException):
    """SIGTERM or SIGINT came while nothing but waiting was under way."""


class _Stop:
    """Set by SIGTERM and SIGINT. While `waiting` the signal breaks the wait off; work under way is finished first."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._waiting = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._signalled)

    def _signalled(self, *_: object) -> None:
        self.event.set()
        if self._waiting:
            raise _StopSignal

    def pause(self, wait: Callable[[], object]) -> None:
        """Wait, unless and until the signal comes."""
        try:
            self._waiting = True
            if not self.event.is_set():
                wait()
        except _StopSignal:
            return
        finally:
            self._waiting = False


class _Watcher(threading.Thread):
    """Receives from one of several mailboxes. It holds `busy` but while it waits: who has taken that has stopped it."""

    def __init__(self, service: Service, name: str, over: threading.Event) -> None:
        super().__init__(name=f"nodis-mailbox-{name}", daemon=True)
        self._service, self._mailbox, self._over = service, name, over
        self.busy = threading.Lock()
        self.error: Exception | None = None

    def run(self) -> None:
        """Until `over`; an error that nobody expected ends the process, so that it does not go on with one mailbox less."""
        with self.busy:
            try:
                watch(self._service, self._mailbox, self._over, self._pause)
            except Exception as error:  # noqa: BLE001 - raised again by the main thread
                self.error = error
                os.kill(os.getpid(), signal.SIGTERM)

    def _pause(self, wait: Callable[[], object]) -> None:
        self.busy.release()
        try:
            wait()
        finally:
            self.busy.acquire()


def work_forever(service: Service) -> None:
    """Work on jobs until SIGTERM or SIGINT."""
    del service
    stop = _Stop()
    _settle()
    stop.event.wait()


def run_forever(service: Service, *, also: Mapping[str, Every] | None = None) -> None:
    """Receive, work and send until SIGTERM or SIGINT. Mailboxes are watched with IDLE, or asked again and again.

    `also`: what else is done by the clock. Of several on one database one receives and schedules; the others work, and take its place when it dies.
    """
    stop = _Stop()
    _settle()
    sweep = Every(seconds=15, do=lambda: service.engine.leads() and service.office.sweep())
    outages = service.office.services.outages
    jobs = {
        name: replace(job, do=unless_away(outages, job.do)) for name, job in {"sweep": sweep, **(also or {})}.items()
    }
    first, *others = service.settings.mailboxes
    with (
        Schedule(jobs, timezone=service.settings.office.timezone),
        _watched([_Watcher(service, name, stop.event) for name in others], stop.event),
    ):
        watch(service, first, stop.event, stop.pause)


def _settle() -> None:
    """Keep what has been built out of the garbage collector's rounds: it stays, and is most of what there is to go through."""
    gc.collect()
    gc.freeze()


@contextmanager
def _watched(watchers: list[_Watcher], over: threading.Event) -> Iterator[None]:
    for watcher in watchers:
        watcher.start()
    try:
        yield
    finally:
        over.set()
        for watcher in watchers:
            watcher.busy.acquire()  # never given back: nothing is received any more
    if error := next((watcher.error for watcher in watchers if watcher.error), None):
        raise error


def unless_away(outages: Outages, do: Callable[[], object]) -> Callable[[], None]:
    """The same, to be done again at its next time where the database or the file storage is away."""

    def tick() -> None:
        try:
            do()
        except StoreAwayError as error:
            outages.away(_stored_in(error), f"{error}; dicoba lagi -> {error.advice}")

    return tick


def _stored_in(error: StoreError) -> str:
    return STORAGE if isinstance(error, StorageAwayError) else DATABASE


def _called(name: str) -> str:
    return f"kotak surat {name}".rstrip()


def watch(service: Service, name: str, over: threading.Event, pause: Pause) -> None:
    """Receive from one mailbox, as long as this process leads."""
    outages = service.office.services.outages
    while not over.is_set():
        try:
            if not service.engine.leads():
                pause(lambda: over.wait(STANDBY_SECONDS))
                continue
            with service.mailbox(name) as mailbox:
                service.office.mailbox_answers(name)
                outages.back(_called(name))
                while not over.is_set() and service.engine.leads():
                    if service.office.receive(mailbox):
                        outages.back(STORAGE)
                    pause(lambda mailbox=mailbox: mailbox.wait(WATCH_SECONDS))  # type: ignore[misc]
        except (MailboxError, StoreError) as error:
            what = _called(name) if isinstance(error, MailboxError) else _stored_in(error)
            outages.away(what, f"{error}; dicoba lagi tiap {RETRY_SECONDS} detik -> {error.advice}")
            if isinstance(error, MailboxError):
                with suppress(StoreError):
                    service.office.mailbox_answers(name, f"{error}. {error.advice}")
            pause(lambda: over.wait(RETRY_SECONDS))
        except Exception as error:
            log.exception(
                "kotak surat %s: kesalahan yang tidak dikenal; dicoba lagi dalam %s detik", name, RETRY_SECONDS
            )
            with suppress(StoreError):
                service.office.mailbox_answers(name, f"{type(error).__name__}: {error}")
            pause(lambda: over.wait(RETRY_SECONDS))
