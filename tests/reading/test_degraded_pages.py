"""Pages as scanners, faxes and phones make them: their words are read, as well as each kind of page lets it be."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import pytest
from rapidfuzz.distance import Levenshtein

from letter_pages import DEGRADATIONS, draw
from pipeline.model import Part
from pipeline.reading import Reader

# Character error rate that each kind may have, per mille: `python bench/reading.py own` says what it has.
MOST = {
    "clean300": 10, "skew200": 15, "fax150": 25, "photo": 30, "hard-photo": 150,
    "rot180": 15, "rot90": 15, "stamp": 20, "stamp-grey": 30,
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(processes=2) as opened:
        yield opened


@pytest.mark.parametrize("kind", DEGRADATIONS)
def test_the_words_of_a_degraded_page_are_read(kind: str, reader: Reader) -> None:
    pages = [draw(seed) for seed in (1, 5)]
    parts = []
    for seed, page in enumerate(pages):
        _, packed = cv2.imencode(".png", DEGRADATIONS[kind](page, seed))
        parts.append(Part(name=f"{seed}.png", content_type="image/png", content=packed.tobytes()))
    for page, document in zip(pages, reader.read_all(parts), strict=True):
        wanted = " ".join(page.text.split())
        error = Levenshtein.distance(wanted, " ".join(document.text.split())) / len(wanted)
        assert error <= MOST[kind] / 1000, document.text
