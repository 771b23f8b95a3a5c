"""Who says that he is away and who stands in for him has not decided the case: a note of absence moves nothing.

"Teruskan ke Lestari, saya sedang cuti" hands on this case; "Lagi opname, kerjaan ke Lestari dulu" is what one tells everybody
who writes, and what programs tell for their owner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.model import Action, Answer
from pipeline.rulebook.answers import AbsenceRules, AnswerRules
from pipeline.sop.words import clauses, written_out

AWAY = "Balasan Saudara menyebut bahwa Saudara sedang tidak di tempat, tanpa memutuskan perkara ini."
_HANDING_ON = frozenset({Action.TERUSKAN, Action.ALIHKAN, Action.PINDAH})  # what a note of absence may be read as
_CLAUSE = re.compile(r"(?<=[,;])\s*|\s+[-\u2013\u2014]\s+")
_MODIFIERS = 3  # words between who is away and the word that says so: "saya masih akan tetap cuti"


def only_away(text: str, answer: Answer, rules: AnswerRules) -> bool:  # noqa: PLR0911 - one return a ground
    """Whether the answer read out of the text is what somebody says who is away, and decides nothing of this case.

    It decides where what is to be done stands before the absence, where it is written in capitals, or where what is handed
    on is called this case's: "tugas ini ke Budi". Who hands on all that he has to do, first or last, decides none of it.
    """
    if answer.action not in _HANDING_ON:
        return False
    said = [one for sentence in clauses(text) for one in _CLAUSE.split(sentence) if one.strip()]
    words = [written_out(one, rules) for one in said]
    away = next((place for place, one in enumerate(words) if _is_away(one, rules)), None)
    if away is None:
        return False
    rest = [one for place, one in enumerate(words) if place != away]
    if any(_of_this_case(one, rules.absences) for one in rest):
        return False
    if any(_begins_with(answer.action, one, rules) for one in words[:away]):
        return False
    if any(one.split()[0].strip(".,:;!") == answer.action.value for one in said):
        return False
    if any(set(one) & {*rules.absences.general} for one in rest):
        return True
    handed_on = {*rules.name_after, *rules.name_titles}
    return answer.action is not Action.ALIHKAN and all(handed_on.isdisjoint(one) for one in words[:away])


def _is_away(words: Sequence[str], rules: AnswerRules) -> bool:
    """Whether the writer says in this clause that he is away now; whose absence is to come can still decide."""
    told = " ".join(words)
    absences = rules.absences
    return bool(_away(absences, rules.oneself).search(told)) and not (
        absences.to_come and _any_of(absences.to_come).search(told)
    )


def _of_this_case(words: Sequence[str], absences: AbsenceRules) -> bool:
    """Whether something but a time is called this one: "tugas ini", and not "hari ini"."""
    return any(
        word in absences.this and absences_around.isdisjoint(absences.times)
        for place, word in enumerate(words)
        for absences_around in [{*words[max(0, place - 1) : place], *words[place + 1 : place + 2]}]
    )


def _begins_with(action: Action, words: Sequence[str], rules: AnswerRules) -> bool:
    first = next((word for word in words if word not in rules.polite), "")
    return first in rules.answers[action].words if action in rules.answers else False


@lru_cache(maxsize=8)
def _away(absences: AbsenceRules, oneself: tuple[str, ...]) -> re.Pattern[str]:
    """A state of absence of who writes: he names himself before it, or nobody is named."""
    states = _alternatives(absences.states)
    leading = rf"(?:(?:{_alternatives(absences.leading)})(?!\S) )*"
    own = rf"(?<!\S)(?:{_alternatives(oneself)})(?: \S+){{0,{_MODIFIERS}}}? "
    return re.compile(rf"(?:\A{leading}|{own})(?:{states})(?!\S)")


@lru_cache(maxsize=8)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{_alternatives(phrases)})(?!\S)")


def _alternatives(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(phrases, key=len, reverse=True)) or r"(?!)"
