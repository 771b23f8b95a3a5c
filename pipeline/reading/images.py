"""Images made ready for OCR: one text height, upright lines, flat and even light (measured in docs/design.md)."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

PAGE_WIDTH = 1240  # pixels of an A4 page's width: capital letters of 20 to 25 pixels; never enlarged beyond the source
PHOTO_WIDTH = 1400
SMALL = 700  # pixels of the longer side in which geometry is looked for
COLOURLESS = 24  # difference of channels within which a pixel is grey: paper in warm light, JPEG's colour noise
UNEVEN = 18.0  # spread of the background's brightness above which light is taken for uneven


def prepare(image: NDArray[np.uint8]) -> Grey:
    """Grey page image for OCR from a colour or grey one."""
    luma = _luma(image)
    if is_bilevel(luma):
        return level(_fit(luma, PAGE_WIDTH))
    corners = _page_corners(luma)
    grey = _without_coloured_ink(image)
    if corners is not None:
        return level(_sharpen(_even(_fit(_warp(grey, corners), PHOTO_WIDTH))))
    grey = _fit(grey, PAGE_WIDTH)
    if _background_spread(grey) > UNEVEN:
        grey = _sharpen(_even(grey))
    return level(grey)


def jpeg(image: NDArray[np.uint8]) -> str:
    """A grey or RGB picture as JPEG in base64."""
    rgb_reversed = image if image.ndim == 2 else image[:, :, ::-1]  # noqa: PLR2004 - height and width
    _, encoded = cv2.imencode(".jpg", np.ascontiguousarray(rgb_reversed), [cv2.IMWRITE_JPEG_QUALITY, 80])
    return base64.b64encode(encoded.tobytes()).decode()


def _luma(image: NDArray[np.uint8]) -> Grey:
    if image.ndim == 2:  # noqa: PLR2004 - height and width
        return image
    return np.asarray(cv2.cvtColor(image[:, :, :3], cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _without_coloured_ink(image: NDArray[np.uint8]) -> Grey:
    """Grey in which stamps and signatures fade: their ink is blue or red, print is black.

    A colour is as bright as its brightest channel, and brighter by how far the others are below it.
    """
    if image.ndim == 2:  # noqa: PLR2004 - height and width
        return image
    red, green, blue = cv2.split(image[:, :, :3])
    brightest, darkest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    difference = cv2.subtract(brightest, darkest)
    colour = cv2.subtract(difference, np.full_like(difference, COLOURLESS))
    if cv2.countNonZero(colour) < 0.0005 * colour.size:
        return _luma(image)
    return np.asarray(cv2.add(brightest, cv2.add(colour, colour)), dtype=np.uint8)


def is_bilevel(grey: Grey) -> bool:
    """Whether nearly all pixels are black or white: a fax is left as it is."""
    sample = grey[:: max(1, grey.shape[0] // 400), :: max(1, grey.shape[1] // 400)]
    return bool(((sample < 20) | (sample > 235)).mean() > 0.995)  # noqa: PLR2004 - no grey between


def _fit(grey: Grey, width: int) -> Grey:
    """Scale an upright or lying A4 page down to `width`; smaller pages are enlarged by at most half."""
    short = min(grey.shape[:2])
    scale = min(width / short, 1.5)
    if abs(scale - 1) < 0.08:  # noqa: PLR2004 - not worth a resampling
        return grey
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=method), dtype=np.uint8)


def _even(grey: Grey) -> Grey:
    """Divide by the background: shadows and gradients go, print stays."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    background = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 21)
    full = cv2.resize(background, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), dtype=np.uint8)


def _sharpen(grey: Grey) -> Grey:
    return np.asarray(cv2.addWeighted(grey, 1.6, cv2.GaussianBlur(grey, (0, 0), 2.0), -0.6, 0), dtype=np.uint8)


def _background_spread(grey: Grey) -> float:
    small = cv2.resize(grey, (64, 90), interpolation=cv2.INTER_AREA)
    background = cv2.dilate(small, np.ones((7, 7), np.uint8))[4:-4, 4:-4]
    return float(np.percentile(background, 95) - np.percentile(background, 5))


def _page_corners(grey: Grey) -> NDArray[np.float32] | None:
    """The corners of a photographed page; None where no page stands out from what it lies on.

    A shadow over the page splits it at one threshold and not at another: the outline at several is taken apart into
    edges, and each side of the page is the edge across which the paper is brightest against what lies outside.
    """
    scale = SMALL / max(grey.shape[:2])
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (7, 7), 0)
    closed = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), dtype=np.uint8)
    otsu, _ = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edges = [edge for factor in (1.0, 0.85, 0.7, 0.55) for edge in _edges(closed, otsu * factor)]
    sides = {side: _side(side, edges, closed) for side in SIDES}
    found = [side for side in sides.values() if side is not None]
    if len(found) < len(SIDES):
        return None
    top, right, bottom, left = found
    corners = [_crossing(top, left), _crossing(top, right), _crossing(bottom, right), _crossing(bottom, left)]
    if any(corner is None for corner in corners):
        return None
    page = np.array(corners, dtype=np.float32)
    share = cv2.contourArea(page) / closed.size
    if not SMALLEST < share < LARGEST or _crookedness(page) > CROOKED:
        return None
    return np.asarray(page / scale, dtype=np.float32)


SIDES = ("top", "right", "bottom", "left")
SMALLEST, LARGEST = 0.25, 0.97  # of the picture: a page
CROOKED = 16  # degrees; nobody photographs a letter from further aside
Edge = tuple[NDArray[np.float32], NDArray[np.float32]]


def _edges(closed: Grey, threshold: float) -> list[Edge]:
    """The straight pieces of the outline of the brightest large thing at a threshold."""
    _, mask = cv2.threshold(closed, threshold, 255, cv2.THRESH_BINARY)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return []
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    points = cv2.approxPolyDP(hull, 0.015 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float32)  # noqa: FBT003 - OpenCV takes it by place
    return [(points[index - 1], points[index]) for index in range(len(points))]


def _side(side: str, edges: Sequence[Edge], closed: Grey) -> Edge | None:
    """The edge that bounds the page best on one side; None where the paper nowhere stands out there."""
    rows, columns = closed.shape
    best, most = None, 0.0
    for one, other in edges:
        length = float(np.linalg.norm(other - one))
        if length < 0.12 * min(rows, columns):
            continue
        middle = (one + other) / 2
        flat = abs(other[0] - one[0]) > abs(other[1] - one[1])
        if flat:
            place = "top" if middle[1] < rows / 2 else "bottom"
        else:
            place = "left" if middle[0] < columns / 2 else "right"
        worth = length * _stands_out(one, other, closed) if place == side else 0.0
        if worth > most:
            best, most = (one, other), worth
    return best


def _stands_out(one: NDArray[np.float32], other: NDArray[np.float32], closed: Grey) -> float:
    """Share of an edge, 0..1, along which the inside is clearly brighter than the outside; 0 below a half."""
    rows, columns = closed.shape
    along = (other - one) / max(1e-6, float(np.linalg.norm(other - one)))
    inward = np.array([-along[1], along[0]], dtype=np.float32)
    if float(np.dot(inward, np.array([columns / 2, rows / 2]) - (one + other) / 2)) < 0:
        inward = -inward
    steps = np.linspace(0.05, 0.95, 40)[:, None]
    points = one + steps * (other - one)
    clear = 0.0
    for point in points:
        inside, outside = point + 9 * inward, point - 9 * inward
        if not _within(inside, closed):
            continue
        if not _within(outside, closed):
            clear += 0.75  # the page leaves the picture here: as good as an edge where none is better
            continue
        bright, dark = float(closed[int(inside[1]), int(inside[0])]), float(closed[int(outside[1]), int(outside[0])])
        clear += bright > 1.1 * dark + 8
    share = clear / len(points)
    return share if share > 0.5 else 0.0  # noqa: PLR2004 - half of the edge


def _within(point: NDArray[np.float32], picture: Grey) -> bool:
    return bool(0 <= point[0] < picture.shape[1] and 0 <= point[1] < picture.shape[0])


def _crossing(one: Edge, other: Edge) -> NDArray[np.float32] | None:
    (a, b), (c, d) = one, other
    first, second = b - a, d - c
    cross = float(first[0] * second[1] - first[1] * second[0])
    if abs(cross) < 1e-6:  # noqa: PLR2004 - parallel
        return None
    reach = float((c - a)[0] * second[1] - (c - a)[1] * second[0]) / cross
    return np.asarray(a + reach * first, dtype=np.float32)


def _crookedness(corners: NDArray[np.float32]) -> float:
    """How far the worst corner is from a right angle, in degrees."""
    worst = 0.0
    for index in range(4):
        before, here, after = corners[index - 1], corners[index], corners[(index + 1) % 4]
        one, other = before - here, after - here
        cosine = float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-6))
        worst = max(worst, abs(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))) - 90))
    return worst


def _warp(grey: Grey, corners: NDArray[np.float32]) -> Grey:
    sums, differences = corners.sum(axis=1), np.diff(corners, axis=1).ravel()
    ordered = np.array(
        [corners[sums.argmin()], corners[differences.argmin()], corners[sums.argmax()], corners[differences.argmax()]],
        dtype=np.float32,
    )
    top_left, top_right, bottom_right, bottom_left = ordered
    width = int(max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left)))
    height = int(max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    flat = cv2.warpPerspective(
        grey,
        cv2.getPerspectiveTransform(ordered, target),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    trim = max(2, int(0.012 * min(width, height)))  # the page's own edge is read as noise
    return np.asarray(flat[trim:-trim, trim:-trim], dtype=np.uint8)


def level(grey: Grey) -> Grey:
    """The page with its lines lying level: turned by a quarter where they run up or down, then by its skew.

    The angle sought is that at which lines stand out best from the white between them. Whether the page stands on its
    head is not seen here.
    """
    ink = _lines_of(grey)
    if ink is None:
        return grey
    halved = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    rough = np.asarray(halved > 127, dtype=np.uint8)  # noqa: PLR2004 - at least half of it ink
    angle, contrast = _skew(_Dots(rough))
    other, strongest = _skew(_Dots(np.rot90(rough)))
    if strongest > LYING * contrast:
        grey, ink, angle = np.ascontiguousarray(np.rot90(grey)), np.rot90(ink), other
    dots = _Dots(ink)
    angle = max(np.arange(angle - 1, angle + 1.01, 0.125), key=lambda turn: dots.contrast(float(turn)))
    if abs(angle) < 0.15:  # noqa: PLR2004 - too little to resample for
        return grey
    height, width = grey.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    turned = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


LYING = 1.5  # so much stronger must lines running up the page be


def _lines_of(grey: Grey) -> Grey | None:
    """The ink of a small picture of the page, white on black, without its edges; None of a blank page or a picture."""
    scale = SMALL / max(grey.shape[:2])
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, threshold = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    ink = np.asarray(threshold, dtype=np.uint8)
    edge = max(4, small.shape[0] // 40)
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    return ink if 0.002 < (ink > 0).mean() < 0.4 else None  # noqa: PLR2004 - blank, or no page


def _skew(dots: _Dots) -> tuple[float, float]:
    """Degrees to turn counter-clockwise, within 8 and to a whole one, and how well lines stand out then."""
    return max(
        ((float(angle), dots.contrast(float(angle))) for angle in np.arange(-8, 8.1, 1.0)), key=lambda pair: pair[1]
    )


class _Dots:
    """The pixels of ink of a small picture: turning these alone takes a third of what turning the picture takes."""

    def __init__(self, ink: Grey) -> None:
        rows, columns = np.nonzero(ink)
        self._height = ink.shape[0]
        self._across = (columns - ink.shape[1] / 2).astype(np.float32)
        self._down = (rows - self._height / 2).astype(np.float32)

    def contrast(self, angle: float) -> float:
        """How well lines stand out from the white between them when the picture is turned by so many degrees."""
        turn = np.deg2rad(angle)
        rows = np.float32(np.cos(turn)) * self._down - np.float32(np.sin(turn)) * self._across + self._height / 2
        rows = np.clip(rows, 0, self._height - 1)
        above = rows.astype(np.intp)
        part = rows - above
        profile = np.bincount(above, 1 - part, self._height + 1) + np.bincount(above + 1, part, self._height + 1)
        return float(np.square(np.diff(profile)).sum())
