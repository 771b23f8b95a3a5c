"""Whose words are the letter where mails came inside a mail, and who is told of it."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

import pytest

from pipeline.intake import mails_in, parse
from pipeline.model import Mail
from pipeline.rulebook import Trust
from rules import rulebook

COVER = "Terlampir surel, mohon ditindaklanjuti.\n"
FORM = "Nama Unit : Lapas Contoh\nPenanggung Jawab : Sari Wulandari\nNo. HP : 0812-0000-4455\n"
REPORT = (
    "Dengan hormat, jaringan internet di ruang kunjungan terputus sejak Senin, 2 Maret 2026 pukul 07.45 WITA setelah dua"
    " pegawai membuka surel yang kami sertakan, dan lampu indikator switch di ruang itu padam sampai sekarang. Mohon"
    " dilakukan pemeriksaan dan perbaikan jaringan.\n\n"
)
OTHER = "Jaringan di ruang arsip Rutan Sebelah mati sejak pagi, mohon diperbaiki. Bambang, 0813-0000-7788.\n"
LURE = "Kotak surat Anda hampir penuh. Mohon masuk lewat tautan ini sebelum besok pagi. " * 12


def mail(text: str, sender: str, *attached: EmailMessage) -> EmailMessage:
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"], made["To"], made["Subject"] = sender, "layanan@kanwil.example", "Laporan"
    made.set_content(text)
    for one in attached:
        made.add_attachment(one)
    return made


def read(message: EmailMessage) -> Mail:
    return parse(message.as_bytes(), kinds=rulebook().kinds, trust=Trust(), own="layanan@kanwil.example")


def inline(text: str, sender: str) -> str:
    head = f"From: Orang <{sender}>\nDate: Mon, 2 Mar 2026 at 07:00\nSubject: Hal\nTo: <tu@kanwil.example>\n\n"
    return f"\n---------- Forwarded message ---------\n{head}{text}"


def asked_by(found: Mail) -> str:
    address = found.original_sender or found.sender
    assert address is not None
    return address.address


@pytest.mark.parametrize("brought", [OTHER, LURE, "Baik.\n"], ids=["another report", "a long lure", "a word"])
@pytest.mark.parametrize("way", ["attached", "below"])
def test_a_letter_that_brings_a_mail_stays_its_writers(brought: str, way: str) -> None:
    own = REPORT + FORM
    if way == "attached":
        found = read(mail(own, "tu@lapas.example", mail(brought, "luar@jahat.example")))
    else:
        found = read(mail(own + inline(brought, "luar@jahat.example"), "tu@lapas.example"))
    assert asked_by(found) == "tu@lapas.example"
    assert "ruang kunjungan" in found.text
    assert brought.split(maxsplit=1)[0] not in found.text
    aside = [part for part in found.parts if part.content_type == "text/plain"]
    assert [part.content.decode().split() for part in aside] == [brought.split()]
    assert all(part.enclosed for part in aside)


@pytest.mark.parametrize("inner", ["Internet mati.", OTHER, REPORT + FORM])
def test_a_cover_leaves_the_letter_to_who_wrote_it(inner: str) -> None:
    found = read(mail(COVER, "tu@kanwil.example", mail(inner, "sari@lapas.example")))
    assert asked_by(found) == "sari@lapas.example"
    assert inner.split(maxsplit=1)[0] in found.text


def test_of_several_mails_that_were_attached_none_is_lost_and_no_writer_is_told_of_the_others() -> None:
    both = mail(REPORT, "tu@lapas.example"), mail(OTHER, "tu@rutan.example")
    for attached in (both, both[::-1]):
        found = read(mail(COVER, "tu@kanwil.example", *attached))
        assert asked_by(found) == "tu@kanwil.example"
        assert "ruang kunjungan" in found.text
        assert "ruang arsip" in found.text


THIRD = "Akun SIPP saudara Wahyu di Bapas Contoh terkunci, mohon dibuka kembali. Rini, 0813-0000-1122.\n"


def chained(text: str, sender: str, quoted: str, of: str) -> EmailMessage:
    body = "".join(f"> {line}\n" for line in quoted.splitlines())
    return mail(f"{text}\nPada Sen, 2 Mar 2026 pukul 07.00 {of} menulis:\n{body}", sender)


def writers(found: Mail) -> list[str]:
    return [one.writer.address if one.writer else "" for one in found.forwarded]


@pytest.mark.parametrize("way", ["attached", "below"])
def test_mails_of_several_people_under_a_cover_are_told_apart(way: str) -> None:
    brought = ((REPORT + FORM, "tu@lapas.example"), (OTHER, "tu@rutan.example"), (THIRD, "rini@bapas.example"))
    if way == "attached":
        found = read(mail(COVER, "tu@kanwil.example", *(mail(text, sender) for text, sender in brought)))
    else:
        found = read(mail(COVER + "".join(inline(text, sender) for text, sender in brought), "tu@kanwil.example"))
    assert writers(found) == [sender for _, sender in brought]
    assert [one.text.split() for one in found.forwarded] == [text.split() for text, _ in brought]
    assert [asked_by(one) for one in mails_in(found)] == [sender for _, sender in brought]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "pair",
    [
        (mail(OTHER, "tu@rutan.example"), mail(OTHER, "tu@rutan.example")),
        (mail(OTHER, "tu@rutan.example"), mail(THIRD, "tu@rutan.example")),
        (mail(OTHER, "tu@rutan.example"), mail(inline(OTHER, "tu@rutan.example"), "kasub@rutan.example")),
        (mail(OTHER, "tu@rutan.example"), chained("Mohon arahan atas laporan di bawah ini ya, Pak, terima kasih.", "b@x.example", OTHER, "tu@rutan.example")),
        (mail(OTHER, "tu@rutan.example"), chained("Mohon arahan atas laporan di bawah ini ya, Pak, terima kasih.", "b@x.example", OTHER, "Bambang")),
    ],
    ids=["copies", "one writer", "forwarded on", "answered", "answered without an address"],
)  # fmt: skip
def test_copies_and_mails_of_one_chain_stay_one_letter(
    pair: tuple[EmailMessage, EmailMessage], *, turned: bool
) -> None:
    found = read(mail(COVER, "tu@kanwil.example", *(pair[::-1] if turned else pair)))
    assert found.forwarded == ()
    third = mail(REPORT + FORM, "tu@lapas.example")
    found = read(mail(COVER, "tu@kanwil.example", *pair, third))
    assert len(found.forwarded) == 2
    assert "ruang arsip" in found.forwarded[0].text
    assert writers(found)[1] == "tu@lapas.example"


def test_letters_of_one_form_are_no_copies_of_each_other() -> None:
    forms = [
        mail(REPORT.replace("ruang kunjungan", room) + FORM.replace("Sari Wulandari", name), sender)
        for room, name, sender in (
            ("ruang kunjungan", "Sari Wulandari", "tu@lapas.example"),
            ("ruang arsip", "Bambang Irawan", "tu@rutan.example"),
        )
    ]
    assert writers(read(mail(COVER, "tu@kanwil.example", *forms))) == ["tu@lapas.example", "tu@rutan.example"]


@pytest.mark.parametrize(
    "second",
    [
        "---------- Forwarded message ---------\nFrom: Tu <tu@rutan.example>\nSubject: Jaringan\nTo: <kasub@rutan.example>\n\n",
        "---------- Forwarded message ---------\nFrom: Tu <tu@rutan.example>\nSubject: Jaringan mati\n\n",
    ],
    ids=["by its recipient", "by its subject"],
)
def test_what_a_forwarded_mail_itself_forwards_belongs_to_it(second: str) -> None:
    first = (
        "---------- Forwarded message ---------\nFrom: Kasub <kasub@rutan.example>\nSubject: Fwd: Jaringan mati\n"
        "To: <tu@kanwil.example>\n\nMohon bantuan tim teknis untuk laporan pegawai kami di bawah ini, terima kasih banyak.\n\n"
    )
    assert read(mail(f"{COVER}\n{first}{second}{OTHER}", "tu@kanwil.example")).forwarded == ()


def test_a_letter_that_stands_by_itself_brings_mails_as_evidence() -> None:
    both = mail(OTHER, "tu@rutan.example"), mail(THIRD, "rini@bapas.example")
    assert read(mail(REPORT + FORM, "tu@lapas.example", *both)).forwarded == ()


def test_a_mail_that_brings_no_words_is_none_of_several_but_its_files_are() -> None:
    scan = mail("", "rini@bapas.example")
    scan.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="surat.pdf")
    one = mail(OTHER, "tu@rutan.example")
    found = read(mail(COVER, "tu@kanwil.example", one, scan))
    assert [one.parts for one in found.forwarded] == [(), ("surat.pdf",)]
    assert read(mail(COVER, "tu@kanwil.example", one, mail("", "kosong@x.example"))).forwarded == ()


def test_more_mails_than_anybody_forwards_are_left_to_a_person() -> None:
    many = [mail(OTHER.replace("arsip", f"arsip {n}"), f"tu{n}@rutan.example") for n in range(21)]
    assert len(read(mail(COVER, "tu@kanwil.example", *many[:20])).forwarded) == 20
    assert read(mail(COVER, "tu@kanwil.example", *many)).forwarded == ()


def test_the_sender_of_the_mail_that_holds_the_letter_gets_the_answer() -> None:
    short = mail("Baik, terima kasih.\n", "lain@asing.example")
    letter = mail(OTHER, "tu@rutan.example")
    for attached in ((short, letter), (letter, short)):
        assert asked_by(read(mail(COVER, "tu@kanwil.example", *attached))) == "tu@rutan.example"


def test_a_mail_inside_an_attached_mail_hides_none_of_its_words() -> None:
    found = read(mail(COVER, "tu@kanwil.example", mail(REPORT, "tu@lapas.example", mail(OTHER, "tu@rutan.example"))))
    assert asked_by(found) == "tu@lapas.example"
    assert "ruang kunjungan" in found.text


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: multipart/mixed\r\n\r\n",
        b'Content-Type: multipart/mixed; boundary="abc"\r\n\r\n',
        b'Content-Type: multipart/alternative; boundary="abc"\r\n\r\n--abd\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n\r\n',
        b"Content-Type: text/enriched\r\n\r\n",
    ],
    ids=["no boundary", "no part", "another boundary", "enriched"],
)
def test_words_behind_a_broken_or_odd_type_are_read_and_decide_nothing(head: bytes) -> None:
    raw = (
        b"From: tu@lapas.example\r\nSubject: Laporan\r\nMIME-Version: 1.0\r\n"
        + head
        + OTHER.encode()
        + b"\r\n--abd--\r\n"
    )
    found = parse(raw, kinds=rulebook().kinds, trust=Trust(), own="layanan@kanwil.example")
    assert found.text.split() == OTHER.split()
    assert not found.own_plain
    assert not found.own_html
