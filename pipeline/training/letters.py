"""The models that read letters, taught from annotated ones.

What is chosen among candidates is chosen by a model that must have met the taggers' mistakes as it will meet them: for its
training, half of the hands are read by taggers that were taught by the other half, and so is the name that others are near to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pycrfsuite

from pipeline.models import LinearModel
from pipeline.tagging import (
    KIND_OF,
    NO,
    OFFICIAL,
    SENTENCES,
    UNRELATED,
    YES,
    Candidate,
    LetterModels,
    Purpose,
    Tagger,
    candidates,
    clause_features,
    clauses,
    kind_features,
    likeness,
    option_features,
    options,
    purposes,
    right_features,
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
from pipeline.training.linear import Example, train
from pipeline.training.processes import side_by_side
from pipeline.training.ranking import Ranked, train_ranking
from pipeline.training.rights import (
    RIGHT_SPANS,
    Tagged,
    right_labels,
    tagged,
    teaches_rights,
    train_asking,
    train_rights,
)

HALVES = 2
NAME = "requester.name"
_PURPOSES = {"c1": 0.2, "c2": 3.0, "max_iterations": 60}
_NAMES = {"c1": 0.05, "c2": 0.1, "max_iterations": 50}
_STRENGTH, _SPAN_STRENGTH = 20.0, 3.0  # of the models that choose
_KIND_STRENGTH = 200.0  # from which its probabilities can be taken at their word
LEAST_ALIKE = 0.3  # of the span that is nearest to the truth: what is further off teaches nothing
Rows = list[list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """A letter as taggers have read it that were taught by others."""

    letter: AnnotatedLetter
    clauses: list[Purpose]
    candidates: list[Candidate]
    rights: Tagged | None = None  # where anything is to be learned of access


@dataclass(frozen=True, kw_only=True, slots=True)
class _Taggers:
    """What reads half of the hands for those that are to be taught by them."""

    purposes: Tagger
    names: Tagger
    rights: Tagger
    asks: LinearModel


class LetterTrainer:
    """Works out once what all trainings on the same letters need."""

    def __init__(self, letters: Sequence[AnnotatedLetter], beside: Sequence[Example] = ()) -> None:
        """`letters`: all that may be learned from; each training names its own. `beside`: what other mails are, by what they say."""
        self._beside = beside
        self._clauses: dict[str, tuple[Rows, list[str]]] = {}
        self._names: dict[str, tuple[Rows, list[str]]] = {}
        self._rights: dict[str, tuple[Rows, list[str]]] = {}
        for letter in letters:
            found = clauses(letter.passage.text)
            self._clauses[letter.id] = (clause_features(letter.passage, found), purpose_labels(letter, found))
            words = tokens(letter.passage.text)
            self._names[letter.id] = (token_features(letter.passage, words), name_labels(letter, words))
            if teaches_rights(letter):
                self._rights[letter.id] = (right_features(letter.passage, words), right_labels(letter, words))

    def train(self, letters: Sequence[AnnotatedLetter]) -> LetterModels:
        """All models, taught by these letters."""
        whole = [one for one in letters if not one.partial]
        hands = sorted({letter.hand for letter in whole})
        mine = [[one for one in whole if one.hand in hands[half::HALVES]] for half in range(HALVES)]
        others = [[one for one in whole if one.hand not in hands[half::HALVES]] for half in range(HALVES)]
        of_all, *of_others = self._taggers([letters, *others])
        halves = side_by_side(
            [partial(self._read, half, taggers) for half, taggers in zip(mine, of_others, strict=True)]
        )
        read = [one for half in halves for one in half]
        near = _names_of(halves)
        paths = [*KIND_OF, *SENTENCES]
        jobs: list[Callable[[], LinearModel]] = [
            partial(_choice_model, read, path, near) if path in KIND_OF else partial(_span_model, read, path)
            for path in paths
        ]
        jobs += [partial(self._kind_model, letters), partial(self._asking_model, letters)]
        models = side_by_side(jobs)
        by_path = dict(zip(paths, models, strict=False))
        return LetterModels(
            purposes=of_all.purposes,
            names=of_all.names,
            choices={path: by_path[path] for path in KIND_OF},
            spans={path: by_path[path] for path in SENTENCES},
            kinds=models[-2],
            asks=models[-1],
            forms=form_model(one.paper for one in letters if one.paper),
            rights=train_rights(of_all.rights, of_all.asks, [one.rights for one in read if one.rights]),
        )

    def _kind_model(self, letters: Sequence[AnnotatedLetter]) -> LinearModel:
        return train([(kind_features(one.passage), one.kind) for one in letters], strength=_KIND_STRENGTH)

    def _asking_model(self, letters: Sequence[AnnotatedLetter]) -> LinearModel:
        examples = [(kind_features(one.passage), one.kind) for one in letters]
        return train(
            [(seen, NO if kind == UNRELATED else YES) for seen, kind in (*examples, *self._beside)],
            strength=_KIND_STRENGTH,
        )

    def _taggers(self, groups: Sequence[Sequence[AnnotatedLetter]]) -> list[_Taggers]:
        """What each group teaches that reads places out of texts."""
        makers = (self._name_tagger, self._purpose_tagger, self._right_tagger)
        jobs: list[Callable[[], bytes]] = [partial(maker, group) for maker in makers for group in groups]
        kept = side_by_side(jobs)
        count = len(groups)
        return [
            _Taggers(
                names=Tagger(kept[at]),
                purposes=Tagger(kept[count + at]),
                rights=Tagger(kept[2 * count + at]),
                asks=train_asking(group),
            )
            for at, group in enumerate(groups)
        ]

    def _purpose_tagger(self, letters: Iterable[AnnotatedLetter]) -> bytes:
        return _crf([self._clauses[letter.id] for letter in letters], _PURPOSES)

    def _name_tagger(self, letters: Iterable[AnnotatedLetter]) -> bytes:
        return _crf([self._names[letter.id] for letter in letters if not letter.partial], _NAMES)

    def _right_tagger(self, letters: Iterable[AnnotatedLetter]) -> bytes:
        return _crf([self._rights[letter.id] for letter in letters if letter.id in self._rights], RIGHT_SPANS)

    def _read(self, letters: Sequence[AnnotatedLetter], taggers: _Taggers) -> list[Met]:
        return [self._met(one, taggers) for one in letters]

    def _met(self, letter: AnnotatedLetter, taggers: _Taggers) -> Met:
        parts = purposes(letter.passage, taggers.purposes)
        named = candidates(letter.passage, taggers.names)
        read = tagged(letter, parts, named, taggers.rights, taggers.asks) if letter.id in self._rights else None
        return Met(letter=letter, clauses=parts, candidates=named, rights=read)


def _names_of(halves: Sequence[Sequence[Met]]) -> dict[str, str | None]:
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


def _choice_model(met: Iterable[Met], path: str, near: Mapping[str, str | None]) -> LinearModel:
    each = [found for one in met if (found := choice_of(one, path, near.get(one.letter.id)))]
    return train_ranking(each, strength=_STRENGTH)


def _span_model(met: Iterable[Met], path: str) -> LinearModel:
    return train_ranking([found for one in met if (found := span_of(one, path))], strength=_SPAN_STRENGTH)


def choice_of(one: Met, path: str, near: str | None) -> Ranked | None:
    """What a letter teaches of a field that is chosen among candidates; `near`: the requester's name as it is read."""
    letter = one.letter
    if not letter.asks or not letter.knows(path) or (path in OFFICIAL and letter.passage.form not in PAPER):
        return None
    same = options(letter.passage, one.candidates, path)
    right = {place for place, option in enumerate(same, start=1) if letter.agrees(path, option.value)}
    if not right and letter.known is not None and letter.values(path):
        return None  # it was said elsewhere, or by somebody else
    seen = option_features(letter.passage, one.clauses, same, path=path, near=near)
    return Ranked(options=tuple(seen), right=frozenset(right or {0}))


def span_of(one: Met, path: str) -> Ranked | None:
    """What a letter teaches of a sentence: right is the proposed span that is nearest to the truth."""
    letter = one.letter
    if not letter.asks or not letter.knows(path):
        return None
    said = " ".join(letter.values(path))
    proposed = spans(letter.passage, one.clauses, SENTENCES[path])
    alike = [likeness(said, letter.passage.text[span.start : span.end]) for span in proposed]
    if said and max(alike, default=0.0) < LEAST_ALIKE:
        return None
    right = 1 + alike.index(max(alike)) if said else 0
    seen = span_features(letter.passage, one.clauses, proposed, path)
    return Ranked(options=tuple(seen), right=frozenset({right}))


def _crf(examples: Iterable[tuple[Rows, list[str]]], settings: Mapping[str, float]) -> bytes:
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({**settings, "feature.minfreq": 2})
    for rows, labels in examples:
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()
