"""The whole database in one file, and back: SQLite by itself, PostgreSQL through pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from pipeline.errors import StoreError
from pipeline.full_disk import ADVICE, full_disk
from pipeline.private import private_file, private_folder

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
    _run_postgres("pg_restore", parsed, "--no-owner", "--exit-on-error", "--single-transaction", str(taken))


def _run_postgres(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))), None
    )
    if found is None:
        raise StoreError(f"program {program} tidak ada", advice="Pasang: apt-get install postgresql-client")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603 - our own arguments
        [found, f"--dbname={plain}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StoreError(f"{program}: {done.stderr.strip()[:500]}", advice="Periksa [database] url dan haknya.")
