"""Phrases found in text, slips forgiven."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

SHORT = 6  # letters: shorter words must be exact ("pada" is no "padam")


def tokens(text: str, slang: Mapping[str, str]) -> tuple[str, ...]:
    """Lower-case words, slang made standard, particles stripped."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return tuple(slang.get(word, word) for word in words)


@lru_cache(maxsize=4096)
def _alternatives(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.split("|")) for word in phrase.lower().split())


@lru_cache(maxsize=200_000)
def _same(word: str, wanted: str, like: float) -> bool:
    if word == wanted:
        return True
    if len(wanted) < SHORT or abs(len(word) - len(wanted)) > 3:  # noqa: PLR2004 - endings like -nya
        return False
    return (word.startswith(wanted) and len(word) - len(wanted) <= 3) or fuzz.ratio(word, wanted) >= like  # noqa: PLR2004


def contains(words: Sequence[str], phrase: str, like: float) -> bool:
    """Whether the phrase's words stand in order, with at most one word between two of them."""
    wanted = _alternatives(phrase)
    for start, word in enumerate(words):
        if not any(_same(word, choice, like) for choice in wanted[0]):
            continue
        at = start
        for choices in wanted[1:]:
            near = range(at + 1, min(at + 3, len(words)))
            step = next((i for i in near if any(_same(words[i], choice, like) for choice in choices)), None)
            if step is None:
                break
            at = step
        else:
            return True
    return False
