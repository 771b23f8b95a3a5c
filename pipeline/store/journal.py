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

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.store.tables import JournalTable, MetaTable

GENESIS = "0" * 64
HEAD = "journal_head"  # "<seq> <hash>" of the newest line


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLine:
    """What is to be written."""

    at: datetime
    what: str
    case: str | None
    message: str | None
    detail: Mapping[str, str]


def append(session: Session, lines: Sequence[NewLine]) -> None:
    """Add lines at the end; the row of the head is held until the transaction ends.

    Call it last in a transaction: every writer takes this lock, so it must be the one after which none is waited for.
    """
    head = session.scalars(
        select(MetaTable).where(MetaTable.key == HEAD).with_for_update().execution_options(populate_existing=True)
    ).one()
    seq, previous = _parse(head.value)
    for new in lines:
        seq += 1
        line = JournalTable(
            seq=seq,
            at=new.at,
            what=new.what,
            case_id=new.case,
            message=new.message,
            detail=dict(new.detail),
            previous=previous,
        )
        previous = line.hash = _hash(line)
        session.add(line)
    head.value = f"{seq} {previous}"
    session.flush()


def _parse(head: str) -> tuple[int, str]:
    seq, _, last = head.partition(" ")
    return int(seq), last


def _hash(line: JournalTable) -> str:
    content = [
        line.seq,
        line.at.astimezone(UTC).isoformat(),
        line.what,
        line.case_id,
        line.message,
        line.detail,
        line.previous,
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_chain(session: Session) -> Iterator[str]:
    """Problems of the chain: a line changed, removed, put in, or cut off at the end."""
    previous, expected = GENESIS, 1
    for line in session.scalars(select(JournalTable).order_by(JournalTable.seq).execution_options(yield_per=1000)):
        if line.seq != expected:
            yield f"jurnal: baris {expected} hilang"
        if line.previous != previous or line.hash != _hash(line):
            yield f"jurnal: baris {line.seq} tidak cocok dengan rantainya"
        previous, expected = line.hash, line.seq + 1
        session.expunge(line)
    head = session.scalars(select(MetaTable.value).where(MetaTable.key == HEAD)).first()
    if head != f"{expected - 1} {previous}":
        yield f"jurnal: baris terakhir ({expected - 1}) bukan yang terakhir ditulis"
