"""Mails get their words when they leave: what happens where that fails, or where the process dies before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from office_folder import ADDRESS, address, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.model import Job

NOW = datetime(2026, 3, 2, 0, 4, tzinfo=UTC)
BROKEN = ("Perihal: {{ case.id + 1 }}\nIsi.\n", "{% if %}", "tanpa perihal\n")


@pytest.mark.parametrize("broken", BROKEN)
def test_a_mail_for_which_there_are_no_words_fails_alone_and_leaves_once_there_are(tmp_path: Path, broken: str) -> None:
    config = make_office(tmp_path, extra='\n[templates]\npath = "templates"\n')
    template = tmp_path / "templates" / "mail" / "assignment.txt.j2"
    template.parent.mkdir(parents=True)
    template.write_text(broken, encoding="utf-8")
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", typed_letter())
        running.run_once()
        with running.store.reading() as tx:
            (failed,) = tx.outgoings("failed")
            assert tx.sums().messages["letter"] == 1, "the letter is filed, and its case is open"
            assert tx.sums().messages["set_aside"] == 0
            assert tx.has_case("2026-0001")
        assert failed.last_error
    purposes = [(mail["X-Nodis-Purpose"], mail["To"].addresses[0].addr_spec) for mail in sent(tmp_path)]
    assert ("acknowledgement", "tu@lapas-contoh.example.go.id") in purposes
    assert ("notice", address("operator")) in purposes
    assert "assignment" not in dict(purposes)

    template.unlink()
    with service.open_service(config, now=NOW) as running:
        assert running.office.retry() == 1
        running.engine.drain()
    (assignment,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment"]
    assert assignment["To"].addresses[0].addr_spec == failed.to.address
    assert assignment["Message-ID"] == f"<{failed.message_id}>"


def test_mails_that_have_no_words_yet_get_them_from_who_takes_the_job_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a death right behind the transaction that opened the case: the job runs again and finds its mails queued."""
    config = make_office(tmp_path)
    ran: list[Job] = []
    with monkeypatch.context() as patch, service.open_service(config, now=NOW) as running:
        patch.setattr("pipeline.office.conductor.hand_over", lambda *_: None)
        original = running.office.run

        def noted(job: Job) -> None:
            ran.append(job)
            original(job)

        patch.setattr(running.office, "run", noted)
        put(tmp_path, "surat", typed_letter())
        running.run_once()
        with running.store.reading() as tx:
            waiting = tx.outgoings("queued")
    assert {row.purpose.value for row in waiting} >= {"acknowledgement", "assignment"}
    assert {(row.subject, row.text) for row in waiting} == {("", "")}
    assert not [mail for mail in sent(tmp_path) if mail["X-Nodis-Case"]]
    with service.open_service(config, now=NOW) as running:
        for job in ran:
            running.office.run(job)
        with running.store.reading() as tx:
            assert tx.outgoings("queued") == ()
            rows = {row.message_id: row for row in tx.outgoings("sent") if row.case}
    mails = {str(mail["Message-ID"]).strip("<>"): mail for mail in sent(tmp_path) if mail["X-Nodis-Case"]}
    assert rows.keys() == mails.keys() == {row.message_id for row in waiting}
    for key, mail in mails.items():
        assert mail["Subject"] == rows[key].subject
        assert mail["Subject"].rpartition(" [")[2].startswith("2026-0001")
        assert mail["From"].addresses[0].addr_spec == ADDRESS
        assert rows[key].unsaid is None
