"""What stands beside an answer: the words that are neither courtesy nor the answer itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.words import Sentence


def left_over(parts: Iterable[Sentence], saying: Saying, rules: AnswerRules) -> Iterator[tuple[str, str]]:
    """Each word that is no courtesy, no "sudah", not the writer's "saya" and none of the answer's own, with the word before it."""
    harmless = {*rules.polite, *rules.done, *rules.oneself, *saying.vocabulary}
    for part in parts:
        yield from (pair for pair in pairwise(("", *part.words)) if pair[1] not in harmless)
