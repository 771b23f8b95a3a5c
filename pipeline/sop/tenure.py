"""How long a task is somebody's: a deputy's until the last day of the absence, an official's until his last day in the office.

A task that was asked of somebody who is away today is his deputy's, too, whenever the absence was entered. He may answer until it has moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.model import Assignment, Case, CaseState, HoldersChanged, Person, Proposal, Timer
from pipeline.rulebook import OPERATOR, Directory
from pipeline.sop.people import Holder, first_of
from pipeline.sop.proposals import ask_operator
from pipeline.sop.steps import asked_for, hand_over, review
from pipeline.sop.work import Work, addressed

DEPUTY_DONE = "Masa tugas Saudara sebagai pengganti sudah berakhir, sehingga balasan ini tidak dijalankan."
MOVED = "Tugas pada langkah ini sekarang dipegang pejabat lain, sehingga balasan Saudara tidak dijalankan."
AWAY = "Pemegang tugas ini tidak di tempat."
LEFT = "Pemegang tugas ini sudah tidak bertugas di kantor, sehingga balasannya tidak dijalankan."


def lapsed(  # noqa: PLR0911 - one return a reason
    assignment: Assignment, case: Case, *, directory: Directory, today: date
) -> str | None:
    """Why a task is its holder's no more, a sentence for him; None while it is.

    A requester's part is always his own. Whoever the operator named from outside the directory keeps his task.
    """
    address, role = assignment.address, assignment.role
    person = directory.by_address(address)
    if person and person.has_left(today):
        return LEFT
    if person and role in person.roles:
        return None
    if assignment.acting:
        return None if _stands_in(address, assignment, case, directory, today) else DEPUTY_DONE
    if person is None:
        return LEFT if assignment.name and address != case.requester.address else None
    if _stands_in(address, assignment, case, directory, today):
        return None
    if role.startswith("kantor/"):  # whose deputies are asked without "Plh."
        return DEPUTY_DONE
    his_own = address in (case.named.get(role), case.requester.address)
    return None if his_own else MOVED


def _stands_in(address: str, assignment: Assignment, case: Case, directory: Directory, today: date) -> bool:
    """Whether he is today the deputy of somebody who holds the role or was named for it."""

    def held_by(person: Person) -> bool:
        return assignment.role in person.roles or case.named.get(assignment.role) == person.email

    return any(
        gone.deputy == address and gone.start <= today <= gone.end
        for person in directory.people
        if held_by(person)
        for gone in person.away
    )


def needs_moving(case: Case, *, directory: Directory, today: date) -> bool:
    """Whether somebody is asked in an open case who may not answer any more, or nobody is asked where somebody could be."""
    if case.state.ended:
        return False
    if any(_moves_on(one, case, directory=directory, today=today) for one in _asked(case)):
        return True
    return _is_nobodys(case) and first_of(OPERATOR, directory, today) is not None


def _moves_on(one: Assignment, case: Case, *, directory: Directory, today: date) -> str | None:
    """Why a task is to be given to somebody else, a sentence; None while it stays."""
    if why := lapsed(one, case, directory=directory, today=today):
        return why
    return AWAY if _is_away(one, case, directory, today) else None


def _is_away(one: Assignment, case: Case, directory: Directory, today: date) -> bool:
    """Whether who is asked is not there today, and others are asked in his place. A requester's part is always his own."""
    person = directory.by_address(one.address)
    if person is None or one.supervises or not person.absence(today):
        return False
    if one.role == OPERATOR:
        other = first_of(OPERATOR, directory, today)
        return other is not None and other.address != one.address
    return bool(one.acting) or one.role in person.roles or case.named.get(one.role) == person.email


def holders_changed(work: Work, event: HoldersChanged) -> None:
    """Open tasks of who may not do them any more go to who holds the role now; the clock goes on."""
    del event
    if work.case.state.ended:
        return
    for proposal in work.case.proposals:
        if _why(work, proposal.assignment):
            _propose_anew(work, proposal)
    if _is_nobodys(work.case):
        if work.office(OPERATOR):
            review(work, work.case.waiting_note or "Selama ini tidak ada operator yang dapat ditanya.")
        return
    for one in work.case.assignments:
        why = None if one.answered else _why(work, one)
        if why is None or one not in work.case.assignments:
            continue
        work.note("task moved on", of=one.address, why=why)
        if one.role == OPERATOR and not one.supervises:
            review(work, work.case.waiting_note or "Operator yang semula ditanya tidak bertugas lagi.")
            return
        if one.supervises:
            _without_superior(work, one)
        else:
            _move_on(work, one, why)


def _asked(case: Case) -> Iterator[Assignment]:
    yield from (one for one in case.assignments if not one.answered)
    yield from (one.assignment for one in case.proposals)


def _is_nobodys(case: Case) -> bool:
    """Whether a case waits for the operator and none was there to be asked."""
    return case.state is CaseState.REVIEW and not case.assignments


def _why(work: Work, one: Assignment) -> str | None:
    return _moves_on(one, work.case, directory=work.desk.directory, today=work.today)


def _propose_anew(work: Work, proposal: Proposal) -> None:
    """What a requester wants waits for another operator; where none is there it waits on."""
    old = proposal.assignment
    if (operator := work.office(OPERATOR)) and operator.address != old.address:
        work.note("task moved on", of=old.address, why=_why(work, old) or "")
        rest = tuple(one for one in work.case.proposals if one is not proposal)
        ask_operator(work, proposal.said, operator, waiting=rest)


def _without_superior(work: Work, one: Assignment) -> None:
    """Who heard of a late task is there no more: the next superior hears of it, once the office is open."""
    case = work.case
    work.change(assignments=tuple(other for other in case.assignments if other.token != one.token))
    late = case.state is CaseState.OPEN and case.due_at is not None and case.due_at <= work.now
    if late and not any(timer.kind == "escalation" for timer in case.timers):
        work.change(timers=(*case.timers, Timer(kind="escalation", at=work.now)))


def _move_on(work: Work, one: Assignment, why: str) -> None:
    case = work.case
    if why != AWAY and case.named.get(one.role) == one.address:
        work.change(named={role: address for role, address in case.named.items() if role != one.role})
    rest = tuple(other for other in case.assignments if other.token != one.token)
    asked = {other.address for other in rest if other.role == one.role and not other.answered}
    role, found = asked_for(work, one.role)
    found = tuple(who for who in found if who.address != one.address)  # a requester who has left is asked no more
    fresh = next((who for who in found if who.address not in asked), None)
    if why != LEFT:
        _tell(work, one, fresh or next(iter(found), None), why)
    if not found:
        name = one.name or one.address
        review(
            work,
            f"{name} tidak di tempat, dan penggantinya tidak ada atau tidak di tempat."
            if why == AWAY
            else f"Tugas pada langkah ini tidak lagi dipegang siapa pun ({name}).",
        )
    elif fresh is None:  # everybody who holds the role has been asked
        work.change(assignments=rest)
    else:
        hand_over(work, replace(one, role=role), fresh, replaces=one.name)


def _tell(work: Work, one: Assignment, now: Holder | None, why: str) -> None:
    name = (now.name or now.address) if now else "pejabat yang berwenang"
    note = "Masa tugas Saudara sebagai pengganti sudah berakhir." if one.acting else "Peran ini sudah beralih."
    if why == AWAY:
        note = "Saudara tercatat tidak di tempat."
    work.notice("reassigned", addressed(one), person=name, note=note)
