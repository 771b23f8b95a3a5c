"""What each clause is for: what is wrong or needed, what is asked for, or neither."""

from __future__ import annotations

import re
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


def purposes(passage: Passage, tagger: Tagger) -> list[Purpose]:
    """All clauses in order."""
    found = clauses(passage.text)
    likely = tagger.likelihoods(clause_features(passage, found), (ISSUE, REQUEST))
    return [
        Purpose(clause=clause, issue=one.get(ISSUE, 0.0), request=one.get(REQUEST, 0.0))
        for clause, one in zip(found, likely, strict=True)
    ]


def most_likely(text: str, found: Sequence[Purpose], name: str) -> list[Clause]:
    """The clauses that say it best; none where nothing does.

    The set with the highest expected F1, which is what a reader loses by a clause too many or too few (Jansche 2007): clauses by
    falling probability, as long as each is worth its length.
    """
    lengths = [len(re.findall(r"\w+", text[one.clause.start : one.clause.end])) or 1 for one in found]
    chance = [one.issue if name == ISSUE else one.request for one in found]
    expected = sum(share * length for share, length in zip(chance, lengths, strict=True))
    best, chosen, hit, taken = 0.0, 0, 0.0, 0
    order = sorted(range(len(found)), key=lambda place: -chance[place])
    for count, place in enumerate(order, start=1):
        hit += chance[place] * lengths[place]
        taken += lengths[place]
        if (worth := 2 * hit / (taken + expected)) > best + 1e-9:
            best, chosen = worth, count
    return [found[place].clause for place in sorted(order[:chosen])]
