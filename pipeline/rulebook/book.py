"""The rulebook: everything an office may change, loaded once and handed to the pure rooms."""

from __future__ import annotations

from pipeline.dates import DateRules
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.base import Rule
from pipeline.rulebook.flow import Ask, Sop
from pipeline.rulebook.kinds import KindRules
from pipeline.rulebook.labels import LabelRules
from pipeline.rulebook.letters import LetterKind
from pipeline.rulebook.own import OwnRoute
from pipeline.rulebook.routes import RoutingRules


class Rulebook(Rule):
    """All rule files, validated together."""

    sops: dict[str, Sop]  # by id
    asks: dict[str, Ask]  # rules/asks.yaml
    letters: dict[str, LetterKind]  # rules/letters.yaml
    labels: LabelRules
    dates: DateRules  # how people say dates and times
    routing: RoutingRules
    own_routes: tuple[OwnRoute, ...] = ()  # of kantor.yaml; the first that fits wins over `routing`
    answers: AnswerRules
    kinds: KindRules
    retired: tuple[str, ...] = ()  # keys of the office's own files that no longer count, and what takes their place
    digest: str  # SHA-256 over all files: each case records the rulebook it ran under
