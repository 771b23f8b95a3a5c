"""Reminders of one person are one mail a day: the first names all that falls due that day, the later ones stay unsent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from pipeline.model import Assignment, Case, Purpose, SendMail, Sifat, Transition
from pipeline.office.flows import rulebook_of
from pipeline.office.services import Services
from pipeline.store import Transaction, fact_about
from pipeline.wording import moment_long


def gather(transition: Transition, *, tx: Transaction, services: Services, now: datetime) -> Transition:
    """The transition with its reminders gathered; one that a mail of today has named already is left out."""
    effects = []
    for effect in transition.effects:
        if isinstance(effect, SendMail) and effect.purpose is Purpose.REMINDER and effect.assignment:
            token = effect.assignment.token
            told = _told(effect.to.address, tx=tx, services=services, now=now)
            if token in told:
                continue
            others = list(_others(transition.case, effect.to.address, told, tx=tx, services=services, now=now))
            tokens = [token, *(assignment.token for _, assignment in others)]
            _remember(effect.to.address, [*told, *tokens], tx=tx, services=services, now=now)
            if others:
                lines = [_line(case, assignment, services) for case, assignment in others]
                cases = ", ".join(dict.fromkeys(case.id for case, _ in others))
                effect = replace(effect, says={**effect.says, "others": "\n".join(lines), "cases": cases})  # noqa: PLW2901
        effects.append(effect)
    return replace(transition, effects=tuple(effects))


def _others(
    mine: Case, address: str, told: list[str], *, tx: Transaction, services: Services, now: datetime
) -> Iterator[tuple[Case, Assignment]]:
    """What else the person is to be reminded of before the day ends."""
    local = now.astimezone(services.facts.zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    due = [case_id for case_id, timer in tx.due(midnight) if timer.kind == "reminder" and case_id != mine.id]
    for case_id in dict.fromkeys(due):
        case = tx.case(case_id)
        for one in case.assignments:
            if one.address == address and not one.answered and not one.supervises and one.token not in told:
                yield case, one


def _line(case: Case, assignment: Assignment, services: Services) -> str:
    """`[2026-0002 KQ7M-2XP9-RTA4] Perbaikan jaringan, Lapas Contoh, paling lambat ...`: enough to answer by."""
    sop = rulebook_of(case, services).sops.get(case.sop or "")
    step = sop.steps.get(assignment.step) if sop else None
    unit = None if case.sifat is Sifat.RAHASIA else case.letter.value("requester.unit")
    until = f"paling lambat {moment_long(case.due_at.astimezone(services.facts.zone))}" if case.due_at else None
    told = ", ".join(part for part in (step.title if step else assignment.step, unit, until) if part)
    return f"[{case.id} {assignment.code}] {told}"


def _told(address: str, *, tx: Transaction, services: Services, now: datetime) -> list[str]:
    day, *tokens = (tx.get_meta(fact_about("reminded", address)) or "-").split()
    return tokens if day == _day(services, now) else []


def _remember(address: str, tokens: list[str], *, tx: Transaction, services: Services, now: datetime) -> None:
    tx.set_meta(fact_about("reminded", address), " ".join([_day(services, now), *tokens]))


def _day(services: Services, now: datetime) -> str:
    return now.astimezone(services.facts.zone).date().isoformat()
