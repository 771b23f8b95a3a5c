"""Letters of people from whom nothing was taught, and who say what their SOP requires: they are not asked, and go to their end."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from office.test_walks import content_of, local
from office_folder import answer, make_office, put, sent
from pipeline import service
from pipeline.accuracy.annotated_mails import mail_of, truth_of
from pipeline.accuracy.scoring import REQUIRED, at
from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.model import CaseState
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from pipeline.training.linear import rows_of
from rules import rulebook

HELD = Path(__file__).parents[2] / "examples" / "held"
OPTIONAL = {"issue.evidence"}  # work begins without
EACH = 4  # letters of a SOP that are walked to the end
ASKED_AT_MOST = 0.1
NOW = local("2026-11-30T08:00")
ANSWERS = {  # by step: what its holder answers, and his files
    "keluhan-aplikasi/2": ("TANGANI", ()),
    "keluhan-aplikasi/3": ("SELESAI\nTindakan: layanan dihidupkan ulang\nHasil: aplikasi dapat dibuka", ()),
    "keluhan-aplikasi/6": ("SETUJU", ()),
    "gangguan-jaringan/2": ("SETUJU", ()),
    "gangguan-jaringan/3": ("SELESAI\nKonfirmasi: pelapor membenarkan gangguan", ()),
    "gangguan-jaringan/4": ("SETUJU", ()),
    "gangguan-jaringan/5": ("SELESAI\nPenyebab: adaptor rusak\nTindakan: adaptor diganti\nChecklist: ping normal", ("foto.jpg",)),
    "gangguan-jaringan/6": ("SETUJU", ()),
    "gangguan-jaringan/7": ("SETUJU", ()),
    "hak-akses/2": ("SETUJU", ()),
    "hak-akses/3": ("SETUJU\nHasil: data lengkap dan sesuai", ()),
    "hak-akses/4": ("SELESAI\nAkun: sesuai permohonan", ()),
    "hak-akses/5": ("SELESAI\nTanggal: 30 November 2026", ("foto.jpg",)),
    "hak-akses/6": ("SELESAI", ("ba.pdf",)),
    "hak-akses/8": ("SETUJU", ()),
    "bandwidth/1": ("SELESAI\nData: alokasi 20 Mbps, 85 perangkat", ()),
    "bandwidth/2": ("SETUJU\nRencana: naik menjadi 60 Mbps", ()),
    "bandwidth/3": ("SELESAI\nKesepakatan: pukul 13.30 tanpa pemutusan", ()),
    "bandwidth/4": ("SELESAI\nSebelum: 20 Mbps\nSesudah: 60 Mbps", ()),
    "bandwidth/5": ("SETUJU", ()),
    "bandwidth/6": ("SETUJU", ()),
    "masalah-software/1": ("SETUJU", ()),
    "masalah-software/2": ("SETUJU", ()),
    "masalah-software/3": ("SETUJU", ()),
    "masalah-software/4": ("TERUSKAN ke Budi Prakoso", ()),
    "masalah-software/5": ("SELESAI\nPenyebab: berkas rusak\nTindakan: instal ulang\nHasil: normal", ()),
    **{f"masalah-software/{step}": ("SETUJU", ()) for step in (6, 7, 8, 9)},
}  # fmt: skip
Row = Mapping[str, Any]


def complete_letters() -> Iterator[tuple[str, Row]]:
    """Those that ask for one thing and say all that its SOP requires, with the SOP."""
    for path in sorted(HELD.glob("H*.yaml")):
        for row in rows_of(path):
            letters = truth_of(row)["letters"]
            if not letters or row["truth"].get("more"):
                continue
            sop = letters[0]["sop"]
            if sop in REQUIRED and all(at(letters[0], path) for path in REQUIRED[sop]):
                yield sop, row


@pytest.fixture(scope="module")
def read() -> list[tuple[str, Row, str | None, tuple[str, ...]]]:
    """Each complete letter with its SOP, the one to which it goes, and what would be asked for."""
    found = []
    with Reader(2) as reader:
        for sop, row in complete_letters():
            told = inspect(
                f"{row['id']}.eml",
                mail_of(row),
                rulebook=rulebook(),
                directory=Directory(),
                zone=DEFAULT_ZONE,
                reader=reader,
            )
            route = told.routes[0].sop if told.routes else None
            found.append((sop, row, route, told.missing[0] if told.missing else ()))
    return found


def test_most_are_not_asked_for_anything(read: list[tuple[str, Row, str | None, tuple[str, ...]]]) -> None:
    assert len(read) > 100
    asked = [row["id"] for _, row, route, missing in read if route and {*missing} - OPTIONAL]
    assert len(asked) <= ASKED_AT_MOST * len(read), asked


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("sop", sorted(REQUIRED))
def test_four_of_each_sop_walk_to_the_end(
    sop: str, read: list[tuple[str, Row, str | None, tuple[str, ...]]], tmp_path: Path
) -> None:
    chosen = [row for wanted, row, route, missing in read if wanted == route == sop and not {*missing} - OPTIONAL][
        :EACH
    ]
    assert len(chosen) == EACH
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        running.clock.frozen = NOW
        for row in chosen:
            put(tmp_path, f"surat-{row['id']}", mail_of(row))
        answered: set[tuple[str, ...]] = set()
        for _ in range(len(ANSWERS)):
            running.run_once()
            tasks = [
                mail
                for mail in sent(tmp_path)
                if mail["X-Nodis-Purpose"] == "assignment" and _key(mail) not in answered
            ]
            for mail in tasks:
                answered.add(_key(mail))
                put(tmp_path, f"jawaban-{len(answered)}", _answer(mail))
            if not tasks:
                break
        with running.store.reading() as tx:
            assert [(case.sop, case.state) for case in tx.cases()] == [(sop, CaseState.CLOSED)] * EACH
        assert not running.store.verify()
    results = [str(mail["X-Nodis-Case"]) for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "result"]
    assert len(set(results)) == EACH


def _key(mail: EmailMessage) -> tuple[str, ...]:
    return str(mail["X-Nodis-Case"]), str(mail["X-Nodis-Step"]), str(mail["To"])


def _answer(mail: EmailMessage) -> bytes:
    says, files = ANSWERS[str(mail["X-Nodis-Step"])]
    written = email.message_from_bytes(answer(mail, says), policy=email.policy.SMTP)
    assert isinstance(written, EmailMessage)
    for name in files:
        main, sub = ("application", "pdf") if name.endswith(".pdf") else ("image", "jpeg")
        unique = f"{len(str(mail['Message-ID']))}-{mail['X-Nodis-Case']}-{mail['To']}-{name}"
        written.add_attachment(content_of(unique), maintype=main, subtype=sub, filename=name)
    return written.as_bytes()
