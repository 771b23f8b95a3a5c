"""What a simulated year assumes: `rules/simulation.yaml`."""

from __future__ import annotations

from pydantic import Field

from pipeline.model import Action
from pipeline.rulebook.base import Rule


class Effort(Rule):
    """Working time of a step: the median as a share of its limit, and the sigma of a lognormal distribution."""

    median: float = Field(gt=0)
    spread: float = Field(ge=0)


class SimulationRules(Rule):
    """Arrivals, efforts, detours, staff. Shares are weighed against each other; percentages are of a hundred."""

    letters: int = Field(gt=0)
    sops: dict[str, float]
    weekdays: tuple[float, float, float, float, float, float, float]
    in_office_hours: float = Field(ge=0, le=100)
    median: float = Field(gt=0)
    spread: float = Field(ge=0)
    steps: dict[str, Effort] = Field(default_factory=dict)
    detours: dict[Action, float] = Field(default_factory=dict)
    notices_after: float = Field(ge=0)  # working minutes
    requester_answers_after: float = Field(ge=0)  # working minutes
    staff: dict[str, int] = Field(default_factory=dict)  # role -> people

    def effort(self, step: str) -> Effort:
        """Of a step (`gangguan-jaringan/5`)."""
        return self.steps.get(step) or Effort(median=self.median, spread=self.spread)
