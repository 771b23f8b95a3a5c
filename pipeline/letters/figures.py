"""The figures of a recap beyond its counts, each row with the cases behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class StepFigure:
    """A step's actual time against its standard."""

    step: str  # "gangguan-jaringan/5"
    title: str
    standard: str
    answers: int
    median: float  # working minutes
    late: int
    cases: tuple[str, ...]  # those that were late


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleFigure:
    """Late answers of a role."""

    role: str  # its title
    answers: int
    late: int
    cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CauseFigure:
    """A cause that comes again."""

    cause: str
    cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """All of a period."""

    steps: tuple[StepFigure, ...] = ()
    roles: tuple[RoleFigure, ...] = ()
    causes: tuple[CauseFigure, ...] = ()
    units: tuple[tuple[str, tuple[str, ...]], ...] = ()  # unit, its cases
    content: tuple[str, ...] = ()  # cases whose requester said PUAS
    discontent: tuple[str, ...] = ()  # and BELUM
