"""Which job when: APScheduler with its jobs in memory. Due times live in our tables, so nothing is lost with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """Do something every so many seconds; a tick that is missed or still running is not made up for."""

    seconds: int
    do: Callable[[], object]


class Schedule:
    """Jobs by name, running in threads of their own from `with` until its end; one that fails is logged and goes on."""

    def __init__(self, jobs: Mapping[str, Every], *, timezone: str) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=timezone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 60}
        )
        for name, job in jobs.items():
            self._scheduler.add_job(_logged(name, job.do), IntervalTrigger(seconds=job.seconds), id=name)

    def __enter__(self) -> Self:
        self._scheduler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=True)


def _logged(name: str, do: Callable[[], object]) -> Callable[[], None]:
    def tick() -> None:
        try:
            do()
        except Exception:
            log.exception("scheduled job %s failed", name)

    return tick
