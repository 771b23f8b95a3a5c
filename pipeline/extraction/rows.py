"""A letter as rows in reading order, each knowing where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extraction import values
from pipeline.extraction.columns import in_reading_order
from pipeline.filenames import BODY
from pipeline.model import Document, Line, Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a letter."""

    text: str
    part: str
    page: int
    line: Line
    block: bool = False  # a blank line or a wide gap stands above it

    @property
    def flat(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """Rows that belong together, and their text."""

    text: str
    rows: tuple[Row, ...]


_ABBREVIATED = re.compile(r"\b(sdr|sdri|drs|dra|dr|ir|no|jl|a\.n|yth|hj?|bpk|tgl|pkl|c\.q|[A-Z])\.$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:\(?[0-9]{1,2}[.)]|\(?[a-h][.)]|[-•●▪*])\s+")


SURE = 0.7  # confidence of OCR below which one or two letters alone on a line are dirt


def without_item(text: str) -> str:
    """The text behind "1." or "a)"."""
    return _ITEM.sub("", text)


WIDE = 0.9  # of a line's height: a gap above a row that is wider begins a new block


def document_of(text: str, *, part: str = BODY, media: str = "body", sha256: str = "") -> Document:
    """Plain text as a document of one page; empty lines too: they part paragraphs."""
    lines = tuple(Line(text=line) for line in text.split("\n"))
    return Document(part=part, media=media, sha256=sha256, pages=(Page(number=1, lines=lines),))


def rows_of(documents: Iterable[Document]) -> list[Row]:
    """All lines of all documents; empty ones left out, but remembered as the gap they make."""
    rows: list[Row] = []
    for document in documents:
        for page in document.pages:
            before: Line | None = None
            for line in in_reading_order(page.lines, page.tables):
                if _speck(line):
                    continue
                if line.text.strip():
                    block = before is not None and (not before.text.strip() or _gap(before, line))
                    rows.append(
                        Row(
                            text=values.roman(_unjustified(line.text)),
                            part=document.part,
                            page=page.number,
                            line=line,
                            block=block,
                        )
                    )
                before = line
    return head_in_columns(rows)


DATA_COLUMNS = 3  # a table of fewer holds labels and their values


def rows_of_data(rows: Iterable[Row], documents: Iterable[Document]) -> list[Row]:
    """Rows that stand inside tables of data, which are no running text."""
    boxes = [
        (document.part, page.number, table.box)
        for document in documents
        for page in document.pages
        for table in page.tables
        if table.box and max(len(cells) for cells in table.rows) >= DATA_COLUMNS
    ]
    return [
        row
        for row in rows
        if row.line.box
        and any(
            (row.part, row.page) == (part, page)
            and box.y0 <= (row.line.box.y0 + row.line.box.y1) / 2 <= box.y1
            and row.line.box.x0 >= box.x0 - 0.1 * (box.x1 - box.x0)
            for part, page, box in boxes
        )
    ]


_ADDRESS = re.compile(r"^(kepada|yth)\b", re.IGNORECASE)
HEAD = 20  # rows in which addressee and subject may stand side by side


def head_in_columns(rows: list[Row]) -> list[Row]:
    """A head with the addressee to the right of number and subject: first the left column, then the right one."""
    start = next(
        (i for i, row in enumerate(rows[:HEAD]) if (columns := _columns(row)) and _ADDRESS.match(columns[1])), None
    )
    if start is None:
        return rows
    left: list[Row] = []
    right: list[Row] = []
    for row in rows[start : start + 9]:
        columns = _columns(row)
        if columns:
            left.append(replace(row, text=columns[0]))
            right.append(replace(row, text=columns[1], block=False))
        elif len(row.flat) > WRAPPED:
            break
        elif _starts_right(row, rows[start]):
            right.append(row)
        else:
            left.append(row)
    taken = sum(1 for row in rows[start : start + 9] if any(row.line is other.line for other in (*left, *right)))
    return [*rows[:start], *left, *right, *rows[start + taken :]]


WRAPPED = 45  # characters: a longer line below the head is text again


def _columns(row: Row) -> tuple[str, str] | None:
    """Left and right of the last wide gap that does not stand before a colon."""
    found = re.match(r"^(?P<left>.*\S)\s{3,}(?P<right>[^:\s].*)$", row.text)
    return (found["left"], found["right"]) if found and (":" in found["left"] or ":" not in found["right"]) else None


def _starts_right(row: Row, first: Row) -> bool:
    """Whether a row stands in the right column, by its place on the page."""
    if row.line.box is None or first.line.box is None:
        return bool(re.match(r"^\s{20,}", row.text))
    return row.line.box.x0 > first.line.box.x0 + 0.4 * (first.line.box.x1 - first.line.box.x0)


def _unjustified(text: str) -> str:
    """A line of a justified paragraph, every gap of it wide, has no columns; nor has a sentence in which words were lost."""
    pieces = re.split(r"\s{3,}", text.strip())
    if len(pieces) > 2 and ":" not in text and all(piece[:1].islower() for piece in pieces[1:]):
        return " ".join(pieces)
    prose = sum(piece[:1].islower() for piece in pieces) > len(pieces) / 2
    return " ".join(pieces) if prose and len(pieces) > 3 and not any(" " in piece for piece in pieces) else text


def _speck(line: Line) -> bool:
    """What OCR makes of dirt, a stamp's edge or a pen stroke: no letter at all, or two that it was not sure of."""
    if not line.text.strip():
        return False
    known = sum(character.isalnum() for character in line.text)
    unsure = bool(line.words) and max(word.confidence for word in line.words) < SURE
    return known == 0 or (known <= 2 and unsure)


def _gap(before: Line, line: Line) -> bool:
    if before.box is None or line.box is None:
        return False
    return line.box.y0 - before.box.y1 > WIDE * min(before.box.y1 - before.box.y0, line.box.y1 - line.box.y0)


def paragraphs(rows: Sequence[Row]) -> list[Paragraph]:
    """Rows joined: a new paragraph begins at a numbered item, or after a line that ends a sentence well before others."""
    found: list[list[Row]] = []
    width = max((len(row.flat) for row in rows), default=0)
    for row in rows:
        before = found[-1][-1] if found else None
        ended = before is not None and before.flat.endswith((".", ":", ";")) and not _ABBREVIATED.search(before.flat)
        short_end = before is not None and ended and len(before.flat) < 0.9 * width
        ends = before is None or row.block or bool(_ITEM.match(row.text)) or short_end or before.flat.endswith(":")
        if ends:
            found.append([row])
        else:
            found[-1].append(row)
    return [Paragraph(text=_ITEM.sub("", " ".join(row.flat for row in group)), rows=tuple(group)) for group in found]
