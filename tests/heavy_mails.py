"""Mails made to keep their reader busy: each family gives one of about so many bytes."""

from __future__ import annotations

import base64
from collections.abc import Callable

HEAD = (
    b"From: Sari Wulandari <sari@unit-contoh.example.go.id>\r\nTo: layanan-ti@kanwil-contoh.example.go.id\r\n"
    b"Subject: Gangguan jaringan\r\nMIME-Version: 1.0\r\n"
)
LETTER = b"Yth. Kepala Bagian\r\n\r\nJaringan internet di ruang registrasi terputus. Mohon diperbaiki.\r\nNo. HP: 0812-1111-2222\r\n"


def body(text: bytes, kind: bytes = b"text/plain") -> bytes:
    return HEAD + b"Content-Type: " + kind + b"; charset=utf-8\r\n\r\n" + text


def repeated(word: bytes) -> Callable[[int], bytes]:
    return lambda size: body(word * (size // len(word)))


def html(word: bytes, end: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: body(word * (size // len(word)) + b"Jaringan terputus." + end, b"text/html")


def header(name: bytes, word: bytes) -> Callable[[int], bytes]:
    return lambda size: HEAD + name + b": " + word * (size // len(word)) + b"\r\n\r\n" + LETTER


def folded(name: bytes, word: bytes) -> Callable[[int], bytes]:
    return lambda size: HEAD + name + b": " + (word + b"\r\n ") * (size // (len(word) + 3)) + b"x\r\n\r\n" + LETTER


def many_headers(size: int) -> bytes:
    return HEAD + b"X-Lain: a\r\n" * (size // 11) + b"\r\n" + LETTER


def many_parts(part: bytes) -> Callable[[int], bytes]:
    def made(size: int) -> bytes:
        return (
            HEAD
            + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\n'
            + LETTER
            + part * (size // len(part))
            + b"\r\n--x--\r\n"
        )

    return made


def nested_parts(size: int) -> bytes:
    depth = size // 60
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (at, at) for at in range(depth)
    )
    return HEAD + opened + b"\r\n" + LETTER


def nested_mails(size: int) -> bytes:
    one = b"From: a@unit.example\r\nSubject: Fw\r\nContent-Type: message/rfc822\r\n\r\n"
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" + one * (size // len(one)) + LETTER


def many_files(size: int) -> bytes:
    one = b"\r\n--x\r\nContent-Type: text/csv; name=data.csv\r\nContent-Disposition: attachment; filename=data.csv\r\n\r\na;b\r\n"
    return many_parts(one)(size)


def base64_soup(size: int) -> bytes:
    lines = base64.encodebytes(bytes(range(256)) * (size // 345))
    return HEAD + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines


def almost_base64(size: int) -> bytes:
    return body((b"A" * 70 + b"\r\n") * (size // 72) + b"*")


def crossed_boundaries(size: int) -> bytes:
    lines = b"\r\n".join(b"--x%d" % at for at in range(size // 9))
    return HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\r\n' + lines


def quoted_printable(size: int) -> bytes:
    return (
        HEAD
        + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + b"=3D=\r\n" * (size // 6)
    )


def uuencoded(size: int) -> bytes:
    return body(b"begin 644 a.bin\r\n" + b"M" + b"a" * 60 + b"\r\n" * (size // 2))


def deep_quotes(size: int) -> bytes:
    return body(b"".join(b">" * (at % 400) + b" Setuju\r\n" for at in range(size // 210)))


def staircase(size: int) -> bytes:
    """Forwards within forwards."""
    mark = b"---------- Forwarded message ---------\r\nFrom: A <a@unit.example>\r\nDate: Mon, 2 Mar 2026\r\nSubject: Fw\r\nTo: b@unit.example\r\n\r\n"
    return body(mark * (size // len(mark)) + LETTER)


DATED = HEAD + b"Date: Mon, 02 Mar 2026 08:04:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


def said(word: bytes) -> Callable[[int], bytes]:
    """A dated letter, so that weekdays are days."""
    return lambda size: DATED + b"Yth. Kepala\r\n\r\n" + word * (size // len(word))


def numbered(line: str) -> Callable[[int], bytes]:
    """Lines that differ as people's lists do."""
    names = (
        "Budi Santoso",
        "Sari Wulandari",
        "Andi Saputra",
        "Rina Wati",
        "Joko Susilo",
        "Made Wirawan",
        "Fitri Handayani",
    )
    size_of_one = len(line) + 20

    def made(size: int) -> bytes:
        lines = (line.format(at=at, name=names[at % 7], other=names[at // 7 % 7]) for at in range(size // size_of_one))
        return (
            DATED + b"Yth. Ketua\r\nMohon dibuatkan hak akses SDP bagi pegawai berikut:\r\n" + "".join(lines).encode()
        )

    return made


WORDS = {
    "Yth.": b"Yth. ",
    "Yth. lines": b"Yth.\r\n",
    "(x)": b"(x)",
    "((": b"(",
    "labels": b"Nomor : ",
    "label lines": b"Nomor : a\r\n",
    "mixed label lines": b"Nama : a\r\nNIP : 1\r\nUnit :\r\nNo. HP : 0812\r\nPerihal : x\r\n",
    "quotes in a line": b"> ",
    "quote lines": b"> Setuju\r\n",
    "digits": b"0",
    "digit groups": b"0812 ",
    "dotted digits": b"1.",
    "dates": b"2 Maret 2026, ",
    "commas": b",",
    "comma words": b"a, ",
    "Re:": b"Re: ",
    "spaces": b" ",
    "spaces and letters": b" a",
    "tabs": b"\t",
    "newlines": b"\r\n",
    "blank and dash lines": b"--\r\n",
    "dashes": b"-",
    "underscores": b"_",
    "equals": b"=",
    "stars": b"*",
    "dots": b".",
    "slashes": b"a/",
    "at signs": b"a@",
    "addresses": b"a@b.example ",
    "names": b"Sari Wulandari ",
    "capitals": b"A",
    "capital words": b"KEPALA ",
    "negations": b"tidak ",
    "answers": b"SETUJU ",
    "answer lines": b"SETUJU\r\n",
    "questions": b"apakah? ",
    "numbered": b"1. a\r\n",
    "colons": b":",
    "colon words": b"a: ",
    "brackets": b"[",
    "urls": b"http://a.example/",
    "combining marks": "á̂".encode(),
    "invisible": "\u200b‍".encode(),
    "fullwidth": "Ａ".encode(),
    "cyrillic": "Ѕеtuju ".encode(),
    "emoji": "👍🏽".encode(),
    "carriage returns": b"\r",
    "NUL": b"\x00",
    "escapes": b"\x1b[31m",
    "history marks": b"Pada Senin, 2 Maret 2026 pukul 08.05, Layanan TI menulis:\r\n",
    "Dari:": b"Dari: a@b.example\r\nTerkirim: x\r\nKepada: y\r\n",
    "selain itu": b"Selain itu, mohon dibuatkan akun aplikasi. ",
    "phrases": b"jaringan internet terputus mohon diperbaiki ",
    "long words": b"jaringaninternetterputus",
}
TAGS = {
    "div": b"<div>",
    "b": b"<b>",
    "font": b"<font color=red>",
    "span style": b"<span style='color:#fff;background:#fff'>a",
    "table": b"<table><tr><td>",
    "closed tables": b"<table><tr><td>a</td></tr></table>",
    "blockquote": b"<blockquote>",
    "closed quotes": b"<blockquote>a</blockquote>",
    "lists": b"<ul><li>a",
    "paragraphs": b"<p>a</p>",
    "breaks": b"<br>",
    "open angle": b"<",
    "open comment": b"<!--",
    "comments": b"<!-- a -->",
    "entities": b"&amp;",
    "broken entities": b"&#x1F4",
    "style": b"<style>p{color:red}</style>",
    "attributes": b"<a href='x' ",
    "one long attribute": b"title ",
    "links": b"<a href='http://a.example/x'>a</a>",
    "classes": b"<p class='a b c d e f'>a",
    "svg": b"<svg><text>",
    "del": b"<del>",
    "details": b"<details><summary>",
    "unclosed quotes": b'<a title="',
    "CDATA": b"<![CDATA[",
}
HEADERS = {
    "colons in To": header(b"Cc", b"a: "),
    "brackets in Cc": header(b"Cc", b"<"),
    "open comments in Cc": header(b"Cc", b"("),
    "quotes in Cc": header(b"Cc", b'"'),
    "addresses in Cc": header(b"Cc", b"a@b.example, "),
    "commas in Cc": header(b"Cc", b","),
    "at signs in Cc": header(b"Cc", b"@"),
    "semicolons in Cc": header(b"Cc", b"a:;"),
    "backslashes in Cc": header(b"Cc", b"\\"),
    "square brackets in Cc": header(b"Cc", b"a@["),
    "encoded words in Subject": folded(b"Subject", b"=?utf-8?b?U3VyYXQgZ2FuZ2d1YW4gamFyaW5nYW4=?="),
    "encoded words in Cc": folded(b"Cc", b"=?utf-8?q?a?= <a@b.example>,"),
    "half encoded words": header(b"Subject", b"=?utf-8?q?"),
    "Re: in Subject": header(b"Subject", b"Re: "),
    "brackets in Subject": header(b"Subject", b"[2026-0001] "),
    "codes in Subject": header(b"Subject", b"[2026-0001 KQ7M-2XP9-RTA4] "),
    "References": folded(b"References", b"<nodis.2026-0001.abcdef0123456789@kanwil.example>"),
    "open References": header(b"References", b"<"),
    "In-Reply-To": header(b"In-Reply-To", b"<a@b>"),
    "Date": header(b"Date", b"Mon, "),
    "Date digits": header(b"Date", b"1"),
    "Authentication-Results": header(b"Authentication-Results", b"mx.example; dmarc=pass (a) "),
    "nested comments in Authentication-Results": header(b"Authentication-Results", b"("),
    "parameters": header(b"Content-Type", b"text/plain; a=b; "),
    "continued parameters": lambda size: (
        HEAD
        + b"Content-Type: text/plain"
        + b"".join(b"; name*%d=a" % at for at in range(size // 11))
        + b"\r\n\r\n"
        + LETTER
    ),
    "long From": header(b"From", b"a "),
    "From without a gap": header(b"From", b"a"),
    "brackets in From": header(b"From", b"("),
    "Sender without a gap": header(b"Sender", b"a"),
    "Reply-To without a gap": header(b"Reply-To", b"a."),
    "many headers": many_headers,
    "folded header": folded(b"X-Lain", b"a"),
    "List-Id": header(b"List-Id", b"<a> "),
    "disposition": lambda size: many_parts(
        b'\r\n--x\r\nContent-Disposition: attachment; filename="' + b"a\\" * (size // 4) + b'"\r\n\r\na'
    )(size),
}
PARTS: dict[str, Callable[[int], bytes]] = {
    "parts": many_parts(b"\r\n--x\r\n\r\na"),
    "HTML parts": many_parts(b"\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>a"),
    "attached mails": many_parts(b"\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\na"),
    "nested parts": nested_parts,
    "nested mails": nested_mails,
    "small files": many_files,
    "base64 soup": base64_soup,
    "almost base64": almost_base64,
    "crossed boundaries": crossed_boundaries,
    "quoted-printable": quoted_printable,
    "uuencoded": uuencoded,
    "deep quotes": deep_quotes,
    "forwards in forwards": staircase,
}
LETTERS = {
    "weekdays": said(b"Senin, "),
    "since a weekday": said(b"sejak Senin "),
    "labelled addresses": said(b"Kepada: a@b.c; "),
    "bracketed numbers": said(b"(0411) "),
    "personal numbers": said(b"19850101 201001 1 001 "),
    "single digits": said(b"1 "),
    "dotted letters": said(b"a."),
    "letter lines": said(b"x\r\n"),
    "joined numbers": said(b"1985-0101-2010-01-1-001-"),
    "access rows": numbered(
        "{at}. {name} {other} {at} / NIP 1980010120101{at:05} / operator SDP / sdp{at}@lapas.example.go.id / 0812-{at:04}-4455\r\n"
    ),
    "access lines": numbered("{name} {other} 1980010120101{at:05} SDP operator tambah\r\n"),
    "logs": numbered(
        "2026-03-02 07:45:01 ERROR [http-8080-{at}] com.contoh.Service: Connection timed out (10.1.1.1:{at})\r\n"
    ),
}
FAMILIES: dict[str, Callable[[int], bytes]] = {
    **LETTERS,
    **{name: repeated(word) for name, word in WORDS.items()},
    **{f"<{name}>": html(word) for name, word in TAGS.items()},
    **HEADERS,
    **PARTS,
}
