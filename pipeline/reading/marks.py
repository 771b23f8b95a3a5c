"""Filing marks on pages: Data Matrix in pictures (zxing-cpp), their label in text layers. Runs in the child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import zxingcpp
from numpy.typing import NDArray

from pipeline.errors import ReadingError
from pipeline.filing import mark_in_code, mark_in_text
from pipeline.model import Page
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.rendering import Rendering

_LONGEST = 4000  # pixels: a phone's picture needs no more
_MOST = 0.6  # of a page's area: a picture that large is a scan
_DATA_MATRIX = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
_BLUR = 1.2  # pixels: what sensor noise is smoothed with
Grey = NDArray[np.uint8]


def in_picture(picture: NDArray[np.uint8], *, thorough: bool) -> tuple[str, ...]:
    """Codes of the marks in a picture (grey or RGB). `thorough` looks longer where the first look finds none."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim > 2 else picture, dtype=np.uint8)  # noqa: PLR2004
    if max(grey.shape) > _LONGEST:
        scale = _LONGEST / max(grey.shape)
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    looks = _LOOKS if thorough else _LOOKS[:1]
    for look in looks:
        found = zxingcpp.read_barcodes(look(grey), formats=_DATA_MATRIX)
        marks = [mark for mark in map(mark_in_code, (one.text for one in found)) if mark]
        if marks:
            return tuple(dict.fromkeys(mark.code for mark in marks))
    return ()


def in_pdf(content: bytes, *, limits: ReadingLimits, rendering: Rendering, thorough: bool) -> tuple[Page, ...]:
    """Pages of a PDF with their marks and no words: by the label in the text layer, else by the picture.

    `source` says which: "text" for a file as it was written, "ocr" for a scan.

    Raises:
        ReadingError: encrypted, or no PDF at all.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise ReadingError("terkunci atau rusak; mohon kirim ulang.") from error
    with document:
        return tuple(
            _page(page := document[index], index + 1, partial(rendering.page, content, index, page), thorough=thorough)
            for index in range(min(len(document), limits.pages))
        )


def _page(page: Any, number: int, rendered: Callable[[], NDArray[np.uint8]], *, thorough: bool) -> Page:
    width, height = page.get_size()
    empty = Page(number=number, width=width, height=height)
    said = mark_in_text(page.get_textpage().get_text_bounded())
    if said and not _scanned(page):
        return replace(empty, marks=(said.code,))
    if not any(_pictures(page)):
        return empty
    found = in_picture(rendered(), thorough=thorough)
    return replace(empty, marks=found or ((said.code,) if said else ()), source="ocr")


def _scanned(page: Any) -> bool:
    """Whether one picture covers most of the page, whatever text a scanner's program has put under it."""
    width, height = page.get_size()
    return any((x1 - x0) * (y1 - y0) > _MOST * width * height for x0, y0, x1, y1 in _pictures(page))


def _pictures(page: Any) -> Iterator[tuple[float, float, float, float]]:
    return (one.get_bounds() for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))


def _doubled(grey: Grey) -> Grey:
    return np.asarray(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _smoothed(grey: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), _BLUR), dtype=np.uint8)


# One look after the other, the quickest first.
_LOOKS: tuple[Callable[[Grey], Grey], ...] = (
    lambda grey: grey,
    _smoothed,
    _doubled,
    lambda grey: _doubled(_smoothed(grey)),
)
