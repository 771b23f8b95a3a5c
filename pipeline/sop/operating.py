"""The operator's hand on a case."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Case, CaseState, Ending, OperatorDecided, Purpose, SendMail
from pipeline.rulebook import OPERATOR
from pipeline.sop import clock, requirements
from pipeline.sop.answering import move_to
from pipeline.sop.mails import mail
from pipeline.sop.opening import acknowledge, begin
from pipeline.sop.people import Holder
from pipeline.sop.steps import ask, assignment_for, end, hand_over, run_until, start_clock
from pipeline.sop.work import Work, addressed

LETTER_OF_REFUSAL = "penolakan"


def operator_decided(work: Work, event: OperatorDecided) -> None:
    """Route, refuse, assign or close."""
    if work.case.state.ended:
        work.tell_operator("problem", problem="Perkara ini sudah berakhir; keputusan Saudara tidak mengubah apa pun.")
        work.note("operator decided too late")
        return
    by = work.office(OPERATOR)
    author = by.address if by else OPERATOR
    if event.refuse is not None and event.show:
        _show_refusal(work, event.refuse, event.words)
    elif event.refuse is not None:
        _refuse(work, event.refuse, event.words, author)
    elif event.close is not None:
        _close(work, event.close, event.words, author)
    elif event.assign is not None:
        _assign(work, event.assign, author, event.reason)
    elif event.sop is not None:
        _route(work, event.sop, author)


def _route(work: Work, sop: str, by: str) -> None:
    case = work.case
    if sop not in work.desk.rulebook.sops:
        ids = ", ".join(work.desk.rulebook.sops)
        work.tell_operator("problem", problem=f"SOP {sop} tidak dikenal. Pilihan: {ids}.")
        return
    work.change(undo=None, undo_by=None, ending=None)
    work.note("operator routed", sop=sop, by=by)
    if case.sop is None:
        new = work.desk.rulebook.sops[sop]
        work.change(sop=sop, step=new.first, state=CaseState.OPEN, assignments=(), waiting_note="", waiting_for=None)
        work.change(missing=requirements.missing(case.letter, new))
        if case.doubt:  # nobody has been answered until now
            acknowledge(work)
        begin(work)
    elif sop != case.sop:
        work.change(waiting_note="", waiting_for=None)
        move_to(work, sop, by=by)
    elif case.state is CaseState.REVIEW:
        _go_on(work)
    else:
        work.tell_operator("problem", problem="Perkara ini sudah berjalan menurut SOP itu.")


def _go_on(work: Work) -> None:
    """The same SOP named in review: go on where the case stood, without what was waited for."""
    number = work.case.step or work.sop.first
    work.change(state=CaseState.OPEN, assignments=(), waiting_note="", waiting_for=None, timers=())
    if work.sop.steps[number].by != "person" or not any(entry.sop == work.case.sop for entry in work.case.entries):
        begin(work, ask=False)
        return
    _restart_clock(work)
    ask(work)


def _restart_clock(work: Work) -> None:
    """With what was left when it stopped; anew where nothing was."""
    limit = work.step.limit
    if work.case.remaining_minutes:
        start_clock(work)
    elif limit:
        run_until(work, clock.add_limit(work.now, limit, work.desk.calendar))


def _assign(work: Work, address: str, by: str, reason: str) -> None:
    case = work.case
    if case.sop is None or case.step is None or work.step.by != "person":
        work.tell_operator("problem", problem="Perkara ini belum pada langkah yang dapat ditugaskan.")
        return
    person = work.desk.directory.by_address(address)
    who = Holder(address=address.lower(), name=person.name if person else "")
    for one in case.assignments:
        if one.role != OPERATOR and not one.answered and one.address != who.address:
            work.notice("reassigned", addressed(one), person=who.name or who.address, by="Operator", note=reason)
    role_id = work.sop.role_id(work.step.actor)
    work.change(
        state=CaseState.OPEN,
        named={**case.named, role_id: who.address},
        waiting_for=None,
        waiting_note="",
        undo=None,
        undo_by=None,
        ending=None,
    )
    if case.due_at is None:
        _restart_clock(work)
    work.note("operator assigned", step=work.case.step_id or "", to=who.address, by=by, reason=reason)
    says = {"note": reason, "from": "Operator"} if reason else {}
    mine = next((one for one in case.assignments if one.role == role_id and not one.answered), None)
    if mine:
        rest = tuple(one for one in work.case.assignments if one.role != role_id or one.token == mine.token)
        work.change(assignments=rest)
        hand_over(work, mine, who, **says)
    else:
        work.change(assignments=())
        ask(work, **says)


def _show_refusal(work: Work, reason: str, words: str) -> None:
    """Letter and mail as they would go out, to the operator: nothing is sent, and nothing numbered, before he agrees."""
    operator = work.office(OPERATOR)
    if operator is None:
        work.note("mail has no recipient", template="ending")
        return
    fresh = assignment_for(work, OPERATOR, Holder(address=operator.address, name=operator.name))
    fresh = replace(fresh, role=OPERATOR)
    ending = Ending(reason=reason, words=words or work.desk.facts.refusal, token=fresh.token)
    rest = tuple(one for one in work.case.assignments if one.role != OPERATOR or one.supervises)
    work.change(ending=ending, assignments=(*rest, fresh))
    if LETTER_OF_REFUSAL in work.desk.rulebook.letters:
        work.write(LETTER_OF_REFUSAL, draft=True)
    says = {"reason": reason, "action": "TOLAK"}
    work.send(Purpose.REVIEW, "ending", operator, attach=(LETTER_OF_REFUSAL,), assignment=fresh, says=says)
    work.note("refusal shown", reason=reason)


def refusal_of(case: Case) -> SendMail | None:
    """What the requester of a case that the operator refuses is told; None where he does not refuse it."""
    if case.ending is None:
        return None
    says = {"reason": case.ending.words}
    to, attach = case.requester, (LETTER_OF_REFUSAL,)
    return mail(Purpose.REFUSAL, "refusal", to, sifat=case.sifat, attach=attach, says=says)


def _refuse(work: Work, reason: str, words: str, by: str) -> None:
    _void_all(work, "Perkara ini ditolak oleh operator.")
    work.change(ending=Ending(reason=reason, words=words or work.desk.facts.refusal))
    work.record(by=by, action="TOLAK", note=reason)
    if LETTER_OF_REFUSAL in work.desk.rulebook.letters:
        work.write(LETTER_OF_REFUSAL, draft=False)
    told = {"reason": words or work.desk.facts.refusal}
    work.send(Purpose.REFUSAL, "refusal", work.case.requester, attach=(LETTER_OF_REFUSAL,), says=told)
    work.tell_head(attach=(LETTER_OF_REFUSAL,), note=reason, outcome="refused")
    end(work, CaseState.REFUSED)


def _close(work: Work, reason: str, words: str, by: str) -> None:
    _void_all(work, "Perkara ini ditutup oleh operator.")
    told = words or work.desk.facts.closing
    work.change(ending=Ending(reason=reason, words=told))
    work.record(by=by, action="nodis", note=reason)
    work.send(Purpose.RESULT, "result", work.case.requester, says={"note": told, "outcome": "closed"})
    work.tell_head(note=reason)
    end(work, CaseState.CLOSED)


def _void_all(work: Work, reason: str) -> None:
    for one in work.case.assignments:
        if one.role != OPERATOR and not one.answered:
            work.notice("void", addressed(one), reason=reason)
