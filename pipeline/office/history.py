"""Planned against actual: when each step of a case began, was due and was done, and how its deadline was reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline import sop
from pipeline.model import Case
from pipeline.rulebook import Calendar, Rulebook

_WAITS = frozenset({"TUNDA", "TANYA"})  # from these answers on the clock stands


@dataclass(frozen=True, kw_only=True, slots=True)
class StepTime:
    """One answer at a step, or the step that is still open (`done` and `action` None)."""

    step: str  # "gangguan-jaringan/5"
    title: str
    by: str  # address, "nodis", or who is asked now
    action: str | None
    started: datetime | None
    due: datetime | None
    done: datetime | None
    standard: str  # "30 menit", "" where the step has no limit
    worked: float | None  # working minutes from the start to the answer, or to now
    late: bool
    waits: bool  # the clock stands after this answer
    arithmetic: tuple[str, ...]  # how `due` follows from `started`; empty where the clock stood meanwhile


def step_times(case: Case, *, rulebook: Rulebook, calendar: Calendar, now: datetime) -> tuple[StepTime, ...]:
    """All answers of holders in their order, then the open step. `rulebook` holds the case's own SOP.

    What the requester writes meanwhile does no step.
    """
    found = [
        _time(
            rulebook, calendar, f"{entry.sop or case.sop}", entry.step,
            by=entry.by, action=entry.action, started=entry.started_at, due=entry.due_at, done=entry.at, now=now,
        )
        for entry in case.entries
        if not entry.of_requester
    ]  # fmt: skip
    if case.step and case.sop and not case.state.ended:
        asked = ", ".join(
            one.name or one.address for one in case.assignments if not one.answered and not one.supervises
        )
        found.append(
            _time(
                rulebook, calendar, case.sop, case.step,
                by=asked, action=None, started=case.started_at, due=case.due_at, done=None, now=now,
            )
        )  # fmt: skip
    return tuple(found)


def _time(
    rulebook: Rulebook,
    calendar: Calendar,
    flow: str,
    number: str,
    *,
    by: str,
    action: str | None,
    started: datetime | None,
    due: datetime | None,
    done: datetime | None,
    now: datetime,
) -> StepTime:
    step = rulebook.sops[flow].steps.get(number) if flow in rulebook.sops else None
    limit = step.limit if step else None
    reckoned = sop.explain(started, limit, calendar) if started and limit and due else ()
    plain = (
        bool(reckoned) and limit is not None and started is not None and sop.add_limit(started, limit, calendar) == due
    )
    return StepTime(
        step=f"{flow}/{number}",
        title=step.title if step else "",
        by=by,
        action=action,
        started=started,
        due=due,
        done=done,
        standard=str(limit or ""),
        worked=round(sop.working_minutes(started, done or now, calendar), 1) if started else None,
        late=due is not None and (done or now) > due,
        waits=action in _WAITS,
        arithmetic=reckoned if plain else (),
    )
