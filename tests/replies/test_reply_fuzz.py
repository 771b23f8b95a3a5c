"""A short run of the fuzzer for replies: no other answer is ever taken, and the writer's own nearly always."""

from __future__ import annotations

from reply_fuzz import CLEAR_SHARE, Sums, tried

SEEDS = 500


def test_nobody_else_answers_and_the_writer_is_heard() -> None:
    sums, wrong, missed = Sums(), [], []
    for one, verdict, problem in tried(range(SEEDS)):
        sums.count(one, verdict)
        if problem == "MISSED":
            missed.append(f"{one.name} {one.own.text!r}: {verdict.doubt} {one.traits}")
        elif problem:
            wrong.append(f"{one.name} {one.own.text!r}: {problem} {one.traits}")
    assert not wrong, "\n".join(wrong)
    assert sums.clear > SEEDS / 5
    assert sums.share >= CLEAR_SHARE, "\n".join(missed)


def test_a_seed_is_always_the_same_mail() -> None:
    first, again = ([one.raw for one, _, _ in tried(range(20))] for _ in range(2))
    assert first == again
