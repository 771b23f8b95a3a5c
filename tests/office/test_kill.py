"""SIGKILL at every commit point, then a restart: nothing lost, nothing twice.

The short form kills at commit points spread evenly over the load; `NODIS_KILLS=all` (make kills) takes every one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from office_folder import make_office, put, sent, typed_letter
from pipeline import service

CHILD = Path(__file__).with_name("crash_child.py")
NOW = "2026-03-02T08:10:00+08:00"
LETTERS = 3
SHORT = 8  # commit points killed at in the short form


def run_child(config: Path, stop: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHILD), str(config), NOW, str(stop)]
    environ = {**os.environ, "PYTHONPATH": str(CHILD.parent.parent)}
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False, env=environ)


def load(folder: Path) -> Path:
    config = make_office(folder)
    for number in range(1, LETTERS + 1):
        put(folder, f"surat-{number}", typed_letter(number, sender=f"tu{number}@lapas-contoh.example.go.id"))
    return config


def picture(folder: Path) -> dict[str, object]:
    """What must be the same with and without crashes."""
    with service.open_store(folder / "nodis.toml") as store:
        problems = store.verify()
        with store.transaction() as tx:
            cases, sums = tx.cases(), tx.sums()
            numbers = sorted(
                letter.number or "" for case in cases for letter in tx.letters_of(case.id) if letter.number
            )
    mails = Counter((str(mail["X-Nodis-Purpose"]), str(mail["To"])) for mail in sent(folder))
    return {
        "cases": sorted((case.id, case.agenda, case.state.value, case.step) for case in cases),
        "requesters": sorted(case.requester.address for case in cases),
        "messages": (sums.received, dict(sums.messages)),
        "outbox": dict(sums.outbox),
        "numbers": numbers,
        "mails": mails,
        "problems": problems,
    }


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_kill_at_commit_points_loses_and_doubles_nothing(tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    reference.mkdir()
    whole = run_child(load(reference), 0)
    assert whole.returncode == 0, whole.stderr
    commits = int(whole.stdout)
    expected = picture(reference)
    assert expected["problems"] == ()
    assert len(expected["cases"]) == LETTERS  # type: ignore[arg-type]
    assert len(expected["numbers"]) == LETTERS  # type: ignore[arg-type]  # each case issued one numbered letter
    every = os.environ.get("NODIS_KILLS") == "all"
    points = range(1, commits + 1) if every else sorted({1 + n * (commits - 1) // (SHORT - 1) for n in range(SHORT)})
    for stop in points:
        folder = tmp_path / f"kill-{stop}"
        folder.mkdir()
        config = load(folder)
        killed = run_child(config, stop)
        assert killed.returncode in (-signal.SIGKILL, 0), killed.stderr
        again = run_child(config, 0)
        assert again.returncode == 0, again.stderr
        found = picture(folder)
        assert _without_names(found) == _without_names(expected), f"killed at commit {stop} of {commits}"


def _without_names(picture: dict[str, object]) -> dict[str, object]:
    """Which of several letters becomes case 1 is chance; everything else is not."""
    return {**picture, "cases": sorted(case[1:] for case in picture["cases"])}  # type: ignore[attr-defined]
