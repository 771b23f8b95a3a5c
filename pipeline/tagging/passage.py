"""A text to be read, with what is known about it beforehand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.tagging.cells import Grid

_LABEL = re.compile(r"\s*(?:\d{1,2}[.)]\s*|[-•*]\s*|[a-h][.)]\s*)?(?P<label>[A-Za-z][^:=\n|]{1,40}?)\s*[.…_]*\s*[:=]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """What rules found for a field, and which of them ("label", "signature", "prose" ...)."""

    value: str
    finder: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Onset:
    """A day that the text names, as it may be since when there is trouble."""

    start: int
    end: int
    value: str  # ISO
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """A person's access as it was read; `action` is "add", "change" or "revoke", `listed` whether it stands in a table or a list."""

    name: str
    nip: str | None = None
    application: str | None = None
    role: str | None = None
    action: str = "add"
    listed: bool = False


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The text of a letter or a mail; lines as they stand, a blank line between paragraphs."""

    text: str
    form: str  # of the letter: "email", "surat", "nota_dinas", "formulir"
    writer: str = ""  # the name that the mail's From gives
    address: str = ""  # of the mail's From; of a paper, of the mail that brought it
    subject: str = ""  # of the mail
    hints: Mapping[str, Hint] = field(default_factory=dict)  # by field: the models weigh them as one sign among others
    onsets: tuple[Onset, ...] = ()
    rights: tuple[Right, ...] = ()  # as rules have read them
    asks_access: bool = False  # whether it speaks of accounts that are to be made, changed or ended

    @cached_property
    def lines(self) -> tuple[tuple[int, int], ...]:
        """Where each line begins and ends."""
        found, start = [], 0
        for line in self.text.split("\n"):
            found.append((start, start + len(line)))
            start += len(line) + 1
        return tuple(found)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [start for start, _ in self.lines]

    def line_of(self, place: int) -> int:
        """The number of the line on which a place stands, from 0."""
        return max(0, bisect_right(self._line_starts, place) - 1)

    @cached_property
    def labels(self) -> tuple[tuple[str, int], ...]:
        """Of each line the words before its colon, in small letters ("" where there is none), and where the rest begins."""
        found = []
        for start, end in self.lines:
            hit = _LABEL.match(self.text, start, end)
            found.append((" ".join(re.findall(r"[a-z]+", hit["label"].lower())), hit.end()) if hit else ("", start))
        return tuple(found)

    @cached_property
    def grid(self) -> Grid:
        """In which columns its words stand."""
        return Grid(self.text, self.lines)

    @cached_property
    def ranks(self) -> dict[int, int]:
        """Number of each line among those that are not blank, from 0."""
        full = [number for number, (start, end) in enumerate(self.lines) if self.text[start:end].strip()]
        return {number: rank for rank, number in enumerate(full)}
