"""Whether work grows no faster than what it is done to. Seconds differ from machine to machine, so none are asserted."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

MOST = 2.5  # times the work for twice the size: linear, and some
NOISE = 0.4  # seconds of processor time below which a ratio says nothing
_MEASURED = 5  # times a round, of which the median counts
_ROUNDS = 3  # what else the machine does can spoil one; what is quadratic fails all of them
Made = TypeVar("Made")


def assert_linear(work: Callable[[Made], object], once: Made, twice: Made) -> None:
    """Assert that `work` costs at most 2.5 times as much on `twice`, which is twice as large, as on `once`."""
    _cost(work, once)  # what is compiled and loaded once is not measured
    if _cost(work, twice) <= NOISE:
        return
    ratios: list[float] = []
    while len(ratios) < _ROUNDS and (not ratios or min(ratios) > MOST):
        costs = [(_cost(work, once), _cost(work, twice)) for _ in range(_MEASURED)]
        ratios.append(statistics.median(two for _, two in costs) / statistics.median(one for one, _ in costs))
    assert min(ratios) <= MOST, ratios


def _cost(work: Callable[[Made], object], made: Made) -> float:
    """Seconds of this thread's processor time: what others do beside it does not count.

    Nor does the collection of garbage, which looks through all that earlier tests have left in memory, now and then.
    """
    gc.collect()
    gc.disable()
    try:
        began = time.thread_time()
        work(made)
        return time.thread_time() - began
    finally:
        gc.enable()
