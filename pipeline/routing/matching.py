"""Phrases found in text, slips forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

SHORT = 6  # letters: shorter words must be exact ("pada" is no "padam")
ENDING = 3  # letters that an ending may add: -nya, -kan
MOST_WORDS = 100_000  # remembered


class Lexicon:
    """Which of the wanted words a word says: itself, with an ending, with a slip. The same words come in letter after letter."""

    def __init__(self, like: float) -> None:
        """`like`: ratio 0..100 from which two words are the same but for a slip."""
        self._like = like
        self._said: dict[str, tuple[str, ...]] = {}
        self.wanted: frozenset[str] = frozenset()  # long words that were asked for so far
        self.phrases: frozenset[str] = frozenset()  # of which all long words were

    def says(self, word: str, wanted: str) -> bool:
        """Whether a word says a long one."""
        if abs(len(word) - len(wanted)) > ENDING:
            return False
        return word.startswith(wanted) or fuzz.ratio(word, wanted, score_cutoff=self._like) > 0

    def said_by(self, word: str) -> tuple[str, ...]:
        """The wanted words that it says."""
        said = self._said  # before the wanted words: what another thread learns meanwhile begins a new dictionary
        found = said.get(word)
        if found is None:
            found = tuple(wanted for wanted in self.wanted if self.says(word, wanted))
            if len(said) >= MOST_WORDS:
                said.clear()
            said[word] = found
        return found

    def learn(self, wanted: str) -> None:
        """One more word that is asked for."""
        self.wanted |= {wanted}
        self._said = {}


lexicon = lru_cache(maxsize=4)(Lexicon)


class Vocabulary:
    """All words of a letter; what is like a wanted word is looked for once a letter, not once a phrase and place."""

    def __init__(self, words: Iterable[str], like: float) -> None:
        """`like`: as in `Lexicon`."""
        self._all = set(words)
        self._lexicon = lexicon(like)
        self._phrases = self._lexicon.phrases  # before the words, which then are theirs at least
        self._wanted = self._lexicon.wanted
        self._alike: dict[str, tuple[str, ...]] = {}
        for word in sorted(self._all):
            for wanted in self._lexicon.said_by(word):
                self._alike[wanted] = (*self._alike.get(wanted, ()), word)
        self._said = {word for word in self._all if len(word) < SHORT} | self._alike.keys()

    def like(self, wanted: str) -> tuple[str, ...]:
        """The letter's words that say `wanted`: itself, with an ending, with a slip; short words are exact."""
        if len(wanted) < SHORT:
            return (wanted,) if wanted in self._all else ()
        if wanted not in self._wanted:
            self._lexicon.learn(wanted)
            self._wanted |= {wanted}
            if alike := tuple(word for word in sorted(self._all) if self._lexicon.says(word, wanted)):
                self._alike[wanted] = alike
                self._said.add(wanted)
        return self._alike.get(wanted, ())

    def has_words_of(self, phrase: str) -> bool:
        """Whether the letter has every word of a phrase somewhere: most phrases end here."""
        alternatives = _alternatives(phrase)
        if phrase not in self._phrases:
            for choices in alternatives:
                for wanted in choices:
                    self.like(wanted)  # learns it
            self._phrases |= {phrase}
            self._lexicon.phrases |= {phrase}
        return not any(map(self._said.isdisjoint, alternatives))


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
    return [part for word in re.findall(r"[a-z0-9]+", text.lower()) for part in slang.get(word, word).split()]


@lru_cache(maxsize=4096)
def _alternatives(phrase: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.split("|")) for word in phrase.lower().split())
