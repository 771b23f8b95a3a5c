"""OCR by one warm tesseract (tesserocr) in the process; pytesseract, the command line, where its wheel is missing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytesseract

from pipeline.errors import ReadingError
from pipeline.model import Box, Page, Word
from pipeline.reading.images import Grey, jpeg, prepare
from pipeline.reading.lines import build_lines
from pipeline.reading.orientation import densest_third, stands_on_head
from pipeline.reading.ruled import ruled_tables
from pipeline.reading.second_look import look_again

try:
    import tesserocr
except ImportError:  # no wheel for this platform: the command line reads as well, a third slower
    tesserocr = None

LANGUAGES = ("ind", "eng")
SURE = 0.72  # mean confidence above which a page stands upright for certain
CERTAIN = 0.9  # the same for a page of few words
EVIDENCE_WORDS = 12  # fewer words than this: a photo of something, not a page
FAINT = 0.35  # confidence below which one or two letters are dirt
_MARKS = (":", "-", "–", "/", "&", ";", "☑", "☐", "•", "=")
ADVICE = "Pasang: apt-get install tesseract-ocr tesseract-ocr-ind tesseract-ocr-eng"
_PLACES = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata")


def tessdata() -> str:
    """The folder of the language models.

    Raises:
        ReadingError: tesseract or one of its languages is not installed.
    """
    for place in (os.environ.get("TESSDATA_PREFIX", ""), *_PLACES):
        if place and all((Path(place) / f"{language}.traineddata").exists() for language in LANGUAGES):
            return place
    raise ReadingError("tesseract dengan bahasa ind dan eng tidak terpasang", advice=ADVICE)


def check_ocr() -> None:
    """For `nodis check`; raises ReadingError with advice."""
    tessdata()


@dataclass(frozen=True, kw_only=True)
class _Reading:
    words: tuple[Word, ...]
    width: int
    height: int

    @cached_property
    def confidence(self) -> float:
        """Mean over words of two letters and more, 0..1."""
        scores = [word.confidence for word in self.words if sum(c.isalnum() for c in word.text) > 1]
        return float(np.mean(scores)) if scores else 0.0

    @property
    def worth(self) -> float:
        """How much was surely read from upright words: to choose between two readings of a page."""
        return sum(word.confidence * len(word.text) for word in self._upright if word.confidence > 0.6)  # noqa: PLR2004

    @cached_property
    def _upright(self) -> tuple[Word, ...]:
        """Words wider than high: tesseract reads lines that run up or down the page too, word above word."""
        return tuple(word for word in self.words if word.box and word.box.x1 - word.box.x0 > word.box.y1 - word.box.y0)

    @property
    def lies(self) -> bool:
        """Whether most longer words stand on their side."""
        longer = [word for word in self.words if len(word.text) > 3]  # noqa: PLR2004 - "I" is higher than wide
        return len(longer) > EVIDENCE_WORDS // 2 and sum(word in self._upright for word in longer) < 0.5 * len(longer)


class Ocr:
    """A warm reader; one to a process, one thread."""

    def __init__(self) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"
        cv2.setNumThreads(1)
        self._data = tessdata()
        self._api: Any = None

    def page(self, image: np.ndarray[Any, np.dtype[np.uint8]], *, number: int = 1, picture: bool = False) -> Page:
        """Read one page image (RGB or grey). Boxes are in pixels of the page as it was made ready: upright, flat."""
        ready = prepare(image)
        if stands_on_head(ready):
            ready = _rotate(ready, 2)
        best = self._read(ready)
        few = len(best.words) < EVIDENCE_WORDS and best.confidence < CERTAIN
        if best.confidence < SURE or few or best.lies:
            ready, best = self._turned(ready, best)
        words = best.words
        if len(words) >= EVIDENCE_WORDS // 2:
            words = look_again(ready, words, self._read_crop)
        return Page(
            number=number,
            width=float(best.width),
            height=float(best.height),
            lines=build_lines(_sound(words)),
            tables=ruled_tables(ready, _sound(words)) if len(words) >= EVIDENCE_WORDS else (),
            source="ocr",
            confidence=round(best.confidence, 3),
            picture=jpeg(ready) if picture else "",
        )

    def _turned(self, ready: Grey, upright: _Reading) -> tuple[Grey, _Reading]:
        """A page that reads badly may stand on its head, seldom lie on its side: a look at a strip each way, then the best."""
        ways = (0, 1, 2, 3) if upright.lies else (0, 2)
        looks = {turns: self._read(densest_third(_rotate(ready, turns))).worth for turns in ways}
        turns = max(looks, key=lambda key: looks[key])
        if turns == 0 or looks[turns] < 1.3 * looks[0] + 20:
            return ready, upright
        image = _rotate(ready, turns)
        turned = self._read(image)
        return (image, turned) if turned.worth > upright.worth else (ready, upright)

    def _read_crop(self, crop: Grey, scattered: bool) -> tuple[Word, ...]:  # noqa: FBT001 - the shape of `Read`
        return (
            self._by_library(crop, scattered=scattered) if tesserocr else self._by_command(crop, 11 if scattered else 6)
        )

    def _read(self, grey: Grey) -> _Reading:
        words = self._by_library(grey) if tesserocr else self._by_command(grey)
        return _Reading(words=words, width=grey.shape[1], height=grey.shape[0])

    def _by_library(self, grey: Grey, *, scattered: bool | None = None) -> tuple[Word, ...]:
        """Words; of a whole page, or of a crop with its words scattered or in one block."""
        if self._api is None:
            self._api = tesserocr.PyTessBaseAPI(path=self._data, lang="+".join(LANGUAGES), psm=tesserocr.PSM.AUTO)
        modes = {None: tesserocr.PSM.AUTO, True: tesserocr.PSM.SPARSE_TEXT, False: tesserocr.PSM.SINGLE_BLOCK}
        self._api.SetPageSegMode(modes[scattered])
        height, width = grey.shape
        self._api.SetImageBytes(np.ascontiguousarray(grey).tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(180)
        words = _from_tsv(self._api.GetTSVText(0))
        self._api.Clear()
        return words

    def _by_command(self, grey: Grey, mode: int = 3) -> tuple[Word, ...]:
        config = f'--tessdata-dir "{self._data}" --psm {mode} --dpi 180'
        return _from_tsv(str(pytesseract.image_to_data(grey, lang="+".join(LANGUAGES), config=config)))


def _rotate(grey: Grey, turns: int) -> Grey:
    return np.ascontiguousarray(np.rot90(grey, turns))


def _from_tsv(tsv: str) -> tuple[Word, ...]:
    words = []
    for row in tsv.splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():  # noqa: PLR2004 - level 5 rows are words
            continue
        x, y, width, height = (float(cell) for cell in cells[6:10])
        confidence = max(0.0, float(cells[10])) / 100
        words.append(
            Word(text=cells[11].strip(), box=Box(x0=x, y0=y, x1=x + width, y1=y + height), confidence=confidence)
        )
    return tuple(words)


def _is_as_high(word: Word, height: float) -> bool:
    return word.box is not None and 0.75 * height < word.box.y1 - word.box.y0 < 1.25 * height


def _sound(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Without specks: marks of no letter or digit, and short words of which hardly a letter is sure.

    Two digits as high as the page's print are kept: the day of a date is often read right and said to be unsure.
    """
    heights = [word.box.y1 - word.box.y0 for word in words if word.box]
    print_height = float(np.median(heights)) if heights else 0.0
    return tuple(
        word
        for word in words
        if word.text in _MARKS
        or (word.text.isdigit() and len(word.text) == 2 and _is_as_high(word, print_height))  # noqa: PLR2004 - a day
        or (letters := sum(character.isalnum() for character in word.text)) > 2  # noqa: PLR2004 - a word
        or (letters and word.confidence > FAINT)
    )
