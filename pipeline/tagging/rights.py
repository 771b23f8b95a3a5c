"""Whose access to what a letter is about: persons, roles and applications put together by models.

A tagger says where a person whose access is asked for, a role and an application may stand (`right_spans`). A model then says of
each person whether his access is meant, others choose his number, his role and his application among what stands there, and the
last says what is to be done (`holders`). What rules have read in tables, lists and sentences is one sign among others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.models import LinearModel
from pipeline.tagging.candidates import Candidate
from pipeline.tagging.holders import (
    Holder,
    action_facts,
    asking_features,
    holder_facts,
    holders,
    link_features,
    link_options,
)
from pipeline.tagging.passage import Passage, Right
from pipeline.tagging.purposes import Purpose
from pipeline.tagging.right_spans import APPLICATION, NIP, ROLE, Span, right_spans, same_person
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import tokens

LINKED = (NIP, ROLE, APPLICATION)  # what is chosen for a person
ADD, CHANGE, REVOKE = "add", "change", "revoke"
ACTIONS = (ADD, CHANGE, REVOKE)
SURELY_GIVEN = 0.95  # chance from which a right is given although rules read that it ends
MAY_ASK = 0.3  # chance from which a letter that does not sound like it may be about access
MOST = 25  # persons that are weighed against each other; more are a long list, which rules read, in time that grows with its length
MOST_NUMBERS = 4 * MOST  # of persons: whoever names as many names more persons, too
IS_HOLDER = 0.45  # chance from which a person's access is meant
YES, NO = "yes", "no"


@dataclass(frozen=True, kw_only=True)
class RightModels:
    """What was taught from the access rows of annotated letters."""

    spans: Tagger
    asks: LinearModel  # YES or NO: whether a letter is about anybody's access
    holders: LinearModel  # YES or NO: whether a person's access is meant
    links: Mapping[str, LinearModel]  # by LINKED
    actions: LinearModel  # one of ACTIONS


def read_rights(
    passage: Passage, clauses: Sequence[Purpose], names: Sequence[Candidate], models: RightModels
) -> list[Right]:
    """The rights that a letter asks for, in its order."""
    asks = models.asks.probabilities(asking_features(passage)).get(YES, 0.0)
    if not passage.asks_access and asks < MAY_ASK:
        return []
    spans = right_spans(passage, tokens(passage.text), models.spans, names)
    every = holders(passage, spans)
    if len(every) > MOST or len({span.value for span in spans if span.kind == NIP}) > MOST_NUMBERS:
        return list(passage.rights)
    kept = [
        one
        for one in every
        if models.holders.probabilities(holder_facts(passage, one, every, clauses, asks)).get(YES, 0.0) >= IS_HOLDER
    ]
    return list(dict.fromkeys(_put_together(passage, one, kept, spans, models) for one in kept))


def _put_together(
    passage: Passage, one: Holder, every: Sequence[Holder], spans: Sequence[Span], models: RightModels
) -> Right:
    chosen = {
        kind: _likeliest(_chances(passage, one, every, spans, kind=kind, model=models.links[kind])) for kind in LINKED
    }
    near = _nearest(spans, one, chosen[ROLE])
    return Right(
        name=one.ruled.name if one.ruled and same_person(one.ruled.name, one.span.value) else one.span.value,
        nip=chosen[NIP],
        application=chosen[APPLICATION],
        role=chosen[ROLE],
        action=_action(one, models.actions.probabilities(action_facts(passage, one, every, near))),
        listed=bool(one.ruled and one.ruled.listed),
    )


def _action(one: Holder, chances: Mapping[str, float]) -> str:
    """The likeliest; where rules read that a right is to end, it is given only where that is all but certain."""
    best = max(chances, key=lambda action: chances[action])
    ends = one.ruled is not None and one.ruled.action == REVOKE
    return REVOKE if ends and best == ADD and chances[best] < SURELY_GIVEN else best


def _chances(
    passage: Passage, one: Holder, every: Sequence[Holder], spans: Sequence[Span], *, kind: str, model: LinearModel
) -> Counter[str]:
    """How likely each value is a person's; "" that the letter says none."""
    scores = [model.score(seen) for seen in link_features(passage, one, every, spans, kind=kind)]
    highest = max(scores)
    chances: Counter[str] = Counter()
    for value, score in zip(["", *(span.value for span in link_options(spans, kind))], scores, strict=True):
        chances[value] += math.exp(score - highest)  # type: ignore[assignment]
    return chances


def _likeliest(chances: Mapping[str, float]) -> str | None:
    return max(chances, key=lambda value: chances[value]) or None


def _nearest(spans: Sequence[Span], one: Holder, role: str | None) -> Span | None:
    same = [span for span in spans if span.kind == ROLE and span.value == role]
    return min(same, key=lambda span: abs(span.start - one.span.end), default=None)
