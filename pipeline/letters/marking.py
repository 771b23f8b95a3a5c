"""The filing mark in a letter's footer: a small Data Matrix (ISO/IEC 16022), written by zxing-cpp."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image

from pipeline.filing import mark_in_text, mark_of

PICTURE = "Tanda arsip"  # name of the footer's picture in a template, which the mark takes the place of
_MODULE = 8  # pixels


def marked(letter_id: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context with `arsip`: what the mark says of this letter and of all that it is written from."""
    content = {key: value for key, value in context.items() if key != "arsip"}
    return {**content, "arsip": mark_of(letter_id, content).label}


def mark_picture(label: str) -> bytes:
    """The mark that a label (`context["arsip"]`) names, as PNG with its quiet zone; white where it names none."""
    mark = mark_in_text(label)
    if mark is None:
        return png(Image.new("L", (1, 1), 255))
    code = zxingcpp.create_barcode(mark.code, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    modules = np.asarray(zxingcpp.write_barcode_to_image(code, scale=_MODULE))
    return png(Image.fromarray(modules).convert("L"))


def png(image: Image.Image) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
