"""Whole replies of many voices and mail programs: what they say is read, and what nobody said never is."""

from __future__ import annotations

import pytest

from reply_mails import measure, replies

LEAST = 0.95


@pytest.mark.parametrize("name", ["tuned", "unseen"])
def test_replies_of_many_voices_are_read_right_and_nothing_is_made_up(name: str) -> None:
    misses, falsely, _, total = measure([name])
    print(f"{name}: {total - len(misses)} of {total} right", *misses, sep="\n")  # noqa: T201 - every miss is shown
    assert falsely == []
    assert total - len(misses) >= LEAST * total, misses


def test_a_third_of_the_replies_was_written_before_the_grammar_and_kept_aside() -> None:
    assert len(replies("unseen")) >= 133
    assert len(replies("unseen")) + len(replies("tuned")) >= 400
