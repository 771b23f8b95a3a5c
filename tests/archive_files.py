"""Archives for tests that no library here writes: 7z and RAR with files as they are, and such that need a password."""

from __future__ import annotations

import struct
from zlib import crc32


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


def rar4(files: dict[str, bytes], *, locked: bool = False) -> bytes:
    """RAR 2.9 to 4, nothing compressed."""

    def block(kind: int, flags: int, rest: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", crc32(head) & 0xFFFF) + head

    made = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, content in files.items():
        coded = name.encode("cp437", "replace")
        head = struct.pack("<IIBIIBBHI", len(content), len(content), 2, crc32(content), 0, 29, 0x30, len(coded), 0x20)
        made += block(0x74, 0x8004 if locked else 0x8000, head + coded) + content
    return made + block(0x7B, 0x4000, b"")


def rar5(files: dict[str, bytes], *, locked: bool = False) -> bytes:
    """RAR 5, nothing compressed; `locked` hides even the names."""

    def block(fields: bytes) -> bytes:
        head = _rar_number(len(fields)) + fields
        return struct.pack("<I", crc32(head)) + head

    made = b"Rar!\x1a\x07\x01\x00"
    if locked:
        return made + block(bytes([4, 0, 0, 0, 15]) + bytes(16)) + bytes(200)
    made += block(bytes([1, 0, 0]))
    for name, content in files.items():
        coded, size = name.encode(), _rar_number(len(content))
        fields = bytes([2, 2]) + size + bytes([4]) + size + bytes([0x20]) + struct.pack("<I", crc32(content))
        made += block(fields + bytes([0, 0]) + _rar_number(len(coded)) + coded) + content
    return made + block(bytes([5, 0, 0]))


def _rar_number(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
