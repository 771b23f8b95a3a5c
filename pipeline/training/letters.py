"""The models that read letters, taught from annotated ones.

What is chosen among candidates is chosen by a model that must have met the taggers' mistakes as it will meet them: for its
training, half of the hands are read by taggers that were taught by the other half, and so is the name that others are near to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from pipeline.models import LinearModel
from pipeline.tagging import (
    ALIKE,
    KIND_OF,
    OFFICIAL,
    ROUTE,
    SENTENCES,
    Candidate,
    LetterModels,
    Purpose,
    Reading,
    Tagger,
    candidates,
    clause_features,
    clauses,
    kind_features,
    likeness,
    option_features,
    options,
    purposes,
    span_features,
    spans,
    token_features,
    tokens,
)
from pipeline.training.annotations import (
    PAPER,
    AnnotatedLetter,
    form_model,
    name_labels,
    purpose_labels,
)
from pipeline.training.linear import train
from pipeline.training.partly_known import known_name_labels, known_purpose_labels
from pipeline.training.ranking import Ranked, train_ranking

HALVES = 2
NAME = "requester.name"
_PURPOSES = {"c1": 0.2, "c2": 3.0, "max_iterations": 60}
_NAMES = {"c1": 0.05, "c2": 0.1, "max_iterations": 50}
_STRENGTH, _SPAN_STRENGTH = 20.0, 1.0  # of the models that choose
_KIND_STRENGTH = 200.0  # from which its probabilities can be taken at their word
LEAST_ALIKE = 0.3  # of the span that is nearest to the truth: what is further off teaches nothing
OWN_WORTH = 3  # times that an own letter counts beside a shipped one
Rows = list[list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A letter as taggers have read it that were taught by other hands."""

    letter: AnnotatedLetter
    clauses: list[Purpose]
    candidates: list[Candidate]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Met:
    """Letters as the models that choose meet them."""

    read: list[_Read]
    near: dict[str, str | None]  # by letter: the name that others are near to


class LetterTrainer:
    """Works out once what all trainings on the same letters need."""

    def __init__(self, letters: Sequence[AnnotatedLetter]) -> None:
        """`letters`: all that may be learned from; each training names its own."""
        self._clauses: dict[str, tuple[Rows, list[str]]] = {}
        self._names: dict[str, tuple[Rows, list[str]]] = {}
        self._before: tuple[list[str], _Met] | None = None  # letters of the training before, and how they were met
        for letter in letters:
            found = clauses(letter.passage.text)
            self._clauses[letter.id] = (clause_features(letter.passage, found), purpose_labels(letter, found))
            words = tokens(letter.passage.text)
            self._names[letter.id] = (token_features(letter.passage, words), name_labels(letter, words))

    def train(
        self,
        letters: Sequence[AnnotatedLetter],
        *,
        own: Sequence[AnnotatedLetter] = (),
        known_by: LetterModels | None = None,
    ) -> LetterModels:
        """All models, taught by these letters, and by `own` as far as these are known.

        `known_by`: models that have not seen `own`; they read them, and what is not known of them is labelled by what they say.
        """
        met = self._met_by_others(letters)
        read, near = met.read, met.near
        if own and known_by:
            mine = _met_as_strangers(own, known_by)
            read, near = [*read, *mine.read * OWN_WORTH], {**near, **mine.near}
            self._label(own, known_by)
        every = [*letters, *[one for one in own for _ in range(OWN_WORTH)]]
        return LetterModels(
            purposes=self._purpose_tagger(every),
            names=self._name_tagger(every),
            choices={path: _choice_model(read, path, near) for path in KIND_OF},
            spans={path: _span_model(read, path) for path in SENTENCES},
            kinds=train(
                [(kind_features(one.passage), one.kind) for one in every if one.knows(ROUTE)], strength=_KIND_STRENGTH
            ),
            forms=form_model(one.paper for one in letters if one.paper),
        )

    def _label(self, own: Iterable[AnnotatedLetter], known_by: LetterModels) -> None:
        for letter in own:
            found, words = clauses(letter.passage.text), tokens(letter.passage.text)
            rows = clause_features(letter.passage, found)
            self._clauses[letter.id] = (rows, known_purpose_labels(letter, found, rows, known_by.purposes))
            named = known_name_labels(letter, words, known_by.names)
            self._names[letter.id] = (token_features(letter.passage, words), named)

    def _met_by_others(self, letters: Sequence[AnnotatedLetter]) -> _Met:
        """As taggers meet them that were taught by the other half of the hands; kept for the next training by the same letters."""
        ids = [one.id for one in letters]
        if self._before is None or self._before[0] != ids:
            halves = self._halves([one for one in letters if not one.partial])
            self._before = ids, _Met(read=[one for half in halves for one in half], near=_names_of(halves))
        return self._before[1]

    def _purpose_tagger(self, letters: Iterable[AnnotatedLetter]) -> Tagger:
        return Tagger(_crf([self._clauses[letter.id] for letter in letters], _PURPOSES))

    def _name_tagger(self, letters: Iterable[AnnotatedLetter]) -> Tagger:
        return Tagger(_crf([self._names[letter.id] for letter in letters if not letter.partial], _NAMES))

    def _halves(self, letters: Sequence[AnnotatedLetter]) -> list[list[_Read]]:
        hands = sorted({letter.hand for letter in letters})
        halves = []
        for half in range(HALVES):
            mine = set(hands[half::HALVES])
            others = [one for one in letters if one.hand not in mine]
            names, parts = self._name_tagger(others), self._purpose_tagger(others)
            halves.append(
                [
                    _Read(letter=one, clauses=purposes(one.passage, parts), candidates=candidates(one.passage, names))
                    for one in letters
                    if one.hand in mine
                ]
            )
        return halves


def _names_of(halves: Sequence[Sequence[_Read]]) -> dict[str, str | None]:
    """By letter the requester's name as a model chooses it that was taught by the other half."""
    found: dict[str, str | None] = {}
    for half in halves:
        model = _choice_model([one for other in halves if other is not half for one in other], NAME, {})
        for one in half:
            same = options(one.letter.passage, one.candidates, NAME)
            seen = option_features(one.letter.passage, one.clauses, same, path=NAME, near=None)
            scores = [model.score(each) for each in seen]
            best = scores.index(max(scores))
            found[one.letter.id] = same[best - 1].value if best else None
    return found


def _met_as_strangers(own: Iterable[AnnotatedLetter], models: LetterModels) -> _Met:
    """Letters that the models have not seen."""
    met = _Met(read=[], near={})
    for letter in own:
        reading = Reading(letter.passage, models)
        met.read.append(_Read(letter=letter, clauses=reading.purposes, candidates=reading.candidates))
        choices = reading.choices(NAME)
        sure = bool(choices.found) and choices.found[0].likely > choices.absent
        met.near[letter.id] = choices.found[0].candidate.value if sure else None
    return met


def _choice_model(read: Iterable[_Read], path: str, near: Mapping[str, str | None]) -> LinearModel:
    examples = []
    for one in read:
        letter = one.letter
        if not letter.asks or not letter.knows(path) or (path in OFFICIAL and letter.passage.form not in PAPER):
            continue
        same = options(letter.passage, one.candidates, path)
        right = {place for place, option in enumerate(same, start=1) if letter.agrees(path, option.value)}
        if not right and letter.known is not None and letter.values(path):
            continue  # it was said elsewhere, or by somebody else
        seen = option_features(letter.passage, one.clauses, same, path=path, near=near.get(letter.id))
        examples.append(Ranked(options=tuple(seen), right=frozenset(right or {0})))
    return train_ranking(examples, strength=_STRENGTH)


def _span_model(read: Iterable[_Read], path: str) -> LinearModel:
    """Right are the spans that say nearly what the truth says; where none is proposed, the nearest."""
    examples = []
    for one in read:
        letter = one.letter
        if not letter.asks or not letter.knows(path):
            continue
        said = " ".join(letter.values(path))
        proposed = spans(letter.passage, one.clauses, SENTENCES[path])
        alike = [likeness(said, letter.passage.text[span.start : span.end]) for span in proposed]
        right = {place for place, share in enumerate(alike, start=1) if share >= ALIKE}
        if said and not right:
            if max(alike, default=0.0) < LEAST_ALIKE:
                continue
            right = {1 + alike.index(max(alike))}
        seen = span_features(letter.passage, one.clauses, proposed, path)
        examples.append(Ranked(options=tuple(seen), right=frozenset(right or {0})))
    return train_ranking(examples, strength=_SPAN_STRENGTH)


def _crf(examples: Iterable[tuple[Rows, list[str]]], settings: Mapping[str, float]) -> bytes:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({**settings, "feature.minfreq": 2})
    for rows, labels in examples:
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()
