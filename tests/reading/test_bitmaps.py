"""Pictures of every depth, colour and transparency become what a person sees."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.reading.bitmaps import pixels

SIZE = (300, 200)
Change = Callable[[Image.Image], Image.Image]


def drawn() -> Image.Image:
    """White paper with a black block in its middle and a grey one beside it."""
    image = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 80, 140, 120), fill=0)
    draw.rectangle((200, 80, 240, 120), fill=100)
    return image


def deep(image: Image.Image, most: int, kind: str = "uint16") -> Image.Image:
    return Image.fromarray((np.asarray(image, dtype=np.float64) / 255 * most).astype(kind))


def without_paper(image: Image.Image, ink: int = 0) -> Image.Image:
    clear = Image.new("LA", image.size, (ink, 0))
    clear.putalpha(image.point(lambda value: 255 - value))
    return clear


def with_clear_colour(image: Image.Image) -> Image.Image:
    indexed = image.convert("P")
    indexed.info["transparency"] = bytes([*([255] * 255), 0])
    return indexed


def again(image: Image.Image, form: str, **options: object) -> Image.Image:
    packed = io.BytesIO()
    image.save(packed, form, **options)
    return Image.open(io.BytesIO(packed.getvalue()))


def grey(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(pixels(image)).convert("L"), dtype=np.uint8)


@pytest.mark.parametrize(
    ("change", "form"),
    [
        (lambda image: deep(image, 65535), "PNG"),
        (lambda image: deep(image, 65535), "TIFF"),
        (lambda image: deep(image, 4095), "TIFF"),
        (lambda image: deep(image, 1023), "PNG"),
        (lambda image: deep(image, 65535, "int32"), "TIFF"),
        (lambda image: deep(image, 1, "float32"), "TIFF"),
        (lambda image: deep(image, 255, "float32"), "TIFF"),
        (without_paper, "PNG"),
        (lambda image: without_paper(image).convert("RGBA"), "PNG"),
        (lambda image: without_paper(image).convert("RGBA"), "WEBP"),
        (lambda image: without_paper(image, ink=255), "PNG"),
        (with_clear_colour, "PNG"),
        (lambda image: image.convert("RGB"), "PNG"),
        (lambda image: image.convert("CMYK"), "JPEG"),
        (lambda image: image.convert("CMYK"), "TIFF"),
        (lambda image: image.convert("YCbCr"), "JPEG"),
        (lambda image: image.convert("P"), "BMP"),
    ],
)
def test_ink_is_dark_and_paper_white(change: Change, form: str) -> None:
    image = again(change(drawn()), form, **({"lossless": True} if form == "WEBP" else {}))
    shown = grey(image)
    assert shown.shape == SIZE[::-1]
    assert shown[20, 20] > 240
    assert shown[100, 120] < 30
    assert abs(int(shown[100, 220]) - 100) < 35


@pytest.mark.parametrize(
    ("mode", "form", "clear"),
    [("RGB", "PNG", (255, 255, 255)), ("L", "PNG", 255), ("1", "PNG", 1), ("P", "GIF", 255)],
)
def test_a_clear_colour_is_paper(mode: str, form: str, clear: object) -> None:
    shown = grey(again(drawn().convert(mode), form, transparency=clear))
    assert (shown[20, 20], shown[100, 120]) == (255, 0)


@pytest.mark.parametrize("form", [".png", ".tif"])
@pytest.mark.parametrize("channels", [3, 4])
def test_sixteen_bits_a_channel_are_shown(form: str, channels: int) -> None:
    deep = np.full((200, 300, channels), 65535, np.uint16)
    deep[..., 3:] = 0
    deep[80:120, 100:140] = [0, 0, 0, 65535][:channels]
    _, packed = cv2.imencode(form, deep)
    shown = pixels(Image.open(io.BytesIO(packed.tobytes())))
    assert shown[20, 20].tolist() == [255, 255, 255]
    assert shown[100, 120].tolist() == [0, 0, 0]


def test_a_bilevel_page_keeps_its_blacks() -> None:
    shown = pixels(again(drawn().convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4"))
    assert shown.ndim == 2
    assert (shown[20, 20], shown[100, 120]) == (255, 0)


@pytest.mark.parametrize(
    ("dpi", "size"),
    [((204, 98), (300, 416)), ((98, 204), (624, 200)), ((200, 200), SIZE), ((72, 1), SIZE), ((0, 0), SIZE)],
)
def test_a_fax_is_unsqueezed(dpi: tuple[int, int], size: tuple[int, int]) -> None:
    image = again(drawn(), "TIFF", dpi=dpi)
    assert Image.fromarray(pixels(image)).size == size


def test_a_turned_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    assert Image.fromarray(pixels(again(drawn(), "JPEG", exif=exif))).size == SIZE[::-1]


def test_a_page_without_ink_is_blank() -> None:
    assert pixels(again(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG")).min() == 255
