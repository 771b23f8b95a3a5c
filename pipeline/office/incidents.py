"""Letters about the same outage: likely ones named to the holder, the joined ones told when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from rapidfuzz import fuzz

from pipeline import sop
from pipeline.model import Action, Answer, Case, CaseState, IncidentEnded, Letter, Sifat
from pipeline.office.effects import carry_out
from pipeline.office.flows import desk_of
from pipeline.office.services import Services
from pipeline.store import About, Transaction

SAME_UNIT = 88.0  # likeness of two units' names
SAME_THING = 80.0  # likeness of two places, or two applications
MOST = 3  # named to the holder
WORDS = 90  # characters of what a letter is about


def similar(letter: Letter, newest: Iterable[tuple[str, About]], *, of_one_number: Sequence[Case]) -> tuple[str, ...]:
    """Cases that a letter may be about, a line each: `2026-0001: Lapas Contoh, ruang kunjungan`.

    First those whose letters have its number but came from elsewhere or say something else; then those of some open ones, newest
    first, that may be about the same.
    """
    twins = {case.id: _twin(case) for case in of_one_number[-MOST:]}
    mine = About.of(letter)
    others = (_line(case_id, about) for case_id, about in newest if case_id not in twins and _alike(mine, about))
    return (*twins.values(), *tuple(islice(others, MOST))[::-1])


def _twin(case: Case) -> str:
    about = About.of(case.letter, secret=case.sifat is Sifat.RAHASIA)
    note = " (nomor surat sama, sudah berakhir)" if case.state.ended else " (nomor surat sama)"
    return f"{case.id}{note}{_line(case.id, about).removeprefix(case.id)}"


def _alike(mine: About, theirs: About) -> bool:
    """The same unit, and no other place or application; or the very same application elsewhere."""
    same_unit = _like(mine.unit, theirs.unit, SAME_UNIT)
    things = [(mine.location, theirs.location), (mine.application, theirs.application)]
    same = [_like(one.lower(), other.lower(), SAME_THING) for one, other in things if one and other]
    same_application = bool(mine.application and theirs.application)
    return (same_unit and all(same)) or (same_application and all(same))


def _like(one: str, other: str, least: float) -> bool:
    return bool(one and other) and fuzz.token_set_ratio(one, other, score_cutoff=least) >= least


def _line(case_id: str, about: About) -> str:
    if about.secret:
        return case_id
    told = ", ".join(part for part in (about.unit, (about.location or about.description)[:WORDS]) if part)
    return f"{case_id}: {told}"


def checked(answer: Answer, case: Case, *, tx: Transaction) -> Answer:
    """GABUNG only to a case that is there, open, of the same SOP, and no follower itself; else asked back."""
    if answer.action is not Action.GABUNG or answer.case is None or answer.case == case.id:
        return answer
    main = tx.case(answer.case) if tx.has_case(answer.case) else None
    why = None
    if main is None:
        why = f"Perkara {answer.case} tidak ada."
    elif main.state.ended or main.state is CaseState.REVIEW:
        why = f"Perkara {answer.case} tidak sedang ditangani."
    elif main.sop != case.sop:
        why = f"Perkara {answer.case} ditangani menurut SOP lain."
    elif main.incident:
        why = f"Perkara {answer.case} sendiri mengikuti perkara {main.incident}; gabungkan ke perkara itu."
    return replace(answer, action=None, doubt=why) if why else answer


def tie(before: Case, after: Case, *, tx: Transaction, now: datetime) -> None:
    """A case that has just joined another is remembered there."""
    if after.incident and after.incident != before.incident:
        main = tx.case(after.incident)
        tx.save_case(replace(main, followers=tuple(dict.fromkeys((*main.followers, after.id)))))
        tx.journal("case followed", at=now, case=main.id, detail={"by": after.id})


def follow(argument: str, services: Services) -> None:
    """One follower of one ended case."""
    follower, _, main = argument.partition("|")
    now = services.clock()
    with services.store.transaction() as tx:
        case = tx.case(follower)
        event = IncidentEnded(main=tx.case(main))
        transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
        carry_out(transition, tx=tx, services=services, now=now)
