"""Answer words that are no answer: told, offered, denied by a sign, or somebody's name; and boxes that nobody ticked."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.model import Action
from pipeline.rulebook.answers import AnswerRules, Saying

GO_ON = (Action.SELESAI, Action.SETUJU, Action.TANGANI, Action.TERUSKAN)
"""Answers that move a case forward: read only out of plain statements."""

_NAMES_FOLLOW = (Action.TERUSKAN, Action.ALIHKAN)  # the name of who is to do it
_TICKED = r"\[[ \t]*[xXvV\u2713\u2714\u221a][ \t]*\]|\([ \t]*[xXvV\u2713\u2714\u221a][ \t]*\)|[\u2611\u2612\u2705]"
_EMPTY = r"\[[ _.-]{0,3}\]|\([ _]{1,3}\)|[\u2610\u25a1\u25a2\u25fb\u25fd\u2b1c\u2b1a]|_{3,}"
_BOX = re.compile(rf"({_TICKED})|{_EMPTY}")
_DENYING_SIGN = re.compile(r"(?:!=?|[\u2260\u00ac]\s*|(?:^|\n)\W*(?:no|nope|x)\b\W*)$", re.IGNORECASE)
_DENIED_BEHIND = re.compile(
    r"[ \t]*[=:(\u2013-]?[ \t]*(?:0|n|no|nope|false|off|y/n|y/t|contoh)\)?[ \t]*(?:[.!]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_BEFORE = re.compile(r"([^\W\d_]*)[ \t]*\b([^\W\d_]+)[ \t]+[\"'\u201c\u2018`]?$")
_BESIDE = 80  # characters beside a word that say what it is
_NAME = re.compile(r"(?:[ \t]+[A-Z][a-z]+){1,3}(?=[ \t]*(?:$|[,:(\n-]))")


def unticked_left_out(text: str, rules: AnswerRules) -> str:
    """The text without answers whose box is empty, and with "tidak" in place of other empty boxes.

    A box stands before its answer ("[x] SETUJU") or behind it ("SETUJU [x]"), in a line all alike.
    """
    return "\n".join(_without_unticked(line, rules) if _BOX.search(line) else line for line in text.split("\n"))


def _without_unticked(line: str, rules: AnswerRules) -> str:
    boxes = list(_BOX.finditer(line))
    behind = bool(re.search(r"\w", line[: boxes[0].start()]))
    ends = [one.start() for one in boxes[1:]] + [len(line)]
    starts = [0] + [one.end() for one in boxes[:-1]]
    kept = [] if behind else [line[: boxes[0].start()]]
    for box, start, end in zip(boxes, starts, ends, strict=True):
        option = line[start : box.start()] if behind else line[box.end() : end]
        if box[1]:
            kept.append(option)
        elif not _begins_with_answer(option, rules):
            kept.append(_denied(option, box[0], behind=behind))
    return "".join([*kept, line[boxes[-1].end() :] if behind else ""])


def _denied(option: str, box: str, *, behind: bool) -> str:
    if not option.strip() or option.rstrip().endswith((":", "=")):
        return f"{option}{box}" if behind else f"{box}{option}"
    return f"{option} tidak " if behind else f" tidak {option}"


def _begins_with_answer(option: str, rules: AnswerRules) -> bool:
    first = re.search(r"[^\W\d_]+", option.lower())
    return first is not None and any(first[0] in saying.words for saying in rules.answers.values())


def offered(text: str, rules: AnswerRules, among: Collection[Action]) -> bool:
    """Whether answers that contradict each other stand side by side, none of them struck out: "TOLAK / SETUJU"."""
    actions = {word: one for one in among for word in rules.answers.get(one, Saying()).words}
    known = "|".join(sorted(map(re.escape, actions), key=len, reverse=True))
    beside = rf"\b({known})\s*(?:[/|\\]|\b(?:atau|or)\b)\s*(?=({known})\b)"
    if any(actions[one[1]] is not actions[one[2]] for one in re.finditer(beside, text.lower())):
        return True
    lines = [re.findall(r"[^\W\d_]+", line.lower()) for line in text.split("\n")]
    alone = {actions[word] for line in lines if all(word in actions for word in line) for word in line}
    return not alone.isdisjoint(GO_ON) and bool(alone - set(GO_ON))


def mentioned(
    text: str, action: Action, rules: AnswerRules, *, by: str = "", people: frozenset[str] = frozenset()
) -> bool:
    """Whether each word of this answer is only told ("ketik SETUJU"), denied by a sign ("!SETUJU"), or a name.

    `by` is the name of who writes, `people` are words of the names of those whom he may speak to.
    """
    words = "|".join(sorted(map(re.escape, rules.answers.get(action, Saying()).words), key=len, reverse=True))
    found = list(re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", text, re.IGNORECASE)) if words else []
    known = people | frozenset(re.findall(r"[a-z]+", by.lower()))
    return bool(found) and all(
        _is_told(text, one, rules) or (action not in _NAMES_FOLLOW and _is_name(text, one, rules, known))
        for one in found
    )


def _is_told(text: str, word: re.Match[str], rules: AnswerRules) -> bool:
    before = text[max(0, word.start() - _BESIDE) : word.start()]
    behind = text[word.end() : word.end() + _BESIDE]
    if _DENYING_SIGN.search(before) or _DENIED_BEHIND.match(behind):
        return True
    while (beside := _BEFORE.search(before)) and beside[2].lower() in rules.mentions_with:
        before = before[: beside.start(2)]
    return bool(beside and beside[2].lower() in rules.mentions and beside[1].lower() not in rules.oneself)


def _is_name(text: str, word: re.Match[str], rules: AnswerRules, known: frozenset[str]) -> bool:
    """Whether the word is one of a name: "Tolak Simanjuntak"; not where he whom it names is spoken to."""
    if word[0].isupper() or not word[0][0].isupper():
        return False
    if re.search(
        r"\b(?:pak|bapak|bpk|bu|ibu|sdr|sdri|mas|mbak)\.?[ \t]+$",
        text[max(0, word.start() - _BESIDE) : word.start()],
        re.IGNORECASE,
    ):
        return True
    found = _NAME.match(text, word.end())
    names = [one.lower() for one in found[0].split()] if found else []
    return bool(names) and not any(one in known or one in rules.vocabulary or one in rules.short for one in names)
