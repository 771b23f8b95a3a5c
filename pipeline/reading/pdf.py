"""PDF pages: the text layer where it is what they show (pypdfium2 judges, pdfplumber gives words and tables), else OCR."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from pipeline.errors import ReadingError
from pipeline.model import Box, Page, Table, Word
from pipeline.reading.images import jpeg
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.lines import build_lines, plain_page
from pipeline.reading.ocr import Ocr
from pipeline.reading.pdf_entries import Entry, entries, opened, with_appearances
from pipeline.reading.pdf_xfa import SHELL, xfa_lines
from pipeline.reading.rendering import Rendering
from pipeline.reading.text_layers import FEW_WORDS, is_garbled, is_sound, shows_its_text, upright_turn

XFA = (pdfium.raw.FORMTYPE_XFA_FULL, pdfium.raw.FORMTYPE_XFA_FOREGROUND)
FILLERS = frozenset("._…·-□☐")  # what is printed where something is to be entered


def count(content: bytes) -> int:
    """Number of pages."""
    with pdfium.PdfDocument(content) as document:
        return len(document)


def read(
    content: bytes,
    *,
    ocr: Callable[[], Ocr],
    limits: ReadingLimits,
    rendering: Rendering,
    share: tuple[int, int] = (0, 1),
    pictures: bool = False,
) -> tuple[Page, ...]:
    """Pages of a PDF, at most `limits.pages`, of those the share `(which, of how many)`; with their `pictures`, if asked.

    Raises:
        ReadingError: encrypted, or no PDF at all; a sentence for the sender.
    """
    try:
        with opened(content) as document:
            return _pages(
                document, content, ocr=ocr, limits=limits, rendering=rendering, share=share, pictures=pictures
            )
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError("terkunci kata sandi; mohon kirim salinan yang terbuka.") from error
        raise ReadingError("rusak atau terpotong; mohon kirim ulang.") from error


def _pages(
    document: pdfium.PdfDocument,
    content: bytes,
    *,
    ocr: Callable[[], Ocr],
    limits: ReadingLimits,
    rendering: Rendering,
    share: tuple[int, int],
    pictures: bool,
) -> tuple[Page, ...]:
    if len(document) == 1 and document.get_formtype() in XFA and _is_shell(document[0]):
        return (_xfa_page(document),)
    pages = {index: document[index] for index in range(share[0], min(len(document), limits.pages), share[1])}
    texts = _with_text(document, content, {index: page for index, page in pages.items() if _is_typed(page)})
    if pictures:
        texts = {
            index: replace(page, picture=jpeg(rendering.page(content, index, pages[index])))
            for index, page in texts.items()
        }
    return tuple(
        texts[index]
        if index in texts
        else ocr().page(rendering.page(content, index, page), number=index + 1, picture=pictures)
        for index, page in pages.items()
    )


def _is_shell(page: Any) -> bool:
    """Whether a page holds the place of a form in XFA: it has no field, and asks for another program."""
    text = page.get_textpage().get_text_bounded()
    return not any(entries(page)) and (bool(SHELL.search(text)) or len(text.split()) < FEW_WORDS)


def _xfa_page(document: pdfium.PdfDocument) -> Page:
    lines = xfa_lines(document)
    if not lines:
        raise ReadingError(
            "berupa formulir XFA tanpa isian yang dapat dibaca; mohon cetak ke PDF biasa lalu kirim ulang."
        )
    return plain_page("\n".join(lines))


def _is_typed(page: Any) -> bool:
    return is_sound(page.get_textpage().get_text_bounded()) and shows_its_text(page)


def _stood_upright(page: Any) -> bool:
    """Turn a page on its side or head, whether by its /Rotate or as it was drawn; whether it had to be turned."""
    turn = upright_turn(page, page.get_textpage())
    if turn == page.get_rotation():
        return False
    page.set_rotation(turn)
    return True


def _cut_to_view(page: Any) -> bool:
    """Make a page as large as what is shown of it, its crop box (ISO 32000-2, 14.11.2.1); whether it had to be."""
    seen, whole = page.get_bbox(), page.get_mediabox()
    if all(abs(one - other) < 1 for one, other in zip(seen, whole, strict=True)):
        return False
    page.set_mediabox(*seen)
    return True


def _saved(document: pdfium.PdfDocument) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _with_text(document: pdfium.PdfDocument, content: bytes, typed: dict[int, Any]) -> dict[int, Page]:
    """Pages by pdfplumber, but for those of which a font says nothing: these have to be looked at."""
    if not typed:
        return {}
    changed = [one for page in typed.values() for one in (_stood_upright(page), _cut_to_view(page))]
    content = _saved(document) if any(changed) else content
    entered = {index: entries(page) for index, page in typed.items()}
    if drawn := {index: only_drawn for index, (_, only_drawn) in entered.items() if only_drawn}:
        content = with_appearances(content, drawn)
    pages = {}
    with pdfplumber.open(io.BytesIO(content), pages=[index + 1 for index in typed]) as readable:
        for index, page in zip(typed, readable.pages, strict=True):
            _leave_out_unseen(page)
            if not is_garbled(page.chars):
                pages[index] = _page(page, entered[index][0])
            page.close()
    return pages


def _leave_out_unseen(page: Any) -> None:
    """Take away what is drawn beside the page: neither a screen nor paper shows it. All is measured from its upper left."""
    page.mediabox = page.bbox = (
        0,
        0,
        page.width,
        page.height,
    )  # pdfplumber adds the corner's own place again otherwise
    for found in page.objects.values():
        found[:] = [one for one in found if _is_seen(one, page)]


def _is_seen(one: dict[str, Any], page: Any) -> bool:
    return bool(one["x0"] < page.width and one["x1"] > 0 and one["top"] < page.height and one["bottom"] > 0)


def _page(page: Any, entered: Sequence[Entry]) -> Page:
    """Words and tables; entries take the place of the dots and boxes that were printed for them."""
    if entered:
        characters = page.objects.setdefault("char", [])
        characters[:] = [one for one in characters if one["text"] not in FILLERS or not _under(one, entered)]
        characters += [one for entry in entered for one in entry.characters() if _is_seen(one, page)]
    words = tuple(
        Word(text=found["text"], box=Box(x0=found["x0"], y0=found["top"], x1=found["x1"], y1=found["bottom"]))
        for found in page.extract_words(x_tolerance=1.5, y_tolerance=2, keep_blank_chars=False)
        if found.get("upright", True)
    )
    return Page(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        lines=build_lines(words),
        tables=tuple(_tables(page)) if page.rects or page.lines or page.curves else (),
    )


def _under(character: dict[str, Any], entered: Sequence[Entry]) -> bool:
    x, y = (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2
    boxes = (entry.box for entry in entered)
    return any(box.x0 <= x <= box.x1 and box.y0 - 2 <= y <= box.y1 + 2 for box in boxes)


def _tables(page: Any) -> list[Table]:
    tables = []
    for found in page.find_tables():
        rows = tuple(tuple((cell or "").replace("\n", " ").strip() for cell in row) for row in found.extract())
        if len(rows) > 1 and max(len(row) for row in rows) > 1:
            x0, y0, x1, y1 = found.bbox
            tables.append(Table(rows=rows, box=Box(x0=x0, y0=y0, x1=x1, y1=y1)))
    return tables
