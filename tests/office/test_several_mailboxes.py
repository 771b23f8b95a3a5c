"""One office with several mailboxes: letters of each are its cases, and one that is away holds up no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from imap_server import PASSWORD, free_port, imap_server
from office_folder import make_office, put, sent, typed_letter
from pipeline import service
from pipeline.errors import MailboxError

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
PATIENCE = 60.0  # seconds
SECOND = '[mailboxes.aduan]\nurl = "maildir:aduan/mailbox"\n'


def acknowledged(folder: Path) -> list[str]:
    return sorted(str(mail["To"]) for mail in sent(folder) if mail["X-Nodis-Purpose"] == "acknowledgement")


def letter(number: int) -> bytes:
    return typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id")


def test_letters_of_both_become_cases_and_one_that_came_to_both_is_one(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra=SECOND)
    put(tmp_path, "surat", letter(1))
    put(tmp_path / "aduan", "surat", letter(2))
    put(tmp_path, "keduanya", b"Received: from a\r\n" + letter(3))
    put(tmp_path / "aduan", "keduanya", b"Received: from b\r\n" + letter(3))
    with service.open_service(config, now=NOW) as office:
        assert office.run_once() == 4
        with office.store.reading() as tx:
            cases, sums = tx.cases(), tx.sums()
            (line,) = tx.lines_of("letter came again")
    by_requester = {case.requester.address[:3]: case.id for case in cases}
    assert len(cases) == len(by_requester) == 3
    assert line.case == by_requester["tu3"]
    assert sums.messages["letter"] == 4
    assert [to[to.index("<") + 1 :][:3] for to in acknowledged(tmp_path)] == ["tu1", "tu2", "tu3"], "once each"


def test_one_that_is_away_is_named_and_the_other_is_worked_on(tmp_path: Path) -> None:
    config = make_office(tmp_path, mailbox=f"imap://tu@127.0.0.1:{free_port()}/INBOX", extra=SECOND)
    put(tmp_path / "aduan", "surat", letter(1))
    with service.open_service(config, now=NOW) as office:
        with pytest.raises(MailboxError):
            office.run_once()
        assert len(acknowledged(tmp_path)) == 1
        for minute in (0, 20):
            office.clock.frozen = NOW.replace(minute=10 + minute)
            office.office.mailbox_answers("aduan", "folder hilang.")
            office.office.mailbox_answers("")
        office.engine.drain()
    told = [mail for mail in sent(tmp_path) if "Kotak surat aduan tidak dapat dibaca" in mail.as_string()]
    assert len(told) == 1
    (concern,) = [one for one in service.standing_of(config).concerns if one.what == "Kotak surat"]
    assert concern.which[0].startswith("aduan tidak dapat dibaca sejak Senin, 2 Maret 2026 pukul 08.10")


@pytest.mark.server
@pytest.mark.slow
def test_a_running_service_watches_all_at_once_and_stops_while_they_wait(tmp_path: Path) -> None:
    with imap_server() as imap:
        away = f'[mailboxes.jauh]\nurl = "imap://tu@127.0.0.1:{free_port()}/INBOX"\n'
        config = make_office(tmp_path, mailbox=imap.url, extra=SECOND + away)
        command = [sys.executable, "-m", "pipeline", "run", "--config", str(config)]
        environ = {**os.environ, "NODIS_MAILBOX__PASSWORD": PASSWORD}
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            try:
                for round_ in (0, 2):  # the second letters find both waiting
                    imap.deliver(f"surat-{round_}", letter(round_ + 1))
                    put(tmp_path / "aduan", f"surat-{round_}", letter(round_ + 2))
                    until = time.monotonic() + PATIENCE
                    while len(answered(tmp_path)) < round_ + 2 and time.monotonic() < until:
                        time.sleep(0.1)
                    assert len(answered(tmp_path)) == round_ + 2
            finally:
                process.send_signal(signal.SIGTERM)
                output, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, output.decode()


def answered(folder: Path) -> list[str]:
    return acknowledged(folder) if (folder / "outbox" / "new").is_dir() else []
