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

import pytest

from office_folder import ADDRESS, TRUST, answer, make_office, put, sent, typed_letter, with_verdict
from pipeline import service

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = "2026-0001"


@contextmanager
def asked_office(folder: Path, *, extra: str = TRUST) -> Iterator[tuple[service.Service, EmailMessage]]:
    """An office with one case at step 2, and the mail by which its Kabag was asked."""
    config = make_office(folder, extra=extra)
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


def guess(folder: Path, asked: EmailMessage, times: int, *, verdict: str = "pass") -> None:
    for number in range(times):
        raw = by_code(asked, f"AAAA-BBBB-CC{number}0", f"salah-{number}")
        put(folder, f"salah-{number}", with_verdict(raw, verdict) if verdict else raw)


def counted(running: service.Service) -> int:
    with running.store.reading() as tx:
        return len(tx.lines_of("wrong code"))


def code_of(asked: EmailMessage) -> str:
    return str(asked["Subject"]).partition("]")[0].rpartition(" ")[2]


@pytest.mark.parametrize("extra", [TRUST, ""], ids=["server", "no-server"])
def test_a_code_alone_suffices(tmp_path: Path, extra: str) -> None:
    with asked_office(tmp_path, extra=extra) as (running, asked):
        put(tmp_path, "kode", with_verdict(by_code(asked, code_of(asked), "kode"), "pass"))
        running.run_once()
        assert step_of(running) == "3"


def test_who_is_proven_to_try_codes_is_slowed_down(tmp_path: Path) -> None:
    with asked_office(tmp_path) as (running, asked):
        guess(tmp_path, asked, 5)
        running.run_once()
        assert counted(running) == 5
        put(tmp_path, "kode", with_verdict(by_code(asked, code_of(asked), "kode"), "pass"))
        running.run_once()
        assert step_of(running) == "2", "even a right code does not count for a while"
        running.clock.frozen = NOW + timedelta(minutes=61)
        put(tmp_path, "kode-lagi", with_verdict(by_code(asked, code_of(asked), "kode-lagi"), "pass"))
        running.run_once()
        assert step_of(running) == "3"


UNPROVEN = [("", ""), ("", "pass"), ("", "fail"), (TRUST, ""), (TRUST, "none"), (TRUST, "fail"), (TRUST, "temperror")]


@pytest.mark.parametrize(("extra", "verdict"), UNPROVEN, ids=lambda one: "server" if one == TRUST else one or "absent")
def test_codes_tried_in_anothers_name_block_nobody(tmp_path: Path, extra: str, verdict: str) -> None:
    with asked_office(tmp_path, extra=extra) as (running, asked):
        guess(tmp_path, asked, 9, verdict=verdict)
        running.run_once()
        assert counted(running) == 0
        put(tmp_path, "kode", with_verdict(by_code(asked, code_of(asked), "kode"), "pass"))
        running.run_once()
        assert step_of(running) == "3", "a button of his counts"


def test_a_pass_that_another_server_wrote_blocks_nobody(tmp_path: Path) -> None:
    with asked_office(tmp_path) as (running, asked):
        for number in range(9):
            raw = by_code(asked, f"AAAA-BBBB-CC{number}0", f"salah-{number}")
            put(tmp_path, f"salah-{number}", with_verdict(raw, "pass", server="mx.penyerang.example"))
        running.run_once()
        assert counted(running) == 0


def test_the_thread_counts_though_codes_do_not(tmp_path: Path) -> None:
    with asked_office(tmp_path) as (running, asked):
        guess(tmp_path, asked, 6)
        running.run_once()
        put(tmp_path, "benar", with_verdict(answer(asked, "SETUJU"), "pass"))
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
