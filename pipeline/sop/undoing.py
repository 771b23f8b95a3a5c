"""BATAL: the last answer is taken back."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Action, Address, Answered, CaseState, Purpose
from pipeline.sop import requirements
from pipeline.sop.steps import start_clock
from pipeline.sop.work import Work, addressed, before_last_answer


def undo(work: Work, event: Answered) -> None:
    """BATAL: bring back the case as it was before the last answer, while the next step has not acted."""
    now_case = work.case
    before = before_last_answer(now_case)
    who = Address(address=event.assignment.address, name=event.assignment.name)
    if before is None or now_case.undo_by != event.assignment.address or now_case.state.ended:
        reason = "Jawaban Saudara tidak dapat dibatalkan lagi: langkah berikutnya sudah berjalan atau perkara sudah berakhir."
        work.notice("void", who, reason=reason)
        work.note("undo refused", by=who.address)
        return
    last = next((entry for entry in reversed(now_case.entries) if entry.by == who.address), None)
    tokens = {one.token for one in before.assignments}
    for one in now_case.assignments:
        if one.token not in tokens and not one.answered and one.address != who.address:
            work.notice("void", addressed(one), reason="Langkah sebelumnya dibatalkan oleh pemberi jawaban.")
    answer_at = len(before.entries)
    work.case = replace(
        before,
        # What the requester sent meanwhile, and what was written, stays.
        letter=now_case.letter,
        missing=requirements.missing(now_case.letter, work.desk.rulebook.sops[before.sop]) if before.sop else (),
        files=(
            *before.files,
            *(one for one in now_case.files if one not in before.files and one.sender != who.address),
        ),
        entries=(*before.entries, *(one for one in now_case.entries[answer_at:] if one.by == before.requester.address)),
        letters=tuple(
            one if one.draft or one in before.letters else replace(one, cancelled=True) for one in now_case.letters
        ),
        proposals=now_case.proposals,
        version=now_case.version,
        undo=None,
        undo_by=None,
    )
    if (
        now_case.state is CaseState.WAITING
        and now_case.remaining_minutes is not None
        and before.state is CaseState.OPEN
    ):
        work.change(remaining_minutes=now_case.remaining_minutes)
        start_clock(work)  # it stood meanwhile
    work.record(by=who.address, action=Action.BATAL.value)
    mine = next((one for one in work.case.assignments if one.address == who.address and not one.answered), None)
    work.send(Purpose.NOTICE, "undone", who, assignment=mine, says={"action": last.action if last else None})
    work.note("answer undone", by=who.address)
