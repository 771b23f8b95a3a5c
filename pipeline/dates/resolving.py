"""From what is said to a day and a time, counted from the day of writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from pipeline.dates.moment import Precision, Prefer
from pipeline.dates.said import Said

_WEEK = 7
_DAYS = {"day": 1, "week": 7}
_MINUTES = {"minute": 1, "hour": 60}
_NOON = 12
_NEAR_AHEAD = 120  # days to which a day of a year unsaid may lie ahead of a letter that tells what happened
_NEAR_BEHIND = 180  # days by which a day that something is put off to may be a slip, and is no day of next year


@dataclass(frozen=True, slots=True)
class Resolved:
    """A day, its range, its time."""

    day: date
    last: date | None
    at: time | None
    last_at: time | None
    precision: Precision


def resolve(said: Said, anchor: date | datetime | None, prefer: Prefer, zone: tzinfo) -> Resolved | None:
    """The day and time; None where no such day is, or an anchor is needed and none given."""
    today = anchor.astimezone(zone).date() if isinstance(anchor, datetime) and anchor.tzinfo else _plain(anchor)
    if said.ahead is not None and said.unit in _MINUTES:
        return _by_the_clock(said, anchor, today, zone)
    days = _days(said, today, prefer)
    if days is None:
        return None
    day, last, precision = days
    at, shifted = _time(said, said.hour, said.minute)
    last_at, _ = _time(said, said.last_hour, said.last_minute)
    if said.eve and said.number is None:
        day -= timedelta(days=1)
    if shifted:
        day += timedelta(days=1)
    if at is not None:
        precision = Precision.HOUR if said.rough else Precision.MINUTE
    elif said.part and precision is Precision.DAY:
        precision = Precision.PART
    return Resolved(day, last, at, last_at, precision)


def _plain(anchor: date | datetime | None) -> date | None:
    return anchor.date() if isinstance(anchor, datetime) else anchor


def _days(said: Said, today: date | None, prefer: Prefer) -> tuple[date, date | None, Precision] | None:
    """First day, last day of a range, and how exactly they are said."""
    if said.number is not None or said.month is not None:
        return _of_calendar(said, today, prefer) if said.number is not None else _month(said, today, prefer)
    if today is None:
        return None
    if said.period is not None:
        return _period(said, today)
    if said.weekday is not None:
        return _weekday(said, today, prefer), None, Precision.DAY
    if said.ahead is not None:
        return _ahead(said, today)
    return today + timedelta(days=_offset(said, prefer)), None, Precision.DAY


def _offset(said: Said, prefer: Prefer) -> int:
    if said.part == "either":  # "isuk": tomorrow, or the morning
        said.part = "morning" if prefer == "past" else None
        return 0 if prefer == "past" else 1
    return said.days or 0


def _of_calendar(said: Said, today: date | None, prefer: Prefer) -> tuple[date, date | None, Precision] | None:
    day = _day_of_calendar(said, today, prefer)
    if day is None:
        return None
    last = _date(day.year, day.month, said.last_number) if said.last_number else None
    return day, last, Precision.DAY


def _day_of_calendar(said: Said, today: date | None, prefer: Prefer) -> date | None:
    assert said.number is not None  # noqa: S101 - the caller looks
    if said.year is not None and said.month is not None:
        return _date(said.year, said.month, said.number)
    if today is None:
        return None
    if said.period == "month" and said.month is None:
        first = _first_of_month(today, said.period_count or 0)
        return _date(first.year, first.month, said.number)
    if said.month is not None:
        possible = [_date(today.year + step, said.month, said.number) for step in (0, -1, 1)]
    else:
        months = [_first_of_month(today, step) for step in (0, -1, 1, -2, 2)]
        possible = [_date(first.year, first.month, said.number) for first in months]
    days = [day for day in possible if day]
    named = [day for day in days if said.weekday is not None and day.weekday() == said.weekday]
    return _nearest(named or days, today, said, prefer)


def _nearest(days: list[date], today: date, said: Said, prefer: Prefer) -> date | None:
    """The day on the preferred side of today; `days` begins with that of this year or month."""
    if not days:
        return None
    behind, ahead = [day for day in days if day <= today], [day for day in days if day > today]
    if said.shift == "last":
        return max((day for day in days if day < today), default=None)
    if said.shift == "next":
        return min(ahead, default=None)
    if said.month is None:
        return max(behind, default=days[0]) if prefer == "past" else min(ahead, default=None)
    return _told(behind, ahead, today) if prefer == "past" else _put_off(days, today)


def _told(behind: list[date], ahead: list[date], today: date) -> date | None:
    """The day of a letter that tells what happened; a day soon to come is one that it announces."""
    before, after = max(behind, default=None), min(ahead, default=None)
    if before is None or after is None:
        return before or after
    near = (after - today).days <= _NEAR_AHEAD and after - today < today - before
    return after if near else before


def _put_off(days: list[date], today: date) -> date | None:
    """The day that something is put off to. One just gone by is a slip, not next year's: the caller sees it and asks back."""
    possible = [day for day in days if day.year >= today.year and (today - day).days < _NEAR_BEHIND]
    return min(possible, default=None)


def _month(said: Said, today: date | None, prefer: Prefer) -> tuple[date, date | None, Precision] | None:
    assert said.month is not None  # noqa: S101 - the caller looks
    if said.year is not None:
        first = _date(said.year, said.month, 1)
    elif today is None:
        return None
    else:
        firsts = [first for step in (0, -1, 1) if (first := _date(today.year + step, said.month, 1))]
        first = _nearest(firsts, today, said, prefer)
    return _edged(first, _last_of_month(first), said.edge, Precision.MONTH) if first else None


def _period(said: Said, today: date) -> tuple[date, date | None, Precision]:
    count = said.period_count or 0
    if said.period == "month":
        first = _first_of_month(today, count)
        return _edged(first, _last_of_month(first), said.edge, Precision.MONTH)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=_WEEK * count)
    if said.weekday is not None:
        return monday + timedelta(days=said.weekday), None, Precision.DAY
    if said.edge == "weekend":
        return monday + timedelta(days=5), monday + timedelta(days=6), Precision.WEEK
    return _edged(monday, monday + timedelta(days=6), said.edge, Precision.WEEK)


def _edged(first: date, last: date, edge: str | None, precision: Precision) -> tuple[date, date, Precision]:
    """The begin, the middle or the end of a week or month, as its first day to count from."""
    if edge == "middle":
        return first + (last - first) // 2, last, precision
    return (last, last, precision) if edge == "finish" else (first, last, precision)


def _weekday(said: Said, today: date, prefer: Prefer) -> date:
    assert said.weekday is not None  # noqa: S101 - the caller looks
    back = (today.weekday() - said.weekday) % _WEEK
    forth = (said.weekday - today.weekday()) % _WEEK
    if said.days is not None and (today + timedelta(days=said.days)).weekday() == said.weekday:
        return today + timedelta(days=said.days)  # "besok Selasa"
    if said.shift == "last" or (said.days or 0) < 0:
        return today - timedelta(days=back or _WEEK)
    if said.shift == "next" or (said.days or 0) > 0:
        return today + timedelta(days=forth or _WEEK)
    if said.days == 0:
        return today
    return today - timedelta(days=back) if prefer == "past" else today + timedelta(days=forth or _WEEK)


def _ahead(said: Said, today: date) -> tuple[date, date | None, Precision] | None:
    count = said.ahead or 0
    if said.unit == "month":
        first = _first_of_month(today, count)
        last = _last_of_month(first)
        return min(first + timedelta(days=today.day - 1), last), None, Precision.DAY
    if said.unit == "workday":
        return _workday(today, count), None, Precision.DAY
    day = today + timedelta(days=count * _DAYS[said.unit or "day"])
    if said.unit == "week" and said.weekday is not None:
        day += timedelta(days=said.weekday - day.weekday())
    return day, None, Precision.DAY


def _workday(today: date, count: int) -> date:
    """So many days on, Saturdays and Sundays left out; what is a holiday only the office's calendar knows."""
    step, day = (1 if count > 0 else -1), today
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while day.weekday() >= 5:  # noqa: PLR2004 - Saturday
            day += timedelta(days=step)
    return day


def _by_the_clock(said: Said, anchor: date | datetime | None, today: date | None, zone: tzinfo) -> Resolved | None:
    """`2 jam yang lalu`: a time where the caller knows what the time is, else the day."""
    if today is None or anchor is None:
        return None
    step = timedelta(minutes=(said.ahead or 0) * _MINUTES[said.unit or "minute"])
    if isinstance(anchor, datetime):
        at = (anchor.astimezone(zone) if anchor.tzinfo else anchor) + step
        return Resolved(at.date(), None, at.time().replace(second=0, microsecond=0), None, Precision.HOUR)
    whole = timedelta(days=int(step / timedelta(days=1)))
    return Resolved(today + whole, None, None, None, Precision.DAY)


def _time(said: Said, hour: int | None, minute: int | None) -> tuple[time | None, bool]:
    """The time by the clock of 24 hours, and whether it is past the midnight that ends the day."""
    if hour is None:
        return None, False
    shifted = False
    if said.part in ("noon", "afternoon") and (hour < 7 or (said.part == "afternoon" and hour < _NOON)):  # noqa: PLR2004 - hours
        hour += _NOON
    elif said.part == "night":
        if 5 <= hour < _NOON:  # noqa: PLR2004 - "jam 7 malam"
            hour += _NOON
        elif hour == _NOON:
            hour, shifted = 0, True
        elif hour < 5:  # noqa: PLR2004 - "semalam jam 2": after midnight
            shifted = said.last_night
    elif said.part == "dawn" and hour == _NOON:
        hour = 0
    if hour == 24:  # noqa: PLR2004 - the end of the day
        hour, shifted = 0, True
    return time(hour, minute or 0), shifted


def _first_of_month(today: date, step: int) -> date:
    months = today.year * 12 + today.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _last_of_month(first: date) -> date:
    return _first_of_month(first, 1) - timedelta(days=1)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
