"""Who signs and who is addressed."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cases
import letter_desk as desk
from pipeline.letters.people import head_of
from pipeline.model import Case, CaseState, Form


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
    known = cases.directory()
    without = replace(known, people=tuple(replace(one, position="") for one in known.people))
    assert desk.write("penolakan", case, directory=without)["ttd"]["jabatan"] == "Operator Layanan", (
        "not the name again"
    )
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


# ------------------------------------------------------------------------------------------------------ given to another


def given(case: Case, step: str, to: str, by: str) -> Case:
    """The case with ALIHKAN at a step: from there on the new holder answers in the role."""
    name = next(one.name for one in cases.directory().people if one.email == cases.mailbox(to))
    steps = desk.sop(case.sop or "").steps
    role = steps[step].actor
    at = next(number for number, one in enumerate(case.entries) if one.step == step)
    handed = replace(
        case.entries[at], by=cases.mailbox(by), action="ALIHKAN", note=f"kepada {name}.", values={}, files=()
    )
    others = ("nodis", case.requester.address)
    later = [
        replace(one, by=cases.mailbox(to)) if steps[one.step].actor == role and one.by not in others else one
        for one in case.entries[at:]
    ]
    entries = (*case.entries[:at], handed, *later)
    return replace(case, entries=entries, named={**case.named, f"{case.sop}/{role}": cases.mailbox(to)})


GIVEN = [
    ("surat-perintah", "gangguan-jaringan", "4", "kasubag", "a.n. Kepala Subbagian Hubungan Masyarakat"),
    ("nota-dinas-hasil", "gangguan-jaringan", "7", "kabag", "a.n. Kepala Subbagian Hubungan Masyarakat"),
    ("dokumen-hasil-perbaikan", "gangguan-jaringan", "5", "kasubag", "Pelaksana (Tim Teknis Data dan Jaringan)"),
    ("hasil-verifikasi", "hak-akses", "3", "ketua", "Anggota Tim Kerja Pengelolaan Sistem Informasi"),
    ("laporan-evaluasi", "masalah-software", "5", "kasubag", "Pranata Komputer"),
    ("surat-hasil-keluhan", "keluhan-aplikasi", "6", "ratih", "Tim Kerja Pengelolaan Sistem Informasi"),
]


@pytest.mark.parametrize(("letter", "sop", "step", "by", "function"), GIVEN)
def test_who_took_a_task_over_signs_in_its_function(letter: str, sop: str, step: str, by: str, function: str) -> None:
    case = given(cases.closed(sop), step, "kadiv", by)  # who holds none of these roles
    context = desk.write(letter, case)
    assert context["ttd"]["nama"] == "Surya Darma"
    assert context["ttd"]["jabatan"].startswith(function)
    assert context["mengetahui"]["nama"] != "Surya Darma"
    assert [one for one in context["riwayat"] if one["pelaku"] == "Surya Darma"]
    assert desk.render(letter, context)


def test_who_only_gave_a_task_away_does_not_sign_it() -> None:
    case = cases.until(cases.gangguan_jaringan(), "7")
    handed = cases.entry(
        "gangguan-jaringan", "7", "kabag", "ALIHKAN", cases.at(2, "13.40"), note="kepada I Made Suarta."
    )
    case = replace(
        case,
        entries=(*case.entries, handed),
        named={**case.named, "gangguan-jaringan/kasubag": cases.mailbox("made")},
    )
    assert desk.write("nota-dinas-hasil", case, draft=True)["ttd"]["nama"] == "I Made Suarta"


def test_a_colleague_in_the_same_role_signs_as_himself() -> None:
    case = given(cases.gangguan_jaringan(), "5", "made", "kasubag")
    assert desk.write("dokumen-hasil-perbaikan", case)["ttd"]["jabatan"] == "Pranata Komputer Terampil"


def test_the_operators_refusal_is_in_nobodys_function() -> None:
    case = desk.refused(cases.until(cases.gangguan_jaringan(), "2"))
    case = replace(case, entries=(*case.entries[:-1], replace(case.entries[-1], by=cases.mailbox("operator"))))
    assert desk.write("penolakan", case)["ttd"]["jabatan"] == "Operator Layanan Teknologi Informasi"


COUNTERSIGNED = [
    ("dokumen-hasil-perbaikan", "gangguan-jaringan", "5", "kasubag", "Hendra Wijaya"),
    ("berita-acara", "hak-akses", "3", "ketua", "Wahyuni Lestari"),
    ("laporan-hak-akses", "hak-akses", "3", "ketua", "Wahyuni Lestari"),
    ("laporan-alokasi", "bandwidth", "1", "ketua", "Wahyuni Lestari"),
    ("laporan-evaluasi", "masalah-software", "5", "kasubag", "Hendra Wijaya"),
]


@pytest.mark.parametrize(("letter", "sop", "step", "author", "above"), COUNTERSIGNED)
def test_author_and_countersigner_are_two_people(letter: str, sop: str, step: str, author: str, above: str) -> None:
    context = desk.write(letter, given(cases.closed(sop), step, author, author))
    assert context["mengetahui"]["nama"] == above
    assert context["mengetahui"]["nama"] != context["ttd"]["nama"]


def test_where_nobody_is_above_the_author_a_line_is_left() -> None:
    directory = cases.directory()
    alone = tuple(
        replace(one, roles=tuple({*one.roles, "hak-akses/anggota", "hak-akses/ketua", "kantor/kepala"}))
        for one in directory.people
        if one.email == cases.mailbox("yoga")
    )
    context = desk.write("laporan-hak-akses", directory=replace(directory, people=alone))
    assert context["ttd"]["nama"] == "Yoga Saputra"
    assert set(context["mengetahui"]["nama"]) == {"…"}
