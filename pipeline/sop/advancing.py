"""The engine's door: a case and an event in, a new case and what follows out."""

from __future__ import annotations

from datetime import datetime

from pipeline.model import (
    Answered,
    Assignment,
    AssignmentBounced,
    Case,
    CopyReturned,
    Event,
    HoldersChanged,
    IncidentEnded,
    OperatorDecided,
    ProposalDecided,
    RequesterSaid,
    TimerFired,
    Transition,
)
from pipeline.sop.answering import answered
from pipeline.sop.copies import copy_returned
from pipeline.sop.desk import Desk
from pipeline.sop.incidents import incident_ended
from pipeline.sop.opening import open_case
from pipeline.sop.operating import operator_decided
from pipeline.sop.requesting import proposal_decided, requester_said
from pipeline.sop.tenure import holders_changed
from pipeline.sop.timing import bounced, timer_fired
from pipeline.sop.work import Work, before_last_answer

__all__ = ["advance", "answerable", "open_case"]


def advance(case: Case, event: Event, *, now: datetime, desk: Desk) -> Transition:
    """The case after an event, and what follows, in order. Pure: the same input gives the same output.

    Never raises on an event that comes too late or does not fit: it leaves the case as it is and says so by mail or in
    the journal. Whether the sender may act at all (token, address, DMARC) is the caller's to check.
    """
    work = Work(case, desk=desk, now=now)
    match event:
        case Answered():
            answered(work, event)
        case RequesterSaid():
            requester_said(work, event)
        case TimerFired():
            timer_fired(work, event)
        case OperatorDecided():
            operator_decided(work, event)
        case AssignmentBounced():
            bounced(work, event)
        case CopyReturned():
            copy_returned(work, event)
        case IncidentEnded():
            incident_ended(work, event)
        case ProposalDecided():
            proposal_decided(work, event)
        case HoldersChanged():
            holders_changed(work, event)
    return work.done()


def answerable(case: Case) -> tuple[Assignment, ...]:
    """Assignments whose token still counts: the open ones, and those whose holder may yet say BATAL."""
    before = before_last_answer(case)
    former = [one for one in before.assignments if one.address == case.undo_by] if before else []
    current = [one for one in case.assignments if not one.answered]
    tokens = {one.token for one in current}
    return (*current, *(one for one in former if one.token not in tokens))
