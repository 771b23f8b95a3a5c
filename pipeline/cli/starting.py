"""`nodis init`: the questions that an office answers, each checked at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, Config, console, errors
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline import checks
    from pipeline import config as configuration
else:
    checks = Lazily("pipeline.checks")
    configuration = Lazily("pipeline.config")


def init(
    config: Config = CONFIG,
    *,
    force: Annotated[bool, typer.Option("--force", help="Timpa berkas yang sudah ada.")] = False,
) -> None:
    """Menanyakan hal-hal yang harus dijawab sebuah kantor dan menulis nodis.toml."""
    if config.exists() and not force:
        raise UsageError(f"{config} sudah ada", advice="Pakai --force untuk menimpanya, atau --config untuk nama lain.")
    if not config.absolute().parent.is_dir():
        raise UsageError(f"folder {config.absolute().parent} tidak ada", advice="Buat foldernya dahulu.")
    base = config.absolute().parent
    answers = {question.key: _answer(question, base) for question in configuration.questions()}
    rulebook = configuration.load_rulebook(configuration.default_rules())
    config.write_text(configuration.render_settings(answers, rulebook), encoding="utf-8")
    configuration.load_settings(config, os.environ)
    console.print(f"{config} ditulis. Lengkapi pemegang peran di dalamnya, lalu jalankan: nodis check")


def _answer(question: configuration.Question, base: Path) -> str:
    """Asked again until it can be used."""
    while True:
        said = str(typer.prompt(question.text, default=question.default)).strip()
        problem = checks.problem_of_answer(question.key, said, base=base)
        if not problem:
            return said
        errors.print(problem, soft_wrap=True, highlight=False)
