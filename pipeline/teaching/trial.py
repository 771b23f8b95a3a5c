"""What a trial of new models has shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.accuracy.scoring import Figures


class Read(StrEnum):
    """How a value that is known was read."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    EMPTY = "empty"  # rightly: the letter does not say it
    FILLED = "filled"  # although it does not

    @property
    def good(self) -> bool:
        """Whether it is as it should be."""
        return self in (Read.RIGHT, Read.EMPTY)


Readings = dict[tuple[str, str], Read]  # by case and field, the route among them


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How old and new models read."""

    hands: tuple[Figures, Figures]  # letters of the hands left out
    own: tuple[Readings, Readings]  # own letters, each by models that have not seen it
    models: bytes  # the new ones, taught by all
