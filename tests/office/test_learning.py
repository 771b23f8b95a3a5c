"""Corrections are kept as labelled examples, and say how often reading and routing were right."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import address, answer, make_office, put, sent, typed_letter, unclear_letter
from pipeline import service
from pipeline.store import examples

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))


def last(folder: Path, purpose: str) -> EmailMessage:
    return [mail for mail in sent(folder) if mail["X-Nodis-Purpose"] == purpose][-1]


@pytest.mark.slow
def test_a_requesters_correction_counts_against_what_was_read(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat-1", typed_letter(1))
    put(tmp_path, "surat-2", typed_letter(2, sender="tu@kanim-contoh.example.go.id"))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        acknowledgements = {
            str(mail["To"]): mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "acknowledgement"
        }
        first = next(mail for to, mail in acknowledgements.items() if "lapas" in to)
        other = next(mail for to, mail in acknowledgements.items() if "kanim" in to)
        running.clock.frozen = NOW + timedelta(minutes=5)
        put(tmp_path, "perbaiki", answer(first, "PERBAIKI No. HP: 0812-5555-9999"))
        running.run_once()
        running.clock.frozen = NOW + timedelta(minutes=10)
        put(tmp_path, "cabut-1", answer(first, "CABUT"))
        put(tmp_path, "cabut-2", answer(other, "CABUT"))
        running.run_once()
        with running.store.transaction() as tx:
            kept = examples(tx)
    (phone,) = [example for example in kept if example.path == "requester.phone"]
    assert (phone.was, phone.became) == ("+6281200004455", "+6281255559999")
    assert phone.finder == "label"
    assert "tu@lapas-contoh" in phone.said_by
    found = {(one.month, one.path): one for one in service.accuracy_of(config)}
    said = found["2026-03", "requester.phone"]
    assert (said.right, said.wrong, said.missed) == (1, 1, 0)
    assert said.rate == 0.5
    assert found["2026-03", "requester.name"].rate == 1.0
    assert (found["2026-03", "route"].right, found["2026-03", "route"].wrong) == (2, 0)


@pytest.mark.slow
@pytest.mark.parametrize("said", ["bandwidth", "SDM-236", "Penanganan Kendala Alokasi Bandwith"])
def test_the_operator_routes_what_the_rules_could_not(tmp_path: Path, said: str) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat-1", unclear_letter())
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        review = last(tmp_path, "review")
        running.clock.frozen = NOW + timedelta(minutes=5)
        put(tmp_path, "bukan-operator", answer(review, f"{said} saja", sender=address("kepala")))
        running.run_once()
        with running.store.transaction() as tx:
            (case,) = tx.cases()
        assert case.sop is None
        running.clock.frozen = NOW + timedelta(minutes=10)
        put(tmp_path, "rute", answer(review, said))
        running.run_once()
        with running.store.transaction() as tx:
            (case,) = tx.cases()
            kept = examples(tx)
    assert case.sop == "bandwidth"
    assert [(example.was, example.became) for example in kept if example.path == "route"] == [(None, "bandwidth")]
