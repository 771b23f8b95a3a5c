"""Guessed codes are counted and slowed down; what a sender writes puts nothing into our headers."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from office_folder import ADDRESS, answer, make_office, put, sent, typed_letter
from pipeline import service

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = "2026-0001"


@contextmanager
def asked_office(folder: Path) -> Iterator[tuple[service.Service, EmailMessage]]:
    """An office with one case at step 2, and the mail by which its Kabag was asked."""
    config = make_office(folder)
    with service.open_service(config, now=NOW) as running:
        put(folder, "surat", typed_letter())
        running.run_once()
        yield running, next(mail for mail in sent(folder) if mail["X-Nodis-Purpose"] == "assignment")


def step_of(running: service.Service) -> str | None:
    with running.store.reading() as tx:
        return tx.case(CASE).step


def by_code(asked: EmailMessage, code: str, name: str) -> bytes:
    """An answer that threads nowhere: the code in the subject is all it has."""
    mail = email.message_from_bytes(answer(asked, "SETUJU"), policy=email.policy.SMTP)
    for header in ("In-Reply-To", "References", "Subject", "Message-ID"):
        del mail[header]
    mail["Subject"], mail["Message-ID"] = f"Re: [{CASE} {code}] Disposisi", f"<{name}@kanwil-contoh.example.go.id>"
    return mail.as_bytes()


def guess(folder: Path, asked: EmailMessage, times: int) -> None:
    for number in range(times):
        put(folder, f"salah-{number}", by_code(asked, f"AAAA-BBBB-CC{number}0", f"salah-{number}"))


def code_of(asked: EmailMessage) -> str:
    return str(asked["Subject"]).partition("]")[0].rpartition(" ")[2]


def test_a_code_alone_suffices(tmp_path: Path) -> None:
    with asked_office(tmp_path) as (running, asked):
        put(tmp_path, "kode", by_code(asked, code_of(asked), "kode"))
        running.run_once()
        assert step_of(running) == "3"


def test_who_tries_codes_is_slowed_down(tmp_path: Path) -> None:
    with asked_office(tmp_path) as (running, asked):
        guess(tmp_path, asked, 5)
        running.run_once()
        put(tmp_path, "kode", by_code(asked, code_of(asked), "kode"))
        running.run_once()
        assert step_of(running) == "2", "even a right code does not count for a while"
        running.clock.frozen = NOW + timedelta(minutes=61)
        put(tmp_path, "kode-lagi", by_code(asked, code_of(asked), "kode-lagi"))
        running.run_once()
        assert step_of(running) == "3"


def test_the_thread_counts_though_codes_do_not(tmp_path: Path) -> None:
    with asked_office(tmp_path) as (running, asked):
        guess(tmp_path, asked, 6)
        running.run_once()
        put(tmp_path, "benar", answer(asked, "SETUJU"))
        running.run_once()
        assert step_of(running) == "3"


def test_a_subject_with_line_breaks_puts_no_header_into_our_mails(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    letter = typed_letter()
    head, _, rest = letter.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Subject:")]
    evil = b"Subject: =?utf-8?q?Gangguan_jaringan=0D=0ABcc=3A_x=40jahat=2Eexample=0D=0AX-Nodis-Step=3A_x?="
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", b"\r\n".join([*lines, evil]) + b"\r\n\r\n" + rest)
        running.run_once()
        mails = sent(tmp_path)
    assert len(mails) >= 2
    for mail in mails:
        assert mail["Bcc"] is None
        assert mail["X-Nodis-Step"] in (None, "gangguan-jaringan/2")
        assert mail["To"] != ADDRESS
