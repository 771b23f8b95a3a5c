"""Which pictures of a mail its writer shows, and which came with what he quotes."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from pipeline.intake.bodies import html_to_text, take_apart
from pipeline.model import Part
from pipeline.rulebook.kinds import KindRules

_PICTURE = re.compile(r"<img\b[^<>]{0,5000}?\bsrc\s*=\s*[\"']?\s*cid:([^\s\"'<>]{1,500})[^<>]{0,5000}>", re.IGNORECASE)
_WRITTEN_IN = re.compile(
    r"\bdata:image/(\w[\w.-]{0,30})(?:;[\w=.-]{1,60}){0,5};base64,([A-Za-z0-9+/=\s]{100,})", re.IGNORECASE
)
_SIGN = "gambarsurel{}tertanam"  # stands in the text where the picture is shown
_WRITTEN = "tertulis-dalam-surel-"  # how the Content-ID of a picture begins that was written into the page
_SIGNED = re.compile(_SIGN.format(r"(\d+)"))


def taken_out(html: str, number: int) -> tuple[str, list[Part]]:
    """HTML with the pictures that are written into it as parts beside it, as other programs send them; `number` is the first's."""
    parts: list[Part] = []

    def named(found: re.Match[str]) -> str:
        try:
            content = base64.b64decode(found[2])
        except binascii.Error:
            return found[0]
        kind, place = found[1].lower(), number + len(parts)
        content_id = f"{_WRITTEN}{place}"
        name = f"gambar-{place}{mimetypes.guess_extension(f'image/{kind}') or '.bin'}"
        parts.append(Part(name=name, content_type=f"image/{kind}", content=content, inline=True, content_id=content_id))
        return f"cid:{content_id}"

    return _WRITTEN_IN.sub(named, html), parts


def with_quoted_pictures(parts: Sequence[Part], html: Sequence[str], kinds: KindRules) -> list[Part]:
    """The parts; those that are shown in quoted text alone are marked as such."""
    if not any(part.content_id for part in parts):
        return list(parts)
    names: list[str] = []

    def signed(found: re.Match[str]) -> str:
        names.append(unquote(found[1]).lower())
        return f" {_SIGN.format(len(names) - 1)} "

    texts = [html_to_text(_PICTURE.sub(signed, one), quotes=True) for one in html]
    shown = {names[int(number)] for text in texts for number in _own(text, kinds)}
    quoted = set(names) - shown
    return [replace(part, quoted=(part.content_id or "").lower() in quoted) for part in parts]


def _own(text: str, kinds: KindRules) -> list[str]:
    """Numbers of the pictures outside of what is marked as quoted, or introduced as another's."""
    unmarked = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    body = take_apart(unmarked, kinds)
    return _SIGNED.findall(body.cover if body.forwarded else body.text)
