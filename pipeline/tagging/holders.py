"""Who may be a person whose access a letter is about, and what the models see of him, of what may be his, and of what is to be done."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.models import features
from pipeline.tagging.candidate_facts import Peers, facts_of
from pipeline.tagging.candidates import Candidate, bucketed
from pipeline.tagging.cells import Grid
from pipeline.tagging.passage import Passage, Right
from pipeline.tagging.purposes import Purpose, purpose_at
from pipeline.tagging.right_spans import APPLICATION, HOLDER, LEAST, NIP, Span, same_person, same_value, value_key

AROUND = 160  # characters to each side that say what is to be done
_WORTH = 4  # times that a fact counts beside a word
_END = re.compile(r"[.;!?]\s|\n\s*\n")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """A person who may be one whose access is asked for: where he stands, and the right that rules read for him."""

    span: Span
    ruled: Right | None = None
    times: int = 1  # that he is named


def holders(passage: Passage, spans: Sequence[Span]) -> list[Holder]:
    """Everybody who may be a person whose access is asked for, each right that rules read for somebody once."""
    persons = sorted((span for span in spans if span.kind == HOLDER), key=lambda span: (-span.likely, span.start))
    apart: list[Span] = []
    for span in persons:
        if not any(span.start >= 0 and span.start < other.end and other.start < span.end for other in apart):
            apart.append(span)
    groups: list[list[Span]] = []
    for span in apart:
        group = next((each for each in groups if any(same_person(span.value, other.value) for other in each)), None)
        if group is None:
            groups.append([span])
        else:
            group.append(span)
    found = []
    for group in groups:
        rights: list[Right | None] = [
            right
            for right in passage.rights
            if right.name and any(same_person(right.name, span.value) for span in group)
        ]
        best = max(group, key=lambda span: (span.likely, len(span.value)))
        found += [Holder(span=best, ruled=right, times=len(group)) for right in rights or [None]]
    return sorted(found, key=lambda one: one.span.start)


def asking_features(passage: Passage) -> Counter[int]:
    """What says whether a letter is about anybody's access."""
    facts = [f"sounds {passage.asks_access}", f"claims {min(3, len(passage.rights))}"] * _WORTH
    return features(f"{passage.subject}\n{passage.text}", also=tuple(facts))


def holder_facts(
    passage: Passage, one: Holder, every: Sequence[Holder], clauses: Sequence[Purpose], asks: float
) -> Counter[int]:
    """What speaks for and against a person being one whose access is asked for."""
    span = one.span
    candidate = Candidate(kind=HOLDER, start=span.start, end=span.end, value=span.value, likely=span.likely)
    others = [
        candidate
        if other is one
        else Candidate(
            kind=HOLDER, start=other.span.start, end=other.span.end, value=other.span.value, likely=other.span.likely
        )
        for other in every
    ]
    rule = "silent" if one.ruled is None else "listed" if one.ruled.listed else "told"
    facts = [
        *facts_of(passage, candidate, Peers(others)),
        f"rules {rule}",
        f"rules {rule} {bucketed(span.likely)}",
        f"asks {bucketed(asks)}",
        f"asks {bucketed(asks)} rules {rule}",
        f"asks {bucketed(asks)} named {bucketed(span.named)}",
        f"asks {bucketed(asks)} tagged {bucketed(span.likely)}",
        f"asks {bucketed(asks)} persons {min(6, len(every))}",
        f"named {bucketed(span.named)}",
        f"tagged {bucketed(span.likely)} named {bucketed(span.named)}",
        f"persons {min(6, len(every))}",
        f"claims {min(4, len(passage.rights))}",
        f"listed {any(right.listed for right in passage.rights)}",
        f"ruled {rule} while {any(right.listed for right in passage.rights)}",
        f"named {min(3, one.times)}",
    ]
    for path in ("signatory.name", "requester.name"):
        hint = passage.hints.get(path)
        if hint and same_person(hint.value, span.value):
            facts += [f"is {path}", f"is {path} {rule}"]
    if passage.writer and same_person(passage.writer, span.value):
        facts.append(f"is writer {rule}")
    if span.start >= 0:
        grid = passage.grid
        facts += [f"head {word}" for word in grid.head(span.start).split()[:3]]
        facts.append(f"column {grid.column(span.start)}")
        purpose = purpose_at(clauses, span.start)
        if purpose:
            facts += [f"clause issue {bucketed(purpose.issue)}", f"clause request {bucketed(purpose.request)}"]
    return features("", also=tuple(facts))


def link_options(spans: Sequence[Span], kind: str) -> list[Span]:
    """What may be chosen for a person, each value once for each of its places."""
    return [span for span in spans if span.kind == kind]


class Options:
    """What may be chosen of one kind, and what else stands there: put in order once, so that each is compared with few."""

    def __init__(self, spans: Sequence[Span], kind: str) -> None:
        same = link_options(spans, kind)
        self.values = len({span.value.lower() for span in same})
        self.likely_places = sorted({span.start for span in same if span.start >= 0 and span.likely > LEAST})
        self._places = sorted({span.start for span in same})
        self._kind = kind
        self._times = Counter(value_key(kind, span.value) for span in same)
        self._rivals = sorted((span for span in spans if span.kind not in (kind, NIP)), key=lambda span: span.start)
        self._starts = [span.start for span in self._rivals]
        self._longest = max((span.end - span.start for span in self._rivals), default=0)

    def times(self, span: Span) -> int:
        """How many say the same."""
        return self._times[value_key(self._kind, span.value)]

    def likeliest_over(self, span: Span) -> float:
        """Chance of the likeliest of another kind on some of the same characters."""
        first, last = bisect_left(self._starts, span.start - self._longest), bisect_left(self._starts, span.end)
        return max((other.likely for other in self._rivals[first:last] if span.start < other.end), default=0.0)

    def between(self, start: int, end: int) -> int:
        """In how many places from `start` to before `end` one begins."""
        return max(0, bisect_left(self._places, end) - bisect_left(self._places, start))

    def nearest(self, place: int) -> int:
        """Characters to the nearest that stands in the text; 0 where none does."""
        at = bisect_left(self._places, place)
        beside = (each for each in self._places[max(0, at - 1) : at + 1] if each >= 0)
        return min((abs(each - place) for each in beside), default=0)


def link_features(
    passage: Passage, one: Holder, every: Sequence[Holder], spans: Sequence[Span], *, kind: str
) -> list[Counter[int]]:
    """What the model sees of each option for a person; the first is that the letter does not say it."""
    ruled: str | None = getattr(one.ruled, kind) if one.ruled else None
    grid = passage.grid
    same = link_options(spans, kind)
    options = Options(spans, kind)
    absent = (
        "absent",
        f"absent of {min(5, len(same))}",
        f"absent rules {'silent' if one.ruled is None else 'say' if ruled else 'none'}",
        f"absent best {bucketed(max((span.likely for span in same), default=0.0))}",
        f"absent action {one.ruled.action if one.ruled else '?'}",
        f"absent cell {grid.column(max(0, one.span.start)) is not None}",
    )
    return [
        features("", also=absent),
        *(
            features(
                "",
                also=tuple(_link_facts(passage, one, every, span, options, kind=kind, ruled=ruled, grid=grid)),
            )
            for span in same
        ),
    ]


def _link_facts(
    passage: Passage,
    one: Holder,
    every: Sequence[Holder],
    span: Span,
    options: Options,
    *,
    kind: str,
    ruled: str | None,
    grid: Grid,
) -> Iterator[str]:
    yield f"likely {bucketed(span.likely)}"
    yield f"named {bucketed(span.named)}"
    yield f"likely {bucketed(span.likely)} named {bucketed(span.named)}"
    yield f"of {min(5, options.values)}"
    if ruled is None:
        said = f"rules silent {one.ruled is None}"
    elif same_value(kind, span.value, ruled):
        said = f"rules say it {one.ruled.listed if one.ruled else False}"
    else:
        said = f"rules say another {one.ruled.listed if one.ruled else False}"
    yield said
    yield f"{said} {bucketed(span.likely)}"
    over = options.likeliest_over(span)
    yield f"rival {bucketed(over)}"
    yield f"rival likelier {over > span.likely}"
    yield f"capital {span.value[:1].isupper()}"
    yield f"capitals {span.value.isupper()}"
    yield f"times {min(4, options.times(span))}"
    if kind == APPLICATION:
        hint = passage.hints.get("issue.application")
        yield f"letter's {bool(hint and same_value(kind, hint.value, span.value))}"
        yield f"in subject {span.value.lower() in passage.subject.lower()}"
    for word in span.value.lower().split()[:5]:
        yield f"word {word}" if kind != NIP else f"digits {len(span.value)}"
    if span.start < 0 or one.span.start < 0:
        yield "placeless"
        return
    yield from _between(passage, one, every, span, options=options, grid=grid)
    before = _WORD.findall(passage.text[max(0, span.start - 40) : span.start].lower())[-3:]
    for place, word in enumerate(reversed(before), start=1):
        yield f"before {word}"
        if place == 1:
            yield f"before1 {word}"
    after = _WORD.findall(passage.text[span.end : span.end + 30].lower())[:2]
    yield from (f"after {word}" for word in after)


def _between(
    passage: Passage, one: Holder, every: Sequence[Holder], span: Span, *, options: Options, grid: Grid
) -> Iterator[str]:
    """How a person and what may be his stand to each other."""
    behind = span.start >= one.span.start
    first, last = (one.span, span) if behind else (span, one.span)
    side = "behind" if behind else "ahead"
    amid = passage.text[first.end : max(first.end, last.start)]
    lines = grid.line(span.start) - grid.line(one.span.start)
    persons = sum(first.end <= other.span.start < last.start for other in every)
    others = options.between(first.end, last.start)
    sentences = len(_END.findall(amid))
    yield f"{side} lines {max(-6, min(6, lines))}"
    yield f"{side} persons {min(3, persons)}"
    yield f"{side} others {min(3, others)}"
    yield f"{side} persons {min(2, persons)} others {min(2, others)}"
    yield f"{side} persons {min(2, persons)} others {min(2, others)} lines {max(-2, min(2, lines))}"
    yield f"{side} sentences {min(2, sentences)} persons {min(2, persons)}"
    yield f"{side} far {min(6, len(amid) // 25)}"
    column, head = grid.column(span.start), grid.head(span.start)
    if lines == 0 and column is not None:
        yield "same row"
        yield from (f"head {word}" for word in head.split()[:3])
        yield f"same row head {head}"
    label, rest = passage.labels[grid.line(span.start)]
    if label and span.start >= rest:
        yield from (f"label {word}" for word in label.split())
        yield f"label lines {max(-4, min(4, lines))}"
    if not persons:
        yield from (f"amid {word}" for word in _WORD.findall(amid.lower())[:6])
    nearest = options.nearest(one.span.end)
    yield f"nearest {abs(span.start - one.span.end) == nearest} {side}"
    total = len({(other.span.start) for other in every})
    rank = sorted({other.span.start for other in every}).index(one.span.start)
    places = options.likely_places
    if len(places) == total > 1:
        yield f"in order {places.index(span.start) == rank if span.start in places else False}"


def action_facts(passage: Passage, one: Holder, every: Sequence[Holder], role: Span | None) -> Counter[int]:
    """What says whether a right is to be given, changed or ended."""
    ruled = one.ruled.action if one.ruled else "silent"
    facts = [f"rules {ruled}", f"rules {ruled} {one.ruled.listed if one.ruled else ''}", f"role {role is not None}"]
    facts += [f"subject {word}" for word in _WORD.findall(passage.subject.lower())[:8]]
    start = one.span.start
    if start < 0:
        return features("", also=tuple(facts))
    grid = passage.grid
    line = grid.line(start)
    lead = next(
        (
            other
            for other in range(line, -1, -1)
            if grid.column(passage.lines[other][0]) is None and passage.text[slice(*passage.lines[other])].strip()
        ),
        0,
    )
    begin = max(
        (hit.end() for hit in _END.finditer(passage.text, max(0, start - 2 * AROUND), start)),
        default=max(0, start - AROUND),
    )
    stop = next(
        (hit.start() for hit in _END.finditer(passage.text, one.span.end, one.span.end + AROUND)), one.span.end + AROUND
    )
    following = min((other.span.start for other in every if other.span.start > one.span.end), default=stop)
    facts += [f"ahead {word}" for word in _WORD.findall(passage.text[begin:start].lower())[-14:]]
    facts += [f"close {word}" for word in _WORD.findall(passage.text[begin:start].lower())[-3:]]
    facts += [
        f"behind {word}" for word in _WORD.findall(passage.text[one.span.end : min(stop, following)].lower())[:14]
    ]
    facts += [f"line {word}" for word in _WORD.findall(passage.text[slice(*passage.lines[line])].lower())[:20]]
    facts += [f"lead {word}" for word in _WORD.findall(passage.text[slice(*passage.lines[lead])].lower())[-14:]]
    facts += [f"all {word}" for word in set(_WORD.findall(passage.text.lower()))]
    if role is not None and role.start >= 0:
        facts += [
            f"role after {word}"
            for word in _WORD.findall(passage.text[max(0, role.start - 30) : role.start].lower())[-2:]
        ]
    return features("", also=tuple(facts))
