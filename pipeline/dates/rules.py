"""The words of dates and times: `rules/dates.yaml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.dates.tokens import fold, tokens_of

Part = Literal["dawn", "morning", "noon", "afternoon", "night"]
Unit = Literal["minute", "hour", "day", "workday", "week", "month"]
Role = Literal[
    "earlier", "later", "this", "last", "next", "ago", "ahead", "already", "since", "until", "by", "clock", "date",
    "half", "quarter", "past", "to", "about", "filler", "within", "month_follows", "every", "vague", "and", "start", "middle", "finish", "weekend",
    "am", "pm", "oclock", "minutes",
]  # fmt: skip
Words = tuple[str, ...]
_ARTICLE = 2  # letters of a word for one that is rather an article
Meaning = tuple[str, str | int]  # ("weekday", 0), ("part", "morning"), ("since", "")


class DateRules(BaseModel):
    """How people say months, weekdays, parts of the day, and the small words between them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: dict[Annotated[int, Field(ge=1, le=12)], Words]
    weekdays: dict[Annotated[int, Field(ge=0, le=6)], Words]  # 0 is Monday
    weak: Words  # a weekday or month only where something beside it says so: "minggu", "sen"
    parts: dict[Part, Words]
    days: dict[int, Words]  # counted from the day of writing: -1 is yesterday
    last_night: Words
    tomorrow_or_morning: Words  # tomorrow where the future is preferred, else the morning
    zones: dict[str, Words]  # IANA name -> how it is written
    units: dict[Unit, Words]
    one: dict[Unit, Words]  # one of the unit in one word: "seminggu"
    numbers: dict[Annotated[int, Field(ge=1, le=60)], Words]
    words: dict[Role, Words]  # the small words, by what they do

    @field_validator("zones")
    @classmethod
    def _known(cls, zones: dict[str, Words]) -> dict[str, Words]:
        for name in zones:
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                raise ValueError(f"{name!r} bukan zona waktu, misalnya Asia/Makassar") from None
        return zones

    @cached_property
    def number_words(self) -> dict[str, int]:
        """Each number by its words, without articles: a, an, sa."""
        return {word: number for number, words in self.numbers.items() for word in words if len(word) > _ARTICLE}

    @cached_property
    def lexicon(self) -> Lexicon:
        """All phrases by their words."""
        return Lexicon(self)


class _Node:
    """A place in the tree of phrases."""

    __slots__ = ("below", "meanings")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.meanings: dict[str, str | int] = {}


class Lexicon:
    """Every phrase of the rules as a path of words, with all that it can mean."""

    def __init__(self, rules: DateRules) -> None:
        self.root = _Node()
        self.words: set[str] = set()  # single words: what a broken or drawn-out word may be
        self.months = [(fold(name), number) for number, names in rules.months.items() for name in names]
        self.weekdays = [(fold(name), number) for number, names in rules.weekdays.items() for name in names]
        self.weak = frozenset(fold(word) for word in rules.weak)
        tables: list[tuple[str, Iterable[tuple[str | int, Words]]]] = [
            ("month", rules.months.items()),
            ("weekday", rules.weekdays.items()),
            ("part", rules.parts.items()),
            ("day", rules.days.items()),
            ("zone", rules.zones.items()),
            ("unit", rules.units.items()),
            ("one", rules.one.items()),
            ("number", rules.numbers.items()),
            ("last_night", [(-1, rules.last_night)]),
            ("isuk", [(1, rules.tomorrow_or_morning)]),
        ]
        for kind, table in tables:
            for value, phrases in table:
                self._add(kind, value, phrases)
        for role, phrases in rules.words.items():
            self._add(role, "", phrases)

    def _add(self, kind: str, value: str | int, phrases: Words) -> None:
        for phrase in phrases:
            node = self.root
            words = [token.text for token in tokens_of(fold(phrase))]
            for word in words:
                node = node.below.setdefault(word, _Node())
            node.meanings[kind] = value
            if len(words) == 1:
                self.words.add(words[0])
