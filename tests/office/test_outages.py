"""What a running service needs goes away and comes back: its log says both, once, and letters are answered again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from imap_server import PASSWORD, free_port, imap_server
from office_folder import make_office, put, sent, typed_letter
from postgres_server import new_process

pytestmark = [pytest.mark.server, pytest.mark.slow]
PATIENCE = 90.0  # seconds
# As installed, but that a mailbox is tried again after a second, not after thirty.
RUN = "from pipeline import running; running.RETRY_SECONDS = 1; from pipeline.cli import main; main()"
SWEEP = 15  # seconds between two looks of the clock
TOLD = re.compile(r"^\S+ \S+ WARNING pipeline\.outages: (.*)$", re.MULTILINE)


@contextmanager
def service(config: Path) -> Iterator[None]:
    """`nodis run`, stopped as systemd does it."""
    environ = {**os.environ, "NODIS_MAILBOX__PASSWORD": PASSWORD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", RUN, "run", "--config", str(config)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield
        finally:
            process.terminate()
            output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output


def wait_for(what: Callable[[], bool], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, log_of(folder)
        time.sleep(0.1)


def log_of(folder: Path) -> str:
    log = folder / "log" / "nodis.log"
    return log.read_text(encoding="utf-8") if log.exists() else ""


def answered(folder: Path) -> int:
    if not (folder / "outbox" / "new").is_dir():
        return 0
    return sum(mail["X-Nodis-Purpose"] == "acknowledgement" for mail in sent(folder))


def letter(number: int) -> bytes:
    return typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id")


def told(folder: Path) -> list[str]:
    return TOLD.findall(log_of(folder))


def test_the_log_tells_when_the_database_is_away_and_when_it_is_back(tmp_path: Path) -> None:
    server = new_process()
    try:
        url = f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/postgres"
        with service(make_office(tmp_path, database=url)):
            put(tmp_path, "satu", letter(1))
            wait_for(lambda: answered(tmp_path) == 1, tmp_path)
            server.stop()
            wait_for(lambda: len(told(tmp_path)) == 1, tmp_path)
            put(tmp_path, "dua", letter(2))
            time.sleep(SWEEP + 1)  # everything that is done by the clock meets the outage
            server.start()
            wait_for(lambda: len(told(tmp_path)) == 2, tmp_path)
            put(tmp_path, "tiga", letter(3))
            wait_for(lambda: answered(tmp_path) == 3, tmp_path)
    finally:
        server.remove()
    away, back = told(tmp_path)
    assert away.startswith("basis data tidak melayani: basis data tidak dapat dihubungi: ")
    assert away.endswith(" -> Periksa [database] url, servernya dan ruang disk.")
    assert re.fullmatch(r"basis data melayani lagi sesudah \d+ detik", back)
    assert alarms(tmp_path) == 2, log_of(tmp_path)


def test_the_log_tells_when_the_mailbox_is_away_and_when_it_is_back(tmp_path: Path) -> None:
    port = free_port()
    with service(make_office(tmp_path, mailbox=f"imap://layanan@127.0.0.1:{port}/INBOX")):
        for turn in range(2):  # it is away at the start, and goes away while it is watched
            wait_for(lambda turn=turn: len(told(tmp_path)) == 2 * turn + 1, tmp_path)  # type: ignore[misc]
            with imap_server(port=port) as imap:
                wait_for(lambda turn=turn: len(told(tmp_path)) == 2 * turn + 2, tmp_path)  # type: ignore[misc]
                imap.deliver("surat", letter(turn))
                wait_for(lambda turn=turn: answered(tmp_path) == turn + 1, tmp_path)  # type: ignore[misc]
        wait_for(lambda: len(told(tmp_path)) == 5, tmp_path)
    first, *others = told(tmp_path)
    assert first.startswith(f"kotak surat tidak melayani: 127.0.0.1:{port} tidak dapat dihubungi: ")
    assert first.endswith(" -> Periksa jaringan.")
    assert [line[: len("kotak surat melayani lagi")] for line in others] == [
        "kotak surat melayani lagi", "kotak surat tidak melayan", "kotak surat melayani lagi", "kotak surat tidak melayan"
    ]  # fmt: skip
    assert alarms(tmp_path) == 5, log_of(tmp_path)


def alarms(folder: Path) -> int:
    """Lines for the operator, of whatever part of the program, and those of tracebacks."""
    log = log_of(folder)
    return log.count(" WARNING ") + log.count(" ERROR ") + log.count("Traceback")
