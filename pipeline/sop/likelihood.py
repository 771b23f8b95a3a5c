"""How likely a reply means each of the answers that are taken: by models trained from `examples/replies`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.config import default_models
from pipeline.model import Action
from pipeline.models import LinearModel
from pipeline.sop.certainty import Certainty
from pipeline.sop.meaning_features import (
    Asked,
    Words,
    answering_features,
    meaning_features,
    spelling_features,
    stem_bucket,
)

NONE = "NONE"  # the model's word for no decision
YES, NO = "yes", "no"
_MANY = math.log(3)  # below the weight (IDF) of the rarest words: three times as many texts
_BY_WORDS = 0.65  # how much the model of words says, beside that of pieces of words


@dataclass(frozen=True, kw_only=True, eq=False)
class Meanings:
    """The models, and how sure they have to be of each answer."""

    model: LinearModel  # by words
    spelling: LinearModel  # by pieces of words
    certainty: Certainty  # of the likeliest meaning
    sure: Mapping[Action, float]  # what is dear, or easily taken for something else, needs more
    answering: LinearModel | None = None  # YES where words answer a task, NO where they are of another matter

    def answers(self, text: str, words: Words) -> float:
        """How likely a holder's words answer his task at all, and are no sentence out of somebody's letter; 0..1."""
        return 1.0 if self.answering is None else self.answering.probabilities(answering_features(text, words))[YES]

    def likely(self, text: str, asked: Asked, words: Words) -> dict[Action, float]:
        """By answer that is taken, how likely it is meant; what is left to one is "no decision"."""
        by_words = self.model.probabilities(meaning_features(text, asked, words))
        by_letters = self.spelling.probabilities(spelling_features(text, asked, words))
        found = {
            name: share**_BY_WORDS * by_letters.get(name, 0.0) ** (1 - _BY_WORDS) for name, share in by_words.items()
        }
        taken = {action: found.get(action.value, 0.0) for action in asked.takes}
        total = sum(taken.values()) + found.get(NONE, 0.0)
        return {action: share / total for action, share in taken.items()} if total else taken

    def knows(self, word: str) -> bool:
        """Whether the examples had this word, or another of its stem."""
        return self._weight(word) is not None

    def uses(self, word: str) -> bool:
        """Whether many examples had it: a name in a signature or two is known, and no word of the language."""
        weight = self._weight(word)
        return weight is not None and weight <= float(self.model.idf.max()) - _MANY

    def _weight(self, word: str) -> float | None:
        """The weight (IDF) of the word's stem: the rarer it is in the examples, the more; None where none has it."""
        wanted = stem_bucket(word)
        place = int(np.searchsorted(self.model.buckets, wanted))
        met = place < len(self.model.buckets) and int(self.model.buckets[place]) == wanted
        return float(self.model.idf[place]) if met else None

    def is_sure(self, action: Action, share: float) -> bool:
        """Whether so likely an answer may move a case."""
        return share >= self.sure.get(action, 1.0)


@cache
def shipped_meanings() -> Meanings:
    """The shipped model (`make models`)."""
    folder = default_models()
    kept = json.loads((folder / "meaning.json").read_text(encoding="utf-8"))
    return Meanings(
        model=LinearModel.from_bytes((folder / "meaning.model").read_bytes()),
        spelling=LinearModel.from_bytes((folder / "spelling.model").read_bytes()),
        certainty=Certainty(weights=kept["certainty"]),
        sure={Action(name): float(share) for name, share in kept["sure"].items()},
        answering=LinearModel.from_bytes((folder / "answering.model").read_bytes()),
    )
