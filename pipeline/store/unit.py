"""A unit of work: its session, what is better written together at its end, numbers, and small facts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipeline.errors import UnknownCaseError
from pipeline.model import Case
from pipeline.store import journal
from pipeline.store.files import Files
from pipeline.store.records import Drawn, Unsaid
from pipeline.store.states import moment_of, written
from pipeline.store.tables import Base, MessageCaseTable, MessageTable, MetaTable, OutgoingTable, RegisterTable

_Row = TypeVar("_Row", bound=Base)
_OUTGOING = Base.metadata.tables[OutgoingTable.__tablename__]
_SAY = (
    update(_OUTGOING)
    .where(_OUTGOING.c.id == bindparam("mail"), _OUTGOING.c.unsaid.is_not(None))
    .values(unsaid=None, **{name: bindparam(name) for name in ("subject", "text", "html", "headers")})
)


class Unit:
    """One unit of work; `session` is opaque to everyone but the engine that enqueues jobs in it."""

    def __init__(self, session: Session, files: Files, *, carrier: str | None = None) -> None:
        """`carrier` is the job in which it runs, which hands over the mails written in it at its end."""
        self._session, self._files = session, files
        self._contents: list[bytes] = []  # of files that its rows name
        self._lines: list[journal.NewLine] = []
        self._links: dict[tuple[str, str], None] = {}  # message and case
        self._drawn: dict[tuple[str, int], int] = {}  # last number of each register and year that was drawn from
        self._unsaid: set[tuple[str, int]] = set()  # of these, those whose row does not say so yet
        self._caused: list[tuple[OutgoingTable, Unsaid, Case | None]] = []  # mails that the carrier has to hand over
        self._said: list[dict[str, Any]] = []  # words of mails
        self._taken: Sequence[MessageTable] = ()  # a session forgets rows that nobody holds, and asks for them again
        self._carrier, self._turn = carrier, 0
        self._waiting: set[str | None] = set()  # cases with a mail that waits for its letter
        self.wrote = False

    @property
    def session(self) -> Session:
        """For the engine alone, which writes its jobs through it."""
        self.wrote = True
        return self._session

    def seal(self) -> None:
        """Write what is better written together. The store calls it right before the commit.

        The journal comes last: until then nobody waits for it.
        """
        contents, self._contents = self._contents, []
        if contents:
            self._files.put_all(contents)
        for register, year in self._unsaid:
            row = update(RegisterTable).where(RegisterTable.name == register, RegisterTable.year == year)
            self._session.execute(row.values(last=self._drawn[register, year]))
        self._unsaid.clear()
        self._link()
        said, self._said = self._said, []
        if said:
            self._session.execute(_SAY, said)
        lines, self._lines = self._lines, []
        if states := written(self._session):
            if not lines:
                at = moment_of(self._session, states)
                lines = [journal.NewLine(at=at, what="rows written", case=None, message=None, detail={})]
            lines[-1] = replace(lines[-1], states=states)
        if lines:
            journal.append(self._session, lines)

    def _link(self) -> None:
        """Write which cases messages belong to."""
        if self._links:
            self._session.flush()  # the cases come first
            links = [{"message": message, "case_id": case} for message, case in self._links]
            self._session.execute(self._insert(MessageCaseTable).on_conflict_do_nothing(), links)
            self._links.clear()

    def put_file(self, content: bytes) -> str:
        """A file that a row of this transaction names, durable before the commit; returns its SHA-256."""
        self._contents.append(content)
        return hashlib.sha256(content).hexdigest()

    def one_at_a_time(self, what: str) -> None:
        """Wait until no other transaction that said the same is under way (on SQLite none ever is)."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))

    def draw(self, register: str, year: int) -> Drawn:
        """As `draw_number`, with where it was drawn from."""
        return Drawn(register=register, year=year, sequence=self.draw_number(register, year))

    def draw_number(self, register: str, year: int) -> int:
        """The next number of a register and year; rolled back with the transaction, so none is skipped or reused.

        The first one drawn keeps others from the register until the transaction ends.
        """
        if (register, year) in self._drawn:
            self._drawn[register, year] += 1
            self._unsaid.add((register, year))
            return self._drawn[register, year]
        new = self._insert(RegisterTable).values(name=register, year=year, last=1)
        drawn = new.on_conflict_do_update(
            index_elements=[RegisterTable.name, RegisterTable.year], set_={"last": RegisterTable.last + 1}
        )
        self.wrote = True
        self._drawn[register, year] = int(self._session.scalars(drawn.returning(RegisterTable.last)).one())
        return self._drawn[register, year]

    def get_meta(self, key: str) -> str | None:
        """A small fact."""
        row = self._session.get(MetaTable, key)
        return row.value if row else None

    def metas(self, prefix: str) -> dict[str, str]:
        """All small facts whose keys begin so, by key."""
        query = (
            select(MetaTable)
            .where(MetaTable.key >= prefix, MetaTable.key < f"{prefix}\U0010ffff")
            .order_by(MetaTable.key)
        )
        return {row.key: row.value for row in self._session.scalars(query)}

    def set_meta(self, key: str, value: str) -> None:
        """Remember a small fact."""
        self._session.merge(MetaTable(key=key, value=value))
        self.wrote = True

    def forget_meta(self, key: str) -> None:
        """It holds no more."""
        row = self._session.get(MetaTable, key)
        if row is not None:
            self._session.delete(row)
            self.wrote = True

    def _get(self, table: type[_Row], key: str, what: str) -> _Row:
        row = self._session.get(table, key)
        if row is None:
            raise UnknownCaseError(f"tidak ada {what} {key}", advice="Lihat nodis cases dan nodis status.")
        return row

    def _insert(self, table: type[Base]) -> Any:
        """The dialect's INSERT, which knows ON CONFLICT."""
        make = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
        return make(table)

    def _add(self, row: object) -> None:
        self._session.add(row)
        self.wrote = True
