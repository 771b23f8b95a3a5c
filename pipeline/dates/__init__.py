"""Dates and times as people write them: one grammar for letters and replies."""

from pipeline.dates.grammar import moments
from pipeline.dates.moment import Moment, Precision, Prefer
from pipeline.dates.rules import DateRules

__all__ = ["DateRules", "Moment", "Precision", "Prefer", "moments"]
