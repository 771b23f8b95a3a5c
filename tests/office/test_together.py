"""Mails that wait together are read by one job and opened in one transaction: each still sees what those before it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from office_folder import make_office, parsed, put, sent, typed_letter
from pipeline import service
from pipeline.model import Case, Job
from pipeline.service import Service

NOW = datetime.fromisoformat("2026-03-02T08:10:00+08:00")
UNIT = "tu@lapas-contoh.example.go.id"


def letter(number: int, *, sender: str = UNIT, numbered: str = "", message_id: str = "") -> EmailMessage:
    mail = parsed(typed_letter(number, sender=sender))
    if message_id:
        mail.replace_header("Message-ID", f"<{message_id}@lapas-contoh.example.go.id>")
    if numbered:
        mail.set_content(
            f"Nomor : {numbered}\nSifat : Segera\nLampiran : -\nHal : Gangguan jaringan\n\n{mail.get_content()}"
        )
    return mail


@contextmanager
def worked_off(folder: Path, mails: list[EmailMessage]) -> Iterator[Service]:
    """The office after one job has read all of them."""
    config = make_office(folder)
    for place, mail in enumerate(mails):
        put(folder, f"{place:03d}", mail.as_bytes())
    read: list[Job] = []
    with service.open_service(config, now=NOW) as running:
        office, run = running.office, running.office.run

        def watched(job: Job) -> None:
            read.extend([job] if job.kind == "read" else [])
            run(job)

        setattr(office, "run", watched)  # noqa: B010 - the name that the engine calls
        running.run_once()
        assert running.store.verify() == ()
        yield running
    assert [len(job.argument.split()) for job in read] == [len(mails)], "they are read together"


def mailed(folder: Path, to: str) -> list[str]:
    return [str(mail["X-Nodis-Purpose"]) for mail in sent(folder) if mail["To"].addresses[0].addr_spec == to]


def cases(running: Service) -> tuple[Case, ...]:
    with running.store.reading() as tx:
        return tx.cases()


def test_each_gets_a_number_of_its_own_without_gap(tmp_path: Path) -> None:
    senders = [f"tu{number}@lapas-contoh.example.go.id" for number in range(1, 6)]
    with worked_off(tmp_path, [letter(number, sender=sender) for number, sender in enumerate(senders, 1)]) as running:
        opened = cases(running)
        assert [case.id for case in opened] == [f"2026-{number:04d}" for number in range(1, 6)]
        assert [case.agenda for case in opened] == [1, 2, 3, 4, 5]
        assert sorted(case.requester.address for case in opened) == senders
    assert all(mailed(tmp_path, sender) == ["acknowledgement"] for sender in senders)


def test_the_second_of_two_doubles_joins_the_first(tmp_path: Path) -> None:
    first = letter(1, numbered="W.25-TI.06.01-231")
    again = letter(1, numbered="W25.TI.06.01/231", message_id="kirim-ulang")
    by_another_way = letter(1, numbered="W.25-TI.06.01-231")
    by_another_way["Received"] = "from milis"
    with worked_off(tmp_path, [first, again, by_another_way]) as running:
        assert [case.requester.address for case in cases(running)] == [UNIT]
        with running.store.reading() as tx:
            assert tx.sums().messages["letter"] == 3
            assert [line.what for line in tx.journal_of("2026-0001")].count("letter came again") == 2
    assert mailed(tmp_path, UNIT) == ["acknowledgement", "acknowledgement"], "the very same mail is acknowledged once"


def test_a_question_that_lies_beside_its_letter_is_answered(tmp_path: Path) -> None:
    question = letter(1, message_id="tanya")
    question.replace_header("Subject", "Re: Laporan gangguan jaringan ruang kunjungan 1")
    question["In-Reply-To"] = "<surat-1@lapas-contoh.example.go.id>"
    question.set_content("STATUS\n")
    with worked_off(tmp_path, [letter(1), question]) as running:
        assert len(cases(running)) == 1
        with running.store.reading() as tx:
            assert (tx.sums().messages["letter"], tx.sums().messages["reply"]) == (1, 1)
    assert mailed(tmp_path, UNIT) == ["acknowledgement", "notice"]


def test_the_same_words_for_the_third_time_open_nothing(tmp_path: Path) -> None:
    same = [letter(1, message_id=f"gema-{number}") for number in range(4)]
    with worked_off(tmp_path, same) as running:
        assert len(cases(running)) == 1
        with running.store.reading() as tx:
            assert (tx.sums().messages["letter"], tx.sums().messages["automatic"]) == (2, 2)
