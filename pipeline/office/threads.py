"""A mail in a thread: an answer, a letter of its own, or both. Where that is unsure the operator decides, and nothing is overwritten.

A letter in an old thread is a letter: people open the last mail from the office and write. What it says decides, not where it
stands; only what its writer wrote himself and the documents that he attached count, never what is quoted or forwarded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from pipeline import extraction, sop
from pipeline.filing import mark_in_text
from pipeline.model import (
    Action,
    Answered,
    Case,
    CaseState,
    Event,
    Letter,
    Mail,
    MailKind,
    RequesterSaid,
    Route,
    Understanding,
)
from pipeline.office.duplicates import Known, content_of
from pipeline.office.opening import open_cases
from pipeline.office.own_words import own_words
from pipeline.office.patience import says_it_again
from pipeline.office.reply_authorization import Attribution, attribute
from pipeline.office.replying import replied, understood
from pipeline.office.services import Services
from pipeline.replies import OwnWords
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.store import Transaction
from pipeline.understanding import Relation, relation

_OF_THE_CASE = frozenset(
    {Action.PUAS, Action.STATUS, Action.CABUT}
)  # said of the case, whatever else is said beside it


class _Reading(Enum):
    """What one letter in a thread is taken for."""

    ANSWER = "answer"
    LETTER = "letter"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What became of a mail in a thread; `kind` AUTOMATIC where a program most likely wrote it."""

    kind: MailKind
    cases: tuple[str, ...]
    opened: tuple[Case, ...] = ()
    letters: Understanding | None = None  # with the letters that were opened alone


def take_in_thread(
    mail: Mail,
    understanding: Understanding,
    *,
    received_at: datetime,
    known: Callable[[], Known],
    tx: Transaction,
    services: Services,
    now: datetime,
) -> Taken:
    """Answer, open cases, or both."""
    same = (mail.message_id or "", content_of(mail))
    if not understanding.letters or mail.unsure or tx.cases_by_mail((same,)).get(same):
        return _answered(
            mail, replace(understanding, letters=(), routes=(), missing=()), tx=tx, services=services, now=now
        )
    attribution = attribute(mail, tx=tx, services=services, now=now)
    case = tx.case(attribution.case) if attribution.case else None
    own = own_words(mail, case, tx=tx, services=services)
    event = _event(mail, own, understanding, attribution, case, services=services, now=now)
    readings = [
        _reading(letter, route, attribution, case, event, services=services)
        for letter, route in zip(understanding.letters, understanding.routes, strict=True)
    ]
    opened: tuple[Case, ...] = ()
    letters = _only(understanding, readings, (_Reading.LETTER, _Reading.UNSURE))
    if letters.letters:
        direct = _as_letter(mail, letters, understanding)
        if says_it_again(direct, letters.letters, known=known(), tx=tx, services=services, now=now):
            return Taken(kind=MailKind.AUTOMATIC, cases=())
        opened = open_cases(
            direct, letters, received_at=received_at, now=now, known=known(), tx=tx, services=services,
            thread=case if attribution.standing == "requester" and not attribution.objection else None,
            unsure=_why_unsure(case) if _Reading.UNSURE in readings else "",
        )  # fmt: skip
    if opened and not _says_more(event, letters, attribution):
        return Taken(kind=MailKind.LETTER, cases=tuple(one.id for one in opened), opened=opened, letters=letters)
    rest = _without(mail, letters, understanding)
    answers = _only(understanding, readings, (_Reading.ANSWER,))
    taken = _answered(rest, answers, tx=tx, services=services, now=now)
    return replace(
        taken, cases=tuple(dict.fromkeys((*taken.cases, *(one.id for one in opened)))), opened=opened, letters=letters
    )


def _answered(mail: Mail, understanding: Understanding, *, tx: Transaction, services: Services, now: datetime) -> Taken:
    belongs = replied(mail, understanding, tx=tx, services=services, now=now)
    return Taken(kind=MailKind.AUTOMATIC if belongs is None else MailKind.REPLY, cases=belongs or ())


def _event(
    mail: Mail,
    own: OwnWords,
    understanding: Understanding,
    attribution: Attribution,
    case: Case | None,
    *,
    services: Services,
    now: datetime,
) -> Event | None:
    """What it would say as an answer; None where it can be none."""
    if case is None or (attribution.objection and attribution.standing not in ("holder", "operator")):
        return None
    bare = replace(understanding, letters=(), routes=(), missing=())
    return understood(mail, own, bare, attribution, case, services=services, now=now)


def _reading(
    letter: Letter,
    route: Route,
    attribution: Attribution,
    case: Case | None,
    event: Event | None,
    *,
    services: Services,
) -> _Reading:
    formal = bool(letter.parts) or services.sandbox.call(extraction.is_formal, letter, services.rulebook.labels)
    to_case = relation(letter, route, case) if case else Relation.OTHER
    if attribution.standing == "requester" and case is not None and not attribution.objection:
        said = event.answer.text if isinstance(event, RequesterSaid) else ""
        commanded = bool(said) and services.sandbox.call(sop.commands, said, rules=services.rulebook.answers)
        return _of_requester(letter, route, to_case, case, event, formal=formal, commanded=commanded)
    if not formal:  # a few words of somebody who holds nothing here
        asks = case is None and not attribution.objection and route.score > 0
        return _Reading.UNSURE if asks else _Reading.ANSWER
    if to_case is Relation.SAME:
        return _Reading.ANSWER
    if isinstance(event, Answered):
        says = (
            event.answer.action is not None or event.answer.values or any(one.role != "lampiran" for one in event.files)
        )
        return _Reading.ANSWER if says or to_case is Relation.UNSURE else _Reading.LETTER
    return _Reading.LETTER if event is None else _Reading.ANSWER


def _of_requester(  # noqa: PLR0911 - one return a ground
    letter: Letter, route: Route, to_case: Relation, case: Case, event: Event | None, *, formal: bool, commanded: bool
) -> _Reading:
    action = event.answer.action if isinstance(event, RequesterSaid) else None
    if not formal and not commanded and _asks_for_something_else(letter, route, to_case, case, event):
        return _Reading.UNSURE
    reopens = action is Action.BELUM and case.state is CaseState.CLOSED and not formal
    if not letter.parts and (action in _OF_THE_CASE or reopens):
        return _Reading.ANSWER
    if _is_form_of(letter, case):
        return _Reading.ANSWER
    if not formal and route.score <= 0:  # nothing in it is about what the office serves
        return _Reading.ANSWER
    if formal and to_case is Relation.OTHER:
        return _Reading.LETTER
    if case.state.ended:
        return _Reading.UNSURE
    if case.waiting_for == "requester" or to_case is Relation.SAME:
        return _Reading.ANSWER
    if formal:
        return _Reading.UNSURE
    return _Reading.UNSURE if to_case is Relation.OTHER and action is None else _Reading.ANSWER


def _asks_for_something_else(letter: Letter, route: Route, to_case: Relation, case: Case, event: Event | None) -> bool:
    """Whether what was typed asks for what another SOP serves, and answers nothing that was asked: the operator is to see it."""
    if letter.parts or to_case is not Relation.OTHER or route.sop in (None, case.sop, case.route.sop):
        return False
    if (
        case.waiting_for == ASK_REQUESTER and case.waiting_note
    ):  # a holder's question: what is told may be about anything
        return False
    told = event.answer.values if isinstance(event, RequesterSaid) else {}
    return set(case.missing).isdisjoint(told)


def _is_form_of(letter: Letter, case: Case) -> bool:
    """Whether a document is the form that the case's own mail brought, by its filing mark: what is filled in belongs there."""
    mark = mark_in_text(letter.full_text)
    return bool(letter.parts) and mark is not None and mark.letter.startswith(f"{case.id}/")


def _only(understanding: Understanding, readings: Sequence[_Reading], wanted: Sequence[_Reading]) -> Understanding:
    """What was understood, with the letters that are taken for that."""
    letters = understanding.letters
    places = [place for place, reading in enumerate(readings) if reading in wanted]
    if (
        _Reading.ANSWER in wanted
    ):  # typed values are told by their labels; of documents what they say fills what is missing
        places = [place for place in places if letters[place].parts]
    return replace(
        understanding,
        letters=tuple(letters[place] for place in places),
        routes=tuple(understanding.routes[place] for place in places),
        missing=tuple(understanding.missing[place] for place in places),
    )


def _as_letter(mail: Mail, letters: Understanding, understanding: Understanding) -> Mail:
    """The mail as the letter of who sent it: his words and his files, without what he quotes, sends on or brings back."""
    copies = {copy.part for copy in understanding.returned}
    parts = tuple(part for part in mail.parts if not part.foreign and part.name not in copies)
    typed = next((letter.full_text for letter in letters.letters if not letter.parts), "")
    return replace(mail, subject="", text=typed, original_sender=None, parts=parts)


def _without(mail: Mail, letters: Understanding, understanding: Understanding) -> Mail:
    """The mail as an answer: without the documents that are letters of their own."""
    taken = {name for letter in letters.letters for name in letter.parts}
    taken |= {one.container for one in understanding.documents if one.container and one.part in taken}
    return replace(mail, parts=tuple(part for part in mail.parts if part.name not in taken))


def _says_more(event: Event | None, letters: Understanding, attribution: Attribution) -> bool:
    """Whether beside the letters something is answered."""
    if any(not letter.parts for letter in letters.letters):  # all that was typed is the letter
        return False
    if attribution.objection:
        return attribution.standing != "stranger"
    if isinstance(event, RequesterSaid):
        return event.answer.action is not None
    return isinstance(event, Answered) and event.answer.action is not None


def _why_unsure(case: Case | None) -> str:
    if case is None:
        return "Surel ini datang sebagai balasan atas surel yang bukan dari kantor ini, tetapi tampaknya memuat permohonan."
    return (
        f"Surel ini datang sebagai balasan dalam perkara {case.id}, tetapi tidak jelas apakah merupakan surat baru atau kelanjutan"
        f" perkara itu. Perkara {case.id} tidak berubah. Bila surat baru, tulis alurnya; bila kelanjutan, tulis TOLAK dan alasan,"
        f" misalnya: TOLAK Sudah ditangani dalam perkara {case.id}."
    )
