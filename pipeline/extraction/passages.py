"""A letter's rows as one text for the models, and back from places in it to rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.extraction.rows import Row
from pipeline.extraction.sheet import Sheet
from pipeline.extraction.timing import onsets
from pipeline.tagging import Hint, Passage, Right


@dataclass(frozen=True, kw_only=True)
class RowText:
    """The rows as lines, a blank one above each block."""

    text: str
    rows: tuple[Row, ...]
    starts: tuple[int, ...]  # of each row

    def without(self, rows: Collection[int], start: int, end: int) -> tuple[int, int]:
        """The longest stretch of these characters that stands on none of the rows of these numbers; all where none does."""
        first, last = self._row(start), self._row(max(start, end - 1))
        runs: list[list[int]] = [[]]
        for number in range(first, last + 1):
            if number in rows:
                runs.append([])
            else:
                runs[-1].append(number)
        stretches = [
            (max(start, self.starts[run[0]]), min(end, self.starts[run[-1]] + len(self.rows[run[-1]].text)))
            for run in runs
            if run
        ]
        return max(stretches, key=lambda stretch: stretch[1] - stretch[0], default=(start, end))

    def _row(self, place: int) -> int:
        return max(0, bisect_right(self.starts, place) - 1)

    def between(self, start: int, end: int) -> tuple[Row, ...]:
        """The rows on which these characters stand."""
        return self.rows[self._row(start) : self._row(max(start, end - 1)) + 1]


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


def letter_passage(sheet: Sheet) -> tuple[Passage, RowText]:
    """A sheet that the rules have read, as the models read it: its text, and what the rules found in it."""
    placed = row_text(sheet.rows)
    passage = Passage(
        text=placed.text,
        form=sheet.form.value,
        writer=sheet.writer,
        address=sheet.address,
        subject=sheet.mail_subject,
        hints={path: Hint(value=found.value, finder=found.finder) for path, found in sheet.found.items()},
        rights=tuple(
            Right(
                name=row.name or "",
                nip=row.nip,
                application=row.application,
                role=row.role,
                action=row.action.value,
                listed=listed,
            )
            for row, listed in zip(sheet.access.rights, sheet.access.listed, strict=True)
            if (row.name or "") in placed.text  # else it stands in a list beside the letter
        ),
        asks_access=sheet.access.asked or bool(sheet.access.rights),
        onsets=onsets(placed.text, sheet.dates, anchor=sheet.anchor(), zone=sheet.zone),
    )
    return passage, placed
