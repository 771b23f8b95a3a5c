"""How well letters are read, each hand by models that have not seen it.

python -m pipeline.accuracy.letters [EXAMPLES] [--hands HAND...] [--groups N] [--rules] [--errors FILE] [--json FILE] [--held FILE...]

Hands are left out in groups, and their letters are read as mails, the way that the office reads them: the mail parsed, the
Word file opened, rules and models asked. `--rules` reads without models; `--held` also files that nobody is taught from, by the
shipped models.
Printed are the figures of each hand and of all, and F1 by field (`pipeline.accuracy.scoring`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline import intake
from pipeline.accuracy.annotated_mails import OFFICE, mail_of, truth_of
from pipeline.accuracy.scoring import Figures, Shape
from pipeline.config import default_rules, load_rulebook, shipped_letter_models
from pipeline.model import Document, Mail
from pipeline.reading import Reader
from pipeline.rulebook import Directory, Rulebook, Trust
from pipeline.shapes import understanding_as_json
from pipeline.tagging import LetterModels
from pipeline.training.annotations import ZONE, AnnotatedLetter, annotated_letters
from pipeline.training.letters import LetterTrainer
from pipeline.training.linear import Example, rows_of
from pipeline.training.programs import kinds_of_mails
from pipeline.understanding import SETTLED, understand_mail, without_contents

GROUPS = 5  # in which hands are left out


@dataclass(frozen=True, kw_only=True)
class AnnotatedMail:
    """A mail, what was read of its files, and what it says."""

    mail: Mail
    documents: tuple[Document, ...]
    truth: Shape


class Judge:
    """Reads each mail once, whatever models it is understood by."""

    def __init__(self, hands: Mapping[str, Path], rulebook: Rulebook, reader: Reader) -> None:
        """`hands`: the file of each."""
        self._hands, self._rulebook, self._reader = hands, rulebook, reader
        self._read: dict[str, list[AnnotatedMail]] = {}

    def figures(self, hand: str, models: LetterModels | None) -> Figures:
        """What is counted over a hand's mails."""
        found = Figures()
        for one in self.mails(hand):
            told = understand_mail(
                one.mail,
                one.documents,
                file=str(one.truth["file"]),
                rulebook=self._rulebook,
                directory=Directory(),
                zone=ZONE,
                models=models,
            )
            found.add(one.truth, understanding_as_json(told))
        return found

    def mails(self, hand: str) -> list[AnnotatedMail]:
        """A hand's mails, with what was read of their files."""
        if hand not in self._read:
            self._read[hand] = [self._mail(row) for row in rows_of(self._hands[hand])]
        return self._read[hand]

    def _mail(self, row: Mapping[str, Any]) -> AnnotatedMail:
        mail = intake.parse(mail_of(row), kinds=self._rulebook.kinds, trust=Trust(), own=OFFICE)
        documents = () if mail.kind in SETTLED else self._reader.read_all(mail.parts)
        return AnnotatedMail(mail=without_contents(mail), documents=documents, truth=truth_of(row))


class Teacher:
    """Trains models without some hands; works out once what all trainings need."""

    def __init__(self, letters: Sequence[AnnotatedLetter], beside: Sequence[Example] = ()) -> None:
        """`letters`: all that may be learned from; `beside`: what other mails teach of kinds."""
        self._letters, self._beside = letters, beside

    @cached_property
    def _trainer(self) -> LetterTrainer:
        return LetterTrainer(self._letters, self._beside)

    def without(self, hands: Iterable[str]) -> LetterModels:
        """Models taught by all other hands."""
        left = set(hands)
        return self._trainer.train([one for one in self._letters if one.hand not in left])


def groups_of(hands: Sequence[str], count: int) -> list[list[str]]:
    """The hands in so many groups, alike in size."""
    return [group for at in range(count) if (group := list(hands[at::count]))]


def together(all_of: Iterable[Figures]) -> Figures:
    """Several hands counted as one."""
    found = Figures()
    for one in all_of:
        for path, tally in one.fields.items():
            found.fields[path].right += tally.right
            found.fields[path].false += tally.false
            found.fields[path].missed += tally.missed
        for name in ("routes", "kinds", "touchless", "asked_though_said", "certain", "errors", "misled"):
            getattr(found, name).extend(getattr(one, name))
        for name in ("said", "left_empty", "absent", "not_asked"):
            setattr(found, name, getattr(found, name) + getattr(one, name))
    return found


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("examples", nargs="?", type=Path, default=Path("examples"))
    asked.add_argument("--hands", nargs="*", help="those to be judged; all where none are named")
    asked.add_argument("--groups", type=int, default=GROUPS)
    asked.add_argument("--rules", action="store_true", help="without models")
    asked.add_argument("--held", nargs="*", type=Path, default=[], help="files that nobody is taught from")
    asked.add_argument("--errors", type=Path, help="where each mistake is written, a line of JSON")
    asked.add_argument("--json", type=Path, help="where the figures are written: hand -> figures")
    told = asked.parse_args()
    rulebook = load_rulebook(default_rules())
    folder = told.examples / "letters"
    files = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    held = {path.stem: path for path in told.held}
    hands = told.hands if told.hands is not None else sorted(files)
    found: dict[str, Figures] = {}
    taught = bool(hands) and not told.rules
    teacher = (
        Teacher(annotated_letters(folder, rulebook), kinds_of_mails(told.examples, rulebook)) if taught else Teacher([])
    )
    with Reader() as reader:
        judge = Judge({**files, **held}, rulebook, reader)
        for group in groups_of(hands, told.groups):
            models = None if told.rules else teacher.without(group)
            for hand in group:
                found[hand] = judge.figures(hand, models)
                _say(hand, found[hand])
        models = None if told.rules else shipped_letter_models()
        for hand in held:
            found[hand] = judge.figures(hand, models)
            _say(hand, found[hand])
    every = together(found.values())
    _say("all", every)
    for path, tally in sorted(every.fields.items(), key=lambda pair: pair[1].f1):
        print(f"{path:24} F1 {tally.f1:.3f}  right {tally.right}  false {tally.false}  missed {tally.missed}")  # noqa: T201 - what it is for
    if told.json:
        figures = {hand: one.summary for hand, one in (*found.items(), ("all", every))}
        told.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if told.errors:
        told.errors.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in every.errors))


def _say(name: str, figures: Figures) -> None:
    print(f"{name:6}", json.dumps(figures.summary), flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
