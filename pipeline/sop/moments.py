"""The day or time that a reply means, of those that it names."""

from __future__ import annotations

from datetime import UTC, datetime, time

from pipeline.dates import DateRules, Moment, Precision, moments

_PARTS = {"dawn": time(4), "morning": time(8), "noon": time(12), "afternoon": time(15), "night": time(19)}


def until_when(text: str, now: datetime, rules: DateRules) -> datetime | None:
    """Until when something is put off: what stands after "sampai", else what lies ahead, else the first moment.

    Midnight where no time is said; a part of today, "nanti sore", is its first hour.
    """
    found = moments(text, rules=rules, anchor=now, zone=now.tzinfo or UTC, prefer="future")
    limits = [one for one in found if one.cue in ("until", "by")]
    ahead = [one for one in found if _end(one, now) > now]
    meant = next(iter((*limits, *ahead, *found)), None)
    return _end(meant, now) if meant else None


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
