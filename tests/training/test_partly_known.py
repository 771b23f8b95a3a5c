"""A letter of which only some fields are known teaches these alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import default_rules, load_rulebook
from pipeline.tagging import KIND_OF, SENTENCES, LetterModels, clause_features, clauses, tokens
from pipeline.training.annotations import AnnotatedLetter, annotated_letters, name_labels
from pipeline.training.letters import LetterTrainer
from pipeline.training.partly_known import known_name_labels, known_purpose_labels

EXAMPLES = Path(__file__).parents[2] / "examples" / "letters"
TAUGHT, OWN = ("A", "K"), "D"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[AnnotatedLetter]]:
    folder = tmp_path_factory.mktemp("hands")
    for hand in (*TAUGHT, OWN):
        shutil.copy(EXAMPLES / f"{hand}.yaml", folder)
    found = annotated_letters(folder, load_rulebook(default_rules()))
    return {hand: [one for one in found if one.hand == hand] for hand in (*TAUGHT, OWN)}


@pytest.fixture(scope="module")
def taught(letters: dict[str, list[AnnotatedLetter]]) -> tuple[LetterTrainer, list[AnnotatedLetter], LetterModels]:
    mine = [one for hand in TAUGHT for one in letters[hand]]
    trainer = LetterTrainer(mine)
    return trainer, mine, trainer.train(mine)


def partly(found: Sequence[AnnotatedLetter], known: str) -> list[AnnotatedLetter]:
    """Letters that know one field, with all their truth: what is not known may not be looked at."""
    return [replace(one, known=frozenset({known}), hand="kantor") for one in found if one.asks]


def learned(models: LetterModels) -> dict[str, bytes]:
    return {
        **{path: model.to_bytes() for path, model in (*models.choices.items(), *models.spans.items())},
        "route": models.kinds.to_bytes(),
    }


@pytest.mark.slow
@pytest.mark.parametrize("known", ["requester.phone", "requester.unit", "issue.description", "route"])
def test_only_the_model_of_what_is_known_learns(known: str, letters: Any, taught: Any) -> None:
    trainer, mine, base = taught
    new = trainer.train(mine, own=partly(letters[OWN], known), known_by=base)
    before, after = learned(base), learned(new)
    assert {path for path in (*KIND_OF, *SENTENCES, "route") if before[path] != after[path]} == {known}


def test_names_that_are_not_known_stay_what_the_tagger_says(letters: Any, taught: Any) -> None:
    _, _, base = taught
    differ = 0
    for one in partly(letters[OWN], "requester.unit"):
        words = tokens(one.passage.text)
        only = replace(one, truth={**one.truth, "requester": {"unit": (one.truth.get("requester") or {}).get("unit")}})
        for key in (
            "sender_office",
            "signatory",
            "access",
            "number",
            "subject",
            "addressee",
            "application",
            "location",
            "more",
        ):
            only.truth.pop(key, None)
        truth, labels = name_labels(only, words), known_name_labels(only, words, base.names)
        assert all(mine == said for mine, said in zip(labels, truth, strict=True) if said != "O")
        differ += sum(mine != said for mine, said in zip(labels, truth, strict=True))
    assert differ > 0, "a person's name is no nobody because only the unit is known"


def test_clauses_likewise(letters: Any, taught: Any) -> None:
    _, _, base = taught
    seen: set[tuple[str, str]] = set()
    for one in partly(letters[OWN], "issue.description"):
        only = replace(one, truth={**one.truth, "request": None, "more": None})
        found = clauses(one.passage.text)
        rows = clause_features(one.passage, found)
        labels = known_purpose_labels(only, found, rows, base.purposes)
        said = base.purposes.best(rows)
        seen |= set(zip(labels, said, strict=True))
    assert ("request", "request") in seen, "what the tagger reads as a request stays one"
    assert ("other", "issue") in seen, "what is known to be the issue is all of it"
