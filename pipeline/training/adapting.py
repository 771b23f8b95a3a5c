"""The models that choose, moved towards an office's own letters.

Trained anew with a few own letters among many others, models change by chance more than by what these teach (measured on hands left
out). So each is moved from where it stands: its weights are those that fit the own letters and are near to what they were, a
Gaussian prior around the weights of before. The taggers, which find what is chosen from, stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from pipeline.models import LinearModel
from pipeline.tagging import KIND_OF, ROUTE, LetterModels, Reading, kind_features
from pipeline.training.annotations import AnnotatedLetter
from pipeline.training.letters import NAME, Met, choice_of, span_of

# How much an own letter counts against staying. Chosen on hands of the examples, each corrected by half and judged by its other
# half, with models that had not seen it: what one office has in common is how it names units and heads its letters; of the other
# fields and of routes a larger part of what two dozen letters say is chance.
STRENGTHS = {"requester.unit": 5.0, "sender_office": 5.0, "addressee": 1.5, "requester.phone": 0.5}
_ELSE = 0.15
_STEPS = 60
_NEVER = -1e9


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What one own letter teaches a model: rows of features with a class each, of which some are right."""

    rows: tuple[Counter[int], ...]
    classes: tuple[int, ...]  # of each option the row of the model's weights that scores it
    right: frozenset[int]


def adapted(models: LetterModels, own: Sequence[AnnotatedLetter]) -> LetterModels:
    """The models moved by own letters that they have not seen; the same letters give the same bytes."""
    met = [_met(one, models) for one in own]

    def ranked(path: str) -> list[Offer]:
        found = [(one, choice_of(one, path, near) if path in KIND_OF else span_of(one, path)) for one, near in met]
        return [
            Offer(rows=told.options, classes=(0,) * len(told.options), right=told.right) for one, told in found if told
        ]

    def new(path: str, model: LinearModel) -> LinearModel:
        return moved(model, ranked(path), STRENGTHS.get(path, _ELSE))

    routed = [offer for one in own if (offer := _kind_offer(one, models.kinds))]
    return replace(
        models,
        choices={path: new(path, model) for path, model in models.choices.items()},
        spans={path: new(path, model) for path, model in models.spans.items()},
        kinds=moved(models.kinds, routed, STRENGTHS.get(ROUTE, _ELSE)),
    )


def _met(letter: AnnotatedLetter, models: LetterModels) -> tuple[Met, str | None]:
    """The letter as the taggers read it, and the requester's name as it is read."""
    reading = Reading(letter.passage, models)
    names = reading.choices(NAME)
    sure = bool(names.found) and names.found[0].likely > names.absent
    met = Met(letter=letter, clauses=reading.purposes, candidates=reading.candidates)
    return met, names.found[0].candidate.value if sure else None


def _kind_offer(letter: AnnotatedLetter, model: LinearModel) -> Offer | None:
    if not letter.knows(ROUTE) or letter.kind not in model.classes:
        return None
    count = len(model.classes)
    right = frozenset({model.classes.index(letter.kind)})
    seen = kind_features(letter.passage)
    return Offer(rows=(seen,) * count, classes=tuple(range(count)), right=right)


def moved(model: LinearModel, offers: Sequence[Offer], strength: float) -> LinearModel:
    """The model, near to what it was, as it fits the offers; itself where there is nothing to fit."""
    if not offers or not strength:
        return model
    rows = [_matrix(model, one) for one in offers]
    start = np.concatenate([model.weights.astype(np.float64), model.bias.astype(np.float64)[:, None]], axis=1).ravel()
    weights = start + _change(rows, [one.right for one in offers], start, strength)
    table = weights.reshape(len(model.bias), -1).astype(np.float32)
    return replace(model, weights=np.ascontiguousarray(table[:, :-1]), bias=np.ascontiguousarray(table[:, -1]))


def _change(rows: Sequence[Any], rights: Sequence[frozenset[int]], start: Any, strength: float) -> Any:
    """What is to be added to the weights; nothing to those that no offer has."""
    sizes = np.array([row.shape[0] for row in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = np.concatenate([np.isin(np.arange(size), sorted(mine)) for size, mine in zip(sizes, rights, strict=True)])
    matrix = vstack(rows, format="csr")
    used = np.unique(matrix.indices)
    own, before = matrix[:, used], start[used]
    turned = own.T.tocsr()

    def shares(scores: Any) -> tuple[Any, Any]:
        highest = np.maximum.reduceat(scores, starts)
        each = np.exp(scores - np.repeat(highest, sizes))
        total = np.add.reduceat(each, starts)
        return each / np.repeat(total, sizes), np.log(total) + highest

    def loss(change: Any) -> tuple[float, Any]:
        scores = own @ (before + change)
        of_all, log_all = shares(scores)
        of_right, log_right = shares(np.where(right, scores, _NEVER))
        value = strength * float((log_all - log_right).sum()) + 0.5 * float(np.square(change).sum())
        return value, strength * (turned @ (of_all - of_right)) + change

    found = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    change = np.zeros(len(start))
    change[used] = found.x
    return change


def _matrix(model: LinearModel, offer: Offer) -> Any:
    """A row an option: its features among the weights of its class, and that class's bias."""
    width = model.weights.shape[1] + 1
    vectors = [model.vector(found) for found in offer.rows]
    indices = [
        np.append(places, width - 1) + own * width for (places, _), own in zip(vectors, offer.classes, strict=True)
    ]
    data = [np.append(values, 1.0) for _, values in vectors]
    starts = np.cumsum([0, *(len(one) for one in indices)])
    return csr_matrix(
        (np.concatenate(data), np.concatenate(indices), starts), shape=(len(indices), width * model.weights.shape[0])
    )
