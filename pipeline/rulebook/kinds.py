"""How intake tells letters, replies, automatic mail, bounces and the rest apart: `rules/kinds.yaml`."""

from __future__ import annotations

from pipeline.rulebook.base import Rule


class KindRules(Rule):
    """Headers, subjects and phrases by kind, and how clients introduce quoted history."""
