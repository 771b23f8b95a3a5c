"""Where rules, templates and samples lie: an office's own folder first, then what nodis ships."""

from __future__ import annotations

from pathlib import Path

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
    """The shipped models."""
    return _shipped("models")


def default_examples() -> Path:
    """The shipped examples of letters: what the models are taught by, for those that an office teaches itself."""
    return _shipped("examples") / "letters"


def default_samples() -> Path:
    """The shipped samples."""
    return _shipped("inbox_samples")


def rule_file(folder: Path, name: str) -> Path:
    """A rule file of the office's folder, or the shipped one where the office has none of its own."""
    own = folder / name
    return own if own.exists() else default_rules() / name
