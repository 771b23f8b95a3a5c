"""Whether two letters say the same, but for what scanners do to words; and whether a letter is about what a case is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.model import FIELD_PATHS, Case, Letter, Route

SAME_TEXT = 96.0  # likeness of two readings of one page, but for bad photos; letters of one template with another matter reach it, too
SAME_WORD = 60.0  # likeness of a word and what recognition made of it
SAME_MATTER = 90.0  # likeness of two readings of one of several requests
SAME_PLACE = 80.0  # likeness of two names of a place or application
LETTERS = 4  # from which a word that was replaced by another one says something else
WORDS = 3_000  # eight pages: longer ones are the same only word for word
_MATTER = ("issue.location", "issue.application", "issue.occurred_at")


def words_of(text: str) -> tuple[str, ...]:
    """Its words and numbers in small letters, without punctuation."""
    return tuple(re.findall(r"[^\W_]+", text.lower()))


def same_content(one: Letter, other: Letter) -> bool:
    """Whether one letter is the other, or a new scan of it.

    A few characters may differ, a word or a number may not: who writes by a template changes only room, date and names.
    """
    if one.matter and other.matter and fuzz.ratio(one.matter, other.matter) < SAME_MATTER:
        return False
    mine, theirs = words_of(one.full_text), words_of(other.full_text)
    if not mine or not theirs:
        return False
    if mine == theirs:
        return _same_values(one, other)
    if max(len(mine), len(theirs)) > WORDS:
        return False
    if fuzz.ratio(" ".join(mine), " ".join(theirs), score_cutoff=SAME_TEXT) < SAME_TEXT:
        return False
    return _same_matter(one, other) and not any(
        _says_else(mine[op.src_start : op.src_end], theirs[op.dest_start : op.dest_end])
        for op in Levenshtein.opcodes(mine, theirs)
        if op.tag == "replace"
    )


def _same_values(one: Letter, other: Letter) -> bool:
    """Whether nothing was read differently; "kemarin" in a mail of another day is another date. Where a mail came from is not read."""
    values = ((one.said(path), other.said(path)) for path in FIELD_PATHS)
    return all(mine == theirs for mine, theirs in values if mine and theirs)


def _same_matter(one: Letter, other: Letter) -> bool:
    values = ((one.value(path), other.value(path)) for path in _MATTER)
    return all(_alike(mine, theirs) for mine, theirs in values if mine and theirs)


def _alike(one: str, other: str) -> bool:
    return re.findall(r"\d+", one) == re.findall(r"\d+", other) and fuzz.ratio(one.lower(), other.lower()) >= SAME_WORD


def _says_else(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    one, other = "".join(mine), "".join(theirs)
    if one.isdigit() and other.isdigit():
        return one != other and {*one, *other} != {"1"}  # a stroke of dirt beside a 1
    return min(len(one), len(other)) >= LETTERS and fuzz.ratio(one, other) < SAME_WORD


def each_once(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """A letter that a mail brings twice, as Word file and as signed scan, is one with the files of both."""
    found: list[Letter] = []
    for letter in letters:
        place = next((place for place, known in enumerate(found) if same_content(known, letter)), None)
        if place is None:
            found.append(letter)
            continue
        first = found[place]
        found[place] = replace(
            first,
            fields={**letter.fields, **first.fields},
            parts=tuple(dict.fromkeys((*first.parts, *letter.parts))),
            evidence=tuple(dict.fromkeys((*first.evidence, *letter.evidence))),
        )
    return tuple(found)


class Relation(Enum):
    """What a letter has to do with a case in whose thread it came."""

    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"


def relation(letter: Letter, route: Route, case: Case) -> Relation:  # noqa: PLR0911 - one return a ground
    """Whether a letter is about what the case is about: by number, SOP, place, application, people and day, in that order."""
    known = case.letter
    if same_content(letter, known):
        return Relation.SAME
    numbers = [_plain(one.value("number") or "") for one in (letter, known)]
    if all(numbers):
        return Relation.OTHER if numbers[0] != numbers[1] else Relation.UNSURE
    tells = letter.access or any(letter.value(path) for path in _MATTER)
    if tells and route.sop and case.sop and route.sop not in (case.sop, case.route.sop):
        return Relation.OTHER
    names = [{(row.nip or row.name or "").lower() for row in one.access} - {""} for one in (letter, known)]
    if all(names) and not names[0] & names[1]:
        return Relation.OTHER
    told = [
        _agree(_place(letter), _place(known)),
        _agree(letter.value("issue.application"), known.value("issue.application")),
    ]
    told.append(_one_day(letter.value("issue.occurred_at"), known.value("issue.occurred_at")))
    if False in told:
        return Relation.OTHER
    said = [one.value("issue.description") or "" for one in (letter, known)]
    if True in told or (all(said) and fuzz.token_set_ratio(*said) >= SAME_MATTER):
        return Relation.SAME
    return Relation.UNSURE


def _place(letter: Letter) -> str | None:
    """Where the trouble is; None where that is the unit as a whole."""
    place = letter.value("issue.location")
    return None if place and place.lower() in (letter.value("requester.unit") or "").lower() else place


def _agree(one: str | None, other: str | None) -> bool | None:
    """None where one of them does not say."""
    if not one or not other:
        return None
    digits = re.findall(r"\d+", one), re.findall(r"\d+", other)
    if all(digits) and digits[0] != digits[1]:
        return False
    return fuzz.token_set_ratio(one.lower(), other.lower()) >= SAME_PLACE


def _one_day(one: str | None, other: str | None) -> bool | None:
    return one[:10] == other[:10] if one and other else None


def _plain(number: str) -> str:
    return re.sub(r"[^a-z0-9]", "", number.lower())
