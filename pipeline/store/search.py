"""Full-text search over letters, scans and replies: SQLite's FTS5, PostgreSQL's tsvector, newest first.

The cost of a search follows what it shows, not what is stored. FTS5 walks its index from the newest row down and stops at the limit.
PostgreSQL's index gives all matches at once, so the newest few rows are looked through one by one first (those of the month where one is
asked for), then as many as may be with the index's help; what does not match twenty of five thousand is rare enough to be asked of the
index alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, text

from pipeline.store.tables import ArchiveTable
from pipeline.store.transaction import Transaction

FEW = 400  # newest rows that PostgreSQL looks through one by one
WINDOW = 5_000  # among which it looks next
_MATCHES = "words @@ to_tsquery('simple', :said)"
_ONE_BY_ONE = text(
    "SELECT id FROM (SELECT id, words FROM archive_words WHERE id > :above AND id <= :newest ORDER BY id DESC LIMIT :few) AS newest "  # noqa: S608
    f"WHERE {_MATCHES} ORDER BY id DESC LIMIT :limit"
)
_AMONG_THE_NEWEST = text(
    f"SELECT id FROM archive_words WHERE {_MATCHES} AND id > :above AND id <= :newest ORDER BY id DESC LIMIT :limit"  # noqa: S608 - no value in it
)
_BY_THE_INDEX = text(
    f"WITH hits AS MATERIALIZED (SELECT id FROM archive_words WHERE {_MATCHES}) SELECT id FROM hits ORDER BY id DESC LIMIT :limit"  # noqa: S608
)
_NEWEST_OF_MONTH = text(r"SELECT max(id) FROM archive WHERE substring(facets from 'bln\d{6}') = :month")
AROUND = 12  # words of an extract


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something to be found again: a letter, a reply."""

    message: str  # sha256 of the mail
    case: str | None
    kind: str  # "letter" | "reply"
    at: datetime
    sender: str
    unit: str
    subject: str
    body: str
    facets: tuple[str, ...] = ()  # words of letters and digits alone: "bln202603", "sopbandwidth"


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """What is looked for: all of it must be there."""

    words: tuple[str, ...] = ()  # each a word, a phrase of several, or the beginning of one ("gangg*")
    unit: tuple[str, ...] = ()  # words of the unit's name
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """What was found, with the words around the first of those looked for."""

    entry: Entry
    extract: str


def add_to_archive(entry: Entry, tx: Transaction) -> None:
    """Make it findable, in the transaction that files it."""
    tx.session.add(
        ArchiveTable(
            message=entry.message, case_id=entry.case, kind=entry.kind, at=entry.at, sender=entry.sender, unit=entry.unit,
            subject=entry.subject, body=entry.body, facets=" ".join(entry.facets),
        )
    )  # fmt: skip


def take_from_archive(message: str, tx: Transaction) -> None:
    """It is not to be found any more."""
    tx.session.execute(delete(ArchiveTable).where(ArchiveTable.message == message))
    tx.wrote = True


def search(query: Query, tx: Transaction, *, limit: int) -> tuple[Hit, ...]:
    """The newest that match, at most `limit`."""
    postgresql = tx.session.get_bind().dialect.name == "postgresql"
    ids = _in_postgresql(query, tx, limit) if postgresql else _in_sqlite(query, tx, limit)
    rows = tx.session.scalars(select(ArchiveTable).where(ArchiveTable.id.in_(ids)).order_by(ArchiveTable.id.desc()))
    return tuple(Hit(entry=_entry(row), extract=_extract(row, query)) for row in rows)


def _in_sqlite(query: Query, tx: Transaction, limit: int) -> Sequence[int]:
    parts = [f"{{subject body unit}} : {_quoted(word)}" for word in query.words]
    parts += [f"unit : {_quoted(word)}" for word in query.unit]
    parts += [f"facets : {_quoted(word)}" for word in query.facets]
    if not parts:
        return _newest(tx, limit)
    statement = text("SELECT rowid FROM archive_words WHERE archive_words MATCH :said ORDER BY rowid DESC LIMIT :limit")
    return list(tx.session.scalars(statement, {"said": " AND ".join(parts), "limit": limit}))


def _quoted(word: str) -> str:
    bare = word.removesuffix("*").replace('"', " ")
    return f'"{bare}"' + ("*" if word.endswith("*") else "")


def _in_postgresql(query: Query, tx: Transaction, limit: int) -> Sequence[int]:
    terms = [_lexemes(word, "ABC") for word in query.words]
    terms += [_lexemes(word, "C") for word in query.unit]
    terms += [_lexemes(word, "D") for word in query.facets]
    said = " & ".join(term for term in terms if term)
    if not said:
        return _newest(tx, limit)
    newest = _newest_id(query, tx)
    told = {"said": said, "above": max(0, newest - WINDOW), "newest": newest, "few": FEW, "limit": limit}
    for look in (_ONE_BY_ONE, _AMONG_THE_NEWEST):
        found = list(tx.session.scalars(look, told))
        if len(found) >= limit:
            return found
    return found if newest <= WINDOW else list(tx.session.scalars(_BY_THE_INDEX, told))


def _newest_id(query: Query, tx: Transaction) -> int:
    """Above which nothing matches: that of the month asked for, else of all; 0 where there is none."""
    months = [f"bln{facet[3:9]}" for facet in query.facets if facet.startswith(("bln", "tgl"))]
    if months:
        return tx.session.scalar(_NEWEST_OF_MONTH, {"month": months[0]}) or 0
    return tx.session.scalar(select(func.max(ArchiveTable.id))) or 0


def _lexemes(word: str, weights: str) -> str:
    """A word of the query in PostgreSQL's own language; a phrase as words that follow each other."""
    quoted = [f"'{token}':{weights}" for token in re.findall(r"\w+", word)]
    if quoted and word.endswith("*"):
        quoted[-1] += "*"
    return " <-> ".join(quoted)


def _newest(tx: Transaction, limit: int) -> Sequence[int]:
    return list(tx.session.scalars(select(ArchiveTable.id).order_by(ArchiveTable.id.desc()).limit(limit)))


def _entry(row: ArchiveTable) -> Entry:
    return Entry(
        message=row.message, case=row.case_id, kind=row.kind, at=row.at, sender=row.sender, unit=row.unit, subject=row.subject,
        body=row.body, facets=tuple(row.facets.split()),
    )  # fmt: skip


def _extract(row: ArchiveTable, query: Query) -> str:
    """The words around the first that was looked for; the beginning where it stands in none."""
    words = row.body.split()
    wanted = {part.lower() for word in query.words for part in re.findall(r"\w+", word)[:1]}
    hit = next((place for place, word in enumerate(words) if any(one in word.lower() for one in wanted)), 0)
    start = max(0, hit - AROUND // 2)
    shown = words[start : start + AROUND]
    return ("... " if start else "") + " ".join(shown) + (" ..." if start + AROUND < len(words) else "")
