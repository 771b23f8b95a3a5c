"""Documents in plain signs: without marks that nobody sees, with spaces and hyphens as keyboards have them.

Numbers are pasted out of contacts, Word and web pages with marks of direction, hyphens and spaces that do not break.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Document, Page

_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHENS = "\u2010\u2011\u2212\ufe58\ufe63\uff0d"
_ANY = re.compile(f"[{_UNSEEN}{_SPACES}{_HYPHENS}\uff10-\uff19\uff0b]")
_SIGN = {
    "unseen": re.compile(f"[{_UNSEEN}]"),
    "space": re.compile(f"[{_SPACES}]"),
    "hyphen": re.compile(f"[{_HYPHENS}]"),
}
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0B: "+"}


def plain(text: str) -> str:
    """The text in plain signs; dashes between words stay."""
    if text.isascii() or not _ANY.search(text):
        return text
    text = _SIGN["hyphen"].sub("-", _SIGN["space"].sub(" ", _SIGN["unseen"].sub("", text)))
    return text.translate(_WIDE)


def in_plain_signs(document: Document) -> Document:
    """The document with all its lines, words and tables in plain signs; itself where they are already."""
    pages = tuple(_page(page) for page in document.pages)
    return (
        document
        if all(one is other for one, other in zip(pages, document.pages, strict=True))
        else replace(document, pages=pages)
    )


def _page(page: Page) -> Page:
    if not any(_ANY.search(line.text) for line in page.lines) and not any(
        _ANY.search(cell) for table in page.tables for row in table.rows for cell in row
    ):
        return page
    lines = tuple(
        replace(line, text=plain(line.text), words=tuple(replace(word, text=plain(word.text)) for word in line.words))
        if _ANY.search(line.text)
        else line
        for line in page.lines
    )
    tables = tuple(
        replace(table, rows=tuple(tuple(plain(cell) for cell in row) for row in table.rows)) for table in page.tables
    )
    return replace(page, lines=lines, tables=tables)
