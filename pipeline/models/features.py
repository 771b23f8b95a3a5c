"""What a linear model sees of a text: its words, pairs of words and pieces of words, each as a bucket number.

Feature hashing (Weinberger et al. 2009): no vocabulary is kept, and the numbers are the same on every machine.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from zlib import crc32

BUCKETS = 1 << 18
LONGEST = 6_000  # characters of a text that are looked at
PIECES = (3, 4, 5)  # letters of a piece of a word
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[?!:]")
_DIGITS = re.compile(r"\d")


def features(text: str, *, also: tuple[str, ...] = ()) -> Counter[int]:
    """How often each bucket is met. `also` are facts beside the words, such as `step=gangguan-jaringan/5`."""
    words = [_DIGITS.sub("0", word) for word in _TOKEN.findall(text[:LONGEST].lower())]
    found: Counter[int] = Counter()
    found.update(bucket("f", fact) for fact in also)
    found.update(bucket("w", word) for word in words)
    found.update(bucket("b", f"{first} {second}") for first, second in pairwise(words))
    for word, times in Counter(words).items():
        held = f" {word} "
        for size in PIECES:
            for place in range(len(held) - size + 1):
                found[bucket("p", held[place : place + size])] += times
    return found


def bucket(kind: str, text: str) -> int:
    """The number of what is met, the same on every machine; `kind` keeps apart what reads alike."""
    return crc32(f"{kind}\x00{text}".encode()) % BUCKETS
