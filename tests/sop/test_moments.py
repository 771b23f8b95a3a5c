"""Dates as people write them in a reply."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.sop.moments import happened, until_when
from sop_cases import MONDAY, ZONE, rulebook


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("sampai Jumat", "2026-03-06"),
        ("sampai hari Jum'at pukul 14.00", "2026-03-06T14:00"),
        ("sampai senin", "2026-03-09"),
        ("s.d. 9 Maret 2026", "2026-03-09"),
        ("sd 9/3", "2026-03-09"),
        ("s/d 09-03-2026 jam 2 siang", "2026-03-09T14:00"),
        ("hingga 2026-03-12", "2026-03-12"),
        ("sampai besok pagi", "2026-03-03"),
        ("besok jam 10", "2026-03-03T10:00"),
        ("lusa", "2026-03-04"),
        ("3 hari", "2026-03-05"),
        ("dua minggu lagi", "2026-03-16"),
        ("seminggu", "2026-03-09"),
        ("minggu depan", "2026-03-09"),
        ("Rabu minggu depan", "2026-03-11"),
        ("bulan depan", "2026-04-01"),
        ("akhir bulan", "2026-03-31"),
        ("tanggal 20", "2026-03-20"),
        ("tgl 1", "2026-04-01"),
        ("sampai 5 Januari", "2026-01-05"),  # gone by: the caller asks back
        ("rusak sejak 2 hari yang lalu, tunda sampai lusa", "2026-03-04"),
        ("dari Rabu sampai Jumat", "2026-03-06"),
        ("sudah 3 hari menunggu suku cadang, datang Kamis", "2026-03-05"),
        ("besok jam 4 sore", "2026-03-03T16:00"),
        ("besok pukul 10 WITA", "2026-03-03T10:00+08:00"),
        ("karena rusak 1 Maret, ditunda sampai 10 Maret", "2026-03-10"),
        ("nanti", None),
        ("31 Februari", None),
        ("menunggu barang", None),
    ],
)
def test_until(text: str, moment: str | None) -> None:
    expected = datetime.fromisoformat(moment) if moment else None
    if expected and expected.tzinfo is None:
        expected = expected.replace(tzinfo=ZONE)
    assert until_when(text, MONDAY, rulebook().dates) == expected


@pytest.mark.parametrize(
    "text",
    [
        "PIC penyedia umrah sampai Kamis, kita tunda ke Jumat 6 Maret",
        "Beliau minta digeser ke Jumat, besok odalan",
        "pindah Jumat saja, saya dinas sampai besok",
    ],
)
def test_what_is_moved_goes_to_the_time_behind_the_word_that_moves_it(text: str) -> None:
    shifts = rulebook().answers.shifts
    assert until_when(text, MONDAY, rulebook().dates, shifts=shifts) == datetime(2026, 3, 6, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("kemarin pukul 09.30", "2026-03-01T09:30"),
        ("Jumat", "2026-02-27"),
        ("28 Desember pukul 3 sore", "2025-12-28T15:00"),
        ("12/2/26", "2026-02-12"),
    ],
)
def test_what_has_happened_lies_in_the_past(text: str, moment: str) -> None:
    found = happened(text, MONDAY, rulebook().dates)
    assert found is not None
    assert found.at == datetime.fromisoformat(moment).replace(tzinfo=ZONE)
