"""Working time: when a limit ends, how much of it has passed, when the office opens next.

Minutes and hours run in office hours. "1 hari" is the same clock time on the next working day. A start outside office
hours or in the break moves to the next opening, an end in the break to the break's end (DESIGN, Time).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.errors import ConfigurationError
from pipeline.rulebook import Calendar, Limit

_HORIZON = 800  # days looked ahead before the calendar is called empty


def local(moment: datetime, calendar: Calendar) -> datetime:
    """The moment on the office's clock."""
    return moment.astimezone(ZoneInfo(calendar.timezone))


def add_limit(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """When a limit that begins at `start` ends, on the office's clock."""
    begin = next_opening(start, calendar)
    if limit.days is None:
        return add_minutes(begin, (limit.minutes or 0) + 60 * (limit.hours or 0), calendar)
    day = begin.date()
    for _ in range(limit.days):
        day = _next_working_day(day, calendar)
    return _opened(begin.replace(year=day.year, month=day.month, day=day.day), calendar)


def add_minutes(start: datetime, minutes: float, calendar: Calendar) -> datetime:
    """`minutes` of working time after `start`."""
    begin = next_opening(start, calendar)
    left = timedelta(minutes=minutes)
    for opening, closing in _spans_from(begin.date(), calendar):
        if closing <= begin:
            continue
        opened = max(opening, begin)
        if opened + left <= closing:
            return opened + left
        left -= closing - opened
    raise AssertionError  # _spans_from ends by raising


def working_minutes(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Working time between two moments in minutes; 0 where `end` is not after `start`."""
    first, last = local(start, calendar), local(end, calendar)
    total = timedelta()
    day = first.date()
    while day <= last.date():
        for opening, closing in spans(day, calendar):
            total += max(min(closing, last) - max(opening, first), timedelta())
        day += timedelta(days=1)
    return total.total_seconds() / 60


def next_opening(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself in office hours, else when the office opens next; a closing time counts as closed."""
    at = local(moment, calendar)
    for opening, closing in _spans_from(at.date(), calendar):
        if at < closing:
            return max(at, opening)
    raise AssertionError  # _spans_from ends by raising


def is_open(moment: datetime, calendar: Calendar) -> bool:
    """Whether a mail that belongs in office hours may leave now; the minute of closing still counts."""
    at = local(moment, calendar).replace(second=0, microsecond=0)
    return any(opening <= at <= closing for opening, closing in spans(at.date(), calendar))


def spans(day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The day's working spans; none on a holiday."""
    if day in calendar.holidays:
        return
    fasting = any(month.start <= day <= month.end for month in calendar.ramadan)
    week = calendar.ramadan_week if fasting else calendar.week
    zone = ZoneInfo(calendar.timezone)
    for opening, closing in week[day.weekday()].spans:
        yield datetime.combine(day, opening, zone), datetime.combine(day, closing, zone)


def _spans_from(day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(_HORIZON):
        yield from spans(day + timedelta(days=ahead), calendar)
    raise ConfigurationError(
        f"the calendar has no office hours in the {_HORIZON} days from {day}", advice="Mend rules/calendar.yaml."
    )


def _next_working_day(day: date, calendar: Calendar) -> date:
    opening, _ = next(_spans_from(day + timedelta(days=1), calendar))
    return opening.date()


def _opened(moment: datetime, calendar: Calendar) -> datetime:
    """An end outside office hours moves to the next opening; one at closing time stays."""
    inside = any(opening <= moment <= closing for opening, closing in spans(moment.date(), calendar))
    return moment if inside else next_opening(moment, calendar)
