"""Mails around a reply: what a writer forwards, attaches or gets added, and the orders in which parts come.

Whatever stands in these parts is somebody else's.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
import random
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from asn1crypto import cms

from clients import Written

CRLF = "\r\n"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A MIME part: its headers without the transfer encoding, and its content or its parts."""

    kind: str
    content: bytes = b""
    headers: tuple[str, ...] = ()
    parts: tuple[Node, ...] = ()
    encoding: str = ""
    boundary: str = ""  # "" for one that nobody can know beforehand
    preamble: str = ""
    epilogue: str = ""


def rendered(node: Node, head: Sequence[str]) -> bytes:
    """The whole message."""
    return _crlf(CRLF.join([*head, "MIME-Version: 1.0"]).encode()) + b"\r\n" + _part(node)


def _part(node: Node) -> bytes:
    lines = list(node.headers)
    if node.parts:
        parts = [_part(part) for part in node.parts]
        boundary = (
            node.boundary or f"=_{hashlib.sha256(b''.join(parts)).hexdigest()[:20]}"
        )  # as nobody can know beforehand
        lines.insert(0, f'Content-Type: {node.kind}; boundary="{boundary}"')
        body = node.preamble.encode()
        for part in parts:
            body += f"{CRLF}--{boundary}{CRLF}".encode() + part
        body += f"{CRLF}--{boundary}--{CRLF}{node.epilogue}".encode()
    else:
        lines.insert(0, f"Content-Type: {node.kind}")
        body = _encoded(node)
        if node.encoding:
            lines.append(f"Content-Transfer-Encoding: {node.encoding}")
    return CRLF.join(lines).encode() + b"\r\n\r\n" + body


def _encoded(node: Node) -> bytes:
    content = _crlf(node.content) if node.kind.startswith(("text/", "message/")) else node.content
    if node.encoding == "base64":
        return base64.encodebytes(content).replace(b"\n", b"\r\n")
    if node.encoding == "quoted-printable":
        return quopri.encodestring(content.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return content


def _crlf(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def text(
    words: str, chance: random.Random, *, subtype: str = "plain", headers: tuple[str, ...] = (), name: str = ""
) -> Node:
    """A text part in any transfer encoding."""
    encoding = chance.choice(("8bit", "base64", "quoted-printable"))
    named = f'; name="{name}"' if name else ""
    content = words.encode("utf-8", "replace")
    return Node(kind=f"text/{subtype}; charset=utf-8{named}", content=content, headers=headers, encoding=encoding)


def bodies(written: Written, chance: random.Random) -> Node:
    """The reply's own bodies: one part, or an alternative of both."""
    plain = text(written.plain, chance) if written.plain is not None else None
    html = text(written.html, chance, subtype="html") if written.html is not None else None
    if plain and html:
        if chance.random() < 0.15:
            html = Node(kind="multipart/related", parts=(html, _picture(chance)))
        return Node(kind="multipart/alternative", parts=(plain, html))
    found = plain or html
    assert found
    return found


def _picture(chance: random.Random) -> Node:
    content = b"\x89PNG\r\n\x1a\n" + chance.randbytes(64)
    return Node(
        kind='image/png; name="logo.png"',
        content=content,
        encoding="base64",
        headers=("Content-ID: <x>", "Content-Disposition: inline; filename=logo.png"),
    )


# ------------------------------------------------------------------------------------------------------------ foreign


def strange_mail(words: str, chance: random.Random, *, depth: int = 0) -> bytes:
    """A mail of somebody else with these words, nested if asked."""
    sender = chance.choice(
        ("Hendra Wijaya <kabag@kanwil-contoh.example.go.id>", "Sari <tu@lapas-contoh.example.go.id>", "x@luar.example")
    )
    head = (f"From: {sender}", "To: layanan-ti@kanwil-contoh.example.go.id", "Subject: SETUJU", "Date: Mon, 2 Mar 2026 08:00:00 +0800",
            "Message-ID: <lain@luar.example>")  # fmt: skip
    body = text(words, chance) if chance.random() < 0.6 else text(f"<p>{escape(words)}</p>", chance, subtype="html")
    if depth:
        inner = Node(kind="message/rfc822", content=strange_mail(words, chance, depth=depth - 1))
        body = Node(kind="multipart/mixed", parts=(body, inner))
    return rendered(body, head)


def _attached_mail(words: str, chance: random.Random) -> Node:
    content = strange_mail(words, chance, depth=chance.choice((0, 0, 0, 1, 2)))
    disposition = chance.choice(
        (
            (),
            ("Content-Disposition: attachment",),
            ('Content-Disposition: attachment; filename="Re: disposisi.eml"',),
            ("Content-Disposition: inline",),
        )
    )
    named = ('Content-Disposition: attachment; filename="surat.eml"',)
    forms = (
        Node(kind='application/octet-stream; name="surat.eml"', content=content, encoding="base64", headers=named),
        Node(kind="message/rfc822", content=content, encoding="base64", headers=disposition),
        Node(
            kind='message/rfc822; name="SETUJU.EML"', content=content, encoding="quoted-printable", headers=disposition
        ),
        Node(kind="multipart/digest", parts=(Node(kind="message/rfc822", content=content),)),
        Node(kind="message/global", content=content, headers=disposition),
        Node(kind='text/plain; charset=utf-8; name="surat.eml"', content=content, headers=named),
        Node(kind="message/rfc822", content=content, headers=disposition),
    )
    return chance.choice(forms)


def _attached_text(words: str, chance: random.Random) -> Node:
    name = chance.choice(("jawaban.txt", "SETUJU.txt", "catatan.html", "surat.htm"))
    subtype = "html" if "htm" in name else "plain"
    shown = f"<html><body><p>{escape(words)}</p></body></html>" if subtype == "html" else words
    disposition = chance.choice(("attachment", "inline", "attachment"))
    headers = (f'Content-Disposition: {disposition}; filename="{name}"',)
    return text(shown, chance, subtype=subtype, headers=headers, name=name if chance.random() < 0.5 else "")


def _odd_text(words: str, chance: random.Random) -> Node:
    kind = chance.choice(("text/enriched", "text/calendar; method=REQUEST", "text/vcard", "text/csv", "text/x-amp-html", "text/rtf", "text/markdown",
                          "message/external-body; access-type=URL; URL=http://luar.example/", "message/partial; id=x; number=1; total=2",
                          "text/rfc822-headers", "message/delivery-status", "application/json"))  # fmt: skip
    content = f"BEGIN:VCALENDAR\nSUMMARY:{words}\nEND:VCALENDAR\n" if "calendar" in kind else words
    return Node(
        kind=kind,
        content=content.encode(),
        headers=chance.choice(((), ("Content-Disposition: attachment; filename=x.dat",))),
    )


def _outlook_bag(words: str, chance: random.Random) -> Node:
    """winmail.dat with a body of its own (MS-OXTNEF)."""

    def attribute(level: int, number: int, content: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)

    content = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x0002800C, words.encode("cp1252", "replace") + b"\0")
    headers = ('Content-Disposition: attachment; filename="winmail.dat"',)
    del chance
    return Node(kind='application/ms-tnef; name="winmail.dat"', content=content, encoding="base64", headers=headers)


def _list_footer(words: str, chance: random.Random) -> Node:
    """What lists and gateways add: a second text part that is shown below the first."""
    del words
    shown = chance.choice(
        (
            "_______________________________________________\nTI mailing list\nsetuju@luar.example\nhttps://luar.example/SETUJU",
            "-- \nSELESAI Hosting, tanpa tolak\nhttps://setuju.example/",
            "\n",
        )
    )
    return text(shown, chance, headers=chance.choice(((), ("Content-Disposition: inline",))))


def _signed_mail(words: str, chance: random.Random) -> Node:
    """A mail of somebody else inside its signature (RFC 8551), attached."""
    wrapped = rendered(text(words, chance), ())
    content = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [],
                    "encap_content_info": {"content_type": "data", "content": wrapped},
                    "signer_infos": [],
                }
            ),
        }
    ).dump()
    name = chance.choice(("smime.p7m", "surat.p7m"))
    kind = chance.choice(("application/pkcs7-mime; smime-type=signed-data", "application/x-pkcs7-mime"))
    headers = chance.choice(((), (f'Content-Disposition: attachment; filename="{name}"',)))
    return Node(kind=f'{kind}; name="{name}"', content=content, encoding="base64", headers=headers)


FOREIGN = {
    "attached_mail": _attached_mail,
    "attached_text": _attached_text,
    "odd_text": _odd_text,
    "outlook_bag": _outlook_bag,
    "signed_mail": _signed_mail,
    "list_footer": _list_footer,
}


def with_foreign_parts(own: Node, words: Sequence[str], chance: random.Random) -> tuple[Node, tuple[str, ...]]:
    """The reply with other parts before or after it, in any nesting; and what they are."""
    parts: list[Node] = [own]
    kinds: list[str] = []
    for one in words:
        kind = chance.choices(list(FOREIGN), (8, 4, 2, 1, 1, 2))[0]
        node = FOREIGN[kind](one, chance)
        first = kind != "list_footer" and chance.random() < 0.2
        parts.insert(0 if first else len(parts), node)
        kinds.append(f"{kind}{'_first' if first else ''}")
    outer = chance.choice(
        (
            "multipart/mixed",
            "multipart/mixed",
            "multipart/mixed",
            "multipart/related",
            "multipart/x-unknown",
            "multipart/parallel",
        )
    )
    preamble, epilogue = (chance.choice(("", one)) for one in (words[0], words[-1]))
    if preamble or epilogue:
        kinds.append("preamble")
    return Node(kind=outer, parts=tuple(parts), preamble=preamble, epilogue=epilogue), tuple(kinds)
