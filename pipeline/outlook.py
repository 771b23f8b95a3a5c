"""Outlook's own forms of a mail as a MIME message: .msg (MS-OXMSG) and winmail.dat (MS-OXTNEF).

Everything here is hostile input: it runs in confined processes only.
"""

from __future__ import annotations

import base64
import codecs
import contextlib
import email
import email.policy
import io
import mimetypes
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr

import olefile
from compressed_rtf import decompress
from oxmsg.properties import Properties
from oxmsg.storage import Storage
from striprtf.striprtf import rtf_to_text
from tnefparse import TNEF
from tnefparse.tnef import TNEFAttachment

from pipeline.charsets import text_of_bytes

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_EMBEDDED = "__substg1.0_3701000D"
_DEEPEST = 10  # messages within messages; those below are left out
_OFFSET, _OFFSET_EMBEDDED, _OFFSET_FILE = 32, 24, 8  # where the properties begin (MS-OXMSG 2.4.1)
# Property ids (MS-OXPROPS).
_SUBJECT, _HEADERS, _BODY, _RTF, _HTML, _MESSAGE_ID = 0x0037, 0x007D, 0x1000, 0x1009, 0x1013, 0x1035
_SENDER_NAME, _SENDER_ADDRESSES = 0x0C1A, (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_SENT, _RECEIVED, _CODEPAGE, _HTML_CODEPAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_DATA, _NAMES, _TYPE, _CONTENT_ID = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E, 0x3712


class OutlookError(Exception):
    """It is broken, or in no form that can be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """What is attached: a file, or a message."""

    name: str
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""
    item: Item | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A message of Outlook's."""

    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str = ""
    files: tuple[File, ...] = ()


def is_msg(content: bytes) -> bool:
    """Whether a file is a message as Outlook saves it, whatever it is called."""
    return content.startswith(_OLE) and _PROPERTIES in content


def is_tnef(content: bytes) -> bool:
    """Whether a file is a winmail.dat."""
    return content.startswith(_TNEF)


def read_msg(content: bytes) -> Item:
    """The message in a .msg.

    Raises:
        OutlookError: it cannot be read.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            claimed = sum(ole.get_size(path) for path in ole.listdir())
            whole = Storage.from_ole(ole) if claimed <= 2 * len(content) else None
        if whole is not None:
            return _item(whole, _OFFSET, 0)
    except Exception as error:  # a hostile file may break the libraries anywhere
        raise OutlookError(str(error)) from error
    raise OutlookError("its streams claim more than there is")


def _item(storage: Storage, offset: int, depth: int) -> Item:
    read = _Streams(storage, offset)
    text, html = read.text(_BODY), read.html()
    if not text.strip() and not html.strip():
        text = _rtf(read.stream(_RTF, "0102"))
    each = (_file(one, depth) for one in storage.iter_attachment_storages())
    return Item(headers=_headers(read), text=text, html=html, files=tuple(one for one in each if one))


class _Streams:
    """Properties of a message or file, by their streams."""

    def __init__(self, storage: Storage, offset: int) -> None:
        self._streams = {one.name: one.bytes_ for one in storage.streams}
        self._properties = Properties(storage, offset)

    def stream(self, number: int, kind: str) -> bytes:
        return self._streams.get(f"__substg1.0_{number:04X}{kind}", b"")

    def text(self, *numbers: int) -> str:
        """The first of these properties that says something."""
        for number in numbers:
            wide, narrow = self.stream(number, "001F"), self.stream(number, "001E")
            found = wide.decode("utf-16-le", "replace") if wide else text_of_bytes(narrow, self._charset(_CODEPAGE))
            if found.strip("\x00 "):
                return found.strip("\x00")
        return ""

    def html(self) -> str:
        data = self.stream(_HTML, "0102")
        return text_of_bytes(data, self._charset(_HTML_CODEPAGE)) if data else self.text(_HTML)

    def moment(self, *numbers: int) -> datetime | None:
        for number in numbers:
            with contextlib.suppress(Exception):  # a property of another type, or a date that no clock shows
                if found := self._properties.date_prop_value(number):
                    return found
        return None

    def _charset(self, number: int) -> str | None:
        with contextlib.suppress(Exception):  # a page that the library does not know
            if page := self._properties.int_prop_value(number):
                return _charset_of(page)
        return None


def _charset_of(page: int) -> str | None:
    """The name of a Windows code page; None where Python has none of it."""
    for name in ({65001: "utf-8", 28591: "iso-8859-1", 20127: "ascii"}.get(page), f"cp{page}"):
        with contextlib.suppress(LookupError):
            return codecs.lookup(name or "").name
    return None


def _headers(read: _Streams) -> tuple[tuple[str, str], ...]:
    """Those under which it travelled; of what never did, those that its properties say."""
    if travelled := read.text(_HEADERS):
        kept = HeaderParser(policy=email.policy.compat32).parsestr(travelled).items()
        found = [(name, str(value)) for name, value in kept if not name.lower().startswith(("content-", "mime-"))]
        if any(name.lower() == "from" for name, _ in found):
            return tuple(found)
    address = next((one for number in _SENDER_ADDRESSES if "@" in (one := read.text(number))), "")
    sent = read.moment(_SENT, _RECEIVED)
    return _said(
        sender=(read.text(_SENDER_NAME), address),
        subject=read.text(_SUBJECT),
        message_id=read.text(_MESSAGE_ID),
        date=format_datetime(sent) if sent else "",
    )


def _said(*, sender: tuple[str, str], subject: str, message_id: str, date: str = "") -> tuple[tuple[str, str], ...]:
    said = {
        "From": formataddr(sender, charset="utf-8") if sender[1].isascii() and sender[1] else "",
        "Subject": subject,
        "Message-ID": message_id,
        "Date": date,
    }
    return tuple((name, " ".join(value.split())) for name, value in said.items() if value.strip())


def _file(storage: Storage, depth: int) -> File | None:
    """A file that is attached; None of one that lies elsewhere and of objects of other programs."""
    read = _Streams(storage, _OFFSET_FILE)
    name = read.text(*_NAMES)
    inner = next((one for one in storage.storages if one.name == _EMBEDDED), None)
    if inner is not None and any(one.name == "__properties_version1.0" for one in inner.streams):
        return File(name=name, item=_item(inner, _OFFSET_EMBEDDED, depth + 1)) if depth < _DEEPEST else None
    data = read.stream(_DATA, "0102")
    if not data:
        return None
    return File(name=name, content=data, content_type=read.text(_TYPE).lower(), content_id=read.text(_CONTENT_ID))


def _rtf(compressed: bytes) -> str:
    if not compressed:
        return ""
    try:
        return str(rtf_to_text(decompress(compressed + b"\x00").decode("cp1252", "replace"), errors="ignore"))  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - a hostile file may break it anywhere; its files are read all the same
        return ""


# ----------------------------------------------------------------------------------------------------- winmail.dat

_BODY_OBJECT, _MAPI_OBJECT, _PAGE_OBJECT, _FILE_OBJECT = 0x800C, 0x9003, 0x9007, 0x9005
_KEPT = (_BODY_OBJECT, _MAPI_OBJECT, 0x8010, 0x800F, 0x9002, _FILE_OBJECT)  # the others: title, data, start of a file
_OBJECT = struct.Struct("<BHHI")
_LATIN = 28591  # decodes any byte; what the bytes are is told afterwards
_GUESSED = (0, 437, 850, 1252, 65001)  # pages that stand there whatever the text is in


def read_tnef(content: bytes) -> Item:
    """The message in a winmail.dat.

    Raises:
        OutlookError: it cannot be read.
    """
    if not is_tnef(content):
        raise OutlookError("it does not begin as a winmail.dat does")
    for left_out in ((), (_MAPI_OBJECT,), (_FILE_OBJECT,), (_MAPI_OBJECT, _FILE_OBJECT)):
        # One property that the library cannot decode must not cost the files beside it.
        with contextlib.suppress(Exception):
            item = _tnef_item(TNEF(_bare(content, left_out), do_checksum=False), 0)
            if item.text or item.html or item.files:
                return item
    raise OutlookError("no part of it can be read")


def _bare(content: bytes, left_out: Sequence[int]) -> bytes:
    """The stream with what is asked of it alone, and with a code page that decodes whatever is in it."""
    kept, page = [], _LATIN
    for name, whole, data in _objects(content):
        if name == _PAGE_OBJECT:
            said = int.from_bytes(data[:4], "little")
            page = said if said not in _GUESSED and _charset_of(said) else _LATIN
        elif name in _KEPT and name not in left_out:
            kept.append(whole)
    pages = struct.pack("<II", page, 0)
    head = _OBJECT.pack(1, _PAGE_OBJECT, 6, len(pages)) + pages + struct.pack("<H", sum(pages) & 0xFFFF)
    return content[:6] + head + b"".join(kept)


def _objects(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Name, whole and data of each object."""
    place = 6
    while place + _OBJECT.size + 2 <= len(content):
        _level, name, _kind, length = _OBJECT.unpack_from(content, place)
        end = place + _OBJECT.size + length + 2
        yield name, content[place:end], content[place + _OBJECT.size : end - 2]
        place = end


def _tnef_item(tnef: TNEF, depth: int) -> Item:
    said = {
        one.name: one.data
        for one in tnef.mapiprops
        if one.name in (_SUBJECT, _MESSAGE_ID, _SENDER_NAME, *_SENDER_ADDRESSES)
    }
    text = {name: _as_text(value) for name, value in said.items()}
    address = next((text[number] for number in _SENDER_ADDRESSES if "@" in text.get(number, "")), "")
    body, html = _as_text(tnef.body), _as_text(tnef.htmlbody)
    if not body.strip() and not html.strip():
        with contextlib.suppress(Exception):  # RTF that is broken: the files are read all the same
            body = str(rtf_to_text((tnef.rtfbody or b"").decode("cp1252", "replace"), errors="ignore"))  # type: ignore[no-untyped-call]
    each = (_tnef_file(one, depth) for one in tnef.attachments)
    sender = (text.get(_SENDER_NAME, ""), address)
    return Item(
        headers=_said(sender=sender, subject=text.get(_SUBJECT, ""), message_id=text.get(_MESSAGE_ID, "")),
        text=body,
        html=html,
        files=tuple(one for one in each if one),
    )


def _tnef_file(attachment: TNEFAttachment, depth: int) -> File | None:
    said = {one.name: one.data for one in attachment.mapi_attrs if one.name in (*_NAMES, _TYPE, _CONTENT_ID)}
    text = {name: _as_text(value) for name, value in said.items()}
    name = next((text[number] for number in _NAMES if text.get(number)), "") or _as_text(attachment._name)  # noqa: SLF001 - its property takes UTF-8 for granted
    inner = getattr(attachment, "embed", None)
    if isinstance(inner, TNEF):
        return File(name=name, item=_tnef_item(inner, depth + 1)) if depth < _DEEPEST else None
    content = bytes(attachment.data or b"")
    return File(
        name=name, content=content, content_type=text.get(_TYPE, "").lower(), content_id=text.get(_CONTENT_ID, "")
    )


def _as_text(value: object) -> str:
    """A value of the library's, whose eight-bit text it was told to take for Latin-1."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return str(value).strip("\x00 ")
    return text_of_bytes(value, None).strip("\x00 ") if isinstance(value, bytes) else ""


# ------------------------------------------------------------------------------------------------------------ MIME


def as_message(item: Item) -> Message:
    """The same as a MIME message, as it would have travelled."""
    message = Message(policy=email.policy.compat32)
    for name, value in item.headers:
        message[name] = value
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = "multipart/mixed"
    texts: list[Message | str] = [
        _leaf(text.encode("utf-8", "replace"), f"text/{kind}; charset=utf-8")
        for kind, text in (("plain", item.text), ("html", item.html))
        if text.strip()
    ]
    body = Message(policy=email.policy.compat32)
    body["Content-Type"] = "multipart/alternative"
    body.set_payload(texts)
    message.set_payload([*([body] if texts else []), *(_part(one) for one in item.files)])
    return message


def _part(file: File) -> Message:
    if file.item is not None:
        part = Message(policy=email.policy.compat32)
        part["Content-Type"] = "message/rfc822"
        part.set_payload([as_message(file.item)])
    elif file.content_type.startswith("multipart/"):  # what a signature wraps, with its own headers
        part = email.message_from_bytes(file.content, policy=email.policy.compat32)
    else:
        part = _leaf(file.content, _plain_type(file.content_type, file.name))
    if file.name and not part.is_multipart():
        shown = "inline" if file.content_id else "attachment"
        part.add_header("Content-Disposition", shown, filename=("utf-8", "", " ".join(file.name.split())))
    if file.content_id:
        part["Content-ID"] = f"<{' '.join(file.content_id.split()).strip('<>')}>"
    return part


def _plain_type(said: str, name: str) -> str:
    kind = said.partition(";")[0].strip()
    if kind.count("/") == 1 and kind.isascii() and kind.replace("/", "").strip():
        return kind
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _leaf(content: bytes, kind: str) -> Message:
    part = Message(policy=email.policy.compat32)
    part["Content-Type"] = kind
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.b64encode(content).decode("ascii"))
    return part
