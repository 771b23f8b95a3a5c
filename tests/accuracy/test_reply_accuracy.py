"""Hands of replies left out of the models: nothing is decided that nobody wrote, and most of the rest is understood.

A short form of `python -m pipeline.accuracy.replies`, which leaves out each hand in turn.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pipeline.accuracy.replies import Judged, figures, judged, models_without_hands
from pipeline.training.meanings import Beside, reply_hands, reply_rows
from rules import rulebook

EXAMPLES = Path(__file__).parents[2] / "examples"
HELD = Path(__file__).parents[1] / "replies" / "held" / "other_hands.yaml"
LEFT = ("rb", "rh", "rn")
# The models are trained once, by whichever test comes first.
pytestmark = [pytest.mark.timeout(1800), pytest.mark.xdist_group("replies-left-out")]


@cache
def found() -> dict[str, list[Judged]]:
    hands = reply_hands(EXAMPLES)
    models = models_without_hands(LEFT, hands, rulebook(), beside=Beside.of(EXAMPLES))
    rows = {**{name: hands[name] for name in LEFT}, "held": reply_rows(HELD)}
    return {name: list(judged(these, models, rulebook())) for name, these in rows.items()}


@pytest.mark.parametrize("hand", [*LEFT, "held"])
def test_no_decision_is_read_that_nobody_wrote(hand: str) -> None:
    assert [(one.row.at, one.row.text, one.false) for one in found()[hand] if one.false] == []


@pytest.mark.parametrize(
    ("hand", "taken", "values"), [("rb", 0.7, 0.8), ("rh", 0.7, 0.8), ("rn", 0.7, 0.8), ("held", 0.65, 0.7)]
)
def test_most_clear_replies_are_taken_as_they_are_meant(hand: str, taken: float, values: float) -> None:
    numbers = figures(found()[hand])
    assert numbers["taken"] >= taken, numbers
    assert numbers["values"] >= values, numbers
