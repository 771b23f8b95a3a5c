from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, StoreAwayError, StoreError
from pipeline.store import Store
from pipeline.store.files import FileStore


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


def test_unknown_storage_is_a_matter_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="s3:"):
        Store("sqlite:///nodis.db", "s3://ember", base=tmp_path)
