"""A signature that is the whole reply answers nothing; a reply that another signs with his name alone is asked back."""

from __future__ import annotations

from datetime import datetime

import pytest

import cases
from cases import ZONE
from linear_time import assert_linear
from pipeline import sop
from pipeline.model import Action, Answer
from pipeline.sop.signing import is_signature, signed_by_another
from rules import rulebook

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=ZONE)
PEOPLE = cases.directory().people


def understood(text: str, at: str, by: str) -> Answer:
    sop_id, _, step = at.partition("/")
    rules = rulebook()
    return sop.understand(
        text, step=rules.sops[sop_id].steps[step], files=(), rulebook=rules, now=NOW, by=by, people=PEOPLE
    )


SIGNATURES = (
    "Hendra Wijaya\nKepala Bagian Program dan Humas",
    "Hendra Wijaya, S.H., M.H.\nNIP 19750610 200012 1 001",
    "Rizky Ramadhan\nStaf TI\nHP 0812-0000-1111",
    "I Made Suarta, A.Md.\nPranata Komputer Terampil\n\nKantor Wilayah Contoh",
    "Budi Prakoso | Tim TI | Kantor Wilayah Contoh",
    "*Lestari Ningsih*\nKasubbag Humas, RB dan TI\nTelp. (0431) 000000 ext. 12",
    "Dewi Kartika\nKETUA TIM KERJA\ndewi@kanwil-contoh.example.go.id",
    "Oki Permana\nKabid TI - Dinas Kominfo",
    "Selamat pagi.\n\nHendra Wijaya\nKepala Bagian Program dan Humas",
    "Salam,\nHendra\nsetuju@kanwil-contoh.example.go.id",
)


@pytest.mark.parametrize("text", SIGNATURES)
@pytest.mark.parametrize("at", ["keluhan-aplikasi/2", "gangguan-jaringan/4", "gangguan-jaringan/2", "hak-akses/8"])
def test_a_signature_alone_answers_nothing(text: str, at: str) -> None:
    assert is_signature(text, rulebook().answers)
    assert understood(text, at, "Ratih Anggraini").action is None


@pytest.mark.parametrize(
    "text",
    [
        "Hendra Wijaya",
        "Rizky Ramadhan\nyang berangkat",
        "Rizky Ramadhan\nSetuju",
        "Setuju\nHendra Wijaya",
        "Setuju\nKepala Bagian Umum",
        "Ke Budi Prakoso\nPranata Komputer",
        "Budi Prakoso\nTERUSKAN",
        "Monggo\ndilanjut mawon",
        "Ganti kabel\nRouter hidup",
        "Ok\nHendra Wijaya\nKepala Bagian Program dan Humas",
        "Siap.\nHendra Wijaya\nKepala Bagian",
        "",
    ],
)
def test_what_says_more_is_no_signature(text: str) -> None:
    assert not is_signature(text, rulebook().answers)


ANSWERS = (("gangguan-jaringan/2", "SETUJU"), ("gangguan-jaringan/2", "Setuju, silakan dilanjutkan."),
           ("gangguan-jaringan/2", "TOLAK bukan wewenang kami"), ("gangguan-jaringan/7", "KOREKSI tanggal keliru"))  # fmt: skip
HOLDER = "Hendra Wijaya"


BETWEEN = ("\n\n", "\n\nTerima kasih\n", "\n\nSalam,\n", "\n\n\n")


@pytest.mark.parametrize("between", ["\n", *BETWEEN])
@pytest.mark.parametrize(
    "name", ["Lestari Ningsih", "Lestari", "Budi", "budi prakoso".title(), "*Surya Darma*", "(Oki)"]
)
@pytest.mark.parametrize(("at", "answer"), ANSWERS)
def test_an_answer_signed_with_a_colleagues_name_alone_is_asked_back(
    at: str, answer: str, name: str, between: str
) -> None:
    found = understood(f"{answer}{between}{name}", at, HOLDER)
    assert found.action is None
    assert found.doubt


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("name", ["Rini", "Zulaikha", "S. Zulaikha,", "*Rini*", "(Rini)", "Rini Zulaikha"])
@pytest.mark.parametrize(("at", "answer"), ANSWERS)
def test_so_is_one_signed_with_a_name_that_nobody_knows(at: str, answer: str, name: str, between: str) -> None:
    found = understood(f"{answer}{between}{name}", at, HOLDER)
    assert found.action is None
    assert found.doubt


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\nTerima kasih\n"])
@pytest.mark.parametrize(
    "name",
    ["Hendra Wijaya", "Hendra", "H. Wijaya", "Hen", "Jaya", "HW", "hendra", "Pak Hendra", "Kabag", "Terima kasih", "Salam,", "🙏", "Segera", "Makasih", "Monggo"],
)  # fmt: skip
@pytest.mark.parametrize(("at", "answer"), ANSWERS)
def test_the_holders_own_name_in_any_form_leaves_his_answer(at: str, answer: str, name: str, between: str) -> None:
    assert understood(f"{answer}{between}{name}", at, HOLDER).action is understood(answer, at, HOLDER).action


@pytest.mark.parametrize(
    ("at", "text", "action"),
    [
        ("gangguan-jaringan/4", "TERUSKAN\nI Made Suarta", Action.TERUSKAN),
        ("gangguan-jaringan/5", "ALIHKAN\nBudi Prakoso", Action.ALIHKAN),
        ("gangguan-jaringan/2", "TANYA apakah ruangan terkunci?\nRini", Action.TANYA),
    ],
)
def test_a_name_that_says_whom_is_no_signature(at: str, text: str, action: Action) -> None:
    assert understood(text, at, HOLDER).action is action


def test_a_mailbox_that_several_use_may_be_signed_by_any() -> None:
    provider = next(one.name for one in PEOPLE if not one.position)
    text = "SELESAI\nTindakan: server dimulai ulang\nHasil: normal\n\nRini"
    assert understood(text, "keluhan-aplikasi/4", provider).action is Action.SELESAI


@pytest.mark.parametrize("piece", ["A", "Ab ", "A.", "A-", "Hendra, S.H", "Kepala\n", "X, A", "| "])
def test_signatures_made_to_stall_are_read_in_linear_time(piece: str) -> None:
    rules = rulebook().answers

    def tell(text: str) -> None:
        is_signature(text, rules)
        signed_by_another(text, rules=rules, by=HOLDER, people=PEOPLE, known=lambda _: False)

    assert_linear(tell, piece * 20_000, piece * 40_000)


GREETINGS = (
    "Selamat pagi.",
    "Assalamualaikum",
    "Assalamualaikum wr. wb.\nSalam sejahtera",
    "Dengan hormat,",
    "Yth. Layanan TI",
    "Yth. Bapak/Ibu,\n\nSelamat siang.",
    "Dear Team,",
    "Salam",
)


@pytest.mark.parametrize("text", GREETINGS)
def test_a_greeting_alone_answers_nothing_at_any_step(text: str) -> None:
    for sop_id, flow in rulebook().sops.items():
        for step in flow.steps:
            assert understood(text, f"{sop_id}/{step}", "Budi Prakoso").action is None, (sop_id, step)


@pytest.mark.parametrize(
    ("text", "action"), [("Selamat pagi. Setuju.", Action.SETUJU), ("Yth. Layanan TI\n\nSetuju", Action.SETUJU)]
)
def test_what_stands_below_a_greeting_counts(text: str, action: Action) -> None:
    assert understood(text, "gangguan-jaringan/2", "Hendra Wijaya").action is action
