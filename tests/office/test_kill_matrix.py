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
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest

from databases import BACKENDS, new_database
from faulty_smtp import Faulty, serving
from office_folder import answer, make_office, parsed, put, typed_letter
from pipeline import service
from pipeline.model import Case, CaseState

CHILD = Path(__file__).with_name("killed_again.py")
NOW = "2026-03-02T08:10:00+08:00"
KILLS = int(os.environ.get("NODIS_KILLS_EACH", "6"))
SEED = int(os.environ.get("NODIS_KILLS_SEED", "1"))
OPEN_AT_ONCE = 4  # letters under way
LONGEST_LIFE = 6.0  # seconds
MAILS_OF_A_CASE = 5
PATIENCE = 120.0  # seconds for the last life to finish everything
LAST = "gangguan-jaringan/5"  # there the requester withdraws
ANSWERS = {
    "gangguan-jaringan/2": "SETUJU",
    "gangguan-jaringan/3": "SELESAI\nKonfirmasi: pelapor membenarkan",
    "gangguan-jaringan/4": "SETUJU",
    LAST: "CABUT",
}


@dataclass
class World(Faulty):
    """The mail server and all the people: takes mails, answers each task once, and may shoot the office as it takes one."""

    folder: Path = Path()
    target: int = 0  # process to be killed once the next mail is taken
    answered: set[tuple[str, str]] = field(default_factory=set)
    acknowledged: dict[str, EmailMessage] = field(default_factory=dict)
    letters: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - named by aiosmtpd
        content = getattr(envelope, "content", b"")
        self.taken.append(content)
        if self.target:
            os.kill(self.target, signal.SIGKILL)
            self.target = 0
        self.act(parsed(content))
        return "250 OK"

    def act(self, mail: EmailMessage) -> None:
        """A holder answers the first copy of his task."""
        step, case = str(mail["X-Nodis-Step"]), str(mail["X-Nodis-Case"])
        if mail["X-Nodis-Purpose"] == "acknowledgement":
            self.acknowledged[case] = mail
        if mail["X-Nodis-Purpose"] == "assignment" and step in ANSWERS and (case, step) not in self.answered:
            self.answered.add((case, step))
            answered = self.acknowledged[case] if step == LAST else mail
            put(self.folder, f"jawab-{case}-{step.replace('/', '-')}", answer(answered, ANSWERS[step]))

    def write_letter(self) -> None:
        self.letters += 1
        number = self.letters
        put(self.folder, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))


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


def finished(config: Path, world: World) -> bool:
    with service.open_store(config) as store, store.reading() as tx:
        sums = tx.sums()
        ended = sum(case.state.ended for case in tx.cases())
    wanted = world.letters + len(world.answered)
    return (
        ended == world.letters
        and sums.received >= wanted
        and not sums.messages["pending"]
        and not sums.outbox["queued"]
    )


def course(case: Case) -> list[tuple[str, str]]:
    return [(entry.step, entry.action) for entry in case.entries]


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
                while world.letters - len([one for one in world.answered if one[1] == LAST]) < OPEN_AT_ONCE:
                    world.write_letter()
                killed[shoot(life, world, chance)] += 1
            life.start()
            until = time.monotonic() + PATIENCE
            while not finished(config, world) and time.monotonic() < until:
                time.sleep(0.5)
            assert finished(config, world), "the last life finishes all that is there"
            (tmp_path / "stop").touch()
            assert life.end() == 0
    check(config, world)
    copies = Counter(str(parsed(raw)["Message-ID"]) for raw in world.taken)
    print(f"\n{backend}: {killed.total()} kills {dict(killed)}, {world.letters} letters, {len(copies)} mails, "  # noqa: T201
          f"{sum(copies.values()) - len(copies)} of them sent again as the same bytes")  # fmt: skip


def check(config: Path, world: World) -> None:
    with service.open_store(config) as store:
        assert store.verify() == (), "journal whole, no number lost or double, no file missing"
        with store.reading() as tx:
            cases, sums = tx.cases(), tx.sums()
            numbered = {case.id: [one.kind for one in tx.letters_of(case.id) if one.number] for case in cases}
    assert sums.received == sum(sums.messages.values()) == world.letters + len(world.answered)
    assert (sums.messages["letter"], sums.messages["reply"]) == (world.letters, len(world.answered))
    assert (sums.outbox["queued"], sums.outbox["failed"]) == (0, 0)
    requesters = [case.requester.address for case in cases]
    assert sorted(requesters) == sorted({f"tu{n}@lapas-contoh.example.go.id" for n in range(1, world.letters + 1)})
    courses = Counter(tuple(course(case)) for case in cases)
    assert len(courses) == 1, f"each case went the same way once: {courses}"
    assert {case.state for case in cases} == {CaseState.WITHDRAWN}
    assert len({tuple(kinds) for kinds in numbered.values()}) == 1
    by_id: dict[str, set[bytes]] = {}
    for raw in world.taken:
        by_id.setdefault(str(parsed(raw)["Message-ID"]), set()).add(raw)
    assert all(len(bodies) == 1 for bodies in by_id.values()), "a mail sent again is the very same"
    by_case: dict[str, Counter[tuple[str, str]]] = {case.id: Counter() for case in cases}
    for bodies in by_id.values():
        mail = parsed(next(iter(bodies)))
        if mail["X-Nodis-Case"] in by_case:
            to = "pemohon" if "lapas" in str(mail["To"]) else str(mail["To"])
            by_case[str(mail["X-Nodis-Case"])][str(mail["X-Nodis-Purpose"]), to] += 1
    usual = Counter(tuple(sorted(mails.items())) for mails in by_case.values())
    assert len(usual) == 1, f"each case sent the same mails once: {usual}"
    assert sum(count for _, count in next(iter(usual))) > MAILS_OF_A_CASE
