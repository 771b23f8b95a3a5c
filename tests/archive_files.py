"""Archives for tests that no library here writes: 7z and RAR, such that need a password, and in volumes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Container
from itertools import pairwise
from zlib import crc32

from rar_packing import packed_rar4, packed_rar5


def seven_zip(files: dict[str, bytes], *, locked: bool = False) -> bytes:
    """7z (7zFormat.txt), one folder a file; `locked` names AES as its codec."""
    coder = bytes([0x24, 0x06, 0xF1, 0x07, 0x01, 2, 0x13, 0]) if locked else b"\x01\x00"
    packed = b"".join(files.values())
    sizes = [_seven_number(len(content)) for content in files.values()]
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in files)
    header = b"\x01\x04\x06\x00" + _seven_number(len(files)) + b"\x09" + b"".join(sizes) + b"\x00"
    header += b"\x07\x0b" + _seven_number(len(files)) + b"\x00" + (b"\x01" + coder) * len(files)
    header += b"\x0c" + b"".join(sizes) + b"\x00\x08\x00\x00\x05" + _seven_number(len(files))
    header += b"\x11" + _seven_number(len(names) + 1) + b"\x00" + names + b"\x00\x00"
    start = struct.pack("<QQI", len(packed), len(header), crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", crc32(start)) + start + packed + header


def _seven_number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else b"\xf0" + struct.pack("<I", value)


def rar4(
    files: dict[str, bytes], *, locked: bool = False, packed: bool = False, solid: bool = False, method: int = 0x33
) -> bytes:
    """RAR 2.9 to 4; `packed` compresses and says that it did so by `method`, `solid` also repeats what earlier files hold."""
    made, before = b"Rar!\x1a\x07\x00" + _rar4_block(0x73, 0x0008 if solid else 0, bytes(6)), b""
    for name, content in files.items():
        piece = packed_rar4(content, before=before) if packed or solid else content
        flags = 0x8000 | (0x0004 if locked else 0) | (0x0010 if before else 0)
        made += _rar4_file(name, piece, len(content), crc32(content), flags, method=method if packed or solid else 0x30)
        before += content if solid else b""
    return made + _rar4_block(0x7B, 0x4000, b"")


def rar4_volumes(name: str, content: bytes, *, count: int) -> list[bytes]:
    """One file over several volumes of RAR 2.9 to 4."""
    made, size = [], len(content) // count + 1
    for number in range(count):
        piece = content[number * size : (number + 1) * size]
        first, last = number == 0, number == count - 1
        head = _rar4_block(0x73, 0x0011 | (0x0100 if first else 0), bytes(6))
        cut = 0x8000 | (0 if first else 1) | (0 if last else 2)
        file = _rar4_file(name, piece, len(content), crc32(content if last else piece), cut)
        end = _rar4_block(0x7B, 0x4000 | (0 if last else 1), b"")
        made.append(b"Rar!\x1a\x07\x00" + head + file + end)
    return made


def _rar4_block(kind: int, flags: int, rest: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", crc32(head) & 0xFFFF) + head


def rar4_of_kind(name: str, content: bytes, *, mode: int) -> bytes:
    """One file, packed on Unix, that claims to be what `mode` says (st_mode)."""
    file = _rar4_file(name, content, len(content), crc32(content), 0x8000, system=(3, mode))
    return b"Rar!\x1a\x07\x00" + _rar4_block(0x73, 0, bytes(6)) + file + _rar4_block(0x7B, 0x4000, b"")


def _rar4_file(
    name: str,
    piece: bytes,
    size: int,
    check: int,
    flags: int,
    *,
    method: int = 0x30,
    system: tuple[int, int] = (2, 0x20),
) -> bytes:
    coded = name.encode("cp437", "replace")
    host, attributes = system
    head = struct.pack("<IIBIIBBHI", len(piece), size, host, check, 0, 29, method, len(coded), attributes)
    return _rar4_block(0x74, flags, head + coded) + piece


def rar5(
    files: dict[str, bytes],
    *,
    locked: bool = False,
    locked_files: Container[str] = (),
    packed: bool = False,
    solid: bool = False,
) -> bytes:
    """RAR 5; `locked` hides even the names, `locked_files` what is in files of these names, the others are as of `rar4`."""
    made, before = _RAR5, b""
    if locked:
        return made + _rar5_block(bytes([4, 0, 0, 0, 15]) + bytes(16)) + bytes(200)
    made += _rar5_block(bytes([1, 0, 4 if solid else 0]))
    for name, content in files.items():
        piece = packed_rar5(content, before=before) if packed or solid else content
        method = (3 << 7 if packed or solid else 0) | (0x40 if before else 0)
        # Of the extra data: size, kind 1 (encryption), version, flags, rounds, salt, vector.
        extra = bytes([0x24, 1, 0, 0, 15]) + bytes(32) if name in locked_files else b""
        piece = bytes(byte ^ 0xA5 for byte in piece) if extra else piece
        made += _rar5_file(name, piece, len(content), crc32(content), 2, method=method, extra=extra)
        before += content if solid else b""
    return made + _rar5_block(bytes([5, 0, 0]))


def rar5_volumes(name: str, content: bytes, *, count: int) -> list[bytes]:
    """One file over several volumes of RAR 5."""
    made, size = [], len(content) // count + 1
    for number in range(count):
        piece = content[number * size : (number + 1) * size]
        first, last = number == 0, number == count - 1
        head = _rar5_block(bytes([1, 0, 1]) if first else bytes([1, 0, 3, number]))
        cut = 2 | (0 if first else 8) | (0 if last else 16)
        file = _rar5_file(name, piece, len(content), crc32(content if last else piece), cut)
        made.append(_RAR5 + head + file + _rar5_block(bytes([5, 0, 0 if last else 1])))
    return made


_RAR5 = b"Rar!\x1a\x07\x01\x00"


def _rar5_block(fields: bytes) -> bytes:
    head = _rar_number(len(fields)) + fields
    return struct.pack("<I", crc32(head)) + head


def _rar5_file(
    name: str, piece: bytes, size: int, check: int, flags: int, *, method: int = 0, extra: bytes = b""
) -> bytes:
    coded = name.encode()
    fields = bytes([2, flags | (1 if extra else 0)]) + (_rar_number(len(extra)) if extra else b"")
    fields += _rar_number(len(piece)) + bytes([4]) + _rar_number(size) + bytes([0x20])
    fields += struct.pack("<I", check) + _rar_number(method) + bytes([0]) + _rar_number(len(coded)) + coded
    return _rar5_block(fields + extra) + piece


def _rar_number(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def zip_in_volumes(files: dict[str, bytes], *, count: int) -> list[bytes]:
    """A ZIP over several volumes; its directory says that it is, and counts from the beginning of each."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    whole = bytearray(b"PK\x07\x08" + made.getvalue())
    end = whole.rfind(b"PK\x05\x06")
    whole[end + 4 : end + 8] = struct.pack("<HH", count - 1, count - 1)
    return cut(bytes(whole), count=count)


def cut(content: bytes, *, count: int) -> list[bytes]:
    """A file in so many pieces, as it is."""
    places = [len(content) * number // count for number in range(count + 1)]
    return [content[start:end] for start, end in pairwise(places)]


def zip_by_method(name: str, content: bytes, packed: bytes, method: int) -> bytes:
    """A ZIP of one file that was packed by a method that Python does not know."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, packed)
    whole = bytearray(made.getvalue())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = whole.find(mark)
        whole[at + place : at + place + 2] = struct.pack("<H", method)
        whole[at + place + 6 : at + place + 10] = struct.pack("<I", crc32(content))
        whole[at + place + 14 : at + place + 18] = struct.pack("<I", len(content))
    return bytes(whole)
