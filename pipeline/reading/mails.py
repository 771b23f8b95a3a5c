"""Mails as files, in archives or alone: what they say, and what is attached to them. Runs in the reading process only."""

from __future__ import annotations

import email
import email.policy
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

from pipeline import outlook
from pipeline.bounds import MOST, bounded
from pipeline.charsets import text_of_bytes
from pipeline.hypertext import visible_text
from pipeline.reading.sniffing import is_mail, suffix_of

MOST_PARTS = 1000
_PAGES = frozenset({"mht", "mhtml", "doc", "dot", "htm", "html", "xls"})  # names under which web pages come


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that lies in another: attached to a mail or a document, or packed into an archive."""

    name: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadMail:
    """A mail: its head and its words, and what is attached."""

    text: str
    files: Sequence[Attachment]


def is_letter(name: str, content: bytes) -> bool:
    """Whether a file is a mail, by its content; a web page in one file has the form of one, and no sender."""
    if outlook.is_msg(content) or outlook.is_tnef(content):
        return True
    named = suffix_of(name)
    if named in _PAGES or not (is_mail(content) or named == "eml"):
        return False
    head = email.message_from_bytes(content[:16_384], policy=email.policy.compat32)
    return "@" in str(head.get("From", "")) or (named == "eml" and bool(head.keys()))


def read(content: bytes) -> ReadMail:
    """The mail in a file.

    Raises:
        OutlookError: it is one of Outlook's, and broken.
    """
    if outlook.is_msg(content):
        message = outlook.as_message(outlook.read_msg(content))
    elif outlook.is_tnef(content):
        message = outlook.as_message(outlook.read_tnef(content))
    else:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
    plain: list[str] = []
    html: list[str] = []
    files: list[Attachment] = []
    for number, part in enumerate(_leaves(message), start=1):
        if number > MOST_PARTS:
            break
        kind, name = part.get_content_type(), _decoded(part.get_filename() or "")
        data = _content(part)
        if kind in ("text/plain", "text/html") and not name and part.get_content_disposition() != "attachment":
            (plain if kind == "text/plain" else html).append(text_of_bytes(data, part.get_content_charset()))
        elif data:
            suffix = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ".bin"
            inline = part.get_content_disposition() != "attachment" and "Content-ID" in part
            name = name.replace("\\", "/").rsplit("/", 1)[-1] or f"lampiran-{number}{suffix}"
            files.append(Attachment(name=name, content=data, inline=inline))
    return ReadMail(text=_head(message) + _better("\n\n".join(plain), "\n".join(html)), files=files)


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something; a mail within is one."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and part.get_content_type() != "message/rfc822":
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _content(part: Message) -> bytes:
    inside = part.get_payload() if part.is_multipart() else None
    if isinstance(inside, list):
        return b"".join(one.as_bytes() for one in inside if isinstance(one, Message))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _better(plain: str, html: str) -> str:
    bare = bounded(plain[: 2 * MOST])
    rich = visible_text(html) if html.strip() else ""
    return rich if len(bare.split()) < 0.5 * len(rich.split()) else bare


def _head(message: Message) -> str:
    """Who wrote it and what about, as a print of it shows them."""
    said = (("Dari", message.get("From")), ("Perihal", message.get("Subject")))
    return "".join(f"{label} : {value}\n" for label, one in said if (value := _decoded(str(one or "")))) + "\n"


def _decoded(value: str) -> str:
    try:
        shown = str(make_header(decode_header(value)))
    except (ValueError, LookupError):
        shown = value
    return " ".join(shown.encode("utf-8", "replace").decode().split())
