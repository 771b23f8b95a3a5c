"""A letter's rows as one text for the models, and back from places in it to rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction.rows import Row, rows_of
from pipeline.model import Document, Line, Page
from pipeline.tagging import Passage


@dataclass(frozen=True, kw_only=True)
class RowText:
    """The rows as lines, a blank one above each block."""

    text: str
    rows: tuple[Row, ...]
    starts: tuple[int, ...]  # of each row

    def between(self, start: int, end: int) -> tuple[Row, ...]:
        """The rows on which these characters stand."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_right(self.starts, max(start, end - 1))
        return self.rows[first:last]


def row_text(rows: Sequence[Row]) -> RowText:
    """The text of the rows."""
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for row in rows:
        if row.block and pieces:
            pieces.append("")
            at += 1
        pieces.append(row.text)
        starts.append(at)
        at += len(row.text) + 1
    return RowText(text="\n".join(pieces), rows=tuple(rows), starts=tuple(starts))


def passage_of(text: str, *, form: str, writer: str = "", subject: str = "") -> Passage:
    """Plain text as the models read letters."""
    lines = tuple(Line(text=line) for line in text.split("\n"))
    rows = rows_of([Document(part="", media="body", sha256="", pages=(Page(number=1, lines=lines),))])
    return Passage(text=row_text(rows).text, form=form, writer=writer, subject=subject)
