"""What all rule records share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Rule(BaseModel):
    """A frozen record read from a rule file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
