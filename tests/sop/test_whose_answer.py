"""What a holder's account sends is not always what he decided: another tells it, or the word is there and is no answer."""

from __future__ import annotations

import pytest

from linear_time import assert_linear
from pipeline.model import Action, Answer, CaseState
from pipeline.sop import understand, understand_confirmation, understand_operator, understand_requester
from sop_cases import MONDAY, PEOPLE, Walk, rulebook

HOLDER = "Hendra Wijaya, S.H."


def said(text: str, step: str = "2") -> Answer:
    of_network = rulebook().sops["gangguan-jaringan"].steps[step]
    return understand(text, step=of_network, files=[], rulebook=rulebook(), now=MONDAY, by=HOLDER, people=PEOPLE)


TOLD_BY_ANOTHER = [
    "a.n. Pak Kabag: setuju",
    "a.n. Pak Kabag, setuju",
    "An. Bapak, setuju dilanjutkan",
    "SETUJU a.n. Pak Kabag",
    "SETUJU\n\na.n. Pak Kabag\nRini (sekretaris)",
    "SETUJU\n\na.n. Kabag Umum\nRini",
    "Ini Rini, sekretaris Bapak Kabag. Setuju.",
    "Ini Rini, sekretaris Bapak.\nSETUJU",
    "Saya Rini, sekretaris Bapak. Bapak setuju.",
    "saya staf beliau, beliau minta disampaikan setuju",
    "Mohon izin, dengan Rini ajudan Pak Kabag. SETUJU",
    "Setuju\n\nRini, sekretaris Bapak Kabag",
    "SETUJU\n\nRini\nSekretaris Kabag Umum",
    "SETUJU\n-- \nRini, Sekretaris",
    "SETUJU\nttd\nsekretaris",
    "SETUJU (Rini, mewakili Pak Kabag)",
    "SETUJU (dibalas oleh ajudan)",
    "Yang membalas: Rini (staf). SETUJU",
    "Mewakili Bapak Kabag, kami setuju.",
    "Atas nama Bapak Kabag, setuju dilanjutkan.",
    "Sesuai perintah Bapak, SETUJU.",
    "Atas arahan beliau, SETUJU",
    "SETUJU. Demikian disampaikan atas perintah Bapak Kabag.",
    "Saya diminta Bapak membalas SETUJU",
    "Disuruh beliau jawab setuju",
    "Ijin menyampaikan, Bapak setuju",
    "Bapak sudah setuju",
    "Bapak berkenan menyetujui",
    "Bapak menghendaki dilanjutkan, setuju.",
    "Pak Hendra setuju",
    "Pak Hendra sudah acc",
    "Pak Kabag setuju, silakan dilanjutkan",
    "Bapak sedang rapat, beliau menyetujui disposisi ini.",
    "a.n. Pak Kabag: TOLAK bukan wewenang kami",
    "TOLAK bukan wewenang kami\n\nRini, sekretaris Bapak Kabag",
    "Ini Rini, sekretaris Bapak Kepala Bagian.\n\nSETUJU",
    "Saya Rini, sekretaris Kepala Bagian Umum.\nSETUJU",
    "Perkenalkan saya Rini Astuti, sekretaris Kepala Kantor Wilayah. SETUJU",
    "Dengan Rini, sespri Bapak Direktur. Setuju dilanjutkan.",
    "Assalamualaikum, saya ajudan Bapak Kepala Divisi. SETUJU",
    "Saya ajudan. SETUJU",
    "Pak Kabag sedang rapat, saya sekretarisnya. SETUJU",
    "Saya stafnya Pak Kabag. SETUJU",
    "Saya stafnya, setuju.",
    "Kami staf Bapak Kepala Bagian, setuju.",
    "Saya Rini, staf Bapak Kepala Kantor Wilayah. SETUJU",
    "Ini Rini, staf Kepala Bagian Program.\nSETUJU",
    "Mohon izin, saya Rini asisten Kepala Bagian. SETUJU",
    "Ini asisten beliau, setuju",
    "Dengan TU Kepala Bagian Umum. SETUJU",
    "Saya Rini dari TU Bapak Kepala Bagian. SETUJU",
    "Saya Rini, Tata Usaha Pimpinan. SETUJU",
    "SETUJU - Rini, Sespri Kepala Kantor",
    "SETUJU (Rini Astuti, ajudan Kepala Bagian)",
    "SETUJU. Rini, sekretaris pimpinan",
    "SETUJU Rini sekretaris Kepala Bagian",
    "SETUJU\n\nRini Astuti\nSekretaris Kepala Bagian Umum",
    "SETUJU\n\nRini Astuti\nSekretaris Pribadi Kepala Kantor",
    "SETUJU\n\nRini Astuti\nSekretaris Direktur Jenderal",
    "SETUJU\n\nRini\nStaf Kepala Bagian",
    "SETUJU\n\nTTD\nAjudan Kepala Divisi",
    "SETUJU\n\nRini\nAsisten Pribadi Bapak",
    "SETUJU\n\nAtas perintah Kepala Bagian Umum,\nRini Astuti",
    "SETUJU\n\nAtas perintah Kepala Kantor Wilayah,\nRini Astuti",
    "SETUJU\n\nMewakili Kepala Bagian\nRini Astuti",
    "SETUJU\n\nMewakili Kepala Dinas,\nRini Astuti",
    "SETUJU\n\na.n. Kepala Bagian Umum\nRini Astuti",
    "Mewakili Kepala Bagian, setuju.",
    "Atas perintah Kepala Bagian, SETUJU",
    "Kepala Bagian setuju",
    "Bapak Kepala Bagian sudah menyetujui",
    "Saya istri Bapak Hendra. SETUJU",
    "Ini bawahan Bapak Kepala Bagian, setuju",
    "Hi, this is Rini, secretary to Bapak Kabag. SETUJU",
    "Saya sopir Bapak, setuju",
    "Ini anak buah Pak Kabag, SETUJU",
]
HIS_OWN = [
    ("SETUJU\n\na.n. Kepala, Kabag Umum\nHendra Wijaya", Action.SETUJU),
    ("SETUJU\n\na.n. Kepala Kantor Wilayah\nKepala Bagian Umum,\n\nHendra Wijaya", Action.SETUJU),
    ("Setuju.\n\nDikirim dari iPhone saya", Action.SETUJU),
    ("Setuju pak", Action.SETUJU),
    ("Siap Bapak, setuju", Action.SETUJU),
    ("Baik Ibu setuju, lanjutkan", Action.SETUJU),
    ("Sesuai arahan Pak Kakanwil, setuju dilanjutkan", Action.SETUJU),
    ("SETUJU\n\nHendra Wijaya, S.H.\nKabag Umum", Action.SETUJU),
    ("TOLAK laporan atas nama Bapak Joko sudah ditangani", Action.TOLAK),
    ("SETUJU\n\nHendra Wijaya\nSekretaris Dinas", Action.SETUJU),
    ("SETUJU\n\nSekretaris Dinas Komunikasi", Action.SETUJU),
    ("SETUJU\n\nSekretaris Daerah,\n\nHendra Wijaya", Action.SETUJU),
    ("SETUJU\n\nHendra Wijaya\nSekretaris", Action.SETUJU),
    ("SETUJU\n\nHendra Wijaya, S.H.\nSekretaris Direktur Jenderal", Action.SETUJU),
    ("Saya Hendra, sekretaris badan. SETUJU", Action.SETUJU),
    ("Saya Hendra Wijaya, staf ahli Kepala Kantor. SETUJU", Action.SETUJU),
    ("SETUJU\n\nHendra Wijaya\nStaf Khusus Menteri", Action.SETUJU),
    ("Setuju, silakan koordinasi dengan sekretaris Kepala Kantor Wilayah", Action.SETUJU),
    ("Setuju, tembuskan kepada staf Kepala Divisi", Action.SETUJU),
    ("Setuju. Berkas ada di ruang TU Kepala Kantor", Action.SETUJU),
    ("Setuju atas perintah Kepala Kantor Wilayah", Action.SETUJU),
    ("SETUJU\n\nAtas perintah Kepala Kantor Wilayah,\nKepala Bagian Umum", Action.SETUJU),
    ("SETUJU\n\nAtas perintah Kepala Kantor Wilayah,\nHendra Wijaya", Action.SETUJU),
    ("SETUJU\n\na.n. Kepala Kantor Wilayah\nHendra Wijaya", Action.SETUJU),
    ("SETUJU\n\nKepala Bagian Umum\nHendra Wijaya", Action.SETUJU),
]


@pytest.mark.parametrize("text", TOLD_BY_ANOTHER)
def test_what_another_tells_of_the_holder_is_asked_back(text: str) -> None:
    answer = said(text)
    assert answer.action is None, answer
    assert answer.doubt


@pytest.mark.parametrize(("text", "action"), HIS_OWN)
def test_what_the_holder_writes_is_taken_whatever_he_names(text: str, action: Action) -> None:
    assert said(text).action is action, said(text)


def test_who_is_asked_back_learns_what_his_words_most_likely_mean() -> None:
    assert "balas SETUJU saja" in (said("Ini Rini, sekretaris Bapak Kabag. Setuju.").doubt or "")


def test_who_reports_work_may_tell_what_others_said() -> None:
    text = "Sudah selesai, akun atas nama Ibu Siti sudah dibuat. Ibu minta dikabari.\nPenyebab: kabel putus\nTindakan: diganti"
    assert said(text, "5").action is Action.SELESAI


NO_ANSWER = [
    "SETUJU [ ]",
    "SETUJU: [ ]",
    "SETUJU ____",
    "[] SETUJU",
    "[_] SETUJU [_] TOLAK",
    "SETUJU \u2610 TOLAK \u2610",
    "( ) SETUJU ( ) TOLAK",
    "Ketik SETUJU",
    "ketik kata SETUJU untuk melanjutkan",
    "Silakan balas SETUJU",
    "balas SETUJU bila sudah benar",
    "Jawab dengan SETUJU",
    "klik tombol SETUJU",
    "reply SETUJU",
    "!SETUJU",
    "\u2260 SETUJU",
    "no, setuju",
    "nope. setuju",
    "SETUJU - no",
    "SETUJU=0",
    "SETUJU (y/n)",
    "x SETUJU",
    "TOLAK / SETUJU",
    "SETUJU / TOLAK",
    "TOLAK|SETUJU",
    "TOLAK atau SETUJU",
    "TOLAK\nSETUJU",
    "SETUJU\nTOLAK",
    "SETUJU, KOREKSI, TOLAK",
    "TOLAK, KOREKSI, SETUJU",
    "SETUJU?",
    "SETUJU (?)",
    'tombol "SETUJU" tidak ada',
    "saya klik 'SETUJU' di laman itu",
    "Apa arti \u2018SETUJU\u2019",
    "SETUJU (contoh)",
    "Tolak Simanjuntak",
    "Pak Tolak Simanjuntak",
    "Setuju Ginting",
]  # fmt: skip
AN_ANSWER = [
    ("[x] SETUJU [ ] TOLAK", Action.SETUJU),
    ("[ ] SETUJU [x] TOLAK bukan wewenang kami", Action.TOLAK),
    ("SETUJU [ ]\nTOLAK [x] bukan wewenang kami", Action.TOLAK),
    ("SETUJU \u2611 TOLAK \u2610", Action.SETUJU),
    ("( ) TOLAK (v) SETUJU", Action.SETUJU),
    ("Saya pilih SETUJU", Action.SETUJU),
    ("Jawaban saya SETUJU", Action.SETUJU),
    ('"SETUJU"', Action.SETUJU),
    ("~~TOLAK~~ / SETUJU", Action.SETUJU),
    ("Setuju Hendra", Action.SETUJU),
    ("Setuju Bu Ratih", Action.SETUJU),
    ("SETUJU!", Action.SETUJU),
    ("TOLAK SPAM", Action.TOLAK),
    ("Tolak, bukan wewenang kami", Action.TOLAK),
    ("Teruskan Made", Action.TERUSKAN),
]  # fmt: skip


@pytest.mark.parametrize("text", NO_ANSWER)
def test_an_answer_word_that_is_no_answer_is_asked_back(text: str) -> None:
    answer = said(text)
    assert answer.action is None, answer
    assert answer.doubt


@pytest.mark.parametrize(("text", "action"), AN_ANSWER)
def test_an_answer_beside_them_is_taken(text: str, action: Action) -> None:
    assert said(text).action is action, said(text)


def test_a_crossed_box_keeps_its_reason() -> None:
    assert said("[ ] SETUJU [x] TOLAK bukan wewenang kami").note == "bukan wewenang kami"


NO_DECISION = [
    "Tolak Simanjuntak",
    "Pak Tolak Simanjuntak",
    "Bu Tolak yang urus",
    "Tolak Bala Siregar: laporan jaringan",
    "TOLAK / SETUJU",
    "Ketik TOLAK dan alasannya",
    "!TOLAK bukan surat",
    "TOLAK [ ] bukan surat",
    "[ ] gangguan-jaringan",
    "gangguan-jaringan [ ]",
    "!gangguan-jaringan",
    "Ini Rini staf operator, beliau minta gangguan-jaringan",
    "a.n. operator, gangguan-jaringan",
]
"""What the operator's account may send and he did not decide."""


@pytest.mark.parametrize("text", NO_DECISION)
def test_the_operators_words_that_decide_nothing(text: str) -> None:
    assert understand_operator(text, rulebook=rulebook()) is None


NO_CONFIRMATION = [
    "SETUJU [ ]", "!SETUJU", "no, setuju", "Ketik SETUJU", "SETUJU / TOLAK", "Tolak Simanjuntak", "a.n. operator, SETUJU", "SETUJU a.n. operator", "TOLAK / SETUJU",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_CONFIRMATION)
def test_what_confirms_no_proposal(text: str) -> None:
    assert understand_confirmation(text, rulebook=rulebook()) is None


def test_the_crossed_box_confirms_or_refuses() -> None:
    assert understand_confirmation("[x] SETUJU [ ] TOLAK", rulebook=rulebook()) is True
    assert understand_confirmation("[ ] SETUJU [x] TOLAK", rulebook=rulebook()) is False


@pytest.mark.parametrize("text", ["Ketik CABUT", "CABUT [ ]", "!CABUT", "PUAS / CABUT"])
def test_a_requester_who_only_tells_a_word_moves_nothing(text: str) -> None:
    case = Walk("gangguan-jaringan").case
    assert case.state is CaseState.OPEN
    answer = understand_requester(text, case=case, rulebook=rulebook(), now=MONDAY)
    assert answer.action in (None, Action.DATA), answer


@pytest.mark.parametrize(
    "piece",
    [
        "staf, ",
        "x",
        "setuju ",
        "bapak ",
        "a.n. ",
        "[ ] ",
        "ketik SETUJU ",
        "SETUJU\n",
        "'a ",
        *".-_>1=*~(?!",
        "1985-0101-2010-01-1-001-",
        "a-b-",
        "a/",
        "a.",
        "a@",
        "www.",
        "setuju-",
    ],
)
def test_words_made_to_stall_are_understood_in_linear_time(piece: str) -> None:
    assert_linear(said, (piece * 9_000)[:9_000], (piece * 18_000)[:18_000])


OF_ANOTHER_NUMBER = [
    "SETUJU untuk perkara 2026-0041",
    "Setuju 2026-0041",
    "Acc surat nomor 230",
    "Silakan dilanjutkan, nota dinas no. W.25-UM.01.01-77",
    "Setuju untuk permohonan nomor 12/TU/2026",
    "TERUSKAN ke Budi Prakoso, tiket no 88",
]
OF_THE_SAME = ["SETUJU untuk perkara 2026-0007", "Setuju, surat nomor 230", "Setuju surat no. 230/TU/2026 ini"]


@pytest.mark.parametrize("text", OF_ANOTHER_NUMBER)
def test_an_approval_of_another_number_is_asked_back(text: str) -> None:
    for about in ((), ("2026-0007", "231/TU/2026")):
        of_network = rulebook().sops["gangguan-jaringan"].steps["2"]
        answer = understand(
            text, step=of_network, files=[], rulebook=rulebook(), now=MONDAY, by=HOLDER, people=PEOPLE, about=about
        )
        assert answer.action is None


@pytest.mark.parametrize("text", OF_THE_SAME)
def test_an_approval_that_names_the_number_of_the_case_or_its_letter_counts(text: str) -> None:
    of_network = rulebook().sops["gangguan-jaringan"].steps["2"]
    about = ("2026-0007", "230/TU/2026")
    answer = understand(
        text, step=of_network, files=[], rulebook=rulebook(), now=MONDAY, by=HOLDER, people=PEOPLE, about=about
    )
    assert answer.action is Action.SETUJU


HANDED_ON = [
    ("Setuju, Budi Prakoso yang kerjakan", "2", "Budi Prakoso"),
    ("Setuju dan teruskan ke Budi Prakoso", "2", "Budi Prakoso"),
    ("SETUJU, biar Budi saja", "4", "Budi"),
]


@pytest.mark.parametrize(("text", "step", "whom"), HANDED_ON)
def test_an_approval_that_says_who_shall_do_it_loses_no_name(text: str, step: str, whom: str) -> None:
    answer = said(text, step)
    assert (answer.action, answer.person) == (Action.TERUSKAN, whom)


@pytest.mark.parametrize("text", ["Setuju. Budi tadi sudah lapor ke saya", "Setuju, seperti kata Budi kemarin"])
def test_an_approval_that_only_mentions_somebody_hands_nothing_to_him(text: str) -> None:
    assert said(text).action is not Action.TERUSKAN
