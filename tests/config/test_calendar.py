"""When the office works: hours, Ramadan, holidays, local closures."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.config import default_rules, load_calendar
from pipeline.errors import ConfigurationError
from pipeline.rulebook import Hours

ZONE = "Asia/Makassar"
SHIPPED = (default_rules() / "calendar.yaml").read_text(encoding="utf-8")


def minutes(hours: Hours) -> int:
    return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in hours.spans)


def changed(folder: Path, old: str, new: str) -> Path:
    assert old in SHIPPED
    (folder / "calendar.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_week_has_the_hours_of_the_regulation() -> None:
    calendar = load_calendar(default_rules(), ZONE)  # Perpres 21/2023 Pasal 4: 37 h 30 min, in Ramadan 32 h 30 min
    assert sum(map(minutes, calendar.week)) == 37 * 60 + 30
    assert sum(map(minutes, calendar.ramadan_week)) == 32 * 60 + 30
    assert calendar.week[0].spans[0][0] == time(7, 30)
    assert calendar.ramadan_week[0].spans[0][0] == time(8, 0)
    assert calendar.week[5].spans == calendar.week[6].spans == ()


def test_holidays_are_public_ones_and_collective_leave_in_indonesian() -> None:
    holidays = load_calendar(default_rules(), ZONE).holidays
    assert holidays[date(2026, 3, 19)] == "Hari Suci Nyepi"
    assert holidays[date(2026, 3, 20)] == "Cuti Bersama Hari Raya Idul Fitri"
    assert {day.year for day in holidays} == set(range(2019, 2036))
    assert date(2026, 3, 2) not in holidays


def test_years_without_a_decree_are_provisional() -> None:
    provisional = load_calendar(default_rules(), ZONE).provisional_years
    assert 2026 not in provisional
    assert {2028, 2035} <= provisional


def test_each_ramadan_ends_before_idul_fitri_and_a_year_later_comes_earlier() -> None:
    calendar = load_calendar(default_rules(), ZONE)
    for month in calendar.ramadan:
        fitri = min(day for day, name in calendar.holidays.items() if day > month.end)
        assert 0 < (fitri - month.end).days <= 2
        assert any(
            name.startswith("Hari Raya Idul Fitri") and 0 < (day - month.end).days <= 1
            for day, name in calendar.holidays.items()
        ), month
    for earlier, later in pairwise(calendar.ramadan):
        assert 353 <= (later.start - earlier.start).days <= 356


def test_2026_starts_when_the_sidang_isbat_said() -> None:
    assert date(2026, 2, 19) in {month.start for month in load_calendar(default_rules(), ZONE).ramadan}


def test_an_own_closure_is_free(tmp_path: Path) -> None:
    folder = changed(tmp_path, "closures: []", "closures:\n  - {day: 2026-03-04, name: Hari jadi kota}\n")
    assert load_calendar(folder, ZONE).holidays[date(2026, 3, 4)] == "Hari jadi kota"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('monday: ["07.30-12.00"', 'monday: ["07.30-7.00"', "hours.monday.0: '07.30-7.00' bukan rentang jam"),
        ('monday: ["07.30-12.00"', 'monday: ["setengah delapan"', "bukan rentang jam"),
        ('"13.00-16.00"]', '"11.00-16.00"]', "hours.monday.1: mulai sebelum"),
        ("monday:", "senin:", "hours.senin: hari tidak dikenal (yang boleh: monday, "),
        ("end: 2026-03-20", "end: 2026-04-20", "ramadan.2026: Ramadan lamanya 29 atau 30 hari"),
        ("2026: {start", "2030: {start", "ramadan.2030.start: tidak jatuh pada tahun 2030"),
        ("closures: []", "closures: [{day: besok, name: x}]", "closures.0.day: harus tanggal"),
        ("decrees:", "dekrit:", "dekrit: kunci tidak dikenal (yang boleh: hours, "),
    ],
)
def test_errors_name_the_line_and_what_is_allowed(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_calendar(changed(tmp_path, old, new), ZONE)
    text = (tmp_path / "calendar.yaml").read_text(encoding="utf-8")
    line = text[: text.index(new)].count("\n") + 1
    assert f"calendar.yaml:{line}: " in str(raised.value)
    assert said in str(raised.value)
