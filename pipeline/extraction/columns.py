"""Text set in two columns: first the left one, then the right one."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from pipeline.model import Box, Line, Table, Word

GUTTER = 1.6  # line heights that a gap must be wide to part columns
LEAST_BESIDE = 4  # lines with words on both sides
LEAST_LEFT = 5  # lines of the left column
GOES_ON = 0.4  # share of the left lines that begin small: running text, no labels
FULL = 0.6  # of the column's width that running text fills in the mean
MAX_LABELS = 0.3  # share of lines with a colon: labels and values stand side by side, too
Gap = tuple[float, float]  # from x, to x


def in_reading_order(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line]:
    """The lines of a page; where running text stands in two columns, all of the left before all of the right.

    A signature beside another, a head with the addressee on the right, labels with their values and tables are no
    columns of text.
    """
    boxes = [table.box for table in tables if table.box]
    found = _columns(lines, boxes)
    if found is None:
        return list(lines)
    start, end, middle = found
    left = [part for line in lines[start:end] if (part := _part(line, upto=middle))]
    right = [part for line in lines[start:end] if (part := _part(line, beyond=middle))]
    return [*lines[:start], *left, *right, *lines[end:]]


def _columns(lines: Sequence[Line], tables: Sequence[Box]) -> tuple[int, int, float] | None:
    """First line, line after the last, and the gutter's middle."""
    gaps = [None if line.box is None or _inside(line.box, tables) else _widest(line) for line in lines]
    for first, gap in enumerate(gaps):
        if gap is None:
            continue
        middle = (gap[0] + gap[1]) / 2
        start, end = first, first
        while start > 0 and _fits(lines[start - 1], middle) and _one_side(lines[start - 1], middle):
            start -= 1
        while end < len(lines) and _fits(lines[end], middle):
            end += 1
        if _is_text(lines[start:end], middle):
            return start, end, middle
    return None


def _is_text(lines: Sequence[Line], middle: float) -> bool:
    left = [part for line in lines if (part := _part(line, upto=middle))]
    right = [part for line in lines if (part := _part(line, beyond=middle))]
    beside = sum(1 for line in lines if _part(line, upto=middle) and _part(line, beyond=middle))
    if beside < LEAST_BESIDE or len(left) < LEAST_LEFT or len(right) < LEAST_BESIDE:
        return False
    edge = min(line.box.x0 for line in left if line.box)
    fill = statistics.fmean((line.box.x1 - edge) / (middle - edge) for line in left if line.box)
    small = sum(line.text[:1].islower() for line in left) / len(left)
    labels = sum(":" in line.text for line in (*left, *right)) / (len(left) + len(right))
    return fill > FULL and small > GOES_ON and labels < MAX_LABELS


def _widest(line: Line) -> Gap | None:
    """The widest gap between two words, where it is wide enough for a gutter."""
    boxes = [word.box for word in line.words if word.box]
    if line.box is None or len(boxes) < 2:
        return None
    height = statistics.median(box.y1 - box.y0 for box in boxes)
    gap = max(((one.x1, two.x0) for one, two in itertools.pairwise(boxes)), key=lambda pair: pair[1] - pair[0])
    return gap if gap[1] - gap[0] > GUTTER * height else None


def _fits(line: Line, middle: float) -> bool:
    """Whether no word of the line crosses the gutter."""
    return all(word.box is None or word.box.x1 < middle or word.box.x0 > middle for word in line.words) and bool(
        line.words
    )


def _one_side(line: Line, middle: float) -> bool:
    return line.box is not None and (line.box.x1 < middle or line.box.x0 > middle)


def _part(line: Line, *, upto: float | None = None, beyond: float | None = None) -> Line | None:
    words = tuple(word for word in line.words if word.box and _is_on(word, upto, beyond))
    if not words:
        return None
    if len(words) == len(line.words):
        return line
    return Line(text=" ".join(word.text for word in words), words=words, box=Box.around(word.box for word in words))


def _is_on(word: Word, upto: float | None, beyond: float | None) -> bool:
    if word.box is None:
        return False
    return word.box.x1 < upto if upto is not None else beyond is not None and word.box.x0 > beyond


def _inside(box: Box, tables: Sequence[Box]) -> bool:
    middle = (box.y0 + box.y1) / 2
    return any(table.y0 <= middle <= table.y1 for table in tables)
