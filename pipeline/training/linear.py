"""A linear model out of labelled examples, with scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pipeline.models import LinearModel
from pipeline.models.linear import tf_idf

SEEN = 2  # texts in which a bucket must be met
Example = tuple[Counter[int], str]


def train(
    examples: Sequence[Example], *, weights: Sequence[float] = (), strength: float = 20.0, balanced: bool = True
) -> LinearModel:
    """A model that tells the labels of the examples (features, label) apart; the same examples give the same bytes.

    `weights` say how much each example counts (all alike where none are given); `strength` is the inverse of
    regularisation: more fits the examples closer. `balanced` makes rare labels count as much as frequent ones.
    """
    buckets, idf, matrix = weighed([found for found, _ in examples])
    fitted = LogisticRegression(C=strength, class_weight="balanced" if balanced else None, max_iter=1000)
    fitted.fit(matrix, np.array([label for _, label in examples]), sample_weight=weights or None)
    return LinearModel(
        classes=tuple(str(one) for one in fitted.classes_),
        buckets=buckets,
        idf=idf,
        weights=fitted.coef_.astype(np.float32),
        bias=fitted.intercept_.astype(np.float32),
    )


def weighed(several: Sequence[Counter[int]]) -> tuple[Any, Any, Any]:
    """The buckets that more than one text has, the weight of each (IDF), and the texts as rows of a sparse matrix over them."""
    met = Counter(bucket for found in several for bucket in found)
    buckets = np.array(sorted(bucket for bucket, texts in met.items() if texts >= SEEN), np.uint32)
    idf = np.array([np.log((1 + len(several)) / (1 + met[int(one)])) + 1 for one in buckets], np.float32)
    rows = [tf_idf(found, buckets, idf) for found in several]
    starts = np.cumsum([0, *(len(places) for places, _ in rows)])
    matrix = csr_matrix(
        (np.concatenate([values for _, values in rows]), np.concatenate([places for places, _ in rows]), starts),
        shape=(len(rows), len(buckets)),
    )
    return buckets, idf, matrix


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The annotated examples of one hand (file)."""
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows
