"""The warm LibreOffice: it is started late, survives its death, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

import letter_desk as desk
from pipeline.errors import LetterError
from pipeline.letters import Converter
from pipeline.letters.conversion import UNO_PYTHONS


@pytest.fixture(scope="module")
def docx() -> bytes:
    return desk.render("penolakan", desk.write("penolakan"))


def alive(group: int) -> list[str]:
    """Processes of a group, without zombies that await their parent."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,comm="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [row[2] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def gone(group: int, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while alive(group):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def script(path: Path, body: str) -> str:
    path.write_text(textwrap.dedent(body), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_it_starts_with_the_first_letter_and_ends_with_the_with(docx: bytes) -> None:
    with Converter() as converter:
        assert converter.pid is None
        assert converter.pdf(docx).startswith(b"%PDF")
        group = converter.pid
        assert group is not None
        assert any("soffice" in name for name in alive(group))
        folder = converter._folder  # noqa: SLF001 - what must be gone afterwards
    assert gone(group)
    assert folder is not None
    assert not folder.exists()


def test_a_killed_office_is_started_anew(converter: Converter, docx: bytes) -> None:
    first = converter.pdf(docx)
    group = converter.pid
    assert group is not None
    os.killpg(group, signal.SIGKILL)
    assert converter.pdf(docx) == first
    assert converter.pid != group


def test_a_stopped_office_is_not_waited_for_forever(docx: bytes) -> None:
    with Converter(seconds=5) as converter:
        first = converter.pdf(docx)
        group = converter.pid
        assert group is not None
        os.killpg(group, signal.SIGSTOP)
        assert converter.pdf(docx) == first
        assert gone(group)


def test_without_a_python_that_knows_uno_each_letter_is_one_call(docx: bytes) -> None:
    with Converter(uno_python="") as single:
        assert single.pdf(docx).startswith(b"%PDF")
        assert single.pid is None


def test_a_listener_that_never_answers_leaves_the_single_call(tmp_path: Path, docx: bytes) -> None:
    dead = script(tmp_path / "python", "#!/bin/sh\nexit 1\n")
    with Converter(uno_python=dead) as converter:
        assert converter.pdf(docx).startswith(b"%PDF")


def test_an_office_that_hangs_is_an_error_with_advice(tmp_path: Path, docx: bytes) -> None:
    hanging = script(tmp_path / "soffice", "#!/bin/sh\nexec sleep 60\n")
    with Converter(soffice=hanging, uno_python="", seconds=1) as converter, pytest.raises(LetterError) as caught:
        converter.pdf(docx)
    assert "1 detik" in str(caught.value)
    assert caught.value.advice


def test_no_libreoffice_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch, docx: bytes) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with Converter() as converter, pytest.raises(LetterError) as caught:
        converter.pdf(docx)
    assert "apt-get install" in caught.value.advice


def test_what_is_no_document_is_an_error(converter: Converter) -> None:
    with pytest.raises(LetterError):
        converter.pdf(b"bukan dokumen \x00\x01")


def test_several_threads_share_it(converter: Converter, docx: bytes) -> None:
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(converter.pdf(docx))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1


@pytest.mark.skipif(not any(Path(one).exists() for one in UNO_PYTHONS), reason="no Python that knows uno")
def test_nothing_stays_when_nodis_itself_is_killed(tmp_path: Path, docx: bytes) -> None:
    (tmp_path / "letter.docx").write_bytes(docx)
    program = """
        import sys, time
        from pathlib import Path
        from pipeline.letters import Converter
        converter = Converter()
        converter.pdf(Path(sys.argv[1]).read_bytes())
        print(converter.pid, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path / "letter.docx")],
        stdout=subprocess.PIPE,
        cwd=desk.ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as nodis:
        assert nodis.stdout is not None
        group = int(nodis.stdout.readline())
        assert alive(group)
        nodis.kill()
    assert gone(group)
