"""Rows of cases and of the assignments that they gave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import func, select, union, update

from pipeline.errors import ConflictError
from pipeline.model import Assignment, Case, CaseState, Timer
from pipeline.store.records import About
from pipeline.store.rows import ABOUT, CASE, fill_case
from pipeline.store.tables import AssignmentTable, CaseTable, MessageCaseTable, MessageTable, OutgoingTable
from pipeline.store.unit import Unit

_ASSIGNMENT = TypeAdapter(Assignment)


class Cases(Unit):
    """Cases, found by what names them."""

    def new_case_id(self, year: int) -> str:
        """`2026-0001`, counted by year without gap."""
        return f"{year}-{self.draw_number('perkara', year):04d}"

    def add_case(self, case: Case, *, letter_key: str | None = None) -> None:
        """A new case."""
        row = CaseTable(id=case.id, opened_at=case.opened_at, letter_key=letter_key)
        row.mail_message_id = case.mail_message_id
        fill_case(row, case)
        self._add(row)
        for assignment in case.assignments:
            self._add_assignment(case, assignment)

    def case(self, case_id: str) -> Case:
        """A case by its id.

        Raises:
            UnknownCaseError: there is none.
        """
        return CASE.validate_json(self._get(CaseTable, case_id, "perkara").data)

    def some_cases(self, ids: Iterable[str]) -> dict[str, Case]:
        """Cases by their ids; those that are not there left out."""
        rows = self._session.execute(select(CaseTable.id, CaseTable.data).where(CaseTable.id.in_(set(ids))))
        return {row.id: CASE.validate_json(row.data) for row in rows}

    def has_case(self, case_id: str) -> bool:
        """Whether there is such a case."""
        return self._session.get(CaseTable, case_id) is not None

    def save_case(self, case: Case) -> Case:
        """Write a case that was read in version `case.version`; returns it as stored.

        Raises:
            ConflictError: someone else wrote it meanwhile.
        """
        newer = replace(case, version=case.version + 1)
        done = self._session.execute(
            update(CaseTable)
            .where(CaseTable.id == case.id, CaseTable.version == case.version)
            .values(version=newer.version)
            .execution_options(synchronize_session=False)
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult, typed as Result
            raise ConflictError(f"perkara {case.id} berubah sementara itu", advice="Ulangi.")
        row = self._session.get_one(CaseTable, case.id, populate_existing=True)
        fill_case(row, newer)
        self.wrote = True
        self._sync_assignments(newer)
        return newer

    def cases(self, states: Sequence[CaseState] = ()) -> tuple[Case, ...]:
        """All cases, or those in some states, by id."""
        query = select(CaseTable.data).order_by(CaseTable.id)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def open_abouts(self, sop: str, *, since: datetime, limit: int) -> Iterator[tuple[str, About]]:
        """Cases of an SOP that were opened since then, have not ended and follow no other, newest first."""
        query = (
            select(CaseTable.id, CaseTable.about)
            .where(CaseTable.sop == sop, CaseTable.about.is_not(None), CaseTable.opened_at >= since)
            .order_by(CaseTable.opened_at.desc(), CaseTable.id.desc())
            .limit(limit)
        )
        return ((row.id, ABOUT.validate_json(row.about)) for row in self._session.execute(query))

    def newest_cases(self, limit: int, states: Sequence[CaseState] = ()) -> tuple[Case, ...]:
        """So many of the newest cases, of some states or of all, oldest first."""
        query = select(CaseTable.data).order_by(CaseTable.opened_at.desc(), CaseTable.id.desc()).limit(limit)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))[::-1]

    def count_cases(self, states: Sequence[CaseState] = ()) -> int:
        """How many cases there are, of some states or of all."""
        query = select(func.count()).select_from(CaseTable)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return self._session.scalar(query) or 0

    def cases_of_year(self, year: int) -> tuple[Case, ...]:
        """Cases whose number is of a year, by id."""
        query = select(CaseTable.data).where(CaseTable.id.startswith(f"{year:04d}-")).order_by(CaseTable.id)
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def cases_before(self, moment: datetime) -> tuple[Case, ...]:
        """Cases that were opened before a moment, by id."""
        query = select(CaseTable.data).where(CaseTable.opened_at < moment).order_by(CaseTable.id)
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def late_cases(self, now: datetime) -> tuple[Case, ...]:
        """Open cases whose step is past its limit, the longest late first."""
        query = select(CaseTable.data).where(CaseTable.due_at < now).order_by(CaseTable.due_at)
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def _sync_assignments(self, case: Case) -> None:
        asked = (*case.assignments, *(proposal.assignment for proposal in case.proposals))
        mine = {assignment.token: assignment for assignment in asked}
        known = self._session.scalars(select(AssignmentTable).where(AssignmentTable.case_id == case.id)).all()
        for row in known:
            row.current = row.token in mine and not case.state.ended
        for token, assignment in mine.items():
            row_or_none = next((row for row in known if row.token == token), None)
            if row_or_none:
                row_or_none.data = _ASSIGNMENT.dump_json(assignment).decode()
            else:
                self._add_assignment(case, assignment)
        self.wrote = True

    def _add_assignment(self, case: Case, assignment: Assignment) -> None:
        data = _ASSIGNMENT.dump_json(assignment).decode()
        current = not case.state.ended
        row = AssignmentTable(token=assignment.token, code=assignment.code, case_id=case.id, data=data, current=current)
        self._add(row)

    def find_assignment(self, *, token: str = "", code: str = "") -> tuple[str, Assignment, bool] | None:
        """Case id, assignment and whether it still counts, by token or by code; None if unknown."""
        column = AssignmentTable.token == token if token else AssignmentTable.code == code
        row = self._session.scalars(select(AssignmentTable).where(column)).first()
        return (row.case_id, _ASSIGNMENT.validate_json(row.data), row.current) if row else None

    def cases_of_message_ids(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Cases of our outgoing mails, or of received mails, with one of these Message-IDs."""
        found = self.cases_by_message_id(message_ids).values()
        return tuple(sorted({case for cases in found for case in cases}))

    def cases_by_message_id(self, message_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The same, for each of these Message-IDs that is known, sorted."""
        if not message_ids:
            return {}
        self._link()
        ours = select(OutgoingTable.message_id, OutgoingTable.case_id).where(OutgoingTable.message_id.in_(message_ids))
        theirs = (
            select(MessageTable.message_id, MessageCaseTable.case_id)
            .join(MessageTable, MessageTable.sha256 == MessageCaseTable.message)
            .where(MessageTable.message_id.in_(message_ids))
        )
        found: dict[str, tuple[str, ...]] = {}
        for row in self._session.execute(union(ours, theirs)).mappings():
            message_id, case = row["message_id"], row["case_id"]
            if case:
                found[message_id] = tuple(sorted({*found.get(message_id, ()), case}))
        return found

    def cases_by_mail(self, mails: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
        """Cases of mails that came before, by Message-ID and content, sorted; a Message-ID alone is no mail's identity."""
        wanted = set(mails)
        if not wanted:
            return {}
        self._link()
        query = (
            select(MessageTable.message_id, MessageTable.content, MessageCaseTable.case_id)
            .join(MessageTable, MessageTable.sha256 == MessageCaseTable.message)
            .where(
                MessageTable.message_id.in_({message_id for message_id, _ in wanted}),
                MessageTable.content.in_({content for _, content in wanted}),
            )
        )
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for message_id, content, case in self._session.execute(query):
            mail = (message_id or "", content or "")
            if mail in wanted:
                found[mail] = tuple(sorted({*found.get(mail, ()), case}))
        return found

    def cases_by_letter_key(self, keys: Sequence[str], *, limit: int) -> dict[str, tuple[Case, ...]]:
        """The cases that letters with these keys opened, oldest first; of each key at most the `limit` newest."""
        place = func.row_number().over(partition_by=CaseTable.letter_key, order_by=CaseTable.id.desc()).label("place")
        ranked = select(CaseTable.letter_key, CaseTable.id, CaseTable.data, place).where(
            CaseTable.letter_key.in_(keys), CaseTable.erased_at.is_(None)
        )
        newest = ranked.subquery()
        query = select(newest.c.letter_key, newest.c.data).where(newest.c.place <= limit).order_by(newest.c.id)
        found: dict[str, tuple[Case, ...]] = {}
        for key, data in self._session.execute(query):
            found[key] = (*found.get(key, ()), CASE.validate_json(data))
        return found

    def newest_cases_of(self, addresses: Sequence[str], *, since: datetime, limit: int) -> dict[str, tuple[Case, ...]]:
        """The newest cases that some people asked for after a moment, by address, oldest first; at most `limit` each."""
        place = func.row_number().over(partition_by=CaseTable.requester, order_by=CaseTable.id.desc()).label("place")
        ranked = select(CaseTable.requester, CaseTable.id, CaseTable.data, place).where(
            CaseTable.requester.in_(addresses), CaseTable.opened_at > since
        )
        newest = ranked.subquery()
        query = select(newest.c.requester, newest.c.data).where(newest.c.place <= limit).order_by(newest.c.id)
        found: dict[str, tuple[Case, ...]] = {}
        for address, data in self._session.execute(query):
            found[address] = (*found.get(address, ()), CASE.validate_json(data))
        return found

    def due(self, now: datetime, limit: int = 10_000) -> list[tuple[str, Timer]]:
        """Timers fallen due, in order of their due time; proportional to what is due."""
        query = select(CaseTable.data).where(CaseTable.next_at <= now).order_by(CaseTable.next_at).limit(limit)
        cases = [CASE.validate_json(data) for data in self._session.scalars(query)]
        found = [(case.id, timer) for case in cases for timer in case.timers if timer.at <= now]
        return sorted(found, key=lambda pair: (pair[1].at, pair[0]))
