"""Settings and rulebook: the only room that reads `nodis.toml` and `rules/`."""

from pipeline.config.answers import Question, example_values, questions, render_settings
from pipeline.config.directory import check_directory, without_nip
from pipeline.config.environment import has_password
from pipeline.config.folders import default_models, default_rules, default_samples, default_templates
from pipeline.config.rules import load_calendar, load_rulebook, load_simulation
from pipeline.config.settings import OAuth, SealSettings, Settings, load_settings

__all__ = [
    "OAuth",
    "Question",
    "SealSettings",
    "Settings",
    "check_directory",
    "default_models",
    "default_rules",
    "default_samples",
    "default_templates",
    "example_values",
    "has_password",
    "load_calendar",
    "load_rulebook",
    "load_settings",
    "load_simulation",
    "questions",
    "render_settings",
    "without_nip",
]
