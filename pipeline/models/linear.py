"""Logistic regression over hashed features: the model as it is kept, and what it says of a text."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

_MAGIC = b"nodis linear 1\n"


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """Weights by class and bucket; of two classes only the second has weights of its own.

    Kept as a header in JSON and plain arrays, compressed: reading one runs no code.
    """

    classes: tuple[str, ...]
    buckets: np.ndarray[Any, np.dtype[np.uint32]] = field(repr=False)  # those that the model knows, ascending
    idf: np.ndarray[Any, np.dtype[np.float32]] = field(repr=False)  # inverse document frequency of each
    weights: np.ndarray[Any, np.dtype[np.float32]] = field(repr=False)  # rows x buckets
    bias: np.ndarray[Any, np.dtype[np.float32]] = field(repr=False)  # one a row

    def probabilities(self, found: Mapping[int, int]) -> dict[str, float]:
        """By class, for the features of one text; they sum to one."""
        scores = self._scores(found)
        if len(self.classes) == 2:  # noqa: PLR2004 - one row tells two classes apart
            scores = np.array([0.0, scores[0]])
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return {name: float(share) for name, share in zip(self.classes, shares, strict=True)}

    def likeliest(self, found: Mapping[int, int]) -> str:
        """The class that the features of one text speak for most."""
        shares = self.probabilities(found)
        return max(shares, key=lambda name: shares[name])

    def score(self, found: Mapping[int, int]) -> float:
        """Of a model of two classes, what its weights say of one text: a logarithm of odds."""
        return float(self._scores(found)[0])

    def points(self, found: Mapping[int, int], name: str) -> dict[int, float]:
        """By bucket what it adds to the score of a class, less what it adds to the others on average."""
        places, values = self.vector(found)
        row = self.classes.index(name)
        others = (self.weights.sum(axis=0) - self.weights[row]) / max(1, len(self.classes) - 1)
        each = (self.weights[row] - others)[places] * values
        return {int(one): float(points) for one, points in zip(self.buckets[places], each, strict=True)}

    def _scores(self, found: Mapping[int, int]) -> np.ndarray[Any, np.dtype[np.float64]]:
        places, values = self.vector(found)
        return np.asarray(self.weights[:, places].astype(np.float64) @ values + self.bias)

    def vector(self, found: Mapping[int, int]) -> tuple[Any, Any]:
        """Places among the known buckets, and the text's TF-IDF there (sublinear, of length one)."""
        return tf_idf(found, self.buckets, self.idf)

    def to_bytes(self) -> bytes:
        """The same bytes for the same model."""
        head = json.dumps({"classes": self.classes, "buckets": len(self.buckets), "rows": len(self.bias)}).encode()
        arrays = (
            self.buckets.astype("<u4"), self.idf.astype("<f2"), self.weights.astype("<f2"), self.bias.astype("<f4"),
        )  # fmt: skip
        body = struct.pack("<I", len(head)) + head + b"".join(one.tobytes() for one in arrays)
        return _MAGIC + zlib.compress(body, 9)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """What `to_bytes` gave.

        Raises:
            ValueError: it is no such model, or is broken.
        """
        if not kept.startswith(_MAGIC):
            raise ValueError("no linear model")
        try:
            body = zlib.decompress(kept[len(_MAGIC) :])
            length = struct.unpack_from("<I", body)[0]
            head = json.loads(body[4 : 4 + length])
            count, rows, at = head["buckets"], head["rows"], 4 + length
            buckets = np.frombuffer(body, "<u4", count, at)
            idf = np.frombuffer(body, "<f2", count, at + 4 * count)
            weights = np.frombuffer(body, "<f2", rows * count, at + 6 * count).reshape(rows, count)
            bias = np.frombuffer(body, "<f4", rows, at + 6 * count + 2 * rows * count)
        except (zlib.error, struct.error, KeyError, TypeError) as error:
            raise ValueError("a broken linear model") from error
        return cls(
            classes=tuple(head["classes"]),
            buckets=buckets.astype(np.uint32),
            idf=idf.astype(np.float32),
            weights=weights.astype(np.float32),
            bias=bias.astype(np.float32),
        )


def tf_idf(
    found: Mapping[int, int],
    buckets: np.ndarray[Any, np.dtype[np.uint32]],
    idf: np.ndarray[Any, np.dtype[np.float32]],
) -> tuple[Any, Any]:
    """Places among `buckets`, and 1 + log(count) times `idf` there, scaled to length one."""
    met = np.fromiter(found.keys(), np.uint32, len(found))
    counts = np.fromiter(found.values(), np.float64, len(found))
    places = np.searchsorted(buckets, met)
    known = places < len(buckets)
    known[known] = buckets[places[known]] == met[known]
    places, values = places[known], (1.0 + np.log(counts[known])) * idf[places[known]]
    length = float(np.sqrt(np.square(values).sum()))
    return places, values / length if length else values
