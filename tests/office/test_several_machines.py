"""`nodis run` on two machines for one office: one receives and schedules, the other takes its place when it dies or stalls."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from machines import deliver, end, machine, prepare, seconds_until_answered, start, wait_for_workers
from office_folder import sent
from pipeline import service
from pipeline.work import SILENT_SECONDS
from postgres_server import start_postgres

TAKE_OVER = 30.0  # seconds within which the other machine must have taken over
LATE = 75  # exit code of a process that was declared dead while it stalled

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.xdist_group("postgresql")]


@pytest.mark.timeout(280)
def test_the_other_machine_takes_over_from_one_that_dies_or_stalls(tmp_path: Path) -> None:
    database = start_postgres().new_database()
    with machine(tmp_path, "satu", database) as first:
        deliver(tmp_path, 1)
        seconds_until_answered(tmp_path, 1)
        with machine(tmp_path, "dua", database) as second:
            deliver(tmp_path, 2)
            seconds_until_answered(tmp_path, 2)
            wait_for_workers(tmp_path / "dua" / "nodis.toml", 2)
            first.kill()
            deliver(tmp_path, 3)
            assert seconds_until_answered(tmp_path, 3) < TAKE_OVER
            with machine(tmp_path, "tiga", database):
                wait_for_workers(tmp_path / "dua" / "nodis.toml", 2)
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


@pytest.mark.timeout(280)
def test_machines_restarted_one_after_the_other_hold_up_no_letter(tmp_path: Path) -> None:
    database = start_postgres().new_database()
    configs = [prepare(tmp_path, name, database) for name in ("satu", "dua")]
    processes = [start(config) for config in configs]
    waited: list[float] = []

    def write() -> None:
        number = len(waited) + 1
        deliver(tmp_path, number)
        waited.append(seconds_until_answered(tmp_path, number))

    try:
        wait_for_workers(configs[0], 2)
        for _ in range(2):
            for place, config in enumerate(configs):
                write()
                processes[place].terminate()
                write()  # while it leaves
                assert processes[place].wait(timeout=60) == 0
                write()
                processes[place] = start(config)
                wait_for_workers(config, 2)
    finally:
        for process in processes:
            end(process)
    assert max(waited) < SILENT_SECONDS, "nobody waits until a machine that leaves is taken for dead"
    with service.open_store(configs[0]) as store, store.reading() as tx:
        assert len(tx.cases()) == len(waited)


def leader(folder: Path) -> str | None:
    with service.open_store(folder / "nodis.toml") as store, store.reading() as tx:
        return tx.get_meta("leader")
