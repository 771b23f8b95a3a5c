"""A copy made while others write is whole, and comes back whole; what is damaged is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from databases import AS_INSTALLED, make_older, new_database
from office_folder import make_office, put, typed_letter
from pipeline.errors import StoreError, UsageError
from pipeline.keeping import back_up_office, restore_office
from pipeline.service import open_service
from pipeline.store import Store, back_up, restore
from pipeline.store.snapshot import snapshot
from postgres_server import PASSWORD, start_postgres
from store_samples import NOW, case

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
CHILD = Path(__file__).with_name("drawing_child.py")


@pytest.fixture(params=AS_INSTALLED)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def opened(backend: str, folder: Path) -> Store:
    folder.mkdir()
    store = Store(new_database(backend, folder), "file:data", base=folder)
    store.prepare()
    return store


def empty(backend: str, folder: Path) -> Store:
    folder.mkdir()
    return Store(new_database(backend, folder), "file:data", base=folder)


def filled(backend: str, folder: Path) -> Store:
    store = opened(backend, folder)
    with store.transaction() as tx:
        assert tx.draw_number("masuk", 2026) == 1
        tx.add_case(case())
        tx.add_message(store.files.put(b"surat"), source_key="surat", size=5, received_at=NOW)
        tx.journal("mail received", at=NOW)
    return store


def test_a_copy_made_under_load_comes_back_whole(backend: str, tmp_path: Path) -> None:
    store = filled(backend, tmp_path / "lama")
    environment = {"PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, str(CHILD), store.url, str(store.base)]
    children = [subprocess.Popen(command, env=environment) for _ in range(2)]
    try:
        deadline = time.monotonic() + 30
        made: list[tuple[int, Path]] = []
        while len(made) < 3 and time.monotonic() < deadline:
            with store.reading() as tx:
                before = len(tx.messages())
            if before > 1:
                made.append((before, back_up(store, tmp_path / "cadangan", at=AT + timedelta(seconds=len(made)))))
            time.sleep(0.3)
    finally:
        for child in children:
            child.kill()
            child.wait()
    assert len(made) == 3
    for number, (before, backup) in enumerate(made):
        back = empty(backend, tmp_path / f"baru-{number}")
        assert restore(backup, back) >= before
        with back.reading() as tx:
            assert len(tx.messages()) >= before, "all that was there when the copy began"
            assert tx.case("2026-0001").id == "2026-0001"
        assert back.verify() == ()
        with back.transaction() as tx:
            assert tx.draw_number("uji", 2026) == len(tx.messages()), "it goes on where the copy ends"
        back.close()
    store.close()


def test_what_is_kept_beside_and_the_pool_is_shared(backend: str, tmp_path: Path) -> None:
    store = filled(backend, tmp_path / "lama")
    config = tmp_path / "nodis.toml"
    config.write_text("[office]\n")
    first = back_up(store, tmp_path / "c", at=AT, also=(config, tmp_path / "tidak-ada"))
    second = back_up(store, tmp_path / "c", at=AT + timedelta(days=1))
    assert (first / "settings" / "nodis.toml").read_text() == "[office]\n"
    assert sum(path.is_file() for path in (tmp_path / "c" / "data").rglob("*")) == 1
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == [first.name, second.name, "data"]
    with pytest.raises(UsageError, match="sudah ada"):
        back_up(store, tmp_path / "c", at=AT)
    store.close()


def test_what_is_damaged_or_in_the_way_is_refused(backend: str, tmp_path: Path) -> None:
    store = filled(backend, tmp_path / "lama")
    backup = back_up(store, tmp_path / "c", at=AT)
    with pytest.raises(UsageError, match="sudah berisi"):
        restore(backup, store)
    with pytest.raises(UsageError, match="bukan folder cadangan"):
        restore(tmp_path, store)
    manifest = json.loads((backup / "manifest.json").read_text())
    (file,) = [path for path in (tmp_path / "c" / "data").rglob("*") if path.is_file()]
    file.write_bytes(b"rusak")
    damaged = empty(backend, tmp_path / "rusak")
    with pytest.raises(StoreError, match="rusak"):
        restore(backup, damaged)
    damaged.close()
    with (backup / manifest["database"]).open("ab") as handle:
        handle.write(b"x")
    other = empty(backend, tmp_path / "lain")
    with pytest.raises(StoreError, match="tidak lengkap"):
        restore(backup, other)
    other.close()
    store.close()


def test_a_lost_file_stops_the_copy(backend: str, tmp_path: Path) -> None:
    store = filled(backend, tmp_path / "lama")
    (file,) = [path for path in (tmp_path / "lama" / "data").rglob("*") if path.is_file()]
    file.unlink()
    with pytest.raises(StoreError):
        back_up(store, tmp_path / "c", at=AT)
    assert [path.name for path in (tmp_path / "c").iterdir() if path.name != "data"] == []
    store.close()


def test_tables_of_an_older_nodis_are_kept_before_they_change(backend: str, tmp_path: Path) -> None:
    store = filled(backend, tmp_path / "lama")
    make_older(store.url, "0003")
    store.prepare()
    (kept,) = (tmp_path / "lama" / "cadangan").iterdir()
    assert re.match(r"sebelum-\d{4}-", kept.name)
    store.prepare()
    assert len(list((tmp_path / "lama" / "cadangan").iterdir())) == 1
    store.close()


def test_what_is_kept_before_tables_change_comes_back(backend: str, tmp_path: Path) -> None:
    store = opened(backend, tmp_path / "lama")
    with store.transaction() as tx:
        tx.add_message(store.files.put(b"surat"), source_key="surat", size=5, received_at=NOW)
    make_older(store.url, "0011")
    store.prepare()
    (kept,) = (tmp_path / "lama" / "cadangan").iterdir()
    back = Store(new_database(backend, tmp_path), "file:lama/data", base=tmp_path)
    assert restore(kept, back) == 1
    with back.reading() as tx:
        assert [message.size for message in tx.messages()] == [5]
    back.close()
    store.close()


@pytest.mark.server
@pytest.mark.xdist_group("postgresql")
def test_an_office_keeps_and_restores_with_the_password_of_its_environment(tmp_path: Path) -> None:
    server = start_postgres()
    file = tmp_path / "kata-sandi"
    file.write_text(f"{PASSWORD}\n")
    environ = {"NODIS_DATABASE__PASSWORD_FILE": str(file)}
    (tmp_path / "kantor").mkdir()
    config = make_office(tmp_path / "kantor", database=server.new_database_with_password(in_url=False))
    put(tmp_path / "kantor", "surat", typed_letter())
    with open_service(config, now=AT, environ=environ) as running:
        running.run_once()
    backup = back_up_office(config, tmp_path / "cadangan", at=AT, environ=environ)
    (tmp_path / "baru").mkdir()
    other = make_office(tmp_path / "baru", database=server.new_database_with_password(in_url=False))
    restore_office(other, backup, environ=environ)
    with open_service(other, now=AT, environ=environ) as running, running.store.reading() as tx:
        assert [case.id for case in tx.cases()] == ["2026-0001"]
    with pytest.raises(StoreError) as refused:
        back_up_office(config, tmp_path / "lain", at=AT, environ={"NODIS_DATABASE__PASSWORD": "salah"})
    assert "salah" not in str(refused.value)


@pytest.mark.server
@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize("options", ["?application_name=kantor%20wilayah", "?connect_timeout=3&sslmode=disable"])
def test_a_wrong_password_is_told_and_options_of_the_url_hold_in_a_copy(options: str, tmp_path: Path) -> None:
    url = start_postgres().new_database_with_password()
    folder = tmp_path / "copy"
    folder.mkdir()
    assert snapshot(url + options, folder).stat().st_size > 0
    wrong = make_url(url).set(password="rahasia-lain").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="password authentication failed") as refused:
        snapshot(wrong + options, folder)
    assert "rahasia-lain" not in str(refused.value)
