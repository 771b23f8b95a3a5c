"""Values by their own grammar (NASKAH 4, 7, 8)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction import values
from rules import rulebook

MAKASSAR = ZoneInfo("Asia/Makassar")
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SDM-239-OT.02.02 TAHUN 2024", "SDM-239-OT.02.02 TAHUN 2024"),
        ("W.25-OT.02.02-1472", "W.25-OT.02.02-1472"),
        ("W.6.PAS.9-T1.05.01-168   03 Maret 2026", "W.6.PAS.9-TI.05.01-168"),
        ("NODIS-982/W25.1/V/2024", "NODIS-982/W25.1/V/2024"),
        ("R-99/IJ/KP.07.6/04/2020", "R-99/IJ/KP.07.6/04/2020"),
        ("W.32.UM.01.01- 1473", "W.32.UM.01.01-1473"),
        ("${nomor_naskah}", None),
        ("-", None),
    ],
)
def test_letter_numbers(text: str, number: str | None) -> None:
    assert values.letter_number(text) == number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("NIP 19731225 199303 1 001", "197312251993031001"),
        ("NIP. 199801162024121003", "199801162024121003"),
        ("199203102018211001", "199203102018211001"),  # PPPK
        ("NIP 19739925 199303 1 001", None),  # no such month
        ("3171234567890001", None),  # a NIK has 16 digits
    ],
)
def test_nip(text: str, digits: str | None) -> None:
    assert values.nip(text) == digits


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("No. HP: 0812-0000-4455", "+6281200004455"),
        ("hub rina 081200005678 ya", "+6281200005678"),
        ("+62 878 5554 9101", "+6287855549101"),
        ("telepon (0431) 621308", "+62431621308"),
        ("NIP 19920207 201501 2 002", None),
        ("pukul 08.04", None),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    assert values.phone(text) == phone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sdr. Kartika Santoso, S.E., M.M., pada nomor 0852", "Kartika Santoso, S.E., M.M."),
        ("Rina / 0812-0000-5678", "Rina"),
        ("Drs. Olivia Manoppo", "Olivia Manoppo"),
        ("08123456789", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    found = values.person(text, rulebook().labels)
    assert (found.removeprefix("Drs. ") if found else None) == name


@given(st.text(max_size=200))
def test_no_text_breaks_a_finder(text: str) -> None:
    values.letter_number(text)
    values.phone(text)
    values.person(text, rulebook().labels)
    found = values.nip(text)
    assert found is None or values.is_nip(found)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("NODIS-290/W25.1/V1/2026", "NODIS-290/W25.1/VI/2026"),
        ("12/UN7.1/X1l/2026", "12/UN7.1/XII/2026"),
        ("12/11/2026/A", "12/11/2026/A"),
    ],
)
def test_the_month_of_a_slashed_number_is_roman(said: str, number: str) -> None:
    assert values.letter_number(said) == number


@pytest.mark.timeout(20)  # for ever, where a pattern can match a run of letters in several ways
@pytest.mark.parametrize("run", ["A1", "A1.", "ABC.DEF.", "AB-", "A", "1", "A/"])
def test_a_long_run_of_letters_is_no_number(run: str) -> None:
    assert values.letter_number(run * 15_000) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Kantor Imigrasi Kelas Il TPI Contoh", "Kantor Imigrasi Kelas II TPI Contoh"),
        ("Rutan Kelas 11B Contoh", "Rutan Kelas IIB Contoh"),
        ("Triwulan lII tahun 2026", "Triwulan III tahun 2026"),
        ("Ruang Kelas 11", "Ruang Kelas 11"),
        ("Nama || NIP", "Nama || NIP"),
        ("dll. dan lI", "dll. dan II"),
    ],
)
def test_roman_numbers_are_mended_and_nothing_else(said: str, meant: str) -> None:
    assert values.mended(said) == meant
