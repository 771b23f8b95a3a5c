"""Another's words in a reply decide nothing, in whatever form its writer copied them; his own answer above them counts."""

from __future__ import annotations

import pytest

import cases
import mails
from clients import Original, Written, as_mail
from composed_replies import OFFICE, original_of
from pipeline import intake, replies, sop
from pipeline.model import Action, Answer
from pipeline.rulebook import Trust
from rules import rulebook

BUDI = "Budi Prakoso <budi@kanwil-contoh.example.go.id>"
MADE = "I Made Suarta <made@kanwil-contoh.example.go.id>"
ANSWERS = ("SETUJU", "Setuju, silakan dilanjutkan.")

HEADS = {
    # blocks of headers without an address, in the languages of mail programs
    "german": "Von: Ratna Dewi\nGesendet: Dienstag, 3. M\u00e4rz 2026 09:12\nAn: Hendra Wijaya\nBetreff: Disposisi",
    "spanish": "De: Ratna Dewi\nEnviado el: martes, 3 de marzo de 2026 9:12\nPara: Hendra Wijaya\nAsunto: Disposisi",
    "italian": "Da: Ratna Dewi\nInviato: marted\u00ec 3 marzo 2026 09:12\nA: Hendra Wijaya\nOggetto: Disposisi",
    "malay": "Daripada: Ratna Dewi\nDihantar: Selasa, 3 Mac 2026\nKepada: Hendra Wijaya\nSubjek: Disposisi",
    "vietnamese": "T\u1eeb: Ratna Dewi\n\u0110\u00e3 g\u1eedi: 3/3/2026\n\u0110\u1ebfn: Hendra Wijaya\nCh\u1ee7 \u0111\u1ec1: Disposisi",
    "japanese": "\u5dee\u51fa\u4eba: Ratna Dewi\n\u65e5\u6642: 2026\u5e743\u67083\u65e5\n\u5b9b\u5148: Hendra\n\u4ef6\u540d: Disposisi",
    "arabic": "\u0645\u0646: Ratna Dewi\n\u0625\u0644\u0649: Hendra\n\u0627\u0644\u0645\u0648\u0636\u0648\u0639: Disposisi",
    "three": "Pengirim: Ratna Dewi\nTanggal: 3 Maret 2026\nPerihal: Jawaban",
    "two": "Dari : Kasubag Umum\nHal : Jawaban",
    "one": "Dari: Ratna Dewi",
    "address alone": "From: ratna@kanwil-contoh.example.go.id",
    "labels of no program": "Penulis asal: Ratna Dewi\nKanal: grup kantor",
    # lines of introduction
    "german line": "Am 03.03.2026 um 09:12 schrieb Ratna Dewi:",
    "french line": "Le mar. 3 mars 2026 \u00e0 09:12, Ratna Dewi a \u00e9crit :",
    "finnish line": "Ratna Dewi kirjoitti 3.3.2026 klo 9.12:",
    "broken line": "Op di 3 mrt. 2026 om 09:12 schreef Ratna\nDewi:",
    # heads of messages in chats
    "name over time": "Ratna Dewi\n09.12",
    "time over name": "09:12 AM\nRatna Dewi",
    "bracketed": "[03/03 09.12] Ratna Dewi",
    "bare": "Ratna Dewi  9:12 PM",
    "yesterday": "Bu Ratna, Kemarin 09.12",
    "with post": "Ratna Dewi (Kasubag), Selasa 09.12",
    # rulers, tags
    "ruler": "--- riwayat percakapan ---",
    "ruler of equal signs": "===== grup WA =====",
    # lines that announce
    "this is": "Pak, ini balasan Bu Ratna.",
    "below": "Simak tanggapan beliau di bawah ya.",
    "follows": "Berikut kami teruskan pesan Pak Kakanwil:",
    "copied": "copas chat pak kadiv",
    "passed on": "Terusan dari Bu Ratna",
    "mark of a chat": "Diteruskan",
    "forwarded": "Forwarded from Ratna Dewi",
    "contents": "Isi percakapan saya dengan Kakanwil kemarin",
    "quotation": "Kutipan:",
    "contents of a letter": "Isi suratnya:",
    "template": "Cukup balas:",
    "says": "Bu Ratna bilang begini pak",
    "fyi": "FYI",
    "a first name": "Ratna wrote on 3/3:",
    "from a first name": "Message from Ratna:",
}  # fmt: skip
INLINE = {
    "prompt": "Ratna> {}",
    "tag": "[quote=Ratna]{}[/quote]",
    "number": "Dari +62812xxxx: {}",
    "order": "Disposisi Kakanwil: {}",
    "answer of another": "Jawaban Bu Ratna: {}",
    "behind a dash": "\u201c{}\u201d\n\u2013 Ratna Dewi",
    "signed behind a dash": "{}\n\n\u2013 Ratna Dewi, Kasubag",
    "written by": "{}\n\n(dijawab oleh Ratna)",
    "signed with an office": "{}\n\nSalam,\nSari Wulandari\nTU Lapas Contoh",
}
BEHIND = (
    "SETUJU oleh Kakanwil",
    "SETUJU dari Pak Kakanwil",
    "Rekan-rekan sudah setuju",
    "Pelapor sudah setuju",
    "Tim sudah setuju",
)


def understood(text: str, at: str = "gangguan-jaringan/2", by: str = "Hendra Wijaya") -> Answer:
    sop_id, _, step = at.partition("/")
    people = cases.directory().people
    return sop.understand(
        text, step=rulebook().sops[sop_id].steps[step], files=[], rulebook=rulebook(), now=cases.at(2, "09.00"), by=by, people=people
    )  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_an_answer_below_anothers_head_is_asked_back(head: str, answer: str) -> None:
    found = understood(f"Selamat pagi.\n\n{head}\n\n{answer}")
    assert found.action is None
    assert found.doubt
    assert understood(f"{head}\n{answer}").action is None


# Below an answer these hold words that stand against it by themselves, whoever wrote them.
OPPOSING = ("vietnamese", "labels of no program", "finnish line", "says")


@pytest.mark.parametrize("name", [name for name in HEADS if name not in OPPOSING])
def test_an_answer_above_it_counts(name: str) -> None:
    head = HEADS[name]
    assert understood(f"SETUJU\n\n{head}\n\nLampu switch padam sejak pagi.").action is Action.SETUJU


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("line", INLINE.values(), ids=INLINE.keys())
def test_an_answer_that_stands_as_anothers_is_asked_back(line: str, answer: str) -> None:
    assert understood(line.format(answer)).action is None


@pytest.mark.parametrize("text", BEHIND)
def test_an_approval_of_others_is_none_of_the_holders(text: str) -> None:
    assert understood(text).action is None


@pytest.mark.parametrize(
    "text",
    [
        "Keputusan saya: SETUJU",
        "Jawaban saya sebagai berikut:\nSETUJU",
        "Membalas surel di bawah ini:\n\nSETUJU",
        "Menanggapi surat Lapas Narkotika di bawah:\n\nSETUJU",
        "Dari: Hendra Wijaya\n\nSETUJU",
        "Setuju dari kami, lanjutkan",
        "SETUJU\n\nSalam,\nHendra Wijaya\nKepala Bagian Program dan Humas",
        "SETUJU\n\n\u2013 Hendra",
        "SETUJU\n\n- segera dilaksanakan\n- laporkan hasilnya",
        "--- SETUJU ---",
    ],
)
def test_ones_own_answer_in_such_forms_counts(text: str) -> None:
    assert understood(text).action is Action.SETUJU


@pytest.mark.parametrize(
    "text",
    [
        "Laporan pekerjaan tanggal 2 Maret 2026 pukul 10.15:\n\nSELESAI\nPenyebab: adaptor mati\nTindakan: diganti\nChecklist: hijau",
        "Waktu: 10.15\nRuang: kunjungan\n\nSELESAI\nPenyebab: adaptor mati\nTindakan: diganti\nChecklist: hijau",
        "Berikut hasil pengecekan:\nSELESAI\nPenyebab: adaptor mati\nTindakan: diganti\nChecklist: hijau",
    ],
)
def test_a_report_of_ones_own_work_may_have_headings_and_times(text: str) -> None:
    found = understood(text, at="gangguan-jaringan/5", by="Budi Prakoso")
    assert found.action is Action.SELESAI
    assert found.values["penyebab"] == "adaptor mati"


def test_what_stands_below_anothers_head_is_no_value_of_the_holders() -> None:
    text = "SELESAI\n\nDari: Ratna Dewi\nTanggal: 3 Maret 2026\n\nPenyebab: kabel putus\nTindakan: disambung\nChecklist: ok"
    found = understood(text, at="gangguan-jaringan/5", by="Budi Prakoso")
    assert found.action in (None, Action.SELESAI)
    assert not found.values


def test_the_operator_and_a_proposal_are_answered_above_anothers_words_only() -> None:
    pasted = "[03/03 09.12] Ratna Dewi"
    rules = rulebook()
    assert sop.understand_operator("hak-akses", rulebook=rules)
    assert sop.understand_operator(f"{pasted}\nhak-akses", rulebook=rules) is None
    assert sop.understand_confirmation("SETUJU", rulebook=rules) is True
    assert sop.understand_confirmation(f"Pagi.\n\n{pasted}\nSETUJU", rulebook=rules) is None
    assert sop.understand_confirmation(f"SETUJU\n\n{pasted}\nTOLAK", rulebook=rules) is not False


def test_a_requester_closes_with_his_own_words() -> None:
    case, now = cases.closed("gangguan-jaringan"), cases.at(2, "09.00")
    assert sop.understand_requester("PUAS", case=case, rulebook=rulebook(), now=now).action is Action.PUAS
    pasted = "Jawaban Bu Ratna sebagai berikut:\n\nPUAS"
    assert sop.understand_requester(pasted, case=case, rulebook=rulebook(), now=now).action is None


# ------------------------------------------------------------------------------------------------- a form, and who filled it


def _asked() -> Original:
    effect = mails.assignment_mail(mails.asked(cases.until(cases.closed("gangguan-jaringan"), "5")))
    return original_of(effect, cases.closed("gangguan-jaringan"))


def _filled(introduction: str, cc: str, *, mark: str = "> ") -> str:
    """What is read of a reply that quotes our form with values in it, as from whom the introduction says."""
    original = _asked()
    form = original.text.replace("(analisis penyebab gangguan)", "adaptor terbakar")
    assert "adaptor terbakar" in form
    quote = "\n".join(f"{mark}{line}" for line in form.split("\n"))
    written = Written(plain=f"Selamat pagi.\n\n{introduction}\n\n{quote}\n")
    raw = as_mail(written, original, sender=BUDI, number=1, files={}, in_reply_to="nodis.a@b.example")
    raw = raw.replace(b"\nSubject:", f"\nCc: {cc}\nSubject:".encode(), 1) if cc else raw
    mail = intake.parse(raw, kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    asked = (original.text, intake.html_to_text(original.html))
    return replies.own_words(mail, asked=asked, rules=rulebook().kinds, office=(OFFICE,)).text


@pytest.mark.parametrize(
    "cc", [MADE, f"{BUDI}, {MADE}", '"ma" <x@luar.example>', '"I Made Suarta" <x@luar.example>', ""]
)
@pytest.mark.parametrize(
    "introduction",
    [
        f"Pada Sen, 2 Mar 2026 pukul 08.05 {MADE} menulis:",
        "Pada Sen, 2 Mar 2026 pukul 08.05 I Made Suarta menulis:",
        "Am 02.03.2026 um 08:05 schrieb I Made Suarta:",
        "Le lun. 2 mars 2026 \u00e0 08:05, I Made Suarta a \u00e9crit :",
        f"Dari: {MADE}\nTerkirim: Senin, 2 Maret 2026 08.05\nKepada: {BUDI}\nPerihal: Perbaikan",
    ],
)
def test_a_form_that_a_colleague_filled_in_is_his_whoever_gets_a_copy(introduction: str, cc: str) -> None:
    assert "adaptor" not in _filled(introduction, cc)


def test_a_form_that_a_colleague_filled_in_is_his_without_marks_too() -> None:
    introduction = f"Pada Sen, 2 Mar 2026 pukul 08.05 {MADE} menulis:"
    assert "adaptor" not in _filled(introduction, MADE, mark="")


def test_an_introduction_in_any_language_above_our_marked_lines_is_a_programs() -> None:
    text = _filled(f"Am 02.03.2026 um 08:05 schrieb {_asked().name}:", "")
    assert "schrieb" not in text


@pytest.mark.parametrize("cc", [MADE, ""])
def test_a_form_filled_in_within_our_own_mail_is_the_writers(cc: str) -> None:
    ours = f"Pada Sen, 2 Mar 2026 pukul 08.05 {_asked().name} <{OFFICE}> menulis:"
    assert "adaptor terbakar" in _filled(ours, cc)
    assert "adaptor terbakar" in _filled(f"Am 02.03.2026 um 08:05 schrieb {_asked().name}:", cc)
    assert "adaptor terbakar" in _filled(f"Pada Sen, 2 Mar 2026 pukul 08.05 {_asked().name} menulis:", cc)
