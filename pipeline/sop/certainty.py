"""How certain the likeliest meaning of a reply is: a calibrated probability that it is what was meant."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Action

BIAS = "bias"
_SHORT = 4  # words below which a reply tells little
_LEAST = 1e-4


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What speaks for the likeliest meaning and against it."""

    action: Action
    share: float  # of the likeliest meaning, by the models
    second: float  # of the next one
    nothing: float  # of no decision
    vetoed: bool  # whether a family of words stands against it, be it only in a side remark
    known: bool  # whether the models have met its telling words
    words: int  # of the reply

    def facts(self) -> dict[str, float]:
        """The evidence in numbers, by name."""
        share = min(max(self.share, _LEAST), 1 - _LEAST)
        return {
            BIAS: 1.0,
            "share": math.log(share / (1 - share)),
            "second": math.log(self.second + _LEAST),
            "nothing": math.log(max(self.nothing, 0.0) + _LEAST),
            "vetoed": float(self.vetoed),
            "known": float(self.known),
            "words": math.log(max(self.words, 1)),
            "short": float(self.words < _SHORT),
            f"action {self.action.value}": 1.0,
        }


@dataclass(frozen=True, kw_only=True)
class Certainty:
    """Weights of the facts, fitted on replies of hands that the models had not seen."""

    weights: Mapping[str, float]

    def of(self, evidence: Evidence) -> float:
        """The probability that the likeliest meaning is meant."""
        score = sum(self.weights.get(name, 0.0) * value for name, value in evidence.facts().items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
