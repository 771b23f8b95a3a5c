"""Word, Writer, Excel and their older relatives as text, with tables kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from odfdo import Document as OdfDocument
from striprtf.striprtf import rtf_to_text

from pipeline.model import Page, Table
from pipeline.reading import libreoffice
from pipeline.reading.lines import GAP, plain_page

SHEET_ROWS = 5000
Reader = Callable[[bytes], tuple[Page, ...]]


def zipped(content: bytes) -> tuple[str, Reader] | None:
    """What an office file in a zip is; None for a plain archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    if "word/document.xml" in names:
        return "docx", word
    if "xl/workbook.xml" in names:
        return "sheet", sheet
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "docx", writer
    return None


def decoded(content: bytes) -> str:
    """Text of unknown charset."""
    for charset in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def word(content: bytes) -> tuple[Page, ...]:
    """DOCX: header, then paragraphs, text boxes and tables in the order of the document."""
    document = docx.Document(io.BytesIO(content))
    tables: list[Table] = []
    lines: list[str] = []
    for section in document.sections[:1]:
        lines += [paragraph.text for paragraph in section.header.paragraphs if paragraph.text.strip()]
        for table in section.header.tables:
            lines += _table_lines(_rows(table))
    lines += _blocks(document.element.body, document, tables)
    return (plain_page("\n".join(lines), tables=tuple(tables)),)


def _blocks(parent: Any, document: Any, tables: list[Table]) -> Iterator[str]:
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield Paragraph(child, document).text
            for box in child.iter(qn("w:txbxContent")):
                if not any(ancestor.tag.endswith("}Fallback") for ancestor in box.iterancestors()):
                    yield from _blocks(box, document, tables)
        elif child.tag == qn("w:tbl"):
            if child.find(f".//{qn('w:tbl')}") is not None:
                yield from _nested(child, document, tables)
                continue
            rows = _rows(WordTable(child, document))
            tables.append(Table(rows=rows))
            yield from _table_lines(rows)
        elif child.tag == qn("w:sdt"):
            for content in child.iter(qn("w:sdtContent")):
                yield from _blocks(content, document, tables)


def _nested(table: Any, document: Any, tables: list[Table]) -> Iterator[str]:
    """A table with tables in its cells: these by themselves, its other cells as a line for each row."""
    for row in table.iterchildren(qn("w:tr")):
        beside: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            if cell.find(f".//{qn('w:tbl')}") is not None:
                yield from _blocks(cell, document, tables)
            else:
                beside.append("\n".join(Paragraph(one, document).text for one in cell.iter(qn("w:p"))).strip())
        if any(beside):
            yield from _table_lines((tuple(beside),))


def _rows(table: WordTable) -> tuple[tuple[str, ...], ...]:
    found = []
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:  # a merged cell comes once for each column it spans
            if cell._tc is not last:  # noqa: SLF001 - python-docx gives no other identity
                cells.append(cell.text.strip())
            last = cell._tc  # noqa: SLF001
        found.append(tuple(cells))
    return tuple(found)


def _table_lines(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for row in rows:
        cells = [cell.split("\n") for cell in row if cell]
        if len(cells) == 1:
            yield from cells[0]
        else:
            yield GAP.join(" ".join(cell) for cell in cells)


def writer(content: bytes) -> tuple[Page, ...]:
    """ODT (and other OpenDocument text)."""
    document = OdfDocument(io.BytesIO(content))
    tables: list[Table] = []
    lines: list[str] = []
    for element in document.body.get_elements("//text:p | //text:h | //table:table"):
        if element.tag == "table:table":
            rows = tuple(
                tuple("\n".join(_odf_text(p) for p in cell.get_elements(".//text:p")).strip() for cell in row)
                for row in (
                    found.get_elements("table:table-cell") for found in element.get_elements(".//table:table-row")
                )
            )
            tables.append(Table(rows=rows))
            lines += _table_lines(rows)
        elif not element.get_elements("ancestor::table:table"):
            lines += _odf_text(element).split("\n")
    return (plain_page("\n".join(lines), tables=tuple(tables)),)


def _odf_text(element: Any) -> str:
    return str(element.inner_text if hasattr(element, "inner_text") else element.text_recursive)


def rtf(content: bytes) -> tuple[Page, ...]:
    """RTF; cells of a table row come with `|` between."""
    text = str(rtf_to_text(content.decode("cp1252", "replace"), errors="ignore"))  # type: ignore[no-untyped-call]
    lines = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        lines.append(GAP.join(cell for cell in cells if cell) if len(cells) > 2 else line)  # noqa: PLR2004 - a row
    return (plain_page("\n".join(lines)),)


def sheet(content: bytes) -> tuple[Page, ...]:
    """XLSX: each sheet a page with its rows as lines and as a table."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    pages = []
    for number, page in enumerate(book.worksheets, start=1):
        rows = tuple(
            tuple("" if cell is None else str(cell) for cell in row)
            for row in page.iter_rows(max_row=SHEET_ROWS, values_only=True)
        )
        rows = tuple(row for row in rows if any(row))
        pages.append(plain_page("\n".join(_table_lines(rows)), number=number, tables=(Table(rows=rows),)))
    return tuple(pages)


def old_office(content: bytes, *, seconds: float) -> tuple[Page, ...]:
    """DOC through LibreOffice."""
    return word(libreoffice.convert(content, "doc", "docx", seconds=seconds))
