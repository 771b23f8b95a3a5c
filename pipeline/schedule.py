"""Which job when: APScheduler with its jobs in memory. Due times live in our tables, so nothing is lost with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """Do something every so many seconds; a tick that is missed or still running is not made up for."""

    seconds: int
    do: Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class At:
    """Do something at the office's clock times that a crontab line names: `0 7 1 * *` is the first of each month, 07.00.

    Days of the week by name (`mon`): APScheduler counts them from Monday, crontab from Sunday.
    """

    cron: str
    do: Callable[[], object]


class Schedule:
    """Jobs by name, running in threads of their own from `with` until its end; one that fails is logged and goes on."""

    def __init__(self, jobs: Mapping[str, Every | At], *, timezone: str) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=timezone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 60}
        )
        for name, job in jobs.items():
            self._scheduler.add_job(_logged(name, job.do), _trigger(job, timezone), id=name)

    def __enter__(self) -> Self:
        self._scheduler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=True)


def _trigger(job: Every | At, timezone: str) -> BaseTrigger:
    if isinstance(job, At):
        return CronTrigger.from_crontab(job.cron, timezone=timezone)
    return IntervalTrigger(seconds=job.seconds)


def _logged(name: str, do: Callable[[], object]) -> Callable[[], None]:
    def tick() -> None:
        try:
            do()
        except Exception:
            log.exception("pekerjaan berkala %s gagal, dicoba lagi pada gilirannya", name)

    return tick
