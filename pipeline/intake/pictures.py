"""Which pictures of a mail its writer shows, and which came with what he quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from pipeline.intake.bodies import html_to_text, take_apart
from pipeline.model import Part
from pipeline.rulebook.kinds import KindRules

_PICTURE = re.compile(r"<img\b[^<>]{0,5000}?\bsrc\s*=\s*[\"']?\s*cid:([^\s\"'<>]{1,500})[^<>]{0,5000}>", re.IGNORECASE)
_SIGN = "gambarsurel{}tertanam"  # stands in the text where the picture is shown
_SIGNED = re.compile(_SIGN.format(r"(\d+)"))


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
