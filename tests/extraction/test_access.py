"""Whose access to what: tables of any order, blocks, lists and sentences; giving, changing and ending."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from pipeline.extraction.access import find_access
from pipeline.extraction.access.actions import by_number
from pipeline.extraction.rows import rows_of
from pipeline.model import AccessAction, AccessRow, Document, Line, Page, Table
from rules import rulebook

Said = tuple[str | None, str | None, str | None, str | None, str]
ONE, TWO, THREE = "199001012015031001", "199202022016032002", "198803032010011003"


def said(text: str, *, tables: tuple[Table, ...] = (), writer: str = "") -> list[Said]:
    page = Page(number=1, lines=tuple(Line(text=line) for line in text.split("\n")), tables=tables)
    document = Document(part="surat", media="docx", sha256="0", pages=(page,))
    found = find_access([document], rows_of([document]), rulebook().labels, writer=writer)
    return [(row.name, row.nip, row.application, row.role, row.action.value) for row in found.rights]


COLUMNS_IN_ANY_ORDER = f"""Mohon penyesuaian akun e-Arsip sebagai berikut:
Ket            Level          NIP                 Nama Pegawai
user baru      Operator       {ONE}  Bayu Anggara
semula Viewer  Verifikator    {TWO}  Citra Melati, S.E.
hapus          Admin Unit     {THREE}  Dedi Kurnia
"""
MARKS = """Sistem : SIPOLA
| NO | NAMA | PERAN | TAMBAH | CABUT |
|----|------|-------|--------|-------|
| 1 | Bayu Anggara | Operator | V | |
| 2 | Dedi Kurnia | Operator | | V |
"""
BY_APPLICATION = f"""Mohon dibukakan akses e-Arsip dan SIPOLA:

Nama            NIP                 e-Arsip   SIPOLA
Bayu Anggara    {ONE}  viewer    editor
Citra Melati    {TWO}  viewer    -
"""
NUMBERED = f"""Mohon pembuatan akun SIPOLA bagi nomor 1 dan 2 serta pencabutan peran bagi nomor 3.
No.  Nama           NIP                 Peran
1.   Bayu Anggara   {ONE}  Admin
2.   Citra Melati   {TWO}  Pengawas
3.   Dedi Kurnia    {THREE}  Admin
"""
BLOCKS = f"""Mohon dibuatkan akun SIPOLA bagi pegawai berikut:
Nama  : Bayu Anggara
NIP   : {ONE}
Peran : Operator

Nama  : Citra Melati
NIP   : {TWO}
Peran : Verifikator
"""
ONE_LINE = f"""Kami mohon pemberian hak akses aplikasi SIPOLA bagi pegawai berikut:
Nama: Bayu Anggara | NIP: {ONE} | Hak akses: operator
Nama: Citra Melati, NIP: {TWO}, Jabatan: Staf, Peran: verifikator
"""
LIST = f"""Mohon agar user SIPOLA dibuat untuk:
1. Bayu Anggara, NIP {ONE}, sebagai operator data;
2. Sdri. Citra Melati / {TWO} / verifikator
"""
PROSE = f"Mohon dibuatkan akun SIPOLA untuk Sdri. Citra Melati NIP {TWO} sebagai verifikator."
ENDED = f"Mohon akun SIPOLA atas nama Dedi Kurnia (NIP {THREE}) dinonaktifkan karena yang bersangkutan pensiun."
SWAPPED = "Mohon admin SIPOLA diganti dari Sdr. Dedi Kurnia ke Sdr. Bayu Anggara."
KEPT = f"Mohon dibuatkan akun SIPOLA untuk Sdr. Bayu Anggara NIP {ONE} sebagai operator, jangan dihapus akun lamanya."


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            COLUMNS_IN_ANY_ORDER,
            [
                ("Bayu Anggara", ONE, "e-Arsip", "Operator", "add"),
                ("Citra Melati, S.E.", TWO, "e-Arsip", "Verifikator", "change"),
                ("Dedi Kurnia", THREE, "e-Arsip", "Admin Unit", "revoke"),
            ],
        ),
        (
            MARKS,
            [
                ("Bayu Anggara", None, "SIPOLA", "Operator", "add"),
                ("Dedi Kurnia", None, "SIPOLA", "Operator", "revoke"),
            ],
        ),
        (
            BY_APPLICATION,
            [
                ("Bayu Anggara", ONE, "e-Arsip", "viewer", "add"),
                ("Bayu Anggara", ONE, "SIPOLA", "editor", "add"),
                ("Citra Melati", TWO, "e-Arsip", "viewer", "add"),
            ],
        ),
        (
            NUMBERED,
            [
                ("Bayu Anggara", ONE, "SIPOLA", "Admin", "add"),
                ("Citra Melati", TWO, "SIPOLA", "Pengawas", "add"),
                ("Dedi Kurnia", THREE, "SIPOLA", "Admin", "revoke"),
            ],
        ),
        (
            BLOCKS,
            [
                ("Bayu Anggara", ONE, "SIPOLA", "Operator", "add"),
                ("Citra Melati", TWO, "SIPOLA", "Verifikator", "add"),
            ],
        ),
        (
            ONE_LINE,
            [
                ("Bayu Anggara", ONE, "SIPOLA", "operator", "add"),
                ("Citra Melati", TWO, "SIPOLA", "verifikator", "add"),
            ],
        ),
        (
            LIST,
            [
                ("Bayu Anggara", ONE, "SIPOLA", "operator data", "add"),
                ("Citra Melati", TWO, "SIPOLA", "verifikator", "add"),
            ],
        ),
        (PROSE, [("Citra Melati", TWO, "SIPOLA", "verifikator", "add")]),
        (ENDED, [("Dedi Kurnia", THREE, "SIPOLA", None, "revoke")]),
        (
            SWAPPED,
            [("Dedi Kurnia", None, "SIPOLA", "admin", "revoke"), ("Bayu Anggara", None, "SIPOLA", "admin", "add")],
        ),
        (KEPT, [("Bayu Anggara", ONE, "SIPOLA", "operator", "add")]),
    ],
    ids=[
        "any order",
        "marks",
        "by application",
        "numbered",
        "blocks",
        "one line",
        "list",
        "prose",
        "ended",
        "swapped",
        "kept",
    ],
)
def test_rights_and_what_is_to_be_done_with_them(text: str, rows: list[Said]) -> None:
    assert said(text) == rows


def test_a_table_of_a_document_is_read_by_what_its_columns_hold() -> None:
    table = Table(
        rows=(("Pengguna", "Nomor", "Jabatan", "Kewenangan"), ("Bayu Anggara", ONE, "Analis", "Operator")), box=None
    )
    assert said("Mohon ditambahkan pengguna SIPOLA:", tables=(table,)) == [
        ("Bayu Anggara", ONE, "SIPOLA", "Operator", "add")
    ]


def test_the_writer_asks_for_himself() -> None:
    text = f"Mohon akun saya di SIPOLA dijadikan verifikator. NIP {TWO}\nTerima kasih"
    assert said(text, writer="Citra Melati") == [("Citra Melati", TWO, "SIPOLA", "verifikator", "add")]


@pytest.mark.parametrize(
    "text",
    [
        f"Jaringan di lantai dua mati sejak pagi. Kepala Bagian Umum\nDedi Kurnia\nNIP {THREE}",
        "Ruang   Mbps   Jam\nAula    20     09.00\nLobi    10     10.00",
        "Mohon dibuatkan akun SIPOLA untuk lima operator kami.\nNarahubung: Sdr. Bayu Anggara, 0812-5550-1234",
    ],
    ids=["signature", "table of rooms", "contact"],
)
def test_nobody_is_given_what_he_is_not_named_for(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("membuat pengguna baru bagi nomor 1 sampai dengan 3; menonaktifkan nomor 4", {1: "add", 2: "add", 3: "add", 4: "revoke"}),
        ("nomor 2 cukup diubah levelnya", {2: "change"}),
        ("surat nomor 12/ABC/2026 dicabut", {}),
    ],
)  # fmt: skip
def test_numbers_of_a_list_say_what_each_gets(text: str, found: dict[int, str]) -> None:
    assert {number: action.value for number, action in by_number(text).items()} == found


def test_a_right_stored_before_actions_is_one_to_be_given() -> None:
    assert TypeAdapter(AccessRow).validate_python({"name": "Bayu Anggara"}).action is AccessAction.ADD


NOBODY = (
    "Mohon", "Terlampir", "Menyusul", "Data Menyusul", "Belum Ada", "Dst", "Dan Lain-Lain", "Lihat Lampiran", "Pegawai Baru", "Idem",
    "Tidak Ada", "Terima Kasih", "Honorer", "Seluruh Pegawai", "Peserta Diklat", "Bagian Umum", "Contoh", "SIPOLA", "Admin SIPOLA", "Senin",
)  # fmt: skip
SOMEBODY = (
    "Wa Ode Sarfina",
    "Juni Astuti",
    "siti rahma",
    "BAYU ANGGARA, S.H.",
    "Mei Lestari",
    "Dan Sutrisno",
    "I Made Wirawan",
)
PLACES = {
    "table": "Mohon dibuatkan akun SIPOLA:\nNo  Nama            NIP                 Peran\n1   {}       {}  Operator\n2   Citra Melati    {}  Operator\n",
    "list": "Mohon dibuatkan akun SIPOLA bagi:\n1. {}, NIP {}, Operator\n2. Citra Melati, NIP {}, Operator\n",
    "block": "Mohon dibuatkan akun SIPOLA.\n\nNama: {}\nNIP: {}\nPeran: Operator\n\nNama: Citra Melati\nNIP: {}\nPeran: Operator\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", NOBODY)
def test_words_in_the_place_of_a_name_are_nobody(name: str, place: str) -> None:
    found = said(PLACES[place].format(name, ONE, TWO))
    assert {row[0] for row in found} <= {None, "Citra Melati"}
    assert "Citra Melati" in {row[0] for row in found}


@pytest.mark.parametrize("name", SOMEBODY)
def test_unusual_names_are_somebodys(name: str) -> None:
    assert name in {row[0] for row in said(PLACES["table"].format(name, ONE, TWO))}


@pytest.mark.parametrize(
    ("before", "after", "role"),
    [
        ("", "Kiranya dapat diberi kewenangan verifikator keuangan.", "verifikator keuangan"),
        ("", "", ""),
        ("Yth. Admin SIPOLA,", "", ""),
    ],
)
def test_a_role_that_the_letter_names_is_kept_though_it_is_open_whose_it_is(before: str, after: str, role: str) -> None:
    lines = (before, f"Mohon dibuatkan akun SIPOLA untuk Sdr. Bayu Anggara, NIP {ONE}.", "", after)
    page = Page(number=1, lines=tuple(Line(text=line) for line in lines))
    document = Document(part="body", media="body", sha256="0", pages=(page,))
    found = find_access([document], rows_of([document]), rulebook().labels)
    assert [row.name for row in found.rights] == ["Bayu Anggara"]
    assert (found.rights[0].role or found.role) == role or (not role and not found.role)
