"""PDF pages: the text layer where it is sound (pypdfium2 judges, pdfplumber gives words and tables), else OCR."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from pipeline.errors import ReadingError
from pipeline.model import Box, Page, Table, Word
from pipeline.reading.images import jpeg
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.lines import build_lines
from pipeline.reading.ocr import Ocr
from pipeline.reading.rendering import Rendering

FEW_WORDS = 8  # a page with fewer is a picture with a stamp or a page number on it
_BROKEN = re.compile(r"[\ufffd\x00-\x08\x0b\x0e-\x1f]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)


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
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError("terkunci kata sandi; mohon kirim salinan yang terbuka.") from error
        raise ReadingError("rusak atau terpotong; mohon kirim ulang.") from error
    with document:
        mine = range(share[0], min(len(document), limits.pages), share[1])
        sound = [index for index in mine if _is_sound(document[index])]
        texts = _with_text(content, sound)
        if pictures:
            texts = {
                index: replace(page, picture=jpeg(rendering.page(content, index, document[index])))
                for index, page in texts.items()
            }
        return tuple(
            texts[index]
            if index in texts
            else ocr().page(rendering.page(content, index, document[index]), number=index + 1, picture=pictures)
            for index in mine
        )


def _is_sound(page: Any) -> bool:
    """Enough words, and words that look like words: a broken font map gives letters without sense."""
    text = page.get_textpage().get_text_bounded()
    words = _WORD.findall(text)
    if len(words) < FEW_WORDS:
        return False
    if len(_BROKEN.findall(text)) > 0.02 * len(text):
        return False
    likely = sum(bool(_VOWEL.search(word)) for word in words if len(word) > 2)  # noqa: PLR2004
    return likely > 0.6 * sum(len(word) > 2 for word in words)  # noqa: PLR2004


def _with_text(content: bytes, indices: list[int]) -> dict[int, Page]:
    if not indices:
        return {}
    pages = {}
    with pdfplumber.open(io.BytesIO(content), pages=[index + 1 for index in indices]) as document:
        for index, page in zip(indices, document.pages, strict=True):
            words = tuple(
                Word(text=found["text"], box=Box(x0=found["x0"], y0=found["top"], x1=found["x1"], y1=found["bottom"]))
                for found in page.extract_words(x_tolerance=1.5, y_tolerance=2, keep_blank_chars=False)
                if found.get("upright", True)
            )
            pages[index] = Page(
                number=index + 1,
                width=float(page.width),
                height=float(page.height),
                lines=build_lines(words),
                tables=tuple(_tables(page)) if page.rects or page.lines or page.curves else (),
            )
            page.close()
    return pages


def _tables(page: Any) -> list[Table]:
    tables = []
    for found in page.find_tables():
        rows = tuple(tuple((cell or "").replace("\n", " ").strip() for cell in row) for row in found.extract())
        if len(rows) > 1 and max(len(row) for row in rows) > 1:
            x0, y0, x1, y1 = found.bbox
            tables.append(Table(rows=rows, box=Box(x0=x0, y0=y0, x1=x1, y1=y1)))
    return tables
