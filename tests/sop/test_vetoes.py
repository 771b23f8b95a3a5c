"""Families of words that stand against a decision, judged clause by clause."""

from __future__ import annotations

import pytest

from pipeline.model import Action
from pipeline.sop import understand
from pipeline.sop.vetoes import vetoes
from sop_cases import MONDAY, rulebook


def nothing_stands(_rest: str, _beside: str) -> bool:
    return False


def all_stands(_rest: str, _beside: str) -> bool:
    return True


AGAINST = [
    (Action.SELESAI, "boro-boro selesai", "mockery"),
    (Action.SELESAI, "Selesai apanya, pak", "mockery"),
    (Action.SELESAI, "Beres dari mana, baru naik tangga", "mockery"),
    (Action.SELESAI, "kabelnya belum juga nyala", "denial"),
    (Action.SELESAI, "Patch akan kami kirim, setelah itu error teratasi", "denial"),
    (Action.SETUJU, "saya belum sempat baca suratnya", "refusal_of_approval"),
    (Action.SELESAI, "Switch sudah diganti, tapi tetap mati", "not_better"),
    (Action.SELESAI, "sudah di-restart dua kali. Sama saja.", "not_better"),
    (Action.SELESAI, "Selesai 80%", "part"),
    (Action.SETUJU, "acc nomor 1 saja", "part"),
    (Action.SETUJU, "approve 1 & 2, nomor 3 reject karena sudah pensiun", "part"),
    (Action.SELESAI, "Dari lima akun, dua lagi NIK-nya dobel", "part"),
    (Action.SETUJU, "Setuju, asal foto nomor 3 diganti", "proviso"),
    (Action.SETUJU, "Kalau stoknya ada, boleh jalan", "condition"),
    (Action.SELESAI, "kayaknya sudah jadi akunnya", "doubt"),
    (Action.SETUJU, "sudah dicek ke pemohonnya belum?", "question"),
    (Action.SELESAI, "besok kami pasang", "future"),
    (Action.SETUJU, "nanti saya acc di kantor", "put_off"),
    (Action.SELESAI, "katanya sudah selesai dari kemarin", "hearsay"),
    (Action.SETUJU, "Pak Kadiv tadi bilang setuju", "somebody_else"),
    (Action.SELESAI, "semoga cepat selesai", "wish"),
    (Action.TERUSKAN, "ini salah alamat", "wrong_address"),
    (Action.SETUJU, "suratnya sudah saya terima", "receipt"),
    (Action.SETUJU, "Setuju, rapatnya kita geser ke lantai dua", "other_matter"),
    (Action.TOLAK, "Ini bukan akun, tolong masukkan ke alur keluhan", "wrong_flow"),
    (Action.SETUJU, "Maaf tadi kepencet", "taken_back"),
    (Action.SETUJU, "Ignore my earlier reply, I hit approve by mistake", "taken_back"),
    (Action.SELESAI, "Lantai satu sudah, lantai dua belum", "denial"),
    (Action.SELESAI, "akun lagi dibuat, 2 dari 3 sudah jadi", "part"),
    (Action.SELESAI, "Besok saya telepon penyedianya", "future_talk"),
    (Action.TUNDA, "Saya sedang cuti sampai 10 Maret", "away"),
    (Action.SELESAI, "tidak bisa diperbaiki, harus ganti baru", "denial"),
    (Action.SETUJU, "Setuju delapan dari sembilan butir", "part"),
    (Action.SETUJU, "acc 4 dari 5", "part"),
    (Action.SELESAI, "dua belas dari dua puluh akun jadi", "part"),
    (Action.SETUJU, "Setuju minus Bayu", "part"),
    (Action.SETUJU, "acc semua kecuali Sdri. Kumala", "part"),
    (Action.SETUJU, "yang kelima coret", "part"),
    (Action.SELESAI, "kabel sudah dibeli, tinggal ditarik", "part"),
    (Action.SELESAI, "nyaris beres", "part"),
    (Action.SETUJU, "Setuju itu jauh panggang dari api", "refusal_of_approval"),
    (Action.SETUJU, "Setuju 0%", "refusal_of_approval"),
    (Action.SETUJU, "berat bagi saya untuk menyetujui", "refusal_of_approval"),
    (Action.SELESAI, "masih jauh dari selesai", "denial"),
    (Action.SELESAI, "permintaannya sudah masuk jadwal regu malam", "future"),
    (Action.SELESAI, "Akun sudah jadi 🤥", "sarcasm"),
    (Action.SETUJU, "parafnya sudah saya cabut lagi", "taken_back"),
    (Action.SETUJU, "Setuju saya tarik", "taken_back"),
    (Action.SETUJU, "Setuju, kurang Bayu", "part"),
    (Action.TANGANI, "Berat kami tangani", "refusal_of_approval"),
    (Action.TOLAK, "Saya tidak pernah tolak permohonan lapas", "not_refused"),
    (Action.TOLAK, "Titik tolak kita SOP yang lama", "not_refused"),
    (Action.TOLAK, "minum tolak angin dulu", "not_refused"),
]


@pytest.mark.parametrize(("action", "text", "family"), AGAINST)
def test_a_family_stands_against_a_decision(action: Action, text: str, family: str) -> None:
    assert family in vetoes(text, action, rulebook().answers, receives=False, stands=nothing_stands)


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (Action.SETUJU, "Setuju. Kalau Pak Made sempat, beri tahu saya."),
        (Action.SETUJU, "Suratnya sudah baik, kirim. Siapa yang pegang kunci ruang rapat?"),
        (Action.SELESAI, "Sudah selesai semua. Besok saya izin antar anak."),
    ],
)
def test_a_side_remark_blocks_nothing_where_the_decision_stands_without_it(action: Action, text: str) -> None:
    assert vetoes(text, action, rulebook().answers, receives=False, stands=all_stands) == []
    assert vetoes(text, action, rulebook().answers, receives=False, stands=nothing_stands) != []


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (Action.SELESAI, "selesai 100%, ping aman"),
        (Action.SELESAI, "kabel baru 30 meter sudah ditarik, lampu hijau"),
        (Action.SELESAI, "tadinya masih putus, sekarang lancar"),
        (Action.SETUJU, "Saya setuju, kirimkan ke pelapor"),
        (Action.TUNDA, "Saya cuti sampai 10 Maret, tolong ditunda"),
        (Action.TOLAK, "Tidak ada yang akan kami kerjakan, alamatnya dimatikan"),
        (Action.SETUJU, "Harap diurus sebagaimana mestinya"),
        (Action.SETUJU, "Dapat diterima, kirim"),
        (Action.SETUJU, "Valid 9 dari 9"),
        (Action.SELESAI, "kabel diganti, kurang dari 5 menit"),
        (Action.TOLAK, "Tidak memenuhi syarat, kami tolak"),
        (Action.SETUJU, "Setuju semuanya tanpa kecuali"),
        (Action.SELESAI, "lima dari lima titik menyala, tinggal dipakai"),
    ],
)
def test_plain_statements_have_nothing_against_them(action: Action, text: str) -> None:
    assert vetoes(text, action, rulebook().answers, receives=False, stands=nothing_stands) == []


def test_a_receipt_is_the_answer_where_one_only_takes_note() -> None:
    text = "laporannya sudah saya terima"
    assert vetoes(text, Action.SETUJU, rulebook().answers, receives=True, stands=nothing_stands) == []


def test_mockery_turns_round_even_the_answers_own_word() -> None:
    step = rulebook().sops["bandwidth"].steps["6"]
    text = "Setuju sajalah semua, toh laporan kosong begini pun kalian kirim ke saya. Hebat betul."
    answer = understand(text, step=step, files=[], rulebook=rulebook(), now=MONDAY)
    assert answer.action is None
    assert "sarcasm" in answer.vetoes
