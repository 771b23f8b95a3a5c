"""Numbers of letters and cases: none skipped, none twice, whoever draws and however it ends."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.store import Store
from store_samples import NOW, case

WANTED = int(os.environ.get("NODIS_NUMBERS", "300"))
CHILD = Path(__file__).with_name("drawing_child.py")


def drawn(store: Store) -> list[int]:
    with store.reading() as tx:
        return sorted(int(row.source_key) for row in tx.messages())


def test_each_register_and_year_counts_from_one(store: Store) -> None:
    with store.transaction() as tx:
        assert [tx.draw_number("uji", 2026) for _ in range(3)] == [1, 2, 3]
        assert tx.draw_number("masuk", 2026) == 1
        assert tx.draw_number("uji", 2027) == 1
        assert [tx.new_case_id(2026), tx.new_case_id(2026)] == ["2026-0001", "2026-0002"]


def test_a_number_drawn_in_vain_is_drawn_again(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction() as tx:  # noqa: PT012 - fails halfway
        assert tx.draw_number("uji", 2026) == 1
        raise RuntimeError
    with store.transaction() as tx:
        assert tx.draw_number("uji", 2026) == 1


def test_writers_that_cross_each_other_all_finish(store: Store) -> None:
    """Journal first here, number first there: the order in which locks would bite each other on PostgreSQL."""
    failures: list[BaseException] = []

    def work(*, first: bool) -> None:
        try:
            for _ in range(20):
                with store.transaction() as tx:
                    if first:
                        tx.journal("a", at=NOW)
                    tx.draw_number("uji", 2026)
                    if not first:
                        tx.journal("b", at=NOW)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=work, kwargs={"first": number % 2 == 0}) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.transaction() as tx:
        assert tx.draw_number("uji", 2026) == 121
    assert store.verify() == ()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_gap_with_processes_that_are_killed(store: Store, tmp_path: Path) -> None:
    """`make numbers` draws 10,000 by 8 processes; here a few hundred by 3."""
    with store.transaction() as tx:
        assert tx.draw_number("masuk", 2026) == case().agenda
        tx.add_case(case())
    chance = random.Random(7)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(CHILD), store.url, str(tmp_path)]
    children = [subprocess.Popen(command, env=environment) for _ in range(8 if WANTED > 300 else 3)]
    kills = 0
    while len(drawn(store)) < WANTED:
        time.sleep(chance.uniform(0.3, 1.2))
        victim = chance.randrange(len(children))
        children[victim].kill()
        children[victim].wait()
        children[victim] = subprocess.Popen(command, env=environment)
        kills += 1
    for child in children:
        child.kill()
        child.wait()
    numbers = drawn(store)
    said = f"{len(numbers)} numbers by {len(children)} processes, {kills + len(children)} kills"
    sys.stdout.write(f"{store.engine.dialect.name}: {said}\n")
    assert numbers == list(range(1, len(numbers) + 1))
    assert store.verify() == ()
