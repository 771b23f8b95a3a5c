"""What is written down is echoed with who acts next, to holders and requesters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.model import Action, Answer, RequesterSaid
from pipeline.sop import understand_requester
from sop_cases import MONDAY, Walk, close, rulebook


def hear(walk: Walk, text: str) -> RequesterSaid:
    return RequesterSaid(answer=understand_requester(text, case=walk.case, rulebook=rulebook(), now=MONDAY))


def asked(walk: Walk) -> str:
    return " dan ".join(one.name for one in walk.case.assignments if not one.answered and not one.supervises)


def next_of(walk: Walk) -> str:
    return walk.mails("understood", last=True)[0].says["next"]


@pytest.mark.parametrize("sop", ["gangguan-jaringan", "hak-akses", "bandwidth", "masalah-software", "keluhan-aplikasi"])
def test_each_answer_is_echoed_with_who_is_next(sop: str) -> None:
    walk = Walk(sop)
    step = walk.desk.rulebook.sops[sop].steps[walk.case.step or ""]
    action = next(one for one in (Action.SETUJU, Action.SELESAI, Action.TANGANI) if one in step.answers)
    values = dict.fromkeys(step.asks, "isian")
    walk.answer(Answer(action=action, values=values, text=action.value))
    assert walk.case.step
    assert next_of(walk) == f"{walk.desk.rulebook.sops[sop].steps[walk.case.step].title}, oleh {asked(walk)}"
    assert asked(walk)


def test_a_question_says_who_goes_on_with_the_answer() -> None:
    walk = Walk("gangguan-jaringan").answer(Answer(action=Action.TANYA, note="Apakah listrik menyala?"))
    assert next_of(walk) == f"Pemohon ditanya; tugas kembali kepada {asked(walk)} setelah dijawab."
    walk.event(hear(walk, "Ya, menyala."))
    assert next_of(walk) == f"Disposisi pengaduan, oleh {asked(walk)}"


def test_a_delay_says_until_when_and_who() -> None:
    walk = Walk("gangguan-jaringan")
    walk.answer(Answer(action=Action.TUNDA, note="menunggu suku cadang", until=walk.now + timedelta(days=2)))
    assert next_of(walk).startswith("Dilanjutkan Rabu, 4 Maret 2026")
    assert next_of(walk).endswith(f"oleh {asked(walk)}")


def test_who_moves_a_case_or_a_task_hears_who_has_it_now() -> None:
    walk = Walk("gangguan-jaringan").answer(Answer(action=Action.PINDAH, sop="hak-akses", note="salah alur"))
    assert next_of(walk)
    walk = Walk("gangguan-jaringan").answer(Answer(action=Action.ALIHKAN, person="Budi Hartanto", note="Budi Hartanto"))
    assert next_of(walk) == f"Disposisi pengaduan, oleh {asked(walk)}"
    assert asked(walk) == "Budi Hartanto"


@pytest.mark.parametrize("text", ["No HP: 0812-0000-4455", "PERBAIKI No HP: 0812-0000-9999"])
def test_a_requester_hears_who_works_on_it_now(text: str) -> None:
    walk = Walk("gangguan-jaringan", "requester.phone") if text.startswith("No") else Walk("gangguan-jaringan")
    walk.event(hear(walk, text))
    assert next_of(walk) == f"Disposisi pengaduan, oleh {asked(walk)}"
    templates = [mail.template for mail in walk.mails(last=True)]
    assert templates[0] == "understood"


def test_the_end_is_no_next_step() -> None:
    assert close("keluhan-aplikasi").mails("understood", last=True)[0].says["next"] == "Perkara selesai."
