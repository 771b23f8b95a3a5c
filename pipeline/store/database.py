"""The database: connection, migrations, transactions; the journal's chain checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pipeline.errors import ConfigurationError, StoreError
from pipeline.store.files import FileStore
from pipeline.store.journal import check_chain
from pipeline.store.tables import LetterTable, MessageTable, OutgoingTable
from pipeline.store.transaction import Transaction

BUSY_SECONDS = 30


class Store:
    """Everything durable: rows in a database, files by hash.

    `on_commit` is called right after each commit with what was committed; tests kill the process there.
    """

    def __init__(
        self, database_url: str, storage_url: str, *, base: Path, on_commit: Callable[[str], None] | None = None
    ) -> None:
        self.url = resolve_database_url(database_url, base)
        self.files = FileStore(_folder(storage_url, base))
        self.engine = _create_engine(self.url)
        self._on_commit = on_commit

    def prepare(self) -> None:
        """Bring the tables to the newest version; before any worker starts."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def transaction(self, label: str = "") -> Iterator[Transaction]:
        """One transaction: committed at the end, rolled back on any error.

        Raises:
            StoreError: the database is away or refuses; nothing of the transaction stays.
        """
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                tx = Transaction(session)
                yield tx
                session.commit()
                if self._on_commit and tx.wrote:
                    self._on_commit(label)
        except DBAPIError as error:
            raise StoreError(
                f"basis data menolak: {error.orig}", advice="Periksa [database] url dan servernya."
            ) from error

    def verify(self) -> tuple[str, ...]:
        """Problems of the journal's chain and of every file that a row names; empty if all is whole."""
        with Session(self.engine) as session:
            problems = list(check_chain(session))
            named: list[Any] = list(session.scalars(select(MessageTable.sha256)))
            for column in (LetterTable.docx_sha256, LetterTable.pdf_sha256, OutgoingTable.raw_sha256):
                named += session.scalars(select(column).where(column.is_not(None)))
        problems += [f"berkas {sha256} rusak atau hilang" for sha256 in named if not self.files.sound(sha256)]
        return tuple(problems)


def resolve_database_url(url: str, base: Path) -> str:
    """Relative SQLite paths start at the folder of nodis.toml."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(database=str(base / parsed.database)).render_as_string(hide_password=False)
    return url


def _folder(storage_url: str, base: Path) -> Path:
    scheme, _, path = storage_url.partition(":")
    if scheme != "file":
        raise ConfigurationError(f"storage.url {storage_url!r} belum didukung", advice='Pakai "file:FOLDER".')
    return base / path


def _create_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, so that it can be IMMEDIATE
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
