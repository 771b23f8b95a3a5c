"""Looking at a text word by word: what stands at a place, and what phrase of the rules begins there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.dates.rules import Lexicon
from pipeline.dates.said import Said
from pipeline.dates.tokens import Token, fold, tokens_of

NOTHING = Token(text="", kind="sign", start=0, end=0, gap=2)
_LEAST = 4  # letters of a word that may be drawn out: "ttd" is no "td"
_DRAWN_OUT = re.compile(r"([a-z])\1+")


class Phrase(NamedTuple):
    """A phrase of the rules: where it ends (the next token), and what it can mean."""

    end: int
    meanings: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a moment, from a token to before another; without `said` it is read over."""

    end: int
    said: Said | None


class Reader:
    """The tokens of a text and the phrases among them; each place is looked up once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.tokens = _joined(list(tokens_of(fold(text))), lexicon.words)
        self._phrases: dict[int, tuple[Phrase, ...]] = {}

    def at(self, index: int) -> Token:
        """The token at a place; an empty one outside the text."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else NOTHING

    def phrases(self, index: int) -> tuple[Phrase, ...]:
        """All phrases that begin here, the longest first."""
        found = self._phrases.get(index)
        if found is None:
            found = self._phrases[index] = tuple(reversed(list(self._walk(index))))
        return found

    def _walk(self, index: int) -> list[Phrase]:
        node, place, found = self.lexicon.root, index, []
        while place < len(self.tokens) and (place == index or self.tokens[place].gap < 2):  # noqa: PLR2004 - a new paragraph
            word = self.tokens[place].text
            below = node.below.get(word) or (
                node.below.get(_short(word, self.lexicon.words)) if place == index else None
            )
            if below is None:
                break
            node, place = below, place + 1
            if node.meanings:
                found.append(Phrase(place, node.meanings))
        return found

    def means(self, index: int, kind: str) -> tuple[str | int, int] | None:
        """The longest phrase of a kind that begins here: its value and where it ends."""
        for phrase in self.phrases(index):
            if kind in phrase.meanings:
                return phrase.meanings[kind], phrase.end
        return None

    def end_of(self, index: int, *kinds: str) -> int | None:
        """Where the longest phrase of one of the kinds ends."""
        for phrase in self.phrases(index):
            if any(kind in phrase.meanings for kind in kinds):
                return phrase.end
        return None

    def follows(self, index: int, kind: str, most: int = 3) -> bool:
        """Whether a phrase of a kind ends right before this place."""
        return any(
            phrase.end == index and kind in phrase.meanings
            for start in range(max(0, index - most), index)
            for phrase in self.phrases(start)
        )

    def number(self, index: int, digits: int = 2) -> int | None:
        """A number of at most so many digits."""
        token = self.at(index)
        return int(token.text) if token.kind == "number" and len(token.text) <= digits else None

    def counted(self, index: int, digits: int = 2) -> tuple[int, int] | None:
        """A number in digits or in words, and where it ends."""
        number = self.number(index, digits)
        if number is not None:
            return number, index + 1
        found = self.means(index, "number")
        return (int(found[0]), found[1]) if found else None

    def begins_free(self, index: int) -> bool:
        """Whether a number is not the tail of something longer: "B-1187", "10.0.0.1", "kasus12"."""
        token, before = self.at(index), self.at(index - 1)
        if token.gap or not before.text:
            return True
        if before.kind == "word":
            return self._announces(index - 1) or (before.text == "t" and self.at(index - 2).kind == "number")
        if before.kind == "number" or before.text in "_@#=+*%$\\":
            return False
        if before.text in "/-":
            return bool(self.end_of(index - 2, "weekday"))  # "Senin/2 Maret"
        if before.text == ".":
            return self._announces(index - 2)
        return before.text not in ":," or self.at(index - 2).kind != "number"

    def _announces(self, index: int) -> bool:
        """Whether a date or a time may follow this word without a blank: "tgl5", "pkl.08.00"."""
        return bool(self.end_of(index, "date", "clock", "about", "since", "until", "month", "weekday"))

    def says_nothing(self, index: int) -> bool:
        """Whether no phrase of the rules begins with this word, nor a slip of one behind "hari"."""
        return self.at(index).kind == "word" and not self.phrases(index) and not self.end_of(index - 1, "filler")

    def begins_line(self, index: int) -> bool:
        """Whether only blanks stand before the token on its line, and blanks behind it: a line of a log."""
        before = self.text[self.at(index - 1).end : self.at(index).start]
        return index > 0 and "\n" in before

    def ends_free(self, index: int) -> bool:
        """Whether what ends before this place does not go on: "12/11/2026/A", "08.30.1"."""
        token, after = self.at(index), self.at(index + 1)
        if token.gap or not token.text:
            return True
        if token.kind == "word":
            return bool(self.end_of(index, "zone", "am", "pm", "month")) or token.text in ("an", "t", "ish")
        if token.text in ".:,":
            return after.gap > 0 or after.kind != "number"
        if token.text in "/_@=+*%$\\":
            return token.text == "/" and after.gap > 0
        return token.text != "-" or after.gap > 0 or after.kind == "number" or after.text in ("an", ">")


def _short(word: str, words: set[str]) -> str:
    """A drawn-out word as it is spelled: "kemariiin", "soree"; the word itself where it is none."""
    if not _DRAWN_OUT.search(word):
        return word
    for pattern in (r"\1", r"\1\1"):
        short = _DRAWN_OUT.sub(pattern, word)
        if len(short) >= _LEAST and short in words:
            return short
    return word


def _joined(tokens: list[Token], words: set[str]) -> list[Token]:
    """The tokens, words that a hyphen parts at a line's end made one where that is a word of ours."""
    joined: list[Token] = []
    for token in tokens:
        if (
            len(joined) > 1
            and token.kind == "word"
            and token.gap == 1
            and joined[-1].text == "-"
            and not joined[-1].gap
        ):
            whole = joined[-2].text + token.text
            if whole in words:
                first = joined[-2]
                joined[-2:] = [Token(text=whole, kind="word", start=first.start, end=token.end, gap=first.gap)]
                continue
        joined.append(token)
    return joined
