"""The signature block: position with a comma, name, NIP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extraction import values
from pipeline.extraction.rows import Row
from pipeline.rulebook.labels import LabelRules

REACH = 14  # rows below the closing in which a signature stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """Who signed, each value with its rows; None where it cannot be read."""

    position: str | None = None
    name: str | None = None
    nip: str | None = None
    position_rows: tuple[Row, ...] = ()
    name_rows: tuple[Row, ...] = ()
    nip_rows: tuple[Row, ...] = ()


def signature(rows: Sequence[Row], rules: LabelRules) -> Signature:
    """Read the block below the closing sentence."""
    block = list(rows[:REACH])
    stop = next(
        (i for i, row in enumerate(block) if re.match(r"^\W*(tembusan|disposisi|catatan)\b", row.flat, re.IGNORECASE)),
        len(block),
    )
    block = block[:stop]
    nip_at = next(
        (
            i
            for i, row in enumerate(block)
            if re.search(r"\bN\W?[I1l]\W?P\b", row.flat) and re.search(r"\d{6}", row.flat)
        ),
        None,
    )
    if nip_at is None:
        return Signature()
    name_at, name = _name_above(block, nip_at, rules)
    position, position_rows = _position(block[: name_at if name_at is not None else nip_at], rules)
    return Signature(
        position=position,
        name=name,
        nip=values.nip(block[nip_at].flat),
        position_rows=position_rows,
        name_rows=(block[name_at],) if name_at is not None else (),
        nip_rows=(block[nip_at],),
    )


def _name_above(block: Sequence[Row], nip_at: int, rules: LabelRules) -> tuple[int | None, str | None]:
    for index in range(nip_at - 1, max(-1, nip_at - 4), -1):
        for piece in reversed(re.split(r"\s{3,}", block[index].text)):
            name = values.person(piece, rules)
            if name and len(name.split()) > 1 and not name.endswith(",") and not rules.unit_pattern.match(name):
                return index, name
    return None, None


def _position(block: Sequence[Row], rules: LabelRules) -> tuple[str | None, tuple[Row, ...]]:
    heads = "|".join(re.escape(head) for head in sorted(rules.heads, key=len, reverse=True))
    for index, row in enumerate(block):
        found = re.search(rf"\b((?:(?:a\.n\.|plt\.|plh\.)\s*)?(?:{heads})\b.*)$", row.flat, re.IGNORECASE)
        if found and index > 0:
            text, taken = found[1], [row]
            for below in block[index + 1 : index + 3]:  # a long position wraps
                if text.rstrip().endswith(","):
                    break
                text, taken = f"{text} {below.flat}", [*taken, below]
            return (text.strip(" ,"), tuple(taken)) if text.rstrip().endswith(",") else (found[1].strip(" ,"), (row,))
    return None, ()
