"""Pages as pictures: rendered once for the mark and the words, and nothing large is kept."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest

from pipeline.reading import rendering as rendering_module
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.rendering import DPI, Rendering


class Page:
    """Stands in for pypdfium2's page; counts how often it is rendered."""

    def __init__(self, width: float, height: float) -> None:
        self.size = (width, height)
        self.rendered = 0

    def get_size(self) -> tuple[float, float]:
        return self.size

    def get_rotation(self) -> int:
        return 0

    def get_objects(self, **_: object) -> tuple[()]:
        return ()

    def render(self, *, scale: float, **_: object) -> Page:
        self.rendered += 1
        self.scale = scale
        return self

    def to_numpy(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        return np.zeros((int(self.size[1] * self.scale), int(self.size[0] * self.scale), 3), dtype=np.uint8)


@pytest.fixture(autouse=True)
def _without_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering_module, "notes_drawn", nullcontext)


def test_a_page_that_is_asked_for_again_is_not_rendered_again() -> None:
    rendering, first, second = Rendering(ReadingLimits()), Page(595, 842), Page(595, 842)
    picture = rendering.page(b"a file", 0, first)
    assert rendering.page(b"a file", 0, first) is picture
    assert first.rendered == 1
    assert first.scale == DPI / 72
    rendering.page(b"a file", 1, second)
    rendering.page(b"a file", 0, first)
    rendering.page(b"another file", 0, first)
    assert (first.rendered, second.rendered) == (3, 1)


@pytest.mark.parametrize("side", [5_000, 200_000])
def test_a_giant_page_stays_within_the_limit_and_is_not_kept(side: float) -> None:
    limits = ReadingLimits()
    rendering, page = Rendering(limits), Page(side, side)
    for _ in range(2):
        assert rendering.page(b"a poster", 0, page).size <= 3 * limits.pixels
    assert page.rendered == 2
