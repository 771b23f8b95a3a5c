"""Free text as rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.letters.language import clean, sentence
from pipeline.letters.listing import accounts, allocations, checklist, items, without_secrets
from pipeline.model import AccessRow


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("- switch menyala\n- port aktif", ["switch menyala", "port aktif"]),
        ("1. switch menyala; 2. port aktif", ["switch menyala", "port aktif"]),
        ("switch menyala, port aktif, ping 10,5 ms", ["switch menyala", "port aktif", "ping 10,5 ms"]),
        ("a) satu\nb) dua\n\n", ["satu", "dua"]),
        ("", []),
    ],
)
def test_items(typed: str, found: list[str]) -> None:
    assert items(typed) == found


def test_a_point_is_ticked_unless_it_says_otherwise() -> None:
    rows = checklist("[x] kabel diganti\n[ ] label dipasang\nswitch menyala\nCCTV belum diuji")
    assert [(row["kotak"], row["teks"]) for row in rows] == [
        ("☑", "Kabel diganti"),
        ("☐", "Label dipasang"),
        ("☑", "Switch menyala"),
        ("☐", "CCTV belum diuji"),
    ]


def test_allocations_are_paired_by_place() -> None:
    rows = allocations("Gedung A: 100 Mbps; Gedung B 50 Mbps", "gedung b = 80 Mbps\nGedung A - 70 Mbps", where="Kantor")
    assert rows == [
        {"lokasi": "Gedung A", "sebelum": "100 Mbps", "sesudah": "70 Mbps"},
        {"lokasi": "Gedung B", "sebelum": "50 Mbps", "sesudah": "80 Mbps"},
    ]


def test_allocations_without_a_place_stay_as_they_were_written() -> None:
    assert allocations("50 Mbps", "80 Mbps", where="Ruang ujian") == [
        {"lokasi": "Ruang ujian", "sebelum": "50 Mbps", "sesudah": "80 Mbps"}
    ]
    assert allocations("", "", where="x") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("siti (Operator), password: abc123", "siti (Operator)"),
        ("user siti kata sandi = abc123", "user siti"),
        ("siti / pass abc123", "siti /"),
        ("akun dibuat tanpa masalah", "akun dibuat tanpa masalah"),
        ("sistem menyimpan paspor pegawai", "sistem menyimpan paspor pegawai"),
    ],
)
def test_passwords_do_not_reach_a_letter(typed: str, kept: str) -> None:
    assert without_secrets(typed) == kept


def test_an_account_that_could_be_anybodys_is_nobodys() -> None:
    people = (AccessRow(name="Siti Rahma"), AccessRow(name="Siti Aminah"))
    assert accounts("siti (Operator)\nbudi", people) == (["", ""], ["siti (Operator)", "budi"])
    assert accounts("siti.rahma\nsiti.aminah", people) == (["siti.rahma", "siti.aminah"], [])
    assert accounts("", people) == (["", ""], [])


def test_an_account_of_one_name_is_his_who_alone_bears_it() -> None:
    people = (AccessRow(name="Siti Rahmawati"), AccessRow(name="Bayu Nugroho"))
    assert accounts("bayu.n (Verifikator)\nsiti01 (Operator)", people)[0] == [
        "siti01 (Operator)",
        "bayu.n (Verifikator)",
    ]
    for another in ("siti.a", "siti.aminah", "operator.siti", "s.r", "admin"):
        assert accounts(another, people) == (["", ""], [another])


def test_sentences_begin_and_end_as_sentences() -> None:
    assert sentence("sambungan putus") == "Sambungan putus."
    assert sentence("Sudah?") == "Sudah?"
    assert sentence("  ") == ""


@given(st.text())
def test_whatever_is_typed_becomes_fit_for_xml(text: str) -> None:
    cleaned = clean(text)
    assert all(sign == "\n" or (sign >= " " and sign != "\x7f") for sign in cleaned)


@given(st.text())
def test_rows_of_any_text(text: str) -> None:
    assert all(row["teks"] for row in checklist(text))
    allocations(text, text, where="")
