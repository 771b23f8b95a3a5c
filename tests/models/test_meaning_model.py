"""The models of what replies mean and tell: the shipped ones are those of the examples."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import default_models
from pipeline.model import Action
from pipeline.models import LinearModel
from pipeline.sop.likelihood import NONE, shipped_meanings
from pipeline.training import Example
from pipeline.training.meanings import (
    FALSE,
    Beside,
    answering_examples,
    frame_examples,
    meaning_examples,
    reply_hands,
    train_answering,
    train_models,
    train_value_model,
    value_examples,
)
from rules import rulebook

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_shipped_models_are_those_of_the_examples() -> None:
    hands = reply_hands(EXAMPLES)
    meant = [one for rows in hands.values() for one in meaning_examples(rows, rulebook())]
    beside, every = Beside.of(EXAMPLES), [row for rows in hands.values() for row in rows]
    meant += frame_examples(beside.frames, every, rulebook())
    answering = list(answering_examples(beside, every, rulebook()))
    told = [one for rows in hands.values() for one in value_examples(rows, rulebook())]
    fresh = train_models(meant)
    assert far_from("meaning", fresh.model, [(words.features, words.label) for words, _ in meant]) == [], "make models"
    assert far_from("spelling", fresh.spelling, [(one.features, one.label) for _, one in meant]) == [], "make models"
    tells_apart = train_answering(answering)
    assert tells_apart is not None
    assert far_from("answering", tells_apart, answering) == [], "make models"
    assert far_from("values", train_value_model(told), told) == [], "make models"


def far_from(name: str, fresh: LinearModel, examples: list[Example]) -> list[str]:
    shipped = LinearModel.from_bytes((default_models() / f"{name}.model").read_bytes())
    assert shipped.classes == fresh.classes
    return [
        label
        for found, label in examples
        if abs(shipped.probabilities(found)[label] - fresh.probabilities(found)[label]) > 0.01
    ]


def test_every_answer_that_the_model_knows_has_its_threshold() -> None:
    sure = json.loads((default_models() / "meaning.json").read_text(encoding="utf-8"))["sure"]
    assert (
        set(sure) == set(shipped_meanings().model.classes) - {NONE} == set(shipped_meanings().spelling.classes) - {NONE}
    )
    assert all(0.4 <= share < 1 for share in sure.values())


@pytest.mark.parametrize("action", sorted(FALSE))
def test_what_has_no_threshold_is_never_sure(action: Action) -> None:
    assert not replace(shipped_meanings(), sure={}).is_sure(action, 0.999)
