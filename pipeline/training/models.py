"""All models that are shipped, out of a folder of examples."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.config import default_models, write_letter_models
from pipeline.intake import PERSON, PROGRAM
from pipeline.rulebook import Rulebook
from pipeline.training.annotations import TAUGHT_BY, annotated_letters, digest_of
from pipeline.training.letters import LetterTrainer
from pipeline.training.meanings import write_meaning_model
from pipeline.training.programs import AUTOMATIC, kinds_of_mails, program_examples, train_program_model

_OF_REPLIES = ("meaning.model", "spelling.model", "values.model", "answering.model", "meaning.json")
_OF_PROGRAMS = ("program.model",)
_OF_LETTERS = "letters"


def train_models(examples: Path, out: Path, rulebook: Rulebook) -> None:
    """Write all models; what `examples` has nothing of stays as it is shipped.

    Raises:
        ValueError: mails of programs alone, or of people alone.
    """
    out.mkdir(parents=True, exist_ok=True)
    if _has(examples, AUTOMATIC):
        programs = train_program_model(program_examples(examples, rulebook.kinds))
        if set(programs.classes) != {PROGRAM, PERSON}:
            msg = f"{examples}: {programs.classes}"
            raise ValueError(msg)
        (out / "program.model").write_bytes(programs.to_bytes())
    else:
        _keep(_OF_PROGRAMS, out)
    if _has(examples, "replies"):
        write_meaning_model(examples, out, rulebook)
    _keep(_OF_REPLIES, out)
    if _has(examples, "letters"):
        letters = annotated_letters(examples / "letters", rulebook)
        trainer = LetterTrainer(letters, kinds_of_mails(examples, rulebook))
        write_letter_models(trainer.train(letters), out / _OF_LETTERS)
        digest = digest_of(examples / "letters", examples / AUTOMATIC)
        (out / _OF_LETTERS / TAUGHT_BY).write_text(digest + "\n", encoding="ascii")
    elif not (out / _OF_LETTERS).exists():
        shutil.copytree(default_models() / _OF_LETTERS, out / _OF_LETTERS)


def _has(examples: Path, kind: str) -> bool:
    return any((examples / kind).glob("*.yaml"))


def _keep(names: tuple[str, ...], out: Path) -> None:
    for name in names:
        if not (out / name).exists():
            shutil.copy(default_models() / name, out / name)
