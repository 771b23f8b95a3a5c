"""Markup that programs do not take apart alike: behind it, nobody knows what a word stands in."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

# Sections and conditions that some programs do not know.
_ODD = re.compile(r"<!\[CDATA\[|<!\[if\s*\(?\s*[^!\s(]|<script[^>]*>\s*<!--", re.IGNORECASE)
_COMMENT_END = re.compile(r"--(!?)>")
ENDS_ANYWHERE = frozenset({"frameset", "iframe", "math", "noembed", "noframes", "noscript", "plaintext", "select", "svg", "template", "textarea", "xmp"})  # fmt: skip
"""Elements inside which some programs read tags as words, or words as of another language."""
_ENDS = re.compile(rf"<(?:{'|'.join(sorted(ENDS_ANYWHERE))})\b", re.IGNORECASE)
_PLAINLY_CLOSED = re.compile(
    r"<(iframe|noembed|noframes|noscript|template|textarea|xmp)\b[^<>]{0,500}>[^<>]*</\1\s*>"
    r"|<(svg|math|select)\b[^<>]{0,500}>(?:[^<>]|</?(?:annotation|circle|desc|ellipse|g|line|mi|mn|mo|mrow|mtext|optgroup|option|path"
    r"|polygon|polyline|rect|text|title|tspan)\b[^<>]{0,9000}>)*</\2\s*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u|p|div|td|th|table|blockquote|center|li|span|section|h[1-6])\b([^<>]*)>", re.IGNORECASE)  # fmt: skip
_GOES_ON = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_LOOKS = re.compile(r"style|color|size|class|face", re.IGNORECASE)
_CELLS = frozenset({"caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})


def is_odd(html: str) -> bool:
    """Whether programs may differ in what of the markup they show."""
    return bool(_ODD.search(html)) or _has_odd_comment(html) or _is_misnested(html)


def is_plainly_closed(html: str) -> bool:
    """Whether each element that might end anywhere holds words alone, and ends where it says."""
    return len(_ENDS.findall(html)) == sum(1 for _ in _PLAINLY_CLOSED.finditer(html))


def is_stray(element: Any) -> bool:
    """Whether a part of a table stands outside any: programs of today pass over its tag, and over its style with it."""
    return element.tag in _CELLS and next(element.iterancestors("table"), None) is None


def _has_odd_comment(html: str) -> bool:
    """Whether a comment ends for some programs where it does not for others, or never."""
    at = html.find("<!--")
    while at >= 0:
        end = _COMMENT_END.search(html, at + 4)
        if end is None or end[1] or html.startswith((">", "->"), at + 4):
            return True
        at = html.find("<!--", end.end())
    return False


def _is_misnested(html: str) -> bool:
    """Whether an element around it ends before one that changes the looks of words: in some programs, that one goes on."""
    around: list[tuple[str, bool]] = []
    inside = Counter[str]()
    for closing, written, attributes in _TAG.findall(html):
        name = written.lower()
        if not closing:
            around.append((name, name in ("s", "strike") or (name in _GOES_ON and bool(_LOOKS.search(attributes)))))
            inside[name] += 1
            continue
        while inside[name]:
            last, goes_on = around.pop()
            inside[last] -= 1
            if last == name:
                break
            if goes_on:
                return True
    return False
