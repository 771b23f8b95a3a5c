"""What requesters and operators write, and what it does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import AccessRow, Action, Answer, Case, CaseState, Form, OperatorDecided, Purpose, RequesterSaid
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop import missing, understand_confirmation, understand_operator, understand_requester
from sop_cases import MONDAY, REQUESTER, Walk, address, assert_state, close, field, rulebook, stored


def hear(text: str, case: Case) -> Answer:
    return understand_requester(text, case=case, rulebook=rulebook(), now=MONDAY)


def write(walk: Walk, text: str, **more: object) -> Walk:
    return walk.event(RequesterSaid(answer=hear(text, walk.case), **more))  # type: ignore[arg-type]


# -------------------------------------------------------------------------------------------------------- missing values


@pytest.mark.parametrize(
    ("sop", "lacking", "asked"),
    [
        ("gangguan-jaringan", ("requester.phone", "requested_resolution"), ["requester.phone", "requested_resolution"]),
        ("keluhan-aplikasi", ("issue.occurred_at", "requester.phone"), ["issue.occurred_at"]),
        ("hak-akses", ("access", "requester.name"), ["access"]),
        ("bandwidth", ("issue.description", "requested_resolution"), ["issue.description"]),
        ("masalah-software", ("requester.unit",), ["requester.unit"]),
    ],
)
def test_the_sop_says_what_is_missing(sop: str, lacking: tuple[str, ...], asked: list[str]) -> None:
    walk = Walk(sop, *lacking)
    assert list(walk.case.missing) == asked
    assert_state(walk, CaseState.WAITING)
    assert walk.case.due_at is None
    assert not walk.purposes(Purpose.ASSIGNMENT)
    [mail] = walk.purposes(Purpose.COMPLETENESS)
    assert len(mail.says["missing"].split("\n")) == len(asked)
    assert mail.attach == walk.desk.rulebook.sops[sop].request.form
    assert set(mail.attach) <= set(walk.letters())
    assert len(walk.purposes(Purpose.ACKNOWLEDGEMENT)) == 1


def test_missing_evidence_blocks_nothing() -> None:
    walk = Walk("keluhan-aplikasi")
    bare = walk.case.letter.__class__(form=Form.SURAT, fields=walk.case.letter.fields)
    assert missing(bare, rulebook().sops["keluhan-aplikasi"]) == ("issue.evidence",)


def test_a_bare_mail_is_accepted_and_the_signed_letter_asked_for() -> None:
    walk = Walk("gangguan-jaringan", form=Form.EMAIL)
    assert walk.case.step == "2"
    assert "ditandatangani" in walk.purposes(Purpose.ACKNOWLEDGEMENT)[0].says["wanted"]


def test_the_acknowledgement_says_what_follows_and_when() -> None:
    says = Walk("gangguan-jaringan").purposes(Purpose.ACKNOWLEDGEMENT)[0].says
    assert says["next"] == "Disposisi pengaduan"
    assert says["next_due"] == "Senin, 2 Maret 2026 pukul 08.34 WITA"
    assert says["finish"].startswith("Selasa, 3 Maret 2026")


def test_values_that_come_start_the_case() -> None:
    walk = Walk("gangguan-jaringan", "requester.phone", "requested_resolution")
    write(walk, "No HP: 0812-0000-4455")
    assert_state(walk, CaseState.WAITING)
    assert walk.case.missing == ("requested_resolution",)
    assert walk.mails("completeness", last=True)[0].says["missing"] == "Permintaan penyelesaian"
    write(walk, "Permintaan: penggantian switch")
    assert walk.case.step == "2"
    assert walk.case.letter.value("requester.phone") == "+6281200004455"


def test_values_that_were_read_again_start_the_case() -> None:
    walk = Walk("hak-akses", "access")
    write(walk, "Berikut datanya, terlampir.", access=(AccessRow(name="Sari", application="Contoh", role="Operator"),))
    assert walk.case.step == "2"


def test_the_one_missing_value_needs_no_label() -> None:
    walk = Walk("gangguan-jaringan", "requester.name")
    write(walk, "Andi Pratama")
    assert walk.case.letter.value("requester.name") == "Andi Pratama"
    assert walk.case.step == "2"
    walk = Walk("gangguan-jaringan", "requester.phone")
    write(walk, "Ini nomornya pak 0812 0000 4455")
    assert walk.case.step == "2"


def test_data_fills_and_never_overwrites() -> None:
    walk = Walk("gangguan-jaringan", "requester.phone")
    fields = {"requester.phone": field("+6281200001111"), "requester.unit": field("Unit Lain")}
    walk.event(RequesterSaid(answer=Answer(action=Action.DATA, text="x"), fields=fields))
    assert walk.case.letter.value("requester.unit") == "Lapas Contoh"
    assert walk.case.letter.value("requester.phone") == "+6281200001111"


# ----------------------------------------------------------------------------------------------------------- corrections


@pytest.mark.parametrize(
    "text",
    [
        "PERBAIKI No HP: 0812-0000-9999",
        "perbaiki no. hp 081200009999",
        "Ralat, nomor HP : 0812 0000 9999",
        "Mohon maaf, HP: 0812-0000-9999",
    ],
)
def test_a_correction_is_taken_over_and_echoed(text: str) -> None:
    walk = Walk("gangguan-jaringan")
    write(walk, text)
    assert walk.case.letter.value("requester.phone") == "+6281200009999"
    sent = {(mail.template, mail.to.address) for mail in walk.mails(last=True)}
    assert sent == {("understood", REQUESTER.address), ("status", address("Kadir Bagus"))}


def test_a_correction_without_a_value_is_asked_back() -> None:
    walk = Walk("gangguan-jaringan")
    write(walk, "PERBAIKI")
    assert walk.mails("asked-back", last=True)


# -------------------------------------------------------------------------------------------------------- other mails


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("STATUS", Action.STATUS),
        ("Mohon izin menanyakan tindak lanjut permohonan kami.", Action.STATUS),
        ("sudah sampai mana ya pak?", Action.STATUS),
        ("CABUT", Action.CABUT),
        ("Yth. Layanan TI,\n\nCABUT\n\nTerima kasih", Action.CABUT),
        ("Kami cabut laporan ini, sudah normal sendiri.", Action.CABUT),
        ("jangan cabut laporan kami", None),
        ("Apakah laporan ini bisa kami cabut?", None),
        ("terima kasih banyak pak", None),
        ("siap, terima kasih", None),
        ("Lorem ipsum dolor", None),
        ("belum ada kabar?", Action.STATUS),
    ],
)
def test_what_a_requester_writes_while_the_case_is_open(text: str, action: Action | None) -> None:
    assert hear(text, Walk("gangguan-jaringan").case).action is action


def test_thanks_need_no_reply() -> None:
    walk = Walk("gangguan-jaringan")
    before = walk.case
    write(walk, "Terima kasih banyak atas bantuannya.")
    assert walk.case == before
    assert walk.mails(last=True) == []


def test_status_is_answered() -> None:
    walk = Walk("gangguan-jaringan")
    write(walk, "STATUS")
    assert [(mail.template, mail.to) for mail in walk.mails(last=True)] == [("status", REQUESTER)]


def test_withdrawn_the_holder_knows() -> None:
    walk = Walk("gangguan-jaringan")
    write(walk, "CABUT sudah normal")
    assert_state(walk, CaseState.WITHDRAWN)
    assert walk.case.closed_at == walk.now
    assert {mail.to.address for mail in walk.mails("withdrawn")} == {REQUESTER.address, address("Kadir Bagus")}


def test_what_is_unclear_is_asked_back() -> None:
    walk = Walk("gangguan-jaringan")
    write(walk, "Lorem ipsum dolor")
    assert walk.mails("asked-back", last=True)[0].says["read"] == "Lorem ipsum dolor"


# ---------------------------------------------------------------------------------------------------------- after the end


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("PUAS", Action.PUAS),
        ("Terima kasih, jaringan sudah normal kembali. Tim sangat membantu.", Action.PUAS),
        ("Siap, sudah normal. Terima kasih banyak Pak.", Action.PUAS),
        ("BELUM", Action.BELUM),
        ("belum bisa pak, masih putus", Action.BELUM),
        ("masih lemot", Action.BELUM),
        ("sudah normal belum ya?", None),
    ],
)
def test_what_a_requester_says_of_the_result(text: str, action: Action | None) -> None:
    assert hear(text, close("gangguan-jaringan").case).action is action


@pytest.mark.parametrize(
    ("sop", "step"),
    [
        ("keluhan-aplikasi", "3"),
        ("gangguan-jaringan", "5"),
        ("hak-akses", "4"),
        ("bandwidth", "4"),
        ("masalah-software", "5"),
    ],
)
def test_not_yet_reopens_a_case_once(sop: str, step: str) -> None:
    walk = close(sop)
    write(walk, "BELUM, masih putus")
    assert (walk.case.state, walk.case.step, walk.case.closed_at) == (CaseState.OPEN, step, None)
    assert walk.mails("assignment", last=True)[0].says["reopened"]
    walk = close(sop, walk)
    write(walk, "BELUM")
    assert_state(walk, CaseState.CLOSED)
    assert walk.mails("problem", last=True)[0].to.address == address("Olga Perkasa")


def test_satisfaction_is_noted() -> None:
    walk = close("bandwidth")
    write(walk, "PUAS")
    assert walk.case.entries[-1].action == "PUAS"
    assert_state(walk, CaseState.CLOSED)


def test_any_other_mail_after_the_end_gets_the_state_and_moves_nothing() -> None:
    walk = close("bandwidth")
    before = walk.case
    write(walk, "CABUT", files=(stored("x.jpg"),))
    assert walk.case == before
    assert [mail.template for mail in walk.mails(last=True)] == ["status"]


# --------------------------------------------------------------------------------------------------------------- operator


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("hak-akses", OperatorDecided(sop="hak-akses")),
        ("Hak akses", OperatorDecided(sop="hak-akses")),
        ("masuk ke SOP gangguan jaringan\n\nOlga", OperatorDecided(sop="gangguan-jaringan")),
        ("Baik.\nbandwith", OperatorDecided(sop="bandwidth")),
        ("TOLAK di luar layanan kami", OperatorDecided(refuse="di luar layanan kami")),
        ("tolak: bukan kewenangan", OperatorDecided(refuse="bukan kewenangan")),
        (
            "TOLAK orangnya rewel\nKepada pemohon: Silakan menghubungi\nkantor pusat.\n\nOki",
            OperatorDecided(refuse="orangnya rewel\nOki", words="Silakan menghubungi kantor pusat."),
        ),
        ("TOLAK", None),
        ("TOLAK\nOlga", None),
        ("TOLAK atau tidak ya", None),
        ("TOLAK kalau pemohon tidak melengkapi surat", None),
        ("TOLAK nanti saja", None),
        ("TOLAK: jangan", None),
        ("TOLAK\nIni apa ya?", None),
        ("TOLAK atau hak-akses", None),
        ("[ ] TOLAK di luar layanan\n[x] hak-akses", OperatorDecided(sop="hak-akses")),
        ("~~TOLAK di luar layanan~~ hak-akses", OperatorDecided(sop="hak-akses")),
        ("Saya rapat soal bandwidth dulu", None),
        ("bukan hak-akses", None),
        ("hak-akses atau bandwidth", None),
        ("hak-akses?", None),
        ("nanti saya lihat", None),
        ("", None),
    ],
)
def test_what_the_operator_writes(text: str, decision: OperatorDecided | None) -> None:
    assert understand_operator(text, rulebook=rulebook()) == decision


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("SETUJU", True),
        ("Setuju pak", True),
        ("TOLAK", False),
        ("tolak, bukan dari beliau", False),
        ("TOLAK?", None),
        ("Tolak atau setuju ya", None),
        ("TOLAK jangan", None),
        ("SETUJU nanti", None),
        ("~~SETUJU~~", None),
        ("[ ] SETUJU", None),
    ],
)
def test_what_the_operator_writes_of_a_mail_that_nobody_vouches_for(text: str, *, accept: bool | None) -> None:
    assert understand_confirmation(text, rulebook=rulebook()) is accept


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("CABUT", Action.CABUT),
        ("CABUT jaringan sudah normal kembali", Action.CABUT),
        ("cabut saja, sudah normal", Action.CABUT),
        ("Cabut laporan kami", Action.CABUT),
        ("cabut karena sudah normal", Action.CABUT),
        ("Cabut kabel sudah kami lakukan", None),
        ("Cabut kabelnya lalu pasang lagi sudah kami coba", None),
        ("Cabut Setiawan", None),
        ("~~CABUT~~", None),
        ("[ ] CABUT", None),
        ("PERBAIKI No. HP: bukan 0813-1111-2222", None),
    ],
)
def test_only_the_case_is_withdrawn_and_only_what_stands_is_corrected(text: str, action: Action | None) -> None:
    assert hear(text, Walk("gangguan-jaringan").case).action is action


@pytest.mark.parametrize(
    "text", ["Puas sekali saya, layarnya tetap hitam.", "puas banget, sudah tiga kali lapor masih error"]
)
def test_satisfaction_that_complains_is_none(text: str) -> None:
    assert hear(text, close("gangguan-jaringan").case).action is not Action.PUAS


@pytest.mark.parametrize("text", ["🙏🙏", "Makasih pak 🙏", "Baik, terima kasih Bapak/Ibu"])
def test_thanks_answer_no_question(text: str) -> None:
    case = replace(Walk("gangguan-jaringan").case, waiting_for=ASK_REQUESTER, waiting_note="Di mana letak switchnya?")
    assert hear(text, case).action is None


def test_a_signature_says_nothing_of_the_result() -> None:
    text = "Selamat pagi.\n\nHendra Wijaya\nKepala Bagian Program dan Humas"
    assert hear(text, close("gangguan-jaringan").case).action is None


@pytest.mark.parametrize("word", [Action.PUAS, Action.BELUM])
def test_a_signature_below_the_answers_word_does_not_turn_it_round(word: Action) -> None:
    text = f"{word.value}\n\nHendra Wijaya\nKepala Bagian Program dan Humas"
    assert hear(text, close("gangguan-jaringan").case).action is word
