"""Whether two values of a field say the same."""

from __future__ import annotations

import re
from functools import lru_cache

_DEGREE = re.compile(
    r",?\s*\b(?:s\.?\s?h|s\.?\s?kom|s\.?\s?e|m\.?\s?m|m\.?\s?h|s\.?\s?t|s\.?\s?sos|s\.?\s?pd|m\.?\s?si|a\.?\s?md)\b\.?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:(?:drs|dra|dr|h|hj|ir|sdr|sdri|bapak|ibu|bpk|pak|bu)\.?(?:/i)?\s+)+", re.IGNORECASE)


def agree(path: str, one: str, other: str) -> bool:
    """Whether two values say the same; each says the same as itself.

    Numbers by their digits, names without titles, units where one name holds the other, all else word by word.
    """
    if path.endswith((".phone", ".nip")):
        mine, theirs = (re.sub(r"\D", "", said) for said in (one, other))
        return mine == theirs or (
            path.endswith(".phone") and mine.removeprefix("62").lstrip("0") == theirs.removeprefix("62").lstrip("0")
        )
    if path.endswith(".name"):
        one, other = (_TITLE.sub("", _DEGREE.sub("", said)) for said in (one, other))
    mine, theirs = flat(one), flat(other)
    if mine == theirs:
        return True
    if path == "issue.location":
        return bool(mine and theirs) and (mine in theirs or theirs in mine)
    if path in ("requester.unit", "sender_office", "addressee"):
        short, long = sorted((mine, theirs), key=len)
        return bool(short) and short in long and 2 * len(short) >= len(long)
    return False


@lru_cache(maxsize=1 << 14)
def flat(text: str) -> str:
    """The words and numbers in small letters, a blank between two."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
