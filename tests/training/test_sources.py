"""Models are trained from whatever folders of examples are named, without the hands that are named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config import default_models
from pipeline.errors import ConfigurationError, UsageError
from pipeline.training.sources import gather

EXAMPLES = Path(__file__).parents[2] / "examples"


def folder(tmp_path: Path, *files: str) -> Path:
    made = tmp_path / "more"
    made.mkdir()
    for file in files:
        shutil.copy(EXAMPLES / file, made)
    return made


def test_hands_of_a_bare_folder_are_told_by_what_they_hold(tmp_path: Path) -> None:
    bare = folder(tmp_path, "letters/A.yaml", "replies/ra.yaml", "automatic/east.yaml")
    found = gather([bare], (), tmp_path / "all")
    assert found == {"letters": ["A"], "replies": ["ra"], "automatic": ["east"]}
    assert (tmp_path / "all" / "letters" / "A.yaml").read_bytes() == (EXAMPLES / "letters" / "A.yaml").read_bytes()


def test_a_hand_that_is_left_out_is_not_there(tmp_path: Path) -> None:
    found = gather([EXAMPLES], ("A", "ra"), tmp_path / "all")
    assert "A" not in found["letters"]
    assert "C" in found["letters"]
    assert "ra" not in found["replies"]
    assert not (tmp_path / "all" / "letters" / "A.yaml").exists()


@pytest.mark.parametrize("without", ["QQ", "a"])
def test_a_hand_that_nobody_is_is_named(tmp_path: Path, without: str) -> None:
    with pytest.raises(UsageError, match=without):
        gather([EXAMPLES], (without,), tmp_path / "all")


def test_a_folder_without_examples_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="tidak ada contoh"):
        gather([tmp_path], (), tmp_path / "all")


def test_two_hands_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    bare = folder(tmp_path, "letters/A.yaml")
    with pytest.raises(UsageError, match="sudah dipakai"):
        gather([EXAMPLES, bare], (), tmp_path / "all")


@pytest.mark.parametrize("text", ["- {a: 1}", "just words", "a: [", "\x00"])
def test_a_file_that_is_no_example_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "X.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"X\.yaml"):
        gather([tmp_path], (), tmp_path / "all")


def test_a_folder_of_models_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NODIS_MODELS__PATH", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigurationError, match="nowhere"):
        default_models()


@pytest.mark.slow
def test_what_is_trained_from_two_hands_reads_a_mail(tmp_path: Path) -> None:
    bare = folder(tmp_path, "letters/A.yaml", "letters/K.yaml", "letters/P.yaml")
    out = tmp_path / "models"
    nodis = [sys.executable, "-m", "pipeline"]
    done = subprocess.run(
        [*nodis, "learn", "--examples", str(bare), "--without", "P", "--out", str(out)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    shipped = default_models()
    assert (out / "meaning.model").read_bytes() == (shipped / "meaning.model").read_bytes(), "no replies: as shipped"
    assert (out / "letters" / "kinds.model").read_bytes() != (shipped / "letters" / "kinds.model").read_bytes()
    sample = Path(__file__).parents[2] / "inbox_samples"
    mail = next(sample.rglob("*.eml"))
    read = subprocess.run(
        [*nodis, "inspect", "--json", str(mail)],
        capture_output=True,
        check=False,
        env={**os.environ, "NODIS_MODELS__PATH": str(out)},
    )
    assert read.returncode == 0, read.stderr.decode()
    assert b'"kind"' in read.stdout


def test_examples_need_a_place_for_what_they_teach() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "learn", "--without", "A"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"--out" in done.stderr
