"""Limits on the office's clock: breaks, Fridays, weekends, holidays, Ramadan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigurationError
from pipeline.rulebook import Calendar, Hours, Limit
from pipeline.sop import add_limit, next_opening, working_minutes
from pipeline.sop.clock import add_minutes, is_open
from sop_cases import CALENDAR, ZONE

HALF_HOUR = Limit(minutes=30)
THREE_HOURS = Limit(hours=3)
ONE_DAY = Limit(days=1)
TWO_DAYS = Limit(days=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-03-02T08:04", HALF_HOUR, "2026-03-02T08:34"),
        ("2026-03-02T11:45", HALF_HOUR, "2026-03-02T13:15"),  # over the break
        ("2026-03-02T11:30", HALF_HOUR, "2026-03-02T12:00"),  # to its minute
        ("2026-03-02T12:10", HALF_HOUR, "2026-03-02T13:30"),  # start in the break
        ("2026-03-02T06:00", HALF_HOUR, "2026-03-02T08:00"),  # before opening
        ("2026-03-02T15:50", HALF_HOUR, "2026-03-03T07:50"),  # over night
        ("2026-03-02T16:00", HALF_HOUR, "2026-03-03T08:00"),  # closing time is closed
        ("2026-03-06T16:20", HALF_HOUR, "2026-03-09T07:50"),  # over the weekend
        ("2026-03-07T10:00", HALF_HOUR, "2026-03-09T08:00"),  # on Saturday
        ("2026-03-18T15:45", HALF_HOUR, "2026-03-23T07:45"),  # over holiday, collective leave and weekend
        ("2026-03-02T11:00", THREE_HOURS, "2026-03-02T15:00"),
        ("2026-03-06T10:30", THREE_HOURS, "2026-03-06T15:00"),  # Friday's longer break
        ("2026-03-02T08:40", ONE_DAY, "2026-03-03T08:40"),
        ("2026-03-05T11:45", ONE_DAY, "2026-03-06T13:00"),  # end in Friday's break
        ("2026-03-06T10:00", ONE_DAY, "2026-03-09T10:00"),
        ("2026-03-06T16:15", ONE_DAY, "2026-03-10T07:30"),  # Friday closes later than Monday
        ("2026-03-18T09:00", ONE_DAY, "2026-03-23T09:00"),
        ("2026-03-18T09:00", TWO_DAYS, "2026-03-24T09:00"),
        ("2026-03-01T09:00", ONE_DAY, "2026-03-03T07:30"),  # begins on Monday's opening
        ("2027-02-08T07:45", HALF_HOUR, "2027-02-08T08:30"),  # Ramadan opens at eight
        ("2027-02-08T11:45", HALF_HOUR, "2027-02-08T12:45"),  # half an hour of break
        ("2027-02-12T11:15", HALF_HOUR, "2027-02-12T12:45"),  # an hour on Friday
        ("2027-02-08T14:50", HALF_HOUR, "2027-02-09T08:20"),
        ("2027-02-05T07:40", ONE_DAY, "2027-02-08T08:00"),  # the clock time lies before the opening in Ramadan
    ],
)
def test_limit_ends(start: str, limit: Limit, end: str) -> None:
    assert add_limit(at(start), limit, CALENDAR) == at(end)


def test_moments_of_other_zones_are_put_on_the_offices_clock() -> None:
    due = add_limit(datetime(2026, 3, 2, 0, 4, tzinfo=UTC), HALF_HOUR, CALENDAR)
    assert due.isoformat() == "2026-03-02T08:34:00+08:00"


def test_working_minutes_leave_out_what_is_closed() -> None:
    assert working_minutes(at("2026-03-02T08:00"), at("2026-03-02T08:30"), CALENDAR) == 30
    assert working_minutes(at("2026-03-02T11:30"), at("2026-03-02T13:30"), CALENDAR) == 60
    assert working_minutes(at("2026-03-06T16:00"), at("2026-03-09T08:00"), CALENDAR) == 60
    assert working_minutes(at("2026-03-02T09:00"), at("2026-03-02T08:00"), CALENDAR) == 0


def test_mail_for_office_hours_may_leave_in_the_minute_of_closing() -> None:
    assert is_open(at("2026-03-02T16:00:59"), CALENDAR)
    assert not is_open(at("2026-03-02T16:01"), CALENDAR)
    assert not is_open(at("2026-03-02T12:30"), CALENDAR)
    assert not is_open(at("2026-03-19T10:00"), CALENDAR)


def test_a_calendar_without_hours_is_a_mistake_of_configuration() -> None:
    free = (Hours(spans=()),) * 7
    empty = Calendar(timezone="Asia/Makassar", week=free, ramadan_week=free, ramadan=(), holidays={})
    with pytest.raises(ConfigurationError):
        next_opening(at("2026-03-02T08:00"), empty)


MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 1)).map(  # noqa: DTZ001 - zone follows
    lambda moment: moment.replace(tzinfo=ZONE, microsecond=0)
)


@given(MOMENTS, st.integers(min_value=1, max_value=3000))
def test_minutes_added_are_the_minutes_worked(start: datetime, minutes: int) -> None:
    end = add_minutes(start, minutes, CALENDAR)
    assert working_minutes(start, end, CALENDAR) == pytest.approx(minutes)
    assert is_open(end, CALENDAR)


@given(MOMENTS, st.integers(min_value=1, max_value=5))
def test_a_limit_in_days_ends_on_a_working_day_in_office_hours(start: datetime, days: int) -> None:
    end = add_limit(start, Limit(days=days), CALENDAR)
    assert is_open(end, CALENDAR)
    assert end - start > timedelta(hours=1)
    assert end.date() not in CALENDAR.holidays
