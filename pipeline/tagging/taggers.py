"""A linear-chain CRF as it is kept and asked: CRFsuite's own file, in memory; reading one runs no code."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import pycrfsuite


class Tagger:
    """Asks a trained CRF how likely each label is at each place; threads take turns."""

    def __init__(self, kept: bytes) -> None:
        """`kept`: the bytes of the model.

        Raises:
            ValueError: they are no model.
        """
        self.kept = kept  # the library reads there for as long as it lives
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(kept)
        self._lock = Lock()
        self._labels = frozenset(self._tagger.labels())

    def __reduce__(self) -> tuple[type[Tagger], tuple[bytes]]:
        """A copy in another process is opened anew from the same bytes."""
        return Tagger, (self.kept,)

    def likelihoods(self, rows: Sequence[Sequence[str]], labels: Sequence[str]) -> list[dict[str, float]]:
        """At each place the probability of each of `labels`, 0..1."""
        asked = [label for label in labels if label in self._labels]
        if not rows:
            return []
        with self._lock:
            self._tagger.set(rows)
            return [{label: self._tagger.marginal(label, place) for label in asked} for place in range(len(rows))]
