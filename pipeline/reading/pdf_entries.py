"""What people put into a PDF's form fields and type over its pages (ISO 32000-2, 12.5 and 12.7). Runs in the child process.

Such entries are annotations, no part of a page's text. They count by their value; what has an appearance and no value (a
stamp, what a signature shows) is made part of the page. On scans they are looked at: what no program has drawn is drawn.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.bounds import bounded
from pipeline.model import Box

TICKED, OPEN = "☑", "☐"
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_INVISIBLE | pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_CHOICES = (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_BOXES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_SHOWN = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)
_DRAWN = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM)
_MOST = 2000  # annotations of a page that are looked at
_MULTILINE = 1 << 12
_PASSWORD = 1 << 13  # flag of a field that nobody is to read (12.7.5.3, Table 231)
_SIZE = re.compile(r"([\d.]+)\s+Tf")
_USUAL, _SMALLEST = 11.0, 4.0  # points of print
_WIDE = 0.5  # of its size a character is wide, in the mean
_LEADING = 1.2
_ASCENT = 0.8  # of its size print stands above its line


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was entered, where on the page as it is shown, in points from its upper left; size 0 where the box decides."""

    text: str
    box: Box
    size: float = 0.0
    from_top: bool = False  # also where it is one line

    def characters(self) -> Iterator[dict[str, Any]]:
        """As pdfplumber has characters, laid out in the box as viewers do: centred in its height, or from its top down."""
        wide = self.box.x1 - self.box.x0
        lines, top, size = self.laid_out()
        step = min(_WIDE * size, wide / max(map(len, lines)))
        for number, line in enumerate(lines):
            for place, character in enumerate(line):
                yield _character(character, self.box.x0 + place * step, top + number * _LEADING * size, step, size)

    def laid_out(self) -> tuple[list[str], float, float]:
        """Its lines, the upper edge of the first, and the size of print with which they fit."""
        wide, high = self.box.x1 - self.box.x0, self.box.y1 - self.box.y0
        size = max(_SMALLEST, self.size or min(_USUAL, 0.8 * high))
        lines = _broken(self.text, wide, size)
        while size > _SMALLEST and len(lines) * size * _LEADING > max(high, 1.5 * size):
            size *= 0.9
            lines = _broken(self.text, wide, size)
        centred = len(lines) == 1 and not self.from_top
        return lines, self.box.y0 + (max(0.0, high - size) / 2 if centred else 0.0), size


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A document whose pages show what its form fields hold.

    Raises:
        PdfiumError: locked, or no PDF.
    """
    with pypdfium2.PdfDocument(content) as document:
        if document.get_formtype() != pdfium.FORMTYPE_NONE and document.init_forms():
            pdfium.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)  # paper has no blue fields
        yield document


def entries(page: Any) -> tuple[list[Entry], list[int]]:
    """What was entered on a page, and the numbers of the annotations that only their appearance tells."""
    found, drawn = [], []
    for index, annotation in _shown(page, _SHOWN):
        text, size = _said(annotation, page.formenv)
        box = _box(annotation, page)
        if text and box is not None:
            found.append(Entry(text=text, box=box, size=size, from_top=_takes_lines(annotation, page.formenv)))
        elif text is not None and _draws(annotation):
            drawn.append(index)
    return found, drawn


@contextmanager
def notes_drawn(page: Any) -> Iterator[None]:
    """Meanwhile the page shows what notes typed over it say, also those that only a viewer would draw (12.5.6.6)."""
    notes = _undrawn_notes(page)
    drawn = [written for note in notes.values() for written in _written(note, page)]
    flags = {index: _flagged(page, index, pdfium.FPDF_ANNOT_FLAG_HIDDEN) for index in notes}  # else pdfium frames it
    try:
        yield
    finally:
        for index, before in flags.items():
            _flagged(page, index, before)
        for written in drawn:
            pdfium.FPDFPage_RemoveObject(page, written)
            pdfium.FPDFPageObj_Destroy(written)


def _undrawn_notes(page: Any) -> dict[int, Entry]:
    """Notes without an appearance, by the numbers of their annotations."""
    found = {}
    for index, annotation in _shown(page, (pdfium.FPDF_ANNOT_FREETEXT,)):
        (text, size), box = _said(annotation, None), _box(annotation, page)
        if text and box is not None and not _draws(annotation):
            found[index] = Entry(text=text, box=box, size=size)
    return found


def _flagged(page: Any, index: int, flags: int) -> int:
    """Give an annotation other flags; returns those it had."""
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        before = int(pdfium.FPDFAnnot_GetFlags(annotation))
        pdfium.FPDFAnnot_SetFlags(annotation, flags)
        return before
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _written(note: Entry, page: Any) -> Iterator[Any]:
    """The lines of a note as text objects of the page, upright as it is shown; in a font that pdfium brings along."""
    lines, top, size = note.laid_out()
    left, bottom, right, upper = page.get_mediabox()
    for number, line in enumerate(lines):
        x, y = note.box.x0, top + (number * _LEADING + _ASCENT) * size
        matrix = {
            0: (1, 0, 0, 1, left + x, upper - y),
            90: (0, 1, -1, 0, left + y, bottom + x),
            180: (-1, 0, 0, -1, right - x, bottom + y),
            270: (0, -1, 1, 0, right - y, upper - x),
        }[page.get_rotation()]
        written = pdfium.FPDFPageObj_NewTextObj(page.pdf, b"Helvetica", size)
        units = ctypes.create_string_buffer(line.encode("utf-16-le") + b"\0\0")
        pdfium.FPDFText_SetText(written, ctypes.cast(units, ctypes.POINTER(pdfium.FPDF_WCHAR)))
        pdfium.FPDFPageObj_Transform(written, *map(float, matrix))
        pdfium.FPDFPage_InsertObject(page, written)
        yield written


def _shown(page: Any, kinds: Collection[int]) -> Iterator[tuple[int, Any]]:
    """Annotations of these kinds that are seen, with their numbers; each is closed when the next one is asked for."""
    for index in range(min(_MOST, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        try:
            seen = not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN
            if seen and pdfium.FPDFAnnot_GetSubtype(annotation) in kinds:
                yield index, annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def with_appearances(content: bytes, drawn: Mapping[int, list[int]]) -> bytes:
    """The file with the appearances of those annotations (by page from 0) as parts of its pages, and without all others there."""
    with pypdfium2.PdfDocument(content) as document:
        for index, kept in drawn.items():
            page = document[index]
            for number in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
                if number not in kept:
                    pdfium.FPDFPage_RemoveAnnot(page, number)
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        packed = io.BytesIO()
        document.save(packed)
        return packed.getvalue()


def _said(annotation: Any, form: Any) -> tuple[str | None, float]:
    """The value of a field or note and the size of its print; "" where its appearance tells, None where nothing is to be told."""
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    if subtype == pdfium.FPDF_ANNOT_FREETEXT:
        size = _SIZE.search(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"DA"))
        return _tidy(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")), float(size[1]) if size else 0.0
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation) if form else -1
    if subtype == pdfium.FPDF_ANNOT_STAMP or kind == pdfium.FPDF_FORMFIELD_SIGNATURE:
        return "", 0.0
    if kind in _BOXES:
        return TICKED if _is_ticked(annotation, form) else OPEN, 0.0
    if kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        return None, 0.0
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD and pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return None, 0.0
    size_ = ctypes.c_float(0)
    if form:
        pdfium.FPDFAnnot_GetFontSize(form, annotation, size_)
    return _tidy(_value(annotation, form, kind)), float(size_.value)


def _takes_lines(annotation: Any, form: Any) -> bool:
    """A text field of several lines, into which viewers write from the top down (12.7.5.3)."""
    if not form or pdfium.FPDFAnnot_GetFormFieldType(form, annotation) != pdfium.FPDF_FORMFIELD_TEXTFIELD:
        return False
    return bool(pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _MULTILINE)


def _is_ticked(annotation: Any, form: Any) -> bool:
    """By its state, also where no look has the name of that state, as LibreOffice writes it; without a state by its value."""
    if pdfium.FPDFAnnot_IsChecked(form, annotation):
        return True
    state, value = (_string(pdfium.FPDFAnnot_GetStringValue, annotation, key) for key in (b"AS", b"V"))
    return (state or value or "Off") != "Off"


def _value(annotation: Any, form: Any, kind: int) -> str:
    if not form:
        return _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"V")
    if kind in _CHOICES:  # its value may be a code
        count = pdfium.FPDFAnnot_GetOptionCount(form, annotation)
        chosen = [one for one in range(min(count, _MOST)) if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, one)]
        if chosen:
            return ", ".join(_string(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, one) for one in chosen)
    return _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)


def _string(ask: Callable[..., int], *about: Any) -> str:
    """What pdfium answers in UTF-16, asked for its length first."""
    length = ask(*about, None, 0)
    if length <= 2:  # noqa: PLR2004 - the zero at its end
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(*about, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _tidy(text: str) -> str:
    return bounded(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).strip()


def _draws(annotation: Any) -> bool:
    count = min(_MOST, pdfium.FPDFAnnot_GetObjectCount(annotation))
    objects = (pdfium.FPDFAnnot_GetObject(annotation, number) for number in range(count))
    return any(one and pdfium.FPDFPageObj_GetType(one) in _DRAWN for one in objects)


def _box(annotation: Any, page: Any) -> Box | None:
    """Where it lies on the page as it is shown, in points from the upper left of the media box, as pdfplumber measures."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return None
    (x0, x1), (y0, y1) = sorted((rect.left, rect.right)), sorted((rect.bottom, rect.top))
    left, bottom, right, top = page.get_mediabox()
    sides = {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }[page.get_rotation()]
    return Box(**dict(zip(("x0", "y0", "x1", "y1"), sides, strict=True))) if x0 < x1 and y0 < y1 else None


def _broken(text: str, wide: float, size: float) -> list[str]:
    """Lines as wide as the box; words longer than it stay whole."""
    most = max(1, int(wide / (_WIDE * size)))
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > most:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".lstrip()
        lines.append(line)
    return lines


def _character(text: str, x: float, top: float, wide: float, size: float) -> dict[str, Any]:
    return {
        "object_type": "char", "text": text, "fontname": "", "size": size, "upright": True, "matrix": (1, 0, 0, 1, x, 0),
        "x0": x, "x1": x + wide, "top": top, "bottom": top + size, "doctop": top, "width": wide, "height": size,
    }  # fmt: skip
