"""What people get to read: complete, short, safe, and answerable by one touch."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
import mails
import sop_cases
from pipeline.model import Action, Address, Case, CaseState, Field, Purpose, SendMail, Sifat
from pipeline.outbox import Written, write
from pipeline.outbox.templates import NAMES
from pipeline.sop import understand
from pipeline.sop.answering import ALWAYS

SAMPLES = mails.samples()
OFFICE = cases.facts().address


def written(name: str) -> Written:
    return mails.put_in_words(*SAMPLES[name])


def tree(html: str) -> ET.Element:
    """The mail as XML: a parser that forgives nothing."""
    return ET.fromstring(html.removeprefix("<!doctype html>\n"))  # noqa: S314 - our own words


def words_of(html: str) -> str:
    body = tree(html).find("body")
    assert body is not None
    return " ".join(" ".join(str(one) for one in body.itertext()).split())


def links(html: str) -> list[tuple[str, str]]:
    return [(" ".join("".join(one.itertext()).split()), one.get("href") or "") for one in tree(html).iter("a")]


def opened(href: str) -> tuple[str, str, str]:
    """To, subject and body of what a mailto link opens."""
    parts = urlsplit(href)
    assert parts.scheme == "mailto"
    query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    return unquote(parts.path), query["subject"][0], query.get("body", [""])[0]


def header(mail: Written, name: str) -> str | None:
    return dict(mail.headers).get(name)


# -------------------------------------------------------------------------------------------------------------- all mails


def test_every_mail_has_a_sample() -> None:
    assert {effect.template for effect, _ in SAMPLES.values()} == set(NAMES)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_is_complete_and_narrow(name: str) -> None:
    mail = written(name)
    assert mail.text.startswith("Yth. ")
    assert cases.facts().name in mail.text
    assert not re.search(
        r"\bNone\b|Undefined|\{\{|\{%|&[a-z#]+;|,,|\.\.(?!\.)|  \n|\n\n\n", mail.text.replace("...", "…")
    )
    assert all(len(line) <= 72 for line in mail.text.splitlines())
    assert len(mail.text.splitlines()) <= 60


BROKEN = re.compile(
    r"(?:(?:Senin|Selasa|Rabu|Kamis|Jumat),|\b\d{1,2}|\b\d{1,2} (?:Maret|Juni)|\b(?:Sen|Sel|Rab|Kam|Jum) \d{1,2}/\d{1,2}|pukul|\d{2}\.\d{2}"
    r"|\d{8}|\d{8} \d{6}|\d{8} \d{6} \d)$"
)
AFTER = re.compile(r"^(?:\d{1,2} (?:Maret|Juni)|(?:Maret|Juni) |2026|\d{2}\.\d{2} WITA|WITA|\d{6} \d )")


@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_ends_within_a_date(name: str) -> None:
    mail = written(name)
    lines = [line.strip() for line in mail.text.splitlines()]
    broken = [(one, other) for one, other in pairwise(lines) if BROKEN.search(one) and AFTER.match(other)]
    assert not broken
    whole = {" ".join(one.itertext()) for one in tree(mail.html).iter("span") if "nowrap" in (one.get("style") or "")}
    for moment in re.findall(r"\d{1,2} Maret 2026|\d{2}\.\d{2} WITA", words_of(mail.html)):
        assert any(moment in one for one in whole), moment


PHONE = 40  # signs of a subject that a phone shows
ABOUT = re.compile(r"Lembaga|Lapas|Bagian|Subbagian|Unit|Gangguan|Aplikasi|W\.99|ruang|Rahasia", re.IGNORECASE)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_subject_begins_with_what_it_is_about(name: str) -> None:
    subject = written(name).subject
    assert not subject.startswith("[")
    assert not re.search(
        r"\[|[0-9A-Z]{4}-[0-9A-Z]{4}-", subject[: min(PHONE, subject.find(" [") if " [" in subject else PHONE)]
    )
    if SAMPLES[name][1]:
        assert ABOUT.search(subject.rpartition(" [")[0])


def test_a_long_subject_keeps_its_code() -> None:
    effect, case = SAMPLES["assignment"]
    assert case
    unit = sop_cases.field("Lembaga Pembinaan Khusus Anak dan Rumah Penyimpanan Benda Sitaan Negara " * 3)
    places = {"requester.unit": unit, "issue.location": unit}
    long = replace(case, letter=replace(case.letter, fields={**case.letter.fields, **places}))
    subject = mails.put_in_words(effect, long).subject
    assert len(subject) <= 180
    assert subject.endswith(f" [2026-0042 {mails.CODE}]")


@pytest.mark.parametrize("name", ["assignment", "assignment-disposition", "asked-back", "passed-on", "reminder"])
def test_where_pindah_may_lead_is_listed(name: str) -> None:
    mail = written(name)
    own = SAMPLES[name][1].sop if SAMPLES[name][1] else None  # type: ignore[union-attr]
    listed = mail.text.partition("Alur untuk PINDAH:")[2]
    for sop in cases.SOPS:
        assert (sop in listed) is (sop != own)
        assert (sop in words_of(mail.html)) is (sop != own)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_html_is_sound_and_loads_nothing(name: str) -> None:
    mail = written(name)
    root = tree(mail.html)
    assert not set(root.itertext()) & {"None"}
    assert not {one.tag for one in root.iter()} & {"img", "script", "link", "style", "iframe", "object", "form"}
    assert not any(key in {"src", "background"} or key.startswith("on") for one in root.iter() for key in one.attrib)
    assert all(href.startswith("mailto:") for _, href in links(mail.html))
    assert "url(" not in mail.html
    # a colour of text never stands without the background it is meant for (dark mode)
    for one in root.iter():
        style = dict(part.split(":", 1) for part in (one.get("style") or "").split(";") if ":" in part)
        assert style.get("color", "inherit") == "inherit" or "background-color" in style


@pytest.mark.parametrize("name", SAMPLES)
def test_text_and_html_say_the_same(name: str) -> None:
    mail = written(name)
    said = words_of(mail.html)
    for line in re.split(r"\n\n", mail.text):
        for piece in re.split(r"\s{2,}|\n", line):
            facts = re.findall(r"\d{4}-\d{4}|\d\d\.\d\d WITA|0812-0000-\d{4}", piece)
            assert all(fact in said for fact in facts), piece


@pytest.mark.parametrize("name", SAMPLES)
def test_subject_and_headers_are_what_the_design_says(name: str) -> None:
    effect, case = SAMPLES[name]
    mail = written(name)
    assert "\n" not in mail.subject
    assert len(mail.subject) <= 180
    assert header(mail, "X-Nodis-Purpose") == effect.purpose.value
    assert header(mail, "X-Nodis-Case") == (case.id if case else None)
    assert header(mail, "Reply-To") == OFFICE
    assert header(mail, "Auto-Submitted") == "auto-generated"  # it stands in no thread
    assert not case or mail.subject.rpartition(" [")[2].startswith(case.id)
    assert not mail.subject.startswith("[")  # a phone shows what it is about
    assert mail.subject.count("[") == (1 if case else 0)
    assert ("X-Nodis-Step" in dict(mail.headers)) == (effect.purpose is Purpose.ASSIGNMENT)
    if effect.assignment and case:
        assert mail.subject.endswith(f" [{case.id} {mails.CODE}]")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_link_opens_an_answer_to_the_office_in_its_case(name: str) -> None:
    mail = written(name)
    bracket = f"[{mail.subject.rpartition('[')[2]}" if "[" in mail.subject else ""
    for label, href in links(mail.html):
        to, subject, body = opened(href)
        assert to == OFFICE
        assert subject.startswith(f"Re: {bracket}"), label
        assert body


@pytest.mark.parametrize("name", [name for name, (_, case) in SAMPLES.items() if case])
def test_a_letter_marked_rahasia_is_quoted_in_no_mail(name: str) -> None:
    effect, case = SAMPLES[name]
    assert case
    fields = {**case.letter.fields, "sifat": sop_cases.field(Sifat.RAHASIA.value)}
    quoted = {
        key: "isi rahasia surat"
        for key in ("read", "values", "fields", "text", "because", "subject")
        if key in effect.says
    }
    secret = replace(case, letter=replace(case.letter, fields=fields))
    mail = mails.put_in_words(replace(effect, says={**effect.says, **quoted, "question": "Kapan?"}), secret)
    whole = f"{mail.subject}\n{' '.join(mail.text.split())}\n{words_of(mail.html)}\n{unquote(mail.html)}"
    for path, found in case.letter.fields.items():
        if path not in ("sifat", "requester.name", "signatory.name"):  # names of the people written to
            assert found.value not in whole, path
    assert "isi rahasia surat" not in whole
    assert not any(row.name and row.nip and row.nip in whole for row in case.letter.access)
    assert case.id in mail.subject


def test_values_corrected_in_a_secret_case_are_told_to_nobody() -> None:
    effect, case = SAMPLES["status"]
    assert case
    told = replace(
        effect,
        to=Address(address=case.assignments[0].address),
        says={"note": "Pemohon memperbaiki data:\nNo. HP: 0812-0000-9999"},
    )
    assert "0812-0000-9999" in mails.put_in_words(told, case).text
    fields = {**case.letter.fields, "sifat": sop_cases.field(Sifat.RAHASIA.value)}
    secret = replace(case, letter=replace(case.letter, fields=fields))
    assert "0812-0000-9999" not in mails.put_in_words(told, secret).text


# ----------------------------------------------------------------------------------------------------- single things said


def test_an_assignment_names_place_trouble_contact_and_deadline() -> None:
    mail = written("assignment")
    assert mail.subject == (
        "SEGERA: Lembaga Pemasyarakatan Contoh, ruang kunjungan: Perbaikan jaringan, "
        "paling lambat Sel 3/3 08.55 WITA [2026-0042 KQ7M-2XP9-RTA4]"
    )
    flat = " ".join(mail.text.split())
    assert "Mohon perbaikan jaringan (langkah 5 dari 8), paling lambat Selasa, 3 Maret 2026 pukul 08.55 WITA." in flat
    assert "Di mana Lembaga Pemasyarakatan Contoh, ruang kunjungan" in flat
    assert "Hubungi Sari Wulandari, 0812-0000-4455" in flat
    assert "Terlampir: Surat Perintah, Lembar Disposisi, surat asli, bukti." in flat
    assert header(mail, "X-Nodis-Step") == "gangguan-jaringan/5"
    assert header(mail, "X-Nodis-Answers") == "SELESAI, TANYA, TUNDA, TERUSKAN, ALIHKAN, PINDAH"
    assert header(mail, "X-Nodis-Asks") == "penyebab, tindakan, checklist, foto"


def doubting(name: str, path: str) -> Written:
    """A mail whose letter says `path` less than surely, and perhaps in which position its writer is."""
    effect, case = SAMPLES[name]
    assert case
    letter = case.letter
    unsure = replace(letter.fields[path], finder="model", confidence=0.45)
    maybe = {"requester.position": replace(unsure, value="Pengelola Jaringan")}
    fields = {key: one for key, one in letter.fields.items() if key not in maybe}
    letter = replace(letter, fields={**fields, path: unsure}, doubtful=maybe)
    return mails.put_in_words(effect, replace(case, letter=letter))


def test_what_is_doubtful_is_shown_as_doubtful_to_sender_and_holder() -> None:
    acknowledged = " ".join(doubting("acknowledgement", "requester.name").text.split())
    assert "Sari Wulandari (belum pasti)" in acknowledged
    assert "mungkin Pengelola Jaringan (belum pasti)" in acknowledged
    assigned = " ".join(doubting("assignment", "issue.location").text.split())
    assert "ruang kunjungan (belum pasti)" in assigned
    assert "mungkin Pengelola Jaringan (belum pasti)" in assigned
    assert "belum pasti" not in written("acknowledgement").text
    assert "belum pasti" not in doubting("acknowledgement", "number").text.replace(
        "mungkin Pengelola Jaringan (belum pasti)", ""
    )


def test_the_button_opens_the_form_of_what_the_step_asks() -> None:
    href = dict(links(written("assignment").html))["Jawab SELESAImembuka balasan yang tinggal diisi"]
    _, subject, body = opened(href)
    assert subject == "Re: [2026-0042 KQ7M-2XP9-RTA4] Perbaikan jaringan"
    assert body.split("\r\n") == [
        "SELESAI",
        "Penyebab : ",
        "Tindakan : ",
        "Checklist: ",
        "(lampirkan foto dokumentasi perbaikan)",
    ]


def test_an_approval_says_where_each_answer_leads() -> None:
    flat = " ".join(written("assignment-approval").text.split())
    assert "SETUJU Nota Dinas Hasil Perbaikan diterbitkan; hasil dikirim kepada pemohon" in flat
    assert "KOREKSI <catatan> kembali ke langkah 6" in flat


def test_a_requester_who_is_a_party_is_offered_only_what_he_can_do() -> None:
    mail = written("assignment-party")
    assert header(mail, "X-Nodis-Answers") == "SELESAI"
    assert "TANYA" not in mail.text
    assert "(lampirkan berita acara yang sudah ditandatangani)" in mail.text


def test_a_deputy_reads_for_whom_he_stands_in() -> None:
    case = mails.asked(cases.until(cases.closed("gangguan-jaringan"), "2"), key="ratih", acting="Plh.")
    text = " ".join(mails.put_in_words(mails.assignment_mail(case), case).text.split())
    assert "Bapak/Ibu bertindak sebagai Plh. Kepala Bagian Program dan Hubungan Masyarakat." in text


def test_asking_back_names_the_assignment_so_that_the_next_answer_finds_it() -> None:
    assert written("asked-back").subject.endswith(f" [2026-0042 {mails.CODE}]")
    assert "SELESAI" in written("asked-back").text
    assert written("asked-back-requester").subject.endswith(" [2026-0042]")


def test_the_echo_names_the_answered_assignment_so_that_batal_finds_it() -> None:
    mail = written("understood")
    assert mail.subject.endswith(f" [2026-0042 {mails.CODE}]")
    ((_, href),) = links(mail.html)
    assert opened(href)[2] == "BATAL"
    effect, case = SAMPLES["understood"]
    assert case
    assert "BATAL" not in mails.put_in_words(effect, replace(case, undo=None, undo_by=None)).text


def test_the_operator_picks_an_sop_by_one_touch_the_likeliest_first() -> None:
    found = [opened(href)[2] for _, href in links(written("review").html)]
    assert found[:2] == ["gangguan-jaringan", "keluhan-aplikasi"]
    assert set(found[:-1]) == set(cases.SOPS)
    assert found[-1] == "TOLAK "


def test_a_completeness_mail_opens_the_form_of_what_is_missing() -> None:
    ((_, href),) = links(written("completeness").html)
    assert opened(href)[2] == "Nama penanggung jawab: \r\nNomor HP penanggung jawab: \r\nPermintaan penyelesaian: "


@pytest.mark.parametrize(
    ("sifat", "word"), [("segera", "SEGERA: "), ("sangat_segera", "SANGAT SEGERA: "), ("biasa", "")]
)
def test_urgency_stands_in_the_subject(sifat: str, word: str) -> None:
    effect, case = SAMPLES["assignment"]
    assert case
    letter = replace(case.letter, fields={**case.letter.fields, "sifat": sop_cases.field(sifat)})
    subject = mails.put_in_words(effect, replace(case, letter=letter)).subject
    assert subject.startswith(f"{word}Lembaga Pemasyarakatan Contoh")
    assert subject.endswith(f" [2026-0042 {mails.CODE}]")


@pytest.mark.parametrize(
    ("name", "answers"),
    [("acknowledgement", True), ("completeness", True), ("asked-back", True), ("assignment", False), ("result", False)],
)
def test_what_answers_a_mail_says_so_and_stands_in_its_thread(name: str, *, answers: bool) -> None:
    mail = mails.put_in_words(*SAMPLES[name], thread=("first@unit.example", "last@unit.example"))
    assert header(mail, "Auto-Submitted") == ("auto-replied" if answers else "auto-generated")
    assert header(mail, "In-Reply-To") == "<last@unit.example>"
    assert header(mail, "References") == "<first@unit.example> <last@unit.example>"


def test_no_case_of_somebody_elses_subject_gets_into_ours() -> None:
    effect, case = SAMPLES["problem-case"]
    mail = mails.put_in_words(effect, case)
    assert mails.CODE not in mail.subject + mail.text + mail.html
    stray = mails.put_in_words(mails.mail("problem", problem="x", subject="Re: [2026-0001 AAAA-BBBB-CCCC] y"), None)
    assert stray.subject == "Surel belum dapat diproses: Re: y"


NASTY = "Lapas\r\nBcc: x@evil.example\r\n\r\n<script>alert(1)</script> & [2026-0001] {{ 7*7 }} \x00\u202e"


def test_what_a_letter_says_stays_text() -> None:
    effect, case = SAMPLES["assignment"]
    assert case
    fields = {path: replace(found, value=NASTY) for path, found in case.letter.fields.items() if path in (
        "requester.unit", "requester.name", "issue.location", "issue.description", "requested_resolution",
    )}  # fmt: skip
    letter = replace(case.letter, fields={**case.letter.fields, **fields})
    mail = mails.put_in_words(effect, replace(case, letter=letter), thread=("a\r\nBcc: x@evil.example",))
    assert not any(re.search(r"[\r\n\x00]", value) for value in (mail.subject, *dict(mail.headers).values()))
    assert "evil" not in json.dumps(dict(mail.headers))
    assert "<script>" not in mail.html
    assert "49" not in mail.subject
    assert mail.subject.count("[") == 1
    assert tree(mail.html) is not None


@given(note=st.text(max_size=200), name=st.sampled_from(["assignment", "status", "refusal", "result", "withdrawn"]))
def test_whatever_people_write_the_mail_stays_sound(note: str, name: str) -> None:
    effect, case = SAMPLES[name]
    says = {"note": note, "reason": note, "question": note, "answer": note, "from": note}
    mail = mails.put_in_words(replace(effect, says=says), case)
    assert tree(mail.html) is not None
    assert mail.subject.isprintable()


def test_the_greeting_is_the_position_that_signed_if_it_was_read_well() -> None:
    effect, case = SAMPLES["acknowledgement"]
    assert case
    assert mails.put_in_words(effect, case).text.startswith("Yth. Kepala Lembaga Pemasyarakatan Contoh,")
    doubtful = Field(value="Kepa1a Lernbaga", confidence=0.4, part="surat.pdf", page=1, text="", finder="signature")
    letter = replace(case.letter, fields={**case.letter.fields, "signatory.position": doubtful})
    assert mails.put_in_words(effect, replace(case, letter=letter)).text.startswith("Yth. Sari Wulandari,")


def test_an_acknowledgement_with_hardly_anything_read_still_makes_sense() -> None:
    effect, case = SAMPLES["acknowledgement"]
    assert case
    bare = replace(
        case, letter=replace(case.letter, fields={}, evidence=()), requester=Address(address="x@unit.example")
    )
    text = mails.put_in_words(replace(effect, to=bare.requester), bare).text
    assert text.startswith("Yth. Bapak/Ibu,\n\nSurat Saudara telah kami terima pada")


# ------------------------------------------------------------------------------------------------- together with the engine


def rendered(effect: SendMail, case: Case) -> Written:
    rulebook = sop_cases.rulebook()
    return write(
        effect,
        case,
        sop=rulebook.sops[case.sop] if case.sop else None,
        rulebook=rulebook,
        facts=sop_cases.FACTS,
        directory=sop_cases.desk().directory,
        templates=mails.templates(),
        now=sop_cases.MONDAY,
    )


@pytest.mark.parametrize("sop", cases.SOPS)
def test_every_mail_of_a_whole_case_can_be_written(sop: str) -> None:
    walk = sop_cases.Walk(sop)
    seen = set()
    while True:
        for effect in walk.mails(last=True):
            mail = rendered(effect, walk.case)
            seen.add(effect.template)
            assert tree(mail.html) is not None
            assert all(len(line) <= 72 for line in mail.text.splitlines())
        if walk.case.state.ended:
            break
        answers = walk.desk.rulebook.sops[sop].steps[walk.assignment.step].answers
        sop_cases.complete(walk, next(one for one in ("SELESAI", "SETUJU", "TANGANI") if Action(one) in answers))
    assert walk.case.state is CaseState.CLOSED
    assert {"acknowledgement", "assignment", "understood", "result", "report"} <= seen


STEPS = [
    (sop, number)
    for sop, found in mails.rulebook().sops.items()
    for number, step in found.steps.items()
    if step.by == "person"
]


@pytest.mark.parametrize(("sop", "number"), STEPS)
def test_what_a_mail_offers_the_engine_understands(sop: str, number: str) -> None:
    case = mails.asked(cases.until(cases.closed(sop), number))
    step = mails.rulebook().sops[sop].steps[number]
    mail = mails.put_in_words(mails.assignment_mail(case), case)
    offered = (header(mail, "X-Nodis-Answers") or "").split(", ")
    taken = {*step.answers, *ALWAYS, Action.TERUSKAN}
    assert {Action(word) for word in offered} <= taken
    fillings = {
        "KOREKSI": "lengkapi fotonya", "TOLAK": "bukan kewenangan kami", "TANYA": "di ruang mana letaknya?",
        "TERUSKAN ke": "Budi Prakoso", "PINDAH": "bandwidth", "TERUSKAN": "", "TANGANI": "", "SETUJU": "", "SELESAI": "",
    }  # fmt: skip
    files = [f"{key}.jpg" for key in step.asks if mails.rulebook().asks[key].file]
    for label, href in links(mail.html):
        body = opened(href)[2]
        if body.startswith("TUNDA"):
            body = "TUNDA sampai 5 Maret 2026, karena menunggu suku cadang"
        first, *rest = body.split("\r\n")
        filled = [f"{line}isi yang benar" if ":" in line else line for line in rest]
        reply = "\n".join([f"{first.strip()} {fillings.get(first.strip(), '')}".strip(), *filled])
        answer = understand(reply, step=step, files=files, rulebook=sop_cases.rulebook(), now=cases.at(2, "13.45"))
        assert answer.action == Action(first.split()[0]), (label, reply, answer.doubt)
        if rest:
            assert set(answer.values) == {key for key in step.asks if not mails.rulebook().asks[key].file}
            assert set(answer.values.values()) <= {"isi yang benar"}


def test_a_requester_who_signs_minutes_gets_his_code_when_he_is_asked_back() -> None:
    case = mails.asked(cases.until(cases.closed("hak-akses"), "6"))
    mine = replace(case.assignments[0], address=case.requester.address, role="hak-akses/pemohon")
    case = replace(case, assignments=(*case.assignments, mine))
    doubt = SendMail(purpose=Purpose.NOTICE, template="asked-back", to=case.requester, says={"doubt": "Kurang jelas."})
    assert mine.code in mails.put_in_words(doubt, case).subject
