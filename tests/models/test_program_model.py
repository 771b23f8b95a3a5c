"""The model that tells programs and people apart: the shipped one is that of the examples, and holds for a hand left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from pipeline.config import default_models
from pipeline.intake import PERSON, PROGRAM
from pipeline.models import LinearModel
from pipeline.training import Example, program_examples, train_program_model
from rules import rulebook

EXAMPLES = Path(__file__).parents[2] / "examples"
HANDS = ("automatic/east", "automatic/java", "automatic/west")
CAUGHT, LOST = 0.93, 0.5  # of programs; of people who were asked to sound like one


@cache
def hands() -> Mapping[str, Sequence[Example]]:
    return program_examples(EXAMPLES, rulebook().kinds)


def test_the_shipped_model_is_that_of_the_examples() -> None:
    shipped = LinearModel.from_bytes((default_models() / "program.model").read_bytes())
    fresh = train_program_model(hands())
    assert shipped.classes == fresh.classes
    far = [
        (found, label)
        for hand in hands().values()
        for found, label in hand
        if abs(shipped.probabilities(found)[PROGRAM] - fresh.probabilities(found)[PROGRAM]) > 0.01
    ]
    assert far == [], "make models"


@pytest.mark.parametrize("hand", HANDS)
def test_it_holds_for_a_hand_that_it_was_not_trained_on(hand: str) -> None:
    model = train_program_model({name: rows for name, rows in hands().items() if name != hand})
    likely = rulebook().kinds.program_likely
    said = [(label, model.probabilities(found)[PROGRAM] >= likely) for found, label in hands()[hand]]
    programs = [likely for label, likely in said if label == PROGRAM]
    people = [likely for label, likely in said if label == PERSON]
    assert sum(programs) >= CAUGHT * len(programs)
    assert sum(people) <= LOST * len(people)
