"""Tasks whose holder may not answer any more go to who may, by themselves: looked for once a day and with each new directory."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pipeline import sop
from pipeline.model import CaseState, HoldersChanged, Job
from pipeline.office.effects import carry_out
from pipeline.office.flows import desk_of
from pipeline.office.services import Services
from pipeline.store import Transaction

_LOOKED = "tenure_looked"  # fact kept: the day and the directory that open tasks were held against
_RUNNING = (CaseState.OPEN, CaseState.WAITING, CaseState.REVIEW)


def enqueue_moving(tx: Transaction, services: Services, now: datetime) -> int:
    """Enqueue the cases with a task to be moved, in each case's own turn; returns how many.

    Who may answer changes with the day and with the directory alone, so it is looked for as often.
    """
    today = now.astimezone(services.facts.zone).date()
    people = hashlib.sha256(repr(services.directory.people).encode()).hexdigest()[:16]
    looked = f"{today.isoformat()} {people}"
    if tx.get_meta(_LOOKED) == looked:
        return 0
    tx.set_meta(_LOOKED, looked)
    moving = [case for case in tx.cases(_RUNNING) if sop.needs_moving(case, directory=services.directory, today=today)]
    for case in moving:
        job_id = f"tenure:{case.id}:{case.version}:{today.isoformat()}:{people}"
        services.enqueue(tx.session, Job(id=job_id, kind="tenure", argument=case.id, partition=case.id))
    return len(moving)


def move_tasks(case_id: str, services: Services) -> None:
    """Move the tasks of one case; where nothing is to be moved any more, nothing happens."""
    now = services.clock()
    with services.store.transaction() as tx:
        case = tx.case(case_id)
        today = now.astimezone(services.facts.zone).date()
        if sop.needs_moving(case, directory=services.directory, today=today):
            transition = sop.advance(case, HoldersChanged(), now=now, desk=desk_of(case, services))
            carry_out(transition, tx=tx, services=services, now=now)
