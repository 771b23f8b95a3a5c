"""The models that read letters, taught from annotated ones.

Candidates are rated by a model that must have met the tagger's mistakes as it will meet them: for its training, half of the hands
are read by a tagger that was taught by the other half.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pycrfsuite

from pipeline.models import LinearModel, features
from pipeline.tagging import (
    KIND_OF,
    NEAR_NAME,
    OFFICIAL,
    YES,
    Candidate,
    LetterModels,
    Tagger,
    candidates,
    choice_facts,
    clause_features,
    clauses,
    form_features,
    kind_features,
    token_features,
    tokens,
)
from pipeline.training.annotations import (
    PAPER,
    AnnotatedLetter,
    annotated_letters,
    name_labels,
    purpose_labels,
)
from pipeline.training.linear import train

__all__ = ["AnnotatedLetter", "LetterTrainer", "annotated_letters"]

NO = "no"
HALVES = 2
_PURPOSES = {"c1": 0.2, "c2": 3.0, "max_iterations": 60}
_NAMES = {"c1": 0.05, "c2": 0.1, "max_iterations": 50}
Rows = list[list[str]]


class LetterTrainer:
    """Works out once what all trainings on the same letters need."""

    def __init__(self, letters: Sequence[AnnotatedLetter]) -> None:
        """`letters`: all that may be learned from; each training names its own."""
        self._clauses: dict[str, tuple[Rows, list[str]]] = {}
        self._names: dict[str, tuple[Rows, list[str]]] = {}
        for letter in letters:
            found = clauses(letter.passage.text)
            self._clauses[letter.id] = (clause_features(letter.passage, found), purpose_labels(letter, found))
            words = tokens(letter.passage.text)
            self._names[letter.id] = (token_features(letter.passage, words), name_labels(letter, words))

    def train(self, letters: Sequence[AnnotatedLetter]) -> LetterModels:
        """All models, taught by these letters."""
        found = self._candidates(letters)
        papers = [one for one in letters if one.passage.form != "email"]
        return LetterModels(
            purposes=Tagger(_crf([self._clauses[letter.id] for letter in letters], _PURPOSES)),
            names=Tagger(_crf([self._names[letter.id] for letter in letters], _NAMES)),
            choices={path: _choice_model(letters, found, path) for path in KIND_OF},
            kinds=train([(kind_features(one.passage), one.kind) for one in letters], balanced=False),
            forms=train([(form_features(one.passage), one.passage.form) for one in papers]),
        )

    def _candidates(self, letters: Sequence[AnnotatedLetter]) -> dict[str, list[Candidate]]:
        hands = sorted({letter.hand for letter in letters})
        found: dict[str, list[Candidate]] = {}
        for half in range(HALVES):
            mine = set(hands[half::HALVES])
            tagger = Tagger(_crf([self._names[one.id] for one in letters if one.hand not in mine], _NAMES))
            found |= {one.id: candidates(one.passage, tagger) for one in letters if one.hand in mine}
        return found


def _choice_model(letters: Iterable[AnnotatedLetter], found: Mapping[str, list[Candidate]], path: str) -> LinearModel:
    examples = []
    for letter in letters:
        if not letter.asks or (path in OFFICIAL and letter.passage.form not in PAPER):
            continue
        near = " ".join(letter.values("requester.name")) if path in NEAR_NAME else None
        same = [one for one in found[letter.id] if one.kind == KIND_OF[path]]
        examples += [
            (
                features("", also=choice_facts(letter.passage, one, same, path, near)),
                YES if letter.agrees(path, one.value) else NO,
            )
            for one in same
        ]
    return train(examples, strength=10.0, balanced=False)


def _crf(examples: Iterable[tuple[Rows, list[str]]], settings: Mapping[str, float]) -> bytes:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({**settings, "feature.minfreq": 2})
    for rows, labels in examples:
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()
