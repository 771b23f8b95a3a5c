"""Machines of one office: processes with a folder of their own each; database, mailbox, outbox and files are shared."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from office_folder import make_office, put, sent, typed_letter
from pipeline import service


def prepare(shared: Path, name: str, database: str, *, outbox: str | None = None, extra: str = "") -> Path:
    """The folder of one machine with its nodis.toml; returns the latter."""
    folder = shared / name
    folder.mkdir()
    config = make_office(
        folder, mailbox=f"maildir:{shared}/mailbox", outbox=outbox or f"maildir:{shared}/outbox", database=database,
        extra=extra,
    )  # fmt: skip
    config.write_text(config.read_text().replace('"file:data"', f'"file:{shared}/data"'))
    return config


def start(config: Path, command: str = "run", *, prefix: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """`nodis run` or `nodis worker`; `prefix` stands before the command."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", "pipeline", command, "--config", str(config)],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def machine(shared: Path, name: str, database: str) -> Iterator[subprocess.Popen[bytes]]:
    """A machine that runs until the end, or until it is killed."""
    process = start(prepare(shared, name, database))
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it, also where it is stopped."""
    for sign in (signal.SIGCONT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(sign)
    process.wait()


def deliver(shared: Path, number: int) -> None:
    """A typed letter into their mailbox."""
    put(shared, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))


def answered(shared: Path, number: int) -> bool:
    """Whether the letter of that number has its acknowledgement."""
    if not (shared / "outbox" / "new").is_dir():
        return False
    wanted = (f"tu{number}@lapas-contoh.example.go.id", "acknowledgement")
    return any((mail["To"].addresses[0].addr_spec, mail["X-Nodis-Purpose"]) == wanted for mail in sent(shared))


def seconds_until_answered(shared: Path, number: int, *, patience: float = 120.0) -> float:
    """Wait for that acknowledgement; fails after so many seconds."""
    started = time.monotonic()
    while not answered(shared, number):
        assert time.monotonic() - started < patience, f"letter {number} was not answered"
        time.sleep(0.2)
    return time.monotonic() - started


def wait_for_workers(config: Path, count: int) -> None:
    """Until so many processes give signs of life."""
    until = time.monotonic() + 60
    while service.standing_of(config).workers < count:
        assert time.monotonic() < until
        time.sleep(0.5)
