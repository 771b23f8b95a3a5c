"""Values in labelled lines that say that the task is not done: "Hasil: gagal", "Checklist: belum", "Akun: menyusul", "Penyebab: ?"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.model import Action
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.flow import Ask
from pipeline.sop.vetoes import families
from pipeline.sop.words import contains, without, written_out

_UNDONE = frozenset({"denial", "not_better", "future", "part", "doubt"})  # families of words, of which each says it
_NEAR = 3  # words before a state in which a denial or a time turns it round


def unfinished(values: Mapping[str, str], action: Action, rules: AnswerRules, asks: Mapping[str, Ask]) -> str | None:
    """The first value of these that speaks against the answer, `SELESAI` or `SETUJU`; None where none does.

    Of what tells how it came or what was done (`Ask.narrates`) only the beginning counts, and that it is not known.
    """
    for key, value in values.items():
        if _speaks_against(key, value, action, rules, asks[key]):
            return value
    return None


def _speaks_against(key: str, value: str, action: Action, rules: AnswerRules, ask: Ask) -> bool:
    words = without(written_out(value, rules), rules.harmless)
    telling = [word for word in words if word not in rules.polite]
    if not re.search(r"\w", value) or "?" in value or (telling and telling[0] in rules.undone):
        return True
    if ask.narrates:
        return False
    denies = action is Action.SETUJU and any(word in rules.negations for word in words)
    return denies or _is_still_bad(words, rules) or not _UNDONE.isdisjoint(families(value, rules, asks=(key,)))


def _is_still_bad(words: list[str], rules: AnswerRules) -> bool:
    """Whether a bad state is told as it is now: "seluruh port mati", not "tidak putus-putus lagi", "semula mati"."""
    turning = {*rules.negations, *rules.done, *rules.past}
    for phrase in rules.bad:
        place = contains(words, phrase)
        if place is not None and not turning & set(words[max(0, place - _NEAR) : place]):
            return True
    return False
