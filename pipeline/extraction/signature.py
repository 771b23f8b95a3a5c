"""The signature block: position with a comma, name, NIP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extraction import values
from pipeline.extraction.rows import Row
from pipeline.rulebook.labels import LabelRules

REACH = 18  # rows below the closing in which a signature stands
SURE = 0.6  # mean confidence of OCR below which a row names nobody
MAX_POSITION = 12  # words of the last line of a position
ABOVE = 5  # rows above a NIP in which its name stands
_DEGREES = re.compile(r"[A-Z][A-Za-z]{0,3}\.(?:[A-Z][A-Za-z]{0,3}\.|(?:Komp|Kom|Pas|Psi|Sos)(?![A-Za-z.])|[\s,.])*")
_ACTING = r"(?:(?:a\.?\s?n|u\.?\s?b|plt|plh|pj|pjs)\.?\s*)"


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
    """Read the block below the closing sentence; the last NIP of the block is the signatory's."""
    block = list(rows[:REACH])
    stop = next((i for i, row in enumerate(block) if rules.patterns["after_signature"].search(row.flat)), len(block))
    block = block[:stop]
    nip_at = next((i for i in range(len(block) - 1, -1, -1) if _nip_in(block[i])), None)
    if nip_at is None:
        return _without_nip(block, rules)
    name_at, name = _name_above(block, nip_at, rules)
    position, position_rows = _position(block[: name_at if name_at is not None else nip_at], rules)
    return Signature(
        position=position,
        name=name,
        nip=_nip_in(block[nip_at]),
        position_rows=position_rows,
        name_rows=(block[name_at],) if name_at is not None else (),
        nip_rows=(block[nip_at],),
    )


def _nip_in(row: Row) -> str | None:
    """The NIP of a row; of two signatures side by side that on the right."""
    found = [values.nip(piece) for piece in re.split(r"\s{3,}(?=\D*\d{8})", row.text)]
    return next((nip for nip in reversed(found) if nip), None)


def _without_nip(block: Sequence[Row], rules: LabelRules) -> Signature:
    """No NIP, or none that can be read: a name counts only below a position that is followed by a comma."""
    position, position_rows = _position(block, rules)
    ends = [i for i, row in enumerate(block) if i and row.flat.endswith(",") and len(row.flat.split()) <= MAX_POSITION]
    if not ends:
        return Signature(position=position, position_rows=position_rows)
    if position is None:
        position, position_rows = block[ends[-1]].flat.strip(" ,"), (block[ends[-1]],)
    for row in block[ends[-1] + 1 : ends[-1] + ABOVE + 2]:
        name = name_of(row, rules)
        if name:
            return Signature(position=position, name=name, position_rows=position_rows, name_rows=(row,))
    return Signature(position=position, position_rows=position_rows)


def _name_above(block: Sequence[Row], nip_at: int, rules: LabelRules) -> tuple[int | None, str | None]:
    for index in range(nip_at, max(-1, nip_at - ABOVE), -1):
        row = block[index]
        if _DEGREES.fullmatch(row.flat) and index:  # "Hendra Sihombing," stands above
            above = replace(block[index - 1], text=f"{block[index - 1].text} {row.flat}")
            return (index - 1, name) if (name := name_of(above, rules)) else (None, None)
        name = name_of(row, rules)
        if name:
            return index, name
    return None, None


def name_of(row: Row, rules: LabelRules) -> str | None:
    """A name that fills its column; a row that OCR tore apart or was not sure of names nobody."""
    sure = not row.line.words or all(word.confidence == 1 for word in row.line.words)
    if not sure and sum(word.confidence for word in row.line.words) < SURE * len(row.line.words):
        return None
    pieces = [re.sub(r"\bN\W?[I1l]\W?P\b.*$", "", piece) for piece in re.split(r"\s{3,}", row.text.strip())]
    pieces = [piece for piece in pieces if sum(character.isalpha() for character in piece) > 1]
    if not sure and len(pieces) > 1:
        return None
    for piece in reversed(pieces):
        name = values.person(piece, rules)
        words = re.findall(r"[^\W\d_]+\.?", (name or "").split(",", maxsplit=1)[0])
        if (
            name
            and len(re.sub(r"\W", "", name)) > 0.8 * len(re.sub(r"\W", "", piece))
            and (len(words) > 1 or (sure and "," in name))
            and (sure or all(len(word) > 1 for word in words))
            and not piece.rstrip().endswith(",")
            and not rules.unit_pattern.match(name)
            and not rules.patterns["rank"].search(name)
        ):
            return name
    return None


def _position(block: Sequence[Row], rules: LabelRules) -> tuple[str | None, tuple[Row, ...]]:
    heads = "|".join(re.escape(head) for head in sorted(rules.heads, key=len, reverse=True))
    for index, row in enumerate(block):
        found = re.search(rf"(?:^|\s{{3,}}|\W)({_ACTING}?(?:{heads})\b.*)$", row.flat, re.IGNORECASE)
        if found and (index > 0 or row.flat.rstrip().endswith(",")):  # the first row may be the closing sentence
            text, taken = found[1], [row]
            for below in block[index + 1 : index + 3]:  # a long position wraps
                if text.rstrip().endswith(","):
                    break
                text, taken = f"{text} {below.flat}", [*taken, below]
            return (text.strip(" ,"), tuple(taken)) if text.rstrip().endswith(",") else (found[1].strip(" ,"), (row,))
    return None, ()
