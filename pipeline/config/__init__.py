"""Settings and rulebook: the only room that reads `nodis.toml` and `rules/`."""

from pipeline.config.answers import Question, questions, render_settings
from pipeline.config.directory import check_directory
from pipeline.config.folders import (
    all_examples,
    default_examples,
    default_models,
    default_rules,
    default_samples,
    default_templates,
)
from pipeline.config.letter_models import (
    pack_letter_models,
    read_letter_models,
    shipped_digest,
    shipped_letter_models,
    unpack_letter_models,
    write_letter_models,
)
from pipeline.config.rules import load_calendar, load_rulebook, load_simulation
from pipeline.config.settings import OAuth, SealSettings, Settings, load_settings

__all__ = [
    "OAuth",
    "Question",
    "SealSettings",
    "Settings",
    "all_examples",
    "check_directory",
    "default_examples",
    "default_models",
    "default_rules",
    "default_samples",
    "default_templates",
    "load_calendar",
    "load_rulebook",
    "load_settings",
    "load_simulation",
    "pack_letter_models",
    "questions",
    "read_letter_models",
    "render_settings",
    "shipped_digest",
    "shipped_letter_models",
    "unpack_letter_models",
    "write_letter_models",
]
