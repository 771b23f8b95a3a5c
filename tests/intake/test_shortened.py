"""Runs of one sign and words without end, before anything is understood."""

from __future__ import annotations

import pytest

from pipeline.bounds import shortened


@pytest.mark.parametrize("sign", list(".-_=*~#>?!•…"))
def test_more_than_eight_equal_signs_are_eight(sign: str) -> None:
    assert shortened(f"Setuju {sign * 5000} pak") == f"Setuju {sign * 8} pak"
    assert shortened(sign * 8) == sign * 8


@pytest.mark.parametrize("piece", ["a", "1", "a.", "a/", "1985-0101-", "setuju-"])
def test_of_what_is_no_word_its_beginning_stays(piece: str) -> None:
    long = piece * 1000
    assert shortened(f"Setuju. {long}\nBudi") == f"Setuju. {long[:100]}…\nBudi"


def test_words_and_links_stay_as_they_are() -> None:
    said = "SETUJU\n\nhttps://contoh.example.go.id/" + "a/" * 400 + "\n198501012010011001 " + "kata " * 500
    assert shortened(said) == said
