"""Copies of the case's own letters, signed on paper, that come back."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Action, Address, Answer, CopyReturned
from pipeline.rulebook import Rulebook, Step
from pipeline.sop.answering import BOTH_SIGNED
from pipeline.sop.work import Work, addressed


def with_signed_copy(answer: Answer, step: Step, rulebook: Rulebook, kinds: frozenset[str]) -> Answer:
    """The answer, if a signed copy of a letter came with it that the step asks for: the paper itself says that it is done.

    Words that say something else, or are in doubt, stand: they are asked back as ever.
    """
    asked = {rulebook.asks[key].letter for key in step.asks}
    if not kinds & asked:
        return answer
    silent = answer.action is None and not answer.text.strip()
    if not silent and answer.action not in (Action.SELESAI, Action.SETUJU):
        return answer
    values = {**answer.values, step.whole: BOTH_SIGNED} if step.whole else answer.values
    return replace(answer, action=Action.SELESAI if silent else answer.action, values=values, doubt=None)


def copy_returned(work: Work, event: CopyReturned) -> None:
    """File them; who holds the task, and who sent them if the case knows him, hear of it. Nothing moves."""
    work.keep_files(event.files)
    files = "\n".join(one.name for one in event.files)
    work.note("copy filed", files=files, by=event.sender or "-")
    case = work.case
    holders = [one for one in case.assignments if not one.answered and not one.supervises]
    known = {case.requester.address, *(one.address for one in case.assignments), *(entry.by for entry in case.entries)}
    if event.sender in known:
        work.notice("filed", Address(address=event.sender), files=files)
    for one in holders if not case.state.ended else ():
        if one.address != event.sender:
            work.notice("filed", addressed(one), files=files, **{"from": event.sender})
