"""What a trial of new models has shown."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.accuracy.scoring import Figures

Readings = dict[tuple[str, str], bool | None]  # by case and field: whether it is read rightly; None: not at all


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How old and new models read."""

    hands: tuple[Figures, Figures]  # letters of the hands left out
    own: tuple[Readings, Readings]  # own letters, each by models that have not seen it
    models: bytes  # the new ones, taught by all
