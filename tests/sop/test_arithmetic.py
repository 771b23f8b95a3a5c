"""How a deadline was reckoned: what is said adds up to what the clock says."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import default_rules, load_calendar
from pipeline.rulebook import Limit
from pipeline.sop import add_limit, explain

ZONE = ZoneInfo("Asia/Makassar")
CALENDAR = load_calendar(default_rules(), "Asia/Makassar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "limit", "lines"),
    [
        (
            "2026-04-30T15:40",
            Limit(minutes=30),
            (
                "mulai Kam 30 Apr 2026 15.40",
                "Kam 30 Apr 2026 15.40-16.00: 20 menit",
                "Jum 1 Mei 2026: libur (Hari Buruh Internasional)",
                "Sab 2 Mei 2026: bukan hari kerja",
                "Min 3 Mei 2026: bukan hari kerja",
                "Sen 4 Mei 2026 07.30-07.40: 10 menit",
                "batas Sen 4 Mei 2026 07.40",
            ),
        ),
        (
            "2026-05-04T11:50",
            Limit(days=1),
            ("mulai Sen 4 Mei 2026 11.50", "1 hari kerja pada jam yang sama: Sel 5 Mei 2026 11.50"),
        ),
        (
            "2026-05-04T12:20",
            Limit(minutes=15),
            (
                "mulai Sen 4 Mei 2026 12.20",
                "di luar jam kerja; dihitung sejak Sen 4 Mei 2026 13.00",
                "Sen 4 Mei 2026 13.00-13.15: 15 menit",
                "batas Sen 4 Mei 2026 13.15",
            ),
        ),
        (
            "2026-03-02T11:50",
            Limit(hours=1),
            (
                "mulai Sen 2 Mar 2026 11.50",
                "Sen 2 Mar 2026 11.50-12.00: 10 menit",
                "Sen 2 Mar 2026 12.30-13.20: 50 menit",
                "batas Sen 2 Mar 2026 13.20",
            ),
        ),
    ],
)
def test_the_arithmetic_is_said(start: str, limit: Limit, lines: tuple[str, ...]) -> None:
    assert explain(at(start), limit, CALENDAR) == lines


@given(
    start=st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2026, 12, 1)),  # noqa: DTZ001 - zone below
    minutes=st.integers(min_value=1, max_value=3000),
)
def test_the_minutes_that_are_named_add_up_to_the_limit(start: datetime, minutes: int) -> None:
    moment = start.replace(tzinfo=ZONE, second=0, microsecond=0)
    lines = explain(moment, Limit(minutes=minutes), CALENDAR)
    named = [float(found[1]) for line in lines if (found := re.search(r": ([\d.]+) menit$", line))]
    assert sum(named) == minutes
    end = add_limit(moment, Limit(minutes=minutes), CALENDAR)
    assert lines[-1].endswith(f"{end:%H.%M}")
    assert end - moment >= timedelta(minutes=minutes)
