"""The model that tells programs and people apart, out of `examples/automatic`, `letters` and `replies`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.intake import PERSON, PROGRAM, program_features
from pipeline.models import LinearModel
from pipeline.rulebook import Rulebook
from pipeline.rulebook.kinds import KindRules
from pipeline.tagging import UNRELATED, kind_features
from pipeline.training.annotations import mail_passage
from pipeline.training.linear import Example, rows_of, train
from pipeline.training.meanings import reply_rows, writes_as_people_do

AUTOMATIC = "automatic"  # folder of mails of programs, and of people who sound like them


def train_program_model(hands: Mapping[str, Sequence[Example]]) -> LinearModel:
    """The model that tells programs and people apart, of these hands.

    However many letters and replies there are, together they count as much as the people in `automatic`, who were asked to
    sound like programs: else each hand of letters that is added would make programs less likely.
    """
    near = sum(label == PERSON for name, rows in hands.items() if name.startswith(AUTOMATIC) for _, label in rows)
    far = sum(len(rows) for name, rows in hands.items() if not name.startswith(AUTOMATIC))
    weighed = [
        (example, 1.0 if name.startswith(AUTOMATIC) else near / far) for name, rows in hands.items() for example in rows
    ]
    return train([example for example, _ in weighed], weights=[weight for _, weight in weighed])


def program_examples(folder: Path, kinds: KindRules) -> dict[str, list[Example]]:
    """By hand (file): what programs and people wrote. Letters that came as mails, and replies, are people's, too."""
    folders = {AUTOMATIC: _automatic, "letters": _letters, "replies": _replies}
    return {
        f"{name}/{path.stem}": list(read(path, kinds))
        for name, read in folders.items()
        for path in sorted((folder / name).glob("*.yaml"))
    }


def kinds_of_mails(folder: Path, rulebook: Rulebook) -> list[Example]:
    """The mails of `automatic` with their kinds: a program asks for nothing; what a person's own letter asks for stands beside it."""
    found = []
    for path in sorted((folder / AUTOMATIC).glob("*.yaml")):
        for row in rows_of(path):
            kind = UNRELATED if row["what"] == PROGRAM else row.get("kind")
            if kind:
                subject = "" if row.get("in_reply_to_ours", True) else row["subject"]
                found.append((kind_features(mail_passage(row["text"], subject, rulebook)), kind))
    return found


def _automatic(path: Path, kinds: KindRules) -> Iterator[Example]:
    for row in rows_of(path):
        subject = "" if row.get("in_reply_to_ours", True) else row["subject"]
        yield program_features(subject, row["text"], kinds), row["what"]


def _letters(path: Path, kinds: KindRules) -> Iterator[Example]:
    for row in rows_of(path):
        if row["channel"] == "email":
            yield program_features(row["mail"].get("subject") or "", row["text"], kinds), PERSON


def _replies(path: Path, kinds: KindRules) -> Iterator[Example]:
    rows = reply_rows(path)
    if writes_as_people_do(rows):
        yield from ((program_features("", row.text, kinds), PERSON) for row in rows)
