"""The day a letter bears, and since when there is trouble. Read on Monday, 2 March 2026."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from pipeline.extraction.timing import onset, written_on
from rules import rulebook

MONDAY = date(2026, 3, 2)
MAKASSAR = ZoneInfo("Asia/Makassar")
RULES = rulebook().dates


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("sejak Senin, 3 Juni 2024 pukul 09.30 WIB", "2024-06-03T09:30:00+07:00"),
        ("pada 02/03/2026 jam 9 pagi", "2026-03-02T09:00:00+08:00"),
        ("dari Senin (16/2) pukul 08.00 WITA", "2026-02-16T08:00:00+08:00"),
        ("tgl 5/6 jam 2 siang", None),
        ("sejak kemarin sore", "2026-03-01"),
        ("dari td pagi jam 9", "2026-03-02T09:00:00+08:00"),
        ("sejak Jum'at lalu", "2026-02-27"),
        ("jam 07.52 putus, yaitu kemarin", "2026-03-01T07:52:00+08:00"),
        ("sejak 2 hari yang lalu jam 4 sore", "2026-02-28T16:00:00+08:00"),
        ("surat tanggal 1 Maret, mati sejak Jumat", "2026-02-27"),
        ("sejak jam 8 pagi WIB", "2026-03-02T08:00:00+07:00"),
        ("sejak minggu lalu", None),
        ("rapat besok", None),
        ("jaringan mati", None),
    ],
)
def test_since_when(text: str, moment: str | None) -> None:
    assert onset(text, RULES, anchor=MONDAY, zone=MAKASSAR) == moment


@pytest.mark.parametrize(
    ("text", "day"), [("Kupang, 5 Mei 2026", date(2026, 5, 5)), ("Mei 2026", None), ("5 Mei", None)]
)
def test_the_day_that_a_letter_bears(text: str, day: date | None) -> None:
    assert written_on(text, RULES, MAKASSAR) == day


def test_a_labelled_day_to_come_is_shown_as_it_is_written() -> None:
    said = onset("tgl 5/6 jam 2 siang", RULES, anchor=MONDAY, zone=MAKASSAR, labelled=True)
    assert said == "2026-06-05T14:00:00+08:00"
