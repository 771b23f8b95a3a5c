"""Where rules, templates and samples lie: an office's own folder first, then what nodis ships."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.errors import ConfigurationError

MODELS = "NODIS_MODELS__PATH"  # variable that names a folder of models: `nodis learn --out`
_PACKAGE = Path(__file__).parent.parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / "defaults" / name  # an installed wheel
    return inside if inside.is_dir() else _PACKAGE.parent / name  # a checkout


def default_rules() -> Path:
    """The shipped rules."""
    return _shipped("rules")


def default_templates() -> Path:
    """The shipped templates."""
    return _shipped("templates")


def default_models() -> Path:
    """The shipped models, or those of the folder that NODIS_MODELS__PATH names.

    Raises:
        ConfigurationError: it is no folder.
    """
    chosen = os.environ.get(MODELS)
    if chosen and not Path(chosen).is_dir():
        raise ConfigurationError(f"{MODELS}: {chosen} bukan folder", advice="Buat dengan nodis learn --out FOLDER.")
    return Path(chosen) if chosen else _shipped("models")


def default_examples() -> Path:
    """The shipped examples of letters: what the models are taught by, for those that an office teaches itself."""
    return _shipped("examples") / "letters"


def all_examples() -> Path:
    """The shipped examples of letters, replies and automatic mails; a wheel has the letters alone."""
    return _shipped("examples")


def default_samples() -> Path:
    """The shipped samples."""
    return _shipped("inbox_samples")


def rule_file(folder: Path, name: str) -> Path:
    """A rule file of the office's folder, or the shipped one where the office has none of its own."""
    own = folder / name
    return own if own.exists() else default_rules() / name
