"""How people say what they did: `rules/answers.yaml`."""

from __future__ import annotations

from pipeline.rulebook.base import Rule


class AnswerRules(Rule):
    """The action grammar."""
