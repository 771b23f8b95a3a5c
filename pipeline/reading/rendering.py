"""Pages of PDFs as pictures. Runs in the child process.

A letter's page is looked at for a filing mark and read right after, so the last picture is kept where it is no larger than pages are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from pipeline.reading.limits import ReadingLimits
from pipeline.reading.pdf_entries import notes_drawn

DPI = 190  # a module of the smallest filing mark is 3.8 pixels wide then
A4 = 595  # points across
PAPER = (400, 900)  # points of the shorter side: from A5 to A3
LARGE = 0.1  # of a page: a picture that may be a part of the scan
MOST_KEPT = 30_000_000  # bytes: a page of A3; what is larger is rendered again


class Rendering:
    """Renders pages, within the limit of pixels."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._kept: tuple[bytes, int, int, NDArray[np.uint8]] | None = (
            None  # file, page from 0, how it is turned, picture
        )

    def page(self, content: bytes, index: int, page: Any) -> NDArray[np.uint8]:
        """The page (pypdfium2's, of the file with this content) as an RGB picture."""
        turn = int(page.get_rotation())
        if self._kept and self._kept[1:3] == (index, turn) and self._kept[0] == content:
            return self._kept[3]
        self._kept = None  # never two pictures at once
        width, height = page.get_size()
        scale = min(_scale(page), (self._limits.pixels / max(1.0, width * height)) ** 0.5)
        # In grey it takes twice as long; turning the colours round afterwards as long as rendering.
        with notes_drawn(page):
            bitmap = page.render(scale=scale, may_draw_forms=True, grayscale=False, rev_byteorder=True)
        picture = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
        if picture.size <= MOST_KEPT:
            self._kept = (content, index, turn, picture)
        return picture


def _scale(page: Any) -> float:
    """Pixels to a point. A scan on a page of another size than paper has is shown in its own resolution."""
    short = float(min(page.get_size()))
    if PAPER[0] < short < PAPER[1]:
        return DPI / 72
    needed = A4 / max(1.0, short) * DPI / 72
    finest = _finest(page)
    return (
        max(DPI / 72, min(needed, finest or needed))
        if short <= PAPER[0]
        else max(needed, min(DPI / 72, finest or DPI / 72))
    )


def _finest(page: Any) -> float:
    """The resolution of the finest large picture, in pixels to a point; 0 where there is none."""
    width, height = page.get_size()
    found = 0.0
    for one in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=1):
        x0, y0, x1, y1 = one.get_bounds()
        area = (x1 - x0) * (y1 - y0)
        if area > LARGE * width * height:
            across, down = one.get_px_size()
            found = max(found, float((across * down / area) ** 0.5))
    return found
