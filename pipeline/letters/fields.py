"""Text fields over the empty frames of a PDF that is to be filled in (ISO 32000-1, 12.7), for phones and desktop viewers."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pdfplumber

from pipeline.errors import LetterError

_SIZE = 10  # points of print in a field of one line; in higher ones the viewer fits it
_TALL = 26  # points: from this height on a field takes several lines
_LOWEST, _NARROWEST = 12, 60  # points: smaller holes between rules are no places to write into
_MARGIN = 1.5  # points between a frame and its field
_MULTILINE = 1 << 12  # flag of a field (12.7.4.3, Table 228)
_PRINT = 4  # flag of an annotation (12.5.3, Table 165)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """An empty frame with a label left of it, in points from the upper left corner of its page."""

    label: str
    x0: float
    top: float
    x1: float
    bottom: float


def with_fields(pdf: bytes) -> bytes:
    """A PDF of the converter with a text field in each empty frame that has a label left of it and nothing right of it.

    The fields stand behind it as an increment: the bytes before stay as they are (7.5.6). A field bears its label as tip.
    PDF/A stays PDF/A: each field has an appearance, which viewers renew as soon as something is typed, and NeedAppearances
    is not set (ISO 19005-2, 6.4.1). The same PDF gives the same bytes; one without such frames is returned as it is.

    Raises:
        LetterError: it is not built as LibreOffice builds a PDF.
    """
    with pdfplumber.open(io.BytesIO(pdf)) as readable:
        pages = [(int(str(page.page_obj.pageid)), float(page.height), list(_places(page))) for page in readable.pages]
    if not any(places for _, _, places in pages):
        return pdf
    try:
        return _increment(pdf, pages)
    except ValueError as error:
        what = "formulir tidak dapat dijadikan PDF yang dapat diisi"
        raise LetterError(what, advice="Pasang versi LibreOffice yang didukung, atau hapus `fillable`.") from error


def _increment(pdf: bytes, pages: list[tuple[int, float, list[_Place]]]) -> bytes:
    before, trailer = (
        _match(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf)[1],
        _match(rb".*trailer\s*<<(.*?)>>\s*startxref", pdf)[1],
    )
    first = number = int(_match(rb"/Size (\d+)", trailer)[1])
    root = int(_match(rb"/Root (\d+)", trailer)[1])
    resources = f"<</Font<</Helv {number} 0 R>>>>"
    written = {number: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}
    fields: list[int] = []
    for page, height, places in pages:
        here: list[int] = []
        for place in places:
            number += 2
            x0, x1 = place.x0 + _MARGIN, place.x1 - _MARGIN
            y0, y1 = height - place.bottom + _MARGIN, height - place.top - _MARGIN
            written[number - 1] = (
                f"<</Type/XObject/Subtype/Form/BBox[0 0 {x1 - x0:.2f} {y1 - y0:.2f}]/Resources{resources}/Length 12>>\n"
                "stream\n/Tx BMC\nEMC\n\nendstream"
            ).encode()
            tall = place.bottom - place.top >= _TALL
            written[number] = (
                f"<</Type/Annot/Subtype/Widget/FT/Tx/T(isian{len(fields) + len(here) + 1})/TU{_string(place.label)}/F {_PRINT}"
                f"/Ff {_MULTILINE if tall else 0}/DA(/Helv {0 if tall else _SIZE} Tf 0 g)"
                f"/Rect[{x0:.2f} {y0:.2f} {x1:.2f} {y1:.2f}]/P {page} 0 R/AP<</N {number - 1} 0 R>>>>"
            ).encode()
            here.append(number)
        fields += here
        if here:
            written[page] = _added(pdf, page, "Annots", f"[{_references(here)}]")
    form = f"<</Fields[{_references(fields)}]/DR{resources}/DA(/Helv {_SIZE} Tf 0 g)>>"
    written[root] = _added(pdf, root, "AcroForm", form)
    fresh = re.sub(rb"/Size \d+", b"/Size %d" % (number + 1), trailer)
    mark = hashlib.sha256(pdf + repr(pages).encode()).hexdigest()[:32].upper().encode()
    fresh = re.sub(rb"(/ID\s*\[\s*<[0-9A-F]+>\s*)<[0-9A-F]+>", lambda match: match[1] + b"<" + mark + b">", fresh)
    return _appended(pdf, written, fresh + b"/Prev " + before, first)


def _appended(pdf: bytes, written: Mapping[int, bytes], trailer: bytes, first: int) -> bytes:
    """The file with objects behind it, changed ones and from `first` on new ones, and the table of where they stand."""
    out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    table = bytearray(b"xref\n")
    for number in sorted(written):
        if number <= first:  # a section for each changed object, one for all new ones
            table += b"%d %d\n" % (number, 1 if number < first else max(written) - first + 1)
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written[number])
    place = len(out)
    return bytes(out + table + b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, place))


def _added(pdf: bytes, number: int, key: str, value: str) -> bytes:
    """A dictionary of the file with one more entry, which it must not have."""
    body = _match(rb".*\n%d 0 obj\s*<<(.*?)>>\s*endobj" % number, pdf)[1]
    if re.search(rb"/%s\b" % key.encode(), body):
        msg = f"{key} twice"
        raise ValueError(msg)
    return b"<<" + body + f"/{key}{value}".encode() + b">>"


def _match(pattern: bytes, text: bytes) -> re.Match[bytes]:
    found = re.match(pattern, text, re.DOTALL) if pattern.startswith(b".*") else re.search(pattern, text)
    if found is None:
        msg = f"no {pattern!r}"
        raise ValueError(msg)
    return found


def _references(numbers: list[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _string(text: str) -> str:
    """A text string in UTF-16 (7.9.2.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _places(page: Any) -> Iterator[_Place]:
    words = page.extract_words(x_tolerance=1.5, y_tolerance=2)
    for table in page.find_tables():
        for row in table.rows:
            cells = [cell for cell in row.cells if cell]
            if not cells:
                continue
            x0, top, x1, bottom = cells[-1]
            level = [word for word in words if top <= (word["top"] + word["bottom"]) / 2 <= bottom]
            label = " ".join(word["text"] for word in level if word["x1"] <= x0 + 1 and word["text"] != ":")
            empty = not any(word["x1"] > x0 + 1 for word in level)
            if label and empty and bottom - top >= _LOWEST and x1 - x0 >= _NARROWEST:
                yield _Place(label=label, x0=x0, top=top, x1=x1, bottom=bottom)
