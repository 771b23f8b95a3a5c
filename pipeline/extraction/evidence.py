"""Where a value stands: which words of its rows say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extraction.rows import Row
from pipeline.model import Box, Field, Word
from pipeline.wording import value_for_people

_TELLING = 2  # letters from which a word alone says where a value stands
_NUMBER = 3  # digits from which a part of a number does
_NEAR = 2.0  # line heights: a short word no further than this from one that was found belongs to it


def field(path: str, value: str, rows: Sequence[Row], *, finder: str, sure: float = 0.9) -> Field:
    """A value with its evidence: the rows that say it, and the box around its words."""
    words = [word for row in rows for word in row.line.words]
    hits = [words[place] for place in _places(path, value, words)] or words
    read = sum(word.confidence for word in hits) / len(hits) if hits else 1.0
    return Field(
        value=value,
        confidence=round(min(1.0, sure * read), 3),
        part=rows[0].part,
        page=rows[0].page,
        text=" ".join(row.flat for row in rows)[:500],
        finder=finder,
        box=Box.around(word.box for word in hits),
    )


def _places(path: str, value: str, words: Sequence[Word]) -> list[int]:
    """Words that say the value as it is kept or as people write it, and short ones right beside them ("2" Maret)."""
    wanted = _tokens(value) | _tokens(value_for_people(path, value))
    digits = re.sub(r"\D", "", value)
    found = {place for place, word in enumerate(words) if _tells(word.text, wanted, digits)}
    if not found:
        return [place for place, word in enumerate(words) if _tokens(word.text) & wanted]
    for step in (1, -1):
        for place in sorted(found, reverse=step < 0):
            beside = place + step
            while 0 <= beside < len(words) and beside not in found and _joins(words, beside, beside - step, wanted):
                found.add(beside)
                beside += step
    return sorted(found)


def _tells(text: str, wanted: set[str], digits: str) -> bool:
    number = re.sub(r"\D", "", text)
    return any(len(token) >= _TELLING for token in _tokens(text) & wanted) or (
        len(number) >= _NUMBER and number.lstrip("0") in digits
    )


def _joins(words: Sequence[Word], place: int, known: int, wanted: set[str]) -> bool:
    tokens = _tokens(words[place].text)
    if not tokens or not tokens <= wanted:
        return False
    box, other = words[place].box, words[known].box
    if box is None or other is None:
        return True
    gap = max(box.x0 - other.x1, other.x0 - box.x1)
    return gap < _NEAR * (other.y1 - other.y0) and box.y0 < other.y1 and other.y0 < box.y1


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
