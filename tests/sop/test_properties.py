"""Whatever happens, in whatever order: a case has somebody who acts next, or it has ended."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pipeline.model import (
    Action,
    Answer,
    Answered,
    Assignment,
    AssignmentBounced,
    Case,
    CaseState,
    Event,
    OperatorDecided,
    Purpose,
    RequesterSaid,
    SendMail,
    TimerFired,
    WriteLetter,
)
from pipeline.rulebook import OPERATOR
from pipeline.sop import answerable
from pipeline.sop.mails import TEMPLATES
from sop_cases import REQUESTER, Walk, address, field, rulebook, stored

SOPS = sorted(rulebook().sops)
NAMES = ["Budi", "Budi Hartanto", "Sinta Subrata", "Nobody At All", address("Ani Gota"), None]
CASE = TypeAdapter(Case)

answers = st.builds(
    Answer,
    action=st.none() | st.sampled_from(list(Action)),
    note=st.sampled_from(["", "sebuah catatan"]),
    person=st.sampled_from(NAMES),
    sop=st.none() | st.sampled_from(SOPS),
    values=st.sampled_from(
        [
            {},
            {"penyebab": "a"},
            {"requester.phone": "+6281200009999"},
            {key: key for key in rulebook().asks} | {"berita_acara": "kedua pihak"},
        ]
    ),
    text=st.sampled_from(["", "teks"]),
    doubt=st.none() | st.just("Tidak jelas."),
)
files = st.sampled_from([(), (stored("foto.jpg"),), (stored("bast.pdf", "application/pdf"),)])
choices = st.one_of(
    st.tuples(st.just("answer"), answers, files, st.integers(0, 3), st.integers(-2, 9)),
    st.tuples(st.just("proper"), st.integers(0, 3), files, st.none(), st.none()),
    st.tuples(st.just("requester"), answers, files, st.booleans(), st.none()),
    st.tuples(st.just("timer"), st.integers(0, 2), st.none(), st.none(), st.none()),
    st.tuples(st.just("operator"), st.integers(0, 3), st.sampled_from(SOPS), st.none(), st.none()),
    st.tuples(st.just("bounce"), st.integers(0, 3), st.booleans(), st.none(), st.none()),
)


def _assignment(walk: Walk, number: int) -> Assignment:
    known = answerable(walk.case) or walk.case.assignments
    stranger = Assignment(step="5", role="bandwidth/ketua", address="x@kantor.example", name="", token="0", code="0")
    return known[number % len(known)] if known else stranger


def _event(walk: Walk, choice: tuple[object, ...]) -> Event | None:  # noqa: PLR0911 - one kind of event each
    match choice:
        case ("answer", Answer() as answer, tuple() as some, int(number), int(days)):
            until = walk.now + timedelta(days=days) if answer.action is Action.TUNDA else None
            whole = Answer(
                action=answer.action, note=answer.note, person=answer.person, sop=answer.sop,
                values=answer.values, text=answer.text, doubt=answer.doubt, until=until,
            )  # fmt: skip
            return Answered(assignment=_assignment(walk, number), answer=whole, files=some)
        case ("proper", int(number), _, _, _):
            if walk.case.state.ended or walk.case.step is None or walk.case.sop is None:
                return None
            step = walk.desk.rulebook.sops[walk.case.sop].steps[walk.case.step]
            if not step.answers:
                return None
            action = list(step.answers)[number % len(step.answers)]
            values = {key: key for key in step.asks}
            handed = tuple(stored(f"{key}.pdf", "application/pdf") for key in step.asks)
            answer = Answer(action=action, note="catatan", values=values, text="teks")
            return Answered(assignment=_assignment(walk, 0), answer=answer, files=handed)
        case ("requester", Answer() as answer, tuple() as some, bool(more), _):
            fields = {"requester.phone": field("+6281200007777")} if more else {}
            return RequesterSaid(answer=answer, files=some, fields=fields)
        case ("timer", int(number), _, _, _):
            timers = walk.case.timers
            return TimerFired(timer=timers[number % len(timers)]) if timers else None
        case ("operator", int(number), str(sop), _, _):
            decisions = (
                OperatorDecided(sop=sop),
                OperatorDecided(refuse="alasan"),
                OperatorDecided(assign=address("Ani Gota")),
                OperatorDecided(close="alasan"),
            )
            return decisions[number]
        case ("bounce", int(number), bool(permanent), _, _):
            return AssignmentBounced(address=_assignment(walk, number).address, permanent=permanent, detail="5.1.1")
    raise AssertionError(choice)


def check(walk: Walk) -> None:
    case = walk.case
    unanswered = [one for one in case.assignments if not one.answered and not one.supervises]
    if case.state.ended:
        assert case.closed_at is not None
        assert (case.assignments, case.timers) == ((), ())
        assert (case.step, case.due_at, case.undo) == (None, None, None)
    else:
        assert case.closed_at is None
    if case.state is CaseState.OPEN:
        assert unanswered
        assert all(one.step == case.step for one in unanswered)
        assert case.due_at is not None
    if case.state is CaseState.WAITING:
        assert case.timers
        assert case.due_at is None
        assert case.waiting_for in ("requester", "tunda")
    if case.state is CaseState.REVIEW:
        assert [one.role for one in case.assignments] == [OPERATOR]
    if case.step is not None and case.sop is not None:
        assert case.step in walk.desk.rulebook.sops[case.sop].steps
    assert len({one.token for one in case.assignments}) == len(case.assignments)
    if walk.last and case.undo:
        assert case.undo_by
    _check_effects(walk)
    assert CASE.validate_json(CASE.dump_json(case)) == case


def _check_effects(walk: Walk) -> None:
    for effect in walk.last:
        if isinstance(effect, WriteLetter):
            assert effect.letter in walk.desk.rulebook.letters
        if isinstance(effect, SendMail):
            assert effect.template in TEMPLATES
            assert effect.to.address
            assert all(effect.says.values())
            if effect.purpose is Purpose.ASSIGNMENT:
                assert effect.assignment in walk.case.assignments
            if effect.purpose is Purpose.RESULT:
                assert effect.to == REQUESTER


@settings(max_examples=300, deadline=None)
@given(
    sop=st.none() | st.sampled_from(SOPS),
    leave_out=st.sampled_from([(), ("requester.unit",), ("issue.description", "access")]),
    events=st.lists(choices, max_size=25),
    hours=st.integers(0, 30),
)
def test_any_events_leave_a_case_with_somebody_to_act_or_ended(
    sop: str | None, leave_out: tuple[str, ...], events: list[tuple[object, ...]], hours: int
) -> None:
    walk = Walk(sop, *leave_out)
    check(walk)
    for choice in events:
        ended = walk.case.state.ended
        event = _event(walk, choice)
        if event is None:
            continue
        walk.event(event, at=walk.now + timedelta(hours=hours))
        check(walk)
        if ended and walk.case.state is not CaseState.OPEN:
            assert walk.case.state.ended  # only BELUM opens an ended case again


@settings(max_examples=60, deadline=None)
@given(sop=st.sampled_from(SOPS), events=st.lists(choices, max_size=12))
def test_left_alone_every_case_comes_to_somebody_who_decides(sop: str, events: list[tuple[object, ...]]) -> None:
    """When nobody writes any more, timers alone bring each waiting case back to a holder or to the operator."""
    walk = Walk(sop)
    for choice in events:
        event = _event(walk, choice)
        if event is not None:
            walk.event(event)
    for _ in range(20):
        if not walk.case.timers:
            break
        timer = min(walk.case.timers, key=lambda one: one.at)
        walk.event(TimerFired(timer=timer), at=max(timer.at, walk.now))
        check(walk)
    assert walk.case.state in (CaseState.OPEN, CaseState.REVIEW) or walk.case.state.ended
