"""What a requester wants in a mail that nobody vouches for: the case stands as it stood until the operator confirms it.

Only what he was asked for counts without that, and only where nothing stood; it is shown as unverified everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.model import Action, Address, Answer, Case, Proof, Proposal, ProposalDecided, Purpose, RequesterSaid
from pipeline.rulebook import OPERATOR
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop.access_rows import for_people, is_row_path, label_of, row_value
from pipeline.sop.people import Holder
from pipeline.sop.steps import assignment_for
from pipeline.sop.work import Work, addressed

MOVES = (Action.PERBAIKI, Action.CABUT, Action.PUAS, Action.BELUM)
MOST = 5  # proposals of a case that wait; a further one takes the place of the oldest
_DOUBTS = {
    Proof.UNPROVEN: "Server surel tidak memastikan bahwa surel ini benar dari alamat pemohon.",
    Proof.REFUTED: "Server surel menyatakan bahwa surel ini TIDAK terbukti dari alamat pemohon; mungkin dipalsukan.",
}


def asked_for(event: RequesterSaid, case: Case) -> RequesterSaid:
    """Of a mail that nobody vouches for what nodis had asked for and does not have, as unverified."""
    wanted = {path for path in case.missing if case.letter.value(path) is None}
    answer = event.answer
    values = {path: text for path, text in answer.values.items() if path in wanted or _fills_a_row(path, case)}
    fields = {path: found for path, found in event.fields.items() if path in wanted}
    question = case.waiting_for == ASK_REQUESTER and bool(case.waiting_note)
    files = event.files if question or case.waiting_for == ASK_REQUESTER or "issue.evidence" in case.missing else ()
    rows = event.access if "access" in case.missing else ()
    action = Action.DATA if answer.action is Action.PERBAIKI else answer.action
    return replace(
        event,
        answer=replace(answer, action=action, values=values),
        fields=fields,
        files=tuple(replace(one, verified=False) for one in files),
        access=tuple(replace(row, verified=False) for row in rows),
    )


def to_confirm(event: RequesterSaid, case: Case) -> RequesterSaid | None:
    """Of a mail that nobody vouches for what the operator has to confirm; None where there is nothing."""
    answer = event.answer
    if answer.action not in MOVES:
        return None
    if answer.action is not Action.PERBAIKI:
        return replace(event, files=tuple(replace(one, verified=False) for one in event.files))
    values = {
        path: text
        for path, text in answer.values.items()
        if event.proof is Proof.REFUTED
        or not (path in case.missing or _fills_a_row(path, case))
        or row_value(case.letter, path) is not None
    }
    return replace(event, answer=replace(answer, values=values), fields={}, access=(), files=()) if values else None


def propose(work: Work, said: RequesterSaid) -> None:
    """Ask the operator, tell the requester; the same once more asks nobody again."""
    case = work.case
    if any(_same(one.said.answer, said.answer) for one in case.proposals):
        work.note("proposed again", action=str(said.answer.action))
        return
    operator = work.office(OPERATOR)
    if operator is None:
        work.note("mail has no recipient", template="unverified")
        return
    action = said.answer.action.value if said.answer.action else ""
    work.note("requester not proven", action=action, proof=said.proof.value)
    ask_operator(work, said, operator, waiting=case.proposals[1 - MOST :])
    work.tell_requester("held", action=action)  # not what it says: his own words, said again, are no quote of ours


def ask_operator(work: Work, said: RequesterSaid, operator: Address, *, waiting: tuple[Proposal, ...]) -> None:
    """Put it before the operator, behind what is `waiting` for him already."""
    assignment = replace(
        assignment_for(work, OPERATOR, Holder(address=operator.address, name=operator.name)), role=OPERATOR
    )
    work.change(proposals=(*waiting, Proposal(assignment=assignment, said=said)))
    action = said.answer.action.value if said.answer.action else ""
    says = {
        "action": action,
        "fields": _shown(said.answer.values, work.case),
        "note": said.answer.note,
        "reason": _DOUBTS.get(said.proof),
    }
    work.send(Purpose.REVIEW, "unverified", addressed(assignment), assignment=assignment, says=says)


def decided(work: Work, event: ProposalDecided) -> RequesterSaid | None:
    """The operator's word: what is to be done now as the requester's own, None where nothing is."""
    mine = next((one for one in work.case.proposals if one.assignment.token == event.token), None)
    if mine is None:
        return None
    if event.accept is None:
        doubt = "Jawablah SETUJU bila surel itu benar dari pemohon, atau TOLAK bila tidak."
        work.notice("asked-back", addressed(mine.assignment), read=event.text, doubt=doubt, allowed="SETUJU, TOLAK")
        work.note("answer asked back", by=mine.assignment.address, doubt=doubt)
        return None
    work.change(proposals=tuple(one for one in work.case.proposals if one is not mine))
    action = mine.said.answer.action
    work.note(
        "proposal decided", by=mine.assignment.address, action=str(action), accepted="ya" if event.accept else "tidak"
    )
    if event.accept:
        return replace(
            mine.said, proof=Proof.PROVEN, files=tuple(replace(one, verified=True) for one in mine.said.files)
        )
    work.tell_requester("held", action=action.value if action else "", reason="tidak dikonfirmasi")
    return None


def _same(one: Answer, other: Answer) -> bool:
    return (one.action, dict(one.values), one.note) == (other.action, dict(other.values), other.note)


def _fills_a_row(path: str, case: Case) -> bool:
    """Whether it is a value that a right lacks, and that was asked for."""
    return is_row_path(path) and "access" in case.missing and row_value(case.letter, path) is None


def _shown(values: Mapping[str, str], case: Case) -> str:
    return "\n".join(f"{label_of(path, case.letter)}: {for_people(path, text)}" for path, text in values.items())
