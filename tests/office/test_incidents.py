"""Several letters about one outage: one repair, one report, each letter answered under its own number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import address, answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.model import Case, CaseState

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
MAIN, SECOND = "2026-0001", "2026-0002"
REPAIRED = "Selesai\nPenyebab: kabel putus\nTindakan: kabel diganti\nChecklist: ping normal"


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def mails(folder: Path, case: str, purpose: str) -> list[EmailMessage]:
    return [mail for mail in sent(folder) if mail["X-Nodis-Case"] == case and mail["X-Nodis-Purpose"] == purpose]


def second_letter() -> bytes:
    """Another section of the same unit, the same room."""
    raw = typed_letter(1, sender="registrasi@lapas-contoh.example.go.id")
    return raw.replace(b"<surat-1@", b"<surat-lain@")


@contextmanager
def two_letters(folder: Path) -> Iterator[service.Service]:
    config = make_office(folder)
    with service.open_service(config, now=NOW) as running:
        put(folder, "surat-1", typed_letter(1))
        running.run_once()
        put(folder, "surat-2", second_letter())
        running.run_once()
        yield running


def case_of(running: service.Service, case: str) -> Case:
    with running.store.reading() as tx:
        return tx.case(case)


def reply(running: service.Service, folder: Path, case: str, text: str, files: dict[str, bytes] | None = None) -> None:
    running.clock.frozen = running.clock() + timedelta(minutes=1)
    asked = mails(folder, case, "assignment")[-1]
    put(folder, f"jawab-{case}-{running.clock():%d%H%M%S}", answer(asked, text, attach=files))
    running.run_once()


@pytest.mark.slow
def test_the_second_letter_follows_the_first_and_is_answered_by_itself(tmp_path: Path) -> None:
    with two_letters(tmp_path) as running:
        asked = mails(tmp_path, SECOND, "assignment")[-1]
        assert f"{MAIN}: Lapas Contoh" in body(asked)
        assert "GABUNG" in body(asked)
        assert "GABUNG" not in body(mails(tmp_path, MAIN, "assignment")[-1])
        reply(running, tmp_path, SECOND, f"GABUNG {MAIN}")
        second = case_of(running, SECOND)
        assert (second.state, second.incident, second.assignments, second.due_at) == (CaseState.WAITING, MAIN, (), None)
        assert case_of(running, MAIN).followers == (SECOND,)
        told = mails(tmp_path, SECOND, "notice")
        joined = [body(mail) for mail in told if "registrasi@" in str(mail["To"])]
        assert any("diperbaiki bersama" in " ".join(said.split()) for said in joined)
        assert not any(MAIN in said for said in joined), "nobody outside is told another's case"
        for text in ("SETUJU", "SELESAI\nKonfirmasi: ya", "SETUJU", REPAIRED, "SETUJU", "SETUJU"):
            files = {"foto.jpg": b"\xff\xd8\xff" + b"x" * 900} if text == REPAIRED else None
            reply(running, tmp_path, MAIN, text, files)
        first, second = case_of(running, MAIN), case_of(running, SECOND)
        assert (first.state, second.state) == (CaseState.CLOSED, CaseState.CLOSED)
        numbers = [
            letter.number
            for one in (first, second)
            for letter in one.letters
            if letter.letter == "nota-dinas-hasil" and not letter.draft
        ]
        assert len(numbers) == len(set(numbers)) == 2
        (result,) = mails(tmp_path, SECOND, "result")
        assert "registrasi@lapas-contoh" in str(result["To"])
        names = [part.get_filename() or "" for part in result.iter_attachments()]
        assert any(name.startswith(f"{SECOND}_Nota-Dinas") for name in names)
        assert any(name.startswith(f"{SECOND}_Dokumen-Hasil") for name in names)
        reports = [
            mail
            for mail in sent(tmp_path)
            if mail["X-Nodis-Purpose"] == "report" and address("kepala") in str(mail["To"])
        ]
        assert [mail["X-Nodis-Case"] for mail in reports] == [MAIN]
        assert not running.store.verify()


def test_a_refusal_is_the_refusal_of_both(tmp_path: Path) -> None:
    with two_letters(tmp_path) as running:
        reply(running, tmp_path, SECOND, f"gabungkan dengan perkara {MAIN}")
        reply(running, tmp_path, MAIN, "TOLAK jaringan milik penyedia")
        assert {case_of(running, case).state for case in (MAIN, SECOND)} == {CaseState.REFUSED}
        assert "jaringan milik penyedia" in body(mails(tmp_path, SECOND, "refusal")[0])


def test_withdrawn_the_follower_goes_on_alone(tmp_path: Path) -> None:
    with two_letters(tmp_path) as running:
        reply(running, tmp_path, SECOND, f"GABUNG {MAIN}")
        acknowledgement = mails(tmp_path, MAIN, "acknowledgement")[-1]
        put(tmp_path, "cabut", answer(acknowledgement, "CABUT"))
        running.run_once()
        second = case_of(running, SECOND)
        assert (case_of(running, MAIN).state, second.state, second.step) == (CaseState.WITHDRAWN, CaseState.OPEN, "2")
        assert "ditangani tersendiri" in body(mails(tmp_path, SECOND, "assignment")[-1])


@pytest.mark.parametrize("text", ["GABUNG", "GABUNG 2026-0099", f"GABUNG {SECOND}"])
def test_what_cannot_be_joined_is_asked_back(tmp_path: Path, text: str) -> None:
    with two_letters(tmp_path) as running:
        reply(running, tmp_path, SECOND, text)
        second = case_of(running, SECOND)
        assert (second.state, second.incident) == (CaseState.OPEN, None)


def test_batal_takes_it_back(tmp_path: Path) -> None:
    with two_letters(tmp_path) as running:
        reply(running, tmp_path, SECOND, f"GABUNG {MAIN}")
        reply(running, tmp_path, SECOND, "BATAL")
        assert case_of(running, SECOND).state is CaseState.OPEN
        reply(running, tmp_path, MAIN, "TOLAK sudah normal")
        assert case_of(running, SECOND).state is CaseState.OPEN
