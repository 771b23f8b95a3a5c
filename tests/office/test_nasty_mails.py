"""Mail as it really is: every one is taken in, ends in exactly one state, and none is answered that must not be.

`make nasty` takes all of them (some 360), `make test` every third and all that must stay unanswered.
"""

from __future__ import annotations

import os
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nasty_mails import Nasty, all_of_them
from office_folder import address, make_office, put, sent
from pipeline import service
from pipeline.store import Sums

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
EVERY = os.environ.get("NODIS_NASTY") == "all"


def run(folder: Path, mails: list[Nasty]) -> tuple[Sums, list[EmailMessage]]:
    config = make_office(folder)
    for number, one in enumerate(mails):
        put(folder, f"surel-{number:04d}", one.raw)
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        with running.store.reading() as tx:
            sums = tx.sums()
        assert running.store.verify() == ()
    return sums, sent(folder)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_every_mail_ends_in_one_state(tmp_path: Path) -> None:
    mails = [one for number, one in enumerate(all_of_them()) if EVERY or number % 3 == 0]
    sums, answers = run(tmp_path, mails)
    assert sums.received == len({one.raw for one in mails})
    assert sums.messages["pending"] == 0
    assert sum(sums.messages.values()) == sums.received
    assert sums.messages["letter"] > 20, "the honest letter is understood in many of its disguises"
    assert not any(
        "\n" in str(value).strip("\r\n") and "Bcc" in str(value) for mail in answers for value in mail.values()
    )
    assert all(len(mail.get_all("To", [])) == 1 and not mail.get_all("Bcc") for mail in answers)


def test_what_must_not_be_answered_is_not(tmp_path: Path) -> None:
    mails = [one for one in all_of_them() if one.silent]
    assert len(mails) > 25
    sums, answers = run(tmp_path, mails)
    told = {str(mail["To"]) for mail in answers}
    assert [to for to in told if address("operator") not in to] == []
    assert sums.cases == {}, "none opens a case"
    assert sums.messages["pending"] == 0
