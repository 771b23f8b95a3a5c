"""Text fields over the empty frames of a PDF that is to be filled in (ISO 32000-1, 12.7), for phones and desktop viewers."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pikepdf
from pikepdf import Array, Dictionary, Name, String

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

    A field bears its label as tip. PDF/A stays PDF/A: each field has an appearance, which viewers renew as soon as
    something is typed, and NeedAppearances is not set (ISO 19005-2, 6.4.1). The same PDF gives the same bytes; one without
    such frames is returned as it is.

    Raises:
        LetterError: it is damaged, or has fields already.
    """
    with pdfplumber.open(io.BytesIO(pdf)) as readable:
        places = [list(_places(page)) for page in readable.pages]
    if not any(places):
        return pdf
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return _filled_with_fields(document, places)
    except (pikepdf.PdfError, ValueError) as error:
        what = "formulir tidak dapat dijadikan PDF yang dapat diisi"
        raise LetterError(what, advice="Pasang versi LibreOffice yang didukung, atau hapus `fillable`.") from error


def _filled_with_fields(document: pikepdf.Pdf, places: Iterable[Sequence[_Place]]) -> bytes:
    """`places`: those of each page."""
    if Name.AcroForm in document.Root:
        msg = "AcroForm twice"
        raise ValueError(msg)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    resources = Dictionary(Font=Dictionary(Helv=document.make_indirect(font)))
    fields = Array()
    for page, here in zip(document.pages, places, strict=True):
        for place in here:
            field = _field(document, page, place, resources)
            field.T = String(f"isian{len(fields) + 1}")
            fields.append(document.make_indirect(field))
            if Name.Annots not in page:
                page.Annots = Array()
            page.Annots.append(fields[-1])
    document.Root.AcroForm = Dictionary(Fields=fields, DR=resources, DA=String(f"/Helv {_SIZE} Tf 0 g"))
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _field(document: pikepdf.Pdf, page: pikepdf.Page, place: _Place, resources: Dictionary) -> Dictionary:
    """A text field over the place, without a name yet."""
    height = float(page.mediabox[3])
    x0, x1 = place.x0 + _MARGIN, place.x1 - _MARGIN
    y0, y1 = height - place.bottom + _MARGIN, height - place.top - _MARGIN
    empty = document.make_stream(b"/Tx BMC\nEMC\n", Type=Name.XObject, Subtype=Name.Form, Resources=resources)
    empty.BBox = _numbers(0, 0, x1 - x0, y1 - y0)
    tall = place.bottom - place.top >= _TALL
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, TU=String(place.label), F=_PRINT, Ff=_MULTILINE if tall else 0,
        DA=String(f"/Helv {0 if tall else _SIZE} Tf 0 g"), Rect=_numbers(x0, y0, x1, y1), P=page.obj, AP=Dictionary(N=empty),
    )  # fmt: skip


def _numbers(*numbers: float) -> Array:
    return Array([round(number, 2) for number in numbers])


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
