"""Rows changed by hand and broken pages are found; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from pipeline.model import CaseState
from pipeline.store import Store
from store_samples import NOW, case, sha


@pytest.fixture
def by_hand(store: Store) -> Callable[[str], None]:
    """Somebody with a database client."""

    def run(statement: str) -> None:
        engine = create_engine(store.url)
        with engine.begin() as connection:
            assert connection.execute(text(statement)).rowcount > 0
        engine.dispose()

    return run


@pytest.fixture
def kept(store: Store) -> Store:
    file = store.files.put(b"surat")
    with store.transaction() as tx:
        tx.add_message(file, source_key="a", size=5, received_at=NOW)
        assert tx.draw_number("masuk", 2026) == case().agenda
        tx.add_case(case())
        tx.journal("case opened", at=NOW, case=case().id)
    with store.transaction() as tx:
        saved = tx.save_case(tx.case(case().id))
    with store.transaction() as tx:
        tx.save_case(replace(saved, waiting_note="ditunggu"))
        tx.journal("waits", at=NOW, case=case().id)
    assert store.verify() == ()
    return store


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE cases SET state = 'closed'", "perkara 2026-0001 tidak sama"),
        ("UPDATE cases SET data = replace(data, 'ditunggu', 'selesai')", "perkara 2026-0001 tidak sama"),
        ("UPDATE cases SET due_at = NULL, next_at = NULL, step = '9'", "perkara 2026-0001 tidak sama"),
        ("UPDATE cases SET version = version + 1", "perkara 2026-0001 tidak sama"),
        ("UPDATE assignments SET data = replace(data, '@', '@lain.')", "penugasan perkara"),
        ("DELETE FROM assignments", "hilang"),
        ("UPDATE journal SET states = NULL WHERE seq = 2", "jurnal: baris 2"),
    ],
)
def test_a_row_changed_by_hand_is_found(
    kept: Store, by_hand: Callable[[str], None], statement: str, words: str
) -> None:
    by_hand(statement)
    assert any(words in problem for problem in kept.verify()), kept.verify()


def test_a_row_put_in_by_hand_is_found(kept: Store, by_hand: Callable[[str], None]) -> None:
    columns = "version, state, sop, step, requester, opened_at, data"
    by_hand(f"INSERT INTO cases (id, {columns}) SELECT '2026-0002', {columns} FROM cases")  # noqa: S608 - fixed
    assert "perkara 2026-0002 tidak tercatat dalam jurnal" in kept.verify()


def test_a_change_by_hand_stays_found_when_the_service_starts_again(
    kept: Store, by_hand: Callable[[str], None]
) -> None:
    by_hand(f"UPDATE cases SET state = '{CaseState.REFUSED.value}'")  # noqa: S608 - fixed
    by_hand("DELETE FROM meta WHERE key = 'states_bound'")
    kept.prepare()
    assert any("perkara 2026-0001 tidak sama" in problem for problem in kept.verify())


def test_rows_of_an_older_version_are_bound_once(kept: Store, by_hand: Callable[[str], None]) -> None:
    by_hand("DELETE FROM journal")
    by_hand(
        "UPDATE meta SET value = '0 0000000000000000000000000000000000000000000000000000000000000000' WHERE key = 'journal_head'"
    )
    by_hand("DELETE FROM meta WHERE key = 'states_bound'")
    assert any("tidak tercatat" in problem for problem in kept.verify())
    kept.prepare()
    assert kept.verify() == ()


def test_broken_pages_are_said_in_a_sentence(tmp_path: Path) -> None:
    store = Store("sqlite:///nodis.db", "file:data", base=tmp_path)
    store.prepare()
    for number in range(1, 200):
        with store.transaction() as tx:
            tx.journal("mail received", at=NOW, message=sha(number), detail={"isi": "x" * 200})
    assert store.verify() == ()
    store.close()
    file = tmp_path / "nodis.db"
    whole = file.read_bytes()
    pages = len(whole) // 4096
    for page in range(1, pages, max(1, pages // 12)):
        broken = bytearray(whole)
        for place in range(page * 4096, page * 4096 + 64):
            broken[place] ^= 0xFF
        file.write_bytes(bytes(broken))
        looking = Store("sqlite:///nodis.db", "file:data", base=tmp_path)
        problems = looking.verify()
        looking.close()
        assert problems, page
        assert not any("\n" in problem or "Traceback" in problem for problem in problems), problems
