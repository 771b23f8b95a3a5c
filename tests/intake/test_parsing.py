"""Mails as they come: charsets, wrappers, quotes, and which kind each is."""

from __future__ import annotations

import email.policy
import random
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office_folder import typed_letter
from pipeline.intake import parse
from pipeline.model import Mail, MailKind
from pipeline.rulebook import Trust
from rules import rulebook

OWN = "layanan-ti@kanwil-contoh.example.go.id"


def read(raw: bytes, trust: Trust | None = None) -> Mail:
    return parse(raw, kinds=rulebook().kinds, trust=trust or Trust(), own=OWN)


def message(text: str = "Mohon bantuan, jaringan mati.", **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = headers.pop("From", "Tono <tono@unit.example>")
    mail["To"] = OWN
    mail["Subject"] = headers.pop("Subject", "Laporan")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        (message(), MailKind.LETTER),
        (message(Auto_Submitted="auto-replied"), MailKind.AUTOMATIC),
        (message(X_Autoreply="yes"), MailKind.AUTOMATIC),
        (message("Saya kembali Senin.", Subject="Balasan Otomatis: Cuti"), MailKind.AUTOMATIC),
        (message("Back on Monday.", Subject="Re: Automatic reply: surat"), MailKind.AUTOMATIC),
        (message(Subject="Balasan otomatis tidak berhenti"), MailKind.LETTER),
        (message("Saya sedang cuti tahunan sampai 3 Maret 2026."), MailKind.AUTOMATIC),
        (message("Dibaca Senin pukul 09.00.", Subject="Dibaca: laporan"), MailKind.AUTOMATIC),
        (message(Return_Path="<>"), MailKind.LETTER),
        (message("Kantor tutup.", Return_Path="<>"), MailKind.AUTOMATIC),
        (message(X_Auto_Response_Suppress="All"), MailKind.LETTER),
        (message(Auto_Submitted="no"), MailKind.LETTER),
        (message(Auto_Submitted="auto-generated"), MailKind.AUTOMATIC),
        (message(From="SIMPEG <no-reply@simpeg.example>"), MailKind.AUTOMATIC),
        (message(From=f"Layanan <{OWN}>"), MailKind.AUTOMATIC),
        (message(X_Nodis_Purpose="notice"), MailKind.AUTOMATIC),
        (message(List_Unsubscribe="<mailto:x@vendor.example>"), MailKind.UNRELATED),
        (message(Precedence="bulk"), MailKind.UNRELATED),
        (message(From="MAILER-DAEMON@mx.example", Subject="Undelivered Mail Returned to Sender"), MailKind.BOUNCE),
        (message("Terima kasih", Subject="Re: x", In_Reply_To="<abc@lain.example>"), MailKind.REPLY),
        (message("SETUJU", Subject="Re: [2026-0001 KQ7M-2XP9-RTA4] Disposisi"), MailKind.REPLY),
        (message("acc", Subject="x", In_Reply_To="<nodis.2026-0001.abc@kanwil-contoh.example.go.id>"), MailKind.REPLY),
        (message(Subject="Fwd: laporan gangguan"), MailKind.LETTER),
    ],
)
def test_kinds(mail: EmailMessage, kind: MailKind) -> None:
    found = read(mail.as_bytes())
    assert found.kind is kind, found.because
    assert found.because
    assert found.auto_submitted == (kind in (MailKind.AUTOMATIC, MailKind.UNRELATED, MailKind.BOUNCE))


def test_a_letter_sent_as_a_reply_is_a_letter() -> None:
    mail = message("Terlampir surat kami.", Subject="Re: info", In_Reply_To="<abc@lain.example>")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="surat.pdf")
    assert read(mail.as_bytes()).kind is MailKind.LETTER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Terima kasih mas, sudah normal lagi. Tiketnya boleh ditutup.", MailKind.LETTER),
        ("Masih mati pak.\n\n> Pada Sen, 2 Mar 2026 Helpdesk menulis:\n> Kami cek dulu ya.", MailKind.LETTER),
        ("SETUJU", MailKind.REPLY),
        ("Sudah kami isi.\n\n> Perkara 2026-0042, Pengaduan Gangguan", MailKind.REPLY),
    ],
)
def test_a_subject_alone_makes_no_answer_to_us(text: str, kind: MailKind) -> None:
    """Without a thread: what an answer's word begins, or what names a case of ours, is one; the rest is read for what it says."""
    assert read(message(text, Subject="Re: jaringan loket").as_bytes()).kind is kind


def test_codes_and_cases_stand_in_the_bracket() -> None:
    found = read(message("ok", Subject="re: [2026-0042 kq7m-2xp9-rta4] Perbaikan 2026-9999").as_bytes())
    assert found.codes == ("KQ7M-2XP9-RTA4",)
    assert found.cases == ("2026-0042",)


@pytest.mark.parametrize(
    "history",
    [
        "Pada Sen, 2 Mar 2026 pukul 08.05 Layanan TI <a@b.example> menulis:\n> SETUJU atau TOLAK\n",
        "On Mon, Mar 2, 2026 at 8:05 AM Layanan TI <a@b.example> wrote:\n> SETUJU atau TOLAK\n",
        "-----Original Message-----\nFrom: Layanan TI\nSETUJU atau TOLAK\n",
        "Dari: Layanan TI <a@b.example>\nTerkirim: Senin, 2 Maret 2026 08.05\nKepada: Kabag\nPerihal: x\n\nSETUJU atau TOLAK\n",
        "> SETUJU atau TOLAK\n",
    ],
)
def test_quoted_history_is_no_answer(history: str) -> None:
    found = read(message(f"Belum bisa, masih menunggu.\n\n{history}").as_bytes())
    assert found.text == "Belum bisa, masih menunggu."
    assert "SETUJU" in found.quoted


def test_interleaved_answers_keep_their_new_lines() -> None:
    text = "Pada Senin, Layanan menulis:\n> Penyebab?\nkabel putus\n> Tindakan?\nkabel diganti\n"
    assert read(message(text).as_bytes()).text == "kabel putus\nkabel diganti"


def test_html_alone_is_read_and_its_quote_told_apart() -> None:
    mail = message("")
    mail.clear_content()
    html = "<p>Setuju&nbsp;pak</p><script>alert(1)</script><blockquote><p>TOLAK</p></blockquote>"
    mail.set_content(html, subtype="html")
    found = read(mail.as_bytes())
    assert found.text == "Setuju pak"
    assert "TOLAK" in found.quoted


def test_the_original_sender_of_a_forward_is_the_requester() -> None:
    inner = message("Internet mati.", From="Sari <sari@lapas.example>")
    mail = message("Mohon bantuannya.", Subject="Fwd: Laporan")
    mail.add_attachment(inner)
    found = read(mail.as_bytes())
    assert found.original_sender is not None
    assert found.original_sender.address == "sari@lapas.example"
    assert "Internet mati." in found.text


def test_names_and_subjects_in_any_charset() -> None:
    raw = typed_letter().replace(b"Subject: Laporan", b"Subject: =?utf-8?q?Gangguan_=E2=80=93_r=C3=A9sum=C3=A9?= ")
    assert read(raw).subject.startswith("Gangguan – résumé")
    raw = b"From: a@b.example\nSubject: Gangguan \x96 LAN\nContent-Type: text/plain; charset=x-tidak-ada\n\nisi \xe9\n"
    found = read(raw)
    assert found.subject == "Gangguan – LAN"
    assert found.text == "isi é"


def test_a_bounce_names_recipient_and_status() -> None:
    raw = (
        b"From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\n\ngagal\n--x\nContent-Type: message/delivery-status\n\n"
        b"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; budi@unit.example\nAction: failed\nStatus: 5.1.1\n\n"
        b"--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <nodis.2026-0001.aa@kanwil.example>\n\n--x--\n"
    )
    bounce = read(raw).bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.status, bounce.permanent) == ("budi@unit.example", "5.1.1", True)
    assert bounce.message_id == "nodis.2026-0001.aa@kanwil.example"


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert read(raw).sha256


@given(st.integers(0, 600), st.binary(max_size=40))
def test_no_mutation_of_a_letter_breaks_it(at: int, noise: bytes) -> None:
    raw = typed_letter()
    assert read(raw[:at] + noise + raw[at + len(noise) :]).sha256


@pytest.mark.parametrize(
    "written",
    [
        b"<nodis.2026-0001.91963bb75e00b1cb1212afe527772488@kanwil.example>",
        b"=?utf-8?q?=3Cnodis=2E2026-0001=2E91963bb75e00b1cb1212afe5277724?=\r\n =?utf-8?q?88=40kanwil=2Eexample=3E?=",
        b"\r\n <nodis.2026-0001.91963bb75e00b1cb1212afe527772488\r\n @kanwil.example>",
    ],
)
def test_the_thread_is_known_however_its_ids_are_written(written: bytes) -> None:
    raw = b"From: a@b.example\r\nSubject: Re: x\r\nIn-Reply-To: " + written + b"\r\n\r\nSETUJU\r\n"
    assert read(raw).in_reply_to == ("nodis.2026-0001.91963bb75e00b1cb1212afe527772488@kanwil.example",)


@pytest.mark.parametrize(
    "charset", ["utf-7", "idna", "punycode", "utf-16", "raw_unicode_escape", "unicode_escape", "utf\x00-8"]
)
def test_no_charset_gives_half_characters(charset: str) -> None:
    words = f"=?{charset}?q?+2AA-_=5Cud800_=D8=00_xn--?="
    raw = f"From: {words} <a@b.example>\r\nSubject: {words}\r\nContent-Type: text/plain; charset={charset}\r\n\r\n+2AA- \\ud800 \xd8\r\n"
    mail = read(raw.encode("latin-1"))
    assert mail.sender
    for said in (mail.subject, mail.text, mail.sender.name):
        said.encode()


def test_a_header_that_cannot_be_decoded_is_read_as_it_stands() -> None:
    words = "=?utf-8?b?c3VcGR&?="
    raw = f"From: {words} <a@b.example>\r\nSubject: {words}\r\nContent-Type: application/octet-stream; name={words}\r\n\r\nx\r\n"
    mail = read(raw.encode())
    assert words in mail.subject


@pytest.mark.parametrize("size", [14_000, 15_048, 57 * 400, 57 * 400 + 1, 300_000])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_large_files_come_out_as_they_went_in(size: int, line_end: bytes) -> None:
    """They are kept from the library's parser, which takes them line by line; a last line may be as long as all others."""
    content = random.Random(size).randbytes(size)
    mail = message("Terlampir surat.\n" + "A" * 70)
    for name in ("satu.bin", "dua.bin"):
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    inner = message("Diteruskan.")
    inner.add_attachment(content, maintype="application", subtype="pdf", filename="tiga.pdf")
    mail.add_attachment(inner)
    raw = mail.as_bytes().replace(b"\r\n", line_end)
    found = read(raw)
    assert [(part.name, part.content) for part in found.parts] == [
        ("satu.bin", content), ("dua.bin", content), ("tiga.pdf", content),
    ]  # fmt: skip
    assert "A" * 70 in found.text


def test_base64_without_end_in_the_text_stays_text() -> None:
    text = "\n".join(["A" * 70] * 1000)
    assert read(message(text).as_bytes()).text.replace("\n", "").count("A") == 70_000


@pytest.mark.parametrize(
    "called", ["application/force-download", "application/x-pdf", "text/plain", "binary/octet-stream"]
)
@pytest.mark.parametrize("begins", [b"%PDF-1.7\n", b"PK\x03\x04", b"II*\x00"])
def test_a_letter_of_a_program_is_told_by_its_content_whatever_it_is_called(called: str, begins: bytes) -> None:
    maintype, _, subtype = called.partition("/")
    scan = message("Terlampir hasil pindai.", From="noreply@pemindai.example")
    scan.add_attachment(begins + b"isi", maintype=maintype, subtype=subtype, filename="pindai")
    assert read(scan.as_bytes()).kind is MailKind.LETTER
    bulk = message("Terlampir surat.", Precedence="bulk")
    bulk.add_attachment(begins + b"isi", maintype=maintype, subtype=subtype, filename="surat")
    assert read(bulk.as_bytes()).unsure


def test_who_complains_of_mail_that_comes_back_is_seen_by_the_operator() -> None:
    said = "Surel kami ke kanwil@pusat.example selalu kembali, tulisannya 550 5.1.1 user unknown. Sari, Lapas Contoh.\n"
    assert read(message(said, Subject="Mail delivery failed").as_bytes()).unsure


def test_a_letter_from_the_offices_own_mailbox_is_seen_by_the_operator() -> None:
    assert read(message(From=OWN).as_bytes()).unsure
    assert not read(message("Sudah kami catat.", From=OWN).as_bytes()).unsure
    assert not read(message(From=OWN, X_Nodis_Purpose="notice").as_bytes()).unsure
