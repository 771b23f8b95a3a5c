"""The sweep moves tasks of who may not answer any more: without any mail, once, and whatever is killed in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import TRUST, address, answer, make_office, put, sent, typed_letter, with_person, with_verdict
from pipeline import service
from pipeline.errors import StoreError
from pipeline.model import Case, CaseState, Job

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
LAST_DAY = NOW.date()
NEXT_DAY = NOW + timedelta(days=1)
DEPUTY, OFFICIAL = address("kasubag"), address("kabag")


def acting(folder: Path) -> Path:
    """An office whose first holder's deputy acts for the last day."""
    config = make_office(folder, extra=TRUST)
    with_person(config, "kabag", f'away = [{{from = "2026-03-01", to = "{LAST_DAY}", deputy = "{DEPUTY}"}}]')
    return config


def begin(folder: Path, running: service.Service) -> None:
    put(folder, "surat", with_verdict(typed_letter(), "pass"))
    running.run_once()


def case_of(running: service.Service) -> Case:
    with running.store.reading() as tx:
        return tx.case("2026-0001")


def asked(running: service.Service) -> list[str]:
    return [one.address for one in case_of(running).assignments if not one.supervises]


def journal(running: service.Service) -> list[str]:
    with running.store.reading() as tx:
        return [line.what for line in tx.journal_of("2026-0001")]


def mails_to(folder: Path, to: str, purpose: str) -> list[EmailMessage]:
    return [one for one in sent(folder) if one["X-Nodis-Purpose"] == purpose and to in str(one["To"])]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return " ".join(str(part.get_content()).split()) if part else ""


def test_the_day_after_a_deputys_last_the_task_is_the_officials_without_any_mail(tmp_path: Path) -> None:
    with service.open_service(acting(tmp_path), now=NOW) as running:
        begin(tmp_path, running)
        assert asked(running) == [DEPUTY]
        running.clock.frozen = NEXT_DAY
        for _ in range(3):
            running.run_once()
        assert asked(running) == [OFFICIAL]
        assert len(mails_to(tmp_path, OFFICIAL, "assignment")) == 1
        (told,) = mails_to(tmp_path, DEPUTY, "notice")
        assert "Hendra Wijaya" in text_of(told)
        put(tmp_path, "jawaban", answer(mails_to(tmp_path, OFFICIAL, "assignment")[0], "SETUJU"))
        running.run_once()
        assert case_of(running).step == "3"


def test_where_nobody_holds_the_role_any_more_the_operator_is_asked_once(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=TRUST)
    with_person(config, "kabag", f"until = {LAST_DAY}")
    with service.open_service(config, now=NOW) as running:
        begin(tmp_path, running)
        running.clock.frozen = NEXT_DAY
        for _ in range(3):
            running.run_once()
        assert case_of(running).state is CaseState.REVIEW
        (told,) = mails_to(tmp_path, "", "review")
        assert address("operator") in str(told["To"])
        assert "Hendra Wijaya" in text_of(told)


@pytest.mark.parametrize("hours", [1, 24])
def test_a_directory_without_the_holder_moves_his_tasks_with_the_next_start(tmp_path: Path, hours: int) -> None:
    config = make_office(tmp_path, extra=TRUST)
    with service.open_service(config, now=NOW) as running:
        begin(tmp_path, running)
    text = config.read_text().replace('name = "Hendra Wijaya"', 'name = "Pejabat Baru"')
    config.write_text(text.replace(OFFICIAL, address("kabag-baru")))
    with service.open_service(config, now=NOW + timedelta(hours=hours)) as running:
        for _ in range(2):
            running.run_once()
        assert asked(running) == [address("kabag-baru")]
        assert len(mails_to(tmp_path, address("kabag-baru"), "assignment")) == 1


def test_nothing_is_lost_where_jobs_cannot_be_written(tmp_path: Path) -> None:
    with service.open_service(acting(tmp_path), now=NOW) as running:
        begin(tmp_path, running)
        running.clock.frozen = NEXT_DAY
        services = running.office.services

        def refuse(session: object, job: Job) -> None:
            del session
            raise StoreError(f"{job.id} tidak dapat ditulis", advice="Kosongkan disk.")

        running.office.services = replace(services, enqueue=refuse)
        with pytest.raises(StoreError, match="tenure:"):
            running.office.sweep()
        running.office.services = services
        running.run_once()
        assert asked(running) == [OFFICIAL]


def test_a_job_that_runs_again_moves_nothing_again(tmp_path: Path) -> None:
    with service.open_service(acting(tmp_path), now=NOW) as running:
        begin(tmp_path, running)
        running.clock.frozen = NEXT_DAY
        job = Job(id="tenure:again", kind="tenure", argument="2026-0001", partition="2026-0001")
        for _ in range(3):
            running.office.run(job)
        running.run_once()
        assert asked(running) == [OFFICIAL]
        assert len(mails_to(tmp_path, OFFICIAL, "assignment")) == 1
        assert journal(running).count("task moved on") == 1


def test_leave_that_is_entered_later_moves_the_task_that_was_already_asked(tmp_path: Path) -> None:
    """Both are told; what the absent one still answers moves nothing, and the task is his again when he is back."""
    config = make_office(tmp_path, extra=TRUST)
    with service.open_service(config, now=NOW) as running:
        begin(tmp_path, running)
        assert asked(running) == [OFFICIAL]
        (old,) = mails_to(tmp_path, OFFICIAL, "assignment")
    with_person(config, "kabag", f'away = [{{from = "{LAST_DAY}", to = "{LAST_DAY}", deputy = "{DEPUTY}"}}]')
    with service.open_service(config, now=NOW + timedelta(hours=1)) as running:
        for _ in range(3):
            running.run_once()
        assert asked(running) == [DEPUTY]
        assert len(mails_to(tmp_path, DEPUTY, "assignment")) == 1
        (told,) = mails_to(tmp_path, OFFICIAL, "notice")
        assert "tercatat tidak di tempat" in text_of(told)
        assert "Lestari Ningsih" in text_of(told)
        put(tmp_path, "dari-cuti", answer(old, "SETUJU"))
        running.run_once()
        assert (case_of(running).step, asked(running)) == ("2", [DEPUTY])
    with service.open_service(config, now=NEXT_DAY) as running:
        running.run_once()
        assert asked(running) == [OFFICIAL]
        put(tmp_path, "jawaban", answer(mails_to(tmp_path, OFFICIAL, "assignment")[-1], "SETUJU"))
        running.run_once()
        assert case_of(running).step == "3"


def test_leave_that_was_entered_before_moves_the_task_on_its_first_day(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=TRUST)
    with_person(config, "kabag", f'away = [{{from = "{NEXT_DAY:%Y-%m-%d}", to = "2026-03-06", deputy = "{DEPUTY}"}}]')
    with service.open_service(config, now=NOW) as running:
        begin(tmp_path, running)
        assert asked(running) == [OFFICIAL]
        running.clock.frozen = NEXT_DAY
        for _ in range(2):
            running.run_once()
        assert asked(running) == [DEPUTY]
        assert journal(running).count("task moved on") == 1
