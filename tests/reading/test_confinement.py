"""Reading processes are confined: no network, no secrets, bounded memory and files; what hangs goes with all it started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import Part
from pipeline.reading import Reader, ReadingLimits
from pipeline.sandbox.confinement import leave_network

LETTER = Part(name="surat.txt", content_type="text/plain", content=b"Jaringan di ruang server terputus.", inline=False)


def children() -> set[int]:
    """Our reading processes."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if b"confinement.py" in command and parent == os.getpid():
                found.add(int(entry.name))
    return found


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("NODIS_MAILBOX__PASSWORD", "rahasia")
    before = children()
    with Reader(1, ReadingLimits(memory_mb=1500, open_files=300)) as reader:
        assert reader.read(LETTER)[0].pages
        (pid,) = children() - before
        yield pid


def allowed() -> bool:
    """Whether this kernel lets a process of ours leave the network."""
    code = "import sys; from pipeline.sandbox.confinement import leave_network; sys.exit(not leave_network())"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_has_a_network_of_its_own_that_leads_nowhere(child: int) -> None:
    if not allowed():
        pytest.skip("the kernel does not allow it")
    assert Path(f"/proc/{child}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    interfaces = Path(f"/proc/{child}/net/dev").read_text().splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] in ([], ["lo"])
    assert Path(f"/proc/{child}/net/route").read_text().count("\n") <= 1


def test_it_has_its_limits_and_no_secret(child: int) -> None:
    limits = {line[:25].strip(): line[26:46].strip() for line in Path(f"/proc/{child}/limits").read_text().splitlines()}
    assert limits["Max data size"] == str(1500 * 1024 * 1024)
    assert limits["Max open files"] == "300"
    assert limits["Max core file size"] == "0"
    assert limits["Max file size"] == str(ReadingLimits().unpacked_bytes)
    assert b"rahasia" not in Path(f"/proc/{child}/environ").read_bytes()


def test_a_process_that_hangs_goes_with_whatever_it_started(tmp_path: Path) -> None:
    marker = tmp_path / "cucu"
    stuck = tmp_path / "tesseract-stuck.py"
    stuck.write_text(
        "import subprocess, sys, pathlib\n"
        f"p = subprocess.Popen(['sleep', '600']); pathlib.Path({str(marker)!r}).write_text(str(p.pid)); p.wait()\n"
    )
    limits = ReadingLimits(seconds=3)
    with Reader(1, limits) as reader:
        from pipeline.sandbox import process as module  # noqa: PLC0415 - the seam at which a process is started

        original = module.CONFINED
        try:
            module.CONFINED = stuck
            (document,) = reader.read(LETTER)
        finally:
            module.CONFINED = original
        assert document.problem
        assert "terlalu lama" in document.problem
        assert reader.read(LETTER)[0].pages, "the next part gets a new process"
    grandchild = int(marker.read_text())
    until = time.monotonic() + 5
    while time.monotonic() < until and Path(f"/proc/{grandchild}").exists() and not _zombie(grandchild):
        time.sleep(0.05)
    assert not Path(f"/proc/{grandchild}").exists() or _zombie(grandchild)


def _zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_where_the_kernel_forbids_it_reading_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forbids:
        @staticmethod
        def unshare(_flags: int) -> int:
            return -1

    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: Forbids)
    assert leave_network() is False
