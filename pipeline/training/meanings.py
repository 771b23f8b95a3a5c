"""The model of what holders and requesters mean, out of `examples/replies` (its guide tells the format)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import numpy as np
from sklearn.linear_model import LogisticRegression

from pipeline.intake import PROGRAM
from pipeline.model import Action, Person
from pipeline.models import LinearModel
from pipeline.rulebook import Rulebook, Step
from pipeline.sop.certainty import Certainty, Evidence
from pipeline.sop.deciding import evidence_of
from pipeline.sop.likelihood import NO, NONE, YES, Meanings
from pipeline.sop.meaning_features import Asked, Stands, Words, answering_features, meaning_features, spelling_features
from pipeline.sop.telling import OTHER, Piece, piece_features, pieces
from pipeline.sop.words import SENTENCE_BREAK, said
from pipeline.training.choices import Choice, train_choices
from pipeline.training.linear import Example as Labelled
from pipeline.training.linear import rows_of, train

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=ZoneInfo("Asia/Makassar"))  # of the mail that all of them answer
_ANSWERING = 50.0  # inverse of regularisation of the model of what answers at all
_VALUES = 40.0  # inverse of regularisation of the model of values
_USUAL = 0.6  # share of clear replies of a hand that writes as people do
_SEVERAL = 2  # texts that a step asks for: of a lone one the whole reply is the value
_SOPS = {
    "A": "keluhan-aplikasi", "B": "gangguan-jaringan", "C": "hak-akses", "D": "bandwidth", "E": "masalah-software",
}  # fmt: skip
_STANDS: Mapping[str, Stands] = {"P-open": "open", "P-asked": "asked", "P-closed": "ended"}
PEOPLE = tuple(
    Person(name=name, email=f"{name.split()[-1].lower()}.{number}@kantor.example.go.id", roles=tuple(roles))
    for number, (name, *roles) in enumerate(
        (
            ("Hendra Wijaya", "gangguan-jaringan/kabag", "masalah-software/kabag"),
            ("Lestari Ningsih", "gangguan-jaringan/kasubag", "masalah-software/kasubbag"),
            ("Budi Prakoso", "gangguan-jaringan/pelaksana", "masalah-software/prakom"),
            ("I Made Suarta", "gangguan-jaringan/pelaksana", "masalah-software/prakom"),
            ("Rizky Ramadhan", "gangguan-jaringan/pelaksana", "masalah-software/prakom"),
            ("Dewi Kartika", "hak-akses/ketua", "bandwidth/ketua"),
            ("Yoga Saputra", "hak-akses/anggota", "bandwidth/anggota"),
            ("Putri Maharani", "hak-akses/anggota", "bandwidth/anggota"),
            ("Ratih Anggraini", "keluhan-aplikasi/tim"),
            ("Surya Darma", "masalah-software/kadiv"),
            ("Wahyuni Lestari", "masalah-software/kakanwil", "kantor/kepala"),
            ("Oki Permana", "kantor/operator"),
        )
    )
)
"""Whom the examples name: the directory of their guide."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One annotated reply."""

    hand: str
    at: str
    by: str
    text: str
    sign: str
    files: tuple[str, ...]
    says: tuple[Action | None, ...]  # what it means, then what it may also be taken for; None: no decision
    tempts: str | None
    person: str | None
    until: str | None
    sop: str | None
    values: Mapping[str, str]

    @property
    def clear(self) -> bool:
        """Whether a careful secretary would enter it without asking back."""
        return None not in self.says

    @property
    def stands(self) -> Stands | None:
        """How the case stands where its requester writes; None where a holder does."""
        return _STANDS.get(self.at)

    def step(self, rulebook: Rulebook) -> Step:
        """The step that is answered."""
        return rulebook.sops[_SOPS[self.at[0]]].steps[self.at[1:]]

    def asked(self, rulebook: Rulebook) -> Asked:
        """To what it answers."""
        return Asked.requester(self.stands) if self.stands else Asked.step(self.step(rulebook))


def reply_rows(path: Path) -> list[Row]:
    """The replies of one hand (file)."""
    return [_row(path.stem, row) for row in rows_of(path)]


def _row(hand: str, row: Mapping[str, Any]) -> Row:
    says = row["says"] if isinstance(row["says"], list) else [row["says"]]
    return Row(
        hand=hand,
        at=row["at"],
        by=row["by"],
        text=row.get("text") or "",
        sign=row.get("sign", ""),
        files=tuple(row.get("files", ())),
        says=tuple(Action(one) if one else None for one in says),
        tempts=row.get("tempts"),
        person=row.get("person"),
        until=str(row["until"]) if row.get("until") else None,
        sop=row.get("sop"),
        values=row.get("values", {}),
    )


def reply_hands(folder: Path) -> dict[str, list[Row]]:
    """All hands of `examples/replies`, by name."""
    return {path.stem: reply_rows(path) for path in sorted((folder / "replies").glob("*.yaml"))}


def writes_as_people_do(rows: Sequence[Row]) -> bool:
    """Whether most replies of a hand are clear; of one that tempts, what it teaches of people in general would be wrong."""
    return sum(row.clear for row in rows) >= _USUAL * len(rows)


def words_of(row: Row, rulebook: Rulebook) -> Words:
    """What is known of its writer and time."""
    return Words(rules=rulebook.answers, dates=rulebook.dates, people=PEOPLE, now=NOW, files=bool(row.files))


Example = tuple[Choice, Choice]
"""A reply by its words, and by pieces of them."""


def meaning_examples(rows: Sequence[Row], rulebook: Rulebook) -> Iterator[Example]:
    """Features and label of each row: what it means first, among what its place takes."""
    for row in rows:
        text, asked, words = _read(row, rulebook)
        label = row.says[0].value if row.says[0] else NONE
        offered = frozenset({NONE, *(action.value for action in asked.takes)})
        yield (
            Choice(features=meaning_features(text, asked, words), label=label, offered=offered),
            Choice(features=spelling_features(text, asked, words), label=label, offered=offered),
        )


FALSE = frozenset(
    {Action.SELESAI, Action.SETUJU, Action.TANGANI, Action.TERUSKAN, Action.TOLAK, Action.CABUT, Action.PUAS}
)
"""Decisions that must never be read out of words that do not say them."""

_LEAST = 0.55  # probability that is sure; of what is dear, or easily taken for something else, more
_SURE = {
    **dict.fromkeys(FALSE, 0.85),
    Action.SELESAI: 0.82,
    Action.SETUJU: 0.86,
    Action.TANGANI: 0.9,
    Action.BELUM: 0.8,
    Action.KOREKSI: 0.7,
    Action.STATUS: 0.75,
    Action.TUNDA: 0.8,
    Action.TANYA: 0.955,
    Action.CABUT: 0.93,
    Action.PERBAIKI: 0.4,
}
_FEW, _MANY, _EACH = 4, 25, 4  # words of a sentence of another matter; of so many, one teaches
_BEGINS, _ENDS = 8, 5  # words at most of a line that begins a mail, or ends one
_GROUPS = 5  # of hands that are left out together
_BY_WORDS, _BY_LETTERS, _CERTAIN = 80.0, 100.0, 0.5  # inverse of regularisation


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Texts that answer nothing: what frames a mail, from anybody; what is another matter, from a holder."""

    frames: Sequence[str] = ()
    matters: Sequence[str] = ()

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Those of a folder of examples: how its letters begin and end, of each letter some sentences, and what programs write."""
        hands = [rows_of(path) for path in sorted((folder / "letters").glob("*.yaml"))]
        frames = (text for rows in hands for row in rows for text in _frames(row))
        matters = (text for rows in hands for number, row in enumerate(rows) for text in _matters(row, number))
        mails = (row for path in sorted((folder / "automatic").glob("*.yaml")) for row in rows_of(path))
        programs = (str(row["text"]) for row in mails if row["what"] == PROGRAM)
        return cls(frames=tuple(dict.fromkeys((*frames, *programs))), matters=tuple(dict.fromkeys(matters)))


NOTHING_BESIDE = Beside()


def _frames(row: Mapping[str, Any]) -> list[str]:
    """How a typed letter begins and ends."""
    lines = [line.strip() for line in str(row["text"]).split("\n") if line.strip()]
    if row["channel"] != "email" or len(lines) <= 2:  # noqa: PLR2004 - a beginning, what it says, an end
        return []
    begin = lines[0] if lines[0][-1] in ",.!" and len(lines[0].split()) <= _BEGINS else ""
    end = lines[-1] if len(lines[-1].split()) <= _ENDS else ""
    return [text for text in (begin, f"{begin}\n\n{end}".strip(), end) if text]


def _matters(row: Mapping[str, Any], number: int) -> list[str]:
    """Some sentences of a letter, the `number`th of its hand: others of one than of the next."""
    told = [" ".join(one.split()) for one in SENTENCE_BREAK.split(str(row["text"]))]
    return [one for one in told if _FEW <= len(one.split()) <= _MANY][number % _EACH :: _EACH]


def frame_examples(texts: Sequence[str], rows: Sequence[Row], rulebook: Rulebook) -> list[Example]:
    """What such texts mean: nothing, each at one place of these rows after the other; and what answers only alone, that answer.

    Without them a text of which models know no word would mean what is usual at its place.
    """
    places = list({row.at: row for row in rows}.values())
    if not places:
        return []
    saying = rulebook.answers.answers
    told: list[tuple[str, Row, Action | None]] = [(text, place, None) for text, place in zip(texts, cycle(places))]
    told += [
        (word, place, action)
        for place in places
        for action in place.asked(rulebook).takes
        if action in saying
        for word in saying[action].alone
    ]
    bare = [replace(place, text=text, files=(), says=(means,), values={}) for text, place, means in told]
    return list(meaning_examples(bare, rulebook))


def answering_examples(beside: Beside, rows: Iterable[Row], rulebook: Rulebook) -> Iterator[Labelled]:
    """What holders answer, and texts that answer nothing."""
    known = Words(rules=rulebook.answers, dates=rulebook.dates, people=PEOPLE, now=NOW)
    for label, texts in (
        (YES, [row.text for row in rows if not row.stands and row.says[0] is not None]),
        (NO, [*beside.frames, *beside.matters]),
    ):
        for text in texts:
            yield answering_features(said(text, rulebook.answers), known), label


def train_meanings(
    hands: Mapping[str, Sequence[Row]], rulebook: Rulebook, *, groups: int = _GROUPS, beside: Beside = NOTHING_BESIDE
) -> Meanings:
    """The models of these hands, with a certainty fitted on what models had not seen; `beside`: texts that answer nothing."""
    examples = {name: list(meaning_examples(rows, rulebook)) for name, rows in hands.items()}
    every = [row for rows in hands.values() for row in rows]
    texts = frame_examples(beside.frames, every, rulebook)
    judges = _models_without(examples, texts, groups=min(groups, len(hands)))
    judged = {name: [evidence_of(*_read(row, rulebook), judges[name]) for row in rows] for name, rows in hands.items()}
    certainty = train_certainty(
        [
            (one, one.action in row.says)
            for name, rows in hands.items()
            if writes_as_people_do(rows)
            for row, one in zip(rows, judged[name], strict=True)
        ]
    )
    everything = train_models([*(one for found in examples.values() for one in found), *texts])
    return replace(
        everything,
        certainty=certainty,
        sure={action: _SURE.get(action, _LEAST) for action in Action},
        answering=train_answering(list(answering_examples(beside, every, rulebook))),
    )


def train_answering(examples: Sequence[Labelled]) -> LinearModel | None:
    """What tells answers from other matters; None where either is lacking."""
    return train(examples, strength=_ANSWERING) if len({label for _, label in examples}) > 1 else None


def train_models(examples: Sequence[Example]) -> Meanings:
    """Both models, not yet certain of anything."""
    return Meanings(
        model=train_choices([words for words, _ in examples], strength=_BY_WORDS),
        spelling=train_choices([letters for _, letters in examples], strength=_BY_LETTERS),
        certainty=Certainty(weights={}),
        sure={},
    )


def train_certainty(judged: Sequence[tuple[Evidence, bool]]) -> Certainty:
    """Weights of the evidence, by whether what was likeliest was meant."""
    facts = [evidence.facts() for evidence, _ in judged]
    names = sorted({name for one in facts for name in one})
    matrix = np.array([[one.get(name, 0.0) for name in names] for one in facts])
    fitted = LogisticRegression(C=_CERTAIN, fit_intercept=False, max_iter=2000)
    fitted.fit(matrix, np.array([right for _, right in judged]))
    return Certainty(weights={name: round(float(one), 4) for name, one in zip(names, fitted.coef_[0], strict=True)})


def _read(row: Row, rulebook: Rulebook) -> tuple[str, Asked, Words]:
    return said(row.text, rulebook.answers), row.asked(rulebook), words_of(row, rulebook)


def _models_without(
    hands: Mapping[str, Sequence[Example]], beside: Sequence[Example], *, groups: int
) -> dict[str, Meanings]:
    """By hand, models that have not seen it, nor the others of its group; `beside` teaches all of them."""
    names = sorted(hands)
    found: dict[str, Meanings] = {}
    for number in range(groups):
        left = names[number::groups]
        models = train_models([*(one for hand in names if hand not in left for one in hands[hand]), *beside])
        found |= dict.fromkeys(left, models)
    return found


def write_meaning_model(folder: Path, out: Path, rulebook: Rulebook) -> None:
    """The models of all hands, and how sure they have to be."""
    hands = reply_hands(folder)
    meanings = train_meanings(hands, rulebook, beside=Beside.of(folder))
    (out / "meaning.model").write_bytes(meanings.model.to_bytes())
    (out / "spelling.model").write_bytes(meanings.spelling.to_bytes())
    if meanings.answering is not None:
        (out / "answering.model").write_bytes(meanings.answering.to_bytes())
    values = train_value_model([one for rows in hands.values() for one in value_examples(rows, rulebook)])
    (out / "values.model").write_bytes(values.to_bytes())
    sure = {
        action.value: round(share, 3)
        for action, share in meanings.sure.items()
        if action.value in meanings.model.classes
    }
    kept = {"certainty": dict(meanings.certainty.weights), "sure": sure}
    (out / "meaning.json").write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def value_examples(rows: Sequence[Row], rulebook: Rulebook) -> Iterator[Labelled]:
    """Features and label of each piece of the replies that bring several values in free prose."""
    for row in rows:
        if row.stands or not row.values or row.says[0] is None:
            continue
        step = row.step(rulebook)
        keys = [key for key in step.asks if not rulebook.asks[key].file]
        text = said(row.text, rulebook.answers)
        found = pieces(text)
        if len(keys) < _SEVERAL:
            continue
        for piece, features in zip(found, piece_features(found, keys, rulebook.answers), strict=True):
            labels = [key for key in keys if _overlaps(piece, text, row.values.get(key, ""))]
            yield from ((features, label) for label in labels or [OTHER])


def _overlaps(piece: Piece, text: str, value: str) -> bool:
    """Whether the piece holds a good part of one of the spans that the value must contain."""
    for span in value.split(" | "):
        start = text.lower().find(span.lower()) if span else -1
        shared = min(piece.end, start + len(span)) - max(piece.start, start) if start >= 0 else 0
        if shared > 0 and shared * 2 >= min(len(span), piece.end - piece.start):
            return True
    return False


def train_value_model(examples: Sequence[Labelled]) -> LinearModel:
    """The model of these examples."""
    return train(examples, strength=_VALUES)
