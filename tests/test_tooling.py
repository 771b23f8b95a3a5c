"""What the tests and the build promise of themselves."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

ROOT = Path(__file__).parent.parent
BUILD = ("Makefile", "requirements.lock", "pyproject.toml", ".ci/run", ".ci/checks", ".ci/install", ".ci/wheel")


def test_tests_reach_this_machine_only() -> None:
    with socket.socket() as outside, pytest.raises((SocketConnectBlockedError, UserWarning)):
        outside.connect(("192.0.2.1", 25))  # TEST-NET-1 (RFC 5737)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as here:
        assert here.getpeername() == server.getsockname()


@pytest.mark.parametrize("name", BUILD)
def test_the_build_names_no_registry(name: str) -> None:
    assert not re.search(
        r"https?://|index-url|extra-index", (ROOT / name).read_text(encoding="utf-8").replace("--no-emit-index-url", "")
    )


def test_every_locked_library_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert len(blocks) > 50
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(("name", "lock"), [("Makefile", "requirements.lock"), ("bench/peers.py", "str(LOCK)")])
def test_a_lock_holds_libraries_with_extras_too(name: str, lock: str) -> None:
    """pip before 23.3 (Debian 12 has 23.0) takes a bare pin for `library[extra]` only from constraints."""
    told = re.sub(r'[",]', "", (ROOT / name).read_text(encoding="utf-8"))
    assert re.findall(r"--require-hashes -r (\S+) -c (\S+?)\]?$", told, re.MULTILINE) == [(lock, lock)]


def test_every_declared_library_is_locked() -> None:
    """A library added without `make lock` would be missing on every other machine."""
    declared = re.findall(
        r'^    "([A-Za-z0-9-]+)',
        (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.hatch")[0],
        re.MULTILINE,
    )
    locked = re.findall(
        r"^([a-z0-9-]+)(?:\[[a-z]+\])?==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(declared) > 40
    assert {name.lower() for name in declared} <= set(locked)


def test_packages_that_are_there_are_not_installed_again(tmp_path: Path) -> None:
    there = tmp_path / "apt.txt"
    there.write_text("dpkg\nbash\n", encoding="utf-8")
    command = [str(ROOT / ".ci" / "install"), str(there)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == done.stderr == ""


def test_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "inbox_samples").rglob("*") if path.is_file()) < 6_000_000


def test_help_imports_nothing_that_takes_time() -> None:
    code = "import sys, pipeline.cli; print(sorted({'sqlalchemy', 'dbos', 'numpy', 'pydantic', 'cv2', 'docx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
