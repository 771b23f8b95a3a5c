from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from databases import make_older
from pipeline.errors import StoreAwayError, StoreError
from pipeline.store import Store
from pipeline.store.tables import Base
from postgres_server import new_process
from store_samples import NOW, case, sha


def test_relative_sqlite_paths_start_at_the_configuration(tmp_path: Path) -> None:
    store = Store("sqlite:///sub/nodis.db", "file:data", base=tmp_path)
    store.prepare()
    store.close()
    assert (tmp_path / "sub" / "nodis.db").exists()


def test_migrations_make_the_tables_that_the_code_names(store: Store) -> None:
    engine = create_engine(store.url)
    found = inspect(engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, table.name
        indexes = {index["name"] for index in found.get_indexes(table.name) if "duplicates_constraint" not in index}
        assert {index.name for index in table.indexes} <= indexes, table.name
    engine.dispose()


def test_preparing_again_or_at_the_same_time_changes_nothing(database_url: str, tmp_path: Path) -> None:
    stores = [Store(database_url, "file:data", base=tmp_path) for _ in range(4)]
    failures: list[BaseException] = []

    def prepare(store: Store) -> None:
        try:
            store.prepare()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    threads = [threading.Thread(target=prepare, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with stores[0].reading() as tx:
        installation = tx.get_meta("installation")
    stores[0].prepare()
    with stores[0].reading() as tx:
        assert tx.get_meta("installation") == installation
    for store in stores:
        store.close()


def test_a_database_of_a_newer_nodis_is_left_alone(store: Store) -> None:
    engine = create_engine(store.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="tidak dikenal"):
        store.prepare()


def test_a_journal_of_an_older_nodis_gets_its_head(store: Store) -> None:
    with store.transaction() as tx:
        tx.journal("mail received", at=NOW, message=sha(1))
    make_older(store.url, "0001")
    store.prepare()
    assert store.verify() == ()


def test_looking_holds_up_no_writer_and_sees_one_moment(store: Store) -> None:
    with store.reading() as looking:
        assert looking.cases() == ()
        with store.transaction() as tx:
            tx.add_case(case())
        assert looking.cases() == ()
    with store.reading() as looking:
        assert len(looking.cases()) == 1


def test_looking_keeps_nothing(store: Store) -> None:
    with pytest.raises((AssertionError, StoreError)), store.reading() as tx:  # PostgreSQL refuses, SQLite forgets  # noqa: PT012
        tx.add_case(case())
        raise AssertionError
    with store.reading() as tx:
        assert not tx.has_case("2026-0001")


def test_a_database_that_is_busy_too_long_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.connections.BUSY_SECONDS", 0.1)
    store = Store("sqlite:///nodis.db", "file:data", base=tmp_path)
    store.prepare()
    with store.transaction() as tx:
        tx.set_meta("a", "b")
        with pytest.raises(StoreAwayError), store.transaction() as other:
            other.set_meta("a", "c")
    store.close()


def test_a_mistake_in_our_own_statement_is_not_taken_for_an_outage(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.transaction() as tx:
        tx.session.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(caught.value, StoreAwayError)


@pytest.mark.server
def test_a_server_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    server = new_process()
    store = Store(f"postgresql+psycopg://postgres@127.0.0.1:{server.port}/postgres", "file:data", base=tmp_path)
    try:
        store.prepare()
        with pytest.raises(StoreAwayError), store.transaction() as tx:  # noqa: PT012 - fails halfway
            tx.set_meta("a", "b")
            server.stop()
        with pytest.raises(StoreAwayError), store.transaction() as tx:
            tx.set_meta("a", "c")
        server.start()
        with store.transaction() as tx:
            assert tx.get_meta("a") is None
            tx.set_meta("a", "d")
    finally:
        store.close()
        server.remove()


def test_commits_are_told_after_they_are_done(database_url: str, tmp_path: Path) -> None:
    told: list[str] = []
    store = Store(database_url, "file:data", base=tmp_path, on_commit=told.append)
    store.prepare()
    with store.transaction("surat masuk") as tx:
        tx.add_message(sha(1), source_key="a", size=1, received_at=NOW)
        assert told == []
    with store.transaction("melihat") as tx:
        tx.messages()
    with pytest.raises(RuntimeError), store.transaction("gagal") as tx:  # noqa: PT012 - fails halfway
        tx.set_meta("a", "b")
        raise RuntimeError
    assert told == ["surat masuk"]
    store.close()
