"""The clock stands while the requester is asked, and runs again with what was left: never from a limit that passed meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from pipeline.model import Action, Answer, OperatorDecided, Purpose, RequesterSaid, TimerFired
from pipeline.sop import add_minutes
from sop_cases import MONDAY, Walk, address

QUESTION = Answer(action=Action.TANYA, note="Apakah listrik menyala?", text="TANYA Apakah listrik menyala?")
REPLY = RequesterSaid(answer=Answer(action=Action.DATA, note="Ya, menyala.", text="Ya, menyala."))


def asked(after: int) -> Walk:
    """A disposition with 30 minutes, in which the holder asks after so many."""
    walk = Walk("gangguan-jaringan")
    walk.now = MONDAY + timedelta(minutes=after)
    return walk.answer(QUESTION)


@pytest.mark.parametrize("after", [1, 10, 29])
@pytest.mark.parametrize(
    "silent", [timedelta(minutes=5), timedelta(hours=5), timedelta(days=1, hours=2), timedelta(days=4)]
)
def test_the_rest_of_the_limit_runs_from_the_answer_on(after: int, silent: timedelta) -> None:
    walk = asked(after)
    assert walk.case.due_at is None
    walk.event(REPLY, at=MONDAY + timedelta(minutes=after) + silent)
    assert walk.case.due_at == add_minutes(walk.now, 30 - after, walk.desk.calendar)
    assert walk.case.due_at
    assert walk.case.due_at > walk.now
    assert min(timer.at for timer in walk.case.timers) >= walk.now


@pytest.mark.parametrize(
    "decision", [OperatorDecided(sop="gangguan-jaringan"), OperatorDecided(assign=address("tech"))]
)
def test_the_operators_hand_gives_no_more_than_was_left(decision: OperatorDecided) -> None:
    walk = asked(10)
    give_up = next(timer for timer in walk.case.timers if timer.kind == "give_up")
    walk.event(TimerFired(timer=give_up), at=give_up.at)
    walk.event(decision)
    assert walk.case.due_at == add_minutes(walk.now, 20, walk.desk.calendar)


def test_two_questions_take_no_time_either() -> None:
    walk = asked(10)
    walk.event(REPLY, at=MONDAY + timedelta(hours=2))
    walk.now += timedelta(minutes=5)
    walk.answer(QUESTION)
    walk.event(REPLY, at=MONDAY + timedelta(days=1))
    assert walk.case.due_at == add_minutes(walk.now, 15, walk.desk.calendar)


@pytest.mark.parametrize("action", [Action.TANYA, Action.TUNDA])
def test_a_question_or_delay_that_is_taken_back_took_no_time(action: Action) -> None:
    walk = Walk("gangguan-jaringan")
    mine = walk.assignment
    walk.now = MONDAY + timedelta(minutes=10)
    until = datetime(2026, 3, 5, 9, 0, tzinfo=MONDAY.tzinfo)
    walk.answer(Answer(action=action, note="karena listrik padam", until=until, text="x"))
    walk.now = MONDAY + timedelta(hours=3)
    walk.answer(Answer(action=Action.BATAL, text="BATAL"), by=mine)
    assert walk.case.due_at == add_minutes(walk.now, 20, walk.desk.calendar)
    assert {timer.kind for timer in walk.case.timers} == {"reminder", "escalation"}


def test_a_superior_hears_only_once_of_a_step_that_was_late_before_the_question() -> None:
    walk = Walk("gangguan-jaringan")
    for kind in ("reminder", "escalation"):
        timer = next(one for one in walk.case.timers if one.kind == kind)
        walk.event(TimerFired(timer=timer), at=timer.at + timedelta(minutes=1))
    assert len(walk.purposes(Purpose.ESCALATION)) == 1
    walk.now += timedelta(minutes=5)
    walk.answer(QUESTION)
    walk.event(REPLY, at=walk.now + timedelta(hours=1))
    assert walk.case.due_at == walk.now
    assert walk.case.timers == ()
