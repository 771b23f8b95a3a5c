"""A letter becomes a case: acknowledged at once, asked for what it lacks, started, or put before the operator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pipeline.model import Case, CaseState, Form, Purpose, Transition
from pipeline.rulebook import Sop
from pipeline.rulebook.flow import TARGETS_OUTSIDE
from pipeline.sop import clock, requirements
from pipeline.sop.access_rows import asked_of_rows
from pipeline.sop.desk import Desk, NewCase
from pipeline.sop.steps import GOING_ON, do, enter, leave, review, wait_for_requester
from pipeline.sop.work import NODIS, Work

SIGNED_LETTER = "Surat atau nota dinas yang ditandatangani"


def open_case(new: NewCase, *, now: datetime, desk: Desk) -> Transition:
    """Open a case.

    The requester gets the acknowledgement. Then, by what the letter says: nobody knows the SOP, the operator decides;
    blocking values are missing, the requester is asked and no assignment leaves; else the first holder is asked.
    """
    work = Work(_case(new, clock.local(now, desk.calendar)), desk=desk, now=now)
    if new.doubt:
        work.change(sop=None, state=CaseState.REVIEW)
        review(work, " ".join(one for one in (new.doubt, new.unsure) if one))
        return work.done()
    if new.unsure or new.route.sop is None or new.route.sop not in desk.rulebook.sops:
        work.change(sop=None, state=CaseState.REVIEW)
        acknowledge(work, problems="\n".join(new.problems), outside=new.route.outside)
        review(work, " ".join([new.unsure or _why_unrouted(new), *_maybe_here(new)]))
        return work.done()
    register(work)
    acknowledge(work, problems="\n".join(new.problems), outside=new.route.outside)
    begin(work, says={"similar": "\n".join(new.similar)})
    return work.done()


def register(work: Work) -> None:
    """Step 1 (0), the letter itself: what nodis does on its arrival."""
    first = work.sop.steps[work.sop.first]
    work.change(step=work.sop.first, missing=requirements.missing(work.case.letter, work.sop))
    if first.by == "letter":
        do(work, first.enter)
        work.record(by=NODIS, action=NODIS, note=first.activity)


def begin(work: Work, *, ask: bool = True, says: Mapping[str, str | None] | None = None) -> None:
    """Start the SOP at its first step, unless blocking values are missing (`ask`: then the requester is asked)."""
    lacking = requirements.blocking(work.case.missing, work.sop)
    if lacking and ask:
        if work.case.requester.address:
            ask_for_values(work, count=1)
        else:
            review(work, "Surat ini belum lengkap dan pengirimnya tidak diketahui, sehingga tidak dapat ditanya.")
        return
    first = work.sop.steps[work.sop.first]
    work.change(waiting_for=None, waiting_note="")
    if first.by == "letter":
        leave(work, first.to or "closed", **(says or {}))
    else:
        enter(work, work.sop.first, **(says or {}))


def ask_for_values(work: Work, *, count: int) -> None:
    """One mail that lists what is missing, with the form filled in as far as known; the clock stands meanwhile."""
    case = work.case
    sop = work.sop
    if count == 1:
        for letter in sop.request.form:
            work.write(letter, draft=False)
        work.change(assignments=())
        wait_for_requester(work)
    work.send(
        Purpose.COMPLETENESS,
        "completeness",
        case.requester,
        attach=sop.request.form,
        says={
            "missing": "\n".join(_asked_for(case, sop)),
            "count": str(count),
        },
    )


def _asked_for(case: Case, sop: Sop) -> list[str]:
    """What stops the case, as the requester is asked for it; of rights that are there only what they lack."""
    asked: list[str] = []
    for path in requirements.blocking(case.missing, sop):
        rows = asked_of_rows(case.letter) if path == "access" else ()
        asked += rows or requirements.labels((path,), sop)
    return asked


def _case(new: NewCase, now: datetime) -> Case:
    return Case(
        id=new.id,
        agenda=new.agenda,
        state=CaseState.OPEN,
        sop=new.route.sop,
        step=None,
        requester=new.requester,
        letter=new.letter,
        route=new.route,
        mail=new.mail,
        mail_message_id=new.mail_message_id,
        received_at=new.received_at,
        opened_at=now,
        files=new.files,
        related=(*new.related, *([new.thread] if new.thread else [])),
        thread=new.thread,
        doubt=new.doubt,
    )


def acknowledge(work: Work, *, problems: str = "", outside: str | None = None) -> None:
    """Tell the requester that his letter has come, what was read, and what follows."""
    case = work.case
    related = ", ".join(one for one in case.related if one != case.thread)
    if work.case.sop is None:
        work.send(
            Purpose.ACKNOWLEDGEMENT,
            "acknowledgement",
            case.requester,
            says={
                "problems": problems,
                "outside": outside,
                "review": "ya",
                "related": related,
                "thread": case.thread,
            },
        )
        return
    sop = work.sop
    lacking = requirements.blocking(work.case.missing, sop)
    wanted = [path for path in work.case.missing if path not in lacking]
    labels = [*requirements.labels(tuple(wanted), sop)]
    if sop.request.wants_letter and case.letter.form is Form.EMAIL:
        labels.append(SIGNED_LETTER)
    path = _straight_path(work)
    receipts = [deed.issue for deed in sop.steps[sop.first].enter if deed.issue and sop.steps[sop.first].by == "letter"]
    work.send(
        Purpose.ACKNOWLEDGEMENT,
        "acknowledgement",
        case.requester,
        attach=tuple(receipts),
        says={
            "missing": "\n".join(_asked_for(case, sop)),
            "wanted": "\n".join(labels),
            "problems": problems,
            "related": related,
            "thread": case.thread,
            "outside": outside,
            "next": sop.steps[path[0][0]].title if path else None,
            "next_due": None if lacking or not path else work.moment(path[0][1]),
            "finish": None if lacking or not path else work.moment(path[-1][1]),
        },
    )


def _straight_path(work: Work) -> list[tuple[str, datetime]]:
    """Steps by people as they follow when each is approved or finished in time, with when each would be due."""
    sop = work.sop
    path: list[tuple[str, datetime]] = []
    at = work.now
    number = sop.first
    seen: set[str] = set()
    while number not in TARGETS_OUTSIDE and number not in seen:
        seen.add(number)
        step = sop.steps[number]
        if step.by == "person":
            at = clock.add_limit(at, step.limit, work.desk.calendar) if step.limit else at
            path.append((number, at))
        answers = [step.answers[action] for action in GOING_ON if action in step.answers] or [*step.answers.values()]
        to = answers[0].to if answers else step.to or "closed"
        number = to if isinstance(to, str) else to[0]
    return path


def _maybe_here(new: NewCase) -> list[str]:
    return [f"Mungkin sama dengan perkara {'; '.join(new.similar)}."] if new.similar else []


def _why_unrouted(new: NewCase) -> str:
    if new.route.outside:
        return f"Permintaan ini tampaknya termasuk {new.route.outside}, di luar SOP yang dilayani."
    if new.route.ranking and new.route.margin:
        return "Tidak cukup jelas SOP mana yang dimaksud."
    return "Tidak ada SOP yang jelas cocok dengan surat ini."
