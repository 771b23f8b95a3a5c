"""The phrases of the SOPs and their confusing neighbours go where they belong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extraction.evidence import field
from pipeline.extraction.rows import Row
from pipeline.model import AccessRow, Form, Letter, Line
from pipeline.routing import route
from pipeline.rulebook.own import OwnRoute
from rules import rulebook


def letter(text: str, *, form: Form = Form.SURAT, subject: str = "", access: bool = False) -> Letter:
    row = Row(text=text, part="surat.pdf", page=1, line=Line(text=text))
    fields = {"issue.description": field("issue.description", text, [row], finder="test")}
    if subject:
        fields["subject"] = field("subject", subject, [row], finder="test")
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
        ("aplikasi e-Lapor 2.0 di Puskesmas Melati error connection refused mulai Selasa", "keluhan-aplikasi"),
        ("menu cetak pada sistem perizinan tidak merespons, data pemohon tidak tersimpan", "keluhan-aplikasi"),
        ("website dinas tidak bisa diakses, muncul error 502 bad gateway", "keluhan-aplikasi"),
        ("notifikasi OTP aplikasi absensi tidak masuk sehingga pegawai gagal login", "keluhan-aplikasi"),
        ("hotspot kantor tidak ada sinyal, semua laptop tidak tersambung ke internet", "gangguan-jaringan"),
        ("koneksi sering putus nyambung dan hasil ping request timed out", "gangguan-jaringan"),
        ("kabel UTP di lantai 2 digigit tikus, komputer pelayanan offline semua", "gangguan-jaringan"),
        ("seluruh ruangan tidak dapat terhubung ke jaringan karena switch rusak", "gangguan-jaringan"),
        ("mohon pembuatan username bagi pegawai baru hasil mutasi untuk aplikasi SAKTI", "hak-akses"),
        ("penggantian operator aplikasi e-Monev dari Budi ke Sari, mohon kewenangannya dialihkan", "hak-akses"),
        ("dimohon pemberian otorisasi level approver kepada pejabat berikut", "hak-akses"),
        ("permohonan peningkatan kecepatan internet dari 20 Mbps menjadi 100 Mbps", "bandwidth"),
        ("kapasitas koneksi internet kami tidak mencukupi untuk ujian CAT, mohon ditambah", "bandwidth"),
        ("upgrade bandwidth untuk kebutuhan rapat daring seluruh satker", "bandwidth"),
        ("Microsoft Excel di komputer bendahara not responding terus, mohon install ulang", "masalah-software"),
        ("laptop staf lemot dan sering hang setelah pembaruan sistem, banyak malware", "masalah-software"),
        ("lisensi antivirus kedaluwarsa dan sistem operasi belum diaktivasi", "masalah-software"),
        ("browser Chrome crash terus di PC loket, sudah direstart tetap sama", "masalah-software"),
    ],
)
def test_phrases(text: str, sop: str) -> None:
    found = route(letter(text), rulebook=rulebook())
    assert found.sop == sop, found
    assert found.because


def test_a_form_is_a_complaint_whatever_box_is_ticked() -> None:
    said = "FORMULIR KELUHAN PENGGUNA jaringan internet terputus total"
    assert route(letter(said, form=Form.FORMULIR), rulebook=rulebook()).sop == "keluhan-aplikasi"


def test_a_form_for_something_else_goes_by_what_it_asks() -> None:
    said = "FORMULIR PERMOHONAN HAK AKSES aplikasi SAKTI bagi operator baru"
    assert route(letter(said, form=Form.FORMULIR, access=True), rulebook=rulebook()).sop == "hak-akses"


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


BROKEN = "internet di ruangan mati total dari kemarin, mohon perbaikan jaringan. Formulir F-12 terlampir."


@pytest.mark.parametrize(
    ("own", "sop"),
    [
        ({"subject": ("permohonan khusus",)}, "bandwidth"),
        ({"subject": ("Permohonan  KHUSUS", "lain")}, "bandwidth"),
        ({"says": ("formulir F-12",)}, "bandwidth"),
        ({"sender": ("@pusat.example.go.id",)}, "bandwidth"),
        ({"sender": ("ani@pusat.example.go.id",), "says": ("formulir f-12",)}, "bandwidth"),
        ({"sender": ("pusat.example.go.id",)}, "gangguan-jaringan"),
        ({"sender": ("@sat.example.go.id",)}, "gangguan-jaringan"),
        ({"says": ("formulir F-1",)}, "gangguan-jaringan"),
        ({"subject": ("permohonan khusus",), "sender": ("@lain.example",)}, "gangguan-jaringan"),
    ],
)
def test_an_offices_own_route_wins_over_everything_where_all_of_it_holds(
    own: dict[str, tuple[str, ...]], sop: str
) -> None:
    asked = letter(BROKEN, subject="Re: Permohonan khusus")
    row = Row(text="ani@pusat.example.go.id", part="", page=1, line=Line(text="ani@pusat.example.go.id"))
    fields = {**asked.fields, "requester.email": field("requester.email", row.text, [row], finder="test")}
    rules = rulebook().model_copy(update={"own_routes": (OwnRoute(sop="bandwidth", **own),)})
    found = route(replace(asked, fields=fields), rulebook=rules)
    assert found.sop == sop
    assert any("aturan kantor" in reason for reason in found.because) == (sop == "bandwidth")
