"""Lines from words: what stands at one height is one line, and wide gaps stay visible."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable

from pipeline.bounds import bounded
from pipeline.model import Box, Line, Page, Table, Word

GAP = "   "  # a gap of columns: label and value, two blocks side by side
GAP_CHARACTERS = 2.4  # a gap wider than so many characters separates columns
SAME_LINE = 0.55  # of a word's height: centres closer than this stand on one line


def build_lines(words: Iterable[Word]) -> tuple[Line, ...]:
    """Lines, top to bottom, each left to right; every word must have a box."""
    placed = sorted((word for word in words if word.box), key=_middle)
    if not placed:
        return ()
    rows: list[list[Word]] = []
    centres: list[float] = []
    for word in placed:
        middle, height = _middle(word), _height(word)
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            reach = SAME_LINE * min(height, statistics.median(_height(other) for other in rows[index]))
            if abs(centres[index] - middle) <= reach:
                rows[index].append(word)
                centres[index] = statistics.fmean(_middle(other) for other in rows[index])
                break
        else:
            rows.append([word])
            centres.append(middle)
    widths = [(word.box.x1 - word.box.x0) / len(word.text) for word in placed if word.box and len(word.text) > 2]  # noqa: PLR2004
    character = statistics.median(widths) if widths else 6.0
    order = sorted(range(len(rows)), key=lambda index: centres[index])
    return tuple(
        _line(sorted(rows[index], key=lambda word: word.box.x0 if word.box else 0), character) for index in order
    )


def _middle(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2 if word.box else 0.0


def _height(word: Word) -> float:
    return word.box.y1 - word.box.y0 if word.box else 1.0


def _line(words: list[Word], character: float) -> Line:
    text = words[0].text
    for before, word in itertools.pairwise(words):
        gap = (word.box.x0 - before.box.x1) if word.box and before.box else 0.0
        text += (GAP if gap > GAP_CHARACTERS * character else " ") + word.text
    return Line(text=text, words=tuple(words), box=Box.around(word.box for word in words))


def plain_page(text: str, *, number: int = 1, tables: tuple[Table, ...] = ()) -> Page:
    """A page of a source without geometry."""
    lines = tuple(
        Line(text=line.replace("\t", GAP).rstrip(), words=tuple(Word(text=word) for word in line.split()))
        for line in bounded(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        if line.strip()
    )
    return Page(number=number, lines=lines, tables=tables)
