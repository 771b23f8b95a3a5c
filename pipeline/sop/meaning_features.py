"""What the model of meanings sees of a reply: its words by the mood of their clause, and facts beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Literal, Self

from pipeline.dates import DateRules
from pipeline.model import Action, Case, Person
from pipeline.models import bucket
from pipeline.rulebook import Step
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop.answering import ALWAYS
from pipeline.sop.moments import until_when
from pipeline.sop.vetoes import families
from pipeline.sop.words import clauses, without_addresses, written_out

Stands = Literal["open", "asked", "ended"]  # the case goes on, its requester was asked something, it is over
LONGEST = 4_000  # characters of a reply that are looked at
_OPEN = (Action.DATA, Action.PERBAIKI, Action.STATUS, Action.CABUT)
_ENDED = (Action.PUAS, Action.BELUM)
_DIGITS = re.compile(r"\d")
_PICTURES = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_UNTIL = re.compile(r"\b(?:sampai|sampe|smp|hingga|s/d|tunggu|tunda|minta waktu|undur)\b")
_PHONE = re.compile(r"(?:\+62|\b0)8[\d -]{7,}")
_NIP = re.compile(r"\b\d{8} ?\d{6} ?\d ?\d{3}\b")
_SHARE = re.compile(r"\d ?(?:%|persen)")
_ENDS_ASKING = re.compile(r"\?\W*$")
_NAME = 4  # letters of a name at least
_PREFIXES, _SUFFIXES = ("di", "ter", "ku"), ("nya", "lah", "kan", "in", "i", "mi", "ji", "an")
_STEM = 4  # letters that are left of a word at least
_WRITTEN = re.compile(r"\w+")
_PIECES = (3, 4, 5)  # letters of a piece of a word
_SIZES = 6  # powers of two by which the length is told


@dataclass(frozen=True, kw_only=True)
class Asked:
    """To what a reply answers."""

    takes: tuple[Action, ...]  # all answers that count here
    own: tuple[str, ...]  # facts that tell this place from others
    asks: tuple[str, ...] = ()  # what the answer has to bring
    receives: bool = False  # whoever is asked only takes note
    of_requester: bool = False  # the requester is asked, who may write of anything

    @property
    def kind(self) -> str:
        """Places where a word means the same have the same kind."""
        taken = sorted(answer.value for answer in self.takes if answer not in ALWAYS)
        return f"{'+'.join(taken)} {self.receives}"

    @classmethod
    def step(cls, step: Step) -> Self:
        """A step of an SOP, known by what it takes and asks for: an office's own steps are told alike."""
        answers = "+".join(sorted(answer.value for answer in step.answers))
        return cls(
            takes=(*step.answers, *ALWAYS),
            own=(f"takes={answers}", *(f"asks={key}" for key in step.asks), f"receives={step.receives}"),
            asks=step.asks,
            receives=step.receives,
        )

    @classmethod
    def requester(cls, stands: Stands) -> Self:
        """The requester, by how his case stands."""
        return cls(takes=_ENDED if stands == "ended" else _OPEN, own=(f"requester={stands}",), of_requester=True)


def stands(case: Case) -> Stands:
    """How the case of a requester stands who writes."""
    if case.state.ended:
        return "ended"
    return "asked" if case.waiting_for == ASK_REQUESTER and case.waiting_note else "open"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is known of a reply's writer and time, to read its words by."""

    rules: AnswerRules
    dates: DateRules
    people: Sequence[Person]
    now: datetime
    files: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of the names of those whom the writer may mean."""
        return frozenset(
            word.lower() for one in self.people for word in re.findall(r"\w+", one.name) if len(word) >= _NAME
        )

    @cached_property
    def moods(self) -> dict[str, str]:
        """What a word does to its clause."""
        rules = self.rules
        lists = {
            "not": rules.negations,
            "if": (*rules.conditions, *rules.approval_conditions),
            "ask": rules.questions,
            "later": (*rules.holds, *rules.future),
            "other": rules.others,
        }
        return {word: mood for mood, words in reversed(lists.items()) for word in words if " " not in word}


def meaning_features(text: str, asked: Asked, words: Words) -> Counter[int]:
    """How often each bucket is met."""
    return Counter(bucket("m", token) for token in _tokens(text[:LONGEST], asked, words))


def spelling_features(text: str, asked: Asked, words: Words) -> Counter[int]:
    """How often each bucket is met, of what a second model sees: pieces of words, so that no way to write them is new."""
    text = text[:LONGEST]
    found = Counter(bucket("c", token) for token in (*asked.own, *asked.own))
    found.update(bucket("c", token) for token in _families(text, asked, words))
    found.update(
        bucket("c", piece) for word in _WRITTEN.findall(without_addresses(text)) for piece in _letters(f"<{word}>")
    )
    return found


def answering_features(text: str, words: Words) -> Counter[int]:
    """How often each bucket is met, of what a third model sees: the words alone, wherever they are an answer."""
    told = [_DIGITS.sub("0", word) for word in written_out(text[:LONGEST], words.rules)]
    facts = [f"w {word}" for word in told]
    facts += [f"s {stem(word)}" for word in told]
    facts += [f"b {first} {second}" for first, second in pairwise(told)]
    facts += [f"first {' '.join(told[:1])}", f"first {' '.join(told[:2])}", f"last {' '.join(told[-1:])}"]
    facts.append(f"size={min(_SIZES, len(told).bit_length())}")
    return Counter(bucket("a", fact) for fact in facts)


def _letters(word: str) -> Iterator[str]:
    for size in _PIECES:
        yield from (word[start : start + size] for start in range(len(word) - size + 1))


def _families(text: str, asked: Asked, words: Words) -> Iterator[str]:
    for family in families(text, words.rules, asks=asked.asks):
        yield from (f"veto {family}",) * 3  # a family weighs more than a word


def stem_bucket(word: str) -> int:
    """The number under which a word's stem is met."""
    return bucket("m", f"s {stem(word)}")


def _tokens(text: str, asked: Asked, words: Words) -> Iterator[str]:
    yield from asked.own
    for fact in _facts(text, words):  # twice: a fact weighs more than a word
        yield from (fact, fact)
    yield from _families(text, asked, words)
    whole = [_DIGITS.sub("0", word) for word in written_out(text, words.rules)]
    yield from (f"w {word}" for word in whole)
    yield from (f"{asked.kind} {word}" for word in whole)
    yield from (f"b {first} {second}" for first, second in pairwise(whole))
    yield from (f"s {stem(word)}" for word in whole)
    yield f"size={min(_SIZES, len(whole).bit_length())}"
    yield from (f"e {picture}" for picture in _PICTURES.findall(text))
    parts = clauses(text)
    for place, part in enumerate(parts):
        inside = written_out(part, words.rules)
        moods = sorted({words.moods[word] for word in inside if word in words.moods} | ({"ask"} & _asks(part)))
        yield f"mood {'+'.join(moods)}"
        yield from (f"{mood}~{stem(word)}" for word in inside for mood in moods or ("plain",))
        if place == 0:
            yield f"first mood {'+'.join(moods)}"
            yield from (f"first {stem(word)}" for word in inside)
        if place == len(parts) - 1:
            yield f"last mood {'+'.join(moods)}"


def _asks(part: str) -> set[str]:
    return {"ask"} if "?" in part else set()


def _facts(text: str, words: Words) -> Iterator[str]:
    lowered = text.lower()
    moment = until_when(text, words.now, words.dates)
    ahead = moment is not None and moment > words.now
    yield f"names={bool(words.names & set(re.findall(r'[a-z]+', lowered)))}"
    yield f"moment={'none' if moment is None else 'ahead' if ahead else 'past'}"
    yield f"until={ahead and bool(_UNTIL.search(lowered))}"
    yield f"files={words.files}"
    yield from (
        name
        for name, pattern in (("phone", _PHONE), ("nip", _NIP), ("share", _SHARE), ("ends asking", _ENDS_ASKING))
        if pattern.search(lowered)
    )


def stem(word: str) -> str:
    """A word without one common prefix and one ending: diganti, gantikan, gantinya -> ganti."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + _STEM:
            word = word.removeprefix(prefix)
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _STEM:
            return word.removesuffix(suffix)
    return word
