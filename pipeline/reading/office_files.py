"""Writer and the older relatives of Word as text, with tables kept; and which office file a package or compound file is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import olefile
from odfdo import Document as OdfDocument

from pipeline.model import Page, Table
from pipeline.reading import libreoffice, sheets, word
from pipeline.reading.lines import plain_page
from pipeline.reading.packages import MOST_PART, Package

_STREAMS = (
    ("EncryptedPackage", "locked"), ("WordDocument", "word"), ("Workbook", "excel"), ("Book", "excel"),
    ("PowerPoint Document", "powerpoint"),
)  # fmt: skip
Reader = Callable[[bytes], tuple[Page, ...]]


def zipped(content: bytes, picture: word.Picture) -> tuple[str, Reader] | None:
    """What an office file in a zip is, and how it is read; None for a plain archive. `picture` reads scans in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    if names & {"[Content_Types].xml", "_rels/.rels"}:
        return _package(content, picture)
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "docx", lambda data: writer(data, picture=picture)
    return None


def _package(content: bytes, picture: word.Picture) -> tuple[str, Reader] | None:
    """Told by the document's part, whatever it is called."""
    folder = (Package(content).main_part() or "").partition("/")[0].lower()
    if folder == "word":
        return "docx", lambda data: word.read(data, picture=picture)
    return ("sheet", sheets.xlsx) if folder == "xl" else None


def writer(content: bytes, *, picture: word.Picture) -> tuple[Page, ...]:
    """ODT (and other OpenDocument text), then, where it says little itself, the scans pasted into it."""
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
            lines += word.table_lines(rows)
        elif not element.get_elements("ancestor::table:table"):
            lines += _odf_text(element).split("\n")
    text = plain_page("\n".join(lines), tables=tuple(tables))
    scans = _scans(content, picture) if len(text.text.split()) < word.FEW_WORDS else []
    pages = [text, *scans] if text.lines or not scans else scans
    return tuple(replace(page, number=number) for number, page in enumerate(pages, start=1))


def _scans(content: bytes, picture: word.Picture) -> list[Page]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            one.filename
            for one in archive.infolist()
            if one.filename.startswith("Pictures/") and one.file_size <= MOST_PART
        ]
        return [page for name in names for page in picture(archive.read(name), word.SMALLEST_PICTURE)]


def _odf_text(element: Any) -> str:
    return str(element.inner_text if hasattr(element, "inner_text") else element.text_recursive)


def compound_kind(content: bytes) -> str:
    """What a compound file (MS-CFB) is, by its streams: "word", "excel", "powerpoint", "locked"; "" of others."""
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        found = (kind for stream, kind in _STREAMS if ole.exists(stream))
        return next(found, "")


def old_office(content: bytes, *, seconds: float, picture: word.Picture) -> tuple[Page, ...]:
    """DOC through LibreOffice."""
    return word.read(libreoffice.convert(content, "doc", "docx", seconds=seconds), picture=picture)
