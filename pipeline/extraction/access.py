"""Requested access rights: tables with columns, and numbered lines in prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.extraction import values
from pipeline.extraction.labels import normal
from pipeline.extraction.rows import Row
from pipeline.model import AccessRow, Document
from pipeline.rulebook.labels import LabelRules

LIKE = 84.0
_NIP = re.compile(r"\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}")
_ABOUT_CONTACT = re.compile(r"\b(saya|penanggung jawab|pic|narahubung|kontak|hub)\b", re.IGNORECASE)
_ITEM = re.compile(r"^\W*(?:\d{1,3}|[a-z])?\s*[.)|]*\s*")


def access_rows(
    documents: Sequence[Document], rows: Sequence[Row], rules: LabelRules, application: str | None
) -> tuple[AccessRow, ...]:
    """Rows of tables first; else lines with a NIP; `application` fills what a row does not say."""
    found = [
        row
        for document in documents
        for page in document.pages
        for table in page.tables
        for row in _of_table(table.rows, rules)
    ]
    if not found:
        found = _of_lines(rows, rules)
    unique = dict.fromkeys(found)
    return tuple(
        row
        if row.application or not application
        else AccessRow(name=row.name, nip=row.nip, application=application, role=row.role)
        for row in unique
    )


def _columns(cells: Sequence[str], rules: LabelRules) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = normal(cell)
        for column, headings in rules.columns.items():
            if column not in columns and any(
                name == heading or fuzz.ratio(name, heading) >= LIKE for heading in headings
            ):
                columns[column] = index
                break
    return columns


def _of_table(table: Sequence[Sequence[str]], rules: LabelRules) -> list[AccessRow]:
    for start, cells in enumerate(table[:3]):
        columns = _columns(cells, rules)
        if "name" in columns and len(columns) >= 2 and len(set(columns) & {"nip", "application", "role"}) >= 1:
            return [row for row in (_of_cells(cells, columns, rules) for cells in table[start + 1 :]) if row]
    return []


def _of_cells(cells: Sequence[str], columns: dict[str, int], rules: LabelRules) -> AccessRow | None:
    def cell(column: str) -> str | None:
        index = columns.get(column)
        text = " ".join(cells[index].split()) if index is not None and index < len(cells) else ""
        return text.strip(" |-") or None

    name = cell("name")
    if not name or not re.search(r"[A-Za-z]{3}", name):
        return None
    del rules
    return AccessRow(name=name, nip=values.nip(cell("nip") or ""), application=cell("application"), role=cell("role"))


def _of_lines(rows: Sequence[Row], rules: LabelRules) -> list[AccessRow]:
    """Lines `1 Nama NIP Aplikasi Peran` below a heading, or `1. Nama / NIP / Aplikasi / Peran`."""
    found: list[AccessRow] = []
    heading: dict[str, int] = {}
    for row in rows:
        cells = [cell for cell in re.split(r"\s{3,}|\s*\|\s*", row.text) if cell.strip(" |")]
        columns = _columns(cells, rules)
        if "name" in columns and len(columns) >= 2:
            heading = columns
            continue
        nip = _NIP.search(row.text)
        if not nip or re.match(r"^\W*NIP\b", row.text) or _ABOUT_CONTACT.search(row.text):
            continue
        number = values.nip(nip[0])
        pieces_before = [
            _ITEM.sub("", piece).strip(" /-–:,") for piece in re.split(r"\s{3,}|\|", row.text[: nip.start()])
        ]
        name = next(
            (person for piece in reversed(pieces_before) if piece and (person := values.person(piece, rules))), None
        )
        if not number or not name:
            continue
        rest = row.text[nip.end() :].strip(" |/-–:,;.")
        pieces = [
            piece.strip(" |.;")
            for piece in re.split(r"\s{3,}|\s*[|/;]\s*|\s+[-–]\s+|,\s+", rest)
            if piece.strip(" |.;")
        ]
        if not pieces and not heading:
            continue  # the NIP of a signature or a contact
        application, role = _application_and_role(pieces, rules)
        found.append(AccessRow(name=name, nip=number, application=application, role=role))
    return found


def _application_and_role(pieces: Sequence[str], rules: LabelRules) -> tuple[str | None, str | None]:
    if len(pieces) >= 2:
        return _tidy(pieces[0]), _tidy(pieces[1])
    if not pieces:
        return None, None
    text = _tidy(pieces[0])
    for known in sorted(rules.applications, key=len, reverse=True):
        if text.lower().startswith(known.lower()):
            return known, text[len(known) :].strip() or None
    head, _, tail = text.partition(" ")
    return (head, tail) if tail else (None, head)


def _tidy(text: str) -> str:
    return re.sub(r"^(aplikasi|role|peran|sebagai|hak akses)\s*:?\s+", "", text.strip(), flags=re.IGNORECASE)
