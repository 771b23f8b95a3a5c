"""A reply that came from outside, names another case by its short number, or holds a pasted answer: no case moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import SERVER, TRUST, answer, make_office, put, sent, typed_letter, with_verdict
from pipeline import service

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE, OTHER = "2026-0001", "2026-0002"
HOP = b"Received: from luar.example by relay.luar.example with ESMTP id 1; Mon, 2 Mar 2026 08:10:00 +0800\r\n"
FAILED = f"Authentication-Results: {SERVER}; dmarc=fail header.from=kanwil-contoh.example.go.id\r\n".encode()
ABOVE = {
    "a server of nobody's": HOP,
    "a chain": b"ARC-Authentication-Results: i=1; mx.luar.example; dmarc=pass\r\n",
    "any other header": b"X-Spam-Status: No\r\n",
}


class Office:
    """An office with two cases at step 2."""

    def __init__(self, folder: Path, running: service.Service) -> None:
        self.folder, self.running, self._delivered = folder, running, 0

    def asked(self) -> EmailMessage:
        return next(
            one for one in sent(self.folder) if (one["X-Nodis-Purpose"], one["X-Nodis-Case"]) == ("assignment", CASE)
        )

    def steps(self) -> list[str | None]:
        with self.running.store.reading() as tx:
            return [tx.case(case).step for case in (CASE, OTHER)]

    def deliver(self, raw: bytes) -> None:
        self._delivered += 1
        name = f"balasan-{self._delivered}"
        self.running.clock.frozen = self.running.clock() + timedelta(minutes=70)
        put(self.folder, name, re.sub(rb"(?m)^Message-ID: <[^@]*", f"Message-ID: <{name}".encode(), raw))
        self.running.run_once()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("kantor")
    with service.open_service(make_office(folder, extra=TRUST), now=NOW) as running:
        for number in (1, 2):
            put(folder, f"surat-{number}", with_verdict(typed_letter(number), "pass"))
            running.run_once()
        found = Office(folder, running)
        assert found.steps() == ["2", "2"]
        yield found


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE.keys())
def test_a_failure_that_our_server_wrote_spoils_local_mail_wherever_it_stands(office: Office, above: bytes) -> None:
    office.deliver(above + FAILED + answer(office.asked(), "SETUJU"))
    assert office.steps() == ["2", "2"]


@pytest.mark.parametrize(
    "says",
    [
        "SETUJU untuk yang nomor 0002",
        "SETUJU perkara 2",
        "Perkara no. 0002: setuju",
        "SETUJU\n\n(untuk 0002)",
        "Jawaban beliau sebagai berikut.\n\nSETUJU",
        "Ratna Dewi  10:15 AM\nSETUJU",
    ],
)
def test_another_case_or_anothers_answer_moves_none(office: Office, says: str) -> None:
    office.deliver(answer(office.asked(), says))
    assert office.steps() == ["2", "2"]


def test_z_local_mail_without_any_verdict_moves_its_own_case(office: Office) -> None:
    office.deliver(answer(office.asked(), "SETUJU. Ini nomor 0001, hubungi pelapor di 0812-0000-4455"))
    assert office.steps() == ["3", "2"]
