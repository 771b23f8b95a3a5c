"""Several requests in one letter: each matter with its own report and request, where the letter itself parts them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extraction.content import Content, Sentence, sort_out
from pipeline.extraction.rows import Row
from pipeline.rulebook.labels import LabelRules

MOST = 20  # matters: what says more often that another begins is no letter
FEW = 4  # words: a shorter sentence states no matter


def part_matters(content: Content, rules: LabelRules) -> tuple[Content, ...]:
    """The matters of a letter in its own order; empty where it has one, or where that is not certain.

    A new matter begins at "selain itu" and its like, or at an item of a list, and counts only if it says what is wrong or
    needed and asks for something itself. Whether the matters are different ones, routing tells.
    """
    groups: list[list[Sentence]] = [[]]
    for sentence in content.all:
        starts = bool(rules.patterns["further"].search(sentence.text))
        if starts and groups[-1]:
            groups.append([])
        groups[-1].append(sentence)
    if not 2 <= len(groups) <= MOST:
        return ()
    matters = [matter for group in groups if _says_anything(matter := sort_out(_rows(group), rules))]
    return tuple(matters) if all(_states_a_matter(matter, rules) for matter in matters) else ()


def _rows(group: Sequence[Sentence]) -> list[Row]:
    """Each sentence as a row of its own: a paragraph may hold the end of one matter and the beginning of the next."""
    return [
        Row(text=sentence.text, part=row.part, page=row.page, line=row.line, block=True)
        for sentence in group
        for row in sentence.rows[:1]
    ]


def _says_anything(matter: Content) -> bool:
    return bool(matter.description or matter.request)


def _states_a_matter(matter: Content, rules: LabelRules) -> bool:
    trouble = rules.patterns["trouble"]
    said = [one for one in (*matter.description, *matter.request) if len(one.text.split()) >= FEW]
    return bool(matter.request) and any(trouble.search(one.text) for one in said)
