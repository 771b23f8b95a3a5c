"""Tables in the words of a mail as lines of label and value."""

from __future__ import annotations

import pytest

from pipeline.sop.tabular import as_lines

LABELS = {"name": ("nama", "nama penanggung jawab"), "unit": ("unit", "nama unit"), "phone": ("no. hp", "nomor hp")}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Nama\tSari", "Nama: Sari"),
        ("| Nama unit | Lapas Contoh |", "Nama unit: Lapas Contoh"),
        ("Nama unit      Lapas Contoh", "Nama unit: Lapas Contoh"),
        ("Nama   :   Sari", "Nama: Sari"),
        ("Nama unitt\tLapas", "Nama unitt: Lapas"),
        ("Nama\tNo. HP\nSari\t0812", "Nama: Sari\nNo. HP: 0812"),
        ("| Nama | No. HP |\n|---|---|\n| Sari | 0812 |", "Nama: Sari\nNo. HP: 0812"),
    ],
)
def test_rows_and_columns_become_lines(text: str, lines: str) -> None:
    assert as_lines(text, LABELS) == lines


@pytest.mark.parametrize(
    "text",
    [
        "Nama saya Sari, unit Lapas Contoh",
        "Nama\tNo. HP",  # nothing below
        "Nama\tNo. HP\nSari\t0812\nAni\t0813",  # whose?
        "Nama\tNo. HP\nSari",
        "Tanggal\t2 Maret",
        "Nama: Sari\nUnit: Lapas",
        "",
    ],
)
def test_all_else_stays_as_it_is(text: str) -> None:
    assert as_lines(text, LABELS) == text
