"""What compound files (MS-CFB) do beside being read: Word, Excel, PowerPoint up to 2003, Outlook messages, embedded objects."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import olefile

from pipeline.reading.naming import LOCKED
from pipeline.reading.references import elsewhere

if TYPE_CHECKING:
    from pipeline.reading.active_content import Look

MACRO, REMOTE, OBJECT = "makro", "isi dari tempat lain", "objek yang tidak dapat diperiksa"
# CLSIDs of the URL moniker (MS-OSHARED 2.3.7.6) and of the scriptlet moniker: an object that is fetched when it is shown.
_MONIKERS = (bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b"), bytes.fromhex("d30b2906aa48d2118432006008c3fbfc"))
_PATH = re.compile(rb"(?:https?|ftp|file):[^\x00\"<> ]{3,300}|\\\\[\w.$@-]{2,100}\\[^\x00\"<>]{1,200}", re.IGNORECASE)
_BOUNDSHEET, _FILEPASS, _SUPBOOK, _EOF_LIMIT = 0x85, 0x2F, 0x1AE, 2_000_000
_MACRO_SHEETS = (1, 6)  # type of a sheet: Excel 4 macros, a Visual Basic module (MS-XLS 2.4.28)
_OLE_STORAGE = 0x1011  # ExOleObjStg (MS-PPT 2.10.34)
_DDE = re.compile(rb"\x13[\s\"]*(?:D\x00?D\x00?E)", re.IGNORECASE)
_FETCHING = re.compile(
    rb"\x13\s*(?:INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b([^\x13-\x15]{0,1000})", re.IGNORECASE
)


def in_compound_file(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """Of all streams at every depth of storages."""
    with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_FATAL) as ole:
        for path in ole.listdir(streams=True, storages=True):
            names = [part.lower() for part in path]
            if {"_vba_project", "_vba_project_cur", "vba"} & set(names) or names[-1] == "projectwm":
                yield MACRO
            if ole.get_type(path) != olefile.STGTY_STREAM:
                continue
            look.spend(ole.get_size(path))
            yield from _stream(path, ole, look, depth)


def _stream(path: list[str], ole: Any, look: Look, depth: int) -> Iterator[str]:
    name = path[-1].lower()
    if said := _SAID_BY_NAME.get(name[:4] if name.startswith("\x03ocx") else name):
        yield said
    elif name in _READ_AS:
        yield from _READ_AS[name](bytes(ole.openstream(path).read()), look, depth)
    elif name == "worddocument":
        yield from _word(bytes(ole.openstream(path).read()), ole)
    elif name == "__substg1.0_37010102":
        yield from look.embedded(_attachment_name(ole, path), bytes(ole.openstream(path).read()), depth)


def _inside(data: bytes, look: Look, depth: int) -> Iterator[str]:
    yield from look.embedded("", data, depth)


def _attachment_name(ole: Any, path: list[str]) -> str:
    """Name of a file in an Outlook message (MS-OXCMSG: PidTagAttachLongFilename, else the short one)."""
    for stream, charset in (
        ("3707001F", "utf-16-le"),
        ("3707001E", "cp1252"),
        ("3704001F", "utf-16-le"),
        ("3704001E", "cp1252"),
    ):
        where = [*path[:-1], f"__substg1.0_{stream}"]
        if ole.exists(where):
            return str(ole.openstream(where).read().decode(charset, "replace")).rstrip("\x00")
    return ""


def _packaged(data: bytes, look: Look, depth: int) -> Iterator[str]:
    """A file put into a document: Ole10Native as OLE's Packager writes it (size, 2, label, path, ..., path, size, bytes)."""
    label, _, rest = data[6:].partition(b"\x00")
    path, _, rest = rest.partition(b"\x00")
    name = label.decode("latin-1").replace("\\", "/").rsplit("/", 1)[-1]
    length = int.from_bytes(rest[4:8], "little")
    size_at = 8 + length
    size = int.from_bytes(rest[size_at : size_at + 4], "little")
    payload = rest[size_at + 4 : size_at + 4 + size]
    if data[4:6] != b"\x02\x00" or length > len(rest) or len(payload) != size or not size:
        yield OBJECT
        return
    for called in {name, path.decode("latin-1").replace("\\", "/").rsplit("/", 1)[-1]}:
        yield from look.embedded(called, payload, depth)


def _link(data: bytes, _look: Look, _depth: int) -> Iterator[str]:
    if any(moniker in data for moniker in _MONIKERS):
        yield REMOTE
    for text in (data, data[::2], data[1::2]):
        for found in _PATH.findall(text):
            if host := elsewhere(found.decode("latin-1")):
                yield f"{REMOTE} ({host})"


def _workbook(data: bytes, _look: Look, _depth: int) -> Iterator[str]:
    """BIFF5 and BIFF8: a chain of records, each with type and length (MS-XLS 2.1.4)."""
    place = 0
    for _ in range(_EOF_LIMIT):
        kind, length = (
            int.from_bytes(data[place : place + 2], "little"),
            int.from_bytes(data[place + 2 : place + 4], "little"),
        )
        body = data[place + 4 : place + 4 + length]
        place += 4 + length
        if kind == _BOUNDSHEET and len(body) > 5 and body[5] in _MACRO_SHEETS:  # noqa: PLR2004 - offset of the type
            yield "makro Excel 4"
        elif kind == _FILEPASS:
            yield LOCKED
            return
        elif kind == _SUPBOOK:
            yield from _other_book(body)
        if place >= len(data):
            return


def _other_book(body: bytes) -> Iterator[str]:
    """Another workbook, or a conversation with a program: its name and topic, parted by a 3 (MS-XLS 2.5.277)."""
    text = body[5:].decode("utf-16-le" if body[4:5] == b"\x01" else "latin-1", "replace")
    server, parted, _topic = text.partition("\x03")
    if parted and "." not in server:
        yield "perintah DDE"
    elif text.startswith("\x01\x05") or "://" in text:
        yield f"{REMOTE} ({elsewhere(text.lstrip(chr(1) + chr(5))) or 'tempat lain'})"
    elif text.startswith("\x01\x01@"):
        yield f"{REMOTE} ({text[3:].partition(chr(3))[0]})"


def _presentation(data: bytes, look: Look, depth: int) -> Iterator[str]:
    """Storages of objects and of macros lie compressed between the records (MS-PPT 2.10.34)."""
    for found in re.finditer(rb"[\x00\x10]\x00\x11\x10", data):
        compressed = data[found.start()] == 0x10  # noqa: PLR2004 - recInstance 1 says so
        body = data[found.end() + 4 : found.end() + 4 + int.from_bytes(data[found.end() : found.end() + 4], "little")]
        if compressed:
            room = look.limits.unpacked_bytes - look.unpacked
            try:
                body = zlib.decompressobj().decompress(body[4:], max(1, room))
            except zlib.error:
                continue
        if body.startswith(b"\xd0\xcf\x11\xe0"):
            yield from look.embedded("", body, depth)


def _word(data: bytes, ole: Any) -> Iterator[str]:
    """Fields of the text, and the template that is attached (MS-DOC: Fib, SttbfAssoc)."""
    if data[11:12] and data[11] & 0x01:  # fEncrypted
        yield LOCKED
        return
    for text in (data, data[::2], data[1::2]):
        if _DDE.search(text):
            yield "perintah DDE"
        for rest in _FETCHING.findall(text):
            for found in _PATH.findall(rest):
                if host := elsewhere(found.decode("latin-1")):
                    yield f"{REMOTE} ({host})"
    table = "1Table" if data[11:12] and data[11] & 0x02 else "0Table"
    start, length = (int.from_bytes(data[0x19A + step : 0x19E + step], "little") for step in (0, 4))
    if length and ole.exists(table):
        associated = ole.openstream(table).read()[start : start + length]
        for found in _PATH.findall(associated[::2] + b"\x00" + associated[1::2]):
            if host := elsewhere(found.decode("latin-1")):
                yield f"templat dari tempat lain ({host})"


_SAID_BY_NAME = {
    "encryptedpackage": LOCKED, "encryptioninfo": LOCKED, "encryptedsummary": LOCKED,
    "equation native": "objek Equation 3", "\x03ocx": "kontrol ActiveX",
}  # fmt: skip
_READ_AS: dict[str, Callable[[bytes, Look, int], Iterator[str]]] = {
    "\x01ole10native": _packaged, "package": _inside, "contents": _inside, "ooxmldata": _inside,
    "\x01ole": _link, "\x03linkinfo": _link, "linkinfo": _link,
    "workbook": _workbook, "book": _workbook, "powerpoint document": _presentation,
}  # fmt: skip
