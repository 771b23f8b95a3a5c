"""Something falls due, or a mail comes back."""

from __future__ import annotations

from pipeline.model import Address, Assignment, AssignmentBounced, Purpose, Timer, TimerFired
from pipeline.rulebook import HEAD, OPERATOR
from pipeline.sop import clock, people
from pipeline.sop.opening import ask_for_values
from pipeline.sop.steps import hand_over, review, start_clock
from pipeline.sop.work import Work, addressed

_OFFICE_HOURS = frozenset({"reminder", "escalation", "resume", "ask_again"})


def timer_fired(work: Work, event: TimerFired) -> None:
    """What a timer does. Reminders and escalations leave in office hours only: outside, they wait for the opening."""
    timer = event.timer
    if timer not in work.case.timers or work.case.state.ended:
        return
    left = tuple(one for one in work.case.timers if one != timer)
    if timer.kind in _OFFICE_HOURS and not clock.is_open(work.now, work.desk.calendar):
        later = Timer(kind=timer.kind, at=clock.next_opening(work.now, work.desk.calendar))
        work.change(timers=(*left, later))
        return
    work.change(timers=left)
    work.note("timer fired", kind=timer.kind)
    match timer.kind:
        case "reminder":
            _remind(work)
        case "escalation":
            _escalate(work)
        case "resume":
            _resume(work)
        case "ask_again":
            _ask_again(work)
        case _:
            _give_up(work)


def _open_assignments(work: Work) -> list[Assignment]:
    return [one for one in work.case.assignments if not one.answered and not one.supervises and one.role != OPERATOR]


def _remind(work: Work, **says: str | None) -> None:
    due = work.case.due_at
    left = "ya" if due and due > work.now else None
    for one in _open_assignments(work):
        work.send(Purpose.REMINDER, "reminder", addressed(one), assignment=one, says={"left": left, **says})


def _escalate(work: Work) -> None:
    """The step's superior, else the head, hears that the limit has passed, and may hand the step to somebody else."""
    late = _open_assignments(work)
    if not late:
        return
    superior = _superior(work, {one.address for one in late})
    if superior is None:
        work.note("nobody to escalate to")
        return
    token, code = work.desk.new_token()
    handle = Assignment(
        step=late[0].step,
        role=superior[0],
        address=superior[1].address,
        name=superior[1].name,
        token=token,
        code=code,
        supervises=True,
    )
    work.change(assignments=(*work.case.assignments, handle))
    work.send(
        Purpose.ESCALATION,
        "escalation",
        superior[1],
        assignment=handle,
        says={"holder": "\n".join(one.name or one.address for one in late), "due": work.moment(work.case.due_at)},
    )


def _superior(work: Work, late: set[str]) -> tuple[str, Address] | None:
    """Role and address: the step's superior, the head where that is the late one himself or nobody, then the operator."""
    role = work.step.superior
    found = work.holder(role) if role else None
    if role and found and found.address not in late:
        return work.sop.role_id(role), Address(address=found.address, name=found.name)
    for office in (HEAD, OPERATOR):
        to = work.office(office)
        if to and (to.address not in late or office == OPERATOR):
            return office, to
    return None


def _resume(work: Work) -> None:
    """TUNDA ends: the clock runs again, the holder is told."""
    start_clock(work)
    _remind(work, resumed="ya")


def _ask_again(work: Work) -> None:
    case = work.case
    if case.assignments or case.waiting_note:
        work.send(Purpose.COMPLETENESS, "question", case.requester, says={"question": case.waiting_note, "count": "2"})
    else:
        ask_for_values(work, count=2)


def _give_up(work: Work) -> None:
    """The requester stays silent: the operator decides. A late answer still goes to who asked."""
    review(work, "Pemohon tidak menjawab selama lima hari kerja.")


def bounced(work: Work, event: AssignmentBounced) -> None:
    """An assignment did not arrive: the deputy is asked, the operator told; without a deputy the operator decides."""
    case = work.case
    mine = next((one for one in case.assignments if one.address == event.address and not one.answered), None)
    work.note("assignment bounced", address=event.address, detail=event.detail)
    if not event.permanent or mine is None or case.state.ended:
        return
    if mine.supervises or mine.role == OPERATOR:
        work.change(assignments=tuple(one for one in case.assignments if one != mine or mine.role == OPERATOR))
        if mine.supervises:
            work.tell_operator("bounced", address=event.address, detail=event.detail)
        return
    others = [one for one in case.assignments if one.role == mine.role and one != mine and not one.answered]
    if others and not work.step.parties:  # somebody else holds the role and has been asked, too
        work.change(assignments=tuple(one for one in case.assignments if one != mine))
        names = ", ".join(one.name or one.address for one in others)
        work.tell_operator("bounced", address=event.address, detail=event.detail, person=names)
        return
    deputy = people.deputies(event.address, mine.role, directory=work.desk.directory, today=work.today)
    if deputy is None or any(one.address == deputy.address for one in case.assignments):
        review(work, f"Surel tugas kepada {event.address} tidak sampai ({event.detail}) dan tidak ada pengganti.")
        return
    work.change(named={**case.named, mine.role: deputy.address})
    work.tell_operator("bounced", address=event.address, detail=event.detail, person=deputy.name or deputy.address)
    hand_over(work, mine, deputy, replaces=mine.name)
