"""What goes with an answer: its date, its person, its SOP, its values."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from pipeline.model import Action, Answer
from pipeline.models import LinearModel
from pipeline.rulebook import Rulebook
from pipeline.sop.answering import BOTH_SIGNED
from pipeline.sop.meaning import Reply
from pipeline.sop.meant_people import TOLD, is_known, meant_person
from pipeline.sop.moments import names_a_day, until_when
from pipeline.sop.naming import known_person, new_holder, person_in, sop_meant, sop_within
from pipeline.sop.telling import before_and_after, shipped_values, told_values
from pipeline.sop.words import contains, spoken_labels

_CASE = re.compile(r"\b(?:19|20)\d{2}-\d{4,}\b")
_HANDING = re.compile(r"\b(?:di)?(?:teruskan|terusin|disposisi(?:kan)?|tugaskan|tunjuk|serahkan)\b(.*)", re.IGNORECASE)


def completed(
    answer: Answer,
    reply: Reply,
    rulebook: Rulebook,
    now: datetime,
    *,
    commanded: bool = False,
    values: LinearModel | None = None,
) -> Answer:
    """The answer with its date, its person, its SOP, its values; `commanded`: its word stood first."""
    match answer.action:
        case Action.TUNDA:
            shifts = {*reply.rules.shifts, *reply.rules.answers[Action.TUNDA].words}
            return replace(answer, until=until_when(reply.body, now, rulebook.dates, shifts=shifts))
        case Action.PINDAH:
            own = next((key for key, sop in rulebook.sops.items() if reply.step in sop.steps.values()), None)
            head = sop_meant(_head(answer.note), rulebook)
            return replace(
                answer, sop=head if head and (commanded or head != own) else sop_within(reply.body, rulebook, own=own)
            )
        case Action.GABUNG:
            said = _CASE.search(reply.body)
            return replace(answer, case=said[0] if said else None)
        case Action.ALIHKAN:
            person = new_holder(answer.note, reply.rules) or known_person(answer.note, reply.people, reply.rules)
            return replace(answer, person=_of_directory(person, reply, commanded=commanded))
        case Action.TERUSKAN:
            answer = replace(
                answer, person=_of_directory(named(answer.action, answer.note, reply), reply, commanded=commanded)
            )
        case Action.SETUJU:
            answer = _handed_on(replace(answer, person=named(answer.action, answer.note, reply)), reply)
        case _:
            pass
    if answer.action in (Action.SELESAI, Action.SETUJU):
        answer = replace(answer, values=_values(answer, reply, rulebook, now, values or shipped_values()))
    if answer.action in (Action.KOREKSI, Action.TOLAK) and len(reply.texts) == 1 and answer.note and not answer.values:
        answer = replace(answer, values={reply.texts[0]: answer.note})  # what was found is why it goes back
    return answer


def _handed_on(answer: Answer, reply: Reply) -> Answer:
    """An approval that says who shall do it, as handing on where both go the same way: "Setuju, Budi yang kerjakan"."""
    answers = reply.step.answers
    if not {Action.SETUJU, Action.TERUSKAN} <= set(answers) or answers[Action.SETUJU].to != answers[Action.TERUSKAN].to:
        return answer
    person = answer.person or meant_person(reply.body, reply.people, reply.rules, by=reply.by, least=TOLD)
    return replace(answer, action=Action.TERUSKAN, person=person) if person else answer


def _of_directory(person: str | None, reply: Reply, *, commanded: bool) -> str | None:
    """The person that an answer word names; in free prose only one of the directory."""
    if person and (commanded or not reply.people or is_known(person, reply.people)):
        return person
    return meant_person(reply.body, reply.people, reply.rules, by=reply.by)


def named(action: Action, note: str, reply: Reply) -> str | None:
    """Whom TERUSKAN, or an approval with "teruskan ke ...", names."""
    handing = _HANDING.search(reply.body)
    after = handing.group(1) if handing else None
    if action is Action.TERUSKAN:
        spoken = after if after is not None else note
        return person_in(spoken, reply.rules) or known_person(spoken, reply.people, reply.rules)
    if Action.TERUSKAN not in reply.step.answers or after is None:
        return None
    return person_in(after, reply.rules) or known_person(after, reply.people, reply.rules)


def _values(answer: Answer, reply: Reply, rulebook: Rulebook, now: datetime, model: LinearModel) -> dict[str, str]:
    step, asks = reply.step, rulebook.asks
    texts = reply.texts
    spoken = spoken_labels(reply.body, {key: (asks[key].label, *asks[key].words) for key in texts})
    values = {**spoken, **answer.values}
    if len(texts) == 1 and texts[0] not in values and len(answer.note.split()) > 1:
        key = texts[0]
        if not asks[key].date or names_a_day(answer.note, now, rulebook.dates):
            values[key] = answer.note
    if len(texts) > 1 and any(key not in values for key in texts):
        told = told_values(reply.body, texts, reply.rules, model)
        told = before_and_after(reply.body, told) if {"sebelum", "sesudah"} <= set(texts) else told
        values = {**told, **values}
    if step.whole:
        words = [word for part in reply.parts for word in part.words]
        if any(contains(words, phrase) is not None for phrase in reply.rules.both_signed):
            values[step.whole] = BOTH_SIGNED
    return values


def _head(note: str) -> str:
    """What stands before the reason: "ke SOP hak akses, ini permintaan akun"."""
    pieces = re.split(r"[,.;:(\n]|\bkarena\b|\bkrn\b|\bsebab\b", note.lower().strip(" .,:;-"))
    return pieces[0]
