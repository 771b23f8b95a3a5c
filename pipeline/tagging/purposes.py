"""What each clause is for: what is wrong or needed, what is asked for, or neither."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.tagging.clauses import Clause, clause_features, clauses
from pipeline.tagging.passage import Passage
from pipeline.tagging.taggers import Tagger

ISSUE, REQUEST, OTHER = "issue", "request", "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Purpose:
    """A clause, and how likely it is what is wrong or needed (`issue`) or what is asked for (`request`); 0..1 each."""

    clause: Clause
    issue: float
    request: float

    def likely(self, name: str) -> float:
        """How likely it is `issue`, or `request`."""
        return self.issue if name == ISSUE else self.request


def purposes(passage: Passage, tagger: Tagger) -> list[Purpose]:
    """All clauses in order."""
    found = clauses(passage.text)
    likely = tagger.likelihoods(clause_features(passage, found), (ISSUE, REQUEST))
    return [
        Purpose(clause=clause, issue=one.get(ISSUE, 0.0), request=one.get(REQUEST, 0.0))
        for clause, one in zip(found, likely, strict=True)
    ]


def purpose_at(found: Sequence[Purpose], place: int) -> Purpose | None:
    """The clause in which a place stands; None between two of them."""
    number = bisect_right(found, place, key=lambda one: one.clause.start) - 1
    return found[number] if number >= 0 and place < found[number].clause.end else None
