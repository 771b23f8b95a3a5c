"""Greetings, addresses, signatures and numbers around an answer change nothing, and by themselves decide nothing."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import sop
from pipeline.model import Action, Case, CaseState
from pipeline.training.linear import rows_of
from sop_cases import MONDAY, PEOPLE, Walk, rulebook

BEGINNINGS = (
    ".", "Selamat pagi,", "Assalamualaikum wr. wb.", "Good morning,", "Kepada", "Salam sejahtera bagi kita semua", "Layanan TI,", "Re: surat",
)  # fmt: skip
ADDRESSES = ("", "Yth. Layanan TI,", "Kepada Yth. Tim Layanan TI\ndi tempat", "Yang terhormat Bapak Hendra,")
ENDS = ("", "Terima kasih", "Salam,\nHendra", "Hormat kami,\nSari Wulandari")
AT_STEPS = ("gangguan-jaringan/2", "gangguan-jaringan/5", "bandwidth/2", "hak-akses/8", "keluhan-aplikasi/3")
OF_HOLDERS = {
    "SETUJU": "SETUJU", "TOLAK bukan wewenang kami": "TOLAK", "SELESAI": "SELESAI", "TUNDA sampai Rabu, karena rapat": "TUNDA",
    "KOREKSI tanggal salah": "KOREKSI", "": None,
}  # fmt: skip
OF_REQUESTERS = ("PUAS", "BELUM", "STATUS", "CABUT", "")
HELD = Path(__file__).parents[2] / "examples" / "held"
MOVES = frozenset({Action.SETUJU, Action.SELESAI, Action.TOLAK, Action.TANGANI, Action.CABUT})


def around(beginning: str, address: str, word: str, end: str) -> str:
    head = "\n".join(one for one in (beginning, address) if one)
    return "\n\n".join(one for one in (head, word, end) if one)


def at_step(text: str, step: str) -> Action | None:
    name, _, number = step.partition("/")
    answer = sop.understand(
        text, step=rulebook().sops[name].steps[number], files=[], rulebook=rulebook(), now=MONDAY,
        by="Lestari Ningsih", people=PEOPLE,
    )  # fmt: skip
    return answer.action


def closed() -> Case:
    return replace(Walk("gangguan-jaringan").case, state=CaseState.CLOSED)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_an_answer_of_a_holder_is_that_or_none_whatever_stands_around_it(beginning: str) -> None:
    other = []
    for address, end, (word, means), step in itertools.product(ADDRESSES, ENDS, OF_HOLDERS.items(), AT_STEPS):
        text = around(beginning, address, word, end)
        if (action := at_step(text, step)) and action.value != means:
            other.append((step, text, action))
    assert not other


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_an_answer_of_a_requester_is_that_or_none_whatever_stands_around_it(beginning: str) -> None:
    case, other = closed(), []
    for address, end, word in itertools.product(ADDRESSES, ENDS, OF_REQUESTERS):
        text = around(beginning, address, word, end)
        action = sop.understand_requester(text, case=case, rulebook=rulebook(), now=MONDAY).action
        if action and action.value != word:
            other.append((text, action))
    assert not other


@pytest.mark.parametrize(
    "address", ["Yth. Layanan TI,", "Selamat pagi,\nYth. Layanan TI,", "Assalamualaikum wr. wb.\n\nKepada Yth."]
)
@pytest.mark.parametrize("word", ["PUAS", "BELUM"])
def test_an_answer_below_greeting_and_address_is_taken(address: str, word: str) -> None:
    text = f"{address}\n\n{word}\n\nTerima kasih"
    assert sop.understand_requester(text, case=closed(), rulebook=rulebook(), now=MONDAY).action is Action(word)


def test_how_other_people_begin_and_end_mails_decides_nothing() -> None:
    """The letters of hands that nothing was taught from; four of a thousand at most, of those that say more than they look."""
    moved, tried = [], 0
    steps = [
        f"{name}/{number}"
        for name, flow in rulebook().sops.items()
        for number, step in flow.steps.items()
        if step.answers
    ]
    place = itertools.cycle(steps)
    for path in sorted(HELD.glob("H*.yaml")):
        for row in rows_of(path):
            lines = [line.strip() for line in row["text"].split("\n") if line.strip()]
            if row["channel"] != "email" or lines[0][-1] not in ",.!" or len(lines[0].split()) > 8:
                continue
            for text in (lines[0], f"{lines[0]}\n\n{lines[-1]}"):
                if len(lines[-1].split()) > 5 and text != lines[0]:
                    continue
                for step in itertools.islice(place, 5):
                    tried += 1
                    if (action := at_step(text, step)) in MOVES:
                        moved.append((step, text, action))
    assert tried > 500
    assert len(moved) <= 0.004 * tried, moved


def test_sentences_out_of_letters_seldom_answer_a_holders_task() -> None:
    """What is written to the office is no answer to what it asks; of hands that nothing was taught from, one in twenty at most."""
    moved, tried = [], 0
    place = itertools.cycle(
        (name, number) for name, flow in rulebook().sops.items() for number, step in flow.steps.items() if step.answers
    )
    for path in sorted(HELD.glob("H*.yaml")):
        for row in rows_of(path):
            sentences = [
                one.strip() for one in re.split(r"(?<=[.!?])\s+|\n+", row["text"]) if 4 <= len(one.split()) <= 25
            ]
            for text in sentences[:2]:
                name, number = next(place)
                tried += 1
                if (action := at_step(text, f"{name}/{number}")) in MOVES:
                    moved.append((name, number, text, action))
    assert tried > 300
    assert len(moved) <= 0.05 * tried, moved


SIGNATURES = (
    "Yusuf Ramadhan\nKasubbag Umum\nTelp kantor: (0451) 421234\nHP: 0812-5550-7788",
    "Yusuf Ramadhan | Kasubbag Umum\nDinas Perpustakaan\nTelp: 0451-421234\nEmail: yusuf@example.org",
    "Yusuf Ramadhan\nKantor: (0451) 421234",
)


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("words", ["Terima kasih banyak atas bantuannya.", "Baik.", "Status pak?", ""])
def test_a_signature_corrects_nothing(words: str, signature: str) -> None:
    text = f"{words}\n\n{signature}".strip()
    answer = sop.understand_requester(text, case=Walk("gangguan-jaringan").case, rulebook=rulebook(), now=MONDAY)
    assert answer.action in (None, Action.STATUS)
    assert not answer.values


@pytest.mark.parametrize("signature", SIGNATURES[:2])
def test_a_signature_fills_what_was_asked_for(signature: str) -> None:
    case = Walk("gangguan-jaringan", "requester.phone").case
    text = f"Baik, terlampir.\n\n{signature}"
    answer = sop.understand_requester(text, case=case, rulebook=rulebook(), now=MONDAY)
    assert answer.action is Action.DATA
    assert list(answer.values) == ["requester.phone"]


def test_words_that_announce_data_make_more_of_what_stands_below_them() -> None:
    case = Walk("gangguan-jaringan").case
    text = "Nomor saya ganti\n\nYusuf Ramadhan\nKasubbag Umum\nNo. HP: 0812-5550-7788"
    answer = sop.understand_requester(text, case=case, rulebook=rulebook(), now=MONDAY)
    assert answer.action is Action.PERBAIKI
    assert answer.values["requester.phone"] == "+6281255507788"
