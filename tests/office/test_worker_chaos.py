"""Three workers of one office on PostgreSQL, killed or stopped past their lease and started again at random, under load.

`make chaos` goes on for ten minutes of each; here each takes half a minute.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from busy_office import World, check, work_off
from faulty_smtp import serving
from machines import end, prepare, start, wait_for_workers
from office_folder import parsed
from pipeline import service
from postgres_server import start_postgres

SECONDS = float(os.environ.get("NODIS_CHAOS_SECONDS", "30"))
SEED = int(os.environ.get("NODIS_CHAOS_SEED", "1"))
LEASE = 10.0  # seconds of silence after which a worker is dead to the others
TAKE_OVER = 30.0  # seconds within which its work is done by another
BUSY = 20.0  # seconds that a letter may wait beside that, where the machine is busy starting processes
OPEN_AT_ONCE = 6  # letters under way
COMMANDS = ("run", "run", "worker")

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.xdist_group("postgresql")]


@contextmanager
def three_workers(shared: Path, url: str) -> Iterator[list[tuple[Path, str, subprocess.Popen[bytes]]]]:
    """Three machines, ready; what stands in the list at the end is killed."""
    database = start_postgres().new_database()
    extra = "[limits]\nmails_per_hour = 1000000\n"
    configs = [prepare(shared, name, database, outbox=url, extra=extra) for name in ("satu", "dua", "tiga")]
    with service.open_store(configs[0]):
        pass  # tables are there before the first worker
    workers = [(config, command, start(config, command)) for config, command in zip(configs, COMMANDS, strict=True)]
    try:
        wait_for_workers(configs[0], len(workers))
        yield workers
    finally:
        for _, _, process in workers:
            end(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def stall(process: subprocess.Popen[bytes]) -> None:
    """Stopped until the others have taken its work, then woken."""
    process.send_signal(signal.SIGSTOP)
    time.sleep(LEASE + 4)
    process.send_signal(signal.SIGCONT)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("harm", [kill, stall])
def test_three_workers_under_load_lose_nothing_and_do_nothing_twice(harm: object, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    world = World(folder=tmp_path)
    harmed = 0
    with serving(world) as url, three_workers(tmp_path, url) as workers:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            while world.open < OPEN_AT_ONCE:
                world.write_letter()
            time.sleep(chance.uniform(1.0, 8.0))
            place = chance.randrange(len(workers))
            config, command, process = workers[place]
            harm(process)  # type: ignore[operator]
            harmed += 1
            time.sleep(chance.uniform(0.0, 1.0))
            if process.poll() is not None:  # killed, or left when it woke and found itself replaced
                workers[place] = (config, command, start(config, command))
        work_off(workers[0][0], world, patience=180.0)
        config = workers[0][0]
    check(config, world)
    copies = Counter(str(parsed(raw)["Message-ID"]) for raw in world.taken)
    slowest = max(world.waited.values())
    print(f"\n{harm.__name__}: {harmed} times, {world.letters} letters, {len(copies)} mails, "  # type: ignore[attr-defined]  # noqa: T201
          f"{sum(copies.values()) - len(copies)} of them again as the same bytes; slowest acknowledgement {slowest:.1f} s")  # fmt: skip
    assert slowest < TAKE_OVER + BUSY
