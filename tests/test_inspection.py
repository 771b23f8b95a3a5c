"""`nodis inspect` on many files: side by side, told in their order, and given up when nobody waits any longer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from letter_pages import DEGRADATIONS, draw
from pipeline.inspection import AHEAD, inspect_files
from pipeline.model import MailKind, Understanding, Unread
from pipeline.reading import Reader


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pindaian") / "surat.png"
    cv2.imwrite(str(file), DEGRADATIONS["fax150"](draw(7), 7))
    return file


def children(process: int) -> set[int]:
    listed = [path.read_text(encoding="ascii") for path in Path(f"/proc/{process}/task").glob("*/children")]
    return {int(child) for line in listed for child in line.split()}


def gone_soon(left: Callable[[], set[int]]) -> None:
    for _ in range(100):
        if not left():
            break
        time.sleep(0.1)
    assert not left()


def test_files_are_told_in_their_order_whatever_becomes_of_one(tmp_path: Path, scan: Path) -> None:
    count = 3 * AHEAD * (os.cpu_count() or 1) // 2  # more than are read ahead
    files = [scan]
    for number in range(count):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_text(f"Subject: Internet mati {number}\nFrom: a@b.example\n\nInternet mati.", encoding="utf-8")
    files[5] = tmp_path / "hilang.eml"  # removed after it was named
    with Reader() as reader:
        found = list(inspect_files(files, reader=reader))
    assert [one.file for one in found] == [file.name for file in files]
    assert isinstance(found[5], Unread)
    read = [one for one in found if isinstance(one, Understanding)]
    assert len(read) == len(files) - 1
    assert read[0].kind is MailKind.LETTER
    assert "Nomor" in read[0].letters[0].full_text


def test_who_stops_early_leaves_no_process(scan: Path) -> None:
    before = children(os.getpid())
    with Reader() as reader:
        found = inspect_files([scan] * 20, reader=reader)
        assert isinstance(next(found), Understanding)
        with pytest.raises(KeyboardInterrupt):
            found.throw(KeyboardInterrupt())
        reader.__exit__(KeyboardInterrupt, None, None)
    gone_soon(lambda: children(os.getpid()) - before)


def test_interrupting_the_command_ends_all_it_started(scan: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "inspect", "--json", *[str(scan)] * 200]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert '"letters"' in process.stdout.readline()
        started = children(process.pid)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in said
    assert started
    gone_soon(lambda: {one for one in started if Path(f"/proc/{one}").exists()})
