"""Going through the steps of an SOP: begin one, ask its holder, leave it, end the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pipeline.model import (
    Action,
    Address,
    Assignment,
    CaseState,
    Purpose,
    Timer,
    WriteLetter,
)
from pipeline.rulebook import OPERATOR, Does, Limit
from pipeline.rulebook.flow import ASK_REQUESTER, END_CLOSED, END_REFUSED
from pipeline.sop import clock
from pipeline.sop.people import Holder
from pipeline.sop.work import NODIS, Work, addressed

REMINDER_SHARE = 0.75  # of the step's working time (DESIGN, Who gets what)
ASK_AGAIN = Limit(days=2)  # a silent requester is reminded (DESIGN, bad input)
GIVE_UP = Limit(days=5)  # and the operator decides
GOING_ON = (Action.SETUJU, Action.SELESAI, Action.TERUSKAN)  # answers that approve or finish, in order of preference


def enter(work: Work, number: str, **says: str | None) -> None:
    """Begin a step: its clock starts, nodis does its part, its holder is asked. `says` goes into the assignment."""
    step = work.sop.steps[number]
    work.change(
        state=CaseState.OPEN,
        step=number,
        started_at=work.now,
        due_at=None,
        remaining_minutes=None,
        waiting_for=None,
        waiting_note="",
        assignments=(),
        timers=(),
        gathered={},
        gathered_files=(),
    )
    do(work, step.enter)
    if step.by == "person":
        _set_clock(work, step.limit)
        ask(work, **says)
        return
    work.record(by=NODIS, action=NODIS, note=step.activity)
    work.note("step done by nodis", step=f"{work.case.sop}/{number}")
    leave(work, step.to or END_CLOSED, **says)


def leave(work: Work, to: str | tuple[str, ...], **says: str | None) -> None:
    """Go where an answer leads: a step, the end, or the requester."""
    target = to if isinstance(to, str) else last_done(work, to)
    if target == END_CLOSED:
        end(work, CaseState.CLOSED)
    elif target == END_REFUSED:
        end(work, CaseState.REFUSED)
    elif target == ASK_REQUESTER:
        ask_requester(work, says.get("note") or "", by=says.get("from"))
    else:
        enter(work, target, **says)


def last_done(work: Work, numbers: tuple[str, ...]) -> str:
    """The one of the steps that was done last; the first where none was."""
    for entry in reversed(work.case.entries):
        if entry.sop == work.case.sop and entry.step in numbers and not entry.of_requester:
            return entry.step
    return numbers[0]


def end(work: Work, state: CaseState) -> None:
    """End the case. Nothing can be undone then: results have left."""
    work.change(
        state=state,
        step=None,
        closed_at=work.now,
        due_at=None,
        remaining_minutes=None,
        waiting_for=None,
        waiting_note="",
        assignments=(),
        timers=(),
        gathered={},
        gathered_files=(),
        undo=None,
        undo_by=None,
    )
    work.note("case ended", state=state.value)


def do(work: Work, deeds: Iterable[Does], *, note: str = "", refused: bool = False) -> None:
    """What nodis does by itself at a step; `note` is the reason where the case is `refused`, or the remark on a result."""
    for deed in deeds:
        if deed.draft:
            work.write(deed.draft, draft=True)
        elif deed.issue:
            work.write(deed.issue, draft=False)
        elif deed.send is Purpose.REPORT and deed.to is None:
            work.tell_head(attach=deed.attach, note=note, outcome="refused" if refused else None)
        elif deed.send:
            _send(work, deed, note)


def _send(work: Work, deed: Does, note: str) -> None:
    purpose = deed.send or Purpose.NOTICE
    to = work.case.requester
    if deed.to and deed.to != ASK_REQUESTER:
        found = work.holder(deed.to)
        if found is None:
            work.note("mail has no recipient", role=deed.to)
            return
        to = replace(to, address=found.address, name=found.name)
    template = deed.template or ("status" if purpose is Purpose.NOTICE else purpose.value)
    key = "reason" if purpose is Purpose.REFUSAL else "note"
    if purpose is Purpose.RESULT and work.case.entries[-1:] and work.case.entries[-1].action == Action.SETUJU:
        note = ""  # "silakan dikirim" is said to the office
    work.send(purpose, template, to, attach=deed.attach, says={key: note})


# ------------------------------------------------------------------------------------------------------------- asking


def ask(work: Work, **says: str | None) -> None:
    """Ask the step's holder, or all its parties. A role with nobody in it goes to the operator."""
    step = work.step
    assignments = []
    for role in step.parties or (step.actor,):
        role, found = asked_for(work, role)  # noqa: PLW2901 - the same step, perhaps asked of another role
        if not found:
            title = work.sop.roles[role].title if role in work.sop.roles else role
            review(work, f"Tidak ada pemegang peran {title} ({work.sop.role_id(role)}) untuk langkah {step.title}.")
            return
        covered = next((one for one in found if _merges(work, one)), None)
        if covered and not step.parties:
            _merge(work, covered)
            return
        assignments += [assignment_for(work, role, one) for one in (found[:1] if step.parties else found)]
    work.change(assignments=tuple(assignments))
    for assignment in assignments:
        send_assignment(work, assignment, **says)


def asked_for(work: Work, role: str) -> tuple[str, tuple[Holder, ...]]:
    """The role that is asked at the case's step, and who holds it: where nobody does, the one that stands in for it."""
    found = work.holders(role)
    step = work.step
    if not found and step.otherwise and role in (step.actor, work.sop.role_id(step.actor)):
        return step.otherwise, work.holders(step.otherwise)
    return role, found


def take(work: Work, mine: Assignment) -> None:
    """Of several holders of a role the first to answer takes the step, and the later steps of that role."""
    if work.case.step is None or work.step.parties or mine.supervises:
        return
    others = [
        one
        for one in work.case.assignments
        if one.role == mine.role and one.token != mine.token and not one.answered and not one.supervises
    ]
    if not others:
        return
    gone = {one.token for one in others}
    kept = tuple(one for one in work.case.assignments if one.token not in gone)
    work.change(assignments=kept)
    if mine.acting is None:  # a deputy has the role for some days only
        work.change(named={**work.case.named, mine.role: mine.address})
    for one in others:
        work.notice("void", addressed(one), reason=f"Tugas ini sudah diambil oleh {mine.name or mine.address}.")


def assignment_for(work: Work, role: str, who: Holder) -> Assignment:
    """A fresh assignment of the case's step; its token is new."""
    token, code = work.desk.new_token()
    return Assignment(
        step=work.case.step or "",
        role=work.sop.role_id(role) if work.case.sop else role,
        address=who.address,
        name=who.name,
        acting=who.acting,
        token=token,
        code=code,
    )


def send_assignment(work: Work, assignment: Assignment, **says: str | None) -> None:
    """The one routed mail of a step."""
    work.send(
        Purpose.ASSIGNMENT,
        "assignment",
        addressed(assignment),
        attach=work.step.attach,
        assignment=assignment,
        says=says,
    )


def hand_over(work: Work, old: Assignment, who: Holder, **says: str | None) -> None:
    """Give an assignment to somebody else, or again to the same person: a new token, the old one void."""
    fresh = assignment_for(work, old.role, who)
    kept = tuple(fresh if one.token == old.token else one for one in work.case.assignments)
    work.change(assignments=kept)
    send_assignment(work, fresh, **says)


def _merges(work: Work, who: Holder) -> bool:
    """Whether this step is covered by the answer that its holder just gave to the step before."""
    step = work.step
    entries = work.case.entries
    return bool(step.merge and not step.asks and entries and entries[-1].by == who.address and _going_on(work))


def _merge(work: Work, who: Holder) -> None:
    action = _going_on(work)
    if action is None:
        return
    rule = work.step.answers[action]
    work.record(by=who.address, action=action.value, note="digabung dengan langkah sebelumnya")
    work.note("step merged", step=work.case.step_id or "")
    do(work, rule.does)
    leave(work, rule.to)


def _going_on(work: Work) -> Action | None:
    return next((action for action in GOING_ON if action in work.step.answers), None)


def what_follows(work: Work) -> str:
    """The step that follows and who is asked now, or how the case goes on or has ended."""
    case = work.case
    ends = {
        CaseState.CLOSED: "Perkara selesai.",
        CaseState.REFUSED: "Perkara ditolak dan pemohon diberi tahu.",
        CaseState.REVIEW: f"Operator{_named(work.office(OPERATOR))} akan menentukan kelanjutannya.",
    }
    if case.state in ends or case.step is None or case.sop is None:
        return ends.get(case.state, "")
    asked = [one for one in case.assignments if not one.answered and not one.supervises]
    if case.waiting_for == ASK_REQUESTER:
        back = (
            f"; tugas kembali kepada {' dan '.join(_called(work, one) for one in asked)} setelah dijawab"
            if asked
            else ""
        )
        return f"Pemohon ditanya{back}."
    return f"{work.step.title}, oleh {' dan '.join(_called(work, one) for one in asked)}" if asked else work.step.title


def _called(work: Work, one: Assignment) -> str:
    """`Budi Prakoso (Pranata Komputer)`: who is asked, with his post."""
    person = work.desk.directory.by_address(one.address)
    name = one.name or one.address
    if one.acting:
        role = work.sop.roles.get(one.role.rpartition("/")[2])
        return f"{name} ({one.acting} {role.title})" if role else name
    return f"{name} ({person.position})" if person and person.position else name


def _named(operator: Address | None) -> str:
    return f" ({operator.name})" if operator and operator.name else ""


# -------------------------------------------------------------------------------------------------------------- clock


def _set_clock(work: Work, limit: Limit | None) -> None:
    if limit is None:
        return
    run_until(work, clock.add_limit(work.now, limit, work.desk.calendar))


def run_until(work: Work, due: datetime) -> None:
    """Let the clock run to `due`: a reminder at three quarters of the working time from now, an escalation at its end."""
    calendar = work.desk.calendar
    share = REMINDER_SHARE * clock.working_minutes(work.now, due, calendar)
    reminder = min(clock.add_minutes(work.now, share, calendar), due)
    work.change(
        due_at=due,
        timers=(Timer(kind="reminder", at=reminder), Timer(kind="escalation", at=due)),
        remaining_minutes=None,
    )


def stop_clock(work: Work) -> None:
    """Let the clock stand; what is left is kept. A clock that stands already keeps what it had."""
    case = work.case
    if case.due_at is not None:
        left = clock.working_minutes(work.now, case.due_at, work.desk.calendar)
        work.change(due_at=None, remaining_minutes=left)
    work.change(timers=())


def start_clock(work: Work) -> None:
    """Let the clock run again with what was left."""
    left = work.case.remaining_minutes
    work.change(state=CaseState.OPEN, waiting_for=None, waiting_note="", timers=(), remaining_minutes=None)
    if left is not None:
        run_until(work, clock.add_minutes(work.now, left, work.desk.calendar))
        if not left and any(one.supervises for one in work.case.assignments):
            work.change(timers=())  # it was late before it stood, and the superior has heard of it


# ------------------------------------------------------------------------------------------------------------ waiting


def wait_for_requester(work: Work, note: str = "") -> None:
    """The clock stands while the requester is asked; silence is noticed after two and after five working days."""
    stop_clock(work)
    calendar = work.desk.calendar
    work.change(
        state=CaseState.WAITING,
        waiting_for=ASK_REQUESTER,
        waiting_note=note,
        timers=(
            Timer(kind="ask_again", at=clock.add_limit(work.now, ASK_AGAIN, calendar)),
            Timer(kind="give_up", at=clock.add_limit(work.now, GIVE_UP, calendar)),
        ),
    )


def ask_requester(work: Work, question: str, *, by: str | None) -> None:
    """Ask the requester what the step's holder wants to know; he is asked again with the answer."""
    letters = tuple(effect.letter for effect in work.effects if isinstance(effect, WriteLetter) and not effect.draft)
    wait_for_requester(work, question)
    work.send(
        Purpose.COMPLETENESS,
        "question",
        work.case.requester,
        attach=letters,
        says={"question": question, "count": "1", "from": by},
    )


def review(work: Work, reason: str) -> None:
    """Put the case before the operator. It keeps its step, so that it can go on from there."""
    stop_clock(work)
    case = work.case
    operator = work.office(OPERATOR)
    assignments: tuple[Assignment, ...] = ()
    if operator:
        token, code = work.desk.new_token()
        assignments = (
            Assignment(
                step=case.step or "",
                role=OPERATOR,
                address=operator.address,
                name=operator.name,
                token=token,
                code=code,
            ),
        )
    work.change(
        state=CaseState.REVIEW,
        ending=None,
        assignments=assignments,
        waiting_note=case.waiting_note if case.waiting_for == ASK_REQUESTER else reason,
    )
    route = case.route
    work.note("case put before the operator", reason=reason)
    work.send(
        Purpose.REVIEW,
        "review",
        operator,
        attach=("surat", "bukti"),
        assignment=assignments[0] if assignments else None,
        says={
            "reason": reason,
            "ranking": "\n".join(f"{sop}: {score:.2f}" for sop, score in route.ranking),
            "outside": route.outside,
            "because": "\n".join(route.because),
        },
    )
