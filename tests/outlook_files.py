"""Outlook's own files for tests: .msg in a compound file (MS-CFB, MS-OXMSG), and winmail.dat (MS-OXTNEF)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

Tree = Mapping[str, Any]  # names with streams (bytes) and storages (again such)
_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LEAST = 4096  # a shorter stream would lie in the small sectors, which are left out here: it is filled up with zeros
LETTER = """Yth. Kepala Bagian Program dan Humas

Kami laporkan jaringan internet di Rutan Kelas IIB Lembah Hijau terputus sejak Selasa, 3 Maret 2026 pukul 08.20 WITA.
Mohon segera diperbaiki.

Penanggung jawab: Dewi Anggraini, HP 0813-4455-6677.
"""


def compound_file(tree: Tree) -> bytes:
    """A compound file with these streams; siblings stand in a row, which readers take as a tree."""
    entries: list[list[Any]] = [["Root Entry", 5, None, None, b""]]  # name, kind, next sibling, first child, content

    def add(names: Tree) -> int | None:
        first = before = None
        for name, content in names.items():
            place = len(entries)
            stream = isinstance(content, bytes)
            entries.append([name, 2 if stream else 1, None, None, content.ljust(_LEAST, b"\0") if stream else b""])
            if not stream:
                entries[place][3] = add(content)
            if before is not None:
                entries[before][2] = place
            first, before = place if first is None else first, place
        return first

    entries[0][3] = add(tree)
    sectors: list[bytes] = []
    chain: list[int] = []

    def put(content: bytes) -> int:
        start = len(sectors)
        count = max(1, -(-len(content) // _SECTOR))
        sectors.extend(content[at * _SECTOR : (at + 1) * _SECTOR].ljust(_SECTOR, b"\0") for at in range(count))
        chain.extend([*range(start + 1, start + count), _END])
        return start

    listed = b""
    for name, kind, sibling, child, content in entries:
        coded = name.encode("utf-16-le")
        start = put(content) if content else _END
        listed += struct.pack("<64sHBBIII", coded, len(coded) + 2, kind, 1, _FREE, _none(sibling), _none(child))
        listed += bytes(36) + struct.pack("<IQ", start, len(content))
    directory = put(listed)
    tables = -(-(len(chain) + len(chain) // 100 + 2) // 128)
    first_table = len(sectors)
    table = struct.pack(f"<{len(chain)}I", *chain) + struct.pack("<I", _FAT) * tables
    table = table.ljust(tables * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, _LEAST, _END, 0, _END, 0)
    places = [*range(first_table, first_table + tables), *[_FREE] * (109 - tables)]
    return head + struct.pack("<109I", *places) + b"".join(sectors) + table


def _none(place: int | None) -> int:
    return _FREE if place is None else place


def msg_tree(
    *,
    text: str = "",
    sender: str = "",
    subject: str = "",
    files: Sequence[tuple[str, bytes | Tree]] = (),
    header: int = 32,
    **more: bytes,
) -> dict[str, Any]:
    """The streams of a message: `files` are names with their bytes, or with the streams of a message in it."""
    said = {0x1000: text, 0x0C1F: sender, 0x0C1A: sender.partition("@")[0], 0x0037: subject}
    tree: dict[str, Any] = {"__properties_version1.0": bytes(header)}
    tree |= {f"__substg1.0_{number:04X}001F": value.encode("utf-16-le") for number, value in said.items() if value}
    tree |= {f"__substg1.0_{name[1:]}": value for name, value in more.items()}  # _10090102=...
    for place, (name, content) in enumerate(files):
        data = {"__substg1.0_37010102": content} if isinstance(content, bytes) else {"__substg1.0_3701000D": content}
        named = {"__properties_version1.0": bytes(8), "__substg1.0_3707001F": name.encode("utf-16-le")}
        tree[f"__attach_version1.0_#{place:08X}"] = {**named, **data}
    return tree


def msg(**said: Any) -> bytes:
    """A .msg; see `msg_tree`."""
    return compound_file(msg_tree(**said))


def tnef(
    *, body: bytes = b"", page: int | None = 1252, subject: bytes = b"", files: Sequence[tuple[bytes, bytes]] = ()
) -> bytes:
    """A winmail.dat."""

    def piece(level: int, number: int, content: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)

    made = struct.pack("<IH", 0x223E9F78, 1) + piece(1, 0x00089006, struct.pack("<I", 0x10000))
    if page is not None:
        made += piece(1, 0x00069007, struct.pack("<II", page, 0))
    made += piece(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    made += piece(1, 0x00018004, subject + b"\0") if subject else b""
    made += piece(1, 0x0002800C, body + b"\0") if body else b""
    for name, content in files:
        made += piece(2, 0x00069002, b"\1\0" + b"\xff" * 4 + bytes(8))
        made += piece(2, 0x00018010, name + b"\0") + piece(2, 0x0006800F, content)
    return made
