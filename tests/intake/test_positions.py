"""How far a folder has been taken in: each message once, whatever could not be stored meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake import Position

NOW = datetime(2026, 5, 4, tzinfo=UTC)
ROUNDS = st.lists(
    st.tuples(st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40))), max_size=12
)


@given(rounds=ROUNDS)
def test_each_message_is_stored_once_and_none_is_forgotten(rounds: list[tuple[set[int], set[int], set[int]]]) -> None:
    """In each round mail comes (UIDs above all before), some of it fails, and some is removed by other clients."""
    position = Position(validity=1, next=1, first=1)
    there: set[int] = set()
    stored: list[int] = []
    highest = 0
    for came, fails, removed in rounds:
        new = {highest + uid for uid in came}
        highest = max([highest, *new])
        there |= new
        there -= removed
        owed = position.owed(there)
        assert set(owed) == there - set(stored)
        done = [uid for uid in owed if uid % 41 not in fails]
        for place in range(0, len(done), 3):
            together = done[place : place + 3]
            position = position.after(together, [uid for uid in owed if uid not in stored])
            stored += together
    assert len(stored) == len(set(stored))
    assert set(position.owed(there)) == there - set(stored)


def test_the_sequence_set_names_what_is_left_and_all_that_is_new() -> None:
    position = Position(validity=1, next=1, first=1).after([2, 3, 6], [1, 2, 3, 5, 6, 7])
    assert position.wanted == "1,5,7:*"
    assert position.owed([6]) == [], "a server names the last message even for a range above it"


def test_only_what_was_there_at_the_first_look_and_is_older_than_the_day_is_history() -> None:
    position = Position(validity=1, next=1, first=10, since=NOW)
    before, after = NOW - timedelta(seconds=1), NOW
    assert position.is_history(9, before)
    assert not position.is_history(9, after)
    assert not position.is_history(9, None)
    assert not position.is_history(10, before)
    assert not Position(validity=1, next=1, first=10).is_history(9, before)
