"""Lines whose parts stand in columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

CELL = re.compile(r"\s*\|\s*|\t+|[^\S\n]{3,}")  # what parts the cells of a line
_WORD = re.compile(r"[^\W\d_]+")


class Grid:
    """In which column a place stands, and what the head of that column says."""

    def __init__(self, text: str, lines: Sequence[tuple[int, int]]) -> None:
        """`lines`: where each line of the text begins and ends."""
        self._starts = [start for start, _ in lines]
        self._cells: list[list[int]] = []
        self._heads: list[list[str]] = []
        head: list[str] = []
        for start, end in lines:
            line = text[start:end]
            cuts = [hit.end() for hit in CELL.finditer(line.rstrip(" |"), len(line) - len(line.lstrip(" |\t")))]
            if not cuts:
                head = []
            elif not head:
                head = [" ".join(_WORD.findall(part.lower())) for part in CELL.split(line.strip(" |\t"))]
            self._cells.append(cuts)
            self._heads.append(head)

    def line(self, place: int) -> int:
        """The number of a place's line."""
        return bisect_right(self._starts, place) - 1

    def column(self, place: int) -> int | None:
        """The number of its column; None where its line has none."""
        line = self.line(place)
        cuts = self._cells[line]
        return bisect_right(cuts, place - self._starts[line]) if cuts else None

    def head(self, place: int) -> str:
        """What stands at the top of its column."""
        column, heads = self.column(place), self._heads[self.line(place)]
        return heads[column] if column is not None and column < len(heads) else ""
