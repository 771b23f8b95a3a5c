"""Bodies without end cost no more than a long letter."""

from __future__ import annotations

import pytest

from pipeline.bounds import LONGEST, MOST, bounded, markup
from pipeline.intake.bodies import html_to_text


def test_a_usual_text_stays_as_it_is() -> None:
    text = "Yth. Kepala Bagian\n\nJaringan terputus.\n" * 50
    assert bounded(text) == text
    html = "<div><p>Jaringan<p>terputus<table><tr><td>1<td>2</table></div>" * 300
    assert markup(html) == html


@pytest.mark.parametrize("text", ["0" * 3_000_000, "a b\n" * 800_000, "a" + " " * 3_000_000])
def test_a_text_without_end_is_cut_and_its_lines_are_short(text: str) -> None:
    cut = bounded(text)
    assert len(cut) <= MOST * 1.01
    assert max(map(len, cut.split("\n"))) <= LONGEST
    assert cut.replace("\n", "") == text[:MOST].replace("\n", "")


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>", "<blockquote>", "<span style='a'>", "<"])
def test_tags_nested_beyond_reason_leave_the_words(tag: str) -> None:
    html = "<p>Jaringan terputus.</p>" + tag * 60_000 + "mohon diperbaiki"
    assert "Jaringan terputus." in html_to_text(html)  # at once: the square of the depth would take minutes
