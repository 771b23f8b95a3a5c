"""Reminders: one mail a person and day where several steps are due."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from office_folder import address, answer, make_office, put, sent, typed_letter
from pipeline import service

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))


def reminders(folder: Path) -> list[EmailMessage]:
    return [mail for mail in sent(folder) if mail["X-Nodis-Purpose"] == "reminder"]


def at(running: service.Service, moment: datetime) -> None:
    running.clock.frozen = moment
    running.run_once()


def test_several_steps_of_one_day_are_one_mail(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        for number in (1, 2, 3):
            put(tmp_path, f"surat-{number}", typed_letter(number))
            at(running, NOW + timedelta(minutes=number))
        for minutes in (23, 24, 25, 26, 27, 28):  # each has its reminder at three quarters of 30 minutes
            at(running, NOW + timedelta(minutes=minutes, seconds=40))
        (mail,) = reminders(tmp_path)
        assert mail["X-Nodis-Case"] == "2026-0001, 2026-0002, 2026-0003"
        assert address("kabag") in str(mail["To"])
        body = mail.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        for case in ("2026-0002", "2026-0003"):
            subject = next(
                str(one["Subject"]) for one in sent(tmp_path) if one["X-Nodis-Case"] == case and one["X-Nodis-Step"]
            )
            assert subject[subject.index("[") :] in text
        assert "08.32" in text
        put(tmp_path, "setuju", answer(mail, "SETUJU"))
        at(running, NOW + timedelta(minutes=29))
        with running.store.reading() as tx:
            assert [tx.case(f"2026-000{number}").step for number in (1, 2, 3)] == ["3", "2", "2"]


def test_the_next_day_brings_its_own(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat-1", typed_letter(1))
        running.run_once()
        at(running, NOW + timedelta(minutes=23))
        put(tmp_path, "surat-2", typed_letter(2))
        at(running, NOW + timedelta(days=1))
        at(running, NOW + timedelta(days=1, minutes=23))
        assert [mail["X-Nodis-Case"] for mail in reminders(tmp_path)] == ["2026-0001", "2026-0002"]


def test_steps_of_different_people_are_different_mails(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        for number in (1, 2):
            put(tmp_path, f"surat-{number}", typed_letter(number))
            running.run_once()
        first = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Step"] and mail["X-Nodis-Case"] == "2026-0001")
        put(tmp_path, "setuju", answer(first, "SETUJU"))
        running.run_once()
        at(running, NOW + timedelta(minutes=24))
        assert sorted(str(mail["To"]).rpartition("<")[2] for mail in reminders(tmp_path)) == [
            f"{address('kabag')}>",
            f"{address('kasubag')}>",
        ]
