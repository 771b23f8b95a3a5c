"""`nodis run` on two machines for one office: one receives and schedules, the other takes its place when it dies or stalls.

Each machine is a process with a folder of its own; database, mailbox, outbox and files are shared.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from office_folder import make_office, put, sent, typed_letter
from pipeline import service
from postgres_server import start_postgres

TAKE_OVER = 30.0  # seconds within which the other machine must have taken over
LATE = 75  # exit code of a process that was declared dead while it stalled

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.xdist_group("postgresql")]


@contextmanager
def machine(shared: Path, name: str, database: str) -> Iterator[subprocess.Popen[bytes]]:
    folder = shared / name
    folder.mkdir()
    make_office(folder, mailbox=f"maildir:{shared}/mailbox", outbox=f"maildir:{shared}/outbox", database=database)
    config = folder / "nodis.toml"
    config.write_text(config.read_text().replace('"file:data"', f'"file:{shared}/data"'))
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "pipeline", "run", "--config", str(config)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            for sign in (signal.SIGCONT, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(sign)


def answered(shared: Path, number: int) -> bool:
    if not (shared / "outbox" / "new").is_dir():
        return False
    return any(
        f"tu{number}@" in str(mail["To"]) and mail["X-Nodis-Purpose"] == "acknowledgement" for mail in sent(shared)
    )


def deliver(shared: Path, number: int) -> None:
    put(shared, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))


def seconds_until_answered(shared: Path, number: int, *, patience: float = 120.0) -> float:
    started = time.monotonic()
    while not answered(shared, number):
        assert time.monotonic() - started < patience, f"letter {number} was not answered"
        time.sleep(0.2)
    return time.monotonic() - started


@pytest.mark.timeout(280)
def test_the_other_machine_takes_over_from_one_that_dies_or_stalls(tmp_path: Path) -> None:
    database = start_postgres().new_database()
    with machine(tmp_path, "satu", database) as first:
        deliver(tmp_path, 1)
        seconds_until_answered(tmp_path, 1)
        with machine(tmp_path, "dua", database) as second:
            deliver(tmp_path, 2)
            seconds_until_answered(tmp_path, 2)
            wait_for_workers(tmp_path / "dua", 2)
            first.kill()
            deliver(tmp_path, 3)
            assert seconds_until_answered(tmp_path, 3) < TAKE_OVER
            with machine(tmp_path, "tiga", database):
                wait_for_workers(tmp_path / "dua", 2)
                second.send_signal(signal.SIGSTOP)
                deliver(tmp_path, 4)
                assert seconds_until_answered(tmp_path, 4) < TAKE_OVER
                before = leader(tmp_path / "tiga")
                second.send_signal(signal.SIGCONT)
                deliver(tmp_path, 5)
                seconds_until_answered(tmp_path, 5)
                assert leader(tmp_path / "tiga") == before, "who wakes up finds another in its place"
                assert second.poll() in (None, LATE), "it works on, or leaves where its jobs were given away"
    with service.open_store(tmp_path / "tiga" / "nodis.toml") as store:
        assert store.verify() == ()
        with store.reading() as tx:
            assert (tx.sums().messages["letter"], len(tx.cases())) == (5, 5)
    ids = [str(mail["Message-ID"]) for mail in sent(tmp_path)]
    assert len(ids) == len(set(ids))


def leader(folder: Path) -> str | None:
    with service.open_store(folder / "nodis.toml") as store, store.reading() as tx:
        return tx.get_meta("leader")


def wait_for_workers(folder: Path, count: int) -> None:
    """Until so many processes give signs of life."""
    until = time.monotonic() + 60
    while service.standing_of(folder / "nodis.toml").workers < count:
        assert time.monotonic() < until
        time.sleep(0.5)
