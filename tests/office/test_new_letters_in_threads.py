"""A new letter in an old thread is a letter: nothing is lost, nothing overwritten, and where it is unsure the operator decides."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from office_folder import address, answer, make_office, parsed, typed_letter
from pipeline import service
from pipeline.model import Case, CaseState
from running_office import Office, told

BUG = Path(__file__).parents[1] / "cases" / "bugs" / "s05-new-letter-in-ended-thread"
NOW = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
UNIT = "tu@lapas-contoh.example.go.id"
STRANGER = "orang@luar.example"

NEW = """Yth. Kepala Bagian Program dan Hubungan Masyarakat

Dengan hormat, kami laporkan bahwa jaringan internet di ruang arsip terputus sejak Senin, 9 Maret 2026 pukul 07.10 WITA.

Mohon dilakukan pemeriksaan dan perbaikan jaringan.

Nama Unit : Lapas Contoh
Penanggung Jawab : Tono Suratno
No. HP : 0812-0000-7788
"""
NOTE = f"NOTA DINAS\nNomor : W.25-TI.06.01-777\nYth : Kepala Bagian\nDari : Kepala Subbagian\nHal : Gangguan jaringan\n\n{NEW}\nDemikian.\n"
INCOMPLETE = """Yth. Kepala Bagian Program dan Humas

Kami laporkan jaringan internet di Lapas Contoh terputus sejak Senin, 2 Maret 2026 pukul 07.10 WITA. Mohon dilakukan perbaikan.
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        yield Office(tmp_path, running)
        assert running.store.verify() == ()


@pytest.fixture
def open_case(office: Office) -> Office:
    office.take(typed_letter(1))
    return office


def with_file(raw: bytes, text: str, name: str = "surat.txt") -> bytes:
    mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert isinstance(mail, EmailMessage)
    mail.add_attachment(text.encode(), maintype="text", subtype="plain", filename=name)
    return mail.as_bytes()


def as_it_stood(case: Case) -> tuple[object, ...]:
    return case.state, case.step, case.letter, case.requester, case.files, case.entries, case.missing, case.waiting_for


def test_in_the_thread_of_an_ended_case(office: Office) -> None:
    office.take(BUG.joinpath("1.eml").read_bytes())
    requester = "dewi@rutan.example.go.id"
    acknowledged = office.last("acknowledgement", requester)
    office.take(answer(acknowledged, BUG.joinpath("2-balas.txt").read_text(encoding="utf-8")))
    ended = office.cases[0]
    assert ended.state is CaseState.WITHDRAWN
    office.running.clock.frozen = NOW + timedelta(days=7)
    left = office.take(answer(acknowledged, BUG.joinpath("3-balas.txt").read_text(encoding="utf-8")))
    assert as_it_stood(office.cases[0]) == as_it_stood(ended)
    new = office.cases[1]
    assert new.letter.value("issue.location") == "ruang arsip"
    assert new.related == (ended.id,)
    assert new.id in told(left, requester)
    assert new.id in told(left, address("kabag"))


LETTERS: dict[str, str | None] = {"typed": None, "attached": NOTE}


@pytest.mark.parametrize("way", LETTERS)
def test_in_the_thread_of_an_open_case_it_is_a_case_of_its_own_that_knows_of_the_first(
    way: str, open_case: Office
) -> None:
    before = open_case.cases[0]
    raw = answer(open_case.last("acknowledgement", UNIT), "Terlampir surat kami." if LETTERS[way] else NEW)
    left = open_case.take(with_file(raw, LETTERS[way] or "") if LETTERS[way] else raw)
    first, second = open_case.cases
    assert as_it_stood(first) == as_it_stood(before)
    assert second.requester.address == UNIT
    assert second.letter.value("issue.location") == "ruang arsip"
    assert second.related == (first.id,)
    assert f"balasan dalam perkara {first.id}" in told(left, UNIT)


def test_while_values_are_missing_a_letter_about_something_else_fills_none(office: Office) -> None:
    mail = parsed(typed_letter(1))
    mail.set_content(INCOMPLETE.replace("di Lapas Contoh", "di ruang kunjungan Lapas Contoh"))
    office.take(mail)
    before = office.cases[0]
    assert before.state is CaseState.WAITING
    office.take(answer(office.last("completeness", UNIT), NEW))
    first, second = office.cases
    assert as_it_stood(first) == as_it_stood(before)
    assert second.letter.value("requester.name") == "Tono Suratno"


@pytest.mark.parametrize(
    "text",
    [
        "Nama: Sari Wulandari\nNo HP: 0812-0000-4455",
        "Yth. Bapak,\n\nberikut data yang diminta.\nNama: Sari Wulandari\nNo HP: 0812-0000-4455\n\nMohon segera diperbaiki.",
        INCOMPLETE + "\nNama: Sari Wulandari\nNo HP: 0812-0000-4455\n",
    ],
)
def test_what_answers_is_an_answer(text: str, office: Office) -> None:
    mail = parsed(typed_letter(1))
    mail.set_content(INCOMPLETE)
    office.take(mail)
    office.take(answer(office.last("completeness", UNIT), text))
    (case,) = office.cases
    assert case.letter.value("requester.phone") == "+6281200004455"
    assert case.state is CaseState.OPEN


def test_the_signed_letter_that_was_asked_for_is_an_answer(open_case: Office) -> None:
    said = parsed(typed_letter(1)).get_content()
    signed = f"NOTA DINAS\nNomor : W.25-TI.06.01-231\nHal : Gangguan jaringan\nDari : Kepala Lapas\n\n{said}"
    open_case.take(
        with_file(answer(open_case.last("acknowledgement", UNIT), "Terlampir surat bertanda tangan."), signed)
    )
    (case,) = open_case.cases
    assert "surat.txt" in [one.name for one in case.files]


def test_words_that_answer_beside_a_new_letter_are_done_and_the_letter_is_opened(open_case: Office) -> None:
    raw = with_file(answer(open_case.last("acknowledgement", UNIT), "CABUT, sudah normal."), NOTE)
    open_case.take(raw)
    first, second = open_case.cases
    assert first.state is CaseState.WITHDRAWN
    assert second.letter.value("number") == "W.25-TI.06.01-777"
    assert "surat.txt" not in [one.name for one in first.files]


CHATTER = (
    "Terima kasih banyak atas bantuannya.",
    "Baik Pak, terima kasih. Mohon maaf merepotkan.",
    "PUAS, jaringan sudah normal.",
    "STATUS",
)


@pytest.mark.parametrize("text", CHATTER)
def test_thanks_after_the_end_open_nothing(text: str, open_case: Office) -> None:
    acknowledged = open_case.last("acknowledgement", UNIT)
    open_case.take(answer(acknowledged, "CABUT"))
    open_case.take(answer(acknowledged, text))
    assert len(open_case.cases) == 1


def test_a_request_in_few_words_after_the_end_goes_to_the_operator(open_case: Office) -> None:
    acknowledged = open_case.last("acknowledgement", UNIT)
    open_case.take(answer(acknowledged, "CABUT"))
    ended = open_case.cases[0]
    left = open_case.take(answer(acknowledged, "Pak, internet di ruang arsip mati lagi sejak tadi pagi, mohon dicek."))
    assert as_it_stood(open_case.cases[0]) == as_it_stood(ended)
    asked = open_case.cases[1]
    assert asked.state is CaseState.REVIEW
    review = open_case.last("review", address("operator"))
    assert f"balasan dalam perkara {ended.id}" in told(left, address("operator"))
    assert asked.id in told(left, UNIT), "he is told that it is looked at"
    open_case.take(answer(review, "gangguan-jaringan"))
    assert open_case.cases[1].sop == "gangguan-jaringan"


def test_a_holders_own_letter_in_answer_to_his_task(open_case: Office) -> None:
    before = open_case.cases[0]
    task = open_case.last("assignment", address("kabag"))
    open_case.take(with_file(answer(task, "Berikut nota dinas kami, mohon bantuannya."), NOTE))
    first, second = open_case.cases
    assert as_it_stood(first) == as_it_stood(before)
    assert second.requester.address == address("kabag")
    assert second.related == ()


def test_a_holders_answer_with_a_document_is_an_answer(open_case: Office) -> None:
    task = open_case.last("assignment", address("kabag"))
    open_case.take(with_file(answer(task, "SETUJU, teruskan."), NOTE))
    (case,) = open_case.cases
    assert case.step == "3"


def test_the_cases_own_letter_sent_back_is_no_new_one(open_case: Office) -> None:
    task = open_case.last("assignment", address("kabag"))
    own = parsed(typed_letter(1)).get_content()
    open_case.take(with_file(answer(task, "Ini suratnya."), own))
    assert len(open_case.cases) == 1


STRANGERS: dict[str, tuple[str, str | None]] = {
    "typed": (NEW, None),
    "attached": ("Terlampir.", NOTE),
}


@pytest.mark.parametrize("way", STRANGERS)
@pytest.mark.parametrize("names", ["token", "number in the subject"])
def test_a_stranger_who_names_a_case_has_a_letter_of_his_own(way: str, names: str, open_case: Office) -> None:
    before = open_case.cases[0]
    words, attached = STRANGERS[way]
    mail = parsed(answer(open_case.last("acknowledgement", UNIT), words, sender=STRANGER))
    if names != "token":
        del mail["In-Reply-To"]
        mail.replace_header("Subject", f"Re: [{before.id}] Laporan")
    left = open_case.take(with_file(mail.as_bytes(), attached) if attached else mail)
    first, second = open_case.cases
    assert as_it_stood(first) == as_it_stood(before)
    assert second.requester.address == STRANGER
    assert second.related == ()
    said = told(left, STRANGER)
    assert second.id in said
    assert first.id not in said.replace(f"Re: [{first.id}] Laporan", "")


def test_a_stranger_without_a_letter_learns_and_moves_nothing(open_case: Office) -> None:
    before = open_case.cases[0]
    mail = parsed(answer(open_case.last("acknowledgement", UNIT), "STATUS", sender=STRANGER))
    left = open_case.take(mail)
    assert open_case.cases == (before,)
    assert not told(left, STRANGER)


def test_a_letter_as_answer_to_an_announcement(office: Office) -> None:
    mail = parsed(typed_letter(1))
    mail.replace_header("Subject", "Re: Pengumuman pemeliharaan server")
    mail["In-Reply-To"] = "<pengumuman@kanwil-contoh.example.go.id>"
    mail.set_content(
        f"{NEW}\n\nPada Senin, 2 Maret 2026 pukul 07.00, Humas menulis:\n> Server dipelihara hari Minggu.\n"
    )
    left = office.take(mail)
    (case,) = office.cases
    assert case.sop == "gangguan-jaringan"
    assert case.id in told(left, UNIT)


def test_what_is_quoted_below_is_no_letter_of_who_answers(open_case: Office) -> None:
    quoted = "\n".join(f"> {line}" for line in NEW.splitlines())
    mail = parsed(answer(open_case.last("acknowledgement", UNIT), "Terima kasih."))
    mail.set_content(f"Terima kasih.\n\nPada Senin, 2 Maret 2026 pukul 08.05, Layanan TI menulis:\n{quoted}\n")
    open_case.take(mail)
    assert len(open_case.cases) == 1


def test_the_same_letter_in_the_thread_for_the_third_time_opens_nothing_more(open_case: Office) -> None:
    acknowledged = open_case.last("acknowledgement", UNIT)
    for number in range(4):
        raw = parsed(answer(acknowledged, NEW))
        raw.replace_header("Message-ID", f"<gema-{number}@lapas-contoh.example.go.id>")
        open_case.take(raw)
    assert len(open_case.cases) == 2


SOMETHING_ELSE = (
    "Selain itu, mohon dibuatkan akun SDP untuk pegawai baru kami: Andi Saputra NIP 198501012010011001 sebagai operator.",
    (
        "Pak, laptop bendahara kena virus sejak kemarin, Windows tidak mau menyala. Tolong dicek teknisi, itu di ruang keuangan. "
        "Ini beda dengan laporan internet yang kemarin."
    ),
    "Aplikasi SIMPEG tidak bisa dibuka oleh semua pegawai sejak pagi ini, muncul error 503. Mohon perbaikan aplikasinya.",
    (
        "Selamat siang pak, sekalian saya lapor, komputer di ruang register juga tidak bisa menyala sejak tadi pagi dan Windows "
        "minta aktivasi. Mohon teknisi memeriksa komputer tersebut."
    ),
    "Terima kasih. Sekalian Pak, SDP kami error 500 dari tadi, bisa tolong dicek aplikasinya?",
)


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_a_request_in_few_words_in_an_open_thread_goes_to_the_operator_and_changes_nothing(
    text: str, open_case: Office
) -> None:
    before = open_case.cases[0]
    left = open_case.take(answer(open_case.last("acknowledgement", UNIT), text))
    first, second = open_case.cases
    assert as_it_stood(first) == as_it_stood(before)
    assert second.state is CaseState.REVIEW
    assert second.id in told(left, UNIT)


OF_THE_SAME_MATTER = (
    "Sejak pagi ini internet di ruang kunjungan putus total lagi, mohon bantuan teknisi.",
    "Tambahan info: gangguan juga terjadi di ruang registrasi sejak pukul 09.00.",
    "NIP teknisi kami Andi Saputra 198501012010011001 bila perlu surat jalan.",
)


@pytest.mark.parametrize("text", OF_THE_SAME_MATTER)
def test_running_prose_overwrites_nothing_that_the_case_holds(text: str, open_case: Office) -> None:
    before = open_case.cases[0]
    open_case.take(answer(open_case.last("acknowledgement", UNIT), text))
    assert open_case.cases[0].letter == before.letter


CORRECTED = {
    "Maaf, nomor HP saya yang benar 0812-0000-9999.": ("requester.phone", "+6281200009999"),
    "Nomor saya ganti ke 0813-0000-1234 ya pak": ("requester.phone", "+6281300001234"),
    "No. HP: 0812-0000-9999": ("requester.phone", "+6281200009999"),
    "PERBAIKI No. HP: 0812-0000-9999": ("requester.phone", "+6281200009999"),
    "Ralat, kejadiannya hari Minggu 1 Maret 2026 pukul 20.00.": ("issue.occurred_at", "2026-03-01T20:00:00+08:00"),
}


@pytest.mark.parametrize("text", CORRECTED)
def test_prose_that_corrects_does(text: str, open_case: Office) -> None:
    path, value = CORRECTED[text]
    open_case.take(answer(open_case.last("acknowledgement", UNIT), text))
    assert open_case.cases[0].letter.value(path) == value
