from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from office_folder import make_office, put, sent, typed_letter
from pipeline import keeping, service
from pipeline.errors import ConfigurationError, StoreAwayError, StoreError
from pipeline.store import Store
from pipeline.store.files import Files, FileStore
from pipeline.store.objects import ObjectFiles
from s3_server import KEY, SECRET, s3_server
from store_samples import NOW


def test_a_file_is_kept_under_its_hash_once(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "data")
    sha256 = files.put(b"isi surat")
    assert sha256 == hashlib.sha256(b"isi surat").hexdigest() == files.put(b"isi surat")
    assert files.has(sha256)
    assert files.get(sha256) == b"isi surat"
    assert [path.name for path in (tmp_path / "data").rglob("*") if path.is_file()] == [sha256]


def test_many_writers_of_the_same_content_leave_one_file(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    content = b"x" * 200_000
    threads = [threading.Thread(target=files.put, args=(content,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (only,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files.sound(only.name)


def test_a_file_that_is_not_here_is_said_so(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    assert not files.has("0" * 64)
    assert not files.sound("0" * 64)
    with pytest.raises(StoreError, match="000000000000"):
        files.get("0" * 64)


def test_storage_that_cannot_be_written_is_away_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("bukan folder")
    with pytest.raises(StoreAwayError):
        FileStore(tmp_path / "data").put(b"isi")


def test_names_that_cannot_be_made_durable_are_not_taken_for_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        @staticmethod
        def syncfs(_descriptor: int) -> int:
            return -1

    files = FileStore(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.files._LIBC", Broken)
        with pytest.raises(StoreAwayError):
            files.put_all([b"satu", b"dua"])
    assert [files.get(sha) for sha in files.put_all([b"satu", b"dua", b"tiga"])] == [b"satu", b"dua", b"tiga"]


def test_unknown_storage_is_a_matter_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="laci:"):
        Store("sqlite:///nodis.db", "laci://ember", base=tmp_path)


@pytest.fixture(params=["folder", "memory", pytest.param("s3", marks=pytest.mark.server)])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    if request.param == "folder":
        yield FileStore(tmp_path / "data")
    elif request.param == "memory":
        yield ObjectFiles(f"memory://{tmp_path.name}", {})
    else:
        with s3_server() as options:
            yield ObjectFiles("s3://nodis/kantor", options)


def test_files_are_the_same_wherever_they_lie(anywhere: Files) -> None:
    sha256 = anywhere.put(b"isi surat")
    assert sha256 == hashlib.sha256(b"isi surat").hexdigest() == anywhere.put(b"isi surat")
    assert anywhere.has(sha256)
    assert anywhere.get(sha256) == b"isi surat"
    assert anywhere.sound(sha256)
    assert not anywhere.discard(sha256), "it is young: its row may still come"
    nowhere = "0" * 64
    assert not anywhere.has(nowhere)
    assert not anywhere.sound(nowhere)
    assert not anywhere.discard(nowhere)
    with pytest.raises(StoreError, match="000000000000"):
        anywhere.get(nowhere)
    assert anywhere.get(anywhere.put(b"")) == b""


def test_a_storage_that_does_not_answer_is_away() -> None:
    with s3_server() as options:
        files = ObjectFiles("s3://nodis/kantor", {**options, "config_kwargs": {"retries": {"max_attempts": 1}}})
        sha256 = files.put(b"isi")
    for attempt in (
        lambda: files.put(b"x"),
        lambda: files.get(sha256),
        lambda: files.has(sha256),
        lambda: files.discard(sha256),
    ):
        with pytest.raises(StoreAwayError) as caught:
            attempt()
        assert caught.value.advice


@pytest.mark.server
def test_an_office_whose_files_lie_in_s3(tmp_path: Path) -> None:
    with s3_server() as options:
        storage = f'url = "s3://nodis/kantor"\nendpoint = "{options["endpoint_url"]}"\nkey = "{KEY}"\n'
        config = make_office(tmp_path)
        config.write_text(config.read_text().replace('url = "file:data"\n', storage))
        put(tmp_path, "surat", typed_letter(1))
        environ = {"NODIS_STORAGE__PASSWORD": SECRET}
        with service.open_service(config, now=NOW, environ=environ) as running:
            running.run_once()
            with running.store.reading() as tx:
                assert tx.sums().messages["letter"] == 1
            assert running.store.verify() == ()
            assert len(running.store.named_files()) >= 3
        made = keeping.back_up_office(config, tmp_path / "cadangan", at=NOW, environ=environ)
        assert (made / "manifest.json").is_file()
    assert not (tmp_path / "data").exists()
    assert len(sent(tmp_path)) >= 2
