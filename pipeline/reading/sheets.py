"""Lists: Excel of every age, what other programs save under its name, and text with separators. Each sheet is a page with its rows as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import openpyxl
import xlrd
from lxml import etree

from pipeline.bounds import MARKUP, MOST
from pipeline.charsets import text_of_bytes
from pipeline.errors import ReadingError
from pipeline.model import Page, Table
from pipeline.reading import word
from pipeline.reading.lines import plain_page
from pipeline.reading.packages import in_usual_form

ROWS, COLUMNS, SHEETS = 5000, 200, 50  # that are read
LOCKED = "terkunci kata sandi; mohon kirim salinan yang terbuka."
_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE = 20  # rows by which the separator is told
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
Rows = Sequence[Sequence[str]]


def xlsx(content: bytes) -> tuple[Page, ...]:
    """The form of Excel since 2007."""
    book = openpyxl.load_workbook(io.BytesIO(in_usual_form(content)), read_only=True, data_only=True)
    return _pages(_rows_of_xlsx(sheet) for sheet in book.worksheets[:SHEETS])


def _rows_of_xlsx(sheet: Any) -> Iterator[list[str]]:
    widest = COLUMNS if (sheet.max_column or 0) > COLUMNS else None  # narrower rows are filled up to it
    for row in sheet.iter_rows(max_row=ROWS, max_col=widest, values_only=True):
        yield [_as_text(cell) for cell in row[:COLUMNS]]


def xls(content: bytes) -> tuple[Page, ...]:
    """The form before (BIFF5, BIFF8).

    Raises:
        ReadingError: it needs a password; ends the sentence "Berkas x ...".
    """
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise ReadingError(LOCKED) from error
        raise
    return _pages(_rows_of_xls(book, number) for number in range(min(book.nsheets, SHEETS)))


def _rows_of_xls(book: xlrd.Book, number: int) -> Iterator[list[str]]:
    sheet = book.sheet_by_index(number)
    for row in range(min(sheet.nrows, ROWS)):
        yield [_old_cell(cell, book.datemode) for cell in sheet.row_slice(row, 0, min(sheet.row_len(row), COLUMNS))]


def _old_cell(cell: xlrd.sheet.Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return _as_text(xlrd.xldate.xldate_as_datetime(cell.value, datemode))
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return _as_text(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "ya" if cell.value else "tidak"
    return "" if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else _as_text(cell.value)


def separated(content: bytes) -> tuple[Page, ...]:
    """Text with one of the usual separators between its cells: which, the first rows say."""
    text = text_of_bytes(content, None)[:MOST]
    first, _, rest = text.partition("\n")
    said = first.strip().lower().removeprefix("sep=")
    if first.strip().lower().startswith("sep=") and said in _SEPARATORS:  # Excel's own way to say it
        return _pages([_cells(rest, said)])
    separator = max(_SEPARATORS, key=lambda one: _fit(text, one))
    return _pages([_cells(text, separator)])


def _fit(text: str, separator: str) -> float:
    """How well a text falls apart: into many cells, and as many in each row."""
    widths = [len(row) for row in islice(_cells(text, separator), _SAMPLE) if len(row) > 1]
    return sum(1 for width in widths if width == max(set(widths), key=widths.count)) * min(max(widths, default=0), 10)


def _cells(text: str, separator: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    while True:
        try:
            yield next(lines)[:COLUMNS]
        except StopIteration:
            return
        except csv.Error:  # a field without end, or a zero byte: the rows behind it are read
            continue


def markup_kind(text: str) -> str:
    """What markup is: "xml" of a spreadsheet in one XML file (Excel 2003), "html" of a page; "" of what is neither."""
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if not head.startswith("<"):
        return ""
    if _SPREADSHEET in head and "<html" not in head:
        return "xml"
    return (
        "html"
        if any(tag in head for tag in ("<html", "<!doctype html", "<table", "<body", "<meta", "<div", "<p>"))
        else ""
    )


def of_xml(content: bytes) -> tuple[Page, ...]:
    """A spreadsheet in one XML file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(content, parser)
    name = f"{{{_SPREADSHEET}}}"
    return _pages(
        (_of_xml_row(row, name) for row in islice(sheet.iter(f"{name}Row"), ROWS))
        for sheet in islice(root.iter(f"{name}Worksheet"), SHEETS)
    )


def _of_xml_row(row: etree._Element, name: str) -> list[str]:
    cells: list[str] = []
    for cell in islice(row.iter(f"{name}Cell"), COLUMNS):
        place = cell.get(f"{name}Index", "")
        if place.isdigit() and len(cells) < int(place) - 1 < COLUMNS:
            cells += [""] * (int(place) - 1 - len(cells))
        cells.append(" ".join("".join(cell.itertext()).split()))
    return cells


def of_html(content: bytes) -> tuple[Page, ...]:
    """The tables of a page that a program saved under the name of a spreadsheet; () where it has none."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(text_of_bytes(content, None)[: 4 * MARKUP].encode("utf-8", "replace"), parser)
    rows = (
        [" ".join("".join(cell.itertext()).split()) for cell in islice(row.iter("td", "th"), COLUMNS)]
        for row in islice(root.iter("tr"), ROWS)
    )
    return tuple(page for page in _pages([rows]) if page.lines)


def _pages(sheets: Iterable[Iterable[Sequence[str]]]) -> tuple[Page, ...]:
    pages = []
    for number, sheet in enumerate(sheets, start=1):
        kept = tuple(tuple(cell.strip() for cell in row) for row in islice(sheet, ROWS))
        rows = tuple(row for row in kept if any(row))
        pages.append(plain_page("\n".join(word.table_lines(rows)), number=number, tables=(Table(rows=rows),)))
    return tuple(pages)


def _as_text(value: object) -> str:
    """A cell as it is read: whole numbers without a point, dates as they are written here."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:  # noqa: PLR2004 - more digits than a NIP has
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
