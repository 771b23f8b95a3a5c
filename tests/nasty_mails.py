"""Mails as they really come, and worse: each with a name, its bytes, and whether it may be answered at all.

`usual()` is one honest letter; everything else is made from it, or by hand after what RFC 5322, 2045-2049, 2231, 3462, 3464, 3834
and 6532 forbid and programs send all the same. Fixed by a seed; nobody and nothing in them exists.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage

TO = "layanan-ti@kanwil-contoh.example.go.id"
FROM = '"Sari Wulandari" <sari@unit-contoh.example.go.id>'
TEXT = (
    "Yth. Kepala Bagian,\n\nJaringan internet di ruang pelayanan terputus sejak 2 Maret 2026 pukul 08.00.\n"
    "Mohon diperbaiki.\n\nNama Unit: Lapas Contoh\nPenanggung Jawab: Sari Wulandari\nNo. HP: 0812-0000-4455\n"
)
CHARSETS = (
    "us-ascii", "utf-8", "utf8", "UTF_8", "iso-8859-1", "iso-8859-15", "windows-1252", "cp-850", "ks_c_5601-1987", "gb2312", "big5",
    "iso-2022-jp", "koi8-r", "utf-7", "utf-16", "utf-32", "unknown-8bit", "x-unknown", "ansi", "binary", "none", "", "a" * 300, "utf-8\x00",
    "=?utf-8?q?utf-8?=", "'; drop table", "../../etc/passwd", "idna", "rot13", "base64", "zlib", "punycode", "unicode_escape",
)  # fmt: skip
DATES = (
    "", "kemarin", "Mon, 32 Feb 2026 25:61:61 +9999", "Mon, 02 Mar 2026 08:00:00", "02/03/2026", "1 Jan 1900 00:00:00 -0000",
    "Fri, 31 Dec 9999 23:59:59 +0000", "Mon, 02 Mar 2026 08:00:00 +99999999999", "0", "-1", "Mon, 02 Mar 0000 08:00:00 +0800",
    "Senin, 02 Maret 2026 08:00:00 +0800", "2026-03-02T08:00:00Z", "Mon, 02 Mar 2026 08:00:00 WITA (Waktu \x00)", "9" * 5000,
    "Mon, 02 Mar 2026 08:00:00 +0800\x07", "Thu, 01 Jan 1970 00:00:00 +0000",
)  # fmt: skip
ENCODINGS = (
    "7bit",
    "8bit",
    "binary",
    "base64",
    "quoted-printable",
    "x-uuencode",
    "uuencode",
    "gzip64",
    "",
    "BASE 64",
    "base64\x00",
    "?" * 500,
)
ADDRESSES = (
    "", "<>", "sari", "@example.go.id", "sari@", "<sari@unit-contoh.example.go.id", "sari@unit-contoh.example.go.id>", "a b c@d e f",
    '"a@b" <sari@unit-contoh.example.go.id>', "sari@unit-contoh.example.go.id, b@c.example, d@e.example", "Grup: a@b.example, c@d.example;",
    "=?utf-8?q?Sari?= <sari@unit-contoh.example.go.id>", "=?utf-8?b?////?= <sari@unit-contoh.example.go.id>", "sari@[127.0.0.1]",
    "s\u0430ri@unit-contoh.example.go.id", "sari@\u0443nit.example", '"\\"\\"\\"" <sari@unit-contoh.example.go.id>', "a" * 5000 + "@b.example",
    "sari@unit-contoh.example.go.id\r\nBcc: semua@example.org", "(komentar (dalam (komentar))) sari@unit-contoh.example.go.id", ",,,,,", "\x00\x01",
)  # fmt: skip


@dataclass(frozen=True)
class Nasty:
    """One mail. `silent`: nothing may go to anybody but the operator because of it."""

    name: str
    raw: bytes
    silent: bool = False


def usual(**changed: str | None) -> list[tuple[str, str]]:
    """Headers of the honest letter; None leaves one out."""
    headers: dict[str, str | None] = {
        "From": FROM, "To": TO, "Subject": "Gangguan jaringan", "Date": "Mon, 02 Mar 2026 08:04:00 +0800",
        "Message-ID": "<surat-1@unit-contoh.example.go.id>", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8",
    }  # fmt: skip
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    return [(name, value) for name, value in headers.items() if value is not None]


def mail(
    body: bytes = TEXT.encode(), changed_by: Mapping[str, str | None] | None = None, **changed: str | None
) -> bytes:
    """The honest letter with other headers or another body."""
    head = "".join(f"{name}: {value}\r\n" for name, value in usual(**{**(changed_by or {}), **changed}))
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + body.replace(b"\n", b"\r\n")


def all_of_them() -> Iterator[Nasty]:
    """Every one, each under a Message-ID of its own where it has one."""
    makers = (_headers, _structures, _bodies, _broken, _nested, _automatic, _reports, _hostile, _cut, _flipped)
    seen: set[str] = set()
    for make in makers:
        for one in make():
            assert one.name not in seen, one.name
            seen.add(one.name)
            raw = one.raw.replace(b"<surat-1@", f"<surat-{len(seen)}@".encode(), 1)
            yield Nasty(one.name, raw, one.silent)


def _headers() -> Iterator[Nasty]:
    for number, date in enumerate(DATES):
        yield Nasty(f"date {number}", mail(Date=date))
    for number, address in enumerate(ADDRESSES):
        yield Nasty(f"from {number}", mail(From=address))
        yield Nasty(f"reply-to {number}", mail(Reply_To=address))
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"):
        yield Nasty(f"without {name}", mail(changed_by={name: None}))
    for number, subject in enumerate(
        (
            "", " ", "\t" * 500, "x" * 100_000, "=?utf-8?q?=00=0d=0aBcc:_a@b.example?=", "=?utf-8?b?!!!!?=", "=?x-unknown?q?Gangguan?=",
            "=?utf-8?q?" * 200, "Gangguan\r\n jaringan\r\n\tinternet", "\u202eakilabret\u202c", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
            "Re: " * 500 + "Gangguan", "{{ 7*7 }} {% for i in range(10**9) %}", "'; DROP TABLE cases; --", "<script>alert(1)</script>", "[2026-0001]",
            "[2026-0001 AAAA-BBBB-CCCC]", "%s%n%x", "\x1b[2J\x1b[31m", "=?utf-8?q?a?= =?utf-8?q?b?=" * 100,
        )
    ):  # fmt: skip
        yield Nasty(f"subject {number}", mail(Subject=subject))
    yield Nasty("a thousand headers", mail(changed_by={f"X-H{number}": "nilai" for number in range(1000)}))
    yield Nasty("a header of a megabyte", mail(X_Besar="a" * 1_000_000))
    yield Nasty("the same header a hundred times", b"Subject: satu\r\n" * 100 + mail())
    yield Nasty(
        "references without end", mail(References=" ".join(f"<{number}@x.example>" for number in range(20_000)))
    )
    yield Nasty(
        "in-reply-to of strangers", mail(In_Reply_To="<nodis.2026-0001.00000000000000000000000000000000@x.example>")
    )
    yield Nasty("message-id of nobody", mail(Message_ID="bukan-id"))
    yield Nasty("message-id with breaks", mail(Message_ID="<a\r\n b@c.example>"))


def _structures() -> Iterator[Nasty]:
    for number, boundary in enumerate(
        ('"x"', "x", '""', '"' + "b" * 2000 + '"', '"tidak ada"', "x; boundary=y", '"x', "=?utf-8?q?x?=")
    ):
        body = b"--x\nContent-Type: text/plain\n\n" + TEXT.encode() + b"\n--x--\n"
        yield Nasty(f"boundary {number}", mail(body, Content_Type=f"multipart/mixed; boundary={boundary}"))
    kinds = (
        "multipart/mixed", "multipart/alternative", "multipart/report", "multipart/signed", "multipart/encrypted", "multipart/digest",
        "multipart/", "/", "text", "text/", "message/rfc822", "message/partial; number=1; total=3; id=a", "message/external-body", "application/ms-tnef",
        "application/pkcs7-mime; smime-type=enveloped-data", "application/pgp-encrypted", "image/png", "video/mp4", "text/plain; charset", "TEXT/PLAIN;;;;",
        "text/calendar; method=REQUEST", "text/vcard", "text/x-amp-html", "application/octet-stream; name=../../a.sh", "text/plain; name*=utf-8''%00%0d%0a",
        "text/plain; name*0=a; name*1=b; name*5=c",
    )  # fmt: skip
    for number, kind in enumerate(kinds):
        yield Nasty(f"content type {number}", mail(Content_Type=kind))
    for number, name in enumerate(
        ("../../../etc/passwd", "a\x00.pdf", "CON", "a" * 3000 + ".pdf", "surat.pdf.exe", "\u202efdp.exe", ".", "", "a/b\\c.pdf", "=?utf-8?b?c3VyYXQucGRm?=", "sur\r\nat.pdf", "%2e%2e%2fa")
    ):  # fmt: skip
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "sari@unit-contoh.example.go.id", TO, "Gangguan jaringan"
        message["Message-ID"] = "<surat-1@unit-contoh.example.go.id>"
        message.set_content(TEXT)
        message.add_attachment(b"isi", maintype="application", subtype="octet-stream", filename="NAMA")
        raw = message.as_bytes().replace(b'"NAMA"', b'"' + name.encode("utf-8", "replace") + b'"')
        yield Nasty(f"file name {number}", raw)


def _bodies() -> Iterator[Nasty]:
    for number, charset in enumerate(CHARSETS):
        yield Nasty(
            f"charset {number}",
            mail(
                "Jaringan di Biak\u2013Numfor putus, \u201cmohon\u201d dicek\n".encode(),
                Content_Type=f'text/plain; charset="{charset}"',
            ),
        )
    for number, encoding in enumerate(ENCODINGS):
        yield Nasty(f"encoding {number}", mail(Content_Transfer_Encoding=encoding))
        packed = base64.b64encode(TEXT.encode())[:-3] + b"!@#$"
        yield Nasty(f"encoding {number}, broken", mail(packed, Content_Transfer_Encoding=encoding))
    for name, body in {
        "empty": b"", "a line break": b"\n", "zeros": b"\x00" * 10_000, "every byte": bytes(range(256)) * 40, "no line break": b"jaringan " * 40_000,
        "a line break each": b"\n" * 100_000, "mojibake": TEXT.encode("utf-16"), "quotes": b"> jaringan\n" * 5000, "a dot": b".\n.\n..\n", "from line": b"From sari\n>From budi\n",
        "half a surrogate": b"\xed\xa0\x80 jaringan", "overlong": b"\xc0\xaf\xe0\x80\xaf", "byte order mark": b"\xef\xbb\xbf" + TEXT.encode(), "escape": b"\x1b[2J\x1b]0;judul\x07" + TEXT.encode(),
        "right to left": "\u202e".encode() * 500 + TEXT.encode(), "combining": ("a" + "\u0301" * 3000).encode(), "wide": ("\uff2a\uff21\uff32\uff29\uff2e\uff27\uff21\uff2e " * 50).encode(),
        "templates": b"{{ config }} {% include '/etc/passwd' %} ${jndi:ldap://x} " + TEXT.encode(), "formula": b"=cmd|' /C calc'!A0\nNama: =1+1\nNo. HP: +62812\n",
    }.items():  # fmt: skip
        yield Nasty(f"body: {name}", mail(body))
    for name, html in {
        "no end": "<p>" * 3000 + "jaringan putus", "deep": "<div>" * 3000 + "jaringan putus", "script": "<script>while(1){}</script><p>jaringan putus</p>", "style": "<style>" + "a{}" * 9000 + "</style>jaringan",
        "entities": "&#x110000;&#0;&notanentity;&amp" * 400, "comments": "<!--" * 900 + "jaringan", "attributes": "<p " + "a=b " * 9000 + ">jaringan", "cid": '<img src="cid:tidak-ada">jaringan putus',
        "data uri": '<img src="data:image/png;base64,' + "A" * 90_000 + '">jaringan putus', "table": "<table>" * 200 + "<tr><td>jaringan" * 500,
    }.items():  # fmt: skip
        yield Nasty(f"html: {name}", mail(html.encode(), Content_Type="text/html; charset=utf-8"))


def _broken() -> Iterator[Nasty]:
    whole = mail()
    yield Nasty("nothing", b"")
    yield Nasty("a line break only", b"\r\n")
    yield Nasty("zeros only", b"\x00" * 4096)
    yield Nasty("no headers", TEXT.encode())
    yield Nasty("headers only", whole.split(b"\r\n\r\n")[0])
    yield Nasty("bare line feeds", whole.replace(b"\r\n", b"\n"))
    yield Nasty("bare carriage returns", whole.replace(b"\r\n", b"\r"))
    yield Nasty(
        "an mbox", b"From sari Mon Mar  2 08:00:00 2026\n" + whole + b"\nFrom budi Mon Mar  2 09:00:00 2026\n" + whole
    )
    yield Nasty("a header without colon", b"Ini bukan header\r\n" + whole)
    yield Nasty("a header of spaces", b"   : nilai\r\n" + whole)
    yield Nasty("a colon first", b": nilai\r\n" + whole)
    yield Nasty("latin headers", whole.replace(b"Gangguan", b"Gangg\xfc\xe4n"))
    yield Nasty("a continuation first", b" lanjutan\r\n" + whole)
    yield Nasty("html without a head", b"<html><body>jaringan putus</body></html>")
    yield Nasty("json", b'{"from": "sari", "body": "jaringan putus"}')
    yield Nasty("a pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>")
    yield Nasty("random bytes", random.Random(1).randbytes(20_000))


def _nested() -> Iterator[Nasty]:
    for depth in (10, 100, 1000):
        inner = mail()
        for _ in range(depth):
            inner = b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + inner
        yield Nasty(f"rfc822 in itself {depth} times", inner)
        opened = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(depth)
        )
        yield Nasty(
            f"multipart in itself {depth} times",
            b"From: a@b.example\r\nSubject: Gangguan\r\n" + opened + b"Content-Type: text/plain\r\n\r\njaringan putus",
        )
    parts = b"".join(b"--x\r\nContent-Type: text/plain\r\n\r\n%d\r\n" % number for number in range(3000))
    yield Nasty("three thousand parts", mail(parts + b"--x--", Content_Type="multipart/mixed; boundary=x"))


def _automatic() -> Iterator[Nasty]:
    marks = {
        "auto-replied": {"Auto_Submitted": "auto-replied"}, "auto-generated": {"Auto_Submitted": "auto-generated; owner=x"}, "auto-notified": {"Auto_Submitted": "AUTO-NOTIFIED"},
        "precedence bulk": {"Precedence": "bulk"}, "precedence junk": {"Precedence": "junk"}, "precedence list": {"Precedence": "list"}, "precedence auto_reply": {"Precedence": "auto_reply"},
        "list-id": {"List_Id": "<a.example>"}, "list-unsubscribe": {"List_Unsubscribe": "<mailto:x@y.example>"}, "x-autoreply": {"X_Autoreply": "yes"}, "x-autorespond": {"X_Autorespond": "cuti"},
        "our own mail": {"X_Nodis_Purpose": "notice"}, "our own address": {"From": TO},
        "mailer-daemon": {"From": "MAILER-DAEMON@mx.example", "Subject": "Undelivered Mail Returned to Sender"}, "postmaster": {"From": "postmaster@mx.example", "Subject": "Delivery Status Notification (Failure)"},
    }  # fmt: skip
    for name, headers in marks.items():
        yield Nasty(f"automatic: {name}", mail(changed_by=headers), silent=True)
    yield Nasty(
        "a person's: x-auto-response-suppress", mail(changed_by={"X_Auto_Response_Suppress": "All"})
    )  # Exchange
    yield Nasty("a person's: null path", mail(changed_by={"Return_Path": "<>"}))  # some relays
    notes = (
        ("Balasan otomatis: cuti", "Saya sedang cuti sampai 9 Maret 2026. Untuk hal mendesak hubungi Sdr. Budi."), ("Out of Office", "I am out of the office until Monday."),
        ("Automatic reply: Gangguan", "Thank you for your email. I am currently away."), ("Tidak di tempat", "Mohon maaf saya sedang dinas luar sampai tanggal 5. Email akan saya baca setelah kembali."),
    )  # fmt: skip
    for number, (subject, text) in enumerate(notes):
        yield Nasty(f"vacation without a mark {number}", mail(text.encode(), Subject=subject), silent=True)


def _reports() -> Iterator[Nasty]:
    status = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; budi@x.example\nAction: {action}\nStatus: {status}\n"
    for number, (action, code) in enumerate(
        (
            ("failed", "5.1.1"),
            ("delayed", "4.4.1"),
            ("delivered", "2.0.0"),
            ("", ""),
            ("failed", "9.9.9"),
            ("relayed", "x"),
        )
    ):
        body = f"--x\nContent-Type: text/plain\n\nTidak sampai.\n--x\nContent-Type: message/delivery-status\n\n{status.format(action=action, status=code)}\n--x--\n"
        kind = "multipart/report; report-type=delivery-status; boundary=x"
        yield Nasty(
            f"delivery status {number}",
            mail(body.encode(), From="MAILER-DAEMON@mx.example", Content_Type=kind, Return_Path="<>"),
            silent=True,
        )
    receipt = "--x\nContent-Type: text/plain\n\nDibaca.\n--x\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--x--\n"
    yield Nasty(
        "read receipt",
        mail(receipt.encode(), Content_Type="multipart/report; report-type=disposition-notification; boundary=x"),
        silent=True,
    )
    yield Nasty(
        "abuse report",
        mail(b"--x\n\nabuse\n--x--\n", Content_Type="multipart/report; report-type=feedback-report; boundary=x"),
    )


def _hostile() -> Iterator[Nasty]:
    for name, content in {
        "zip.zip": b"PK\x03\x04" + b"\x00" * 100, "surat.pdf": b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj " * 50, "surat.docx": b"PK\x05\x06" + b"\x00" * 18, "foto.jpg": b"\xff\xd8\xff\xe0" + b"\x00" * 3000,
        "foto.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\x00\x00\x00", "winmail.dat": b"\x78\x9f\x3e\x22" + b"\xff" * 200, "smime.p7m": b"\x30\x82\xff\xff" + b"\x00" * 50,
        "surat.rtf": b"{\\rtf1" + b"{" * 5000, "surat.html": b"<table>" * 2000, "data.csv": b"=1+1,@SUM(A1)\n" * 500, "surat.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.eml": mail(), "surat.svg": b"<svg><script>x</script></svg>", "x.exe": b"MZ" + b"\x00" * 99,
        "foto.heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 99, "foto.tif": b"II*\x00\xff\xff\xff\xff" + b"\x00" * 60, "foto.gif": b"GIF89a" + b"\xff" * 60, "surat.odt": b"PK\x03\x04" + b"mimetypeapplication/vnd.oasis.opendocument.text",
    }.items():  # fmt: skip
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "sari@unit-contoh.example.go.id", TO, "Gangguan jaringan"
        message["Message-ID"] = "<surat-1@unit-contoh.example.go.id>"
        message.set_content(TEXT)
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        yield Nasty(f"attachment {name}", message.as_bytes())


def _cut() -> Iterator[Nasty]:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "sari@unit-contoh.example.go.id", TO, "Gangguan jaringan"
    message["Message-ID"] = "<surat-1@unit-contoh.example.go.id>"
    message.set_content(TEXT)
    message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4 " * 40, maintype="application", subtype="pdf", filename="surat.pdf")
    raw = message.as_bytes()
    for at in range(24):
        yield Nasty(f"cut at {at} of 24", raw[: len(raw) * at // 24] + (b"" if at else b"x"))


def _flipped() -> Iterator[Nasty]:
    chance = random.Random(20260302)
    whole = mail(Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="8bit")
    for number in range(40):
        raw = bytearray(whole)
        for _ in range(chance.choice((1, 5, 40))):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        yield Nasty(f"flipped {number}", bytes(raw))
