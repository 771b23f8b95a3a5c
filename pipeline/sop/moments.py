"""The day or time that a reply means, of those that it names."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime, time

from pipeline.dates import DateRules, Moment, Precision, moments

_NEAR = 4  # words before a moment in which it is said that something moves there
_PARTS = {"dawn": time(4), "morning": time(8), "noon": time(12), "afternoon": time(15), "night": time(19)}


def until_when(text: str, now: datetime, rules: DateRules, *, shifts: Collection[str] = ()) -> datetime | None:
    """Until when something is put off: what stands shortly after one of `shifts` ("digeser ke Jumat") or else after "sampai".

    Where neither does, what lies ahead, else the first moment. Midnight where no time is said; a part of today, "nanti sore", is its first hour.
    """
    found = moments(text, rules=rules, anchor=now, zone=now.tzinfo or UTC, prefer="future")
    ahead = [one for one in found if _end(one, now) > now]
    shifted = [one for one in ahead if _is_after(text[: one.start], shifts)]
    limits = [one for one in found if one.cue in ("until", "by")]
    meant = next(iter((*shifted, *limits, *ahead, *found)), None)
    return _end(meant, now) if meant else None


def _is_after(before: str, shifts: Collection[str]) -> bool:
    """Whether one of the words stands within a few before this place, in the same sentence."""
    last = re.split(r"[.!?;\n]", before)[-1]
    return not set(shifts).isdisjoint(re.findall(r"[a-z]+", last.lower())[-_NEAR:])


def _end(moment: Moment, now: datetime) -> datetime:
    if moment.part and moment.time is None and moment.day == now.date() and moment.last is None:
        return datetime.combine(moment.day, _PARTS[moment.part], moment.zone)
    return moment.until


def happened(text: str, now: datetime, rules: DateRules) -> Moment | None:
    """The first moment of what has happened, a week or a month set aside."""
    found = moments(text, rules=rules, anchor=now, zone=now.tzinfo or UTC, prefer="past")
    return next((one for one in found if one.precision >= Precision.DAY), None)


def names_a_day(text: str, now: datetime, rules: DateRules) -> bool:
    """Whether a day or a time is said."""
    return bool(moments(text, rules=rules, anchor=now, zone=now.tzinfo or UTC, prefer="future"))
