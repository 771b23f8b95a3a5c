from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text

from pipeline.store import Store
from pipeline.store.files import FileStore
from store_samples import NOW, case, sha


@pytest.fixture
def tamper(store: Store) -> Callable[[str], None]:
    """Somebody with a database client."""

    def run(statement: str) -> None:
        engine = create_engine(store.url)
        with engine.begin() as connection:
            assert connection.execute(text(statement)).rowcount > 0
        engine.dispose()

    return run


@pytest.fixture
def written(store: Store) -> Store:
    for number in range(1, 6):
        with store.transaction() as tx:
            tx.journal(
                "mail received", at=NOW, message=sha(number), detail={"sumber": "surat élektronik", "no": str(number)}
            )
            tx.journal("case opened", at=NOW, case=f"2026-000{number}")
    assert store.verify() == ()
    return store


def test_lines_come_back_in_order_with_their_detail(written: Store) -> None:
    with written.transaction() as tx:
        tx.journal("step done", at=NOW, case="2026-0001", detail={"step": "5"})
        lines = tx.journal_of("2026-0001")
    assert [(line.what, line.case, dict(line.detail)) for line in lines] == [
        ("case opened", "2026-0001", {}),
        ("step done", "2026-0001", {"step": "5"}),
    ]
    assert lines[0].at == NOW
    assert lines[-1].seq == 11
    assert written.verify() == ()


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE journal SET what = 'case closed' WHERE seq = 4", 4),
        ("UPDATE journal SET case_id = '2026-0009' WHERE seq = 4", 4),
        ('UPDATE journal SET detail = \'{"no": "7"}\' WHERE seq = 3', 3),
        ("DELETE FROM journal WHERE seq = 6", 6),
        ("DELETE FROM journal WHERE seq = 1", 1),
        ("DELETE FROM journal WHERE seq = 10", 9),
        ("DELETE FROM journal WHERE seq > 2", 2),
        ("DELETE FROM journal", 0),
    ],
)
def test_a_line_that_is_changed_or_removed_is_found(
    written: Store, tamper: Callable[[str], None], statement: str, line: int
) -> None:
    tamper(statement)
    problems = written.verify()
    assert problems
    assert str(line) in problems[0]


def test_a_forged_line_at_the_end_is_found(written: Store, tamper: Callable[[str], None]) -> None:
    tamper(
        "INSERT INTO journal (seq, at, what, case_id, message, detail, previous, hash) "
        "SELECT seq + 1, at, what, case_id, message, detail, hash, 'f00d' FROM journal WHERE seq = 10"
    )
    assert len(written.verify()) == 2


def test_a_missing_or_changed_file_is_found(store: Store) -> None:
    kept, lost, changed = (store.files.put(content) for content in (b"satu", b"dua", b"tiga"))
    with store.transaction() as tx:
        for number, file in enumerate((kept, lost, changed)):
            tx.add_message(file, source_key=str(number), size=1, received_at=NOW)
        assert tx.draw_number("masuk", 2026) == case().agenda
        tx.add_case(case())
    assert store.verify() == ()
    FileStore(store.local)._path(lost).unlink()  # noqa: SLF001 - what a broken disk does
    FileStore(store.local)._path(changed).write_bytes(b"empat")  # noqa: SLF001 - same
    assert set(store.verify()) == {f"berkas {sha256} rusak atau hilang" for sha256 in (lost, changed)}
