"""How well the models taught from letters read those of hands that they have not seen.

python -m pipeline.accuracy.letters [EXAMPLES] [--hands HAND...]

Each group of hands is left out of all that is taught, and then read as plain text. Printed are kind and route, and by field
precision, recall and F1; issue and request are right from a token F1 of .8 on. What the rules of `rules/` find is one sign that
the models weigh. The mail around a letter, and which of its files it is, are no part of it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import default_rules, load_rulebook
from pipeline.tagging import ALIKE, KIND_OF, NEAR_NAME, OFFICIAL, SENTENCES, UNRELATED, LetterModels, Reading, likeness
from pipeline.training.annotations import PAPER, AnnotatedLetter, annotated_letters
from pipeline.training.letters import LetterTrainer

LEAST = 0.3  # chance from which a candidate is the value
NOTHING = 0.6  # chance from which no sentence says it
HANDS = 3  # that are left out together


@dataclass(slots=True)
class Tally:
    """How often a field was right, wrong or invented, and missing or wrong."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, *, said: bool, found: bool, right: bool) -> None:
        """One letter more."""
        self.right += right
        self.invented += found and not right
        self.missed += said and not right

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.invented)
        recall = self.right / max(1, self.right + self.missed)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / max(0.001, precision + recall):.3f}"


@dataclass(slots=True)
class Figures:
    """What is counted over letters."""

    kinds: list[bool] = field(default_factory=list)
    routes: list[bool] = field(default_factory=list)
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def count(self, letter: AnnotatedLetter, models: LetterModels) -> None:
        """Read one letter and compare."""
        shares = models.kind(letter.passage)
        likely = max(shares, key=lambda name: shares[name])
        self.kinds.append((likely == UNRELATED) is not letter.asks)
        if not letter.asks:
            return
        asked = {name: share for name, share in shares.items() if name != UNRELATED}
        self.routes.append(max(asked, key=lambda name: asked[name]) == letter.kind)
        for path, value in _values(letter, Reading(letter.passage, models)):
            said = " ".join(letter.values(path))
            right = bool(value) and (
                likeness(said, value) >= ALIKE if path in SENTENCES else letter.agrees(path, value)
            )
            self.fields[path].add(said=bool(said), found=bool(value), right=right)


def _values(letter: AnnotatedLetter, reading: Reading) -> Iterator[tuple[str, str]]:
    near = None
    for path in KIND_OF:
        if path in OFFICIAL and letter.passage.form not in PAPER:
            continue
        best = reading.choices(path, near=near if path in NEAR_NAME else None).found[:1]
        value = best[0].candidate.value if best and best[0].likely >= LEAST else ""
        near = value if path == "requester.name" else near
        yield path, value
    for path in SENTENCES:
        choices = reading.sentences(path)
        yield path, choices.found[0].candidate.value if choices.found and choices.absent < NOTHING else ""


def measure(letters: Sequence[AnnotatedLetter], groups: Sequence[Sequence[str]]) -> Figures:
    """Each group of hands read by models taught from all others."""
    trainer, figures = LetterTrainer(letters), Figures()
    for group in groups:
        models = trainer.train([one for one in letters if one.hand not in group])
        for letter in letters:
            if letter.hand in group:
                figures.count(letter, models)
    return figures


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("examples", nargs="?", type=Path, default=Path("examples"))
    asked.add_argument("--hands", nargs="*", help="those to be judged; all where none are named")
    told = asked.parse_args()
    letters = annotated_letters(told.examples / "letters", load_rulebook(default_rules()))
    hands = told.hands or sorted({letter.hand for letter in letters})
    figures = measure(letters, [hands[at : at + HANDS] for at in range(0, len(hands), HANDS)])
    rows = [f"kind {_share(figures.kinds)}  route {_share(figures.routes)}  letters {len(figures.kinds)}"]
    rows += [f"{path:22} {tally}" for path, tally in figures.fields.items()]
    print("\n".join(rows))  # noqa: T201 - what it is for


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right) / max(1, len(right)):.3f}"


if __name__ == "__main__":
    main()
