"""The shipped models that read letters: taught by the examples as they are, kept and read as they were."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from pipeline.config import default_models, read_letter_models, shipped_letter_models, write_letter_models
from pipeline.tagging import NONE, UNRELATED, Passage
from pipeline.training.annotations import TAUGHT_BY, digest_of
from rules import rulebook

EXAMPLES = Path(__file__).parents[2] / "examples"
SHIPPED = default_models() / "letters"
MOST = 20_000_000  # bytes that models and examples may weigh, packed as in the wheel


def test_they_were_taught_by_the_examples_as_they_are() -> None:
    assert (SHIPPED / TAUGHT_BY).read_text(encoding="ascii").strip() == digest_of(
        EXAMPLES / "letters", EXAMPLES / "automatic"
    ), "make models"


def test_another_word_in_an_example_is_another_digest(tmp_path: Path) -> None:
    (tmp_path / "A.yaml").write_text("- id: A-1", encoding="utf-8")
    before = digest_of(tmp_path)
    (tmp_path / "A.yaml").write_text("- id: A-2", encoding="utf-8")
    assert digest_of(tmp_path) != before


def test_kept_again_they_are_the_same_bytes(tmp_path: Path) -> None:
    write_letter_models(shipped_letter_models(), tmp_path)
    kept = {path.name: path.read_bytes() for path in SHIPPED.iterdir() if path.name != TAUGHT_BY}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    assert read_letter_models(tmp_path).kinds.classes == shipped_letter_models().kinds.classes


def test_they_know_each_flow_of_the_rules_and_what_is_none() -> None:
    assert set(shipped_letter_models().kinds.classes) == {*rulebook().sops, NONE, UNRELATED}


def test_what_they_say_of_any_text_sums_to_one() -> None:
    for text in ("", "wifi mati", "mohon akun baru", "🙂", "x" * 10_000):
        shares = shipped_letter_models().kind(Passage(text=text, form="email"))
        assert sum(shares.values()) == pytest.approx(1.0)


def test_models_and_examples_are_small_enough_for_the_wheel() -> None:
    carried = [path for folder in (default_models(), EXAMPLES) for path in folder.rglob("*") if path.is_file()]
    assert sum(len(zlib.compress(path.read_bytes())) for path in carried) < MOST


@pytest.mark.parametrize("name", ["names.crf", "kinds.model", "requester.name.model"])
def test_a_broken_file_is_refused(tmp_path: Path, name: str) -> None:
    write_letter_models(shipped_letter_models(), tmp_path)
    (tmp_path / name).write_bytes(b"no model")
    with pytest.raises(ValueError, match="model"):
        read_letter_models(tmp_path)
