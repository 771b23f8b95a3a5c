"""Where the persons, roles and applications of access rows may stand: as a tagger finds them, rules read them, and signs point to them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.tagging.agreement import flat
from pipeline.tagging.candidates import Candidate
from pipeline.tagging.cells import CELL
from pipeline.tagging.passage import Passage
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import Token, token_features, tokens

HOLDER, ROLE, APPLICATION, NIP = "holder", "role", "application", "nip"
TAGGED = (HOLDER, ROLE, APPLICATION)
LEAST = 0.03  # chance from which a span is looked at
UNSEEN = 0.01  # chance of what the tagger does not see
ENDS = 4  # of one beginning that are kept
LONGEST = 14  # tokens of a span
MOST = 80  # spans of a kind
IS_NAMED = 0.1  # chance from which a name is looked at
NEAR = 60  # characters behind a word of access that are of its clause
_NAMED_AS = {HOLDER: "person", ROLE: "position", APPLICATION: "application"}  # kinds of names
_NUMBER = re.compile(r"(?<![\d.,/+-])\d(?:[ .]{0,2}\d){5,17}(?![\d/-])")
_PHONE = re.compile(r"(?:62|0?8)\d{8,11}")
_WORD = re.compile(r"[^\W\d_]+")
_CUED = re.compile(
    r"\b(?:sebagai|selaku|sbg|menjadi|jadi|peran(?:nya)?|role(?:nya)?|level|hak(?: akses)?|akses|akun|user|tadinya|semula)\b[ :]*[\"\u201c(]?",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"[^\W\d_][\w/-]*(?: [\w/-]+){0,3}")
_PIECES = 4  # words of a role that a word before it points to
_ACCESS = re.compile(
    r"\b(?:akun\w*|user\w*|account|akses\w*|hak|role|peran\w*|level|pengguna|kewenangan|wewenang|otoris\w+|login)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A place that may be a person, a role, an application or a number of a person; `start` is -1 where the value stands elsewhere."""

    kind: str
    start: int
    end: int
    value: str
    likely: float = 1.0  # by the tagger of rights
    named: float = 0.0  # that the tagger of names takes it for such a name


def right_features(passage: Passage, words: Sequence[Token]) -> list[list[str]]:
    """What the tagger of rights sees of each token: what that of names sees, the head of its column, and what rules took it for."""
    rows = token_features(passage, words)
    grid = passage.grid
    held = _held(passage)
    near = [match.start() for match in _ACCESS.finditer(passage.text)]
    for row, word in zip(rows, words, strict=True):
        head = grid.head(word.start)
        row += [f"column {part}" for part in head.split()[:4]]
        if grid.column(word.start) is not None:
            row.append("cell")
        for kind, listed in held.get(word.start, ()):
            row += [f"rules {kind}", f"rules {kind} {listed}"]
        at = bisect_right(near, word.start)
        if at and word.start - near[at - 1] < NEAR:
            row.append("behind access")
        row.append(f"claims {min(3, len(passage.rights))}")
    return rows


def right_spans(passage: Passage, words: Sequence[Token], tagger: Tagger, names: Sequence[Candidate]) -> list[Span]:
    """All persons, roles and applications that may belong to a right, and all numbers of persons; `names` as their tagger found them."""
    labels = [f"{part}-{kind}" for kind in TAGGED for part in "BI"]
    likely = tagger.likelihoods(right_features(passage, words), labels)
    found = [span for kind in TAGGED for span in _tagged(passage, words, likely, kind)]
    for kind, name in _NAMED_AS.items():
        same = [one for one in names if one.kind == name and one.start >= 0 and one.likely > IS_NAMED]
        found = [_with_name(span, same) if span.kind == kind else span for span in found]
        found += [
            Span(kind=kind, start=one.start, end=one.end, value=one.value, likely=UNSEEN, named=one.likely)
            for one in same
            if not any(span.kind == kind and span.start < one.end and one.start < span.end for span in found)
        ]
    known = {(span.start, span.end) for span in found if span.kind == ROLE}
    found += [
        Span(kind=ROLE, start=start, end=end, value=" ".join(passage.text[start:end].split()), likely=UNSEEN)
        for start, end in _pointed_to(passage)
        if (start, end) not in known
    ]
    found += [
        Span(kind=NIP, start=hit.start(), end=hit.end(), value=digits)
        for hit in _NUMBER.finditer(passage.text)
        if not _PHONE.fullmatch(digits := re.sub(r"\D", "", hit[0]))
    ]
    for right in passage.rights:
        for kind, value in ((HOLDER, right.name), (ROLE, right.role), (APPLICATION, right.application)):
            if value and not any(span.kind == kind and same_value(kind, span.value, value) for span in found):
                place = passage.text.find(value)
                found.append(
                    Span(
                        kind=kind, start=place, end=place + len(value) if place >= 0 else -1, value=value, likely=UNSEEN
                    )
                )
    said = passage.hints.get("issue.application")
    if said and not any(span.kind == APPLICATION and same_value(APPLICATION, span.value, said.value) for span in found):
        found.append(Span(kind=APPLICATION, start=-1, end=-1, value=said.value, likely=UNSEEN))
    return found


def _pointed_to(passage: Passage) -> list[tuple[int, int]]:
    """What stands in cells and behind labels, and words behind those that say that a role follows."""
    found: dict[tuple[int, int], None] = {}
    for (start, end), (label, rest) in zip(passage.lines, passage.labels, strict=True):
        at = rest if label else start
        cuts = [hit.span() for hit in CELL.finditer(passage.text, at, end)]
        if not cuts and not label:
            continue
        for first, last in zip([at, *(cut for _, cut in cuts)], [*(cut for cut, _ in cuts), end], strict=True):
            piece = passage.text[first:last]
            begin, stop = first + len(piece) - len(piece.lstrip(" .-*")), last - len(piece) + len(piece.rstrip(" .,;*"))
            if begin < stop and len(passage.text[begin:stop].split()) <= 2 * _PIECES:
                found[begin, stop] = None
    for cue in _CUED.finditer(passage.text):
        if phrase := _PHRASE.match(passage.text, cue.end()):
            ends = [hit.end() for hit in re.finditer(r"[\w/-]+", phrase[0])][:_PIECES]
            found.update(dict.fromkeys((cue.end(), cue.end() + end) for end in ends))
    return list(found)[: 2 * MOST]


def _with_name(span: Span, names: Sequence[Candidate]) -> Span:
    return replace(
        span, named=max((one.likely for one in names if one.start < span.end and span.start < one.end), default=0.0)
    )


def _tagged(
    passage: Passage, words: Sequence[Token], likely: Sequence[Mapping[str, float]], kind: str
) -> Iterator[Span]:
    found: dict[tuple[int, int], float] = {}
    for place, one in enumerate(likely):
        chance = one.get(f"B-{kind}", 0.0)
        if chance < LEAST:
            continue
        ends, stays, end = [], chance, place + 1
        while end < len(words) and end - place < LONGEST:
            goes_on = likely[end].get(f"I-{kind}", 0.0)
            if goes_on <= LEAST:
                break
            if stays - goes_on > 0.1 * chance:
                ends.append((stays - goes_on, end))
            stays, end = min(stays, goes_on), end + 1
        ends.append((stays, end))
        for share, stop in sorted(ends, reverse=True)[:ENDS]:
            found[place, stop] = share
    for (place, stop), share in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST]:
        start, end = words[place].start, words[stop - 1].end
        yield Span(kind=kind, start=start, end=end, value=" ".join(passage.text[start:end].split()), likely=share)


def _held(passage: Passage) -> dict[int, list[tuple[str, str]]]:
    """By the beginning of a token what rules took it for."""
    found: dict[int, list[tuple[str, str]]] = {}
    for right in passage.rights:
        listed = "listed" if right.listed else "told"
        for kind, value in ((HOLDER, right.name), (ROLE, right.role), (APPLICATION, right.application)):
            if not value:
                continue
            place = passage.text.find(value)
            while place >= 0:
                for word in tokens(value):
                    found.setdefault(place + word.start, []).append((kind, listed))
                place = passage.text.find(value, place + len(value))
    return found


def same_person(one: str, other: str) -> bool:
    """Whether two names may be the same person's: all words of the shorter stand in the longer."""
    mine, theirs = (set(_WORD.findall(name.split(",", maxsplit=1)[0].lower())) for name in (one, other))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def same_value(kind: str, one: str, other: str) -> bool:
    """Whether two values of a kind say the same."""
    if kind == HOLDER:
        return same_person(one, other)
    return value_key(kind, one) == value_key(kind, other)


def value_key(kind: str, value: str) -> str:
    """What two numbers, roles or applications have in common that say the same."""
    return re.sub(r"\D", "", value) if kind == NIP else flat(value)
