"""Which way up a page lies is told by its letters, before it is read."""

from __future__ import annotations

import numpy as np
import pytest

from letter_pages import DEGRADATIONS, draw
from pipeline.reading.images import level, prepare
from pipeline.reading.orientation import stands_on_head


@pytest.mark.parametrize("way", [way for way in DEGRADATIONS if way not in ("rot180", "rot90")])
@pytest.mark.parametrize("seed", [21, 22, 23])
def test_a_page_on_its_head_is_told_from_an_upright_one(way: str, seed: int) -> None:
    ready = prepare(DEGRADATIONS[way](draw(seed), seed))
    assert not stands_on_head(ready)
    if way != "hard-photo":  # where letters run into each other nothing is said
        assert stands_on_head(np.ascontiguousarray(np.rot90(ready, 2)))


def test_nothing_is_said_of_an_empty_page() -> None:
    assert not stands_on_head(np.full((1754, 1240), 250, np.uint8))


@pytest.mark.parametrize("seed", range(4))
def test_lines_lie_level_again(seed: int) -> None:
    """Of a page askew the ink of lines and the white between them are apart: rows are full or empty."""
    askew = prepare(DEGRADATIONS["skew200"](draw(seed), seed))
    upright = prepare(DEGRADATIONS["clean300"](draw(seed), seed))
    assert _contrast(askew) > 0.6 * _contrast(upright)
    assert np.array_equal(level(upright), upright)


def _contrast(grey: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    rows = (grey < 128).sum(axis=1).astype(float)
    return float(np.abs(np.diff(rows)).sum())
