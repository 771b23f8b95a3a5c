"""Families of words that stand against a decision (`vetoes` of `rules/answers.yaml`), judged clause by clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from pipeline.model import Action
from pipeline.rulebook.answers import AnswerRules, Veto
from pipeline.sop.words import SENTENCE_BREAK, clauses, first_word, sentences, written_out

_GAP = r"(?: \S+){0,4}"
# A question, and faces that say the contrary: eyes that roll, a clown, a long nose.
_MARKS = re.compile("[?🙄🙃😏🤡🤥🖕🤮😒🤪]")
_PERCENT = re.compile(r"(?<=\d) ?%")
_NUMBER = r"\d[\d.,]*"
_FEWER = "FEWER"  # in patterns: so many of more


def vetoes(
    text: str,
    action: Action,
    rules: AnswerRules,
    *,
    receives: bool,
    stands: Callable[[str, str], bool],
    asks: Collection[str] = (),
) -> list[str]:
    """The families that stand against reading `action` out of the text.

    `receives`: the step's actor only takes note; `asks` is what the step asks for. `stands` tells whether the decision is
    sure in the text without the sentences of a family that blocks nothing beside a plain decision (questions, what is to come,
    conditions of something else), and not rather said by those sentences, which are its second argument.
    """
    found = []
    told = [one for one in SENTENCE_BREAK.split(text) if one.strip()]
    for family, veto in rules.vetoes.items():
        if action not in veto.against or (receives and not veto.taking_note) or set(veto.unless_asked) & set(asks):
            continue
        struck = [one for one in told if _is_met(one, veto, rules)]
        if not struck:
            continue
        kept = " ".join(one for one in told if one not in struck)
        answered = veto.before_answer and _begins_with(action, kept, rules)
        if not answered and not (veto.aside and kept and stands(kept, " ".join(struck))):
            found.append(family)
    return found


def families(text: str, rules: AnswerRules, *, asks: Collection[str] = ()) -> list[str]:
    """The families that are met anywhere in the text, whatever it decides."""
    told = [one for one in SENTENCE_BREAK.split(text) if one.strip()]
    counting = {family: veto for family, veto in rules.vetoes.items() if not set(veto.unless_asked) & set(asks)}
    return [family for family, veto in counting.items() if any(_is_met(one, veto, rules) for one in told)]


def _begins_with(action: Action, text: str, rules: AnswerRules) -> bool:
    """Whether the text begins with the action's own word, politeness aside."""
    known = rules.answers[action].words if action in rules.answers else ()
    return any(first_word(one, rules)[1] in known for one in sentences(text, rules)[:1])


def _is_met(sentence: str, veto: Veto, rules: AnswerRules) -> bool:
    for clause in clauses(sentence):
        words = _counted(" ".join(written_out(_PERCENT.sub(" persen", clause), rules)), rules)
        marked = " ".join([words, *_MARKS.findall(clause)])
        if _pattern(veto.says).search(marked) and not (veto.unless and _pattern(veto.unless).search(marked)):
            return True
    return False


def _counted(words: str, rules: AnswerRules) -> str:
    """The words with "dua dari tiga" as FEWER: of so many fewer; "9 dari 9" says nothing of the kind."""

    def counted(found: re.Match[str]) -> str:
        part, whole = (_number(one, rules) for one in (found["part"], found["whole"]))
        return f"{_FEWER} " if part < whole else "semua "

    return _of_so_many(tuple(rules.numbers)).sub(counted, f"{words} ").rstrip()


def _number(word: str, rules: AnswerRules) -> int:
    return rules.numbers[word] if word in rules.numbers else int(word)


@lru_cache(maxsize=8)
def _of_so_many(known: tuple[str, ...]) -> re.Pattern[str]:
    number = "|".join([r"\d{1,4}", *(re.escape(one) for one in sorted(known, key=len, reverse=True))])
    return re.compile(rf"(?<!\S)(?P<part>{number}) (?:dari|of|out of)(?: total| semua)? (?P<whole>{number})(?: |$)")


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_compiled(phrase)})" for phrase in phrases))


def _compiled(phrase: str) -> str:
    """The pattern of a phrase; a gap takes the blank before it along, `^` and `$` are the ends of the clause."""
    first = phrase.startswith("^ ")
    made = r"\A" if first else r"(?<!\S)"
    for place, word in enumerate(phrase.removeprefix("^ ").split()):
        if word == "..":
            made += _GAP
            continue
        if word == "$":
            made += "(?= *$)"
            continue
        one = "|".join(_NUMBER if part == "N" else re.escape(part).replace(r"\~", r"\S*") for part in word.split("|"))
        made += f"{' ' if place else ''}(?:{one})"
    return made + r"(?!\S)"
