"""Mails and files inside a mail, in the forms that programs other than the usual ones give them."""

from __future__ import annotations

import base64
import binascii
import email.policy
import quopri
from email.message import EmailMessage

import pytest

from outlook_files import LETTER, msg, msg_tree, tnef
from pipeline.intake import mails_in, parse
from pipeline.model import Mail
from pipeline.rulebook import Trust
from rules import rulebook

OWN = "layanan@kanwil.example"
DEWI, AGUS = "dewi@rutan.example", "agus@lapas.example"
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 4


def read(raw: bytes) -> Mail:
    return parse(raw, kinds=rulebook().kinds, trust=Trust(), own=OWN)


def inner(text: str = LETTER, sender: str = DEWI, *, pdf: bool = False) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, OWN, "Gangguan jaringan"
    mail.set_content(text)
    if pdf:
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="surat.pdf")
    return mail.as_bytes()


def outer(*parts: tuple[str, bytes], text: str = "Mohon ditindaklanjuti.") -> bytes:
    """A cover with parts as they come: their headers, and what is below them."""
    head = f"From: Hendra <hendra@kanwil.example>\r\nTo: {OWN}\r\nSubject: Fwd: surel\r\nMIME-Version: 1.0\r\n"
    body = f"Content-Type: multipart/mixed; boundary=B0\r\n\r\n--B0\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
    whole = (head + body).encode()
    for headers, content in parts:
        whole += b"--B0\r\n" + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content + b"\r\n"
    return whole + b"--B0--\r\n"


def encoded(content: bytes, kind: str, name: str = "") -> tuple[str, bytes]:
    named = f'\nContent-Disposition: attachment; filename="{name}"' if name else ""
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: base64{named}", base64.encodebytes(content)


@pytest.mark.parametrize(
    "part",
    [
        encoded(inner(), "application/octet-stream", "SURAT.EML"),
        encoded(inner(), "application/eml", "surat.eml"),
        encoded(inner(), "application/x-eml", "surat"),
        encoded(inner(), "text/plain", "Surat.Eml"),
        encoded(inner(), "application/vnd.ms-outlook", "surat.eml"),
        encoded(inner(), "application/octet-stream"),
        encoded(b"1234  \n" + inner(), "application/octet-stream", "surat.emlx"),
        encoded(inner(), "message/rfc822", "surat.eml"),
        encoded(inner(LETTER * 200), "message/rfc822", "surat.eml"),
        ("Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable", quopri.encodestring(inner())),
        ("Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit", inner()),
        ("Content-Type: message/global", inner()),
        encoded(msg(text=LETTER, sender=DEWI), "application/octet-stream", "surat.msg"),
        encoded(msg(text=LETTER, sender=DEWI), "application/vnd.ms-outlook", "surat"),
        encoded(msg(files=[("surel", msg_tree(text=LETTER, sender=DEWI, header=24))]), "application/x-msg", "a.msg"),
        encoded(
            inner() and outer(encoded(msg(text=LETTER, sender=DEWI), "application/octet-stream", "b.msg")),
            "application/eml",
        ),
    ],
)
def test_a_mail_that_came_as_a_file_is_its_writers_letter(part: tuple[str, bytes]) -> None:
    found = read(outer(part))
    assert found.original_sender is not None
    assert found.original_sender.address == DEWI
    assert "terputus sejak Selasa" in found.text
    assert "ditindaklanjuti" not in found.text


def test_several_mails_in_one_are_letters_each_with_its_own_file() -> None:
    other = (
        LETTER.replace("Dewi Anggraini", "Agus Salim").replace("Lembah Hijau", "Bukit Sari").replace("08.20", "09.45")
    )
    parts = [
        encoded(inner(pdf=True), "application/octet-stream", "1.EML"),
        encoded(msg(text=other, sender=AGUS, files=[("denah.pdf", PDF)]), "application/octet-stream", "2.msg"),
    ]
    one, two = mails_in(read(outer(*parts, text="Terlampir dua laporan.")))
    assert [(one.original_sender or one).address, (two.original_sender or two).address] == [DEWI, AGUS]  # type: ignore[union-attr]
    assert [[part.name for part in mail.parts] for mail in (one, two)] == [["surat.pdf"], ["denah.pdf"]]


def test_a_letter_that_came_as_a_file_keeps_the_mail_that_it_brings_as_its_evidence() -> None:
    own = LETTER + "Surel yang kami terima sebelum jaringan terputus kami sertakan. " * 6
    lure = EmailMessage(policy=email.policy.SMTP)
    lure["From"], lure["Subject"] = AGUS, "Kotak penuh"
    lure.set_content("Kotak surat Anda penuh, mohon segera masuk lewat tautan ini.")
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = DEWI, "Gangguan"
    mail.set_content(own)
    mail.add_attachment(lure)
    found = read(outer(encoded(mail.as_bytes(), "application/eml", "surat.eml")))
    assert found.original_sender is not None
    assert found.original_sender.address == DEWI
    assert found.text.startswith("Yth. Kepala Bagian Program")


def test_files_in_outlooks_mails_come_out_as_they_went_in() -> None:
    found = read(
        outer(
            encoded(
                msg(text=LETTER, sender=DEWI, files=[("Surat – Rutan.pdf", PDF)]), "application/octet-stream", "a.msg"
            )
        )
    )
    assert [(part.name, part.content_type, part.enclosed) for part in found.parts] == [
        ("Surat – Rutan.pdf", "application/pdf", True)
    ]
    assert found.parts[0].content.startswith(PDF)


@pytest.mark.parametrize(
    "content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rusak", msg(text=LETTER)[:4000], b"catatan biasa"]
)
def test_what_is_no_mail_or_a_broken_one_is_kept_as_a_file(content: bytes) -> None:
    found = read(outer(encoded(content, "application/octet-stream", "surat.msg")))
    assert [(part.name, part.content) for part in found.parts] == [("surat.msg", content)]


@pytest.mark.parametrize("page", [None, 0, 1252, 65001, 99999, 932])
@pytest.mark.parametrize(
    ("name", "called"),
    [
        (b"Surat \x96 Rutan.pdf", "Surat – Rutan.pdf"),
        ("Surat – Rutan.pdf".encode(), "Surat – Rutan.pdf"),
        (b"a\x81b.pdf", "ab.pdf"),
    ],
)
def test_winmail_dat_gives_its_files_whatever_its_names_are_in(page: int | None, name: bytes, called: str) -> None:
    if page == 932:  # a page that says something else of these bytes
        name, called = b"Surat.pdf", "Surat.pdf"
    bag = tnef(page=page, subject=b"Perihal \x81\x8d\x96", files=[(name, PDF)])
    found = read(outer(encoded(bag, "application/ms-tnef", "winmail.dat")))
    assert [(part.name, part.content) for part in found.parts] == [(called, PDF)]
    assert not found.problems


@pytest.mark.parametrize(
    ("kind", "name"), [("application/ms-tnef", "winmail.dat"), ("application/octet-stream", "ATT00001.dat")]
)
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_the_text_in_winmail_dat_is_the_letter_where_there_is_no_other(kind: str, name: str, charset: str) -> None:
    bag = tnef(body=LETTER.replace("Rutan", "“Rutan”").encode(charset))
    found = read(outer(encoded(bag, kind, name), text=""))
    assert "“Rutan” Kelas IIB" in found.text


def uuencoded(content: bytes) -> str:
    return "".join(binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)) + "`\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_files_in_the_text_are_files(line_end: str) -> None:
    text = f"{LETTER}\nbegin 644 C:\\pindai\\surat.pdf\n{uuencoded(PDF)}end\n\nDewi\n".replace("\n", line_end)
    found = read(f"From: {DEWI}\r\nTo: {OWN}\r\nSubject: Gangguan\r\n\r\n{text}".encode())
    assert [(part.name, part.content_type, part.content) for part in found.parts] == [
        ("surat.pdf", "application/pdf", PDF)
    ]
    assert "begin" not in found.own_plain
    assert found.own_plain.endswith("Dewi")


@pytest.mark.parametrize(
    "text", ["begin 644 surat.pdf\nbukan berkas\nend\n", "begin 644 a\nend\n", "begin 644 a.pdf\n#86%A\n" * 2000]
)
def test_what_only_begins_like_a_file_stays_text(text: str) -> None:
    found = read(f"From: {DEWI}\r\nTo: {OWN}\r\nSubject: Gangguan\r\n\r\n{text}".encode())
    assert not found.parts
    assert "begin 644" in found.text


def test_a_picture_that_is_written_into_the_page_is_a_file() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    page = f'<p>Surat kami:</p><img src="data:image/png;base64,{base64.b64encode(picture).decode()}"><blockquote>lama</blockquote>'
    head = f"From: {DEWI}\r\nTo: {OWN}\r\nSubject: Surat\r\nContent-Type: text/html\r\n\r\n"
    found = read((head + page).encode())
    assert [(part.name, part.content, part.inline, part.quoted) for part in found.parts] == [
        ("gambar-1.png", picture, True, False)
    ]
    found = read((head + f"<p>Baik.</p><blockquote>{page}</blockquote>").encode())
    assert [part.quoted for part in found.parts] == [True]


@pytest.mark.parametrize("charset", ["iso-8859-1", "us-ascii", "windows-1252", "", "x-unknown"])
@pytest.mark.parametrize("true", ["utf-8", "cp1252"])
def test_text_is_read_in_the_charset_that_it_is_in(charset: str, true: str) -> None:
    said = f"Content-Type: text/plain; charset={charset}\r\n" if charset else ""
    text = "Sesuai laporan “petugas jaga” – kabel putus, segera ditangani.".encode(true)
    found = read(f"From: {DEWI}\r\nTo: {OWN}\r\nSubject: Surat\r\n{said}\r\n".encode() + text)
    assert "“petugas jaga” – kabel" in found.text
