"""How a deadline was reckoned, line by line, so that anybody can check it on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from babel.dates import format_date

from pipeline.rulebook import Calendar, Limit
from pipeline.sop.clock import add_limit, local, next_opening, spans


def explain(start: datetime, limit: Limit, calendar: Calendar) -> tuple[str, ...]:
    """The arithmetic of `clock.add_limit(start, limit, calendar)`: spans counted, days left out and why, the end."""
    end = add_limit(start, limit, calendar)
    at, begin = local(start, calendar), next_opening(start, calendar)
    lines = [f"mulai {_moment(at)}"]
    if begin != at:
        lines += _closed(at.date(), begin.date(), calendar)
        lines.append(f"di luar jam kerja; dihitung sejak {_moment(begin)}")
    if limit.days is not None:
        lines += _closed(begin.date() + timedelta(days=1), end.date(), calendar)
        lines.append(f"{limit.days} hari kerja pada jam yang sama: {_moment(end)}")
        return tuple(lines)
    lines += _counted(begin, end, calendar)
    lines.append(f"batas {_moment(end)}")
    return tuple(lines)


def _counted(begin: datetime, end: datetime, calendar: Calendar) -> Iterator[str]:
    """Each span that counts, with its minutes, and the days between that do not."""
    day = begin.date()
    while day <= end.date():
        reason = closed_because(day, calendar)
        if reason:
            yield f"{_day(day)}: {reason}"
        for opening, closing in spans(day, calendar):
            first, last = max(opening, begin), min(closing, end)
            if first < last:
                yield f"{_day(day)} {first:%H.%M}-{last:%H.%M}: {_minutes(last - first)}"
        day += timedelta(days=1)


def _closed(first: date, last: date, calendar: Calendar) -> list[str]:
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return [f"{_day(day)}: {reason}" for day in days if (reason := closed_because(day, calendar))]


def closed_because(day: date, calendar: Calendar) -> str | None:
    """Why the office is closed all day: the holiday's name, or no working day; None where it works."""
    if day in calendar.holidays:
        return f"libur ({calendar.holidays[day]})"
    return None if any(True for _ in spans(day, calendar)) else "bukan hari kerja"


def _minutes(span: timedelta) -> str:
    return f"{span.total_seconds() / 60:g} menit"


def _day(day: date) -> str:
    return format_date(day, "EEE d MMM y", locale="id")


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())} {moment:%H.%M}"
