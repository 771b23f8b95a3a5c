"""What is found: a day, with a time where one is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Prefer = Literal["past", "future"]


class Precision(IntEnum):
    """How much of a moment is said; what is smaller is not known."""

    MONTH = 1
    WEEK = 2
    DAY = 3
    PART = 4  # "tadi pagi"
    HOUR = 5  # "jam 8an"
    MINUTE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment that a text names, resolved against the day it was written on."""

    start: int  # characters of the text: text[start:end] == self.text
    end: int
    text: str
    day: dt.date  # the first day of a range, a week, a month
    time: dt.time | None  # None where none is said: a part of the day is none
    zone: dt.tzinfo  # the zone that is said, else the caller's
    precision: Precision
    last: dt.date | None = None  # the last day of a range, a week, a month
    last_time: dt.time | None = None
    part: str | None = None  # dawn, morning, noon, afternoon, night
    day_said: bool = True  # False: only a time is named, `day` is the day of writing
    cue: Literal["since", "until", "by"] | None = None  # the word before it

    @property
    def iso(self) -> str:
        """`2026-03-02T09:30:00+08:00` where a time is said, else `2026-03-02`."""
        return self.at.isoformat() if self.time else self.day.isoformat()

    @property
    def at(self) -> dt.datetime:
        """Day and time, midnight where no time is said."""
        return dt.datetime.combine(self.day, self.time or dt.time(), self.zone)

    @property
    def until(self) -> dt.datetime:
        """The end of a range of days or times, else `at`."""
        ranged = self.precision >= Precision.DAY and (self.last or self.last_time)
        if not ranged:
            return self.at
        return dt.datetime.combine(self.last or self.day, self.last_time or dt.time(), self.zone)
