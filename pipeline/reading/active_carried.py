"""Files that lie unannounced before, behind or inside another one: archives and programs that a picture or a PDF carries along.

Programs that unpack look for an archive at the end of a file, or anywhere in it; what shows the picture or the PDF stops at its own end.
What is carried is judged by what it is, so films behind photographs and documents inside a PDF stay everyday.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.reading import active_packages
from pipeline.reading.programs import program_kind
from pipeline.reading.sniffing import archive_kind, is_ole, is_pdf

if TYPE_CHECKING:
    from pipeline.reading.active_content import Look

_END = b"PK\x05\x06"  # end of central directory record (APPNOTE 4.3.16)
_END_SIZE, _ZIP64 = 22, 0xFFFFFFFF
_ARCHIVES = (b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01", b"7z\xbc\xaf\x27\x1c\x00", b"MSCF\x00\x00\x00\x00")
_WINDOWS = re.compile(rb"PE\x00\x00(?:\x4c\x01|\x64\x86|\x64\xaa|\xc4\x01)")  # i386, x86-64, ARM64, ARM
_UNIX = re.compile(rb"\x7fELF[\x01\x02][\x01\x02]\x01[\x00-\x12]\x00{7}[\x00-\x04]")
_STUB = 1024  # bytes that lie at most between "MZ" and "PE"
_MOST = 1000  # marks that are followed in one file
_NOTHING = b"\x00\xff \t\r\n"  # what devices fill files up with
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)  # JPEG: what ends coded data (ITU-T T.81, B.1.1.3)


def around_archive(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """What stands before the first file of a ZIP and behind its end; nothing of one that cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            first = min((member.header_offset for member in archive.infolist()), default=0)
            behind = content[content.rfind(_END) + _END_SIZE + len(archive.comment) :]
    except (zipfile.BadZipFile, ValueError, OSError):
        return
    for other in (content[:first], behind.lstrip(_NOTHING)):
        if other.strip(_NOTHING):
            yield from look.embedded("", other, depth)


def carried(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """Archives and programs in a file that is no ZIP itself; in another archive, only a ZIP that ends with it."""
    yield from _zips(content, look, depth, only_last=archive_kind(content) is not None)
    if archive_kind(content):
        return
    if not is_ole(content):  # what lies in there in pieces is looked at stream by stream
        for magic in _ARCHIVES:
            place = content.find(magic, 1)
            while place > 0:
                yield from look.embedded("", content[place:], depth)
                place = content.find(magic, place + 1)
    if _holds_machine_code(content, look):
        yield "berkas di dalamnya berupa program"
    elif kind := program_kind("", behind_end(content).lstrip(_NOTHING)):
        yield f"berkas di dalamnya berupa program ({kind})"


def _zips(content: bytes, look: Look, depth: int, *, only_last: bool) -> Iterator[str]:
    """Each ZIP by the record at its end, the last one first."""
    place = content.rfind(_END)
    while place >= 0:
        found = _zip_at(content, place)
        if only_last and place + _END_SIZE + _comment(content, place) != len(content):
            return
        if found:
            look.spend(len(found))
            if zipfile.is_zipfile(io.BytesIO(found)):
                yield from active_packages.in_package(found, look, depth + 1)
        place = content.rfind(_END, 0, place)


def _comment(content: bytes, place: int) -> int:
    return int.from_bytes(content[place + 20 : place + 22], "little")


def _zip_at(content: bytes, place: int) -> bytes:
    """The ZIP whose end record stands there; empty where the record leads to no directory."""
    record = content[place : place + _END_SIZE]
    if len(record) < _END_SIZE:
        return b""
    size, offset = struct.unpack("<II", record[12:20])
    end = place + _END_SIZE + _comment(content, place)
    if _ZIP64 in (size, offset):
        return content[:end]
    directory = place - size
    if directory < 0 or not content.startswith(b"PK\x01\x02", directory):
        return b""
    return content[max(0, directory - offset) : end]


def _holds_machine_code(content: bytes, look: Look) -> bool:
    """Programs of Windows by both of their headers, those of Linux by a whole one: two letters alone stand in any picture."""
    if _UNIX.search(content):
        return True
    for count, found in enumerate(_WINDOWS.finditer(content)):
        if count > _MOST:
            look.give_up()
        place = content.rfind(b"MZ", max(0, found.start() - _STUB), found.start())
        while place >= 0:
            if int.from_bytes(content[place + 60 : place + 64], "little") == found.start() - place:
                return True
            place = content.rfind(b"MZ", max(0, found.start() - _STUB), place)
    return False


def behind_end(content: bytes) -> bytes:
    """What follows the end of a picture or a PDF; empty where the end is not known."""
    if content.startswith(b"\xff\xd8\xff"):
        end = _end_of_jpeg(content)
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        end = _end_of_png(content)
    elif content.startswith(b"RIFF"):
        end = 8 + int.from_bytes(content[4:8], "little")
    elif content.startswith((b"GIF87a", b"GIF89a")):
        end = content.rfind(b"\x00;") + 2
    elif is_pdf(content):
        end = content.rfind(b"%%EOF") + 5
    else:
        return b""
    return content[end:] if end > 8 else b""  # noqa: PLR2004 - shorter than any of their headers


def _end_of_jpeg(content: bytes) -> int:
    """Behind the end-of-image marker: segments have a length, coded data go on to the next marker."""
    place = 2
    while place + 4 <= len(content):
        kind = content[place + 1]
        if content[place] != 0xFF or kind == 0xD9:  # noqa: PLR2004 - a marker's first byte; EOI
            return place + 2
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if kind == 0xDA:  # noqa: PLR2004 - SOS: coded data follow
            found = _MARKER.search(content, place)
            place = found.start() if found else len(content)
    return len(content)


def _end_of_png(content: bytes) -> int:
    """Behind the chunk IEND: each has a length, a name, its bytes, a checksum."""
    place = 8
    while place + 8 <= len(content):
        name = content[place + 4 : place + 8]
        place += 12 + int.from_bytes(content[place : place + 4], "big")
        if name == b"IEND":
            return place
    return len(content)
