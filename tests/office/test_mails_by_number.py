"""Mails that only name a case's number, which anybody can guess: told once a day and case, the rest in the morning's list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from office_folder import ADDRESS, address, make_office, typed_letter
from pipeline import service
from pipeline.model import Case
from running_office import Office, told

MORNING = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
HOLDER, OPERATOR = address("kabag"), address("operator")
REFUSED = "Tidak ada perkara yang bergerak"
REQUESTER = "tu@lapas-contoh.example.go.id"
SENDERS = [f"orang-{number}@luar.example" for number in range(10)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose list of this morning is out, with two cases."""
    with service.open_service(
        make_office(tmp_path, extra="\n[limits]\nmails_per_hour = 1000\n"), now=MORNING
    ) as running:
        found = Office(tmp_path, running)
        found.take(typed_letter(1), typed_letter(2).replace(b"surat-2", b"lain"))
        assert [case.id for case in found.cases] == ["2026-0001", "2026-0002"]
        yield found
        assert running.store.verify() == ()


def by_number(number: int, *, case: str = "2026-0001", sender: str = SENDERS[0], text: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, ADDRESS
    mail["Subject"] = f"Re: [{case}] Laporan"
    mail["Message-ID"] = f"<tebak-{number}@luar.example>"
    mail.set_content(text or f"Bagaimana kelanjutannya, Pak? Catatan ke-{number}.\n")
    return mail


def refusals(left: list[EmailMessage], to: str) -> int:
    return told(left, to).count(REFUSED)


def next_list(office: Office) -> str:
    left = office.wait(timedelta(days=1))
    return " ".join(told([mail for mail in left if "Neraca" in mail["Subject"]], OPERATOR).split())


def stands(case: Case) -> tuple[object, ...]:
    tasks = [one for one in case.assignments if not one.supervises]
    return case.state, case.step, tasks, case.entries, case.letter


@pytest.mark.parametrize(
    "senders", [SENDERS, SENDERS[:1] * 10, [REQUESTER] * 10], ids=["ten", "one", "as the requester"]
)
def test_of_ten_in_a_day_the_first_is_told_and_the_list_has_the_rest(senders: list[str], office: Office) -> None:
    before = [stands(case) for case in office.cases]
    left = office.take(*(by_number(number, sender=sender) for number, sender in enumerate(senders)))
    assert [stands(case) for case in office.cases] == before
    assert (refusals(left, HOLDER), refusals(left, OPERATOR)) == (1, 1)
    assert "Catatan ke-0" in told(left, OPERATOR)
    assert not any(told(left, sender) for sender in SENDERS)
    shown = next_list(office)
    assert [f"Catatan ke-{number}." in shown for number in range(10)] == [False] + [True] * 9
    assert all(sender in shown for sender in senders[1:])
    assert "Catatan" not in next_list(office), "each is shown once"


def test_each_case_and_each_day_has_its_own(office: Office) -> None:
    cases = ("2026-0001", "2026-0002")
    mails = [by_number(number, case=case) for number, case in enumerate(cases * 3)]
    assert refusals(office.take(*mails), HOLDER) == 2
    shown = next_list(office)
    assert [shown.count(f"perkara {case}:") for case in cases] == [2, 2]
    left = office.take(*(by_number(number, case=case) for number, case in enumerate(cases * 2, start=10)))
    assert (refusals(left, HOLDER), refusals(left, OPERATOR)) == (2, 2)


def test_a_long_night_goes_along_as_a_file(office: Office) -> None:
    office.take(*(by_number(number, sender=f"orang-{number}@luar.example") for number in range(43)))
    left = [mail for mail in office.wait(timedelta(days=1)) if "Neraca" in mail["Subject"]]
    assert "2 lainnya: lihat surel-menyebut-perkara.txt" in told(left, OPERATOR)
    (file,) = [part for part in left[0].iter_attachments() if part.get_filename() == "surel-menyebut-perkara.txt"]
    assert len(file.get_content().splitlines()) == 42


def test_who_answers_a_mail_of_ours_is_told_of_each_time(office: Office) -> None:
    asked = office.last("assignment", HOLDER)
    mails = [by_number(number, case="2026-0002") for number in range(3)]
    for mail in mails:
        mail["In-Reply-To"] = str(asked["Message-ID"])
    assert refusals(office.take(*mails), HOLDER) == 3
