"""What routing weighs: `rules/routing.yaml`."""

from __future__ import annotations

from pipeline.rulebook.base import Rule


class RoutingRules(Rule):
    """Weighted phrases and conditions by SOP."""
