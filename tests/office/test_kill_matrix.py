"""SIGKILL again and again in the middle of work: at commits, at random instants, and right after a server took a mail.

One office goes on under all of it. Afterwards every letter has its one case that went its way once, no number is missing or double,
and a mail that went out twice went as the very same bytes. `make kills` kills a thousand times, half on each database.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from busy_office import World, check, work_off
from databases import BACKENDS, new_database
from faulty_smtp import serving
from office_folder import make_office, parsed
from pipeline import service

CHILD = Path(__file__).with_name("killed_again.py")
NOW = "2026-03-02T08:10:00+08:00"
KILLS = int(os.environ.get("NODIS_KILLS_EACH", "6"))
SEED = int(os.environ.get("NODIS_KILLS_SEED", "1"))
OPEN_AT_ONCE = 4  # letters under way
LONGEST_LIFE = 6.0  # seconds
PATIENCE = 120.0  # seconds for the last life to finish everything


@dataclass
class Lives:
    """Drives killed_again.py."""

    process: subprocess.Popen[str]

    def start(self, stop: int = 0) -> int:
        """A new life; its pid."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{stop}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> int:
        """How it ended."""
        assert self.process.stdout
        return int(self.process.stdout.readline())


@contextmanager
def lives(config: Path) -> Iterator[Lives]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHILD.parent.parent), *sys.path])}
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(config), NOW], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    ) as process:  # fmt: skip
        try:
            yield Lives(process)
        finally:
            process.kill()


def shoot(life: Lives, world: World, chance: random.Random) -> str:
    """One life and its end; returns how it was killed."""
    how = chance.choice(("commit", "instant", "accepted"))
    pid = life.start(chance.randint(1, 25) if how == "commit" else 0)
    if how == "accepted":
        world.target = pid
    seconds = chance.uniform(0.3, 2.5) if how == "instant" else LONGEST_LIFE
    timer = threading.Timer(seconds, _kill, [pid])
    timer.start()
    ended = life.end()
    timer.cancel()
    world.target = 0
    assert ended == -signal.SIGKILL, f"a life ended by itself: {ended}"
    return how


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.mark.slow
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_again_and_again_nothing_is_lost_and_nothing_happens_twice(backend: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    world = World(folder=tmp_path)
    with serving(world) as url:
        extra = "[limits]\nmails_per_hour = 1000000\n"
        config = make_office(tmp_path, outbox=url, database=new_database(backend, tmp_path), extra=extra)
        with service.open_store(config):
            pass  # tables are there before the first life
        with lives(config) as life:
            killed: Counter[str] = Counter()
            while killed.total() < KILLS:
                while world.open < OPEN_AT_ONCE:
                    world.write_letter()
                killed[shoot(life, world, chance)] += 1
            life.start()
            work_off(config, world, patience=PATIENCE)
            (tmp_path / "stop").touch()
            assert life.end() == 0
    check(config, world)
    copies = Counter(str(parsed(raw)["Message-ID"]) for raw in world.taken)
    print(f"\n{backend}: {killed.total()} kills {dict(killed)}, {world.letters} letters, {len(copies)} mails, "  # noqa: T201
          f"{sum(copies.values()) - len(copies)} of them sent again as the same bytes")  # fmt: skip
