"""Independent pieces of a training, as many at once as there are cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")

_jobs: Sequence[Callable[[], Any]] = ()  # of the process that runs some of them


def side_by_side(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """What each job gives, in their order. Forked processes have what a job needs in memory; only what it gives is handed over."""
    cores = min(len(jobs), os.cpu_count() or 1)
    if cores < 2:  # noqa: PLR2004 - nothing to share
        return [job() for job in jobs]
    with ProcessPoolExecutor(cores, mp_context=get_context("fork"), initializer=_hold, initargs=(jobs,)) as processes:
        return list(processes.map(_run, range(len(jobs))))


def _hold(jobs: Sequence[Callable[[], Any]]) -> None:
    global _jobs  # noqa: PLW0603 - one set of jobs a process
    _jobs = jobs


def _run(number: int) -> Any:
    return _jobs[number]()
