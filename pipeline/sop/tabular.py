"""Tables in the words of a mail, as lines `Label: value`: rows of a label and its value, or labels above their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

_CELLS = re.compile(r"[ \t]*\|[ \t]*|[ \t]*\t[ \t]*|[ \u00a0]{2,}")
_RULE = re.compile(r"[\s|+:=_-]+")  # a line that only parts rows: |---|---|
_LIKE = 90.0  # at which a cell with a typing error is a label


def as_lines(text: str, labels: Mapping[str, Sequence[str]]) -> str:
    """The text with its rows of labels and values written out; all else stays as it is.

    A row counts where its first cell is a label, columns where each cell of a line is one and a single line of as many values
    stands below: of several it could be anybody's.
    """
    known = [label.lower() for all_of in labels.values() for label in all_of]
    lines = text.split("\n")
    written: list[str] = []
    place = 0
    while place < len(lines):
        cells = _cells(lines[place])
        below = _columns(cells, lines, place, known)
        if below is not None:
            rows, place = below
            written += rows
            continue
        written.append(_row(cells, known) or lines[place])
        place += 1
    return "\n".join(written)


def _cells(line: str) -> list[str]:
    bare = line.strip().strip("|").strip()
    return [cell for cell in _CELLS.split(bare) if cell not in ("", ":")] if bare else []


def _row(cells: Sequence[str], known: Sequence[str]) -> str | None:
    """A label beside its value; what stands in further cells goes on with it. A row of two labels is none."""
    if len(cells) < 2 or not _is_label(cells[0], known) or _is_label(cells[1], known):  # noqa: PLR2004 - label and value
        return None
    return f"{_bare(cells[0])}: {' '.join(cells[1:]).removeprefix(':').strip()}"


def _columns(
    cells: Sequence[str], lines: Sequence[str], place: int, known: Sequence[str]
) -> tuple[list[str], int] | None:
    """Labels above their values, as lines, and where the text goes on; None where there are none."""
    if len(cells) < 2 or not all(_is_label(cell, known) for cell in cells):  # noqa: PLR2004 - one column is a heading
        return None
    following = [
        (number, _cells(line))
        for number, line in enumerate(lines[place + 1 :], place + 1)
        if not _RULE.fullmatch(line + " ")
    ]
    rows = [row for row in following[:2] if len(row[1]) == len(cells)]
    if not rows or rows[0] != following[0] or len(rows) > 1:
        return None
    number, values = rows[0]
    return [f"{_bare(label)}: {value}" for label, value in zip(cells, values, strict=True)], number + 1


def _bare(cell: str) -> str:
    return cell.rstrip(" :=")


def _is_label(cell: str, known: Sequence[str]) -> bool:
    bare = " ".join(_bare(cell).lower().split())
    return bare in known or any(fuzz.ratio(bare, label) >= _LIKE for label in known)
