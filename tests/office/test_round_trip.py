"""One letter through the whole office, on Maildir and SQLite."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from office_folder import ADDRESS, address, answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.model import CaseState

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 140)).save(buffer, "JPEG")
    return buffer.getvalue()


def last_assignment(folder: Path, step: str) -> EmailMessage:
    found = [mail for mail in sent(folder) if mail["X-Nodis-Step"] == step and mail["X-Nodis-Purpose"] == "assignment"]
    assert found, f"no assignment of {step} among {[mail['Subject'] for mail in sent(folder)]}"
    return found[-1]


ANSWERS = [
    ("2", "Setuju, segera tindak lanjuti"),
    ("3", "SELESAI\nKonfirmasi: pelapor membenarkan gangguan"),
    ("4", "SETUJU"),
    ("5", "sudah selesai pak\nPenyebab: adaptor rusak\nTindakan: adaptor diganti\nChecklist: ping normal"),
    ("6", "setuju"),
    ("7", "SETUJU"),
]


@pytest.mark.slow
def test_a_network_letter_is_closed_with_result_and_report(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat-1", typed_letter())
    with service.open_service(config, now=NOW) as running:
        assert running.run_once() == 1
        acknowledgement = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "acknowledgement")
        assert (
            acknowledgement["To"].endswith("tu@lapas-contoh.example.go.id>")
            or "tu@lapas-contoh" in acknowledgement["To"]
        )
        assert acknowledgement["Reply-To"] == ADDRESS
        for turn, (step, text) in enumerate(ANSWERS):
            running.clock.frozen = NOW + timedelta(minutes=5 * (turn + 1))
            mail = last_assignment(tmp_path, f"gangguan-jaringan/{step}")
            attach = {"foto.jpg": photo()} if step == "5" else None
            put(tmp_path, f"balas-{step}", answer(mail, text, attach=attach))
            running.run_once()
        with running.store.transaction() as tx:
            (case,) = tx.cases()
            sums = tx.sums()
    assert case.state is CaseState.CLOSED
    assert sums.received == sum(sums.messages.values()) == 1 + len(ANSWERS)
    purposes = [(str(mail["X-Nodis-Purpose"]), str(mail["To"])) for mail in sent(tmp_path)]
    assert sum(purpose == "result" for purpose, _ in purposes) == 1
    assert any(purpose == "report" and address("kepala") in to for purpose, to in purposes)
    result = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "result")
    names = [part.get_filename() for part in result.iter_attachments()]
    assert any(name and name.startswith(case.id) and name.endswith(".pdf") for name in names)


@pytest.mark.slow
def test_an_answer_from_someone_else_moves_nothing(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat-1", typed_letter())
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        mail = last_assignment(tmp_path, "gangguan-jaringan/2")
        put(tmp_path, "palsu", answer(mail, "SETUJU", sender="orang@lain.example.com"))
        running.run_once()
        with running.store.transaction() as tx:
            (case,) = tx.cases()
    assert case.step == "2"
    told = [str(mail["To"]) for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "notice"]
    assert any(address("operator") in to for to in told)
    assert any(address("kabag") in to for to in told)


@pytest.mark.slow
def test_two_requests_in_one_letter_are_two_cases_that_know_each_other(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    further = "Selain itu alokasi bandwidth kami sebesar 20 Mbps tidak mencukupi. Mohon penambahan alokasi bandwidth.\n\nNama Unit"
    both = typed_letter().replace(b"Nama Unit", further.encode())
    put(tmp_path, "surat-1", both)
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        with running.store.transaction() as tx:
            cases = {case.sop: case for case in tx.cases()}
    assert set(cases) == {"gangguan-jaringan", "bandwidth"}
    network, bandwidth = cases["gangguan-jaringan"], cases["bandwidth"]
    assert network.related == (bandwidth.id,)
    assert bandwidth.related == (network.id,)
    said = {
        str(mail["X-Nodis-Case"]): mail.get_body(("plain",))
        for mail in sent(tmp_path)
        if mail["X-Nodis-Purpose"] == "acknowledgement"
    }
    for case in (network, bandwidth):
        body = said[case.id]
        assert body is not None
        assert case.related[0] in body.get_content()
