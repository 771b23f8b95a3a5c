"""Completing what is missing is never a dead end: whatever way a requester gives the values, they count for his own case."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from completing import Make, form, in_the_quote, page, typed
from office_folder import make_office, put, sent, typed_letter
from pipeline import service
from pipeline.model import CaseState

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
CASE = "2026-0001"
UNIT, NAME, PHONE = "Lapas Contoh", "Sari Wulandari", "0812-0000-4455"
VALUES = {"Nama unit": UNIT, "Nama penanggung jawab": NAME, "Nomor HP penanggung jawab": PHONE}
IN_FORM = {"Nama": NAME, "Unit Kerja": UNIT, "No. HP": PHONE}


def lacking() -> bytes:
    """A letter without unit, name and telephone number."""
    raw = typed_letter().replace(b'"Sari Wulandari" ', b"")
    for line in (rb"Nama Unit : .*\r\n", rb"Penanggung Jawab : .*\r\n", rb"No. HP : .*\r\n"):
        raw = re.sub(line, b"", raw)
    return raw


def asked(folder: Path) -> EmailMessage:
    return [mail for mail in sent(folder) if mail["X-Nodis-Purpose"] == "completeness"][-1]


def plain_text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def rows(pattern: str) -> str:
    return "\n".join(pattern.format(label, value) for label, value in VALUES.items())


CELLS = rows("<tr><td>{}</td><td>{}</td></tr>")
HEADS = "".join(f"<th>{label}</th>" for label in VALUES)
BELOW = "".join(f"<td>{value}</td>" for value in VALUES.values())
WAYS: dict[str, Make] = {
    "the lines as asked": typed(rows("{}: {}")),
    "the lines as asked, indented": typed(rows("  {}: {}")),
    "behind the dots": typed(rows("{}: ... {}")),
    "before the dots": typed(rows("{}: {} ...")),
    "four labelled lines of his own": typed(f"Nama : {NAME}\nNIP : 199003172015032002\nUnit : {UNIT}\nHP : {PHONE}"),
    "with courtesy around": typed(f"Selamat pagi, berikut datanya:\n{rows('{}: {}')}\nTerima kasih."),
    "a table of a page, by rows": page(f"<table>{CELLS}</table>"),
    "a table of a page, by columns": page(f"<table><tr>{HEADS}</tr><tr>{BELOW}</tr></table>"),
    "a table copied as text": typed(rows("{}\t{}")),
    "columns of spaces": typed(rows("{:<30}{}")),
    "typed into the quoted mail": in_the_quote("", VALUES),
    "typed into the quoted mail, and said so": in_the_quote("Sudah saya isi di bawah.\n\n", VALUES),
    "the form as a Word file": form("Terlampir formulir yang sudah diisi.", IN_FORM),
    "the form as a Word file, without a word": form("", IN_FORM),
    "the form as a PDF": form("Terlampir.", IN_FORM, as_pdf=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_values_count_whatever_way_they_are_given(tmp_path: Path, way: str) -> None:
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        put(tmp_path, "surat", lacking())
        running.run_once()
        asked_for = plain_text(asked(tmp_path))
        made = WAYS[way](asked(tmp_path), running)
        put(tmp_path, "balasan", made.as_bytes())
        running.clock.frozen = NOW + timedelta(minutes=5)
        running.run_once()
        with running.store.reading() as tx:
            cases = tx.cases()
    assert len(cases) == 1, "nothing of it is a letter of its own"
    (case,) = cases
    told = [case.letter.value(f"requester.{key}") for key in ("unit", "name", "phone")]
    lines = {"Nama unit": UNIT, "Nama penanggung jawab": NAME}  # what was not asked has no line in the quoted mail
    unit, name = (value if "quoted" not in way or label in asked_for else None for label, value in lines.items())
    assert told == [unit, name, "+6281200004455"]
    assert (case.missing, case.state, case.step) == ((), CaseState.OPEN, "2")


def test_a_table_of_several_people_fills_in_nobody(tmp_path: Path) -> None:
    with service.open_service(make_office(tmp_path), now=NOW) as running:
        put(tmp_path, "surat", lacking())
        running.run_once()
        two = "<td>Lapas Lain</td><td>Ani Rahmawati</td><td>0812-0000-9999</td>"
        made = page(f"<table><tr>{HEADS}</tr><tr>{BELOW}</tr><tr>{two}</tr></table>")(asked(tmp_path), running)
        put(tmp_path, "balasan", made.as_bytes())
        running.run_once()
        with running.store.reading() as tx:
            (case,) = tx.cases()
    assert case.letter.value("requester.name") not in (NAME, "Ani Rahmawati")
