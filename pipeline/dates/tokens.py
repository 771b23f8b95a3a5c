"""A text as words, numbers and signs, each knowing where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u02bb\u0060\u00b4\u2032", "'"),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\u000b\u000c", " "),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **{
            character: unicodedata.normalize("NFD", character)[0]
            for character in map(chr, range(0xC0, 0x180))
            if len(unicodedata.normalize("NFD", character)) > 1
        },
    }
)
# OCR reads the I of a zone as l or 1; a hyphen at the end of a line may part a word; ">" begins a quoted line.
_TOKEN = re.compile(
    r"(?P<space>(?:\s|(?<=\n)>|(?<=\n> )>)+)|(?P<zone>(?<![a-z])w[il1](?:b|ta?)(?![a-z0-9]))"
    r"|(?P<word>[a-z]+(?:'[a-z]+)*)|(?P<number>\d+)|(?P<sign>\S)"
)
_PARAGRAPH = re.compile(r"\n[ \t\r>]*\n")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign in folded letters."""

    text: str
    kind: Literal["word", "number", "sign"]
    start: int
    end: int
    gap: int  # before it: 0 nothing, 1 blanks or a line's end, 2 an empty line


def fold(text: str) -> str:
    """Small plain letters and signs, character for character: places in the text stay what they are."""
    small = text.lower()
    if len(small) != len(text):  # "İ" becomes two characters
        small = "".join(lower if len(lower := one.lower()) == 1 else one for one in text)
    return small.translate(_PLAIN)


def tokens_of(folded: str) -> Iterator[Token]:
    """The tokens of a folded text, in order."""
    gap = 2
    for found in _TOKEN.finditer(folded):
        kind = found.lastgroup
        if kind == "space":
            gap = 2 if _PARAGRAPH.search(found[0]) else 1
            continue
        text = found[0]
        if kind == "zone":
            text, kind = text.replace("1", "i").replace("l", "i"), "word"
        yield Token(
            text=text,
            kind="word" if kind == "word" else "number" if kind == "number" else "sign",
            start=found.start(),
            end=found.end(),
            gap=gap,
        )
        gap = 0
