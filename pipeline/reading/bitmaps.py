"""Decoded pictures as 8-bit grey or RGB, as they look on white paper. Runs in the child process."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

_DEEP = ("I", "F")  # how Pillow's modes of more than 8 bits a pixel begin: PNG and TIFF of scanners
_SEE_THROUGH = ("LA", "PA", "RGBA", "RGBa")
_BRIGHT = 128  # ink that is brighter in the mean was meant for a dark ground
_SMALL = (400, 400)  # pixels that tell of a picture what ink it has
_UNEQUAL = (1.3, 4.0)  # ratio of the resolutions of a picture that is squeezed: a fax has 204 x 98 dots to the inch


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    """The picture (its current frame), upright, with square pixels, without transparency."""
    upright = ImageOps.exif_transpose(image)
    resolution = image.info.get("dpi")
    if isinstance(resolution, tuple) and upright.size != image.size:
        resolution = resolution[::-1]
    return np.asarray(_unsqueezed(_plain(upright), resolution), dtype=np.uint8)


def _plain(image: Image.Image) -> Image.Image:
    """In mode L or RGB."""
    if image.mode.startswith(_DEEP):
        return _shallow(image)
    if image.mode in _SEE_THROUGH or "transparency" in image.info:
        return _on_paper(image.convert("RGBA"))
    if image.mode == "LAB":
        return image.getchannel("L")  # Pillow converts it by a colour profile only
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """The depth that a scanner used (10, 12, 16 bits, or 0..1) is told by the brightest pixel."""
    values = np.array(image, dtype=np.float32)
    np.nan_to_num(values, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    brightest = float(values.max(initial=0.0))
    full = 1.0 if brightest <= 1 else 2.0 ** max(8, np.ceil(np.log2(brightest + 1))) - 1
    values *= 255 / full
    np.clip(values, 0, 255, out=values)
    return Image.fromarray(values.astype(np.uint8))


def _on_paper(image: Image.Image) -> Image.Image:
    """Laid on white; bright ink, which was meant for a dark ground, is laid on black and shown the other way round."""
    small = image.resize(_SMALL, Image.Resampling.BOX)
    alpha = np.asarray(small.getchannel("A"), dtype=np.float32)
    luma = np.asarray(small.convert("RGB").convert("L"), dtype=np.float32)
    bright = float((luma * alpha).sum()) > _BRIGHT * float(alpha.sum())
    dark_ground = bright and float((alpha < _BRIGHT).mean()) > 0.5  # noqa: PLR2004 - more ground than ink
    ground = (0, 0, 0, 255) if dark_ground else (255, 255, 255, 255)
    flat = Image.alpha_composite(Image.new("RGBA", image.size, ground), image).convert("RGB")
    return ImageOps.invert(flat) if dark_ground else flat


def _unsqueezed(image: Image.Image, resolution: object) -> Image.Image:
    """With square pixels, where the file says that they are not."""
    if not isinstance(resolution, tuple) or len(resolution) != 2 or min(resolution) <= 0:  # noqa: PLR2004
        return image
    across, down = (float(one) for one in resolution)
    if not _UNEQUAL[0] < max(across, down) / min(across, down) < _UNEQUAL[1]:
        return image
    width, height = image.size
    size = (width, round(height * across / down)) if across > down else (round(width * down / across), height)
    return image.resize(size, Image.Resampling.BILINEAR)
