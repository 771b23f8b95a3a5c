"""What speaks for and against a candidate: its words, its place, and how it stands among the others of its kind."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.tagging.addresses import address_facts
from pipeline.tagging.candidates import DIGITS, NIP, PHONE, Candidate, bucketed
from pipeline.tagging.passage import Passage

NAMED_BY_ADDRESS = frozenset({"person", "office", "position", "mail"})  # kinds of which a mail address may say some
_PIECE = re.compile(r"[^\W\d_]+|\d+|\S")
_COLUMNS = re.compile(r"\||\S\s{3,}\S")
BESIDE = 1_000  # characters to each side of a candidate on its line that are looked at
REACH = 160  # characters before a candidate in which a cue may stand
_CUE = re.compile(
    r"\b(?:hubungi|menghubungi|dihubungi|narahubung|kontak|contact|cp|pic|hub|penanggung|yth|kepada|a\.?n|tembusan|ttd|salam|hormat"
    r"|nama|saya)\b"
)


class Peers:
    """All candidates of one kind, put in order once, so that each is compared with few of them."""

    def __init__(self, same: Sequence[Candidate]) -> None:
        self.count = len(same)
        self._likely = sorted(one.likely for one in same)
        self._placed = sorted(same, key=lambda one: one.start)
        self._starts = [one.start for one in self._placed]
        self._longest = max((one.end - one.start for one in same), default=0)
        self._names = Counter(_words_of(one.value) for one in same)
        self._in_text = {_words_of(one.value) for one in same if one.start >= 0}
        self._times: dict[frozenset[str], int] = {}

    def likelier(self, one: Candidate) -> int:
        """How many are likelier than this one."""
        return len(self._likely) - bisect_right(self._likely, one.likely)

    def over(self, one: Candidate) -> list[Candidate]:
        """Those that stand on some of the same characters."""
        first = bisect_left(self._starts, one.start - self._longest)
        last = bisect_left(self._starts, one.end)
        return [other for other in self._placed[first:last] if other is not one and one.start < other.end]

    def edges(self) -> tuple[int, int]:
        """Where the first and the last in the text stand."""
        return self._starts[bisect_left(self._starts, 0)], self._starts[-1]

    def times(self, one: Candidate) -> int:
        """How many bear the same name, in full or in part."""
        mine = _words_of(one.value)
        if mine not in self._times:
            self._times[mine] = sum(times for name, times in self._names.items() if _is_same(mine, name))
        return self._times[mine]

    def in_text(self, one: Candidate) -> bool:
        """Whether the text, too, bears the name."""
        mine = _words_of(one.value)
        return any(_is_same(mine, name) for name in self._in_text)


def facts_of(passage: Passage, one: Candidate, peers: Peers) -> tuple[str, ...]:
    """What speaks for and against a candidate, as facts for a linear model; `peers` are all of its kind, itself among them."""
    over = peers.over(one)
    facts = [
        *one.facts,
        f"kind likely {bucketed(one.likely)}",
        f"rank {min(4, peers.likelier(one))}",
        f"of {min(5, peers.count)}",
        f"form {passage.form}",
    ]
    if over:
        facts.append(
            "likelier overlaps" if max(other.likely for other in over) > one.likely else "likeliest of overlapping"
        )
        longer = any(
            other.likely >= 0.5 * one.likely and other.end - other.start > one.end - one.start for other in over
        )
        facts.append("longer overlaps" if longer else "longest of overlapping")
    if one.kind in NAMED_BY_ADDRESS:
        facts += address_facts(passage.address, one.value)
    words = one.value.lower().split()
    facts += [f"word {DIGITS.sub('0', word)}" for word in words[:8]]
    facts += [
        f"begins {words[0]}" if words else "",
        f"ends {words[-1]}" if words else "",
        f"words {min(8, len(words))}",
    ]
    facts.append(f"begin form {words[0][:4] if words else ''} {passage.form}")
    if one.value.isupper():
        facts.append("capitals")
    if one.value.islower():
        facts.append("small")
    if "." in one.value and "," in one.value:
        facts.append("degrees")
    facts.append(f"digits {min(19, len(DIGITS.findall(one.value)))}")
    if one.start < 0:
        return (*facts, "from head", "from head and text" if peers.in_text(one) else "from head alone")
    if passage.writer and _is_same(_words_of(passage.writer), _words_of(one.value)):
        facts.append("like the writer")
    return (*facts, *_standing(passage, one, peers))


def _standing(passage: Passage, one: Candidate, peers: Peers) -> Iterator[str]:
    yield from _neighbours(passage, one)
    yield from _in_line(passage, one)
    yield from _lines_around(passage, one)
    before = passage.text[max(0, one.start - REACH) : one.start].lower()
    cues = _CUE.findall(before)
    yield from (f"cue {cue}" for cue in dict.fromkeys(cues[-3:]))
    if cues:
        yield f"last cue {cues[-1]}"
    first, last = peers.edges()
    yield "first of kind" if one.start == first else "last of kind" if one.start == last else "amid its kind"
    yield f"times {min(4, peers.times(one))}"


def _neighbours(passage: Passage, one: Candidate) -> Iterator[str]:
    """The words before and after it."""
    text = passage.text
    before = _PIECE.findall(text[max(0, one.start - 60) : one.start].lower())[-4:]
    after = _PIECE.findall(text[one.end : one.end + 50].lower())[:4]
    for side, words in (("before", before[::-1]), ("after", after)):
        for place, word in enumerate(words, start=1):
            plain = DIGITS.sub("0", word)
            yield f"{side} {plain}"
            if place <= 2:  # noqa: PLR2004 - the two nearest
                yield f"{side}{place} {plain}"
    if len(before) > 1:
        yield f"before pair {before[-2]} {before[-1]}"


def _in_line(passage: Passage, one: Candidate) -> Iterator[str]:
    """Its label, and whether it fills its line or stands in a column."""
    text = passage.text
    number = passage.line_of(one.start)
    start, end = passage.lines[number]
    label, rest = passage.labels[number]
    ends = not text[one.end : end].strip(" .,;")
    if label and one.start >= rest:
        yield f"label {label}"
        yield from (f"label word {word}" for word in label.split())
        yield "whole value" if ends and not text[rest : one.start].strip() else "part of value"
    first = not text[start : one.start].strip(" -•*.:")
    yield "begins line" if first else "inside line"
    if first and ends:
        yield "whole line"
    if _COLUMNS.search(text, start, end):
        yield "columns"
    beside = text[max(start, one.start - BESIDE) : one.start] + text[one.end : min(end, one.end + BESIDE)]
    if NIP.search(beside):
        yield "nip beside"
    if PHONE.search(beside):
        yield "phone beside"


def _lines_around(passage: Passage, one: Candidate) -> Iterator[str]:
    """Where its line stands in the letter, and what stands above and below."""
    number = passage.line_of(one.start)
    rank, count = passage.ranks.get(number, 0), len(passage.ranks)
    yield f"top {min(12, rank)}"
    yield f"bottom {min(12, count - 1 - rank)}"
    yield f"bottom {min(12, count - 1 - rank)} {passage.form}"
    yield f"tenth {10 * rank // max(1, count)}"
    for name, other in (("above", number - 1), ("below", number + 1)):
        if not 0 <= other < len(passage.lines):
            continue
        yield from (f"{name} {fact}" for fact in _line_facts(passage.text[slice(*passage.lines[other])]))


@lru_cache(maxsize=1 << 10)  # each line is asked for by all that stands above and below it
def _line_facts(line: str) -> tuple[str, ...]:
    facts = re.findall(r"[^\W\d_]+", line.lower())[:3]
    if NIP.search(line):
        facts.append("nip")
    if PHONE.search(line):
        facts.append("phone")
    if not line.strip():
        facts.append("blank")
    return tuple(facts)


@lru_cache(maxsize=1 << 12)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", name.lower()))


def _is_same(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether all words of one name stand in the other."""
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
