"""A case on the desk: what has changed so far and what follows from it.

One `Work` lives within one call of `open_case` or `advance`; nothing outside sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from pipeline.model import (
    Address,
    Assignment,
    Case,
    Effect,
    Entry,
    Note,
    Purpose,
    SendMail,
    StoredFile,
    Transition,
    WriteLetter,
)
from pipeline.rulebook import HEAD, OPERATOR, Sop, Step
from pipeline.sop import clock, people
from pipeline.sop.desk import Desk
from pipeline.sop.mails import mail
from pipeline.sop.people import Holder
from pipeline.wording import moment_long

NODIS = "nodis"  # `Entry.by` and `Entry.action` of what the machine did
_CASE = TypeAdapter(Case)


class Work:
    """The case as it stands, and the effects so far."""

    def __init__(self, case: Case, *, desk: Desk, now: datetime) -> None:
        self.before = case
        self.case = case
        self.desk = desk
        self.now = clock.local(now, desk.calendar)
        self.effects: list[Effect] = []

    # ----------------------------------------------------------------------------------------------------- looking

    @property
    def sop(self) -> Sop:
        """The case's SOP; only asked for where it has one."""
        return self.desk.rulebook.sops[self.case.sop or ""]

    @property
    def step(self) -> Step:
        """The case's step; only asked for where it has one."""
        return self.sop.steps[self.case.step or ""]

    @property
    def today(self) -> date:
        """The day at the office."""
        return self.now.date()

    def holder(self, role: str) -> Holder | None:
        """Who is asked in a role of the case's SOP or of the office."""
        sop = self.desk.rulebook.sops.get(self.case.sop or "")
        return people.holder(role, case=self.case, sop=sop, directory=self.desk.directory, today=self.today)

    def holders(self, role: str) -> tuple[Holder, ...]:
        """All who are asked in a role of the case's SOP: the first to answer takes it."""
        sop = self.desk.rulebook.sops.get(self.case.sop or "")
        return people.holders(role, case=self.case, sop=sop, directory=self.desk.directory, today=self.today)

    def office(self, role: str) -> Address | None:
        """The head or the operator."""
        return people.first_of(role, self.desk.directory, self.today)

    def name_of(self, address: str) -> str:
        """How people call who writes from that address."""
        person = self.desk.directory.by_address(address)
        if person:
            return person.name
        if address == self.case.requester.address:
            return self.case.letter.value("requester.name") or self.case.requester.name or address
        return address

    def moment(self, moment: datetime | None) -> str | None:
        """A moment as people read it."""
        return moment_long(clock.local(moment, self.desk.calendar)) if moment else None

    def ask_labels(self, keys: tuple[str, ...] | list[str]) -> str:
        """Labels of asks, one a line."""
        asks = self.desk.rulebook.asks
        return "\n".join(asks[key].label if key in asks else key for key in keys)

    # ---------------------------------------------------------------------------------------------------- changing

    def change(self, **changes: Any) -> None:
        """Change fields of the case."""
        self.case = replace(self.case, **changes)

    def record(
        self,
        *,
        by: str,
        action: str,
        step: str | None = None,
        note: str = "",
        values: Mapping[str, str] | None = None,
        files: tuple[StoredFile, ...] = (),
    ) -> None:
        """Add to the memory of the case what was done at its step."""
        case = self.case
        entry = Entry(
            step=step if step is not None else case.step or "",
            at=self.now,
            by=by,
            action=action,
            note=note,
            values=dict(values or {}),
            files=files,
            started_at=case.started_at,
            due_at=case.due_at,
            sop=case.sop,
        )
        self.change(entries=(*case.entries, entry))

    def keep_files(self, files: tuple[StoredFile, ...]) -> None:
        """File what came."""
        self.change(files=(*self.case.files, *(one for one in files if one not in self.case.files)))

    def remember_for_undo(self, by: str) -> None:
        """Let `by` say BATAL: the case as it was before this event."""
        before = replace(self.before, undo=None, undo_by=None)
        self.change(undo=_CASE.dump_json(before).decode(), undo_by=by)

    # ----------------------------------------------------------------------------------------------------- effects

    def write(self, letter: str, *, draft: bool) -> None:
        """Write a letter."""
        self.effects.append(WriteLetter(letter=letter, draft=draft, step=self.case.step or ""))

    def send(
        self,
        purpose: Purpose,
        template: str,
        to: Address | None,
        *,
        attach: tuple[str, ...] = (),
        assignment: Assignment | None = None,
        says: Mapping[str, str | None] | None = None,
    ) -> None:
        """Send a mail; where nobody is there to get it, the journal says so. The same mail goes to nobody twice."""
        if to is None or not to.address:
            self.note("mail has no recipient", template=template)
            return
        once = purpose in (Purpose.RESULT, Purpose.REPORT)
        if once and any(
            isinstance(effect, SendMail) and effect.purpose is purpose and effect.to.address == to.address
            for effect in self.effects
        ):
            return
        self.effects.append(
            mail(purpose, template, to, sifat=self.case.sifat, attach=attach, assignment=assignment, says=says)
        )

    def notice(self, template: str, to: Address | None, **says: str | None) -> None:
        """Send a notice."""
        self.send(Purpose.NOTICE, template, to, says=says)

    def tell_requester(self, template: str, **says: str | None) -> None:
        """Send a notice to the requester."""
        self.notice(template, self.case.requester, **says)

    def tell_operator(self, template: str, **says: str | None) -> None:
        """Send a notice to the operator."""
        self.notice(template, self.office(OPERATOR), **says)

    def tell_head(self, *, attach: tuple[str, ...] = (), **says: str | None) -> None:
        """Report to the head."""
        self.send(Purpose.REPORT, "report", self.office(HEAD), attach=attach, says=says)

    def note(self, what: str, **detail: str) -> None:
        """Write a line for the journal."""
        self.effects.append(Note(what=what, detail=detail))

    def done(self) -> Transition:
        """What came of it."""
        return Transition(case=self.case, effects=tuple(self.effects))


def addressed(assignment: Assignment) -> Address:
    """Whom an assignment asks."""
    return Address(address=assignment.address, name=assignment.name)


def before_last_answer(case: Case) -> Case | None:
    """The case that BATAL brings back, None where nothing can be undone."""
    return _CASE.validate_json(case.undo) if case.undo else None
