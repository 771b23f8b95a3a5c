"""The registers that an office keeps: letters in (agenda), letters out (numbers, cancelled ones too)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.letters import incoming_letter
from pipeline.model import Case
from pipeline.rulebook import OfficeFacts, Rulebook
from pipeline.store import REGISTER_IN, LetterRow, Store
from pipeline.wording import date_long, moment_long

IN = ("No. agenda", "Diterima", "Dari", "Nomor surat", "Tanggal surat", "Hal", "Sifat", "Perkara", "Layanan", "Keadaan")
OUT = (
    "No. urut",
    "Nomor",
    "Tanggal",
    "Klasifikasi",
    "Surat",
    "Kepada",
    "Hal",
    "Penanda tangan",
    "Perkara",
    "Keterangan",
)
CANCELLED = "DIBATALKAN"
Row = tuple[str, ...]


def incoming_register(year: int, *, store: Store, facts: OfficeFacts) -> tuple[Row, ...]:
    """A row a letter that came in that year, by agenda number; columns `IN`."""
    with store.reading() as tx:
        cases = tx.cases_of_year(year)
    return tuple(_in(case, facts) for case in sorted(cases, key=lambda case: case.agenda))


def _in(case: Case, facts: OfficeFacts) -> Row:
    letter = incoming_letter(case, facts.zone)
    return (
        str(case.agenda), letter["diterima"], letter["dari"], letter["nomor"], letter["tanggal"], letter["hal"],
        letter["sifat"], case.id, case.sop or "-", case.state.value,
    )  # fmt: skip


def outgoing_register(
    year: int, *, store: Store, facts: OfficeFacts, rulebook: Rulebook, classification: str | None = None
) -> tuple[Row, ...]:
    """A row a number drawn that year, of one classification or of all; columns `OUT`. Cancelled numbers are named so."""
    with store.reading() as tx:
        rows = tx.numbered_letters(year)
    shown = [(row, _classification(row, facts, rulebook)) for row in rows]
    return tuple(_out(row, code, facts, rulebook) for row, code in shown if classification in (None, code))


def _classification(row: LetterRow, facts: OfficeFacts, rulebook: Rulebook) -> str:
    """As the register says it; else as the kind of letter is classified now."""
    _, _, own = (row.register or "").partition(":")
    kind = rulebook.letters.get(row.kind)
    return own or (kind.classification if kind and kind.classification else facts.classification)


def _out(row: LetterRow, classification: str, facts: OfficeFacts, rulebook: Rulebook) -> Row:
    kind = rulebook.letters.get(row.kind)
    signer = row.context.get("ttd") or {}
    remark = f"{CANCELLED} {moment_long(row.cancelled_at.astimezone(facts.zone))}" if row.cancelled_at else ""
    return (
        str(row.sequence), row.number or "", date_long(row.issued_at.astimezone(facts.zone).date()), classification,
        kind.title if kind else row.kind, str(row.context.get("yth", "")), str(row.context.get("hal", "")),
        str(signer.get("nama", "")), row.case, remark,
    )  # fmt: skip


def columns(register: str) -> Sequence[str]:
    """Names of a register's columns."""
    return IN if register == REGISTER_IN else OUT
