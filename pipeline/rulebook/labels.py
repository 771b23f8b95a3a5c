"""What extraction looks for: `rules/labels.yaml`."""

from __future__ import annotations

from pipeline.rulebook.base import Rule


class LabelRules(Rule):
    """Vocabularies and cue phrases of extraction."""
