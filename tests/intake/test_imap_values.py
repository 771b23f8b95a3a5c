"""Values of one message that no server should tell: it costs that message no more than the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import make_office, sent, typed_letter
from pipeline import service
from pipeline.intake import Incoming
from pipeline.intake.imap import ImapMailbox, ImapPlace
from scripted_imap import Box, Session, _uids, scripted_imap

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
LETTERS = {uid: typed_letter(uid, sender=f"tu{uid}@unit{uid}-contoh.example.go.id") for uid in (1, 2, 3)}
DATES = (
    "31-Dec-9999 23:59:59 -1200",
    "01-Jan-0001 00:00:00 +1200",
    "01-Jan-0000 00:00:00 +0000",
    "01-Jan-99999999999999999999 00:00:00 +0000",
    "04-May-2026 08:00:00 +9959",
    "04-May-2026 08:00:00 +99999999999",
    "04-May-2026 99:99:99 +0800",
    "04-May-2026",
    "x",
    "",
    "\u00ff\u00fe",
)
SIZES = ("99999999999999999999", "-5", "0", "abc", "NIL", "4294967296", "9" * 5000, '"12"', "(1 2)")


def tells(uid: int, what: str, value: str) -> Callable[[Session, str, str], bool]:
    """A server that says so of one message, beside the others."""

    def fault(session: Session, tag: str, command: str) -> bool:
        if "RFC822.SIZE" not in command:
            return False
        for one in _uids(command):
            said = session.fetched(one, command)
            session.send(re.sub(what.encode(), value.encode("latin-1"), said) if one == uid else said)
        session.line(f"{tag} OK done")
        return True

    return fault


def taken(fault: Callable[[Session, str, str], bool]) -> list[Incoming]:
    """What a mailbox gives whose server says so; each message is fetched."""
    with scripted_imap(Box(messages=dict(LETTERS), fault=fault)) as box:
        place = ImapPlace(
            host="127.0.0.1", port=box.port, user="layanan", folder="INBOX", tls=False, starttls=False, timeout=10.0
        )
        mailbox = ImapMailbox(place, password="rahasia")
        try:
            found = list(mailbox.waiting())
            assert [one.fetch(1_000_000) for one in found] == list(LETTERS.values())
        finally:
            mailbox.close()
    return found


@pytest.mark.parametrize("date", DATES)
def test_a_date_that_no_calendar_has_costs_a_message_its_date_alone(date: str) -> None:
    found = taken(tells(2, 'INTERNALDATE "[^"]*"', f'INTERNALDATE "{date}"'))
    assert [one.received_at is not None for one in (found[0], found[2])] == [True, True]
    assert [one.size for one in (found[0], found[2])] == [len(LETTERS[1])] * 2


@pytest.mark.parametrize("size", SIZES)
def test_a_size_that_no_message_has_costs_a_message_its_size_alone(size: str) -> None:
    found = taken(tells(2, r"SIZE \d+", f"SIZE {size}"))
    assert found[1].size in (0, len(LETTERS[2]))
    assert all(one.size == len(LETTERS[1]) for one in (found[0], found[2]))


def test_an_office_answers_everybody_whatever_is_told_of_one_message(tmp_path: Path) -> None:
    odd = 'SIZE 99999999999999999999 INTERNALDATE "31-Dec-9999 23:59:59 -1200"'
    with scripted_imap(Box()) as box:
        config = make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{box.port}/INBOX")
        with service.open_service(config, now=NOW, environ={"NODIS_MAILBOX__PASSWORD": "rahasia"}) as running:
            running.run_once()
            box.messages.update(LETTERS)
            box.fault = tells(2, r'SIZE \d+ INTERNALDATE "[^"]*"', odd)
            assert running.run_once() == len(LETTERS)
        assert box.seen == set(LETTERS)
    told = " ".join(str(mail["To"]) for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "acknowledgement")
    assert all(f"tu{uid}@unit{uid}-contoh.example.go.id" in told for uid in LETTERS)
