"""Models are moved by own letters where these, left out in turn, gain by it; what is not known of a letter teaches nothing."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.config import default_rules, load_rulebook
from pipeline.models import LinearModel
from pipeline.tagging import LetterModels, Reading
from pipeline.training.adapting import Offer, adapted, moved
from pipeline.training.annotations import AnnotatedLetter, annotated_letters
from pipeline.training.letters import LetterTrainer, Met, choice_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "letters"
TAUGHT, OWN = ("A", "K"), "D"
OURS, THEIRS, NOISE = 1, 2, range(3, 40)  # buckets
BEFORE = LinearModel(
    classes=("no", "yes"),
    buckets=np.arange(1, 41, dtype=np.uint32),
    idf=np.ones(40, np.float32),
    weights=np.array([[0.0, 2.0, *[0.0] * 38]], np.float32),
    bias=np.zeros(1, np.float32),
)


def offers(right: int, count: int) -> list[Offer]:
    """Each of two options: the one that the model has chosen up to now, and one of the office's."""
    chance = random.Random(7)
    return [
        Offer(
            rows=(Counter([THEIRS, chance.choice(NOISE)]), Counter([OURS, chance.choice(NOISE)])),
            classes=(0, 0),
            right=frozenset({right}),
        )
        for _ in range(count)
    ]


def lead(model: LinearModel) -> float:
    """By how much it prefers what the office says."""
    return model.score(Counter([OURS])) - model.score(Counter([THEIRS]))


def test_the_more_own_letters_say_it_the_further_the_model_moves() -> None:
    leads = [lead(moved(BEFORE, offers(1, count), 1.0)) for count in (1, 5, 30)]
    assert [lead(BEFORE), *leads] == sorted([lead(BEFORE), *leads])
    assert leads[0] < 0 < leads[2], "one letter does not turn it, thirty do"


def test_what_it_says_already_moves_it_little() -> None:
    assert abs(lead(moved(BEFORE, offers(0, 5), 1.0)) - lead(BEFORE)) < abs(
        lead(moved(BEFORE, offers(1, 5), 1.0)) - lead(BEFORE)
    )


@pytest.mark.parametrize(("found", "strength"), [([], 1.0), (offers(1, 5), 0.0)])
def test_without_anything_to_fit_it_stays(found: list[Offer], strength: float) -> None:
    assert moved(BEFORE, found, strength) is BEFORE


def test_the_same_letters_give_the_same_bytes() -> None:
    first, again = (moved(BEFORE, offers(1, 30), 1.0).to_bytes() for _ in range(2))
    assert first == again != BEFORE.to_bytes()


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[AnnotatedLetter]:
    folder = tmp_path_factory.mktemp("hands")
    for hand in (*TAUGHT, OWN):
        shutil.copy(EXAMPLES / f"{hand}.yaml", folder)
    return annotated_letters(folder, load_rulebook(default_rules()))


@pytest.fixture(scope="module")
def models(letters: list[AnnotatedLetter]) -> LetterModels:
    mine = [one for one in letters if one.hand in TAUGHT]
    return LetterTrainer(mine).train(mine)


def partly(found: Sequence[AnnotatedLetter], *known: str) -> list[AnnotatedLetter]:
    """Letters that know some fields, with all their truth: what is not known may not be looked at."""
    mine = [one for one in found if one.hand == OWN and one.asks]
    return [replace(one, known=frozenset(known), hand=f"kantor {one.id}") for one in mine]


def kept(models: LetterModels) -> dict[str, Any]:
    return {**models.choices, **models.spans, "route": models.kinds}


@pytest.mark.slow
@pytest.mark.parametrize("known", ["requester.unit", "requester.phone", "issue.description", "route"])
def test_only_the_model_of_what_is_known_moves(
    known: str, letters: list[AnnotatedLetter], models: LetterModels
) -> None:
    new = adapted(models, partly(letters, known))
    before, after = kept(models), kept(new)
    assert {path for path in before if before[path] is not after[path]} == {known}
    assert (new.purposes, new.names, new.forms) == (models.purposes, models.names, models.forms)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Rutan Kelas IIB Tengah", None),  # it stands somewhere else
        ("", frozenset({0})),
    ],
)
def test_what_does_not_stand_in_a_letter_teaches_nothing_and_what_is_not_said_that(
    said: str, right: frozenset[int] | None, letters: list[AnnotatedLetter], models: LetterModels
) -> None:
    (one, *_) = partly(letters, "requester.unit")
    one = replace(one, truth={**one.truth, "requester": {"unit": said}})
    reading = Reading(one.passage, models)
    found = choice_of(Met(letter=one, clauses=reading.purposes, candidates=reading.candidates), "requester.unit", None)
    assert (found and found.right) == right
