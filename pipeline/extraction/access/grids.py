"""Tables drawn with strokes, tabs or blanks: their cells, and the lines that they take up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extraction.access.people import NIP
from pipeline.extraction.rows import Row

_STROKE = re.compile(r"[|│┃¦]")
_RULE = re.compile(r"^[\s|│┃¦+\-=_─━┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬.:]+$")
_SEGMENT = re.compile(r"\S+(?: \S+)*")
_ITEM = re.compile(r"^\s*\(?(?:\d{1,3}|[a-z])[.)]?$")
LEAST_COLUMNS = 3
Cells = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table: rows of cells, and which lines of the letter each row takes up."""

    rows: tuple[Cells, ...]
    lines: tuple[tuple[int, ...], ...]


def grids(rows: Sequence[Row]) -> Iterator[Grid]:
    """All tables that stand in the text, in its order."""
    at = 0
    while at < len(rows):
        for finder in (_of_strokes, _of_tabs, _of_full_rows, _of_gaps):
            end, grid = finder(rows, at)
            if grid is not None:
                yield grid
                break
        at = max(end, at + 1)


def _of_strokes(rows: Sequence[Row], at: int) -> tuple[int, Grid | None]:
    return _delimited(
        rows,
        at,
        lambda text: (
            [cell.strip() for cell in _STROKE.split(text.strip().strip("|│┃¦"))]
            if len(_STROKE.findall(text)) >= 2
            else []
        ),
    )


def _of_tabs(rows: Sequence[Row], at: int) -> tuple[int, Grid | None]:
    return _delimited(
        rows, at, lambda text: [cell.strip() for cell in text.split("\t")] if text.strip().count("\t") >= 2 else []
    )


def _delimited(rows: Sequence[Row], at: int, split: Callable[[str], list[str]]) -> tuple[int, Grid | None]:
    cells: list[Cells] = []
    lines: list[tuple[int, ...]] = []
    end = at
    while end < len(rows):
        text = rows[end].text
        if _RULE.match(text) and (cells or end == at):
            end += 1
            continue
        found = split(text)
        if not found:
            break
        first = next((cell for cell in found if cell), "")
        if (
            cells
            and not found[0]
            and len(found) == len(cells[-1])
            and sum(map(bool, found)) < sum(map(bool, cells[-1]))
        ):
            cells[-1] = tuple(" ".join(filter(None, pair)) for pair in zip(cells[-1], found, strict=True))
            lines[-1] = (*lines[-1], end)
        elif first:
            cells.append(tuple(found))
            lines.append((end,))
        end += 1
    return (end, Grid(rows=tuple(cells), lines=tuple(lines))) if len(cells) >= 2 else (at, None)


def _of_full_rows(rows: Sequence[Row], at: int) -> tuple[int, Grid | None]:
    """Rows of as many cells each, wherever on the line these stand; a table with empty cells is none such."""
    cells: list[Cells] = []
    for number in range(at, len(rows)):
        found = tuple(text for _, text in _segments(rows[number].text))
        if len(found) < LEAST_COLUMNS or any(":" in cell for cell in found) or (cells and len(found) != len(cells[0])):
            break
        cells.append(found)
    end = at + len(cells)
    if len(cells) < 2 or (end < len(rows) and len(_segments(rows[end].text)) > 1):
        return at, None
    return end, Grid(rows=tuple(cells), lines=tuple((line,) for line in range(at, end)))


def _of_gaps(rows: Sequence[Row], at: int) -> tuple[int, Grid | None]:
    """Columns parted by two and more blanks, under the places at which those of the first row begin."""
    first = _segments(rows[at].text)
    if len(first) < LEAST_COLUMNS or any(text.endswith(":") or text.startswith(":") for _, text in first):
        return at, None
    anchors = [start for start, _ in first]
    starts = set(anchors)
    found: list[list[str]] = [[text for _, text in first]]
    lines: list[tuple[int, ...]] = [(at,)]
    end = at + 1
    while end < len(rows) and not (rows[end].block and len(_segments(rows[end].text)) < 2):
        text = rows[end].text
        if _RULE.match(text):
            end += 1
            continue
        pieces = _segments(text)
        if not _segments_fit(text, starts):
            break
        starts |= {start for start, _ in pieces}
        placed = [""] * len(anchors)
        for start, piece in pieces:
            column = _nearest(anchors, start)
            placed[column] = " ".join(filter(None, (placed[column], piece)))
        begins = len(pieces) > 1 and placed[0] and not NIP.fullmatch(placed[0].strip(" ()"))
        if begins or len(found) == 1:
            found.append(placed)
            lines.append((end,))
        else:
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], placed, strict=True)]
            lines[-1] = (*lines[-1], end)
        end += 1
    if len(found) < 2:
        return at, None
    return end, Grid(rows=tuple(map(tuple, found)), lines=tuple(lines))


def _segments(text: str) -> list[tuple[int, str]]:
    return [(hit.start(), hit[0]) for hit in _SEGMENT.finditer(text.expandtabs(4))]


def _segments_fit(text: str, anchors: Collection[int]) -> bool:
    """Whether a line goes on with the table: columns of its own, or a cell that stands under one of the table's."""
    pieces = _segments(text)
    if len(pieces) >= 2:
        return True
    return (
        bool(pieces)
        and min(abs(anchor - pieces[0][0]) for anchor in anchors) <= 1
        and pieces[0][0] > 0
        and len(pieces[0][1]) < 40
    )


def _nearest(anchors: Sequence[int], start: int) -> int:
    return min(range(len(anchors)), key=lambda column: (abs(anchors[column] - start), column))
