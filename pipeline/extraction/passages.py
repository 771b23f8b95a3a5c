"""A letter's rows as one text for the models, and back from places in it to rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.extraction.rows import Row
from pipeline.extraction.sheet import Sheet
from pipeline.extraction.timing import onsets
from pipeline.tagging import TOKEN, Hint, Passage, Right

# Words, numbers and signs that models look at, and how many of them at the end, where people sign. The longest of 2,360
# letters that people wrote for us to learn from has 656: what is longer goes on with a log, a list or nothing.
MOST_TOKENS, AT_END = 3_000, 1_000
LONG = 10  # characters of a row that count for a token at least: what has no blanks is no word


@dataclass(frozen=True, kw_only=True)
class RowText:
    """The rows as lines, a blank one above each block."""

    text: str
    rows: tuple[Row, ...]
    starts: tuple[int, ...]  # of each row
    numbers: tuple[int, ...]  # of each row among those of the letter

    def without(self, rows: Collection[int], start: int, end: int) -> tuple[int, int]:
        """The longest stretch of these characters that stands on none of the rows of these numbers; all where none does."""
        first, last = self._row(start), self._row(max(start, end - 1))
        runs: list[list[int]] = [[]]
        for number in range(first, last + 1):
            if self.numbers[number] in rows:
                runs.append([])
            else:
                runs[-1].append(number)
        stretches = [
            (max(start, self.starts[run[0]]), min(end, self.starts[run[-1]] + len(self.rows[run[-1]].text)))
            for run in runs
            if run
        ]
        return max(stretches, key=lambda stretch: stretch[1] - stretch[0], default=(start, end))

    def is_within(self, rows: Collection[int], start: int, end: int) -> bool:
        """Whether these characters stand on nothing but the rows of these numbers."""
        first, last = self._row(start), self._row(max(start, end - 1))
        return all(number in rows for number in self.numbers[first : last + 1])

    def _row(self, place: int) -> int:
        return max(0, bisect_right(self.starts, place) - 1)

    def between(self, start: int, end: int) -> tuple[Row, ...]:
        """The rows on which these characters stand."""
        return self.rows[self._row(start) : self._row(max(start, end - 1)) + 1]


def row_text(rows: Sequence[Row]) -> RowText:
    """The text of the rows; of a very long letter that of its first and its last ones."""
    pieces: list[str] = []
    starts: list[int] = []
    at, before = 0, -1
    numbers = _looked_at(rows)
    for number in numbers:
        row = rows[number]
        if pieces and (row.block or number > before + 1):
            pieces.append("")
            at += 1
        pieces.append(row.text)
        starts.append(at)
        at, before = at + len(row.text) + 1, number
    looked_at = tuple(rows[number] for number in numbers)
    return RowText(text="\n".join(pieces), rows=looked_at, starts=tuple(starts), numbers=tuple(numbers))


def _looked_at(rows: Sequence[Row]) -> list[int]:
    """Numbers of the rows that models read: all, or as many at the beginning and at the end as hold so many tokens."""
    first = _within(rows, MOST_TOKENS - AT_END) or [0][: len(rows)]
    rest = rows[len(first) :]
    left = [len(rows) - 1 - number for number in _within(rest[::-1], AT_END)]
    return [*first, *reversed(left)]


def _within(rows: Sequence[Row], most: int) -> list[int]:
    """Numbers of the first rows that hold no more than so many tokens together."""
    found = 0
    for number, row in enumerate(rows):
        found += max(len(row.text) // LONG, sum(1 for _ in islice(TOKEN.finditer(row.text), most + 1)))
        if found > most:
            return list(range(number))
    return list(range(len(rows)))


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
