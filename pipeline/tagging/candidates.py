"""What may be the value of a field: names as the tagger finds them, numbers and addresses as their grammar says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.tagging.addresses import address_facts
from pipeline.tagging.passage import Passage
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import Token, token_features, tokens

NAMED_BY_ADDRESS = frozenset({"person", "office", "position", "mail"})  # kinds of which a mail address may say some
LEAST = 0.01  # chance from which a name is a candidate
ENDS = 3  # of one beginning that are kept
LONGEST = 18  # tokens of a name
MOST = 12  # candidates of a kind
# Kinds of names that the tagger knows; the labels of a CRF are "B-" and "I-" before them.
NAMED = ("person", "office", "position", "application", "place", "number", "subject", "addressee")
_PHONE = re.compile(
    r"(?<![\d.,/-])(?:\+?62|\(?0)[\d\s().\-]{5,18}\d|(?<![\d.,/-])\d{3}[\s.-]\d{3,4}(?:[\s.-]\d{3,4})?(?![\d.])"
)
EXTENSION = re.compile(
    r"\b(?:pesawat|ext|pswt|ekstensi)\W{0,2}\d{2,5}\b", re.IGNORECASE
)  # a number inside the house: "pesawat 214"
_NIP = re.compile(r"(?<!\d)\d(?:[ .]{0,2}\d){17}(?!\d)|(?<!\d)\d{8}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(r"\d")
PIECES = ("person", "office", "position", "application", "place")  # kinds of which a piece of a short line may be one
FEW = 60  # characters of a short line
MOST_WORDS = 12  # of a piece
MOST_PIECES = 120
_GAP = re.compile(r"\||\t|[^\S\n]{3,}")
_EDGES = " \t.,;:()-–*•|_\"'"
_PIECE = re.compile(r"[^\W\d_]+|\d+|\S")
_COLUMNS = re.compile(r"\||\S\s{3,}\S")
REACH = 160  # characters before a candidate in which a cue may stand
_CUE = re.compile(
    r"\b(?:hubungi|menghubungi|dihubungi|narahubung|kontak|contact|cp|pic|hub|penanggung|yth|kepada|a\.?n|tembusan|ttd|salam|hormat"
    r"|nama|saya)\b"
)
_PARTING = re.compile(r"\s*[,;|/()]\s*|\s+[-–—]\s+|\s{3,}|\t+")
_CALLED = re.compile(
    r"\b(?i:nama saya|saya|atas nama|a\.?\s?n\.?|sdr[i]?\.?|saudar[ai]|bapak|ibu|bpk\.?|bp\.?|pak|bu|kak|mas|mbak|bang|hub(?:ungi)?\.?|cp|pic|narahubung|kontak)"
    r"\W{1,3}(?P<name>[^\W\d_][\w.’']*(?:,?[ ]+[A-Z][\w.’']*){0,4})"
)


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
    patterns = (("phone", _PHONE), ("phone", EXTENSION), ("nip", _NIP), ("mail", _MAIL))
    found += [
        Candidate(kind=kind, start=hit.start(), end=hit.end(), value=hit[0])
        for kind, pattern in patterns
        for hit in pattern.finditer(passage.text)
        if kind != "phone" or 6 <= len(_DIGITS.findall(hit[0])) <= 15 or pattern is EXTENSION  # noqa: PLR2004 - a phone number
    ]
    found += [
        Candidate(kind="moment", start=one.start, end=one.end, value=one.value, facts=one.facts)
        for one in passage.onsets
    ]
    return found


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


def facts_of(passage: Passage, one: Candidate, others: Sequence[Candidate]) -> tuple[str, ...]:
    """What speaks for and against a candidate, as facts for a linear model; `others` are all of its kind."""
    same = [other for other in others if other.kind == one.kind]
    rank = sum(other.likely > one.likely for other in same)
    over = [other for other in same if other is not one and other.start < one.end and one.start < other.end]
    facts = [
        *one.facts,
        f"kind likely {bucketed(one.likely)}",
        f"rank {min(4, rank)}",
        f"of {min(5, len(same))}",
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
    facts += [f"word {_DIGITS.sub('0', word)}" for word in words[:8]]
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
    facts.append(f"digits {min(19, len(_DIGITS.findall(one.value)))}")
    if one.start < 0:
        elsewhere = any(_same_name(one.value, other.value) for other in same if other.start >= 0)
        return (*facts, "from head", "from head and text" if elsewhere else "from head alone")
    if passage.writer and _same_name(passage.writer, one.value):
        facts.append("like the writer")
    return (*facts, *_standing(passage, one, same))


def _standing(passage: Passage, one: Candidate, same: Sequence[Candidate]) -> Iterator[str]:
    yield from _neighbours(passage, one)
    yield from _in_line(passage, one)
    yield from _lines_around(passage, one)
    before = passage.text[max(0, one.start - REACH) : one.start].lower()
    cues = _CUE.findall(before)
    yield from (f"cue {cue}" for cue in dict.fromkeys(cues[-3:]))
    if cues:
        yield f"last cue {cues[-1]}"
    places = sorted(other.start for other in same if other.start >= 0)
    yield "first of kind" if one.start == places[0] else "last of kind" if one.start == places[-1] else "amid its kind"
    yield f"times {min(4, sum(_same_name(one.value, other.value) for other in same))}"


def _neighbours(passage: Passage, one: Candidate) -> Iterator[str]:
    """The words before and after it."""
    text = passage.text
    before = _PIECE.findall(text[max(0, one.start - 60) : one.start].lower())[-4:]
    after = _PIECE.findall(text[one.end : one.end + 50].lower())[:4]
    for side, words in (("before", before[::-1]), ("after", after)):
        for place, word in enumerate(words, start=1):
            plain = _DIGITS.sub("0", word)
            yield f"{side} {plain}"
            if place <= 2:  # noqa: PLR2004 - the two nearest
                yield f"{side}{place} {plain}"
    if len(before) > 1:
        yield f"before pair {before[-2]} {before[-1]}"


def _in_line(passage: Passage, one: Candidate) -> Iterator[str]:
    """Its label, and whether it fills its line or stands in a column."""
    text = passage.text
    number = text.count("\n", 0, one.start)
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
    beside = text[start : one.start] + text[one.end : end]
    if _NIP.search(beside):
        yield "nip beside"
    if _PHONE.search(beside):
        yield "phone beside"


def _lines_around(passage: Passage, one: Candidate) -> Iterator[str]:
    """Where its line stands in the letter, and what stands above and below."""
    number = passage.text.count("\n", 0, one.start)
    rank, count = passage.ranks.get(number, 0), len(passage.ranks)
    yield f"top {min(12, rank)}"
    yield f"bottom {min(12, count - 1 - rank)}"
    yield f"bottom {min(12, count - 1 - rank)} {passage.form}"
    yield f"tenth {10 * rank // max(1, count)}"
    for name, other in (("above", number - 1), ("below", number + 1)):
        if not 0 <= other < len(passage.lines):
            continue
        line = passage.text[slice(*passage.lines[other])]
        yield from (f"{name} {word}" for word in re.findall(r"[^\W\d_]+", line.lower())[:3])
        if _NIP.search(line):
            yield f"{name} nip"
        if _PHONE.search(line):
            yield f"{name} phone"
        if not line.strip():
            yield f"{name} blank"


def _same_name(one: str, other: str) -> bool:
    mine, theirs = (set(re.findall(r"[^\W\d_]{3,}", name.lower())) for name in (one, other))
    return bool(mine & theirs) and (mine <= theirs or theirs <= mine)


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
