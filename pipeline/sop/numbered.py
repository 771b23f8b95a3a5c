"""The number of a case or a letter beside a decision: where it is not that of the matter asked, another mail may be meant."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.model import Action

DECIDES = frozenset(
    {Action.SETUJU, Action.TANGANI, Action.TERUSKAN}
)  # reports and refusals name numbers as their reasons
_CASE = r"(?<![\w/.-])(?P<case>\d{4}-\d{4,})(?![\w/-])"
_LETTER = (
    r"\b(?:perkara|kasus|tiket|case|ticket|surat|nodis|nota[ ]dinas|memo|disposisi|berkas|permohonan|laporan)"
    r"[ ](?:(?:dengan|dgn|yang|yg)[ ])?(?:nomor|nomer|nmr|no|number)\b[.:# ]{0,3}(?P<letter>[\w./-]{0,40}\d[\w./-]{0,40})"
)
_NAMED = re.compile(f"{_CASE}|{_LETTER}", re.IGNORECASE)


def other_number(text: str, about: Collection[str]) -> str | None:
    """The first number of a case or letter in the text that is none of `about` and no part of one; None where there is none.

    `about` are the numbers of the matter asked about, of its case and its letter; without any, every number is another's.
    """
    own = [re.findall(r"\w+", one.lower()) for one in about]
    for found in _NAMED.finditer(text):
        number = (found["case"] or found["letter"]).strip(".,/-")
        pieces = re.findall(r"\w+", number.lower())
        if not any(_stands(pieces, known) for known in own):
            return number
    return None


def _stands(pieces: list[str], known: list[str]) -> bool:
    return any(known[place : place + len(pieces)] == pieces for place in range(len(known)))
