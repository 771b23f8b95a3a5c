"""python -m pipeline.training EXAMPLES OUT: writes all models that are shipped."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.config import default_rules, load_rulebook, write_letter_models
from pipeline.intake import PERSON, PROGRAM
from pipeline.training.annotations import TAUGHT_BY, annotated_letters, digest_of
from pipeline.training.letters import LetterTrainer
from pipeline.training.meanings import write_meaning_model
from pipeline.training.programs import program_examples, train_program_model


def main() -> None:
    """Write all models."""
    examples, out = Path(sys.argv[1]), Path(sys.argv[2])
    rulebook = load_rulebook(default_rules())
    out.mkdir(parents=True, exist_ok=True)
    programs = train_program_model(program_examples(examples, rulebook.kinds))
    if set(programs.classes) != {PROGRAM, PERSON}:
        raise SystemExit(f"{examples}: labels {programs.classes}")
    (out / "program.model").write_bytes(programs.to_bytes())
    write_meaning_model(examples, out, rulebook)
    letters = annotated_letters(examples / "letters", rulebook)
    write_letter_models(LetterTrainer(letters).train(letters), out / "letters")
    (out / "letters" / TAUGHT_BY).write_text(digest_of(examples / "letters") + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
