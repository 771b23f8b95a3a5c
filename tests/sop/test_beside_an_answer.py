"""What stands beside an answer's word may take it back: wrong spelling, unknown words, signs that ask, values that deny."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipeline import sop
from pipeline.model import Action, Answer, CaseState
from sop_cases import MONDAY, PEOPLE, Walk, rulebook

MOVES = frozenset({Action.SETUJU, Action.SELESAI, Action.TANGANI, Action.TERUSKAN, Action.CABUT, Action.PUAS})
DENIALS = ("tidak", "belum", "jangan", "bukan", "gagal")
OF_THEIR_OWN = frozenset({"buka", "gaga"})  # what is left where a letter is dropped and another word stands there


def at_step(text: str, step: str) -> Answer:
    name, _, number = step.partition("/")
    return sop.understand(
        text, step=rulebook().sops[name].steps[number], files=[], rulebook=rulebook(), now=MONDAY, by="Lestari Ningsih",
        people=PEOPLE,
    )  # fmt: skip


def of_requester(text: str, state: CaseState) -> Answer:
    case = Walk("gangguan-jaringan").case
    return sop.understand_requester(text, case=replace(case, state=state), rulebook=rulebook(), now=MONDAY)


def with_an_error(word: str) -> Iterator[str]:
    """The word with one letter dropped, doubled, or changed for the next."""
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[: place + 1] + word[place:]
        if place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@pytest.mark.parametrize("denial", DENIALS)
@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("{} saya setujui", "gangguan-jaringan/2"),
        ("Saya {} setuju pak, anggarannya habis", "gangguan-jaringan/2"),
        ("Sudah dicek, {} selesai", "gangguan-jaringan/5"),
    ],
)
def test_a_denial_with_a_typing_error_denies(text: str, step: str, denial: str) -> None:
    words = {one for one in with_an_error(denial) if one != denial} - OF_THEIR_OWN
    assert {word for word in words if at_step(text.format(word), step).action in MOVES} == set()


@pytest.mark.parametrize("denial", ["t i d a k", "ti-dak", "t.i.d.a.k", "t1d4k", "tid@k", "b e l u m", "j4ng4n"])
def test_a_denial_that_is_spelt_apart_denies(denial: str) -> None:
    assert at_step(f"{denial} setuju", "gangguan-jaringan/2").action not in MOVES


@pytest.mark.parametrize("word", ["zqwlak", "norfen", "humbrek", "tessu", "lambrik"])
@pytest.mark.parametrize("text", ["{} setuju", "Setuju {}", "SETUJU {}"])
def test_a_short_answer_with_a_word_that_nobody_knows_is_asked_back(text: str, word: str) -> None:
    assert at_step(text.format(word), "gangguan-jaringan/2").action is None


@pytest.mark.parametrize("mark", ["?", "\uff1f", "\u2753", "\u2754", "\u2049\ufe0f", "\u061f", "\u037e", "\U0001f914"])
def test_a_sign_that_asks_is_a_question_in_every_script(mark: str) -> None:
    assert at_step(f"SETUJU {mark}", "gangguan-jaringan/2").action is None
    assert at_step(f"SELESAI{mark}", "gangguan-jaringan/5").action is None


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("gangguan-jaringan/5", "Penyebab: kabel digigit tikus\nTindakan: menunggu kabel baru\nChecklist: belum"),
        ("gangguan-jaringan/5", "Penyebab: ?\nTindakan: ?\nChecklist: ?"),
        ("gangguan-jaringan/5", "Penyebab: adaptor\nTindakan: diganti\nChecklist: semua lampu tetap padam"),
        ("keluhan-aplikasi/3", "Tindakan: restart layanan\nHasil: gagal"),
        ("keluhan-aplikasi/3", "Tindakan: bersihkan cache\nHasil: masih error"),
        ("gangguan-jaringan/3", "Konfirmasi: belum diangkat"),
        ("hak-akses/4", "Akun: menyusul"),
        ("bandwidth/3", "Kesepakatan: belum ada"),
        ("masalah-software/5", "Penyebab: virus\nTindakan: dipindai\nHasil: virusnya masih muncul"),
    ],
)
@pytest.mark.parametrize("word", ["SELESAI\n", ""])
def test_a_form_whose_values_deny_is_not_done(step: str, form: str, word: str) -> None:
    assert at_step(f"{word}{form}", step).action is None


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("gangguan-jaringan/5", "Penyebab: switch mati karena petir\nTindakan: switch diganti\nChecklist: semua lampu menyala"),
        ("gangguan-jaringan/5", "Penyebab: kabel putus\nTindakan: disambung ulang\nChecklist: tidak putus-putus lagi, internet lancar"),
        ("keluhan-aplikasi/3", "Tindakan: konfigurasi dibetulkan\nHasil: tidak ada kendala lagi"),
        ("masalah-software/5", "Penyebab: berkas rusak\nTindakan: dipasang ulang, pembaruan dijadwalkan di luar jam kerja\nHasil: berjalan normal"),
        ("gangguan-jaringan/3", "Konfirmasi: pelapor lewat WA pukul 9, internet masih mati"),
        ("hak-akses/4", "Akun: siti.r, operator"),
        ("bandwidth/4", "Sebelum: 50 Mbps\nSesudah: 100 Mbps"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("word", ["SELESAI\n", ""])
def test_a_form_that_is_well_filled_in_is_done(step: str, form: str, word: str) -> None:
    assert at_step(f"{word}{form}", step).action is Action.SELESAI


@pytest.mark.parametrize("value", ["ditolak", "belum diperiksa", "NIP tidak cocok", "batal"])
def test_an_approval_against_its_own_result_is_asked_back(value: str) -> None:
    assert at_step(f"SETUJU\nHasil: {value}", "hak-akses/3").action is None


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (CaseState.CLOSED, "Puas banget dibohongi"),
        (CaseState.CLOSED, "PUAS apanya"),
        (CaseState.OPEN, "CABUT colokannya sudah kami coba"),
        (CaseState.OPEN, "Kabelnya sudah saya cabut, tetap mati"),
    ],
)
def test_words_beside_a_requesters_answer_may_make_it_another(state: CaseState, text: str) -> None:
    assert of_requester(text, state).action not in (Action.PUAS, Action.CABUT)
