"""What letters say: numbers, dispositions, histories, corrections, whether in time, the recap."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from pydantic import ValidationError

import cases
import letter_desk as desk
from pipeline import letters
from pipeline.errors import LetterError
from pipeline.letters.workbook import workbook
from pipeline.model import Action, CaseState, Field, IssuedLetter, StoredFile
from pipeline.rulebook import LetterKind, OfficeFacts


def test_numbers_follow_the_pattern_of_the_office() -> None:
    kind = desk.kinds()["surat-perintah"]
    assert letters.number(kind, cases.facts(), 231) == "W.99-TI.06.01-231"
    assert letters.number(desk.kinds()["penolakan"], cases.facts(classification="UM.01.01"), 7) == "W.99-TI.07.02-7"
    plain = kind.model_copy(update={"classification": None})
    padded = cases.facts(number_pattern="{unit}.{classification}-{sequence:04}")
    assert letters.number(plain, padded, 7) == "W.99.TI.07.02-0007"


@pytest.mark.parametrize("pattern", ["{unit}-{year}-{sequence}", "{unit}", "{sequence"])
def test_a_pattern_that_cannot_be_filled_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError, match="sequence"):
        OfficeFacts.model_validate({**cases.facts().model_dump(), "number_pattern": pattern})


@pytest.mark.parametrize(
    ("title", "draft", "name"),
    [
        ("Nota Dinas Hasil Perbaikan", True, "2026-0042_KONSEP_Nota-Dinas-Hasil-Perbaikan.pdf"),
        ("Laporan Alokasi/Re-alokasi Bandwidth", False, "2026-0042_Laporan-Alokasi-Re-alokasi-Bandwidth.pdf"),
    ],
)
def test_file_names_are_safe(title: str, name: str, *, draft: bool) -> None:
    assert letters.file_name("2026-0042", title, draft=draft).replace("Re-alokasi", "Re-alokasi") == name


def test_the_disposition_sheet_shows_the_chain_and_ticks_what_was_asked() -> None:
    case = cases.until(cases.gangguan_jaringan(), "3")
    context = desk.write("lembar-disposisi", case)
    assert [(one["dari"], one["isi"]) for one in context["disposisi"]] == [
        (
            "Kepala Bagian Program dan Hubungan Masyarakat",
            "Segera tindak lanjuti, koordinasikan dengan pelapor, dan laporkan hasilnya.",
        )
    ]
    ticked = [box["teks"] for row in context["instruksi"] for box in row if box["kotak"] == "☑"]
    assert ticked == ["Tindak lanjuti", "Koordinasi dan konfirmasi", "Laporkan hasilnya"]
    assert [box["teks"] for box in context["sifat_kotak"] if box["kotak"] == "☑"] == ["Segera"]
    assert context["batas"] == "Senin, 2 Maret 2026 pukul 08.50 WITA"


def test_four_dispositions_lead_from_the_head_to_the_technician() -> None:
    chain = desk.write("lembar-disposisi")["disposisi"]
    assert [one["dari"].split()[1] for one in chain] == ["Kantor", "Divisi", "Bagian", "Subbagian"]
    assert chain[-1]["kepada"] == "Pranata Komputer Ahli Pertama (Budi Prakoso)"


def test_the_evaluation_tells_its_corrections_and_approvals() -> None:
    context = desk.write("laporan-evaluasi")
    assert [one["catatan"] for one in context["koreksi"]] == [
        "Jelaskan mengapa berkas rusak dan cantumkan hasil pengujian."
    ]
    assert [one["nama"] for one in context["persetujuan"]] == [
        "Lestari Ningsih",
        "Hendra Wijaya",
        "Surya Darma",
        "Wahyuni Lestari",
    ]
    assert context["kerja"]["versi"] == "2"
    assert context["nilai"]["penyebab"].startswith("Berkas program rusak karena")


def test_work_after_its_limit_is_called_late() -> None:
    case = cases.gangguan_jaringan()
    late = replace(case.entries[3], due_at=cases.at(2, "12.00"))
    context = desk.write("laporan-hasil-perbaikan", replace(case, entries=(*case.entries[:3], late, *case.entries[4:])))
    assert "melampaui batas waktu" in context["kerja"]["ketepatan"]
    assert "masih dalam batas waktu" in desk.write("laporan-hasil-perbaikan")["kerja"]["ketepatan"]


def test_a_draft_of_an_order_names_the_length_of_time_an_order_the_moment() -> None:
    draft = desk.write("surat-perintah", cases.until(cases.gangguan_jaringan(), "4"), draft=True)
    assert (draft["batas"], draft["waktu"]) == ("", "1 (satu) hari kerja")
    assert desk.write("surat-perintah")["batas"] == "Selasa, 3 Maret 2026 pukul 08.55 WITA"


def test_before_and_after_stand_side_by_side() -> None:
    assert desk.write("laporan-alokasi")["alokasi"] == [
        {"lokasi": "Laboratorium", "sebelum": "100 Mbps", "sesudah": "50 Mbps"},
        {"lokasi": "Ruang ujian", "sebelum": "50 Mbps", "sesudah": "100 Mbps"},
    ]


def test_no_need_of_a_change_is_reported_with_its_reason() -> None:
    case = desk.refused(cases.until(cases.bandwidth(), "2"))
    context = desk.write("laporan-alokasi", replace(case, state=CaseState.CLOSED))
    assert context["ditolak"] is True
    assert context["alokasi"] == []
    assert context["alasan"].startswith("Penambahan kapasitas")


def test_minutes_pair_accounts_with_people_and_hold_no_password() -> None:
    case = cases.hak_akses()
    told = "siti.rahmawati, password: Rahasia123\nbayu.nugroho kata sandi awal: x9!\nmaria.tandi"
    entries = tuple(replace(one, values={"akun": told}) if one.step == "4" else one for one in case.entries)
    context = desk.write("berita-acara", replace(case, entries=entries))
    assert [row["akun"] for row in context["akses"]] == ["siti.rahmawati", "bayu.nugroho", "maria.tandi"]
    assert "Rahasia123" not in str(context)
    assert "x9!" not in str(context)


def test_steps_of_another_sop_are_told_by_their_own_sop() -> None:
    case = cases.gangguan_jaringan()
    moved = cases.entry("keluhan-aplikasi", "2", "ratih", Action.PINDAH, cases.at(2, "08.10"))
    context = desk.write("laporan-hasil-perbaikan", replace(case, entries=(moved, *case.entries)))
    assert "Ratih Anggraini" not in {row["pelaku"] for row in context["riwayat"]}


def test_times_are_told_on_the_clock_of_the_office() -> None:
    context = desk.write("tanda-terima", facts=cases.facts(timezone="Asia/Jakarta"))
    assert context["surat"]["diterima"] == "Selasa, 3 Maret 2026 pukul 07.30 WIB"


def test_photos_of_the_last_repair_with_a_name_each() -> None:
    case = cases.gangguan_jaringan()
    twice = (cases.stored("foto.jpg", "foto", content=b"1"), cases.stored("foto.jpg", "foto", content=b"2"))
    other = StoredFile(name="log.pdf", sha256="3", content_type="application/pdf", role="foto")
    again = replace(case.entries[3], files=(*twice, other))
    case = replace(case, entries=(*case.entries[:4], again, *case.entries[4:]))
    found = letters.images("laporan-hasil-perbaikan", case)
    assert [one.name for one in found] == ["foto.jpg", "foto (2).jpg"]
    shown = desk.write("laporan-hasil-perbaikan", case)["foto"]
    assert [photo["nama"] for row in shown for photo in row] == ["foto.jpg", "foto (2).jpg"]
    assert letters.images("nota-dinas-hasil", case) == ()


def test_images_without_a_kind_are_those_that_the_shipped_rules_print() -> None:
    for letter_id, kind in desk.kinds().items():
        for sop in cases.SOPS:
            case = cases.closed(sop)
            assert letters.images(letter_id, case) == letters.images(letter_id, case, kind=kind)


def test_a_subject_that_names_what_does_not_exist_is_an_error() -> None:
    kind = LetterKind(title="Surat", template="penolakan.docx", form="surat", subject="{{ perihal }}")
    issued = IssuedLetter(id="2026-0042/surat/1", letter="surat", step="2", draft=True)
    case = cases.gangguan_jaringan()
    with pytest.raises(LetterError, match="perihal"):
        letters.context(
            "surat",
            case,
            kind=kind,
            sop=None,
            facts=cases.facts(),
            directory=cases.directory(),
            issued=issued,
            now=cases.at(2, "09.00"),
        )


def test_the_recap_counts_by_service_and_lists_every_case() -> None:
    late = cases.gangguan_jaringan()
    late = replace(late, entries=(*late.entries[:-1], replace(late.entries[-1], due_at=cases.at(2, "09.00"))))
    open_case = cases.until(cases.bandwidth(), "4")
    context = letters.recap_context(
        [open_case, late],
        month=date(2026, 3, 1),
        kind=desk.kinds()[desk.RECAP],
        sops={one: desk.sop(one) for one in cases.SOPS},
        facts=cases.facts(),
        directory=cases.directory(),
        issued=IssuedLetter(id="rekap/2026-03/1", letter=desk.RECAP, step="", draft=False, number="W.99-TI.07.03-1"),
        now=cases.at(1, "08.00", month=4),
    )
    recap = context["rekap"]
    total = recap["ringkas"][-1]
    assert (total["masuk"], total["selesai"], total["proses"], total["tepat"]) == ("2", "1", "1", "0%")
    assert [(row["perkara"], row["keadaan"]) for row in recap["perkara"]] == [
        ("2026-0042", "Selesai (terlambat)"),
        ("2026-0045", "Dalam proses"),
    ]
    assert "1 perkara" in recap["kalimat"]
    assert context["hal"] == "Rekapitulasi layanan bulan Maret 2026"
    assert context["yth"] == "Kepala Kantor Wilayah Contoh"
    assert desk.render(desk.RECAP, context)


def test_a_workbook_takes_whatever_a_mail_says() -> None:
    said = ("=cmd|' /C calc'!A0", "+62812", "@SUM(1)", "bel\x07 dan nol\x00", "panjang " * 10_000)
    book = openpyxl.load_workbook(io.BytesIO(workbook({"Perkara": [["Hal"], *([one] for one in said)]})))
    cells = [cell for (cell,) in book["Perkara"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}, "nothing is a formula"
    assert [str(cell.value)[:8] for cell in cells] == ["=cmd|' /", "+62812", "@SUM(1)", "bel dan ", "panjang "]


def test_who_let_the_letter_go_is_named_though_the_machine_acted_after_him() -> None:
    case = desk.moment("nota-dinas-hasil")
    last = case.entries[-1]
    alone = desk.write("nota-dinas-hasil", case)["setuju_surel"]
    by_itself = replace(last, by="nodis", action="nodis", values={}, files=())
    assert alone.startswith("Disetujui melalui surel oleh ")
    assert desk.write("nota-dinas-hasil", replace(case, entries=(*case.entries, by_itself)))["setuju_surel"] == alone


def test_a_place_within_the_unit_is_not_said_twice() -> None:
    case = cases.gangguan_jaringan()
    fields = dict(case.letter.fields)
    fields["issue.location"] = replace(fields["issue.location"], value="Lapas Contoh")
    fields["requester.unit"] = replace(fields["requester.unit"], value="Lapas Contoh Kota")
    context = desk.write("surat-perintah", cases.until(replace(case, letter=replace(case.letter, fields=fields)), "5"))
    assert (context["masalah"]["tempat"], context["masalah"]["lokasi"]) == ("Lapas Contoh Kota", "Lapas Contoh")


def test_the_requesters_address_is_the_one_that_is_answered_unless_he_names_one() -> None:
    case = cases.keluhan_aplikasi()
    for finder, shown in (("mail", case.requester.address), ("label", "lain@unit-contoh.example.go.id")):
        field = Field(value="lain@unit-contoh.example.go.id", confidence=0.9, part="", page=1, text="", finder=finder)
        fields = {**case.letter.fields, "requester.email": field}
        context = desk.write("tanda-terima", replace(case, letter=replace(case.letter, fields=fields)))
        assert context["pemohon"]["surel"] == shown
