"""The whole database in one file, and back: SQLite by itself, PostgreSQL through pg_dump and pg_restore."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from pipeline.errors import StoreError
from pipeline.full_disk import ADVICE, full_disk
from pipeline.private import private_file, private_folder

MANIFEST = "manifest.json"
_SQLITE, _POSTGRESQL = "nodis.db", "nodis.pgdump"


def snapshot_name(url: str) -> str:
    """How a snapshot of such a database is called."""
    return _SQLITE if url.startswith("sqlite") else _POSTGRESQL


def snapshot(url: str, folder: Path) -> Path:
    """The database as it is at one moment, as a file in the folder; holds up nobody.

    Raises:
        StoreError: it gives none.
    """
    if url.startswith("sqlite"):
        target = folder / _SQLITE
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("VACUUM INTO ?", (str(private_file(target)),))
        except Exception as error:
            if full := full_disk(error, folder=folder):
                raise StoreError(f"basis data tidak dapat disalin, {full}", advice=ADVICE) from error
            raise StoreError(f"basis data tidak dapat disalin: {error}", advice="Periksa ruang disk.") from error
        finally:
            engine.dispose()
        return target
    target = private_file(folder / _POSTGRESQL)
    _run_postgres("pg_dump", make_url(url), "--format=custom", f"--file={target}")
    return target


def describe(taken: Path, *, at: datetime, files: int) -> None:
    """Write beside a snapshot what it is; a folder without it is no backup."""
    manifest = {"at": at.isoformat(), "database": taken.name, "sha256": hash_of(taken), "files": files}
    taken.with_name(MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def hash_of(taken: Path) -> str:
    """SHA-256 of a file, in hex."""
    with taken.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def bring_back(url: str, taken: Path) -> None:
    """Put a snapshot in the place of an empty database.

    Raises:
        StoreError: the database refuses.
    """
    parsed = make_url(url)
    if url.startswith("sqlite"):
        target = Path(parsed.database or "")
        private_folder(target.parent)
        part = private_file(target.with_suffix(".part"))
        shutil.copyfile(taken, part)
        part.rename(target)
        return
    # Roles of the old server need not be there on the new one: all is its own user's.
    keeping_none = ("--no-owner", "--no-privileges")
    _run_postgres("pg_restore", parsed, *keeping_none, "--exit-on-error", "--single-transaction", str(taken))


def _run_postgres(program: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database of a URL; the password goes by the environment, which `ps` does not show."""
    found = _newest(program)
    if found is None:
        raise StoreError(f"program {program} tidak ada", advice="Pasang: apt-get install postgresql-client")
    _, connect = url.get_dialect()().create_connect_args(url)
    password = connect.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    command = [found, f"--dbname={make_conninfo(**connect)}", "--no-password", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise StoreError(f"{program}: {done.stderr.strip()[:500]}", advice="Periksa [database] url dan haknya.")


def _newest(program: str) -> str | None:
    """The newest that is installed: `pg_dump` refuses a server that is newer than itself."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return str(newest) if newest else shutil.which(program)
