"""Whether the text layer of a PDF page is its letter, judged by what the page shows. Runs in the child process.

A page is drawn small and without its text: print that is left then (a scan, a letter drawn as outlines) is none of the
text layer's. What the text layer adds to that drawing is what it shows; a scanner's hidden words add nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

FEW_WORDS = 8  # a page with fewer is a picture with a stamp or a page number on it
_BROKEN = re.compile(r"[\ufffd\x00-\x08\x0b\x0e-\x1f]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
_LETTERS, _VOWELS = 60, 0.26  # so many letters of one font tell: of Indonesian and English two in five are vowels
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")  # characters that only their font knows
_DEPTH = 15  # forms in forms: pictures and text may be nested in such
_PICTURES = 0.1  # share of a page under pictures from which it is looked at
_PIECES = 2500  # strokes from which a drawing may be print: a letter has some twenty, a table's cell some eight
_PICTURE = 20  # strokes for which a picture counts: some programs draw each letter as one
_SMALL = 420  # pixels of the shorter side of a page that is looked at: print is five pixels high
_LONGEST = 1700  # pixels of its longer side
_LONG = 30  # pixels: longer strokes are lines of tables and borders
_SOLID = 9  # pixels: thicker ink is a photograph
_DARK = 0.7  # of the paper's brightness: watermarks are lighter
_PRINTED = 3  # dark pixels in a row from which it has print
_LEAST = 0.03  # share of rows with print below which there is no letter
_DARKER = 50  # by so much text must darken a pixel to be seen
_SAMPLE = 60  # characters that tell which way text runs
_MOST = 0.6  # of them must run one way


def is_sound(text: str) -> bool:
    """Enough words, and words that look like words: a broken font map gives letters without sense."""
    words = _WORD.findall(text)
    if len(words) < FEW_WORDS or len(_BROKEN.findall(text)) > 0.02 * len(text):
        return False
    longer = [word for word in words if len(word) > 2]  # noqa: PLR2004
    return sum(bool(_VOWEL.search(word)) for word in longer) > 0.6 * len(longer)


def is_garbled(characters: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of a page's fonts (pdfplumber's characters) gives letters without sense, though others may be sound."""
    fonts: dict[str, list[str]] = defaultdict(list)
    for one in characters:
        fonts[one["fontname"]].append(one["text"])
    return any(_without_sense("".join(texts), len(texts)) for texts in fonts.values())


def _without_sense(text: str, count: int) -> bool:
    if (unmapped := len(_UNMAPPED.findall(text))) >= FEW_WORDS and unmapped > count / 4:
        return True
    letters = [character for character in text if character.isalpha() and character.isascii()]
    return len(letters) >= _LETTERS and sum(map(bool, map(_VOWEL.match, letters))) < _VOWELS * len(letters)


def upright_turn(page: Any, text_page: Any) -> int:
    """The rotation (0, 90, 180, 270 clockwise, as /Rotate has it) at which most text of a page stands upright; its own if in doubt."""
    count = text_page.count_chars()
    turns: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _SAMPLE)):
        angle = pdfium.FPDFText_GetCharAngle(text_page, index)
        if angle >= 0 and chr(pdfium.FPDFText_GetUnicode(text_page, index)).isalnum():
            turns[-round(math.degrees(angle) / 90) % 4] += 1  # pdfium measures clockwise
    if not turns:
        return int(page.get_rotation())
    turn, most = turns.most_common(1)[0]
    return 90 * turn if most > _MOST * turns.total() else int(page.get_rotation())


def shows_its_text(page: Any) -> bool:
    """Whether what is printed on a page is its text layer, for the most part; cheap where it has hardly any pictures."""
    if not _may_show_more(page):
        return True
    with _without_text(page):
        bare = _drawn(page)
    paper = float(np.median(bare))
    left = _print_rows(bare < _DARK * paper)
    if left < _LEAST:
        return True
    drawn = _drawn(page)
    return _print_rows(bare.astype(np.int16) - drawn > _DARKER) >= left


def _may_show_more(page: Any) -> bool:
    width, height = page.get_size()
    covered, pieces = 0.0, 0
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEPTH):
        if one.type == pdfium.FPDF_PAGEOBJ_PATH:
            pieces += pdfium.FPDFPath_CountSegments(one)
        else:
            pieces += _PICTURE
            x0, y0, x1, y1 = one.get_bounds()
            # What lies in a form is measured by the form.
            covered += 1.0 if one.container else (x1 - x0) * (y1 - y0) / max(1.0, width * height)
        if covered > _PICTURES or pieces > _PIECES:
            return True
    return False


@contextmanager
def _without_text(page: Any) -> Iterator[None]:
    texts = [*page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEPTH)]
    for text in texts:
        pdfium.FPDFPageObj_SetIsActive(text, False)  # noqa: FBT003 - C takes it by place
    try:
        yield
    finally:
        for text in texts:
            pdfium.FPDFPageObj_SetIsActive(text, True)  # noqa: FBT003


def _drawn(page: Any) -> NDArray[np.uint8]:
    short, long = sorted(map(float, page.get_size()))
    scale = min(_SMALL / max(1.0, short), _LONGEST / max(1.0, long))
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False)
    return np.array(bitmap.to_numpy(), dtype=np.uint8)


def _print_rows(ink: NDArray[np.bool_]) -> float:
    """Share of a page's rows that have print in them: short strokes, no lines, no photographs."""
    dots = ink.astype(np.uint8)
    solid = cv2.morphologyEx(dots, cv2.MORPH_OPEN, np.ones((_SOLID, _SOLID), np.uint8))
    dots[cv2.dilate(solid, np.ones((_SOLID, _SOLID), np.uint8)) > 0] = 0
    for shape in ((1, _LONG), (_LONG, 1)):
        dots[cv2.morphologyEx(dots, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) > 0] = 0
    return float((dots.sum(axis=1) >= _PRINTED).mean())
