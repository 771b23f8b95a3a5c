"""How much text of one body or file is looked at: more is no letter, and would only keep the office busy."""

from __future__ import annotations

import re

MOST = 200_000  # characters: some sixty closely typed pages
LONGEST = 4_000  # characters of a line; a longer one goes on in the next
MARKUP = 1_000_000  # characters of HTML


def bounded(text: str) -> str:
    """The beginning of a text, without lines that never end."""
    if len(text) <= LONGEST:
        return text
    lines = text[:MOST].split("\n")
    return "\n".join(line[at : at + LONGEST] for line in lines for at in range(0, max(1, len(line)), LONGEST))


_SIGNS = re.compile(r"([^\w\s]|_)\1{8,}")
_WORD = re.compile(r"(?<!\S)(?:(?!https?://)\S{200}|\S{2000})\S+")  # no word; links are longer
_BEGINNING = 100  # characters of such a word that stay


def shortened(text: str) -> str:
    """The text with eight of more than eight equal signs in a row, and of what is too long for a word its beginning and "…"."""
    return _WORD.sub(lambda found: f"{found[0][:_BEGINNING]}…", _SIGNS.sub(lambda found: found[0][:8], text))


_DEEPEST = 400  # tags within tags; mail programs write some dozens, and cleaning takes the square of it
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# Tags that hold nothing, and those that the next of their kind closes.
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "option",
        "tbody",
        "thead",
    ]
)


def markup(html: str) -> str:
    """The beginning of HTML; where tags are nested beyond reason, its bare text."""
    html = html[:MARKUP]
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _FLAT:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return re.sub(r"<[^<>]{0,2000}>", " ", html).replace("<", " ") if deepest > _DEEPEST else html
