"""Tasks of who has left or whose deputyship is over: at every step of every SOP they go to who may answer, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from pipeline.model import (
    Absence,
    Action,
    Answer,
    CaseState,
    HoldersChanged,
    OperatorDecided,
    Person,
    Proof,
    Purpose,
    RequesterSaid,
    TimerFired,
)
from pipeline.rulebook import OPERATOR, Directory
from pipeline.sop import needs_moving
from sop_cases import MONDAY, PEOPLE, REQUESTER, STRAIGHT, Walk, address, assert_state, walk_to

TODAY = MONDAY.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
NEW = Person(name="Pejabat Baru", email="pejabat.baru@kantor.example")
OTHER = Person(name="Pengganti Lain", email="pengganti.lain@kantor.example")
STEPS = sorted({(sop, step) for sop, steps in STRAIGHT.items() for step, _ in steps})


def asked(walk: Walk) -> list[str]:
    return [one.address for one in walk.case.assignments if not one.answered and not one.supervises]


def with_directory(walk: Walk, *people: Person) -> Walk:
    walk.desk = replace(walk.desk, directory=Directory(people=people))
    return walk


def of(walk: Walk) -> Person:
    """The first who is asked, as the directory has him."""
    return next(one for one in walk.desk.directory.people if one.email == walk.assignment.address)


def holders_of(walk: Walk) -> list[Person]:
    """Who holds the roles that are asked."""
    roles = {one.role for one in walk.case.assignments if not one.answered and not one.supervises}
    return [one for one in walk.desk.directory.people if roles & set(one.roles)]


def moves(walk: Walk, day: date = TODAY) -> bool:
    return needs_moving(walk.case, directory=walk.desk.directory, today=day)


def move(walk: Walk) -> Walk:
    """As the sweep does, twice: the second time nothing is to be done, and nothing happens."""
    today = walk.now.date()
    assert moves(walk, today)
    walk.event(HoldersChanged())
    assert not moves(walk, today)
    before, effects = walk.case, walk.last
    walk.event(HoldersChanged())
    assert (walk.case, walk.last) == (before, ())
    walk.last = effects
    return walk


def others(walk: Walk, *gone: Person) -> tuple[Person, ...]:
    names = {one.name for one in gone}
    return tuple(one for one in walk.desk.directory.people if one.name not in names)


@pytest.mark.parametrize(("sop", "step"), STEPS)
@pytest.mark.parametrize("way", ["left", "out of the directory"])
def test_the_task_of_who_has_left_goes_to_who_holds_the_role(sop: str, step: str, way: str) -> None:
    walk = walk_to(sop, step)
    gone = holders_of(walk)
    if not gone:
        assert not moves(with_directory(walk)), "a requester's part is always his own"
        return
    before, due = [one for one in walk.case.assignments if one.address != REQUESTER.address], walk.case.due_at
    roles = tuple(dict.fromkeys(one for person in gone for one in person.roles))
    left = [replace(one, until=YESTERDAY) for one in gone] if way == "left" else []
    with_directory(walk, *others(walk, *gone), *left, replace(NEW, roles=roles))
    move(walk)
    now = [one for one in walk.case.assignments if one.address != REQUESTER.address]
    assert {(one.address, one.role) for one in now} == {(NEW.email, one.role) for one in before}
    assert (walk.case.step, walk.case.due_at) == (step, due)
    assert not {one.token for one in now} & {one.token for one in before}
    assignments = [one for one in walk.mails(last=True) if one.purpose is Purpose.ASSIGNMENT]
    assert {one.to.address for one in assignments} == {NEW.email}
    assert not {one.to.address for one in walk.mails(last=True)} & {one.email for one in gone}


@pytest.mark.parametrize(("sop", "step"), STEPS)
def test_where_nobody_holds_the_role_any_more_the_operator_is_told(sop: str, step: str) -> None:
    walk = walk_to(sop, step)
    gone = holders_of(walk)
    if not gone:  # a requester's part
        return
    left = [replace(one, until=YESTERDAY) for one in gone]
    with_directory(walk, *others(walk, *gone), *left)
    move(walk)
    stands_in = walk.desk.rulebook.sops[sop].steps[step].otherwise
    if stands_in:
        assert walk.assignment.role == f"{sop}/{stands_in}"
        return
    assert_state(walk, CaseState.REVIEW)
    (told,) = walk.mails("review", last=True)
    assert told.to.address == address("Olga Perkasa")
    assert gone[0].name in (told.says["reason"] or "")


@pytest.mark.parametrize(("sop", "step"), STEPS)
def test_the_task_of_a_deputy_ends_with_his_last_day(sop: str, step: str) -> None:
    """It goes to the official who is back, or to the deputy who takes over: not a day earlier, and both are told."""
    for back in (True, False):
        walk = walk_to(sop, step)
        gone = holders_of(walk)
        if not gone:
            return
        absent = [
            replace(one, away=(Absence(start=TODAY, end=TODAY, deputy=NEW.email), *next_absence(back=back)))
            for one in gone
        ]
        people = (*others(walk, *gone), *absent, NEW, OTHER)
        walk = Walk(sop, people=people) if step == STRAIGHT[sop][0][0] else with_directory(walk, *people)
        case = walk.case
        acting = replace(walk.assignment, address=NEW.email, name=NEW.name, acting="Plh.")
        walk.case = replace(case, assignments=(acting,))
        assert not moves(walk)
        walk.now += timedelta(days=1)
        move(walk)
        expected = [one.email for one in gone][:1] if back else [OTHER.email]
        assert asked(walk)[:1] == expected
        assert [one.to.address for one in walk.mails("reassigned", last=True)] == [NEW.email]


def next_absence(*, back: bool) -> tuple[Absence, ...]:
    return () if back else (Absence(start=TOMORROW, end=TOMORROW, deputy=OTHER.email),)


@pytest.mark.parametrize(("sop", "step"), STEPS)
def test_an_absence_that_begins_moves_the_task_to_the_deputy_and_its_end_moves_it_back(sop: str, step: str) -> None:
    """Whenever it was entered: a day before it begins nothing moves yet."""
    walk = walk_to(sop, step)
    gone = holders_of(walk)
    if not gone:
        return
    before, due = [one for one in walk.case.assignments if one.address != REQUESTER.address], walk.case.due_at
    rest = others(walk, *gone)
    later = [replace(one, away=(Absence(start=TOMORROW, end=TOMORROW, deputy=NEW.email),)) for one in gone]
    assert not moves(with_directory(walk, *rest, *later, NEW))
    walk.now += timedelta(days=1)
    move(walk)
    mine = [one for one in walk.case.assignments if one.address != REQUESTER.address]
    assert {(one.address, one.role, one.acting) for one in mine} == {(NEW.email, one.role, "Plh.") for one in before}
    assert (walk.case.step, walk.case.due_at) == (step, due)
    told = walk.mails("reassigned", last=True)
    assert {one.to.address for one in told} == {one.address for one in before}
    assert all("tidak di tempat" in (one.says["note"] or "") for one in told)
    walk.now += timedelta(days=1)
    move(walk)
    back = {one.address for one in walk.case.assignments if one.address != REQUESTER.address}
    assert back <= {one.email for one in gone}
    assert back


@pytest.mark.parametrize(("sop", "step"), STEPS)
def test_where_the_deputy_is_not_there_either_the_operator_is_told_who_is_away(sop: str, step: str) -> None:
    walk = walk_to(sop, step)
    gone = holders_of(walk)
    if not gone or walk.desk.rulebook.sops[sop].steps[step].otherwise:
        return
    away = [replace(one, away=(Absence(start=TODAY, end=TODAY, deputy=NEW.email),)) for one in gone]
    deputy = replace(NEW, away=(Absence(start=TODAY, end=TODAY, deputy=OTHER.email),))
    with_directory(walk, *others(walk, *gone), *away, deputy, OTHER)
    move(walk)
    assert_state(walk, CaseState.REVIEW)
    (told,) = walk.mails("review", last=True)
    assert f"{gone[0].name} tidak di tempat" in (told.says["reason"] or "")


def test_whom_a_superior_named_gets_his_task_back_after_the_absence() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    walk.event(OperatorDecided(assign=NEW.email))
    people = walk.desk.directory.people
    with_directory(walk, *people, replace(NEW, away=(Absence(start=TODAY, end=TODAY, deputy=OTHER.email),)), OTHER)
    move(walk)
    assert asked(walk) == [OTHER.email]
    walk.now += timedelta(days=1)
    move(walk)
    assert asked(walk) == [NEW.email]


def test_of_several_who_were_asked_the_absent_one_is_asked_no_more() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    first, second = holders_of(walk)
    away = replace(first, away=(Absence(start=TODAY, end=TODAY, deputy=NEW.email),))
    with_directory(walk, *others(walk, first), away, NEW)
    move(walk)
    assert asked(walk) == [second.email]


def test_a_requester_who_is_away_keeps_his_own_part() -> None:
    walks = [walk_to(sop, step) for sop, step in STEPS]
    own = [walk for walk in walks if any(one.address == REQUESTER.address for one in walk.case.assignments)]
    assert own
    for walk in own:
        away = (Absence(start=TODAY, end=TODAY, deputy=NEW.email),)
        requester = Person(name="Pegawai", email=REQUESTER.address, away=away)
        assert not moves(with_directory(walk, *PEOPLE, requester, NEW))


def test_an_operator_who_is_away_is_asked_on_only_where_nobody_stands_in() -> None:
    walk = Walk(None)
    olga = of(walk)
    away = replace(olga, away=(Absence(start=TODAY, end=TODAY, deputy=NEW.email),))
    gone = replace(NEW, until=YESTERDAY)
    assert not moves(with_directory(walk, *others(walk, olga), away, gone)), "somebody must hear of it"
    with_directory(walk, *others(walk, olga, gone), away, NEW)
    move(walk)
    assert asked(walk) == [NEW.email]
    walk.now += timedelta(days=1)
    move(walk)
    assert asked(walk) == [olga.email]


def test_a_deputy_who_has_left_gives_the_task_back() -> None:
    kabag = next(one for one in PEOPLE if one.name == "Kadir Bagus")
    away = replace(kabag, away=(Absence(start=TODAY, end=TOMORROW, deputy=NEW.email),))
    rest = tuple(one for one in PEOPLE if one is not kabag)
    walk = Walk("gangguan-jaringan", people=(*rest, away, NEW))
    assert asked(walk) == [NEW.email]
    with_directory(walk, *rest, away, replace(NEW, until=YESTERDAY))
    move(walk)
    assert_state(walk, CaseState.REVIEW)  # the official is away, and his deputy is gone


def test_of_several_who_were_asked_only_the_task_of_who_left_moves() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    first, second = holders_of(walk)
    with_directory(walk, *others(walk, first), replace(first, until=YESTERDAY))
    move(walk)
    assert asked(walk) == [second.email]
    assert walk.mails(last=True) == []


def test_who_is_asked_for_one_party_may_be_asked_for_another() -> None:
    walk = walk_to("hak-akses", "6")
    one = holders_of(walk)[0]
    mine = next(each for each in walk.case.assignments if each.address == one.email)
    other = replace(mine, role="hak-akses/ketua", address=address("Ketut Tuah"), name="Ketut Tuah", token="other")
    walk.case = replace(walk.case, assignments=(*walk.case.assignments, other))
    ketua = next(each for each in PEOPLE if each.email == other.address)
    left = replace(one, until=YESTERDAY)
    with_directory(walk, *others(walk, one, ketua), left, replace(ketua, roles=(*ketua.roles, *one.roles)))
    move(walk)
    roles = [each.role for each in walk.case.assignments if each.address == ketua.email]
    assert sorted(roles) == sorted([mine.role, other.role])


@pytest.mark.parametrize("waits", [Action.TUNDA, Action.TANYA])
def test_a_task_moves_while_the_clock_stands_and_the_clock_stands_on(waits: Action) -> None:
    walk = walk_to("gangguan-jaringan", "5")
    until = walk.now + timedelta(days=3) if waits is Action.TUNDA else None
    walk.answer(Answer(action=waits, note="ruang mana?", until=until, text="ruang mana?"))
    assert_state(walk, CaseState.WAITING)
    gone = holders_of(walk)
    with_directory(walk, *others(walk, *gone), replace(NEW, roles=gone[0].roles))
    timers = walk.case.timers
    assert timers
    move(walk)
    assert asked(walk) == [NEW.email]
    assert (walk.case.state, walk.case.timers) == (CaseState.WAITING, timers)


def test_a_requester_of_the_directory_who_has_left_is_not_asked_for_ever() -> None:
    walk = walk_to("masalah-software", "9")
    requester = Person(name="Pegawai", email=walk.assignment.address, until=YESTERDAY)
    with_directory(walk, *(one for one in PEOPLE if one.email != requester.email), requester)
    move(walk)
    assert_state(walk, CaseState.REVIEW)


def test_a_review_goes_to_the_next_operator_and_waits_for_one_where_none_is_there() -> None:
    walk = Walk(None)
    olga = of(walk)
    gone = replace(olga, until=YESTERDAY)
    with_directory(walk, *others(walk, olga), gone)
    move(walk)
    assert_state(walk, CaseState.REVIEW)
    assert asked(walk) == []
    with_directory(walk, *others(walk, olga), gone, replace(NEW, roles=(OPERATOR,)))
    move(walk)
    assert asked(walk) == [NEW.email]
    assert [one.to.address for one in walk.mails("review", last=True)] == [NEW.email]


def test_what_a_requester_proposed_goes_to_the_next_operator() -> None:
    walk = walk_to("gangguan-jaringan", "2")
    said = RequesterSaid(answer=Answer(action=Action.CABUT, text="CABUT"), proof=Proof.UNPROVEN)
    walk.event(said)
    (proposal,) = walk.case.proposals
    olga = next(one for one in PEOPLE if OPERATOR in one.roles)
    with_directory(walk, *others(walk, olga), replace(olga, until=YESTERDAY), replace(NEW, roles=(OPERATOR,)))
    move(walk)
    (fresh,) = walk.case.proposals
    assert (fresh.assignment.address, fresh.said) == (NEW.email, proposal.said)
    assert fresh.assignment.token != proposal.assignment.token
    assert [one.to.address for one in walk.mails("unverified", last=True)] == [NEW.email]
    assert walk.mails("held", last=True) == [], "the requester has been told"


def test_a_superior_who_has_left_is_followed_by_who_hears_of_the_late_task_next() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    due = walk.case.due_at
    assert due is not None
    escalation = next(one for one in walk.case.timers if one.kind == "escalation")
    walk.event(TimerFired(timer=escalation), at=due)
    (superior,) = (one for one in walk.case.assignments if one.supervises)
    person = next(one for one in PEOPLE if one.email == superior.address)
    with_directory(walk, *others(walk, person), replace(person, until=YESTERDAY), replace(NEW, roles=(superior.role,)))
    walk.now = datetime.combine(due.date(), time(20, 0), due.tzinfo)
    move(walk)
    assert not any(one.supervises for one in walk.case.assignments)
    (timer,) = (one for one in walk.case.timers if one.kind == "escalation")
    walk.event(TimerFired(timer=timer))
    assert not any(one.supervises for one in walk.case.assignments), "the office is closed"
    (timer,) = (one for one in walk.case.timers if one.kind == "escalation")
    walk.event(TimerFired(timer=timer), at=timer.at)
    assert [one.address for one in walk.case.assignments if one.supervises] == [NEW.email]


def test_whom_the_operator_named_keeps_the_task_until_he_has_left() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    walk.event(OperatorDecided(assign="luar@penyedia.example"))
    assert not moves(walk), "nobody of the directory"
    walk.event(OperatorDecided(assign=NEW.email))
    people = walk.desk.directory.people
    assert not moves(with_directory(walk, *people, NEW))
    with_directory(walk, *people, replace(NEW, until=YESTERDAY))
    move(walk)
    assert set(asked(walk)) == {address("Budi Prakoso")} | ({address("Budi Hartanto")} & set(asked(walk)))


def test_an_ended_case_has_nothing_to_move() -> None:
    walk = Walk("gangguan-jaringan")
    walk.event(OperatorDecided(close="selesai"))
    assert not moves(with_directory(walk))


def test_a_deputy_who_answers_first_does_not_keep_the_role() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    mine = replace(walk.assignment, address=NEW.email, name=NEW.name, acting="Plh.")
    walk.case = replace(walk.case, assignments=(mine, *walk.case.assignments[1:]))
    walk.answer(Answer(action=Action.TANYA, note="ruang mana?", text="ruang mana?"), by=mine)
    assert NEW.email not in walk.case.named.values()
