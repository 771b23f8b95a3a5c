"""What a text says of one moment, gathered piece by piece, before it is a day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

_DAYS = frozenset({"date", "days", "period", "ahead"})  # two of them name two moments, but for these:
_TOGETHER = (frozenset({"date", "days"}), frozenset({"date", "period"}))  # "kemarin, 5 Maret", "tanggal 5 bulan depan"


@dataclass(slots=True, kw_only=True)
class Said:
    """The pieces of one moment; None or False where nothing is said."""

    number: int | None = None  # of the month
    month: int | None = None
    year: int | None = None
    last_number: int | None = None  # "3 s.d. 5 Maret"
    weekday: int | None = None
    weak: bool = False  # a word that is a weekday only where something beside it says so
    eve: bool = False  # "malam Jumat": the night before it
    days: int | None = None  # from the day of writing
    last_night: bool = False  # "semalam jam 2" is on the day of writing
    period: Literal["week", "month"] | None = None
    period_count: int | None = None  # from the week or month of writing
    edge: str | None = None  # start, middle, finish of a period
    ahead: int | None = None  # so many units after the day of writing, before it where negative
    unit: str | None = None
    bare: bool = False  # a duration alone: "3 hari"
    shift: Literal["last", "next"] | None = None  # "Senin lalu", "12 Maret mendatang"
    part: str | None = None
    hour: int | None = None
    minute: int | None = None
    rough: bool = False  # "jam 8an"
    last_hour: int | None = None
    last_minute: int | None = None
    zone: str | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """What is said: date, weekday, days, period, ahead, part, clock, zone."""
        said = {
            "date": self.number is not None or self.month is not None,
            "weekday": self.weekday is not None,
            "days": self.days is not None,
            "period": self.period is not None,
            "ahead": self.ahead is not None,
            "part": self.part is not None,
            "clock": self.hour is not None,
            "zone": self.zone is not None,
        }
        return frozenset(kind for kind, is_said in said.items() if is_said)

    def take(self, other: Said) -> bool:
        """Add a further piece of the same moment; False, and nothing taken, where it belongs to another one."""
        mine, theirs = self.kinds, other.kinds
        if mine & theirs or self.bare or (other.bare and mine):
            return False
        days = (mine | theirs) & _DAYS
        if mine & _DAYS and theirs & _DAYS and days not in _TOGETHER:
            return False
        for one in fields(other):
            value = getattr(other, one.name)
            if value is not None and value is not False:
                setattr(self, one.name, value)
        return True
