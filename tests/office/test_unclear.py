"""Answers that nobody understands: asked back once for each person and task, then the operator's, then gathered; a valid one ends the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import address, answer, make_office, typed_letter
from pipeline import service
from running_office import Office, is_to, told

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
UNIT = "tu@lapas-contoh.example.go.id"
UNCLEAR = ("Hmm, coba nanti dilihat dulu ya.", "Bagaimana ya ini sebaiknya?", "Entahlah.", "Lorem ipsum dolor.")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        yield Office(tmp_path, running)


def subjects(mails: Sequence[EmailMessage], to: str) -> list[str]:
    """What they are called, without what they are about."""
    found = [str(mail["Subject"]).partition(" [")[0].rpartition(": ")[2] for mail in mails if is_to(mail, to)]
    return [one[:1].upper() + one[1:] for one in found]


ASKED, PASSED_ON = "Jawaban Bapak/Ibu belum jelas", "Diteruskan kepada operator"


def test_a_holder_is_asked_back_once_then_the_operator_helps_then_nobody_is_mailed(office: Office) -> None:
    office.take(typed_letter(1))
    kabag, operator = address("kabag"), address("operator")
    task = office.last("assignment", kabag)
    first = office.take(answer(task, UNCLEAR[0]))
    assert (subjects(first, kabag), subjects(first, operator)) == ([ASKED], [])
    second = office.take(answer(task, UNCLEAR[1]))
    assert subjects(second, kabag) == [PASSED_ON]
    assert "Oki Permana" in told(second, kabag)
    assert "Hendra Wijaya" in told(second, operator)
    assert UNCLEAR[1] in told(second, operator)
    assert "penjawab otomatis" not in told(second, operator)
    assert office.take(answer(task, UNCLEAR[2]), answer(task, UNCLEAR[3])) == []
    morning = told(office.wait(timedelta(days=1)), operator)
    assert "Lorem ipsum dolor" in " ".join(morning.split())
    assert office.cases[0].step == "2"
    office.take(answer(task, "SETUJU"))
    assert office.cases[0].step == "3"


def test_a_valid_answer_resets(office: Office) -> None:
    office.take(typed_letter(1))
    kabag = address("kabag")
    office.take(*(answer(office.last("assignment", kabag), text) for text in UNCLEAR[:2]))
    office.take(answer(office.last("assignment", kabag), "TANYA Apakah listrik di ruangan menyala?"))
    office.take(answer(office.last("completeness", UNIT), "Ya, listrik menyala normal."))
    again = office.take(answer(office.last("assignment", kabag), UNCLEAR[2]))
    assert subjects(again, kabag) == [ASKED]


def test_a_next_task_begins_anew(office: Office) -> None:
    office.take(typed_letter(1))
    kasubag = address("kasubag")
    office.take(answer(office.last("assignment", address("kabag")), "SETUJU"))
    office.take(*(answer(office.last("assignment", kasubag), text) for text in UNCLEAR[:3]))
    office.take(answer(office.last("assignment", kasubag), "SELESAI\nKonfirmasi: pelapor membenarkan pukul 08.30"))
    assert office.cases[0].step == "4"
    left = office.take(answer(office.last("assignment", kasubag), UNCLEAR[0]))
    assert subjects(left, kasubag) == [ASKED]


def test_each_person_has_a_count_of_his_own(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    config.write_text(config.read_text().replace("masalah-software/prakom", "gangguan-jaringan/kabag"))
    with service.open_service(config, now=NOW) as running:
        office = Office(tmp_path, running)
        office.take(typed_letter(1))
        kabag, colleague = address("kabag"), address("teknisi")
        office.take(*(answer(office.last("assignment", kabag), text) for text in UNCLEAR[:3]))
        left = office.take(answer(office.last("assignment", colleague), UNCLEAR[0]))
        assert subjects(left, colleague) == [ASKED]
        assert subjects(left, address("operator")) == []
        requester = office.take(answer(office.last("acknowledgement", UNIT), UNCLEAR[3]))
        assert subjects(requester, UNIT) == ["Jawaban Saudara belum jelas"]


def test_a_requester_is_asked_back_once_too(office: Office) -> None:
    office.take(typed_letter(1))
    receipt = office.last("acknowledgement", UNIT)
    assert subjects(office.take(answer(receipt, UNCLEAR[3])), UNIT) == ["Jawaban Saudara belum jelas"]
    second = office.take(answer(receipt, "Dolor sit amet."))
    assert subjects(second, UNIT) == [PASSED_ON]
    assert "Dolor sit amet" in told(second, address("operator"))
    assert office.take(answer(receipt, "Consectetur adipiscing.")) == []
    assert "Keadaan perkara" in told(office.take(answer(receipt, "STATUS")), UNIT)
    assert subjects(office.take(answer(receipt, "Elit sed do.")), UNIT) == ["Jawaban Saudara belum jelas"]


def test_who_does_not_say_what_was_asked_is_asked_once_more_only(office: Office) -> None:
    office.take(typed_letter(1).replace(b"No. HP : 0812-0000-4455\r\n", b""))
    ask = office.last("completeness", UNIT)
    left = office.take(answer(ask, "Baik, nanti akan kami kirim."))
    assert [mail["X-Nodis-Purpose"] for mail in left if is_to(mail, UNIT)] == ["completeness"]
    second = office.take(answer(ask, "Masih kami cari, mohon bersabar."))
    assert subjects(second, UNIT) == [PASSED_ON]
    assert office.take(answer(ask, "Sabar ya, sedang dicari datanya.")) == []
    office.take(answer(ask, "No. HP: 0812-0000-4455"))
    assert office.cases[0].step == "2"


def test_an_answer_that_brings_part_of_what_is_asked_is_no_unclear_one(office: Office) -> None:
    office.take(typed_letter(1))
    office.take(answer(office.last("assignment", address("kabag")), "SETUJU"))
    office.take(answer(office.last("assignment", address("kasubag")), "SELESAI\nKonfirmasi: pelapor membenarkan"))
    office.take(answer(office.last("assignment", address("kasubag")), "SETUJU"))
    teknisi = address("teknisi")
    task = office.last("assignment", teknisi)
    parts = ("SELESAI\nPenyebab: kabel putus", "SELESAI\nTindakan: kabel diganti", "SELESAI\nChecklist: ping lancar")
    for number, text in enumerate(parts, start=1):
        left = office.take(answer(task, text))
        assert subjects(left, teknisi) == [ASKED], number
        assert not subjects(left, address("operator"))
    left = office.take(answer(task, "SELESAI"))
    assert subjects(left, teknisi) == [ASKED]
    assert subjects(office.take(answer(task, "SELESAI ya")), teknisi) == [PASSED_ON]
