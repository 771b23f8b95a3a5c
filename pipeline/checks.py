"""`nodis check`: rules, templates, directory and configuration; then everything outside, each with what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline import intake, letters, outbox, reading, sop
from pipeline.config import (
    Settings,
    check_directory,
    default_rules,
    default_templates,
    load_calendar,
    load_rulebook,
    load_settings,
    load_simulation,
)
from pipeline.errors import ConfigurationError, NodisError
from pipeline.rulebook import Rulebook
from pipeline.tokens import Tokens


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One thing checked."""

    what: str
    problem: str = ""
    advice: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problem


def run(config: Path | None, *, offline: bool) -> Iterator[Result]:
    """Check everything; without a configuration only the shipped rules and templates."""
    settings = None
    if config:
        try:
            settings = load_settings(config, os.environ)
        except ConfigurationError as error:
            yield Result(what=str(config), problem=str(error), advice=error.advice)
            return
        yield Result(what=str(config))
    rules = settings.rules.path if settings else default_rules()
    templates = settings.templates.path if settings else default_templates()
    try:
        rulebook = load_rulebook(rules)
        load_calendar(rules, settings.office.timezone if settings else "Asia/Jakarta")
        load_simulation(rules, rulebook)
    except ConfigurationError as error:
        yield Result(what="Aturan", problem=str(error), advice=error.advice)
        return
    yield _listed("Alur SOP", sop.lint(rulebook), "Perbaiki berkas di rules/sop.")
    yield _listed(
        "Templat surat", letters.check_templates(templates / "letters", rulebook.letters), "Buka templat itu."
    )
    yield _listed("Templat surel", outbox.check_templates(templates / "mail"), "Perbaiki berkas di templates/mail.")
    if settings:
        yield _listed("Direktori", check_directory(settings, rulebook), "Lengkapi [[person]] di nodis.toml.")
    if not offline:
        yield from _outside(settings, rulebook)


def _listed(what: str, problems: tuple[str, ...], advice: str) -> Result:
    return Result(what=what, problem="; ".join(problems), advice=advice if problems else "")


def _outside(settings: Settings | None, rulebook: Rulebook) -> Iterator[Result]:
    del rulebook
    yield _tried("OCR (tesseract ind, eng)", reading.check_ocr)
    found = shutil.which("soffice") or shutil.which("libreoffice")
    advice = "Pasang: apt-get install libreoffice-writer-nogui python3-uno"
    yield Result(what="LibreOffice") if found else Result(what="LibreOffice", problem="tidak ada", advice=advice)
    if settings and settings.seal:
        seal = letters.Seal(settings.seal, office=settings.office.name)
        yield _tried("Segel elektronik", seal.check)
    if settings and settings.scan:
        scan = settings.scan
        yield _tried(f"Pemindai virus {scan.clamd}", lambda: intake.Scanner(scan.clamd).check())
    if settings and settings.trust.roots:
        yield _listed(
            "Sertifikat induk",
            reading.check_roots(Path(settings.trust.roots)),
            "Letakkan sertifikat PEM atau DER di sana.",
        )
    if settings:
        box = settings.outbox
        tokens = Tokens(settings.oauth) if settings.oauth else None
        if tokens:
            yield _tried("Token akses [oauth]", tokens.access)
        for place in settings.mailboxes.values():
            open_it = partial(
                intake.open_mailbox, place.url, base=settings.base, password=place.password, tokens=tokens
            )
            yield _tried(f"Kotak surat {place.url}", lambda open_it=open_it: open_it().close())  # type: ignore[misc]
        yield _tried(
            f"Surel keluar {box.url}",
            lambda: outbox.check(box.url, base=settings.base, password=box.password, tokens=tokens),
        )


def _tried(what: str, attempt: Callable[[], object]) -> Result:
    try:
        attempt()
    except NodisError as error:
        return Result(what=what, problem=str(error), advice=error.advice)
    return Result(what=what)
