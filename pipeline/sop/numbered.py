"""The number of a case or a letter beside a decision: where it is not that of the matter asked, another mail may be meant."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.model import Action

# Beside these another number counts; reports and refusals name numbers as their reasons.
DECIDES = frozenset({Action.SETUJU, Action.TANGANI, Action.TERUSKAN})
_CASE = r"(?<![\w/.-])(?P<case>\d{4}-\d{4,})(?![\w/-])"
_LETTER = (
    r"\b(?:perkara|kasus|tiket|case|ticket|surat|nodis|nota[ ]dinas|memo|disposisi|berkas|permohonan|laporan)"
    r"[ ](?:(?:dengan|dgn|yang|yg)[ ])?(?:nomor|nomer|nmr|no|number)\b[.:# ]{0,3}(?P<letter>[\w./-]{0,40}\d[\w./-]{0,40})"
)
_NUMBERED = re.compile(f"{_CASE}|{_LETTER}", re.IGNORECASE)
_PHRASE = re.compile(  # a number with the words that lead to it: "untuk perkara nomor 2026-0007 ini"
    r"[ ,]*(?:\b(?:untuk|utk|atas|tentang|soal|for)\b[ ]+)?"
    rf"(?:(?:\b(?:perkara|kasus|tiket|case)\b[ ]+(?:(?:nomor|no)\b[.: ]{{0,3}})?)?{_CASE}|{_LETTER})(?:[ ]+ini\b)?",
    re.IGNORECASE,
)


def case_numbers(text: str) -> list[str]:
    """The numbers of cases that a text names, such as "2026-0007"; no parts of longer numbers."""
    return [found["case"] for found in re.finditer(_CASE, text)]


def other_number(text: str, about: Collection[str]) -> str | None:
    """The first number of a case or letter in the text that is none of `about` and no part of one; None where there is none.

    `about` are the numbers of the matter asked about, of its case and its letter; without any, every number is another's.
    """
    numbers = (_number(found) for found in _NUMBERED.finditer(text))
    return next((number for number in numbers if not _is_own(number, about)), None)


def without_own_numbers(text: str, about: Collection[str]) -> str:
    """The text without "untuk perkara 2026-0007" where that is one of `about`."""
    return _PHRASE.sub(lambda found: " " if _is_own(_number(found), about) else found[0], text)


def _number(found: re.Match[str]) -> str:
    return (found["case"] or found["letter"]).strip(".,/-")


def _is_own(number: str, about: Collection[str]) -> bool:
    pieces = re.findall(r"\w+", number.lower())
    return any(_stands(pieces, re.findall(r"\w+", one.lower())) for one in about)


def _stands(pieces: list[str], known: list[str]) -> bool:
    return any(known[place : place + len(pieces)] == pieces for place in range(len(known)))
