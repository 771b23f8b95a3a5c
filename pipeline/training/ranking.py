"""A linear model that chooses one of several options: a softmax over the options of each example (conditional logit, McFadden 1973)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from pipeline.models import LinearModel
from pipeline.training.linear import weighed

CLASSES = ("no", "yes")
_STEPS = 120  # at most, of the search for the best weights
_NEAR = 1e-4  # slope by example at which it ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """One example: what its options look like, and which of them are right (one at least)."""

    options: tuple[Counter[int], ...]
    right: frozenset[int]


def train_ranking(examples: Sequence[Ranked], *, strength: float) -> LinearModel:
    """A model whose `score` ranks options; the same examples give the same bytes. `strength`: inverse of regularisation."""
    buckets, idf, matrix = weighed([option for one in examples for option in one.options])
    sizes = np.array([len(one.options) for one in examples])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = np.concatenate(
        [[place in one.right for place in range(len(one.options))] for one in examples], dtype=bool, casting="unsafe"
    )
    weights = _fitted(matrix, starts, sizes, right, strength)
    return LinearModel(
        classes=CLASSES,
        buckets=buckets,
        idf=idf,
        weights=weights[None, :].astype(np.float32),
        bias=np.zeros(1, np.float32),
    )


def _fitted(matrix: Any, starts: Any, sizes: Any, right: Any, strength: float) -> Any:
    turned = matrix.T.tocsr()

    def shares(scores: Any) -> tuple[Any, Any]:
        highest = np.repeat(np.maximum.reduceat(scores, starts), sizes)
        each = np.exp(scores - highest)
        total = np.add.reduceat(each, starts)
        return each / np.repeat(total, sizes), np.log(total) + np.maximum.reduceat(scores, starts)

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        of_all, log_all = shares(scores)
        of_right, log_right = shares(np.where(right, scores, -1e9))
        value = strength * float((log_all - log_right).sum()) + 0.5 * float(np.square(weights).sum())
        return value, strength * (turned @ (of_all - of_right)) + weights

    return minimize(
        loss,
        np.zeros(matrix.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "gtol": _NEAR * strength, "maxcor": 10},
    ).x
