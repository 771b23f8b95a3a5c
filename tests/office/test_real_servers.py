"""The round trip against real servers: Dovecot with IDLE in, Exim out, PostgreSQL below."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from databases import BACKENDS, new_database
from imap_server import PASSWORD, imap_server
from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import service
from smtp_server import MailServer, mail_server

PATIENCE = 60.0  # seconds
NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))


@contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`nodis run` as a service of its own, stopped with SIGTERM."""
    command = [sys.executable, "-m", "pipeline", "run", "--config", str(config)]
    environ = {**os.environ, "NODIS_MAILBOX__PASSWORD": PASSWORD}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, output.decode()


def arrived(server: MailServer, purpose: str, step: str | None = None) -> EmailMessage:
    """Wait for a mail of that purpose and step at the mail server."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for raw in server.delivered(0):
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            if mail["X-Nodis-Purpose"] == purpose and (step is None or mail["X-Nodis-Step"] == step):
                return mail
        time.sleep(0.05)
    raise AssertionError(f"no {purpose} of {step}; {server.log()}")


@pytest.mark.server
@pytest.mark.slow
def test_a_letter_goes_in_by_imap_and_its_case_moves_on_by_smtp(tmp_path: Path) -> None:
    with imap_server() as imap, mail_server() as smtp:
        config = make_office(tmp_path, mailbox=imap.url, outbox=f"smtp://127.0.0.1:{smtp.port}")
        with running(config):
            imap.deliver("surat-1", typed_letter())
            acknowledgement = arrived(smtp, "acknowledgement")
            assert "tu@lapas-contoh.example.go.id" in acknowledgement["To"]
            assignment = arrived(smtp, "assignment", "gangguan-jaringan/2")
            imap.deliver("balas-1", answer(assignment, "Setuju, tindak lanjuti"))
            onwards = arrived(smtp, "assignment", "gangguan-jaringan/3")
            names = [part.get_filename() for part in onwards.iter_attachments()]
            assert any("Lembar-Disposisi" in (name or "") for name in names)
        assert imap.flags() == ["S", "S"]
    with service.open_store(config) as store, store.transaction() as tx:
        sums = tx.sums()
    assert sums.messages["letter"] == 1
    assert sums.messages["reply"] == 1
    assert sums.outbox["failed"] == 0


@pytest.mark.parametrize("database", BACKENDS)
@pytest.mark.slow
def test_the_office_works_the_same_on_both_databases(database: str, tmp_path: Path) -> None:
    config = make_office(tmp_path, database=new_database(database, tmp_path))
    put(tmp_path, "surat-1", typed_letter())
    with service.open_service(config, now=NOW) as office:
        office.run_once()
        assignment = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment")
        put(tmp_path, "balas-1", answer(assignment, "SETUJU"))
        office.run_once()
        with office.store.transaction() as tx:
            (case,) = tx.cases()
        assert case.step == "3"
        assert office.store.verify() == ()
