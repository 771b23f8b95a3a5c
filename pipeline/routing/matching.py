"""Phrases found in text, slips forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

SHORT = 6  # letters: shorter words must be exact ("pada" is no "padam")
ENDING = 3  # letters that an ending may add: -nya, -kan


class Vocabulary:
    """All words of a letter; what is like a wanted word is looked for once a letter, not once a phrase and place."""

    def __init__(self, words: Iterable[str], like: float) -> None:
        """`like`: ratio 0..100 from which two words are the same but for a slip."""
        self._like = like
        self._all = set(words)
        self._words: dict[int, list[str]] = {}  # by length: a slip changes it little
        for word in sorted(self._all):
            self._words.setdefault(len(word), []).append(word)
        self._alike: dict[str, tuple[str, ...]] = {}

    def like(self, wanted: str) -> tuple[str, ...]:
        """The letter's words that say `wanted`: itself, with an ending, with a slip; short words are exact."""
        found = self._alike.get(wanted)
        if found is None:
            exact = (wanted,) if wanted in self._all else ()
            found = self._alike[wanted] = exact if len(wanted) < SHORT else self._near(wanted)
        return found

    def has_words_of(self, phrase: str) -> bool:
        """Whether the letter has every word of a phrase somewhere: most phrases end here."""
        return all(any(map(self.like, choices)) for choices in _alternatives(phrase))

    def _near(self, wanted: str) -> tuple[str, ...]:
        lengths = range(len(wanted) - ENDING, len(wanted) + ENDING + 1)
        near = (word for length in lengths for word in self._words.get(length, ()))
        return tuple(word for word in near if _says(word, wanted, self._like))


@lru_cache(maxsize=1 << 17)
def _says(word: str, wanted: str, like: float) -> bool:
    """Whether a word says a wanted one, with an ending or a slip; the same words come in letter after letter."""
    return word.startswith(wanted) or fuzz.ratio(word, wanted, score_cutoff=like) > 0


class Words:
    """The words of one part of a letter, in order."""

    def __init__(self, words: Sequence[str], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            self._places.setdefault(word, []).append(place)

    def may_contain(self, phrase: str) -> bool:
        """Whether it, or another part of the same letter, may."""
        return self._vocabulary.has_words_of(phrase)

    def contain(self, phrase: str) -> bool:
        """Whether the phrase's words stand in order, with at most one word between two of them."""
        reached: set[int] | None = None
        for choices in _alternatives(phrase):
            places = [
                place
                for choice in choices
                for word in self._vocabulary.like(choice)
                if word in self._places
                for place in self._places[word]
            ]
            if reached is not None:
                places = [place for place in places if place - 1 in reached or place - 2 in reached]
            if not places:
                return False
            reached = set(places)
        return True


def tokens(text: str, slang: Mapping[str, str]) -> list[str]:
    """Lower-case words, slang made standard."""
    return [slang.get(word, word) for word in re.findall(r"[a-z0-9]+", text.lower())]


@lru_cache(maxsize=4096)
def _alternatives(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.split("|")) for word in phrase.lower().split())
