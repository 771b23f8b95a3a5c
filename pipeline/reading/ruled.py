"""Ruled tables on a page image: lines found by their shape, the cells between them, the words in each cell."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.model import Box, Table, Word
from pipeline.reading.images import Grey
from pipeline.reading.lines import build_lines

DARK = 0.72  # of the page's median brightness: darker is ink
HORIZONTAL, VERTICAL = 0.06, 0.04  # of the page's width: shortest rule; longer than a dash, higher than two letters
BRIDGE = 3  # pixels: a broken rule is closed over so many, less than a letter's distance from a rule
MEET = 7  # pixels by which rules are drawn out, so that they meet
LOWEST, NARROWEST = 14, 18  # pixels: smaller holes are no cells
SAME = 12  # pixels: edges nearer than this are one row's or one column's
LEAST_CELLS = 4
LEAST_RULES = 3  # above, between and below two rows
SAMPLE = 4  # every so many columns are looked at first


def ruled_tables(grey: Grey, words: Sequence[Word]) -> tuple[Table, ...]:
    """Tables with at least two rows and columns, cells in order, wrapped texts joined; boxes in the image's pixels."""
    brightness = DARK * float(np.median(grey[::SAMPLE, ::SAMPLE]))
    width = grey.shape[1]
    if _heights_of_rules(grey[:, ::SAMPLE], brightness, int(HORIZONTAL * width / SAMPLE)) < LEAST_RULES:
        return ()
    ink = np.asarray(cv2.threshold(grey, brightness, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    rules = cv2.bitwise_or(
        _rules(ink, (max(20, int(HORIZONTAL * width)), 1)), _rules(ink, (1, max(20, int(VERTICAL * width))))
    )
    if not rules.any():
        return ()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    tables = []
    for component in range(1, count):
        x, y, w, h = (int(value) for value in stats[component, :4])
        if w < 4 * NARROWEST or h < 3 * LOWEST:
            continue
        cells = _cells(np.asarray((labels[y : y + h, x : x + w] == component) * 255, dtype=np.uint8), x, y)
        table = _table(cells, words)
        if table:
            tables.append(table)
    return tuple(sorted(tables, key=lambda table: table.box.y0 if table.box else 0.0))


def _heights_of_rules(grey: Grey, brightness: float, length: int) -> int:
    """At how many heights of a page, every few of its columns taken, there are runs of ink so long: a quick look."""
    ink = cv2.threshold(np.ascontiguousarray(grey), brightness, 255, cv2.THRESH_BINARY_INV)[1]
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (max(5, length), 1)))
    rows = runs.any(axis=1).astype(np.int8)
    return int((np.diff(rows, prepend=0) == 1).sum())


def _rules(ink: Grey, size: tuple[int, int]) -> Grey:
    """Runs of ink at least as long as `size`, gaps in them closed, ends drawn out so that they meet."""
    along = (BRIDGE, 1) if size[0] > 1 else (1, BRIDGE)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, along))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
    return np.asarray(cv2.dilate(opened, np.ones((MEET, MEET), np.uint8)), dtype=np.uint8)


def _cells(mask: Grey, x: int, y: int) -> list[Box]:
    """The holes between the rules."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour, (_, _, _, parent) in zip(contours, hierarchy[0], strict=True):
        left, top, width, height = cv2.boundingRect(contour)
        if parent >= 0 and width >= NARROWEST and height >= LOWEST:
            found.append(Box(x0=x + left, y0=y + top, x1=x + left + width, y1=y + top + height))
    return found


def _table(cells: Sequence[Box], words: Sequence[Word]) -> Table | None:
    if len(cells) < LEAST_CELLS:
        return None
    tops, lefts = _edges([cell.y0 for cell in cells]), _edges([cell.x0 for cell in cells])
    if len(tops) < 2 or len(lefts) < 2:  # noqa: PLR2004 - a frame is no table
        return None
    rows = [["" for _ in lefts] for _ in tops]
    for cell in cells:
        row, column = _nearest(tops, cell.y0), _nearest(lefts, cell.x0)
        inside = [word for word in words if word.box and _holds(cell, word.box)]
        text = " ".join(" ".join(line.text.split()) for line in build_lines(inside))
        rows[row][column] = f"{rows[row][column]} {text}".strip()
    filled = [tuple(row) for row in rows if any(row)]
    if len(filled) < 2 or sum(bool(text) for row in filled for text in row) < LEAST_CELLS:  # noqa: PLR2004
        return None
    return Table(rows=tuple(filled), box=Box.around(cells))


def _edges(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > SAME:
            found.append(value)
    return found


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _holds(cell: Box, word: Box) -> bool:
    return cell.x0 <= (word.x0 + word.x1) / 2 <= cell.x1 and cell.y0 <= (word.y0 + word.y1) / 2 <= cell.y1
