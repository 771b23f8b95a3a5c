"""A linear model of a choice among what is offered: a softmax over those classes alone that an example may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from pipeline.models import LinearModel
from pipeline.training.linear import weighed

_NEVER = -1e9  # score of what is not offered
_STEPS = 100  # at most, of the search for the best weights
_NEAR = 1e-4  # slope by example at which it ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One example."""

    features: Counter[int]
    label: str
    offered: frozenset[str]  # the label among them


def train_choices(examples: Sequence[Choice], *, strength: float) -> LinearModel:
    """A model that tells the labels apart, each among what was offered; the same examples give the same bytes.

    Rare labels count for more: all of one label together by the root of how often it is met. `strength` is the inverse of
    regularisation.
    """
    buckets, idf, matrix = weighed([one.features for one in examples])
    classes = tuple(sorted({one.label for one in examples}))
    weights, bias = _fitted(matrix, classes, examples, strength)
    return LinearModel(
        classes=classes,
        buckets=buckets,
        idf=idf,
        weights=np.ascontiguousarray(weights.T).astype(np.float32),
        bias=bias.astype(np.float32),
    )


def _fitted(matrix: Any, classes: Sequence[str], examples: Sequence[Choice], strength: float) -> tuple[Any, Any]:
    count, size, many = len(examples), matrix.shape[1], len(classes)
    closed = np.array([[0.0 if name in one.offered else _NEVER for name in classes] for one in examples])
    places = np.array([classes.index(one.label) for one in examples])
    wanted = np.zeros((count, many))
    wanted[np.arange(count), places] = 1.0
    each = np.sqrt(count / many / np.bincount(places, minlength=many))
    counts = each[places]
    turned = matrix.T.tocsr()

    def loss(flat: Any) -> tuple[float, Any]:
        weights, bias = flat[: size * many].reshape(size, many), flat[size * many :]
        scores = matrix @ weights + bias + closed
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        sums = shares.sum(axis=1, keepdims=True)
        missed = (np.log(sums[:, 0]) - scores[np.arange(count), places]) * counts
        slope = (shares / sums - wanted) * counts[:, None]
        value = strength * float(missed.sum()) + 0.5 * float(np.square(weights).sum())
        return value, np.concatenate([(strength * (turned @ slope) + weights).ravel(), strength * slope.sum(axis=0)])

    found = minimize(
        loss,
        np.zeros(size * many + many),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "gtol": _NEAR * strength, "maxcor": 10},
    ).x
    return found[: size * many].reshape(size, many), found[size * many :]
