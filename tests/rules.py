"""The shipped rules, loaded once for all tests."""

from __future__ import annotations

from functools import lru_cache

from pipeline.config import default_rules, load_rulebook
from pipeline.rulebook import Rulebook


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    return load_rulebook(default_rules())
