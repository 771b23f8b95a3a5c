"""Bytes: the same every time, readable by every client, safe whatever stands in names and headers."""

from __future__ import annotations

import email
import email.policy
import string
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cases
from pipeline.model import Address
from pipeline.outbox import Attachment, Written, assemble, message_id
from pipeline.outbox.message import file_name, one_line, thread_ids

LINE = 78  # characters (RFC 5322 2.1.1)
OFFICE = Address(address="layanan-ti@kanwil-contoh.example.go.id", name="Kantor Wilayah Contoh")
SARI = Address(address="sari@unit.example", name="Sari Wulandari")
ID = message_id("2026-0042.0123456789abcdef0123456789abcdef", "kanwil-contoh.example.go.id")
WORDS = Written(subject="Perihal", text="Yth. Sari,\n\nIsi – “surat”.\n", html="<p>Isi – “surat”.</p>\n")
PDF = Attachment(name="2026-0042_Surat-Perintah.pdf", content_type="application/pdf", content=b"%PDF-1.7\n\x00\xff")


def build(written: Written = WORDS, *attachments: Attachment, to: Address = SARI) -> bytes:
    return assemble(written, message_id=ID, date=cases.at(2, "13.45"), sender=OFFICE, to=to, attachments=attachments)


def parse(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def names(raw: bytes) -> list[str | None]:
    return [part.get_filename() for part in parse(raw).iter_attachments()]


def with_headers(*headers: tuple[str, str]) -> Written:
    return Written(subject="Perihal", text="Isi\n", html="<p>Isi</p>\n", headers=headers)


def test_the_same_mail_is_the_same_bytes() -> None:
    assert build(WORDS, PDF, PDF) == build(WORDS, PDF, PDF)


def test_the_token_of_an_assignment_stands_in_its_message_id() -> None:
    assert parse(build())["Message-ID"] == f"<{ID}>"
    assert ID == "nodis.2026-0042.0123456789abcdef0123456789abcdef@kanwil-contoh.example.go.id"


def test_text_and_html_are_alternatives_with_the_attachments_beside() -> None:
    mail = parse(build(WORDS, PDF))
    assert mail.get_content_type() == "multipart/mixed"
    body, attached = mail.iter_parts()
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html"]
    contents = [part.get_content().replace("\r\n", "\n") for part in body.iter_parts()]
    assert contents == [WORDS.text, WORDS.html]
    assert attached.get_content() == PDF.content
    assert attached.get_content_disposition() == "attachment"


def test_without_attachments_it_is_a_plain_alternative() -> None:
    assert parse(build()).get_content_type() == "multipart/alternative"


def test_it_goes_to_its_one_recipient_from_the_office_at_its_time() -> None:
    mail = parse(build())
    assert mail["To"] == "Sari Wulandari <sari@unit.example>"
    assert mail["From"] == "Kantor Wilayah Contoh <layanan-ti@kanwil-contoh.example.go.id>"
    assert mail["Date"].datetime == cases.at(2, "13.45")
    assert not mail["Cc"]


@pytest.mark.parametrize(
    "name",
    [
        "foto.jpg",
        "Surat Perintah.pdf",
        "lampu–indikator “mati”.jpg",
        'berkas; nama="aneh".pdf',
        "表.png",
        "ü" * 110 + ".pdf",
        "a" * 100 + ".pdf",
        "100% selesai.pdf",
    ],
)  # fmt: skip
def test_file_names_come_back_as_they_were(name: str) -> None:
    attachment = Attachment(name=name, content_type="application/pdf", content=b"x")
    assert names(build(WORDS, attachment, attachment)) == [name, name]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\foto.jpg", "foto.jpg"),
        ("a\r\nBcc: x@y.example\r\n.pdf", "a Bcc: x@y.example .pdf"),
        ("gpj.\u202eexe", "gpj. exe"),
        ("", "lampiran"),
        ("..", "lampiran"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_file_names_carry_no_folders_and_no_tricks(name: str, safe: str) -> None:
    assert file_name(name) == safe
    assert names(build(WORDS, Attachment(name=name, content_type="application/pdf", content=b"x"))) == [safe]


@pytest.mark.parametrize(
    "content_type", ["message/rfc822", "multipart/mixed", "nonsense", "", "text/html; charset=x", "application/x y"]
)
def test_what_a_relay_might_rewrite_travels_as_opaque_bytes(content_type: str) -> None:
    inner = b"Subject: x\r\n\r\nFrom here\r\n.\r\n"
    raw = build(WORDS, Attachment(name="asli.eml", content_type=content_type, content=inner))
    (part,) = parse(raw).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_content() == inner


def test_a_text_file_keeps_its_bytes_and_says_its_charset() -> None:
    text = "Dari – “kami”\r\nbaris\n".encode()
    (part,) = parse(
        build(WORDS, Attachment(name="surel-asli.txt", content_type="text/plain", content=text))
    ).iter_attachments()
    assert part.get_payload(decode=True) == text
    assert part.get_content_charset() == "utf-8"


def test_long_foreign_message_ids_stay_whole() -> None:
    long = "a" * 180 + "@mail.example"
    raw = build(with_headers(("In-Reply-To", f"<{long}>"), ("References", f"<{long}> <b@c.example>")))
    assert f"In-Reply-To: <{long}>\r\n".encode() in raw
    assert f"References: <{long}>\r\n <b@c.example>\r\n".encode() in raw


@pytest.mark.parametrize(
    ("given_ids", "kept"),
    [
        (("a@b", "a@b", "<c@d>"), ("a@b", "c@d")),
        (("a b@c", "x>\r\nBcc: y@z", "", "ü@b", "q" * 400), ()),
        (tuple(f"{number}@b" for number in range(40)), ("0@b", *(f"{number}@b" for number in range(31, 40)))),
    ],
)
def test_threads_keep_what_are_message_ids(given_ids: tuple[str, ...], kept: tuple[str, ...]) -> None:
    assert thread_ids(given_ids) == kept


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        (Address(address="budi@unit.example", name='Kepala, Subbagian "TI"'), "budi@unit.example"),
        (Address(address="budi@unit.example", name="Ñoño <x@evil.example>"), "budi@unit.example"),
        (Address(address="budi@unit.example", name="a\r\nBcc: x@evil.example"), "budi@unit.example"),
        (Address(address="budi@bücher.example"), "budi@xn--bcher-kva.example"),
        (Address(address="a..b@unit.example"), "a..b@unit.example"),
    ],
)  # fmt: skip
def test_recipients_names_do_not_change_who_gets_it(to: Address, shown: str) -> None:
    mail = parse(build(to=to))
    assert [one.addr_spec.replace('"', "") for one in mail["To"].addresses] == [shown]
    assert not mail["Bcc"]


WILD = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\r\n\x00\x85\u2028<>"=?;,()'),
    max_size=300,
)


@given(subject=WILD, value=WILD, name=WILD, file=WILD, text=WILD)
def test_nothing_breaks_out_of_its_place(subject: str, value: str, name: str, file: str, text: str) -> None:
    written = Written(subject=subject, text=text, html=f"<p>{len(text)}</p>", headers=(("X-Nodis-Case", value),))
    attachment = Attachment(name=file, content_type="image/jpeg", content=text.encode())
    raw = build(written, attachment, to=Address(address="sari@unit.example", name=name))
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 998
    mail = parse(raw)
    assert set(mail.keys()) == {
        "Date", "From", "To", "Subject", "Message-ID", "X-Nodis-Case", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [one.addr_spec for one in mail["To"].addresses] == ["sari@unit.example"]
    (part,) = mail.iter_attachments()
    assert part.get_content() == text.encode()


@given(st.text(string.ascii_letters + "ü–“ ", max_size=400))
@example("A" * 45 + "üü ü")  # a space between two encoded words is no space
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    written = Written(subject=subject, text="x\n", html="<p>x</p>\n")
    assert parse(build(written))["Subject"] == one_line(subject)


@given(st.text(string.ascii_letters + "ü–“ ,.@<(", max_size=200))
@example("Kepala Bagian Program dan Hubungan Masyarakat, Kantor Wilayah Contoh yang Panjang")
def test_a_name_comes_back_as_it_was(name: str) -> None:
    raw = build(to=Address(address="sari@unit.example", name=name))
    head = raw.partition(b"\r\nTo: ")[2].partition(b"\r\nSubject: ")[0]
    assert max(map(len, head.split(b"\r\n"))) <= LINE
    ((shown, address),) = getaddresses([str(email.message_from_bytes(raw)["To"])])
    assert (str(make_header(decode_header(shown))), address) == (one_line(name), "sari@unit.example")


def test_a_long_subject_begins_on_its_own_line() -> None:
    subject = "[2026-0042] SEGERA: Nota dinas W.99.PAS.4-TI.06.01-231 telah kami terima"
    raw = build(Written(subject=subject, text="Isi\n", html="<p>Isi</p>\n"))
    assert b"Subject: [2026-0042]" in raw
    assert parse(raw)["Subject"] == subject
