"""The journal: append-only, each line's hash covering the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from pipeline.store.tables import JournalTable

GENESIS = "0" * 64
LOCK = 7361001  # advisory lock on PostgreSQL: one writer of the chain at a time


def append(
    session: Session, what: str, *, at: datetime, case: str | None, message: str | None, detail: Mapping[str, str]
) -> None:
    """Add a line; writers of the chain follow one another (SQLite by BEGIN IMMEDIATE, PostgreSQL by a lock)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    session.flush()
    last = session.scalars(select(JournalTable).order_by(JournalTable.seq.desc()).limit(1)).first()
    previous = last.hash if last else GENESIS
    line = JournalTable(
        seq=(last.seq if last else 0) + 1,
        at=at,
        what=what,
        case_id=case,
        message=message,
        detail=dict(detail),
        previous=previous,
    )
    line.hash = _hash(line, previous)
    session.add(line)
    session.flush()


def _hash(line: JournalTable, previous: str) -> str:
    content = [
        line.seq,
        line.at.astimezone(UTC).isoformat(),
        line.what,
        line.case_id,
        line.message,
        line.detail,
        previous,
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_chain(session: Session) -> Iterator[str]:
    """Problems of the chain: a line changed, removed or put in."""
    previous, expected = GENESIS, 1
    for line in session.scalars(select(JournalTable).order_by(JournalTable.seq)):
        if line.seq != expected:
            yield f"jurnal: baris {expected} hilang"
        if line.previous != previous or line.hash != _hash(line, line.previous):
            yield f"jurnal: baris {line.seq} tidak cocok dengan rantainya"
        previous, expected = line.hash, line.seq + 1
