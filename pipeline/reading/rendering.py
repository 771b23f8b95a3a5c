"""Pages of PDFs as pictures. Runs in the child process.

A letter's page is looked at for a filing mark and read right after, so the last picture is kept where it is no larger than pages are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.reading.limits import ReadingLimits

DPI = 190  # a module of the smallest filing mark is 3.8 pixels wide then
MOST_KEPT = 30_000_000  # bytes: a page of A3; what is larger is rendered again


class Rendering:
    """Renders pages, within the limit of pixels."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._kept: tuple[bytes, int, NDArray[np.uint8]] | None = None  # content of the file, page from 0, picture

    def page(self, content: bytes, index: int, page: Any) -> NDArray[np.uint8]:
        """The page (pypdfium2's, of the file with this content) as an RGB picture."""
        if self._kept and self._kept[1] == index and self._kept[0] == content:
            return self._kept[2]
        self._kept = None  # never two pictures at once
        width, height = page.get_size()
        scale = min(DPI / 72, (self._limits.pixels / max(1.0, width * height)) ** 0.5)
        # In grey it takes twice as long; turning the colours round afterwards as long as rendering.
        bitmap = page.render(scale=scale, may_draw_forms=True, grayscale=False, rev_byteorder=True)
        picture = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
        if picture.size <= MOST_KEPT:
            self._kept = (content, index, picture)
        return picture
