"""Who signs a reply: a signature that is all of it answers nothing, and who signs with another's name alone answers for him."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.model import Person
from pipeline.rulebook.answers import AnswerRules
from pipeline.sop.words import greets, written_out

_WORD = re.compile(r"[^\W\d_]+")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[.'-][^\W\d_]+)*\.?")
_DEGREE = re.compile(r"[A-Z][A-Za-z.]{0,11}")
_APART = re.compile(r"[ \t][|\u2013\u2014-][ \t]|\n")
_DASHED = re.compile(r"[\u2010-\u2015~-]{1,2}[ \t]*([^\W\d_].*)")
_SMALL = frozenset(["dan", "dari", "untuk", "pada", "di", "of", "and", "the", "for"])
_CONTACT = re.compile(
    r"@|\bwww\.|https?:|(?:\d[\s().+/-]{0,3}){7}|^\W*(?:NIP|NRP|NIK|HP|WA|Telp|Tel|Phone|Ext)\b", re.IGNORECASE
)
_LONGEST = 120  # characters of a line of a signature
_MOST_WORDS, _LONE_WORDS = 5, 3  # of a name; of one that stands alone
_MOST_LINES = 12  # of a signature
_KIN = 3  # letters that a name by which one is called has in common with one's own


def is_signature(text: str, rules: AnswerRules) -> bool:
    """Whether the text is a name with a position, an office or numbers beside or below it, and nothing else.

    A name alone may say whom work goes to; with a position below it, it is who wrote.
    """
    pieces = [piece for one in _APART.split(text) if (piece := one.strip(" \t*_|,-"))]
    while pieces and greets(pieces[0], rules):
        del pieces[0]
    if not 1 < len(pieces) <= _MOST_LINES or max(map(len, pieces)) > _LONGEST:
        return False
    name, _, degrees = pieces[0].partition(",")
    return (
        _is_name(name, rules, _MOST_WORDS)
        and all(_DEGREE.fullmatch(one) for one in degrees.replace(",", " ").split())
        and all(_CONTACT.search(piece) or _is_title(piece, rules) for piece in pieces[1:])
    )


def unsigned(text: str, rules: AnswerRules) -> str:
    """The text without the signature below its first paragraph."""
    paragraphs = text.strip().split("\n\n")
    if len(paragraphs) > 1 and is_signature(paragraphs[-1].strip(), rules):
        return "\n\n".join(paragraphs[:-1])
    return text


def signed_by_another(
    text: str, *, rules: AnswerRules, by: str, people: Sequence[Person], known: Callable[[str], bool]
) -> bool:
    """Whether a name stands alone below the words, and none by which the holder `by` may be called.

    It is a name where it is one of `people`; or, as a paragraph of its own, where replies are known to have none of its
    words. A mailbox that several use (a provider's, without a position in the directory) may be signed by any of them.
    """
    holder = next((one for one in people if one.name == by), None)
    lines = [line.strip(" \t*_(),-.") for line in text.strip(" \t\n*_(),-.").split("\n")]
    if holder is None or not holder.position or len(lines) < 2 or not _is_name(lines[-1], rules, _LONE_WORDS):  # noqa: PLR2004 - an answer, and a name
        return False
    words = {word.lower() for word in _WORD.findall(lines[-1]) if len(word) >= _KIN}
    if not words or any(is_called_so(word, _WORD.findall(by.lower())) for word in words):
        return False
    if any(words <= set(_WORD.findall(one.name.lower())) for one in people):
        return True
    above = written_out(lines[-2], rules)
    return set(above) <= set(rules.polite) and not any(known(word) for word in words)


def closed_by_another(text: str, *, rules: AnswerRules, by: str, people: Sequence[Person]) -> bool:
    """Whether another's name closes the reply in the form of a signature, and the holder's own stands nowhere below the answer.

    Behind a dash ("– Lestari Ningsih, Kasubag"), behind the words for who wrote ("(dibalas oleh Rini)"), or below a formula
    with a post or an office under it ("Salam, / Sari Wulandari / TU Lapas Contoh").
    """
    holder = next((one for one in people if one.name == by), None)
    if holder is None or not holder.position:
        return False
    lines = [line.strip(" \t*_") for line in text.strip().split("\n")]
    first = next((number for number, line in enumerate(lines) if not greets(line, rules) and line), 0)
    below = [line for line in lines[first + 1 :] if line]
    own, post = [word.lower() for word in _WORD.findall(by)], holder.position.lower()
    posts = {*_WORD.findall(post), *(short for spelled, short in rules.titles.items() if spelled in post)}
    words = [word.lower() for line in below for word in _WORD.findall(line)]
    if any(word in posts or (len(word) > _KIN and is_called_so(word, own)) for word in words):
        return False
    return any(_closes(below[place:], above, rules) for place, above in enumerate(["", *below][: len(below)]))


def _closes(lines: Sequence[str], above: str, rules: AnswerRules) -> bool:
    """Whether a name stands in the first of these lines, in one of the forms in which a name signs."""
    behind_dash = _DASHED.match(lines[0])
    if behind_dash and _is_name(behind_dash[1].partition(",")[0].strip(), rules, _MOST_WORDS):
        return True
    said = lines[0].strip("()[]. ")
    writes = next((one for one in rules.written_by if said.lower().startswith(f"{one} ")), None)
    if writes and _is_name(said[len(writes) :].strip(), rules, _MOST_WORDS):
        return True
    formula = bool(set(written_out(above, rules)) & set(rules.endings)) and len(above.split()) <= _LONE_WORDS
    return formula and _is_name(lines[0], rules, _MOST_WORDS) and len(lines) > 1 and _is_title(lines[1], rules)


def without_own_name(text: str, by: str) -> str:
    """The text without a last line that is but a name by which the writer `by` may be called: "Hen", "HW"."""
    above, _, last = text.rstrip().rpartition("\n")
    words = [word.lower() for word in _WORD.findall(last)]
    own = bool(above and words) and all(is_called_so(word, _WORD.findall(by.lower())) for word in words)
    return above if own else text


def is_called_so(word: str, own: Sequence[str]) -> bool:
    """Whether somebody of that name may be called so: "Yuni" for "Wahyuni", "HWJ" for "Hendra Wijaya"."""
    return set(word) <= {one[:1] for one in own} or any(
        len(one) >= _KIN and (one[:_KIN] in word or word[:_KIN] in one or word[-_KIN:] in one) for one in own
    )


def _is_name(text: str, rules: AnswerRules, most: int) -> bool:
    words = text.split()
    return (
        0 < len(words) <= most
        and len(text) <= _LONGEST
        and all(word[:1].isupper() and _NAME_WORD.fullmatch(word) for word in words)
        and not {word.lower().strip(".") for word in words if len(word) > 1} & _no_names(rules)
    )


def _is_title(line: str, rules: AnswerRules) -> bool:
    """Whether it reads as a position or an office: words with capitals, none that answers anything."""
    words = _WORD.findall(line)
    low = {word.lower() for word in words}
    posts = {*rules.posts, *rules.deputies, *(word for one in rules.titles for word in one.split())}
    shaped = all(word[:1].isupper() or word in _SMALL for word in words)
    shouted = line.isupper() and not low & posts
    return bool(words) and shaped and not shouted and not low & (rules.vocabulary - set(rules.polite))


def _no_names(rules: AnswerRules) -> frozenset[str]:
    """Words of which no name is made."""
    lists = (
        rules.posts, rules.deputies, rules.honorifics, rules.presents, rules.others, rules.questions, rules.endings, rules.titles, rules.short,
    )  # fmt: skip
    return rules.vocabulary | {word for one in lists for phrase in one for word in phrase.split()}
