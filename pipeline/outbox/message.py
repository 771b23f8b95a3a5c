"""From words to bytes: RFC 5322 messages that come out the same every time, byte for byte."""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import Address as HeaderAddress
from email.headerregistry import HeaderRegistry
from email.message import MIMEPart
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any

from pipeline.model import Address

_THREADING = frozenset({"message-id", "in-reply-to", "references"})
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,240}")  # visible ASCII without angle brackets
_MAX_THREAD = 10  # RFC 5322 sets no limit; clients need the first and the last few
_OWN_ID = re.compile(r"nodis\.([\w-]+)\.([0-9a-f]{16})@[^@]+", re.ASCII)
_CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
_CODE_DIGITS = 15  # hex digits: 60 bits
CRLF = "\r\n"
_LINE = 76  # of a header with its colon and space, and of base64 (RFC 2045 6.8)
_NAME_LENGTH = 120  # of an attachment: what every file system keeps


class _Registry(HeaderRegistry):
    """The library makes a class for each header of each mail; one for each name is enough."""

    @cache  # noqa: B019 - there is one registry, for ever
    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name)


_POLICY = EmailPolicy(
    linesep="\r\n", cte_type="7bit", max_line_length=78, raise_on_defect=False, header_factory=_Registry()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A mail in words. No header value, the subject included, holds a line break."""

    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that goes with a mail; `name` is what people see."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A mail to one address; its bytes are asked for when its turn comes."""

    to: str
    raw: Callable[[], bytes]


def one_line(value: str) -> str:
    """The value as a header may carry it: control and direction characters and line breaks become one space."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split())


def message_id(identity: str, domain: str) -> str:
    """`nodis.<identity>@domain`, without angle brackets; for an assignment `identity` is `<case>.<token in hex>`."""
    return f"nodis.{identity}@{domain}"


def reply_code(message_id: str) -> str | None:
    """The code of a mail for links that open an answer without its thread: the first 60 of its id's random bits, as signs.

    None for a mail whose id is not `nodis.<case>.<16 hex digits>@domain`: an assignment has a code of its own.
    """
    found = _OWN_ID.fullmatch(message_id)
    if found is None:
        return None
    bits = int(found[2][:_CODE_DIGITS], 16)
    signs = "".join(_CODE_SIGNS[bits >> shift & 31] for shift in range(55, -5, -5))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def ids_of_code(code: str, case: str, domain: str) -> tuple[str, ...]:
    """The Message-IDs, of a case's mails, whose code this may be: the last of 16 hex digits is not in it."""
    bits = 0
    for sign in code.replace("-", ""):
        bits = bits << 5 | _CODE_SIGNS.index(sign)
    return tuple(message_id(f"{case}.{bits:015x}{last:x}", domain) for last in range(16))


def thread_ids(ids: Sequence[str]) -> tuple[str, ...]:
    """Ids fit for References, in order, the first and the last few; what is no message id is left out."""
    good = tuple(dict.fromkeys(one for one in (each.strip("<> \t\r\n") for each in ids) if _MESSAGE_ID.fullmatch(one)))
    return good if len(good) <= _MAX_THREAD else (good[0], *good[1 - _MAX_THREAD :])


def file_name(name: str) -> str:
    """An attachment's name without folders and control characters, short enough for every file system."""
    bare = one_line(re.split(r"[/\\]", name)[-1]).strip(". ") or "lampiran"
    if len(bare) <= _NAME_LENGTH:
        return bare
    stem, dot, suffix = bare.rpartition(".")
    keep = _NAME_LENGTH - len(suffix) - 1
    return f"{stem[:keep]}.{suffix}" if dot and keep > 0 else bare[:_NAME_LENGTH]


def assemble(
    written: Written,
    *,
    message_id: str,
    date: datetime,
    sender: Address,
    to: Address,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The message: text and HTML as alternatives, attachments beside them (RFC 2046, names by RFC 2231).

    The same arguments give the same bytes. CRLF, ASCII only, no line over 998 characters (RFC 5321 4.5.3.1.6), `to`
    alone in To. Mails and multiparts among the attachments travel as opaque bytes, so that no relay rewrites them.
    """
    fields = [
        ("Date", format_datetime(date)),
        ("From", _address(sender)),
        ("To", _address(to)),
        ("Subject", _folded("Subject", one_line(written.subject))),
        ("Message-ID", f"<{message_id}>"),
        *((name, _folded(name, one_line(value))) for name, value in written.headers),
        ("MIME-Version", "1.0"),
    ]
    heads = "".join(f"{name}: {value}\r\n" for name, value in fields).encode("ascii")
    body = _multipart(
        "alternative",
        [_words(written.text, "plain"), _words(written.html, "html")],
        _boundary(message_id, 1 if attachments else 0),
    )
    if attachments:
        body = _multipart("mixed", [body, *map(_file, attachments)], _boundary(message_id, 0))
    return heads + body


def _folded(name: str, value: str) -> str:
    """A header's value on lines of its own length; what is not plain goes as encoded words (RFC 2047).

    All of it, not word by word: a space between two encoded words is no space to whoever reads them. Of a folded plain value the first
    line holds something, too: one that does not is obsolete (RFC 5322 4.2) and shows as a leading space in some programs.
    """
    if name.lower() in _THREADING:  # ids stay whole, however long
        return f"{CRLF} ".join(value.split())
    plain = value.isascii() and "=?" not in value
    if plain and len(name) + len(value) < _LINE:
        return value
    longest = max(map(len, value.split()), default=0)
    charset = "us-ascii" if plain and len(name) + longest < _LINE else "utf-8"
    return Header(value, charset, maxlinelen=_LINE, header_name=name).encode(linesep=CRLF)


def _boundary(message_id: str, depth: int) -> str:
    """By the message's id and how deep it stands; "=_" occurs in neither quoted-printable nor base64 (RFC 2045 6.7)."""
    digest = hashlib.sha256(f"{message_id}/{depth}".encode()).hexdigest()[:24]
    return f"=_nodis_{digest}"


def _multipart(subtype: str, parts: Sequence[bytes], boundary: str) -> bytes:
    between = f"--{boundary}\r\n".encode("ascii")
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return head + b"".join(between + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode("ascii")


def _words(text: str, subtype: str) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").replace("\n", "\r\n") + "\r\n"
    return head.encode("ascii") + b2a_qp(lines.encode("utf-8"), quotetabs=False, istext=True)


def _address(address: Address) -> str:
    user, _, domain = one_line(address.address).rpartition("@")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    spec = str(HeaderAddress(username=user, domain=domain))
    name = one_line(address.name)
    if name.isascii() and "=?" not in name and len(name) < _LINE:
        shown = str(HeaderAddress(display_name=name, username=user, domain=domain))
        return shown if len(shown) < _LINE else shown.replace(f" <{spec}>", f"{CRLF} <{spec}>")
    return f"{Header(name, 'utf-8', maxlinelen=_LINE, header_name='From').encode(linesep=CRLF)}{CRLF} <{spec}>"


def _file(attachment: Attachment) -> bytes:
    main, _, sub = attachment.content_type.lower().partition("/")
    if not re.fullmatch(r"[a-z0-9.+-]+", sub) or main not in {"application", "audio", "image", "text", "video"}:
        main, sub = "application", "octet-stream"
    head = _file_head(main, sub, file_name(attachment.name), main == "text" and _is_utf8(attachment.content))
    encoded = b2a_base64(attachment.content, newline=False)
    lines = (encoded[start : start + _LINE] for start in range(0, len(encoded), _LINE))
    return head + b"".join(line + b"\r\n" for line in lines)


@lru_cache(maxsize=256)
def _file_head(main: str, sub: str, name: str, utf8: bool) -> bytes:  # noqa: FBT001 - one of four that tell a file's head
    """The headers of a file's part, the empty line after them included; the same few names come again and again."""
    part = MIMEPart(policy=_POLICY)
    params = {"charset": "utf-8"} if utf8 else {}
    part.set_content(b"", maintype=main, subtype=sub, filename=name, params=params, disposition="attachment")
    return part.as_bytes()


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
