"""The five flows: the straight way, every answer of the table, and what each writes and mails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.model import Action, Answer, AssignmentBounced, CaseState, Purpose
from pipeline.rulebook import Rulebook
from pipeline.sop import lint
from sop_cases import (
    MONDAY,
    PEOPLE,
    REQUESTER,
    STRAIGHT,
    Walk,
    address,
    assert_state,
    away,
    complete,
    rulebook,
    stored,
    walk_to,
    without,
)

WRITTEN = {
    "keluhan-aplikasi": {"tanda-terima", "lembar-disposisi", "laporan-penanganan-keluhan", "surat-hasil-keluhan"},
    "gangguan-jaringan": {
        "lembar-disposisi",
        "tanggapan",
        "surat-perintah",
        "dokumen-hasil-perbaikan",
        "nota-dinas-hasil",
        "laporan-hasil-perbaikan",
    },
    "hak-akses": {"lembar-disposisi", "hasil-verifikasi", "berita-acara", "laporan-hak-akses"},
    "bandwidth": {"laporan-alokasi", "pemberitahuan-hasil"},
    "masalah-software": {"lembar-disposisi", "laporan-evaluasi", "pemberitahuan-hasil"},
}


def test_the_shipped_flows_are_sound() -> None:
    assert lint(rulebook()) == ()


@pytest.mark.parametrize("sop", STRAIGHT)
def test_straight_way(sop: str) -> None:
    walk = Walk(sop)
    for number, action in STRAIGHT[sop]:
        assert_state(walk, CaseState.OPEN)
        assert walk.case.step == number
        assert walk.case.due_at is not None
        complete(walk, action)
    assert_state(walk, CaseState.CLOSED)
    assert walk.case.step is None
    assert walk.case.closed_at == walk.now
    assert (walk.case.assignments, walk.case.timers) == ((), ())
    assert set(walk.letters(draft=False)) == WRITTEN[sop]
    [result] = walk.purposes(Purpose.RESULT)
    assert result.to == REQUESTER
    assert set(result.attach) <= set(walk.letters(draft=False)) | {"berita_acara"}
    assert address("Arif Tamba") in [mail.to.address for mail in walk.purposes(Purpose.REPORT)]
    assert len(walk.purposes(Purpose.ACKNOWLEDGEMENT)) == 1
    assert len(walk.mails("understood")) == len(STRAIGHT[sop])


@pytest.mark.parametrize("sop", STRAIGHT)
def test_every_letter_is_a_draft_before_an_answer_issues_it(sop: str) -> None:
    walk = Walk(sop)
    for _, action in STRAIGHT[sop]:
        before = len(walk.effects)
        complete(walk, action)
        for letter in walk.letters(draft=True, last=True):
            later = [name for name in walk.letters(draft=False, last=True) if name == letter]
            assert not later, f"{letter} is issued in the breath that drafts it"
        assert len(walk.effects) > before


def _table() -> list[tuple[str, str, str]]:
    return [
        (sop.id, number, action.value)
        for sop in rulebook().sops.values()
        for number, step in sop.steps.items()
        for action in step.answers
    ]


def _reach(sop: str, number: str) -> Walk:
    if (sop, number) == ("keluhan-aplikasi", "4"):
        return complete(Walk(sop), "TERUSKAN")
    return walk_to(sop, number)


@pytest.mark.parametrize(("sop", "number", "action"), _table())
def test_every_answer_leads_where_the_table_says(sop: str, number: str, action: str) -> None:
    walk = _reach(sop, number)
    rule = walk.desk.rulebook.sops[sop].steps[number].answers[Action(action)]
    complete(walk, action, note="catatan")
    if walk.desk.rulebook.sops[sop].steps[number].parties:
        assert walk.case.step == number  # until the other party has answered, too
        complete(walk, action)
    targets = (rule.to,) if isinstance(rule.to, str) else rule.to
    steps = walk.desk.rulebook.sops[sop].steps
    if "closed" in targets or (rule.to == "8" and sop == "gangguan-jaringan"):
        assert_state(walk, CaseState.CLOSED)
    elif "refused" in targets:
        assert_state(walk, CaseState.REFUSED)
        assert [mail.to for mail in walk.purposes(Purpose.REFUSAL)] == [REQUESTER]
        assert "penolakan" in walk.letters(draft=False)
    elif "requester" in targets:
        assert_state(walk, CaseState.WAITING)
        assert walk.case.step == number
    else:
        person_steps = [_first_person(steps, target) for target in targets]
        assert walk.case.step in person_steps


def _first_person(steps: object, number: str) -> str:
    assert isinstance(steps, dict)
    while steps[number].by != "person":
        number = steps[number].to
    return number


@pytest.mark.parametrize(("sop", "number", "action"), _table())
def test_answers_that_need_a_note_are_asked_back_without_one(sop: str, number: str, action: str) -> None:
    walk = _reach(sop, number)
    rule = walk.desk.rulebook.sops[sop].steps[number].answers[Action(action)]
    if rule.needs != "note":
        return
    before = walk.case
    complete(walk, action, note="")
    assert walk.case == before
    assert [mail.template for mail in walk.mails(last=True)] == ["asked-back"]


@pytest.mark.parametrize(("sop", "number", "action"), _table())
def test_what_is_asked_for_has_to_come_and_what_came_is_kept(sop: str, number: str, action: str) -> None:
    walk = _reach(sop, number)
    step = walk.desk.rulebook.sops[sop].steps[number]
    asks = walk.desk.rulebook.asks
    if not step.asks or action not in ("SELESAI", "SETUJU"):
        return
    walk.answer(Answer(action=Action(action), text=action))
    [back] = walk.mails("asked-back", last=True)
    assert back.says["missing"].split("\n") == [asks[key].label for key in step.asks]
    for place, key in enumerate(step.asks):
        assert walk.case.step == number
        values = {} if asks[key].file else {key: f"isi {key}"}
        files = [stored(f"{key}.jpg")] if asks[key].file else []
        walk.answer(Answer(action=Action(action), values=values, text=action), *files)
        if place + 1 < len(step.asks):
            [back] = walk.mails("asked-back", last=True)
            assert back.says["missing"].split("\n") == [asks[one].label for one in step.asks[place + 1 :]]
            assert set(back.says["kept"].split("\n")) == {asks[one].label for one in step.asks[: place + 1]}
    assert walk.mails("understood", last=True)
    entry = next(one for one in reversed(walk.case.entries) if one.step == number)
    assert {*entry.values, *(one.role for one in entry.files)} == set(step.asks)


def test_a_correction_goes_back_to_who_worked_last() -> None:
    walk = Walk("keluhan-aplikasi")
    for action in ("TERUSKAN", "SELESAI"):
        complete(walk, action)
    assert walk.case.step == "6"
    complete(walk, "KOREKSI", note="hasil belum jelas")
    assert walk.case.step == "4"
    [mail] = walk.mails("assignment", last=True)
    assert mail.says["note"] == "hasil belum jelas"
    assert mail.says["correction"] == "ya"
    assert mail.to.address == address("Citra Niaga")


def test_after_a_correction_one_new_value_suffices() -> None:
    walk = walk_to("gangguan-jaringan", "6")
    complete(walk, "KOREKSI", note="foto kurang jelas")
    assert walk.case.step == "5"
    walk.answer(Answer(action=Action.SELESAI, text="selesai"))
    assert walk.mails("asked-back", last=True)
    walk.answer(Answer(action=Action.SELESAI, text="selesai"), stored("lebih-jelas.jpg"))
    assert walk.case.step == "6"
    entry = [one for one in walk.case.entries if one.step == "5"][-1]
    assert entry.values["penyebab"] == "isi penyebab"
    assert [one.name for one in entry.files] == ["lebih-jelas.jpg"]


def test_minutes_are_done_when_both_have_signed() -> None:
    walk = walk_to("hak-akses", "6")
    assert [one.address for one in walk.case.assignments] == [address("Ani Gota"), REQUESTER.address]
    requesters = walk.case.assignments[1]
    walk.answer(Answer(action=Action.SELESAI, text="x"), stored("bast.pdf", "application/pdf"), by=requesters)
    assert walk.case.step == "6"
    assert walk.mails("understood", last=True)[0].says["waits_for"] == "Ani Gota"
    walk.answer(Answer(action=Action.SELESAI, text="x"))
    assert walk.case.step == "6"  # the Anggota's own copy is still to come
    walk.answer(Answer(action=Action.SELESAI, text="x"), stored("bast-anggota.pdf", "application/pdf"))
    assert walk.case.step == "8"


def test_one_file_with_both_signatures_completes_the_minutes() -> None:
    walk = walk_to("hak-akses", "6")
    answer = Answer(action=Action.SELESAI, values={"berita_acara": "kedua pihak"}, text="x")
    walk.answer(answer, stored("bast.pdf", "application/pdf"))
    assert walk.case.step == "8"
    assert REQUESTER.address in [mail.to.address for mail in walk.mails("void")]


def test_a_file_of_another_kind_is_no_photo() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    values = {"penyebab": "a", "tindakan": "b", "checklist": "c"}
    walk.answer(Answer(action=Action.SELESAI, values=values, text="x"), stored("catatan.txt", "text/plain"))
    assert walk.mails("asked-back", last=True)[0].says["missing"] == "Foto"


def test_the_report_goes_to_kabag_and_head_and_to_nobody_twice() -> None:
    walk = walk_to("gangguan-jaringan", "7")
    complete(walk, "SETUJU")
    to = [mail.to.address for mail in walk.purposes(Purpose.REPORT)]
    assert to == [address("Kadir Bagus"), address("Arif Tamba")]


def test_no_need_of_bandwidth_ends_with_a_report() -> None:
    walk = walk_to("bandwidth", "2")
    complete(walk, "TOLAK", note="alokasi sudah cukup")
    assert_state(walk, CaseState.CLOSED)
    assert set(walk.letters(draft=False)) == {"laporan-alokasi", "pemberitahuan-hasil"}
    assert walk.purposes(Purpose.RESULT)[0].says["note"] == "alokasi sudah cukup"


@pytest.mark.parametrize("sop", ["gangguan-jaringan", "keluhan-aplikasi", "hak-akses", "masalah-software"])
def test_what_is_said_beside_the_last_approval_is_not_for_the_requester(sop: str) -> None:
    walk = Walk(sop)
    while not walk.case.state.ended:
        answers = walk.desk.rulebook.sops[sop].steps[walk.assignment.step].answers
        complete(
            walk, next(one for one in ("SELESAI", "SETUJU", "TANGANI") if Action(one) in answers), "silakan dikirim"
        )
    assert not walk.purposes(Purpose.RESULT)[0].says.get("note")
    assert "silakan dikirim" in {entry.note for entry in walk.case.entries}


def test_where_there_is_no_provider_the_anggota_allocates() -> None:
    walk = Walk("bandwidth", people=without("bandwidth/penyedia"))
    for _, action in STRAIGHT["bandwidth"][:3]:
        complete(walk, action)
    assert walk.case.step == "4"
    assert walk.assignment.address == address("Ani Gota")


def test_a_role_with_nobody_in_it_goes_to_the_operator_and_on_from_there() -> None:
    walk = Walk("gangguan-jaringan", people=without("gangguan-jaringan/kabag"))
    assert_state(walk, CaseState.REVIEW)
    [review] = walk.purposes(Purpose.REVIEW)
    assert "kabag" in review.says["reason"]
    assert review.to.address == address("Olga Perkasa")


def test_an_absent_holder_is_stood_in_for() -> None:
    walk = Walk("gangguan-jaringan", people=away("Kadir Bagus", "Sinta Subrata"))
    assert walk.assignment.address == address("Sinta Subrata")
    assert walk.assignment.acting == "Plh."
    assert walk.assignment.role == "gangguan-jaringan/kabag"


def test_of_several_holders_the_first_to_answer_takes_it() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    first, second = walk.case.assignments
    assert [first.address, second.address] == [address("Budi Prakoso"), address("Budi Hartanto")]
    assert first.token != second.token
    complete(walk, "SELESAI", by=second)
    (void,) = walk.mails("void", last=True)
    assert void.to.address == address("Budi Prakoso")
    assert "Budi Hartanto" in void.says["reason"]
    assert [one.address for one in walk.case.assignments] == [address("Budi Hartanto")], "step 6 is his, too"
    walk.answer(Answer(action=Action.SETUJU), by=first)
    assert walk.case.step == "6", "who comes second changes nothing"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(action=Action.TANYA, note="ruang mana?"),
        Answer(action=Action.TUNDA, until=MONDAY + timedelta(days=2), note="menunggu suku cadang"),
    ],
)
def test_who_asks_or_puts_off_has_taken_it(answer: Answer) -> None:
    walk = walk_to("gangguan-jaringan", "5")
    walk.answer(answer)
    assert [one.address for one in walk.case.assignments] == [address("Budi Prakoso")]
    assert walk.case.named["gangguan-jaringan/pelaksana"] == address("Budi Prakoso")


def test_who_is_away_is_not_among_them() -> None:
    walk = Walk("gangguan-jaringan", people=away("Budi Prakoso", "Ani Gota"))
    for _, action in STRAIGHT["gangguan-jaringan"][:3]:
        complete(walk, action)
    assert [one.address for one in walk.case.assignments] == [address("Budi Hartanto")]


def test_a_bounce_of_one_of_several_leaves_it_to_the_others() -> None:
    walk = walk_to("gangguan-jaringan", "5")
    walk.event(AssignmentBounced(address=address("Budi Prakoso"), permanent=True, detail="5.1.1"))
    assert [one.address for one in walk.case.assignments] == [address("Budi Hartanto")]
    assert walk.case.state is CaseState.OPEN
    assert walk.mails("bounced", last=True)


def test_a_step_that_merges_is_covered_by_the_answer_before() -> None:
    book = rulebook()
    sop = book.sops["gangguan-jaringan"]
    steps = {**sop.steps, "4": sop.steps["4"].model_copy(update={"merge": True})}
    merged = Rulebook.model_construct(
        **{**dict(book), "sops": {**book.sops, sop.id: sop.model_copy(update={"steps": steps})}}
    )
    walk = Walk("gangguan-jaringan")
    object.__setattr__(walk.desk, "rulebook", merged)
    complete(walk, "SETUJU")
    complete(walk, "SELESAI")
    assert walk.case.step == "5"
    assert "surat-perintah" in walk.letters(draft=False)


def test_the_first_assignment_carries_letter_and_evidence() -> None:
    walk = Walk("gangguan-jaringan")
    [mail] = walk.mails("assignment")
    assert mail.attach == ("surat", "bukti")
    assert mail.assignment == walk.assignment
    assert len({one.token for one in walk.case.assignments}) == 1


def test_a_secret_letter_goes_with_assignments_alone() -> None:
    walk = Walk(None, sifat="rahasia")
    assert walk.purposes(Purpose.REVIEW)[0].attach == ()
    assert Walk("gangguan-jaringan", sifat="rahasia").mails("assignment")[0].attach == ("surat", "bukti")


def test_everybody_of_the_office_holds_a_role() -> None:
    assert all(person.roles for person in PEOPLE)
