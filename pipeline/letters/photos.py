"""The pictures of a letter: which it needs, and how they come into it (upright, small, without camera data)."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace

import pillow_heif
from PIL import Image, ImageOps

from pipeline.model import Case, StoredFile

MOST = 12  # pictures in one letter; the rest stay with the case
_LONGEST = 1400  # pixels: 200 dpi on half a page
_MAX_PIXELS = 120_000_000  # larger than any camera's picture: refused before it is decoded

pillow_heif.register_heif_opener()


def pictures(keys: tuple[str, ...], case: Case) -> tuple[StoredFile, ...]:
    """Pictures handed in for these asks keys at the last step that brought any, each under a name of its own."""
    found: tuple[StoredFile, ...] = ()
    for entry in case.entries:
        here = tuple(one for one in entry.files if one.role in keys and one.content_type.startswith("image/"))
        found = here or found
    chosen: list[StoredFile] = []
    names: set[str] = set()
    for one in {one.sha256: one for one in found}.values():
        stem, dot, ending = one.name.rpartition(".")
        name, number = one.name, 2
        while name in names:
            name = f"{stem or ending} ({number}){dot}{ending if stem else ''}"
            number += 1
        names.add(name)
        chosen.append(replace(one, name=name))
    return tuple(chosen[:MOST])


def caption(name: str) -> str:
    """`lampu-indikator.jpg` -> `lampu indikator`; a camera's own name stays as it is."""
    stem = name.rpartition(".")[0] or name
    words = stem.replace("_", " ").replace("-", " ").split()
    return name if any(any(sign.isdigit() for sign in word) for word in words) else " ".join(words)


def prepare(content: bytes) -> tuple[bytes, int, int] | None:
    """The picture as JPEG with its size: turned as EXIF says, scaled down, without any metadata; None if unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow's own warning about decompression bombs
            image: Image.Image = Image.open(io.BytesIO(content))
            if image.width * image.height > _MAX_PIXELS:
                return None
            image.draft("RGB", (_LONGEST, _LONGEST))
            image = ImageOps.exif_transpose(image)
            image.thumbnail((_LONGEST, _LONGEST))
            if image.mode not in {"RGB", "L"}:
                flat = Image.new("RGB", image.size, (255, 255, 255))
                flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
                image = flat
            image.info.clear()  # comments and colour profiles travel there
            out = io.BytesIO()
            image.save(out, "JPEG", quality=85)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning, MemoryError):
        return None
    return out.getvalue(), image.width, image.height
