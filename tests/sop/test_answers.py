"""TANYA, TUNDA, ALIHKAN, TERUSKAN, PINDAH, BATAL; deadlines; the operator's hand; bounces."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.model import (
    Action,
    Answer,
    Answered,
    AssignmentBounced,
    CaseState,
    OperatorDecided,
    Person,
    Purpose,
    RequesterSaid,
    TimerFired,
)
from pipeline.rulebook import OPERATOR
from pipeline.sop import answerable
from sop_cases import PEOPLE, REQUESTER, ZONE, Walk, address, assert_state, stored, without


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def say(action: Action | None, note: str = "", **more: object) -> Answer:
    return replace(Answer(action=action, note=note, text=note or str(action)), **more)  # type: ignore[arg-type]


def fire(walk: Walk, kind: str, when: str | None = None) -> Walk:
    timer = next(one for one in walk.case.timers if one.kind == kind)
    return walk.event(TimerFired(timer=timer), at=at(when) if when else timer.at)


def repair() -> Walk:
    """A case at the repair step, begun on Monday at 08.04."""
    walk = Walk("gangguan-jaringan")
    walk.answer(say(Action.SETUJU))
    walk.answer(say(Action.SELESAI, values={"konfirmasi": "masih putus"}))
    return walk.answer(say(Action.SETUJU))


# ----------------------------------------------------------------------------------------------------------------- TANYA


def test_a_question_stops_the_clock_and_the_answer_comes_back_to_who_asked() -> None:
    walk = repair()
    old = walk.assignment
    walk.now = at("2026-03-02T09:04")
    walk.answer(say(Action.TANYA, "merk switchnya apa?"))
    assert_state(walk, CaseState.WAITING)
    assert walk.case.due_at is None
    [mail] = walk.purposes(Purpose.COMPLETENESS)
    assert (mail.to, mail.says["question"]) == (REQUESTER, "merk switchnya apa?")
    reply = Answer(action=Action.DATA, note="Merk contoh", text="Merk contoh")
    walk.event(RequesterSaid(answer=reply), at=at("2026-03-04T10:00"))
    assert_state(walk, CaseState.OPEN)
    [again] = walk.mails("assignment", last=True)
    assert again.says == {"question": "merk switchnya apa?", "answer": "Merk contoh"}
    assert walk.assignment.address == old.address
    assert walk.assignment.token != old.token
    # 450 minutes of working time were given, 60 used up: 390 are left.
    assert walk.case.due_at == at("2026-03-05T09:00")


def test_the_holder_may_answer_though_the_question_is_open() -> None:
    walk = repair()
    walk.answer(say(Action.TANYA, "di mana?"))
    values = {"penyebab": "a", "tindakan": "b", "checklist": "c"}
    walk.answer(say(Action.SELESAI, values=values), stored("foto.jpg"))
    assert walk.case.step == "6"
    assert walk.case.waiting_for is None


def test_a_silent_requester_is_reminded_then_the_operator_decides_and_a_late_answer_still_counts() -> None:
    walk = repair()
    walk.answer(say(Action.TANYA, "di mana?"))
    assert [(timer.kind, timer.at) for timer in walk.case.timers] == [
        ("ask_again", at("2026-03-04T08:04")),
        ("give_up", at("2026-03-09T08:04")),
    ]
    fire(walk, "ask_again")
    assert walk.mails("question", last=True)[0].says["count"] == "2"
    fire(walk, "give_up")
    assert_state(walk, CaseState.REVIEW)
    assert walk.case.assignments[0].role == OPERATOR
    walk.event(RequesterSaid(answer=Answer(action=Action.DATA, note="di aula", text="di aula")))
    assert_state(walk, CaseState.OPEN)
    assert walk.case.step == "5"
    assert walk.mails("assignment", last=True)[0].says["answer"] == "di aula"


def test_verification_asks_the_requester_for_what_is_lacking() -> None:
    walk = Walk("hak-akses")
    walk.answer(say(Action.SETUJU))
    walk.answer(say(Action.KOREKSI, "NIP belum ada"))
    assert_state(walk, CaseState.WAITING)
    [mail] = walk.purposes(Purpose.COMPLETENESS)
    assert mail.attach == ("permintaan-kelengkapan",)
    walk.event(RequesterSaid(answer=Answer(action=Action.DATA, note="NIP terlampir", text="NIP terlampir")))
    assert (walk.case.step, walk.case.state) == ("3", CaseState.OPEN)


# ----------------------------------------------------------------------------------------------------------------- TUNDA


def test_put_off_until_a_date_the_clock_stands_and_goes_on_with_what_was_left() -> None:
    walk = repair()
    walk.now = at("2026-03-02T09:04")
    walk.answer(say(Action.TUNDA, "menunggu sparepart", until=at("2026-03-06T00:00")))
    assert (walk.case.state, walk.case.waiting_for, walk.case.due_at) == (CaseState.WAITING, "tunda", None)
    [moved] = walk.mails("moved")
    assert moved.to == REQUESTER
    assert "6 Maret 2026 pukul 07.30" in moved.says["until"]
    fire(walk, "resume")
    assert walk.now == at("2026-03-06T07:30")
    assert_state(walk, CaseState.OPEN)
    assert walk.case.due_at == at("2026-03-06T15:30")  # 390 minutes of a Friday
    assert walk.mails("reminder", last=True)[0].says["resumed"] == "ya"
    assert [timer.kind for timer in walk.case.timers] == ["reminder", "escalation"]


@pytest.mark.parametrize("until", [None, at("2026-03-01T10:00")])
def test_put_off_without_a_date_to_come_is_asked_back(until: datetime | None) -> None:
    walk = repair()
    walk.answer(say(Action.TUNDA, "menunggu", until=until))
    assert_state(walk, CaseState.OPEN)
    assert "sampai kapan" in walk.mails("asked-back", last=True)[0].says["doubt"]


# ------------------------------------------------------------------------------------------------------ who else does it


def test_reassigned_to_a_person_the_old_token_is_void() -> None:
    walk = repair()
    old, due = walk.assignment, walk.case.due_at
    walk.answer(say(Action.ALIHKAN, person="budi hartanto"))
    assert walk.assignment.address == address("Budi Hartanto")
    assert walk.assignment.token != old.token
    assert walk.case.due_at == due
    walk.answer(say(Action.SELESAI, values={"penyebab": "a"}), by=old)
    assert [mail.template for mail in walk.mails(last=True)] == ["void"]
    assert walk.case.step == "5"


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("Budi Hartanto", ""),
        ("kepada Pak Budi Hartanto, mohon", ""),
        ("Budi Hartanto, adaptor ada di gudang", "Budi Hartanto, adaptor ada di gudang"),
    ],
)
def test_who_gets_a_task_is_not_told_his_own_name_as_a_note(said: str, note: str) -> None:
    walk = repair()
    walk.answer(say(Action.ALIHKAN, said, person="Budi Hartanto"))
    assert walk.purposes(Purpose.ASSIGNMENT)[-1].says.get("note", "") == note
    assert walk.case.entries[-1].note == f"kepada Budi Hartanto. {note}".strip()


@pytest.mark.parametrize(
    ("name", "why"), [("Budi", "lebih dari satu"), ("Zulaikha", "tidak ada dalam daftar"), (None, "kepada siapa")]
)
def test_a_name_that_means_nobody_or_several_is_asked_back(name: str | None, why: str) -> None:
    walk = Walk("gangguan-jaringan")
    before = walk.case
    walk.answer(say(Action.ALIHKAN, person=name))
    assert walk.case == before
    assert why in walk.mails("asked-back", last=True)[0].says["doubt"]


def test_forwarded_to_a_person_that_person_gets_the_next_step() -> None:
    walk = Walk("gangguan-jaringan")
    walk.answer(say(Action.SETUJU))
    walk.answer(say(Action.SELESAI, values={"konfirmasi": "ya"}))
    walk.answer(say(Action.TERUSKAN, person="Pak Budi Hartamto"))  # a slip of the pen
    assert walk.case.step == "5"
    assert walk.assignment.address == address("Budi Hartanto")
    assert walk.case.named == {"gangguan-jaringan/pelaksana": address("Budi Hartanto")}


def test_forwarded_to_the_role_that_is_next_names_nobody() -> None:
    walk = Walk("gangguan-jaringan")
    walk.answer(say(Action.TERUSKAN, person="Kasubag"))
    assert walk.assignment.address == address("Sinta Subrata")


def test_a_technician_may_forward_his_own_step() -> None:
    walk = repair()
    walk.answer(say(Action.TERUSKAN, person="Budi Hartanto"))
    assert walk.case.step == "5"
    assert walk.assignment.address == address("Budi Hartanto")


# ------------------------------------------------------------------------------------------------------- PINDAH and BATAL


def test_moved_to_another_sop_it_starts_there_and_the_requester_knows() -> None:
    walk = Walk("gangguan-jaringan")
    walk.answer(say(Action.PINDAH, sop="masalah-software"))
    assert walk.case.step_id == "masalah-software/1"
    [moved] = walk.mails("moved")
    assert moved.says["sop"] == "Penanganan Masalah Software"
    assert walk.assignment.address == address("Arif Tamba")


def test_moved_without_a_known_sop_is_asked_back() -> None:
    walk = Walk("gangguan-jaringan")
    walk.answer(say(Action.PINDAH))
    assert walk.case.sop == "gangguan-jaringan"
    assert "hak-akses" in walk.mails("asked-back", last=True)[0].says["doubt"]


def test_entries_tell_apart_equal_step_numbers_of_two_sops() -> None:
    walk = repair()
    walk.answer(say(Action.PINDAH, sop="masalah-software"))
    for _ in range(4):
        walk.answer(say(Action.SETUJU))
    assert walk.case.step == "5"
    assert [entry.sop for entry in walk.case.entries if entry.step == "4"] == ["gangguan-jaringan", "masalah-software"]


def test_an_answer_may_be_taken_back_until_the_next_step_acts() -> None:
    walk = Walk("gangguan-jaringan")
    before = walk.case
    mine = walk.assignment
    walk.answer(say(Action.SETUJU))
    following = walk.assignment
    assert mine.token in {one.token for one in answerable(walk.case)}
    walk.answer(say(Action.BATAL), by=mine)
    assert replace(walk.case, entries=before.entries) == before
    assert walk.case.entries[-1].action == "BATAL"
    assert [(mail.template, mail.to.address) for mail in walk.mails(last=True)] == [
        ("void", following.address),
        ("undone", mine.address),
    ]
    walk.answer(say(Action.SETUJU))  # the first assignment counts again
    assert walk.case.step == "3"


def test_an_answer_cannot_be_taken_back_once_the_next_step_has_acted() -> None:
    walk = Walk("gangguan-jaringan")
    mine = walk.assignment
    walk.answer(say(Action.SETUJU))
    walk.answer(say(Action.SELESAI, values={"konfirmasi": "ya"}))
    before = walk.case
    walk.answer(say(Action.BATAL), by=mine)
    assert walk.case == before
    assert [mail.template for mail in walk.mails(last=True)] == ["void"]


def test_nobody_else_takes_an_answer_back() -> None:
    walk = Walk("gangguan-jaringan")
    walk.answer(say(Action.SETUJU))
    before = walk.case
    walk.answer(say(Action.BATAL))  # the next holder, who has answered nothing
    assert walk.case == before


def test_what_the_requester_corrected_meanwhile_survives_batal() -> None:
    walk = Walk("gangguan-jaringan")
    mine = walk.assignment
    walk.answer(say(Action.SETUJU))
    correction = Answer(action=Action.PERBAIKI, values={"requester.phone": "+6281200009999"}, text="x")
    walk.event(RequesterSaid(answer=correction))
    walk.answer(say(Action.BATAL), by=mine)
    assert walk.case.letter.value("requester.phone") == "+6281200009999"


def test_what_closed_a_case_cannot_be_taken_back() -> None:
    walk = Walk("gangguan-jaringan")
    mine = walk.assignment
    walk.answer(say(Action.TOLAK, "bukan kewenangan"))
    walk.answer(say(Action.BATAL), by=mine)
    assert_state(walk, CaseState.REFUSED)


# --------------------------------------------------------------------------------------------------------------- unclear


def test_what_is_not_understood_is_asked_back_with_what_was_read() -> None:
    walk = Walk("gangguan-jaringan")
    before = walk.case
    walk.answer(Answer(action=None, doubt="Balasan Saudara berupa pertanyaan.", text="setuju?"))
    assert walk.case == before
    [mail] = walk.mails(last=True)
    assert (mail.template, mail.purpose, mail.says["read"]) == ("asked-back", Purpose.NOTICE, "setuju?")
    assert mail.says["allowed"] == "SETUJU, TERUSKAN, TOLAK, TANYA, TUNDA, ALIHKAN, PINDAH, BATAL"


def test_an_answer_the_step_does_not_take_is_asked_back() -> None:
    walk = repair()
    walk.answer(say(Action.SETUJU))
    assert walk.case.step == "5"
    assert walk.mails("asked-back", last=True)


# ------------------------------------------------------------------------------------------------------------- deadlines


def test_reminder_at_three_quarters_and_escalation_at_the_end() -> None:
    walk = repair()
    assert walk.case.due_at == at("2026-03-03T08:04")
    kinds = [(timer.kind, timer.at) for timer in walk.case.timers]
    # 450 minutes from Monday 08.04: 337.5 of them end at 14.41.30.
    assert kinds == [("reminder", at("2026-03-02T14:41:30")), ("escalation", at("2026-03-03T08:04"))]
    fire(walk, "reminder")
    reminded = walk.purposes(Purpose.REMINDER)
    assert [mail.to.address for mail in reminded] == [address("Budi Prakoso"), address("Budi Hartanto")]
    assert reminded[0].assignment == walk.assignment
    fire(walk, "escalation")
    [mail] = walk.purposes(Purpose.ESCALATION)
    assert mail.to.address == address("Sinta Subrata")
    assert walk.case.timers == ()
    assert_state(walk, CaseState.OPEN)


def test_without_a_superior_the_head_hears_of_it() -> None:
    walk = Walk("keluhan-aplikasi")
    fire(walk, "escalation")
    assert walk.purposes(Purpose.ESCALATION)[0].to.address == address("Arif Tamba")


def test_a_late_superior_is_not_his_own_judge() -> None:
    walk = Walk("masalah-software")
    fire(walk, "escalation")  # the Kakanwil is the head himself
    assert walk.purposes(Purpose.ESCALATION)[0].to.address == address("Olga Perkasa")


def test_outside_office_hours_reminders_wait_for_the_opening() -> None:
    walk = repair()
    fire(walk, "reminder", "2026-03-02T20:00")
    assert not walk.purposes(Purpose.REMINDER)
    assert at("2026-03-03T07:30") in [timer.at for timer in walk.case.timers if timer.kind == "reminder"]
    fire(walk, "reminder")
    assert walk.purposes(Purpose.REMINDER)


def test_a_timer_that_the_case_no_longer_has_does_nothing() -> None:
    walk = repair()
    timer = walk.case.timers[0]
    walk.answer(say(Action.SELESAI, values={"penyebab": "a", "tindakan": "b", "checklist": "c"}), stored("f.jpg"))
    before = walk.case
    walk.event(TimerFired(timer=timer))
    assert (walk.case, walk.last) == (before, ())


def test_the_superior_may_hand_a_late_step_to_somebody_else_but_not_answer_it() -> None:
    walk = repair()
    late = walk.assignment
    fire(walk, "escalation")
    handle = next(one for one in walk.case.assignments if one.supervises)
    values = {"penyebab": "a", "tindakan": "b", "checklist": "c"}
    walk.event(Answered(assignment=handle, answer=say(Action.SELESAI, values=values), files=(stored("f.jpg"),)))
    assert walk.case.step == "5"
    walk.event(Answered(assignment=handle, answer=say(Action.ALIHKAN, person="Budi Hartanto")))
    assert walk.assignment.address == address("Budi Hartanto")
    assert ("reassigned", late.address) in [(mail.template, mail.to.address) for mail in walk.mails(last=True)]


# --------------------------------------------------------------------------------------------------------------- operator


def test_a_letter_without_a_plain_sop_is_put_before_the_operator() -> None:
    walk = Walk(None)
    assert_state(walk, CaseState.REVIEW)
    assert [mail.purpose for mail in walk.mails()] == [Purpose.ACKNOWLEDGEMENT, Purpose.REVIEW]
    walk.event(OperatorDecided(sop="hak-akses"))
    assert walk.case.step_id == "hak-akses/2"
    assert walk.assignment.address == address("Ketut Tuah")


def test_the_operator_refuses_with_a_letter() -> None:
    walk = Walk(None)
    walk.event(OperatorDecided(refuse="di luar layanan"))
    assert_state(walk, CaseState.REFUSED)
    assert walk.letters() == ["penolakan"]
    assert walk.purposes(Purpose.REFUSAL)[0].says["reason"] == walk.desk.facts.refusal
    assert [entry.note for entry in walk.case.entries] == ["di luar layanan"], "his own words stay in the file"


def test_a_refusal_is_shown_before_anything_goes_out_and_may_be_taken_back() -> None:
    walk = Walk(None)
    asked = walk.assignment
    walk.event(OperatorDecided(refuse="orangnya rewel", show=True))
    assert_state(walk, CaseState.REVIEW)
    assert walk.letters(draft=False) == [], "nothing is numbered yet"
    assert walk.letters(draft=True) == ["penolakan"]
    (mail,) = walk.mails(last=True)
    assert (mail.template, mail.purpose, mail.to.address) == ("ending", Purpose.REVIEW, asked.address)
    assert walk.assignment.token != asked.token
    walk.event(OperatorDecided(sop="gangguan-jaringan"))
    assert (walk.case.step_id, walk.case.ending) == ("gangguan-jaringan/2", None)
    assert not walk.purposes(Purpose.REFUSAL)


def test_words_for_the_requester_take_the_place_of_the_offices() -> None:
    for decision in (OperatorDecided(refuse="rewel", words="Silakan ke kantor pusat."),):
        walk = Walk(None)
        walk.event(decision)
        assert walk.purposes(Purpose.REFUSAL)[0].says["reason"] == "Silakan ke kantor pusat."
    walk = repair()
    walk.event(OperatorDecided(close="rewel", words="Sudah dijelaskan lewat telepon."))
    assert walk.purposes(Purpose.RESULT)[0].says["note"] == "Sudah dijelaskan lewat telepon."


def test_a_routed_letter_that_lacks_values_is_asked_for_them_first() -> None:
    walk = Walk(None, "requester.phone")
    walk.event(OperatorDecided(sop="gangguan-jaringan"))
    assert_state(walk, CaseState.WAITING)
    assert not walk.purposes(Purpose.ASSIGNMENT)


def test_the_operator_goes_on_without_what_the_requester_never_sent() -> None:
    walk = Walk("gangguan-jaringan", "requester.phone")
    fire(walk, "give_up")
    assert_state(walk, CaseState.REVIEW)
    walk.event(OperatorDecided(sop="gangguan-jaringan"))
    assert walk.case.step_id == "gangguan-jaringan/2"


def test_the_operator_assigns_a_stuck_step() -> None:
    walk = Walk("gangguan-jaringan", people=without("gangguan-jaringan/kabag"))
    walk.event(OperatorDecided(assign=address("Sinta Subrata"), reason="Kabag belum ditunjuk"))
    assert walk.case.step_id == "gangguan-jaringan/2"
    (mail,) = walk.mails("assignment", last=True)
    assert (mail.says["note"], mail.says["from"]) == ("Kabag belum ditunjuk", "Operator")
    assert walk.assignment.address == address("Sinta Subrata")
    assert walk.case.due_at is not None


def test_the_operator_closes_a_case() -> None:
    walk = repair()
    walk.event(OperatorDecided(close="pelapor sudah pindah kantor"))
    assert_state(walk, CaseState.CLOSED)
    assert walk.purposes(Purpose.RESULT)[0].says["note"] == walk.desk.facts.closing
    assert walk.case.entries[-1].note == "pelapor sudah pindah kantor"
    assert ("void", address("Budi Prakoso")) in [(mail.template, mail.to.address) for mail in walk.mails(last=True)]


def test_an_ended_case_is_moved_by_nobody() -> None:
    walk = repair()
    mine = walk.assignment
    walk.event(OperatorDecided(close="selesai"))
    before = walk.case
    walk.answer(say(Action.SELESAI), by=mine)
    walk.event(OperatorDecided(sop="bandwidth"))
    walk.event(AssignmentBounced(address=mine.address, permanent=True, detail="5.1.1"))
    assert walk.case == before


# ---------------------------------------------------------------------------------------------------------------- bounces


def test_a_bounced_assignment_goes_to_another_holder_and_the_operator_knows() -> None:
    walk = repair()
    walk.event(AssignmentBounced(address=walk.assignment.address, permanent=True, detail="5.1.1"))
    assert walk.assignment.address == address("Budi Hartanto")
    assert walk.mails("bounced")[0].to.address == address("Olga Perkasa")


def test_a_bounced_assignment_without_a_deputy_goes_to_the_operator() -> None:
    walk = Walk("gangguan-jaringan")
    walk.event(AssignmentBounced(address=walk.assignment.address, permanent=True, detail="5.1.1"))
    assert_state(walk, CaseState.REVIEW)
    assert walk.case.step == "2"


def test_a_passing_failure_of_delivery_changes_nothing() -> None:
    walk = repair()
    before = walk.case
    walk.event(AssignmentBounced(address=walk.assignment.address, permanent=False, detail="4.2.2"))
    assert walk.case == before


def test_an_office_without_operator_still_keeps_its_cases() -> None:
    people: tuple[Person, ...] = tuple(one for one in PEOPLE if OPERATOR not in one.roles)
    walk = Walk(None, people=people)
    assert_state(walk, CaseState.REVIEW)
    assert not walk.purposes(Purpose.REVIEW)


def test_a_case_survives_a_year_of_waiting() -> None:
    walk = repair()
    walk.answer(say(Action.TUNDA, "anggaran", until=walk.now + timedelta(days=360)))
    fire(walk, "resume")
    assert_state(walk, CaseState.OPEN)
