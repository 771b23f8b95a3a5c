"""What an office keeps is read by its own user alone, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office_folder import make_office, put, typed_letter
from pipeline import checks, service
from pipeline.keeping import back_up_office
from pipeline.logs import keep_log

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def readable(folder: Path) -> list[str]:
    """What another user reaches: files and folders open to him, in folders that let him in."""
    found = []
    for path in sorted(folder.iterdir()):
        mode = path.stat().st_mode
        if mode & 0o077:
            found.append(path.name)
        if path.is_dir() and mode & 0o011:
            found += readable(path)
    return found


def test_nothing_of_an_office_is_open_to_others(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat", typed_letter(1))
    with service.open_service(config, now=NOW) as running, service.single_instance(running.settings):
        running.run_once(timeout=120)
        keep_log(tmp_path)
        assert readable(tmp_path) == [
            "mailbox",
            "cur",
            *[path.name for path in (tmp_path / "mailbox" / "cur").iterdir()],
            "new",
            "tmp",
            "nodis.toml",
        ]
    back_up_office(config, tmp_path / "cadangan-harian", at=NOW)
    assert [name for name in readable(tmp_path) if "cadangan" in name] == []
    taken = next((tmp_path / "cadangan-harian").glob("2*"))
    assert stat.S_IMODE((taken / "nodis.db").stat().st_mode) == 0o600


def test_what_an_older_installation_left_open_is_closed_or_named(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW):
        pass
    for name, mode in (("nodis.db", 0o644), ("data", 0o755), ("outbox", 0o755)):
        (tmp_path / name).mkdir(exist_ok=True) if name == "outbox" else None
        (tmp_path / name).chmod(mode) if (tmp_path / name).exists() else (tmp_path / name).mkdir(mode=mode)
    (said,) = [one for one in checks.run(config, offline=True) if one.what == "Izin berkas"]
    assert "nodis.db" in said.problem
    assert said.advice.startswith("Jalankan: chmod -R go-rwx ")
    with service.open_store(config):
        assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("nodis.db", "data")] == [0o600, 0o700]
