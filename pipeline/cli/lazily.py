"""Modules that a command imports when it first uses them: `nodis --help` wants none of them, and they take a second."""

from __future__ import annotations

import importlib
from typing import Any


class Lazily:
    """Stands for a module until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)
