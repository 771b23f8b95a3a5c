"""When it was: the day a letter bears, and since when there is trouble. Which of several moments is meant is decided here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from pipeline.dates import DateRules, Moment, Precision, moments
from pipeline.tagging import Onset

_BEFORE, _AFTER = 40, 60  # characters around a day within which its time may stand: "jam 8 mati, yaitu Senin"


def written_on(text: str, rules: DateRules, zone: tzinfo) -> date | None:
    """The first day that is said in full, year and all."""
    found = moments(text, rules=rules, anchor=None, zone=zone)
    return next((one.day for one in found if one.precision >= Precision.DAY), None)


def onset(text: str, rules: DateRules, *, anchor: date | None, zone: tzinfo, labelled: bool = False) -> str | None:
    """Since when, in ISO form, with the time where one is said: the day behind "sejak", else the first.

    A day to come is none, unless a label says that it is the onset: then the reader sees what is wrong with it.
    """
    found = [
        one
        for one in moments(text, rules=rules, anchor=anchor, zone=zone, prefer="past")
        if one.precision >= Precision.DAY and (labelled or anchor is None or one.day <= anchor)
    ]
    since = [one for one in found if one.cue == "since"]
    days = [one for one in (*since, *found) if one.day_said] or since
    return _timed(days[0], found) if days else None


_SPANS = ((0, "that day"), (1, "the day before"), (7, "within a week"), (31, "within a month"))


def onsets(text: str, rules: DateRules, *, anchor: date | None, zone: tzinfo) -> tuple[Onset, ...]:
    """All days that the text names, for the models to choose since when there is trouble."""
    found = moments(text, rules=rules, anchor=anchor, zone=zone, prefer="past")
    days = [one for one in found if one.precision >= Precision.DAY and (one.day_said or one.cue == "since")]
    return tuple(
        Onset(
            start=one.start,
            end=one.end,
            value=_timed(one, found),
            facts=tuple(_facts(one, number, len(days), anchor)),
        )
        for number, one in enumerate(days)
    )


def _facts(one: Moment, number: int, count: int, anchor: date | None) -> Iterator[str]:
    yield f"moment cue {one.cue}"
    yield f"moment precision {one.precision.name}"
    yield f"moment {'first' if not number else 'later'} of {min(4, count)}"
    if one.last:
        yield "moment range"
    if anchor:
        days = (anchor - one.day).days
        when = "to come" if days < 0 else next((name for most, name in _SPANS if days <= most), "long ago")
        yield from (f"moment {when}", f"moment {when} {one.cue}")


def _timed(day: Moment, found: list[Moment]) -> str:
    """The day with its own time, else with one that is told nearby; `found` are all moments, in order."""
    if day.time is not None:
        return day.iso
    first = bisect_left(found, day.start - _BEFORE, key=lambda one: one.start)
    last = bisect_right(found, day.end + _AFTER, key=lambda one: one.start)
    for one in found[first:last]:
        if one.time is not None and not one.day_said:
            return datetime.combine(day.day, one.time, one.zone).isoformat()
    return day.iso  # "kemarin sore" is a day, not an hour
