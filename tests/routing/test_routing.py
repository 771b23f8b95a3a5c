"""The phrases of the SOPs and their confusing neighbours go where they belong."""

from __future__ import annotations

import pytest

from pipeline.extraction.rows import Row, field
from pipeline.model import AccessRow, Form, Letter, Line
from pipeline.routing import route
from rules import rulebook


def letter(text: str, *, form: Form = Form.SURAT, subject: str = "", access: bool = False) -> Letter:
    row = Row(text=text, part="surat.pdf", page=1, line=Line(text=text))
    fields = {"issue.description": field(text, [row], finder="test")}
    if subject:
        fields["subject"] = field(subject, [row], finder="test")
    rows = (AccessRow(name="Ani", nip="198501012010012001"),) if access else ()
    return Letter(form=form, fields=fields, access=rows, full_text=text)


@pytest.mark.parametrize(
    ("text", "sop"),
    [
        ("aplikasi penilaian kompetensi tidak dapat dibuka sejak Senin, mohon penanganan", "keluhan-aplikasi"),
        ("LMS eror 500 trs dr td pagi, ga bs upload tugas", "keluhan-aplikasi"),
        ("Sy lupa pasword, udah reset 3x ttp gak bisa login", "keluhan-aplikasi"),
        ("internet di ruangan divmin mati total dari kemarin, lampu modem merah", "gangguan-jaringan"),
        ("mohon perbaikan titik LAN ruang pelayanan karena kabel putus", "gangguan-jaringan"),
        ("VPN ke pusat putus terus, mohon tindak lanjut", "gangguan-jaringan"),
        ("Mohon penambahan user verifikator a.n. Budi, surat terlampir", "hak-akses"),
        ("tlg bikinin akun elearning utk admin baru, role operator", "hak-akses"),
        ("mohon perubahan role dari operator menjadi admin satker", "hak-akses"),
        ("Realokasi bandwith dari lab ke ruang ujian 50 mbps", "bandwidth"),
        ("Mohon penyesuaian alokasi bandwidth karena perangkat bertambah 40 unit", "bandwidth"),
        ("laptop kena virus, file jadi berubah semua", "masalah-software"),
        ("Windows minta aktivasi terus, layar hitam", "masalah-software"),
        ("Mohon instal ulang pembaca PDF di komputer loket", "masalah-software"),
    ],
)
def test_phrases(text: str, sop: str) -> None:
    found = route(letter(text), rulebook=rulebook())
    assert found.sop == sop, found
    assert found.because


def test_a_form_is_a_complaint_whatever_box_is_ticked() -> None:
    found = route(letter("jaringan internet terputus total", form=Form.FORMULIR), rulebook=rulebook())
    assert found.sop == "keluhan-aplikasi"


@pytest.mark.parametrize(
    "text",
    [
        "Mengharap kehadiran Bapak/Ibu pada sosialisasi SPBE tanggal 11 di aula",
        "Tagihan layanan internet 100 Mbps periode Maret jatuh tempo tanggal 20, terlampir faktur",
        "Dapatkan router dan switch dengan diskon 40 persen",
    ],
)
def test_no_request_at_all(text: str) -> None:
    assert not route(letter(text, form=Form.EMAIL), rulebook=rulebook()).request


def test_what_lies_outside_the_set_goes_to_a_person_with_a_name() -> None:
    found = route(letter("Mohon akses VPN untuk dua pegawai"), rulebook=rulebook())
    assert found.sop is None
    assert found.outside == "Permohonan akses VPN"


def test_without_a_cue_a_person_decides() -> None:
    found = route(letter("Mohon bantuan untuk hal sebagaimana dibicarakan"), rulebook=rulebook())
    assert found.sop is None
    assert found.request
