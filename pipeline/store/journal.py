"""The journal: append-only, each line's hash covering the one before it.

The place of the newest line stands in `meta` (`journal_head`). Its row is the lock under which writers of the chain
follow one another, and it shows when the last lines were cut off. Whoever can write the whole database can still
write a new chain: the hash at the head is worth as much as the paper on which it was printed before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pipeline.store.tables import Base, JournalTable, MetaTable

GENESIS = "0" * 64
# The table, not the class: for the latter lines with a case and without are two statements, and each change of them one more.
_JOURNAL = Base.metadata.tables[JournalTable.__tablename__]
HEAD = "journal_head"  # "<seq> <hash>" of the newest line


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLine:
    """What is to be written."""

    at: datetime
    what: str
    case: str | None
    message: str | None
    detail: Mapping[str, str]
    states: Mapping[str, str] | None = None  # digests of rows that were written with it


def append(session: Session, lines: Sequence[NewLine]) -> None:
    """Add lines at the end; the row of the head is held until the transaction ends.

    Call it last in a transaction: every writer takes this lock, so it must be the one after which none is waited for.
    """
    head = session.scalars(
        select(MetaTable).where(MetaTable.key == HEAD).with_for_update().execution_options(populate_existing=True)
    ).one()
    seq, previous = _parse(head.value)
    rows = []
    for new in lines:
        seq += 1
        row = {
            "seq": seq, "at": new.at, "what": new.what, "case_id": new.case, "message": new.message,
            "detail": dict(new.detail), "states": dict(new.states) if new.states else None, "previous": previous,
        }  # fmt: skip
        previous = row["hash"] = _hash(row)
        rows.append(row)
    head.value = f"{seq} {previous}"
    session.flush()
    session.execute(insert(_JOURNAL), rows)


def _parse(head: str) -> tuple[int, str]:
    seq, _, last = head.partition(" ")
    return int(seq), last


def _hash(row: Mapping[str, Any]) -> str:
    content = [
        row["seq"],
        row["at"].astimezone(UTC).isoformat(),
        row["what"],
        row["case_id"],
        row["message"],
        row["detail"],
        row["previous"],
        *([row["states"]] if row["states"] else ()),  # lines of older versions have none
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_chain(session: Session) -> Iterator[str]:
    """Problems of the chain: a line changed, removed, put in, or cut off at the end."""
    previous, expected = GENESIS, 1
    query = select(JournalTable.__table__).order_by(JournalTable.seq).execution_options(yield_per=1000)
    for found in session.execute(query).mappings():
        row = dict(found)
        if row["seq"] != expected:
            yield f"jurnal: baris {expected} hilang"
        if row["previous"] != previous or row["hash"] != _hash(row):
            yield f"jurnal: baris {row['seq']} tidak cocok dengan rantainya"
        previous, expected = row["hash"], row["seq"] + 1
    head = session.scalars(select(MetaTable.value).where(MetaTable.key == HEAD)).first()
    if head != f"{expected - 1} {previous}":
        yield f"jurnal: baris terakhir ({expected - 1}) bukan yang terakhir ditulis"
