"""Letters and answers by people that sound automatic, and programs that do not say what they are: cases that went wrong once."""

from __future__ import annotations

import email
import hashlib
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from office_folder import ADDRESS, answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.cli.main import app
from pipeline.inspection import inspect
from pipeline.model import CaseState, MailKind, Understanding
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from rules import rulebook

BUGS = Path(__file__).parents[1] / "cases" / "bugs"
ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZONE)
OWN = "layanan-ti@kantor.example.go.id"
KINDS = {
    "a26-letter-with-ics": ("letter", "gangguan-jaringan"),
    "h01-human-bounce-complaint": ("letter", "masalah-software"),
    "h02-human-urgent-contact": ("letter", "gangguan-jaringan"),
    "h03-human-on-leave": ("letter", "hak-akses"),
    "h06-human-received": ("letter", "gangguan-jaringan"),
    "h07-human-noreply-quote": ("letter", "keluhan-aplikasi"),
    "h08-human-ticket-subject": ("letter", "gangguan-jaringan"),
    "h12-human-return-path-empty": ("letter", "gangguan-jaringan"),
    "h13-human-xautoresponse": ("letter", "gangguan-jaringan"),
    "h16-human-with-pdf": ("letter", None),
    "k01-own-google-group": ("letter", "gangguan-jaringan"),
    "k02-noreply-sender": ("automatic", None),
    "k03-dma-bounce": ("bounce", None),
    "k04-empty-from-bounce": ("bounce", None),
    "k12-autoreply-2": ("automatic", None),
}


def understood(raw: bytes) -> Understanding:
    with Reader(1) as reader:
        return inspect("surel.eml", raw, rulebook=rulebook(), directory=Directory(), zone=ZONE, reader=reader, own=OWN)


@pytest.mark.parametrize("name", KINDS)
def test_it_is_told_by_all_that_it_says(name: str) -> None:
    kind, sop = KINDS[name]
    found = understood((BUGS / name / "surel.eml").read_bytes())
    assert found.kind.value == kind, found.because
    if kind == "letter":
        assert found.letters
    if sop:
        assert found.routes[0].sop == sop


def paragraphs(name: str, split: str) -> list[str]:
    return (BUGS / name / "balasan.txt").read_text(encoding="utf-8").strip().split(split)


@pytest.mark.parametrize("words", paragraphs("s11-polite-holder", "\n"))
def test_a_polite_approval_is_one(tmp_path: Path, words: str) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", typed_letter(1))
        running.run_once()
        (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment"]
        put(tmp_path, "jawab", answer(asked, words))
        running.run_once()
        with running.store.reading() as tx:
            assert tx.case("2026-0001").step == "3"


@pytest.mark.parametrize("words", paragraphs("s12-autoreplies-without-header", "\n\n"))
def test_an_automatic_answer_of_a_holder_moves_nothing_and_is_not_answered(tmp_path: Path, words: str) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", typed_letter(1))
        running.run_once()
        (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment"]
        before = len(sent(tmp_path))
        put(tmp_path, "jawab", answer(asked, words))
        running.run_once()
        assert len(sent(tmp_path)) == before
        with running.store.reading() as tx:
            assert (tx.case("2026-0001").step, tx.sums().messages["automatic"]) == ("2", 1)


@pytest.mark.parametrize(
    "words",
    [
        "Setuju. Mohon maaf baru balas, saya sedang cuti.",
        "Oke pak lanjut. Saya sedang di luar kota, kalau ada apa-apa hubungi 0812-0000-1111.",
        "Silakan ditindaklanjuti oleh Kasubbag, saya sedang mengikuti diklat.",
        "Setuju. Balasan ini saya kirim sendiri, bukan balasan otomatis.",
        "Approved. I am travelling with limited e-mail access.",
        "Lanjutkan saja. Saya sedang dinas luar, untuk hal mendesak hubungi Bu Lestari.",
    ],
)
def test_a_holders_answer_that_sounds_automatic_is_understood_or_asked_back(tmp_path: Path, words: str) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", typed_letter(1))
        running.run_once()
        (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment"]
        before = len(sent(tmp_path))
        put(tmp_path, "jawab", answer(asked, words))
        running.run_once()
        assert len(sent(tmp_path)) > before
        with running.store.reading() as tx:
            assert "automatic" not in tx.sums().messages or not tx.sums().messages["automatic"]


@pytest.mark.parametrize("words", paragraphs("s10-polite-requester", "\n---\n"))
def test_a_polite_requester_is_heard(tmp_path: Path, words: str) -> None:
    config = make_office(tmp_path)
    with service.open_service(config, now=NOW) as running:
        put(tmp_path, "surat", (BUGS / "s10-polite-requester" / "1.eml").read_bytes())
        running.run_once()
        (asked,) = [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "completeness"]
        put(tmp_path, "jawab", answer(asked, words))
        running.run_once()
        with running.store.reading() as tx:
            case = tx.case("2026-0001")
    assert case.state is CaseState.OPEN
    assert case.letter.value("requester.phone") == "+6281211112222"


def message(text: str, subject: str = "Laporan", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = headers.pop("From", "Tono <tono@unit.example>")
    mail["To"] = ADDRESS
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{hashlib.sha256(f'{subject}{text}'.encode()).hexdigest()[:16]}@unit.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


FRAUD = (
    ("Akun email Anda akan dinonaktifkan", "Kotak surat Anda penuh dan tidak dapat menerima pesan. Mohon segera verifikasi akun Anda: klik tautan berikut http://mail.example/x"),
    ("Undian berhadiah", "Selamat, Anda memenangkan hadiah Rp 500 juta. Mohon transfer biaya administrasi Rp 2.000.000 agar dana dapat dikirim."),
    ("Dear beneficiary", "I am a barrister. An inheritance of USD 4.5 million waits for you. Please reply with your bank account details to claim."),
    ("Anda direkam", "Peretas telah meretas perangkat Anda dan merekam lewat kamera. Mohon kirim 500 USD bitcoin dalam 24 jam, atau aplikasi akan rusak."),
)  # fmt: skip


@pytest.mark.parametrize(("subject", "text"), FRAUD)
def test_fraud_is_no_letter(subject: str, text: str) -> None:
    found = understood(message(text, subject, From="x@luar.example").as_bytes())
    assert found.kind in (MailKind.UNRELATED, MailKind.AUTOMATIC)
    assert found.unsure


def test_who_reports_fraud_is_heard() -> None:
    text = (
        "Beberapa pegawai kami menerima surel yang meminta verifikasi akun dengan klik tautan http://mail.example/x, "
        "dan aplikasi SIMPEG kini tidak dapat dibuka. Mohon diperbaiki."
    )
    assert understood(message(text, "Surel penipuan").as_bytes()).kind is MailKind.LETTER


@pytest.mark.parametrize(
    "text",
    [
        "Mas admin, akun SIMPEG saya terkunci setelah lima kali salah kata sandi. Tolong dibukakan dan direset ya, besok harus unggah SKP. Wawan, 0812-5550-1010",
        'Saya lupa password dan sekarang muncul tulisan "akun anda diblokir, hubungi administrator". Mohon dibuka lagi karena laporan bulanan belum saya kirim. Rina, Subbag Keuangan',
    ],
)
def test_who_complains_of_a_locked_account_is_no_fraud(text: str) -> None:
    found = understood(message(text, "akun terkunci", From="Wawan <wawan@luar.example>").as_bytes())
    assert found.kind is MailKind.LETTER
    assert found.routes[0].sop == "keluhan-aplikasi"


def letter_pdf() -> bytes:
    parsed = email.message_from_bytes((BUGS / "h16-human-with-pdf" / "surel.eml").read_bytes())
    (part,) = [part for part in parsed.walk() if part.get_content_type() == "application/pdf"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize(
    "headers", [{"From": "Persuratan <noreply@srikandi.example.go.id>"}, {"Auto_Submitted": "auto-generated"}]
)
def test_a_letter_that_a_program_brings_opens_a_case_and_is_not_acknowledged(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    mail = message("Naskah dinas terlampir.", "Naskah masuk", **headers)
    mail.add_attachment(letter_pdf(), maintype="application", subtype="pdf", filename="surat.pdf")
    config = make_office(tmp_path)
    put(tmp_path, "surat", mail.as_bytes())
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        with running.store.reading() as tx:
            assert len(tx.cases()) == 1
    assert [one for one in sent(tmp_path) if one["X-Nodis-Purpose"] == "acknowledgement"] == []


def test_the_operator_sees_what_was_filed_and_brings_it_back(tmp_path: Path) -> None:
    raw = message(
        "Saya sedang cuti sampai Jumat, untuk hal mendesak silakan hubungi Budi. Jaringan ruang arsip.", "Cuti"
    ).as_bytes()
    config = make_office(tmp_path)
    put(tmp_path, "cuti", raw)
    sha = hashlib.sha256(raw).hexdigest()
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        with running.store.reading() as tx:
            assert (tx.message(sha).state, tx.cases()) == ("automatic", ())
        for day in (1, 2):
            running.clock.frozen = NOW + timedelta(days=day)
            running.run_once()
    ledgers = [one.as_string() for one in sent(tmp_path) if "Neraca" in str(one["Subject"])]
    assert sum(sha[:12] in one for one in ledgers) == 1, "each is shown once"
    refused = CliRunner().invoke(app, ["retry", sha[:12], "--as", "bounce", "--config", str(config)])
    assert refused.exit_code != 0
    done = CliRunner().invoke(app, ["retry", sha[:12], "--as", "letter", "--config", str(config)])
    assert done.exit_code == 0, done.output
    with service.open_store(config) as store, store.reading() as tx:
        assert tx.message(sha).state == "letter"
        assert len(tx.cases()) == 1


def test_what_calls_itself_secret_is_not_quoted_in_the_list(tmp_path: Path) -> None:
    raw = message("RAHASIA. Saya sedang cuti sampai Jumat, pesan akan dibalas setelah kembali.", "Cuti").as_bytes()
    config = make_office(tmp_path)
    put(tmp_path, "cuti", raw)
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        running.clock.frozen = NOW + timedelta(days=1)
        running.run_once()
    bodies = [one.get_body(("plain",)) for one in sent(tmp_path) if "Neraca" in str(one["Subject"])]
    said = "".join(str(body.get_content()) for body in bodies if body)
    assert "isi tidak dikutip" in said
    assert "setelah kembali" not in said


@pytest.mark.parametrize(
    "text",
    [
        "Kami tidak lagi menerima buletin dari Biro Humas. Mohon dicek apakah masuk daftar blokir di server surel.",
        "Budi Santoso is no longer with our office. Please revoke his access to SDP and SIMPEG as of today.",
    ],
)
def test_what_is_not_seen_to_ask_stands_in_the_morning_list(tmp_path: Path, text: str) -> None:
    raw = message(text, "Newsletter").as_bytes()
    config = make_office(tmp_path)
    put(tmp_path, "surel", raw)
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        running.clock.frozen = NOW + timedelta(days=1)
        running.run_once()
    sha = hashlib.sha256(raw).hexdigest()
    assert [one for one in sent(tmp_path) if "Neraca" in str(one["Subject"]) and sha[:12] in one.as_string()]
