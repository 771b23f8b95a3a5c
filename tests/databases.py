"""Both databases under the same tests: SQLite in a file, PostgreSQL on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from postgres_server import start_postgres

BACKENDS = (
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=[pytest.mark.server, pytest.mark.xdist_group("postgresql")]),
)


def new_database(backend: str, folder: Path) -> str:
    """The URL of an empty database."""
    return start_postgres().new_database() if backend == "postgresql" else f"sqlite:///{folder}/nodis.db"
