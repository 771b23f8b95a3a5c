"""The database: connection, migrations, transactions; the record checked against tampering and loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.orm import Session

from pipeline.errors import StoreAwayError, StoreError
from pipeline.full_disk import ADVICE, full_disk
from pipeline.private import make_private, private_file, private_folder
from pipeline.store.connections import (
    CABLE,
    PasswordNow,
    create_jobs_engine,
    create_office_engine,
    reading_engine,
    with_password,
)
from pipeline.store.files import Files, FileStore
from pipeline.store.journal import check_chain
from pipeline.store.objects import ObjectFiles
from pipeline.store.records import ModelState
from pipeline.store.registers import check_registers
from pipeline.store.rows import ATTACHMENTS, FILES, named_files
from pipeline.store.snapshot import describe, snapshot
from pipeline.store.states import BoundSession, check_pages, check_states
from pipeline.store.tables import CaseTable, LetterTable, MessageTable, OutgoingTable, OwnModelTable
from pipeline.store.transaction import Transaction

MIGRATION_LOCK = 7361002  # advisory lock on PostgreSQL: processes that start together migrate one after the other
BOUND = "states_bound"  # fact kept: all rows are in the journal
# SQLite's primary result codes for a database that is there but cannot serve now: BUSY, LOCKED, NOMEM, IOERR, FULL,
# CANTOPEN, PROTOCOL (sqlite.org/rescode.html). All else that SQLite calls an operational error is a mistake of ours.
SQLITE_AWAY = frozenset({5, 6, 7, 10, 13, 14, 15})


class Store:
    """Everything durable: rows in a database, files by hash.

    `on_commit` is called right after each commit with what was committed; tests kill the process there.
    """

    def __init__(
        self,
        database_url: str,
        storage_url: str,
        *,
        base: Path,
        storage_options: Mapping[str, Any] | None = None,
        on_commit: Callable[[str], None] | None = None,
        password: PasswordNow | None = None,
    ) -> None:
        """`password` tells the database's as it is now, where it may change; without it the URL's counts."""
        self.base = base
        self._url, self._password = resolve_database_url(database_url, base), password
        scheme, _, path = storage_url.partition(":")
        self.local = base / path if scheme == "file" else base / ".nodis" / "files"  # of this machine: what may be lost
        self.files: Files = (
            FileStore(self.local) if scheme == "file" else ObjectFiles(storage_url, storage_options or {})
        )
        self.engine = create_office_engine(self._url, password)
        self.jobs_engine = create_jobs_engine(self._url, password) if self.engine.dialect.name == "postgresql" else None
        database = self.engine.url.database if self.url.startswith("sqlite") else None
        self._folder = Path(database).parent if database else base
        self._on_commit = on_commit

    @property
    def url(self) -> str:
        """Where the database is, with the password as it is now."""
        return with_password(self._url, self._password)

    @property
    def engine_url(self) -> str:
        """The same database for the engine, whose tables stand beside ours: that is what makes its jobs part of our transactions."""
        if not self.url.startswith("postgresql"):
            return self.url
        plain = make_url(self.url.replace("postgresql+psycopg://", "postgresql://"))
        patient = plain.update_query_dict({name: str(value) for name, value in CABLE.items()})
        return patient.render_as_string(hide_password=False)

    @property
    def shown_url(self) -> str:
        """Its address without the password."""
        return make_url(self.url).render_as_string(hide_password=True)

    def probe(self) -> None:
        """Whether the database can be used by this nodis, with its tables or before it has any; nothing is changed.

        Raises:
            StoreError: it cannot be reached or written, or a newer nodis has been at work on it.
        """
        with translated(self._folder):
            database = self.engine.url.database if self.engine.dialect.name == "sqlite" else None
            if database and not Path(database).exists():
                FileStore(Path(database).parent).probe()
                return
            with self.engine.connect() as connection:  # on SQLite it begins by asking to write
                may = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
                if database is None and not connection.execute(may).scalar():
                    raise StoreError(
                        "pengguna basis data tidak boleh membuat tabel",
                        advice="Jadikan ia pemilik basis datanya: createdb --owner=PENGGUNA NAMA (docs/pasang.md).",
                    )
                known = inspect(connection).has_table("alembic_version")
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        if found is not None and found > _newest_version():
            raise StoreError(
                f"basis data ini dari nodis yang lebih baru (tabel {found})",
                advice="Pasang nodis yang terakhir dipakai.",
            )

    def prepare(self) -> None:
        """Bring the tables to the newest version; before any worker starts.

        Raises:
            StoreError: the database cannot be reached, or a newer nodis has been at work on it.
        """
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            database = Path(self.engine.url.database)
            private_folder(database.parent)
            # SQLite gives its -wal and -shm the mode of the database.
            make_private(
                database.with_name(f"{private_file(database).name}{suffix}") for suffix in ("", "-wal", "-shm")
            )
        make_private((self.local,))
        self._keep_older()
        with translated(self._folder), self.engine.connect() as connection, _rebuilt(connection):
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise StoreError(
                    f"basis data ini tidak dikenal oleh versi nodis ini: {error}",
                    advice="Pasang nodis yang terakhir dipakai untuk kantor ini, atau yang lebih baru.",
                ) from error

        self._bind_older()

    def _bind_older(self) -> None:
        """Rows that an older version wrote get their digests into the journal, once."""
        with translated(self._folder), BoundSession(self.engine, expire_on_commit=False) as session:
            tx = Transaction(session, self.files)
            tx.one_at_a_time(BOUND)
            if tx.get_meta(BOUND) is None:
                tx.bind_unbound()
                tx.set_meta(BOUND, "1")
                tx.seal()
            session.commit()

    def _keep_older(self) -> None:
        """A snapshot of a database whose tables are about to change, in `cadangan` beside nodis.toml.

        `nodis restore` takes it; the files that its rows name stay where they are.
        """
        newest = _newest_version()
        with translated(self._folder), self.engine.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        if found is not None and found < newest:
            now = datetime.now(UTC)
            folder = self.base / "cadangan" / f"sebelum-{newest}-{now:%Y%m%d-%H%M%S-%f}"
            private_folder(folder)
            describe(snapshot(self.url, folder), at=now, files=0)

    def close(self) -> None:
        """Give back all connections."""
        for engine in filter(None, (self.engine, self.jobs_engine)):
            engine.dispose()

    @contextmanager
    def transaction(self, label: str = "", *, carrier: str | None = None) -> Iterator[Transaction]:
        """One transaction: committed at the end, rolled back on any error.

        `carrier` is the job that hands over the mails written in it.

        Raises:
            StoreAwayError: the database cannot serve now; nothing of the transaction stays, try again.
            StoreError: the database refuses; nothing of the transaction stays.
        """
        with translated(self._folder), BoundSession(self.engine, expire_on_commit=False) as session:
            tx = Transaction(session, self.files, carrier=carrier)
            yield tx
            tx.seal()
            session.commit()
        if self._on_commit and tx.wrote:
            self._on_commit(label)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One unchanging view of everything, for looking only: holds up no writer, and is rolled back at the end.

        Raises:
            StoreAwayError: the database cannot serve now.
        """
        with translated(self._folder), Session(reading_engine(self.engine), expire_on_commit=False) as session:
            yield Transaction(session, self.files)

    def verify(self) -> tuple[str, ...]:
        """Problems; empty if all is whole.

        Looked at are the database's pages, the journal's chain, rows that were changed by hand, the registers of numbers and
        every file that a row names.
        """
        problems: list[str] = []
        named: set[str] = set()

        def note_files(session: Session) -> tuple[str, ...]:
            named.update(_named(session))
            return ()

        for check in (check_pages, check_chain, check_states, check_registers, note_files):
            problems += self._checked(check)
        problems += [f"berkas {sha256} rusak atau hilang" for sha256 in sorted(named) if not self.files.sound(sha256)]
        return tuple(problems)

    def _checked(self, check: Callable[[Session], Iterable[str]]) -> list[str]:
        """What a check finds; what it cannot read, because a page or a row is broken, is a finding."""
        try:
            with translated(self._folder), Session(reading_engine(self.engine)) as session:
                return list(check(session))
        except StoreAwayError:
            raise
        except (StoreError, ValueError, KeyError, TypeError, AttributeError) as error:
            return [f"basis data rusak, tidak terbaca seluruhnya: {str(error).splitlines()[0]}"]

    def discard(self, candidates: Iterable[str]) -> int:
        """Take away files that no row names any more; returns how many went."""
        wanted = set(candidates)
        doomed = sorted(wanted - set(self.named_files())) if wanted else []
        return sum(self.files.discard(sha256) for sha256 in doomed)

    def named_files(self) -> tuple[str, ...]:
        """Hashes of all files that a row names, in order."""
        with translated(self._folder), Session(reading_engine(self.engine)) as session:
            return tuple(sorted(_named(session)))


def _newest_version() -> str:
    """Of the tables, as this nodis makes them."""
    return max(path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("0*.py"))


def _named(session: Session) -> set[str]:
    named = set(session.scalars(select(MessageTable.sha256).where(MessageTable.erased_at.is_(None))))
    for column in (LetterTable.docx_sha256, LetterTable.pdf_sha256, OutgoingTable.raw_sha256):
        named.update(sha256 for sha256 in session.scalars(select(column)) if sha256)
    models = select(OwnModelTable.sha256).where(OwnModelTable.state != ModelState.ERASED)
    named.update(sha256 for sha256 in session.scalars(models) if sha256)
    for images in session.scalars(select(LetterTable.images).execution_options(yield_per=1000)):
        named.update(image.sha256 for image in FILES.validate_python(images))
    for attachments in session.scalars(select(OutgoingTable.attachments).execution_options(yield_per=1000)):
        named.update(spec.sha256 for spec in ATTACHMENTS.validate_python(attachments) if spec.sha256)
    for data in session.scalars(select(CaseTable.data).execution_options(yield_per=100)):
        named.update(named_files(data))
    return named


@contextmanager
def translated(folder: Path | None = None) -> Iterator[None]:
    """The database's errors as ours, told apart: away (try again) or refused. `folder` is where an embedded one lies."""
    try:
        yield
    except NoConnectionFreeError as error:
        raise StoreAwayError(f"basis data tidak melayani: {error}", advice="Dicoba lagi.") from error
    except DBAPIError as error:
        if full := full_disk(error, folder=folder):
            raise StoreAwayError(f"basis data tidak dapat menulis, {full}", advice=ADVICE) from error
        if _is_away(error):
            raise StoreAwayError(
                f"basis data tidak dapat dihubungi: {error.orig}",
                advice="Periksa [database] url, servernya dan ruang disk.",
            ) from error
        raise StoreError(f"basis data menolak: {error.orig}", advice="Periksa [database] url dan servernya.") from error


def _is_away(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return int(code) & 0xFF in SQLITE_AWAY
    return isinstance(error, OperationalError)


def resolve_database_url(url: str, base: Path) -> str:
    """Relative SQLite paths start at the folder of nodis.toml."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(database=str(base / parsed.database)).render_as_string(hide_password=False)
    return url


@contextmanager
def _rebuilt(connection: Connection) -> Iterator[None]:
    """One transaction that may rebuild tables. SQLite changes a constraint only by writing the table anew, to which others refer."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        with connection.begin():
            yield
        return
    raw.cursor().execute("PRAGMA foreign_keys=OFF")  # counts only outside a transaction
    try:
        with connection.begin():
            yield
            if lost := connection.execute(text("PRAGMA foreign_key_check")).first():
                raise StoreError(
                    f"baris tanpa induk di tabel {lost[0]}", advice="Pulihkan cadangan; hubungi pengembang."
                )
    finally:
        raw.cursor().execute("PRAGMA foreign_keys=ON")
