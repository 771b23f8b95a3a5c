"""Rows that decide, bound into the journal: a line carries the digests of the rows that were written with it.

A row that was changed, put in or taken away by hand does not fit the last digest that the chain has of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, inspect, select, text
from sqlalchemy.orm import Session

from pipeline.store.tables import AssignmentTable, Base, CaseTable, JournalTable, LetterTable, OutgoingTable

_WHOLE: tuple[type[Base], ...] = (CaseTable, AssignmentTable, LetterTable)
# Of a mail what says who may answer it and what went with it; the rest moves with each attempt to send it.
_MAIL = ("id", "case_id", "purpose", "to_address", "to_name", "message_id", "attachments", "created_at")
_COLUMNS: dict[type[Base], tuple[str, ...]] = {
    **{table: tuple(column.name for column in table.__table__.columns) for table in _WHOLE},
    OutgoingTable: _MAIL,
}
_NAMES = {"cases": "perkara", "assignments": "penugasan perkara", "letters": "surat", "outgoing": "surel keluar"}
_TOUCHED = "touched"
CHUNK = 500


class BoundSession(Session):
    """A session that notes which of those rows it writes."""


@event.listens_for(BoundSession, "before_flush")
def _note(session: Session, _context: object, _instances: object) -> None:
    touched = session.info.setdefault(_TOUCHED, {})
    for row in (*session.new, *session.dirty):
        if type(row) in _COLUMNS and (row in session.new or session.is_modified(row)):
            touched[id(row)] = row


def written(session: Session) -> dict[str, str]:
    """Digests of the rows that were written since this was last asked, by `table:key`."""
    session.flush()
    return dict(map(_state, session.info.pop(_TOUCHED, {}).values()))


def moment_of(session: Session, states: Mapping[str, str]) -> datetime:
    """When rows of which no line says anything were written: the newest moment that one of them names."""
    moments = [
        getattr(row, name)
        for row in session.identity_map.values()
        if type(row) in _COLUMNS and _key(row) in states
        for name in ("created_at", "issued_at", "opened_at")
        if getattr(row, name, None)
    ]
    return max(moments, default=datetime.now(UTC))


def unbound(session: Session) -> Iterator[dict[str, str]]:
    """Rows of which the chain has no digest yet, a few hundred at a time: those of an older version."""
    known = _last_states(session)
    found: dict[str, str] = {}
    for key, digest in _all(session):
        if key not in known:
            found[key] = digest
        if len(found) >= CHUNK:
            yield found
            found = {}
    if found:
        yield found


def check_states(session: Session) -> Iterator[str]:
    """Rows that are not what the journal says was written last."""
    known = _last_states(session)
    erased = set(session.scalars(select(CaseTable.id).where(CaseTable.erased_at.is_not(None))))
    for key, digest in _all(session):
        last = known.pop(key, None)
        if last is None:
            yield f"{_called(key)} tidak tercatat dalam jurnal"
        elif last != bytes.fromhex(digest):
            yield f"{_called(key)} tidak sama dengan yang terakhir ditulis nodis: diubah di luar nodis"
    lost = (key for key in known if not (key.startswith("assignments:") and erased))
    yield from (f"{_called(key)} hilang" for key in lost)


def check_pages(session: Session) -> Iterator[str]:
    """Broken pages of the database: SQLite looks itself, of PostgreSQL every row of ours is read in full.

    PostgreSQL tells a page that was changed on the disk where its data checksums are on (`initdb --data-checksums`).
    """
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(text("PRAGMA integrity_check(20)")).scalars().all()
        yield from (f"basis data rusak: {one}" for one in found if one != "ok")
        return
    for table in Base.metadata.sorted_tables:
        session.execute(text(f'SELECT sum(length(t::text)) FROM "{table.name}" t'))  # noqa: S608 - our own tables


def _last_states(session: Session) -> dict[str, bytes]:
    query = select(JournalTable.states).where(JournalTable.states.is_not(None)).order_by(JournalTable.seq)
    known: dict[str, bytes] = {}
    for states in session.scalars(query.execution_options(yield_per=1000)):
        known.update({key: bytes.fromhex(digest) for key, digest in (states or {}).items()})
    return known


def _all(session: Session) -> Iterator[tuple[str, str]]:
    for table in _COLUMNS:
        yield from map(_state, _rows(session, table))


def _rows(session: Session, table: type[Base]) -> Iterable[Any]:
    return session.scalars(select(table).execution_options(yield_per=CHUNK))


def _state(row: Any) -> tuple[str, str]:
    values = [_plain(getattr(row, name)) for name in _COLUMNS[type(row)]]
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _key(row), hashlib.sha256(canonical.encode()).hexdigest()


def _key(row: Any) -> str:
    (key,) = inspect(type(row)).primary_key_from_instance(row)
    return f"{row.__tablename__}:{key}"


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _called(key: str) -> str:
    table, _, name = key.partition(":")
    return f"{_NAMES[table]} {name[:8] if table == 'assignments' else name}"
