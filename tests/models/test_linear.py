"""The linear model: what it says, and that it is kept and read as it was."""

from __future__ import annotations

import random
import subprocess
import sys

import numpy as np
import pytest

from pipeline.models import LinearModel, features
from pipeline.training import train

TEXTS = {
    "network": ["jaringan putus", "wifi mati total", "internet putus sejak pagi", "kabel jaringan mati"],
    "account": ["mohon dibuatkan akun", "akun baru untuk staf", "tambah user operator", "mohon akun operator"],
    "thanks": ["terima kasih banyak", "terima kasih atas bantuannya", "makasih banyak pak", "terima kasih pak"],
}


def trained(*labels: str) -> LinearModel:
    return train([(features(text), label) for label in labels for text in TEXTS[label]])


@pytest.mark.parametrize("labels", [("account", "network"), ("account", "network", "thanks")])
def test_it_tells_the_classes_apart_and_its_probabilities_sum_to_one(labels: tuple[str, ...]) -> None:
    model = trained(*labels)
    for label in labels:
        for text in TEXTS[label]:
            found = model.probabilities(features(text))
            assert max(found, key=found.__getitem__) == label
            assert sum(found.values()) == pytest.approx(1.0)


def test_it_says_the_same_after_it_was_kept() -> None:
    model = trained(*TEXTS)
    again = LinearModel.from_bytes(model.to_bytes())
    assert again.to_bytes() == model.to_bytes()
    for text in ("jaringan mati", "akun", "", "kata yang tak pernah dilihat"):
        kept, fresh = again.probabilities(features(text)), model.probabilities(features(text))
        assert kept == pytest.approx(fresh, abs=2e-3)


def test_the_same_examples_give_the_same_bytes() -> None:
    assert trained("account", "network").to_bytes() == trained("account", "network").to_bytes()


@pytest.mark.parametrize("cut", [0, 10, 40, -1])
def test_what_is_no_model_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="linear model"):
        LinearModel.from_bytes(trained("account", "network").to_bytes()[:cut])


def test_a_text_without_any_known_word_has_the_bias_alone() -> None:
    model = trained("account", "network")
    assert model.probabilities(features("zzz")) == model.probabilities(features(""))


def test_facts_beside_the_words_count_apart_from_words() -> None:
    assert features("step") != features("", also=("step",))
    assert set(features("", also=("step=a",))).isdisjoint(features("step=a"))


def test_its_features_do_not_depend_on_the_process() -> None:
    code = "from pipeline.models import features; print(sorted(features('jaringan putus 12').items()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == str(sorted(features("jaringan putus 12").items()))


def test_reading_a_model_imports_no_training_library() -> None:
    code = "import sys, pipeline.intake; print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert told == ["False", "False"]


def test_a_long_text_costs_no_more_than_its_first_pages() -> None:
    words = random.Random(1).choices(["jaringan", "putus", "akun", "mohon", "terima"], k=100_000)
    assert sum(features(" ".join(words)).values()) < 60_000
    assert np.isfinite(list(trained(*TEXTS).probabilities(features(" ".join(words))).values())).all()
