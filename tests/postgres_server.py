"""A real PostgreSQL on loopback: Debian's binaries, a throw-away data folder, one server to a test process."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import psycopg.sql

# A throw-away server: what a test writes need not survive a power cut.
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=32MB")
AS_INSTALLED = ("max_connections=200",)
START_SECONDS = 30
# An office's own user asks for a password as PostgreSQL does after installation; only the superuser of the tests does not.
OFFICE = "nodis"
PASSWORD = "k@ta:s/andi %'\\"
ACCESS = "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresServer:
    """A running server; `new_database` makes an empty database and gives its URL."""

    port: int

    def new_database(self) -> str:
        name = f"nodis_{uuid4().hex[:12]}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def new_database_with_password(self, *, in_url: bool = True) -> str:
        """The same, owned by an office's user who has to show his password (SCRAM)."""
        name = self.new_database().rpartition("/")[2]
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OFFICE,)).fetchone() is None:
                literal = psycopg.sql.Literal(PASSWORD)
                role = psycopg.sql.Identifier(OFFICE)
                connection.execute(psycopg.sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, literal))
            connection.execute(f"ALTER DATABASE {name} OWNER TO {OFFICE}".encode())
        shown = f":{quote(PASSWORD, safe='')}" if in_url else ""
        return f"postgresql+psycopg://{OFFICE}{shown}@127.0.0.1:{self.port}/{name}"

    def change_password(self, new: str) -> None:
        """The office's user gets another; who is connected is thrown out, so that everybody has to show it."""
        role, literal = psycopg.sql.Identifier(OFFICE), psycopg.sql.Literal(new)
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, literal))
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (OFFICE,))

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"

    def is_up(self) -> bool:
        try:
            with psycopg.connect(self._dsn("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False


@dataclass(kw_only=True)
class PostgresProcess:
    """The server's process and folder; can be stopped and started again to show an outage."""

    folder: Path
    port: int
    settings: tuple[str, ...] = QUICK
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = [part for setting in self.settings for part in ("-c", setting)]
        network = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-k", str(self.folder)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_postgres(), str(_binary("postgres")), "-D", str(self.folder / "data"), *network, *settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        server = PostgresServer(port=self.port)
        deadline = time.monotonic() + START_SECONDS
        while not server.is_up():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text(errors="replace"))
            time.sleep(0.05)

    def stop(self) -> None:
        """At once, connections cut."""
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=START_SECONDS)
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def new_process(
    settings: tuple[str, ...] = QUICK, *, access: str = ACCESS, made: tuple[str, ...] = ("-E", "UTF8")
) -> PostgresProcess:
    """A server with a fresh data folder, started; the caller removes it.

    `access` is its pg_hba.conf, `made` are options of initdb.
    """
    folder = Path(tempfile.mkdtemp(prefix="nodis-postgres-"))
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    initdb = [*_as_postgres(), str(_binary("initdb")), "-D", str(folder / "data"), "-U", "postgres"]
    subprocess.run([*initdb, "-A", "trust", "--no-sync", *made], check=True, capture_output=True, cwd=folder)
    (folder / "data" / "pg_hba.conf").write_text(access)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    process = PostgresProcess(folder=folder, port=port, settings=settings)
    process.start()
    return process


@cache
def start_postgres() -> PostgresServer:
    """The server of this test process, started on the first call and gone with the process."""
    process = new_process()
    atexit.register(process.remove)
    return PostgresServer(port=process.port)


def _binary(name: str) -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1]
    on_path = shutil.which(name)
    if on_path is None:
        msg = f"{name} not found: install Debian's package postgresql"
        raise RuntimeError(msg)
    return Path(on_path)


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root; and it must not outlive a test process that is killed."""
    if os.getuid() != 0:
        return ["setpriv", "--pdeathsig", "KILL"]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "KILL"]
