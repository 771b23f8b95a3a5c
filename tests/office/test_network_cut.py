"""Workers and database on two machines, the cable between them pulled out and put back: work goes on, nothing is lost."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from far_machine import FarMachine, far_machine
from machines import answered, deliver, end, prepare, seconds_until_answered, start, wait_for_workers
from office_folder import sent
from pipeline import service
from postgres_server import start_postgres

PATIENCE = 90.0  # seconds
pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.xdist_group("postgresql")]


class Office:
    """Letters that come, and which of them were acknowledged."""

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self.letters = 0

    def write(self) -> int:
        self.letters += 1
        deliver(self.shared, self.letters)
        return self.letters

    def wait_for(self, number: int) -> None:
        seconds_until_answered(self.shared, number, patience=PATIENCE)


@contextmanager
def kept_alive(config: Path, far: FarMachine) -> Iterator[list[subprocess.Popen[bytes]]]:
    """`nodis run` over there; whoever asks for it puts a new one in the place of one that has left."""
    lives = [start(config, prefix=far.prefix)]
    try:
        yield lives
    finally:
        for process in lives:
            end(process)


@pytest.mark.timeout(400)
def test_a_cut_cable_holds_up_nobody_but_who_hangs_on_it(tmp_path: Path) -> None:
    server = start_postgres()
    database = server.new_database()
    office = Office(tmp_path)
    with far_machine(server.port) as far:
        there = database.replace(f"127.0.0.1:{server.port}", f"{far.host}:{far.port}")
        near_config, far_config = prepare(tmp_path, "dekat", database), prepare(tmp_path, "jauh", there)
        with kept_alive(far_config, far) as lives:
            wait_for_workers(near_config, 1)
            office.wait_for(office.write())  # by the far machine, over the cable

            far.cut()
            cut_off = office.write()
            time.sleep(4)
            assert not answered(tmp_path, cut_off), "nobody else is there"
            far.restore()
            office.wait_for(cut_off)

            near = start(near_config)
            try:
                wait_for_workers(near_config, 2)
                far.cut()
                office.wait_for(office.write())  # the far one received for both: the near one takes its place
                for _ in range(5):
                    office.wait_for(office.write())
                far.restore()
                if lives[-1].poll() is not None:
                    lives.append(start(far_config, prefix=far.prefix))
                office.wait_for(office.write())
            finally:
                end(near)
            back_again, until = office.write(), time.monotonic() + PATIENCE
            while not answered(tmp_path, back_again):
                assert time.monotonic() < until
                if (
                    lives[-1].poll() is not None
                ):  # it was given up for dead while it was cut off, finds out by and by, and leaves
                    lives.append(start(far_config, prefix=far.prefix))
                time.sleep(0.2)
    with service.open_store(near_config) as store:
        assert store.verify() == ()
        with store.reading() as tx:
            assert (tx.sums().messages["letter"], len(tx.cases())) == (office.letters, office.letters)
    ids = Counter(str(mail["Message-ID"]) for mail in sent(tmp_path))
    assert set(ids.values()) == {1}
