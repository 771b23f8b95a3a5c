"""Requested access rights: tables with columns, blocks of labels, numbered lines and persons in running text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.extraction import values
from pipeline.extraction.rows import Row, without_item
from pipeline.model import AccessRow, Document
from pipeline.rulebook.labels import LabelRules, label_key

LIKE = 84.0
BETWEEN = 4  # fewer rows between two of a block belong to it, too: position, unit
_NIP = re.compile(r"\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}")
_ITEM = re.compile(r"^\W*(?:\d{1,3}|[a-z])?\s*[.)|]*\s*")
_ROLE = re.compile(
    r"\b(?:sebagai|selaku|dengan (?:role|peran|hak akses|level)|role|peran|level|hak akses)\b\s*:?\s*", re.IGNORECASE
)
_APPLICATION = re.compile(r"\b(?:pada|di|untuk|dalam)?\s*(?:aplikasi|sistem)\b\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """The rights asked for, and the rows of the letter that list them."""

    rights: tuple[AccessRow, ...]
    rows: frozenset[int]  # identities of rows: what stands there is no contact and no description


def find_access(documents: Sequence[Document], rows: Sequence[Row], rules: LabelRules) -> Access:
    """Rows of tables first, then blocks of labels, then lines with a NIP."""
    tables = [table.rows for document in documents for page in document.pages for table in page.tables]
    found = _of_tables(tables, rules)
    if found:
        names = {right.name for right in found}
        taken = [row for row in rows if any(name and name in row.flat for name in names) and _NIP.search(row.text)]
        return Access(rights=tuple(dict.fromkeys(found)), rows=frozenset(map(id, taken)))
    for finder in (_of_blocks, _of_lines):
        pairs = finder(rows, rules)
        if pairs:
            rights = tuple(dict.fromkeys(right for right, _ in pairs))
            return Access(rights=rights, rows=frozenset(id(row) for _, taken in pairs for row in taken))
    return Access(rights=(), rows=frozenset())


def filled(rights: Sequence[AccessRow], application: str | None) -> tuple[AccessRow, ...]:
    """What a row does not say, the letter's application fills."""
    return tuple(
        right
        if right.application or not application
        else AccessRow(name=right.name, nip=right.nip, application=application, role=right.role)
        for right in rights
    )


def _column(heading: str, rules: LabelRules) -> str | None:
    name = label_key(heading)
    for column, headings in rules.columns.items():
        if process.extractOne(name, headings, scorer=fuzz.ratio, score_cutoff=LIKE):
            return column
    return None


def _columns(cells: Sequence[str], rules: LabelRules) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        column = _column(cell, rules)
        if column and column not in columns:
            columns[column] = index
    return columns


def _of_tables(tables: Sequence[Sequence[Sequence[str]]], rules: LabelRules) -> list[AccessRow]:
    """Rows below a heading of columns; a table that goes on over the page has the columns of the one before."""
    found: list[AccessRow] = []
    before: tuple[int, dict[str, int]] | None = None
    for table in tables:
        start, columns = next(
            (
                (number + 1, named)
                for number, cells in enumerate(table[:3])
                if _names_rights(named := _columns(cells, rules))
            ),
            (0, {}),
        )
        width = max((len(cells) for cells in table), default=0)
        if not columns and before and before[0] == width:
            columns = before[1]
        if columns:
            found += [right for right in (_of_cells(cells, columns) for cells in table[start:]) if right]
            before = (width, columns)
    return found


def _names_rights(columns: Mapping[str, int]) -> bool:
    return "name" in columns and bool(set(columns) & {"nip", "application", "role"})


def _of_cells(cells: Sequence[str], columns: Mapping[str, int]) -> AccessRow | None:
    def cell(column: str) -> str | None:
        index = columns.get(column)
        text = " ".join(cells[index].split()) if index is not None and index < len(cells) else ""
        return text.strip(" |-") or None

    name = cell("name")
    if not name or not re.search(r"[A-Za-z]{3}", name):
        return None
    return AccessRow(name=name, nip=values.nip(cell("nip") or ""), application=cell("application"), role=cell("role"))


_LABELLED = re.compile(r"^\s*(?P<label>[A-Za-z][A-Za-z/ ]{1,30}?)\s*:\s*(?P<value>\S.*)$")
Pairs = list[tuple[AccessRow, tuple[Row, ...]]]


def _of_blocks(rows: Sequence[Row], rules: LabelRules) -> Pairs:
    """`Nama : ..`, `NIP : ..`, `Peran : ..`, again and again; a block without a right is somebody's contact."""
    blocks: list[tuple[dict[str, str], list[Row]]] = []
    between: list[Row] = []  # labels that are no column: they belong to the block if it goes on
    for row in rows:
        match = _LABELLED.match(without_item(row.text))
        column = _column(match["label"], rules) if match else None
        if match is None or column is None:
            between.append(row)
            continue
        if column == "name" or (blocks and column in blocks[-1][0]):
            blocks.append(({}, []))
            between = []
        if blocks:
            blocks[-1][0][column] = " ".join(match["value"].split())
            blocks[-1][1].extend([*(between if len(between) < BETWEEN else ()), row])
        between = []
    return [
        (
            AccessRow(
                name=values.person(said["name"], rules, small=True) or said["name"],
                nip=values.nip(said.get("nip", "")),
                application=said.get("application"),
                role=said["role"],
            ),
            tuple(taken),
        )
        for said, taken in blocks
        if said.get("name") and said.get("role")
    ]


def _of_lines(rows: Sequence[Row], rules: LabelRules) -> Pairs:
    """Lines `1 Nama NIP Aplikasi Peran` below a heading, or `1. Nama / NIP / Aplikasi / Peran`."""
    found: Pairs = []
    heading: dict[str, int] = {}
    for row in rows:
        cells = [cell for cell in re.split(r"\s{3,}|\s*\|\s*", row.text) if cell.strip(" |")]
        columns = _columns(cells, rules)
        if "name" in columns and len(columns) >= 2:
            heading = columns
            continue
        nip = _NIP.search(row.text)
        if not nip or re.match(r"^\W*NIP\b", row.text) or rules.patterns["not_access"].search(row.text):
            continue
        number = values.nip(nip[0])
        before = re.sub(r"\W*\bNIP\b[\s.:]*$", "", row.text[: nip.start()])
        pieces = [_ITEM.sub("", piece).strip(" /-–:,(") for piece in re.split(r"\s{3,}|\|", before)]
        name = next((person for piece in reversed(pieces) if piece and (person := values.person(piece, rules))), None)
        if not number or not name:
            continue
        rest = row.text[nip.end() :].strip(" |/-–:,;.)")
        if not rest and not heading:
            continue  # the NIP of a signature or a contact
        application, role = _application_and_role(rest, rules)
        found.append((AccessRow(name=name, nip=number, application=application, role=role), (row,)))
    return found


def _application_and_role(rest: str, rules: LabelRules) -> tuple[str | None, str | None]:
    """`SIMPEG | Operator`, `sebagai Operator pada aplikasi SIMPEG`, `e-Monev Viewer`."""
    if _ROLE.match(rest) or _APPLICATION.match(rest):
        return _in_words(rest)
    pieces = [
        piece.strip(" |.;") for piece in re.split(r"\s{3,}|\s*[|/;]\s*|\s+[-–]\s+|,\s+", rest) if piece.strip(" |.;")
    ]
    if len(pieces) >= 2:
        return _tidy(pieces[0]), _tidy(pieces[1])
    if not pieces:
        return None, None
    text = _tidy(pieces[0])
    for known in sorted(rules.applications, key=len, reverse=True):
        if text.lower().startswith(known.lower()):
            return known, text[len(known) :].strip() or None
    head, _, tail = text.partition(" ")
    names_a_role = head.islower() or head.lower() in rules.positions  # "Admin Satker" is one role
    return (head, tail) if tail and not names_a_role else (None, text)


def _in_words(rest: str) -> tuple[str | None, str | None]:
    role = application = None
    pieces = re.split(rf"(?={_ROLE.pattern})|(?={_APPLICATION.pattern})", rest, flags=re.IGNORECASE)
    for piece in (piece.strip(" ,;.") for piece in pieces):
        if said := _ROLE.match(piece):
            role = role or piece[said.end() :].strip(" ,;.") or None
        elif said := _APPLICATION.match(piece):
            application = application or piece[said.end() :].strip(" ,;.") or None
    return application, re.sub(r"\s+(?:pada|di|untuk|dalam)$", "", role) if role else None


def _tidy(text: str) -> str:
    return re.sub(r"^(aplikasi|role|peran|sebagai|hak akses)\s*:?\s+", "", text.strip(), flags=re.IGNORECASE)
