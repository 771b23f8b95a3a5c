"""PostgreSQL is set up by the very commands of the guide (docs/pasang.md), and an office with the guide's URL works in it."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from office_folder import make_office, put, typed_letter
from pipeline import checks, service
from postgres_server import PASSWORD, PostgresProcess, new_process

pytestmark = pytest.mark.server
GUIDE = (Path(__file__).parents[2] / "docs" / "pasang.md").read_text(encoding="utf-8")
NETWORK = "192.0.2.0/24"  # as the guide calls it (RFC 5737)
# Until the guide has said more: the superuser alone, as Debian's cluster has it with "peer".
ACCESS = "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\n"
# Debian takes the machine's locale: a server without one has "C", whose encoding is SQL_ASCII.
CLUSTERS = {"utf-8": ("--locale=C.UTF-8",), "no locale": ("--locale=C",)}


def told(section: str) -> tuple[str, str]:
    """The commands of a section for the shell, and its keys of nodis.toml for the database."""
    text = GUIDE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    blocks = ["".join(re.findall(r"^    (.*\n)", block, re.MULTILINE)) for block in re.split(r"\n(?! {4}|\n)", text)]
    commands = "".join(block.partition("\n[")[0] for block in blocks if block.startswith("sudo -u postgres"))
    (keys,) = re.findall(r"^\[database\]\n(?:.+\n)+", "\n".join(blocks), re.MULTILINE)
    return commands, keys


def carry_out(commands: str, server: PostgresProcess) -> None:
    """As the operator does at the server; what Debian's tools ask of systemd and sudo is done here."""
    script = 'sudo() { shift 2; "$@"; }\nsystemctl() { test "$*" = \'restart postgresql\'; }\nset -eu\n' + commands
    environ = {**os.environ, "PGHOST": str(server.folder), "PGPORT": str(server.port), "PGUSER": "postgres"}
    done = subprocess.run(
        ["sh", "-c", script.replace(NETWORK, "127.0.0.1/32")],
        env=environ,
        input=f"{PASSWORD}\n{PASSWORD}\n",
        start_new_session=True,  # without a terminal the password is read from here
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    server.stop()
    server.start()


@pytest.mark.parametrize("made", CLUSTERS.values(), ids=CLUSTERS)
def test_the_commands_of_the_guide_make_a_database_that_nodis_works_in(
    tmp_path: Path, made: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands, keys = told("6. Beberapa mesin")
    secret = tmp_path / "kata-sandi"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv("NODIS_DATABASE__PASSWORD_FILE", str(secret))
    server = new_process(access=ACCESS, made=made)
    try:
        carry_out(commands, server)
        url = tomllib.loads(keys)["database"]["url"]
        assert re.search(r"@server/", url)
        config = make_office(tmp_path, database=url.replace("@server/", f"@127.0.0.1:{server.port}/"))
        (found,) = [one for one in checks.run(config, offline=False) if one.what.startswith("Basis data")]
        assert found.ok, found
        assert PASSWORD not in found.what
        put(tmp_path, "surat", typed_letter())
        with service.open_service(config, now=datetime.fromisoformat("2026-03-02T08:10:00+08:00")) as office:
            assert office.run_once() == 1
            assert office.store.verify() == ()
        with psycopg.connect(f"host=127.0.0.1 port={server.port} user=postgres dbname=nodis") as connection:
            told_of = (
                "SELECT rolpassword LIKE 'SCRAM-SHA-256%', rolsuper, rolcreatedb FROM pg_authid WHERE rolname = 'nodis'"
            )
            assert connection.execute(told_of).fetchone() == (True, False, False)
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(f"host=127.0.0.1 port={server.port} user=nodis dbname=nodis password=bukan")
        with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
            psycopg.connect(f"host=127.0.0.1 port={server.port} user=nodis dbname=postgres password=bukan")
    finally:
        server.remove()
