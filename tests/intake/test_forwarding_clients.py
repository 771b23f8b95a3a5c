"""A forward by any program is the letter of who wrote it: sender, subject, body, files; a cover is no part of it."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

import pytest

from forwarding_clients import FORWARDINGS, forwarded
from pipeline.intake import parse
from pipeline.model import Mail, MailKind
from pipeline.rulebook import Trust
from rules import rulebook

NAME, ADDRESS = "Dewi Anggraini", "dewi.anggraini@rutan-lembahhijau.example.go.id"
SUBJECT = "Gangguan jaringan Rutan Lembah Hijau"
OFFICE, FORWARDER = "layanan-ti@kantor.example.go.id", "hendra@kanwil.example.go.id"
LETTER = (
    "Yth. Kepala Bagian\n\nJaringan internet di ruang registrasi terputus sejak Selasa, 3 Maret 2026 pukul 08.20 WITA."
    " Mohon segera diperbaiki.\n\nDewi Anggraini\nPengelola Data Registrasi"
)
COVERS = {
    "none": "",
    "a word": "FYI",
    "signed": "Yth. Tim TI,\n\nMohon ditindaklanjuti surel di bawah ini, terima kasih.\n\nHendra Wijaya\nSubbagian Umum\n",
    "with a number": "Nomor HP Bu Dewi yang baru 0813-0000-7788.\n\nTerima kasih\nHendra Wijaya\nHP 0811-0000-1122\n",
}


def mail(text: str, subject: str, **headers: str) -> EmailMessage:
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"], made["Subject"] = f"Hendra Wijaya <{FORWARDER}>", OFFICE, subject
    made["Date"], made["Message-ID"] = "Tue, 03 Mar 2026 09:10:00 +0800", "<f1@kanwil.example.go.id>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def read(message: EmailMessage) -> Mail:
    return parse(message.as_bytes(), kinds=rulebook().kinds, trust=Trust(), own=OFFICE)


def below(client: str, text: str = LETTER, *, address: str = ADDRESS, subject: str = SUBJECT) -> str:
    to = FORWARDER
    return forwarded(FORWARDINGS[client], text, name=NAME, address=address, subject=subject, to=to)


@pytest.mark.parametrize("thread", ["", "<first@rutan.example>"], ids=["alone", "in a thread"])
@pytest.mark.parametrize("cover", COVERS)
@pytest.mark.parametrize("client", FORWARDINGS)
def test_a_forward_is_its_writers_letter(client: str, cover: str, thread: str) -> None:
    said, how = COVERS[cover], FORWARDINGS[client]
    ids = {"In_Reply_To": thread, "References": thread} if thread else {}
    found = read(mail(f"{said}\n{below(client)}\n", f"{how.prefix}{SUBJECT}", **ids))
    assert found.kind is MailKind.LETTER
    assert found.text.split() == LETTER.split()
    assert found.original_subject == SUBJECT
    assert (found.original_sender.address if found.original_sender else None) == (
        ADDRESS if how.names_address else None
    )
    assert (found.original_sender.name if found.original_sender else NAME) == NAME
    assert found.cover.split() == said.split()


@pytest.mark.parametrize("outer", FORWARDINGS)
@pytest.mark.parametrize("inner", ["outlook_desktop_id", "gmail_en", "roundcube_id", "apple_id", "yahoo_en"])
def test_a_forward_of_a_forward_is_the_first_writers(outer: str, inner: str) -> None:
    middle = f"Mohon bantuan diteruskan ke tim TI.\n\nAgus Salim\nKasubbag Tata Usaha\n\n{below(inner)}"
    how = FORWARDINGS[outer]
    once = forwarded(
        how, middle, name="Agus Salim", address="agus@rutan-lembahhijau.example.go.id",
        subject=f"Fwd: {SUBJECT}", to=FORWARDER,
    )  # fmt: skip
    found = read(mail(f"Mohon ditindaklanjuti.\n\n{once}\n", f"{how.prefix}Fwd: {SUBJECT}"))
    assert found.original_sender is not None
    assert found.original_sender.address == ADDRESS
    assert found.original_subject == SUBJECT
    assert found.text.split() == LETTER.split()
    assert "diteruskan ke tim TI" in found.cover
    assert not found.forwarded


@pytest.mark.parametrize("client", [name for name in FORWARDINGS if FORWARDINGS[name].names_address])
def test_a_forward_of_our_own_mail_is_no_letter_of_ours(client: str) -> None:
    how = FORWARDINGS[client]
    found = read(mail(f"Mohon info.\n\n{below(client, address=OFFICE)}\n", f"{how.prefix}{SUBJECT}"))
    assert found.original_sender is None
    assert found.cover == ""


@pytest.mark.parametrize("client", [name for name in FORWARDINGS if name.startswith(("outlook", "exchange"))])
def test_the_same_head_above_a_reply_is_history(client: str) -> None:
    own = "Jaringan di ruang arsip juga mati sejak pagi, mohon diperbaiki. Sari, 0812-0000-3344."
    ids = {"In_Reply_To": "<first@rutan.example>", "References": "<first@rutan.example>"}
    found = read(mail(f"{own}\n\n{below(client)}\n", f"RE: {SUBJECT}", **ids))
    assert found.original_sender is None
    assert found.text.split("\n")[0] == own
    assert "ruang registrasi" not in found.text


def test_a_nota_dinas_that_was_forwarded_keeps_its_head() -> None:
    head = "NOTA DINAS\n\nYth : Kepala Bagian\nDari : Kepala Subbagian Umum\nHal : Gangguan jaringan\nTanggal : 3 Maret 2026\n"
    found = read(mail(below("gmail_id", f"{head}\n{LETTER}"), f"Fwd: {SUBJECT}"))
    assert found.text.split() == f"{head}\n{LETTER}".split()
    assert found.original_sender is not None
    assert found.original_sender.address == ADDRESS


def test_headers_without_prefix_above_which_a_letter_stands_are_history() -> None:
    own = "Internet di ruang kunjungan mati sejak pagi, mohon dicek. Sari Wulandari, 0812-0000-3344."
    found = read(mail(f"{own}\n\n{below('outlook_desktop_id')}\n", "Internet mati"))
    assert found.original_sender is None
    assert "ruang registrasi" not in found.text


def test_files_of_a_forward_stay() -> None:
    message = mail(below("outlook_web_id"), f"Fw: {SUBJECT}")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="surat.pdf")
    assert [part.name for part in read(message).parts] == ["surat.pdf"]
