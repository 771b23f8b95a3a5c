"""Who signs and who is addressed."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cases
import letter_desk as desk
from pipeline.letters.people import head_of
from pipeline.model import CaseState, Form


def test_an_absent_holder_is_signed_for_by_the_deputy() -> None:
    case = cases.until(cases.gangguan_jaringan(), "3")
    context = desk.write("tanggapan", case, directory=cases.directory(away="kasubag"), draft=True)
    assert context["ttd"]["jabatan"].startswith("Plh. Kepala Subbagian Hubungan Masyarakat")
    assert context["ttd"]["nama"] == "Ratih Anggraini"


def test_who_really_approved_signs_even_if_the_holder_is_back() -> None:
    case = cases.gangguan_jaringan()
    entries = tuple(replace(one, by=cases.mailbox("ratih")) if one.step in {"4", "7"} else one for one in case.entries)
    context = desk.write("nota-dinas-hasil", replace(case, entries=entries), directory=cases.directory(away="kasubag"))
    assert context["ttd"]["nama"] == "Ratih Anggraini"
    assert context["ttd"]["jabatan"].startswith("Plh. ")


def test_a_role_that_nobody_holds_gives_a_line_to_write_on() -> None:
    context = desk.write(
        "hasil-verifikasi", replace(cases.until(cases.hak_akses(), "3"), named={}), directory=cases.directory(sops=())
    )
    assert context["ttd"]["jabatan"] == "Anggota Tim Kerja Pengelolaan Sistem Informasi"
    assert set(context["ttd"]["nama"]) == {"…"}


def test_the_order_goes_to_who_was_named_else_to_the_whole_team() -> None:
    case = cases.until(cases.gangguan_jaringan(), "5")
    assert [one["nama"] for one in desk.write("surat-perintah", case)["petugas"]] == ["Budi Prakoso"]
    team = desk.write("surat-perintah", replace(case, named={}))["petugas"]
    assert [one["nama"] for one in team] == ["Budi Prakoso", "I Made Suarta"]


def test_a_refusal_is_signed_by_who_refused() -> None:
    assert desk.write("penolakan")["ttd"]["nama"] == "Yoga Saputra"


def test_a_refusal_by_the_operator_before_any_sop_is_known() -> None:
    case = cases.gangguan_jaringan()
    said = cases.entry("", "", "operator", "TOLAK", cases.at(2, "09.00"), note="Bukan layanan kantor ini.")
    case = replace(case, sop=None, step=None, state=CaseState.REFUSED, entries=(replace(said, sop=None),))
    context = desk.write("penolakan", case)
    assert context["ttd"]["nama"] == "Oki Permana"
    assert context["alasan"] == "Bukan layanan kantor ini."
    assert desk.render("penolakan", context)


def test_a_request_for_data_before_anybody_has_acted_is_unsigned() -> None:
    case = replace(cases.until(cases.hak_akses(), "2"), missing=("access",))
    context = desk.write("permintaan-kelengkapan", case)
    assert context["ttd"]["jabatan"] == ""
    assert context["kekurangan"] == ["Data hak akses (nama, NIP, aplikasi, dan peran setiap pengguna)"]
    assert context["nomor"] == "Perkara 2026-0044"


def test_what_the_reviewer_asked_for_stands_in_the_request() -> None:
    assert desk.write("permintaan-kelengkapan")["kekurangan"] == ["NIP Sdr. Bayu Nugroho", "Peran Sdri. Maria Tandi"]


def test_the_signer_differs_by_sop_where_the_rules_say_so() -> None:
    assert desk.write("pemberitahuan-hasil", cases.bandwidth())["ttd"]["nama"] == "Dewi Kartika"
    assert desk.write("pemberitahuan-hasil", cases.masalah_software())["ttd"]["nama"] == "Lestari Ningsih"


def test_a_letter_is_answered_to_the_office_title_a_mail_to_its_writer() -> None:
    assert desk.write("nota-dinas-hasil")["yth"] == "Kepala Lembaga Pemasyarakatan Contoh"
    assert desk.write("surat-hasil-keluhan")["yth"] == "Saudara Nurul Aini\nAnalis Kepegawaian, Bagian Umum"
    bare = replace(cases.keluhan_aplikasi(), letter=cases.letter(Form.EMAIL, requester__unit="Bagian Umum"))
    assert desk.write("surat-hasil-keluhan", bare)["yth"] == "Kepala Bagian Umum"


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("Bagian Umum", "Kepala Bagian Umum"),
        ("Kepala Lapas Contoh", "Kepala Lapas Contoh"),
        ("Sekretariat Badan", "Sekretaris Badan"),
        ("Tim Kerja Data", "Ketua Tim Kerja Data"),
        ("", ""),
    ],
)
def test_the_head_of_a_unit(unit: str, title: str) -> None:
    assert head_of(unit) == title
