"""What may be the value of a field: names as the tagger finds them, numbers and addresses as their grammar says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.tagging.passage import Passage
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import Token, token_features, tokens

LEAST = 0.01  # chance from which a name is a candidate
ENDS = 3  # of one beginning that are kept
LONGEST = 18  # tokens of a name
MOST = 12  # candidates of a kind that the tagger finds
MOST_EXACT = 200  # numbers, addresses and days of a kind, the first and the last half of these: people name some five
# Kinds of names that the tagger knows; the labels of a CRF are "B-" and "I-" before them.
NAMED = ("person", "office", "position", "application", "place", "number", "subject", "addressee")
PHONE = re.compile(
    r"(?<![\d.,/-])(?:\+?62|\(?0)[\d\s().\-]{5,18}\d|(?<![\d.,/-])\d{3}[\s.-]\d{3,4}(?:[\s.-]\d{3,4})?(?![\d.])"
)
EXTENSION = re.compile(
    r"\b(?:pesawat|ext|pswt|ekstensi)\W{0,2}\d{2,5}\b", re.IGNORECASE
)  # a number inside the house: "pesawat 214"
NIP = re.compile(r"(?<!\d)\d(?:[ .]{0,2}\d){17}(?!\d)|(?<!\d)\d{8}(?!\d)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")  # looked for once a run: else a long one takes for ever
DIGITS = re.compile(r"\d")
PIECES = ("person", "office", "position", "application", "place")  # kinds of which a piece of a short line may be one
FEW = 60  # characters of a short line
MOST_WORDS = 12  # of a piece
MOST_PIECES = 120
_GAP = re.compile(r"\||\t|[^\S\n]{3,}")
_EDGES = " \t.,;:()-–*•|_\"'"
_PARTING = re.compile(r"\s*[,;|/()]\s*|\s+[-–—]\s+|\s{3,}|\t+")
_CALLED = re.compile(
    r"\b(?i:nama saya|saya|atas nama|a\.?\s?n\.?|sdr[i]?\.?|saudar[ai]|bapak|ibu|bpk\.?|bp\.?|pak|bu|kak|mas|mbak|bang|hub(?:ungi)?\.?|cp|pic|narahubung|kontak)"
    r"\W{1,3}(?P<name>[^\W\d_][\w.’']*(?:,?[ ]+[A-Z][\w.’']*){0,4})"
)


Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A place in the text that may be a value; `start` is -1 where the value stands in the mail's head."""

    kind: str
    start: int
    end: int
    value: str
    likely: float = 1.0  # that it is such a name at all, by the tagger
    facts: tuple[str, ...] = ()  # what is known of it beside its words and its place


def candidates(passage: Passage, tagger: Tagger) -> list[Candidate]:
    """All of them, of a kind the likeliest first."""
    words = tokens(passage.text)
    labels = [f"{part}-{kind}" for kind in NAMED for part in "BI"]
    likely = tagger.likelihoods(token_features(passage, words), labels)
    found = [candidate for kind in NAMED for candidate in _named(passage, words, likely, kind)]
    if passage.writer:
        found += [Candidate(kind=kind, start=-1, end=-1, value=passage.writer) for kind in ("person", "office")]
    found = _with_other_kinds(found)
    known = {(one.kind, one.start, one.end) for one in found}
    found += [
        Candidate(kind=kind, start=start, end=end, value=" ".join(passage.text[start:end].split()), likely=LEAST)
        for start, end in _pieces(passage)
        for kind in PIECES
        if (kind, start, end) not in known
    ]
    patterns = (("phone", PHONE), ("phone", EXTENSION), ("nip", NIP), ("mail", _MAIL))
    for kind, pattern in patterns:
        hits = [
            hit
            for hit in pattern.finditer(passage.text)
            if kind != "phone" or 6 <= len(DIGITS.findall(hit[0])) <= 15 or pattern is EXTENSION  # noqa: PLR2004 - a phone number
        ]
        found += [Candidate(kind=kind, start=hit.start(), end=hit.end(), value=hit[0]) for hit in _outermost(hits)]
    found += [
        Candidate(kind="moment", start=one.start, end=one.end, value=one.value, facts=one.facts)
        for one in _outermost(passage.onsets)
    ]
    return found


def _outermost(each: Sequence[Found]) -> Sequence[Found]:
    """The first and the last of many: who writes and who is to be called stand at a letter's ends."""
    half = MOST_EXACT // 2
    return each if len(each) <= MOST_EXACT else [*each[:half], *each[-half:]]


def _with_other_kinds(found: Sequence[Candidate]) -> list[Candidate]:
    """Each with what else its words may be: who is likelier a person is seldom an office."""
    likely: dict[tuple[int, int], dict[str, float]] = {}
    for one in found:
        likely.setdefault((one.start, one.end), {})[one.kind] = one.likely
    return [
        replace(one, facts=tuple(f"as {kind} {bucketed(share)}" for kind, share in others.items() if kind != one.kind))
        if one.start >= 0 and len(others := likely[one.start, one.end]) > 1
        else one
        for one in found
    ]


def _pieces(passage: Passage) -> list[tuple[int, int]]:
    """Short lines, what stands behind their labels, and the parts of both that signs of punctuation or wide gaps part."""
    found: dict[tuple[int, int], None] = {}
    for number, (start, end) in enumerate(passage.lines):
        label, rest = passage.labels[number]
        if len(found) >= MOST_PIECES:
            break
        if not passage.text[start:end].strip() or (end - start > FEW and not label):
            continue
        begin = rest if label else start
        for stretch in ((begin, end), *_parts(passage.text, begin, end)):
            if piece := _trimmed(passage.text, *stretch):
                found[piece] = None
    for hit in _CALLED.finditer(passage.text):
        found[hit.span("name")] = None
    return list(found)[:MOST_PIECES]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Without signs at its ends; None where no words are left, or too many for a name."""
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip(_EDGES)), end - len(piece) + len(piece.rstrip(_EDGES))
    if start >= end or len(text[start:end].split()) > MOST_WORDS or not re.search(r"[^\W\d_]{2}", text[start:end]):
        return None
    return start, end


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pieces between commas, brackets, strokes and wide gaps; beginnings up to each."""
    at = start
    for hit in (*_PARTING.finditer(text, start, end), None):
        stop = hit.start() if hit else end
        if at > start or hit:
            yield at, stop
        if at > start:
            yield start, stop
        at = hit.end() if hit else end


def _named(
    passage: Passage, words: Sequence[Token], likely: Sequence[dict[str, float]], kind: str
) -> Iterator[Candidate]:
    begins = [one.get(f"B-{kind}", 0.0) for one in likely]
    goes_on = [one.get(f"I-{kind}", 0.0) for one in likely]
    found: dict[tuple[int, int], float] = {}
    for place, chance in enumerate(begins):
        if chance < LEAST:
            continue
        ends, stays, end = [], chance, place + 1
        while end < len(words) and end - place < LONGEST and goes_on[end] > LEAST:
            if stays - goes_on[end] > 0.05 * chance:
                ends.append((stays - goes_on[end], end))
            stays, end = min(stays, goes_on[end]), end + 1
        ends.append((stays, end))
        for share, stop in sorted(ends, reverse=True)[:ENDS]:
            found[place, stop] = share
    for (place, stop), share in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST]:
        start, end = words[place].start, words[stop - 1].end
        if _GAP.search(passage.text, start, end):
            continue  # of two cells
        yield Candidate(kind=kind, start=start, end=end, value=" ".join(passage.text[start:end].split()), likely=share)


def bucketed(chance: float) -> str:
    """A probability as one of seven letters."""
    return next(
        (
            name
            for limit, name in ((0.03, "a"), (0.1, "b"), (0.25, "c"), (0.5, "d"), (0.75, "e"), (0.9, "f"))
            if chance < limit
        ),
        "g",
    )
