"""Images made ready for OCR: one text height, upright lines, flat and even light (measured in docs/design.md)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

PAGE_WIDTH = 1500  # pixels of an A4 page's width: capital letters of 20 to 25 pixels; never enlarged beyond the source
PHOTO_WIDTH = 1650
SMALL = 700  # pixels of the longer side in which geometry is looked for
UNEVEN = 18.0  # spread of the background's brightness above which light is taken for uneven


def prepare(image: NDArray[np.uint8]) -> Grey:
    """Grey page image for OCR from a colour or grey one."""
    grey = _grey(image)
    if is_bilevel(grey):
        return deskew(_fit(grey, PAGE_WIDTH))
    flat = _flatten(grey)
    if flat is not None:
        return deskew(_sharpen(_even(_fit(flat, PHOTO_WIDTH))))
    grey = _fit(grey, PAGE_WIDTH)
    if _background_spread(grey) > UNEVEN:
        grey = _sharpen(_even(grey))
    return deskew(grey)


def _grey(image: NDArray[np.uint8]) -> Grey:
    """Grey by the brightest channel mix that fades coloured stamps: ink of stamps is blue or red, print is black."""
    if image.ndim == 2:  # noqa: PLR2004 - height and width
        return image
    channels = image[:, :, :3]
    if _saturation(channels) > 0.02:  # noqa: PLR2004 - some colour on the page
        luma = cv2.cvtColor(channels, cv2.COLOR_RGB2GRAY)
        return np.asarray(cv2.addWeighted(luma, 0.5, channels.max(axis=2), 0.5, 0), dtype=np.uint8)
    return np.asarray(cv2.cvtColor(channels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _saturation(channels: NDArray[np.uint8]) -> float:
    small = cv2.resize(channels, (200, 200), interpolation=cv2.INTER_AREA).astype(np.int16)
    return float(((small.max(axis=2) - small.min(axis=2)) > 60).mean())  # noqa: PLR2004 - clearly coloured


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


def _flatten(grey: Grey) -> Grey | None:
    """A photographed page, cut out and brought to a rectangle; None where no page stands out from what it lies on.

    A shadow over the page splits it at one threshold and not at another: several are tried, and the outline that is
    most like a page, the straightest corners first, is taken.
    """
    scale = SMALL / max(grey.shape[:2])
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (7, 7), 0)
    closed = np.asarray(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), dtype=np.uint8)
    otsu, _ = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found = [corners for factor in (1.0, 0.85, 0.7, 0.55) if (corners := _outline(closed, otsu * factor)) is not None]
    if not found:
        return None
    best = min(found, key=_crookedness)
    if _crookedness(best) > 16:  # noqa: PLR2004 - degrees; nobody photographs a letter from further aside
        return None
    return _warp(grey, (best / scale).astype(np.float32))


def _outline(closed: Grey, threshold: float) -> NDArray[np.float32] | None:
    """The four corners of the brightest large thing at a threshold."""
    _, mask = cv2.threshold(closed, threshold, 255, cv2.THRESH_BINARY)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    page = max(contours, key=cv2.contourArea)
    share = cv2.contourArea(page) / closed.size
    inside, outside = closed[mask > 0], closed[mask == 0]
    if not 0.25 < share < 0.97 or outside.size == 0 or float(np.median(inside)) - float(np.median(outside)) < 35:  # noqa: PLR2004
        return None
    return _corners(np.asarray(page, dtype=np.int32))


def _crookedness(corners: NDArray[np.float32]) -> float:
    """How far the worst corner is from a right angle, in degrees."""
    worst = 0.0
    for index in range(4):
        before, here, after = corners[index - 1], corners[index], corners[(index + 1) % 4]
        one, other = before - here, after - here
        cosine = float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other) + 1e-6))
        worst = max(worst, abs(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))) - 90))
    return worst


def _corners(contour: NDArray[np.int32]) -> NDArray[np.float32] | None:
    hull = cv2.convexHull(contour)
    length = cv2.arcLength(hull, True)  # noqa: FBT003 - OpenCV takes it by place
    for tolerance in (0.02, 0.03, 0.05, 0.08):
        quad = cv2.approxPolyDP(hull, tolerance * length, True)  # noqa: FBT003
        if len(quad) == 4:  # noqa: PLR2004 - a page has four corners
            points = quad.reshape(4, 2).astype(np.float32)
            if cv2.contourArea(points) > 0.85 * cv2.contourArea(hull):
                return points
    return None


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
        grey, cv2.getPerspectiveTransform(ordered, target), (width, height), flags=cv2.INTER_CUBIC
    )
    trim = max(2, int(0.012 * min(width, height)))  # the page's own edge is read as noise
    return np.asarray(flat[trim:-trim, trim:-trim], dtype=np.uint8)


def deskew(grey: Grey) -> Grey:
    """Turn by the angle at which lines stand out best from the white between them."""
    angle = skew_angle(grey)
    if abs(angle) < 0.15:  # noqa: PLR2004 - too little to resample for
        return grey
    height, width = grey.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


def skew_angle(grey: Grey) -> float:
    """Degrees to turn counter-clockwise, within 8; 0.0 for a page without lines."""
    scale = SMALL / max(grey.shape[:2])
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, threshold = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    ink = np.asarray(threshold, dtype=np.uint8)
    edge = max(4, small.shape[0] // 40)
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    if not 0.002 < (ink > 0).mean() < 0.4:  # noqa: PLR2004 - a blank page or a picture has no lines
        return 0.0
    coarse = max(np.arange(-8, 8.1, 1.0), key=lambda angle: _contrast(ink, float(angle)))
    fine = max(np.arange(coarse - 1, coarse + 1.01, 0.125), key=lambda angle: _contrast(ink, float(angle)))
    return float(fine)


def _contrast(ink: Grey, angle: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    profile = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum())
