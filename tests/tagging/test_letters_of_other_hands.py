"""Models taught from some hands read the letters of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.accuracy.letters import Figures, measure
from pipeline.tagging import Tagger, clauses, most_likely, tokens
from pipeline.tagging.purposes import ISSUE, Purpose
from pipeline.training.annotations import annotated_letters, places

EXAMPLES = Path(__file__).parents[2] / "examples" / "letters"
TAUGHT, JUDGED = ("A", "K", "P"), ("C",)


@pytest.fixture(scope="module")
def figures() -> Figures:
    letters = [one for one in annotated_letters(EXAMPLES) if one.hand in (*TAUGHT, *JUDGED)]
    return measure(letters, [JUDGED])


@pytest.mark.slow
def test_three_hands_teach_what_a_fourth_means(figures: Figures) -> None:
    assert sum(figures.kinds) / len(figures.kinds) >= 0.8
    assert sum(figures.routes) / len(figures.routes) >= 0.7
    assert figures.fields["requester.phone"].right > 2 * figures.fields["requester.phone"].invented


def test_clauses_lose_no_word() -> None:
    text = "Wifi aula mati sejak pagi, mohon dicek.\n\nTerima kasih (Budi)\n0812-5550-1234"
    found = clauses(text)
    assert "".join("".join(text[one.start : one.end].split()) for one in found) == "".join(text.split())
    assert "mohon dicek." in [text[one.start : one.end] for one in found]


def test_tokens_stand_where_they_say() -> None:
    text = "Hub. Budi, S.Kom. 0812-5550-1234 / budi@kantor.example"
    assert all(text[token.start : token.end] == token.text for token in tokens(text))


def test_the_clauses_that_say_it_best_are_those_worth_their_length() -> None:
    text = "mati total. salam hangat dari kami semua di sini. tidak ada sinyal."
    first, second, third = clauses(text)
    found = [
        Purpose(clause=first, issue=0.9, request=0.0),
        Purpose(clause=second, issue=0.1, request=0.0),
        Purpose(clause=third, issue=0.8, request=0.0),
    ]
    assert most_likely(text, found, ISSUE) == [first, third]
    assert most_likely(text, [], ISSUE) == []


def test_a_value_is_found_however_its_blanks_are_folded() -> None:
    text = "Subbagian\n   Tata  Usaha"
    assert [text[start:end] for start, end in places(text, "Subbagian Tata Usaha")] == [text]


def test_a_broken_tagger_is_refused() -> None:
    with pytest.raises(ValueError, match="model"):
        Tagger(b"no model")
