"""Both databases under the same tests: SQLite in a file, PostgreSQL on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from pipeline.store import migrations
from postgres_server import start_postgres

BACKENDS = (
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=[pytest.mark.server, pytest.mark.xdist_group("postgresql")]),
)

# As an office has it: the database asks for a password.
AS_INSTALLED = (
    pytest.param("sqlite"),
    pytest.param("postgresql-scram", marks=[pytest.mark.server, pytest.mark.xdist_group("postgresql")]),
)


def new_database(backend: str, folder: Path) -> str:
    """The URL of an empty database."""
    if backend == "postgresql-scram":
        return start_postgres().new_database_with_password()
    return start_postgres().new_database() if backend == "postgresql" else f"sqlite:///{folder}/nodis.db"


def make_older(url: str, version: str) -> None:
    """Take a database's tables back to how an older nodis left them."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__ or "").parent))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)
    engine.dispose()
