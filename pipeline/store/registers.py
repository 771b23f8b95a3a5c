"""Registers of numbers: each number drawn is one letter's or case's, none is skipped, none is given twice."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.store.rows import CASE
from pipeline.store.tables import CaseTable, LetterTable, RegisterTable

REGISTER_IN = "masuk"  # agenda of incoming letters; one sequence a year
REGISTER_OUT = (
    "keluar"  # of outgoing letters: "keluar", or "keluar:TI.07.02" where each classification counts by itself
)


def check_registers(session: Session) -> list[str]:
    """Gaps and doubles; empty if there are none."""
    used: dict[tuple[str, int], list[int]] = defaultdict(list)
    columns = select(LetterTable.register, LetterTable.year, LetterTable.sequence)
    for register, year, sequence in session.execute(columns.where(LetterTable.sequence.is_not(None))):
        used[register or "-", year or 0].append(sequence or 0)
    for data in session.scalars(select(CaseTable.data).execution_options(yield_per=100)):
        case = CASE.validate_json(data)
        used[REGISTER_IN, int(case.id[:4])].append(case.agenda)
    drawn = {
        (row.name, row.year): row.last
        for row in session.scalars(select(RegisterTable))
        if row.name == REGISTER_IN or row.name.partition(":")[0] == REGISTER_OUT
    }
    problems = []
    for key in sorted(drawn.keys() | used.keys()):
        wanted, found = list(range(1, drawn.get(key, 0) + 1)), sorted(used[key])
        if wanted != found:
            odd = sorted(set(wanted) ^ set(found)) or sorted({one for one in found if found.count(one) > 1})
            listed = ", ".join(map(str, odd[:10]))
            problems.append(f"register {key[0]} tahun {key[1]}: nomor {listed} hilang, ganda atau tidak pernah diambil")
    return problems
