"""Values in labelled lines that say that the task is not done: "Hasil: gagal", "Checklist: belum", "Akun: menyusul", "Penyebab: ?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.model import Action
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.flow import Ask
from pipeline.sop.vetoes import families
from pipeline.sop.words import contains, without, written_out

_UNDONE = frozenset({"denial", "not_better", "future", "part", "doubt"})  # families of words, of which each says it
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,2})\s?(?:%|persen)")
_WHOLE = 100
_CURT = 5  # words of a value that is a share and little else: "pindaian baru 62 persen"
_NEAR = 3  # words before a state in which a denial or a time turns it round


def unfinished(
    values: Mapping[str, str], action: Action, rules: AnswerRules, asks: Mapping[str, Ask], *, files: bool = False
) -> str | None:
    """The first value of these that speaks against the answer, `SELESAI` or `SETUJU`; None where none does.

    `files`: something is attached, to which a value may point ("lihat foto"). Of what tells how it came or what was done
    (`Ask.narrates`) only the beginning counts, and that it is not known.
    """
    for key, value in values.items():
        points = not files and _first_telling(written_out(value, rules), rules) in rules.elsewhere
        if points or _speaks_against(key, value, action, rules, asks[key]):
            return value
    return None


def _first_telling(words: Iterable[str], rules: AnswerRules) -> str:
    """The first word that is no courtesy, "" where there is none."""
    return next((word for word in words if word not in rules.polite), "")


def _speaks_against(key: str, value: str, action: Action, rules: AnswerRules, ask: Ask) -> bool:
    words = without(written_out(value, rules), rules.harmless)
    if not re.search(r"\w", value) or "?" in value or _first_telling(words, rules) in rules.undone:
        return True
    if ask.narrates:
        return False
    denies = action is Action.SETUJU and any(word in rules.negations for word in words)
    share = _PERCENT.search(value)
    if share and action is Action.SELESAI and len(words) <= _CURT and int(share[1]) < _WHOLE:
        return True
    return denies or _is_still_bad(words, rules) or not _UNDONE.isdisjoint(families(value, rules, asks=(key,)))


def _is_still_bad(words: list[str], rules: AnswerRules) -> bool:
    """Whether a bad state is told as it is now: "seluruh port mati", not "tidak putus-putus lagi", "semula mati"."""
    turning = {*rules.negations, *rules.done, *rules.past}
    for phrase in rules.bad:
        place = contains(words, phrase)
        if place is not None and not turning & set(words[max(0, place - _NEAR) : place]):
            return True
    return False
