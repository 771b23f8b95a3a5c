from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from pipeline.store import Presence

HOST = socket.gethostname()
CHILD = (
    "import sys, pathlib; from pipeline.store import Presence; "
    "p = Presence(pathlib.Path(sys.argv[1]), sys.argv[2]); p.hold(); print('held', flush=True); input()"
)


def test_a_process_is_gone_once_it_was_killed_and_not_before(tmp_path: Path) -> None:
    name = f"{HOST}-1-aa"
    me = Presence(tmp_path, f"{HOST}-2-bb")
    command = [sys.executable, "-c", CHILD, str(tmp_path), name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        assert not me.is_gone(name)
        child.kill()
        child.wait()
    assert me.is_gone(name)


def test_of_other_machines_and_of_strangers_nothing_is_known(tmp_path: Path) -> None:
    me = Presence(tmp_path, f"{HOST}-2-bb")
    (tmp_path / "elsewhere-1-aa.alive").touch()
    assert not me.is_gone("elsewhere-1-aa")
    assert not me.is_gone(f"{HOST}-3-cc")


def test_who_says_good_bye_leaves_nothing(tmp_path: Path) -> None:
    me = Presence(tmp_path / "new", f"{HOST}-2-bb")
    me.hold()
    me.release()
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_cannot_be_written_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    me = Presence(tmp_path / "file", f"{HOST}-2-bb")
    me.hold()
    assert not me.is_gone(f"{HOST}-2-bb")
    me.release()
