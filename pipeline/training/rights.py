"""The models of access rows, taught by annotated letters: where persons, roles and applications stand, and what belongs together.

What puts them together must have met the tagger's mistakes as it will meet them: for its training half of the hands are
tagged by a tagger that the other half taught.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.models import LinearModel
from pipeline.tagging import Candidate, Purpose, Tagger, agree, tokens
from pipeline.tagging.holders import (
    Holder,
    action_facts,
    asking_features,
    holder_facts,
    holders,
    link_features,
    link_options,
)
from pipeline.tagging.right_spans import APPLICATION, HOLDER, ROLE, Span, right_spans, same_person
from pipeline.tagging.rights import ACTIONS, LINKED, NO, YES, RightModels
from pipeline.tagging.tokens import Token
from pipeline.training.annotations import AnnotatedLetter
from pipeline.training.linear import train
from pipeline.training.ranking import Ranked, train_ranking

RIGHT_SPANS = {"c1": 0.05, "c2": 0.2, "max_iterations": 60}
_ASKING_STRENGTH, _HOLDER_STRENGTH, _LINK_STRENGTH, _ACTION_STRENGTH = 20.0, 5.0, 30.0, 5.0
Row = Mapping[str, Any]


def rows_said(letter: AnnotatedLetter) -> list[Row]:
    """All access rows of a letter, those of its further requests too."""
    truth = letter.truth
    if not letter.asks:
        return []
    return [
        *(truth.get("access") or ()),
        *(row for more in truth.get("more") or () for row in more.get("access") or ()),
    ]


def teaches_rights(letter: AnnotatedLetter) -> bool:
    """Whether anything is to be learned from it: it asks for access, or sounds like that."""
    return not letter.partial and letter.knows("access") and (letter.passage.asks_access or bool(rows_said(letter)))


# ----------------------------------------------------------------------------------------------------------------- tagged


def right_labels(letter: AnnotatedLetter, words: Sequence[Token]) -> list[str]:
    """Of each token what it is for the tagger of rights."""
    labels = ["O"] * len(words)
    for row in rows_said(letter):
        place = person_place(letter.passage.text, row)
        if place is None:
            continue
        _mark(labels, words, place, HOLDER)
        for kind, value in ((ROLE, row.get("role")), (APPLICATION, row.get("application"))):
            near = nearest(letter.passage.text, str(value), place[1]) if value else None
            if near:
                _mark(labels, words, near, kind)
    return labels


def person_place(text: str, row: Row) -> tuple[int, int] | None:
    """Where a row's person stands: of several places the one that the row's other values stand nearest to."""
    places = found_at(text, str(row.get("name") or ""))
    if not places:
        return None
    others = [found_at(text, str(row[key])) for key in ("nip", "role", "application") if row.get(key)]

    def far(place: tuple[int, int]) -> float:
        return sum(min(_gap(place, other) for other in each) for each in others if each)

    return min(places, key=far)


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, other[0] - one[1], one[0] - other[1])


def nearest(text: str, value: str, place: int) -> tuple[int, int] | None:
    """Where a value stands nearest to a place, behind it rather than ahead."""
    return min(
        found_at(text, value),
        key=lambda one: one[0] - place if one[0] >= place else 1.5 * (place - one[0]),
        default=None,
    )


def found_at(text: str, value: str) -> list[tuple[int, int]]:
    """All places at which a value stands as words of their own, however it is spaced."""
    words = value.split()
    if not words:
        return []
    if re.fullmatch(r"[\d\s.]+", value):
        pattern = r"[ .]{0,2}".join(re.sub(r"\D", "", value))
    else:
        pattern = r"[\s|]+".join(map(re.escape, words))
    return [hit.span() for hit in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)]


def _mark(labels: list[str], words: Sequence[Token], place: tuple[int, int], kind: str) -> None:
    mine = [number for number, word in enumerate(words) if word.start < place[1] and place[0] < word.end]
    if all(labels[number] == "O" for number in mine):
        for step, number in enumerate(mine):
            labels[number] = f"{'I' if step else 'B'}-{kind}"


# ----------------------------------------------------------------------------------------------------------------- linked


@dataclass(frozen=True, kw_only=True, slots=True)
class Tagged:
    """A letter as a tagger has read it that was taught by others."""

    letter: AnnotatedLetter
    clauses: list[Purpose]
    spans: list[Span]
    holders: list[Holder]
    asks: float  # how likely it is about anybody's access
    rows: dict[int, Row | None]  # by holder the row that is his; None: nobody asks for a right of his


def tagged(
    letter: AnnotatedLetter, clauses: list[Purpose], names: Sequence[Candidate], tagger: Tagger, asks: LinearModel
) -> Tagged:
    """What may be put together in a letter, and what is right of it."""
    spans = right_spans(letter.passage, tokens(letter.passage.text), tagger, names)
    every = holders(letter.passage, spans)
    left = list(rows_said(letter))
    rows: dict[int, Row | None] = {}
    for number, one in enumerate(every):
        mine = [row for row in left if same_person(str(row.get("name") or ""), one.span.value)]
        best = max(mine, key=lambda row: _alike(one, row), default=None)
        rows[number] = best
        if best is not None:
            left.remove(best)
    return Tagged(
        letter=letter,
        clauses=clauses,
        spans=spans,
        holders=every,
        asks=asks.probabilities(asking_features(letter.passage)).get(YES, 0.0),
        rows=rows,
    )


def _alike(one: Holder, row: Row) -> int:
    if one.ruled is None:
        return 0
    return sum(
        bool(row.get(key)) and agree(f".{key}", str(row[key]), getattr(one.ruled, key) or "") for key in LINKED
    ) + (row.get("action") == one.ruled.action)


def train_asking(letters: Sequence[AnnotatedLetter]) -> LinearModel:
    """The model that tells whether a letter is about anybody's access."""
    return train(
        [(asking_features(one.passage), YES if rows_said(one) else NO) for one in letters if not one.partial],
        strength=_ASKING_STRENGTH,
        balanced=False,
    )


def train_rights(spans: Tagger, asks: LinearModel, met: Sequence[Tagged]) -> RightModels:
    """All models of rights: the tagger, and what is learned from what taggers of others have found."""
    return RightModels(
        asks=asks,
        spans=spans,
        holders=train(
            [example for one in met for example in _holder_examples(one)], strength=_HOLDER_STRENGTH, balanced=False
        ),
        links={
            kind: train_ranking([each for one in met for each in _link_examples(one, kind)], strength=_LINK_STRENGTH)
            for kind in LINKED
        },
        actions=train(
            [example for one in met for example in _action_examples(one)], strength=_ACTION_STRENGTH, balanced=False
        ),
    )


def _holder_examples(met: Tagged) -> list[tuple[Counter[int], str]]:
    return [
        (
            holder_facts(met.letter.passage, one, met.holders, met.clauses, met.asks),
            YES if met.rows[number] is not None else NO,
        )
        for number, one in enumerate(met.holders)
    ]


def _link_examples(met: Tagged, kind: str) -> list[Ranked]:
    found = []
    passage = met.letter.passage
    kept = [one for number, one in enumerate(met.holders) if met.rows[number] is not None]
    same = link_options(met.spans, kind)
    for number, one in enumerate(met.holders):
        row = met.rows[number]
        if row is None:
            continue
        said = str(row.get(kind) or "")
        right = [place for place, span in enumerate(same, start=1) if said and agree(f".{kind}", said, span.value)]
        if said and not right:
            continue
        if len(right) > 1 and one.span.start >= 0:  # of several places the nearest teaches
            far = {place: abs(same[place - 1].start - one.span.end) for place in right}
            right = [place for place in right if far[place] <= 2 * min(far.values())]
        seen = link_features(passage, one, kept, met.spans, kind=kind)
        found.append(Ranked(options=tuple(seen), right=frozenset(right or {0})))
    return found


def _action_examples(met: Tagged) -> list[tuple[Counter[int], str]]:
    found = []
    kept = [one for number, one in enumerate(met.holders) if met.rows[number] is not None]
    for number, one in enumerate(met.holders):
        row = met.rows[number]
        if row is None or row.get("action") not in ACTIONS:
            continue
        roles = [
            span
            for span in link_options(met.spans, "role")
            if row.get("role") and agree(".role", str(row["role"]), span.value)
        ]
        role = min(roles, key=lambda span: abs(span.start - one.span.end), default=None)
        found.append((action_facts(met.letter.passage, one, kept, role), str(row["action"])))
    return found
