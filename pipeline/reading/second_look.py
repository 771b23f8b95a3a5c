"""A second look where a stamp, a signature or handwriting lies over print, and page segmentation saw a picture.

Ink that no word accounts for is found as blobs. Around each, print is told from lighter ink by its darkness, strokes
that are no letters are taken out, and the crop is read again; of overlapping words the surest stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from pipeline.model import Box, Word
from pipeline.reading.images import Grey

SURE = 0.6  # confidence from which a word of the first reading accounts for its ink
TOP = 0.15  # of a page's height: the letterhead's emblem, which ends above it, is looked at once
LARGEST = 0.3  # of a page: a larger blob is a photograph
SIDES = (0.12, 0.35)  # of a page's width, left and right of a blob: signatures lean over the name at their right
MARGIN = 12  # white pixels around a crop: letters at its very edge are lost
DARKNESS = (0.2, 0.32)  # of the way from print to paper: how light print may be where stamps are dark, where not
SPECKS = 50  # pixels: less ink is none
PAPER = 200  # brightness from which a pixel of a stretched crop is paper
COVERED = 3.2  # letters' heights from which a crop is more than a line
FEW = 2  # letters of a word that says little
LOST_LINE = 7  # so many letters' heights wide is ink that must be words
MOST = 6  # blobs looked at again on one page
Read = Callable[[Grey, bool], Sequence[Word]]  # a crop, and whether its words lie scattered


def look_again(page: Grey, words: Sequence[Word], read: Read) -> tuple[Word, ...]:
    """The page's words with those under stamps and signatures."""
    heights = [
        word.box.y1 - word.box.y0 for word in words if word.box and word.confidence > SURE and len(word.text) > FEW
    ]
    if not heights:
        return tuple(words)
    height = float(np.median(heights))
    kept = list(words)
    for x0, y0, x1, y1 in _regions(_blobs(page, words, height), page, height)[:MOST]:
        crop = page[y0:y1, x0:x1]
        found: list[Word] = []
        for image, scattered in _looks(crop, height):
            framed = cv2.copyMakeBorder(image, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=(255,))
            found += [
                _moved(word, x0 - MARGIN, y0 - MARGIN) for word in read(np.asarray(framed, dtype=np.uint8), scattered)
            ]
        covered = y1 - y0 >= COVERED * height  # of a lost line nothing is taken back
        inside = [word for word in kept if covered and word.box and _holds((x0, y0, x1, y1), word.box)]
        outside = [word for word in kept if word not in inside]
        kept = [*outside, *_surest([*inside, *found], outside, height)]
    return tuple(kept)


def _looks(crop: Grey, height: float) -> list[tuple[Grey, bool]]:
    """Pictures to read, and whether words lie scattered in them: a lost line as it is, covered print without its cover."""
    if crop.shape[0] < COVERED * height:
        return [(crop, False)]
    paper = float(np.median(crop))
    ink = crop[crop < 0.6 * paper]
    if ink.size < SPECKS:
        return [(crop, False)]
    black = float(np.percentile(ink, 8))
    between, _ = cv2.threshold(ink.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    low, high = (black + share * (paper - black) for share in DARKNESS)
    darkest = _stretched(crop, black, min(high, max(low, between)))
    return [(darkest, False), (_without_strokes(darkest, height), True)]


def _blobs(page: Grey, words: Sequence[Word], height: float) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of ink that no sure word accounts for, larger than a line of text."""
    half = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)  # geometry needs no more
    ink = np.asarray((half < 0.75 * float(np.median(half))) * 255, dtype=np.uint8)
    for word in words:
        if word.box and word.confidence > SURE and word.box.y1 - word.box.y0 < 2 * height:
            corner = (int(word.box.x0 / 2) - 1, int(word.box.y0 / 2) - 1)
            other = (int(word.box.x1 / 2) + 1, int(word.box.y1 / 2) + 1)
            cv2.rectangle(ink, corner, other, (0,), -1)
    reach = max(3, int(0.45 * height))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    solid = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((max(3, reach // 2), max(3, reach // 2)), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    area, top = page.shape[0] * page.shape[1], TOP * page.shape[0]
    found_blobs = [
        (2 * int(x), 2 * int(y), 2 * int(w), 2 * int(h)) for x, y, w, h, _ in found[1:] if 4 * w * h < LARGEST * area
    ]
    return [
        (x, y, w, h)
        for x, y, w, h in found_blobs
        if (w > 3 * height and h > 2.2 * height and y + h > top)
        or (w > LOST_LINE * height and 0.5 * height < h < 2.2 * height)
    ]


def _regions(blobs: Sequence[tuple[int, int, int, int]], page: Grey, height: float) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom around the blobs, those that meet joined."""
    rows, columns = page.shape
    found: list[tuple[int, int, int, int]] = []
    for x, y, w, h in blobs:
        line = h <= 2.2 * height  # a line that was left out: nothing lies over its neighbours
        left, right = (height, height) if line else (SIDES[0] * columns, SIDES[1] * columns)
        above = 0.4 * height if line else 1.3 * height
        region = (
            max(0, int(x - left)),
            max(0, int(y - above)),
            min(columns, int(x + w + right)),
            min(rows, int(y + h + above)),
        )
        for index, other in enumerate(found):
            if region[0] < other[2] and other[0] < region[2] and region[1] < other[3] and other[1] < region[3]:
                low = (min(region[0], other[0]), min(region[1], other[1]))
                found[index] = (*low, max(region[2], other[2]), max(region[3], other[3]))
                break
        else:
            found.append(region)
    return found


def _stretched(crop: Grey, black: float, white: float) -> Grey:
    """Print at full contrast; what is lighter than `white`, as ink of stamps and pens is, goes to paper."""
    scaled = (crop.astype(np.float32) - black) / max(1.0, white - black) * 255
    return np.asarray(np.clip(scaled, 0, 255), dtype=np.uint8)


def _without_strokes(crop: Grey, height: float) -> Grey:
    """Without connected ink that is larger or flatter than letters are: rings, signatures, underlines."""
    _, labels, found, _ = cv2.connectedComponentsWithStats(np.asarray(crop < PAPER, dtype=np.uint8), connectivity=8)
    wide, high = found[:, cv2.CC_STAT_WIDTH], found[:, cv2.CC_STAT_HEIGHT]
    strokes = (high > 2 * height) | (wide > 7 * height) | ((high < 0.2 * height) & (wide > 1.2 * height))
    strokes[0] = False  # the paper
    cleaned = crop.copy()
    cleaned[strokes[labels]] = 255
    return cleaned


def _surest(words: Sequence[Word], outside: Sequence[Word], height: float) -> list[Word]:
    """Of words that overlap the surest and longest; specks and strokes read as letters are dropped."""
    taken: list[Word] = []
    boxes = [word.box for word in outside if word.box]
    for word in sorted(words, key=lambda word: -word.confidence * min(6, _letters(word.text))):
        box, letters = word.box, _letters(word.text)
        if box is None or not letters or not 0.5 * height < box.y1 - box.y0 < 1.8 * height:
            continue
        enough = 0.5 if letters > FEW else 0.85  # short words are soon imagined
        if word.confidence > enough and all(_overlap(box, other) < 0.3 for other in boxes):  # noqa: PLR2004
            taken.append(word)
            boxes.append(box)
    return taken


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def _overlap(one: Box, other: Box) -> float:
    """Share of the smaller box that both cover."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    smaller = min((one.x1 - one.x0) * (one.y1 - one.y0), (other.x1 - other.x0) * (other.y1 - other.y0))
    return wide * high / max(1.0, smaller) if wide > 0 and high > 0 else 0.0


def _holds(region: tuple[int, int, int, int], box: Box) -> bool:
    return region[0] - 5 <= box.x0 and region[1] - 5 <= box.y0 and box.x1 <= region[2] + 5 and box.y1 <= region[3] + 5


def _moved(word: Word, x: float, y: float) -> Word:
    box = word.box
    if box is None:
        return word
    return Word(
        text=word.text,
        confidence=word.confidence,
        box=Box(x0=box.x0 + x, y0=box.y0 + y, x1=box.x1 + x, y1=box.y1 + y),
    )
