"""Documents that do something beside being read, and everyday ones that look a little like them. Nothing here is harmful."""

from __future__ import annotations

import base64
import binascii
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from PIL import Image

PROGRAM = b"MZ\x90\x00 bukan program sungguhan"
WORDS = "Jaringan internet di ruang pelayanan terputus sejak kemarin."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(*, fields: tuple[str, ...] = ()) -> bytes:
    document = docx.Document()
    document.add_paragraph(WORDS)
    for code in fields:
        run = document.add_paragraph().add_run()
        for kind in ("begin", None, "end"):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = code
            run._r.append(element)  # noqa: SLF001 - python-docx has no fields
    return _saved(document)


def workbook() -> bytes:
    book = Workbook()
    sheet = book.create_sheet("Daftar", 0)
    sheet.append(["No", "Nama"])
    sheet.append([1, "Sari Wulandari"])
    sheet["C1"] = "=SUM(A1:A2)"
    return _saved(book)


def _saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def with_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with further parts, or others in their place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def with_relation(
    package: bytes, kind: str, target: str, *, of: str = "word/settings.xml", outside: bool = True
) -> bytes:
    folder, _, name = of.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        known = (
            archive.read(path).decode()
            if path in names
            else (
                '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
            )
        )
    mode = ' TargetMode="External"' if outside else ""
    new = f'<Relationship Id="rIdX" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return with_parts(package, {path: known.replace("</Relationships>", new).encode()})


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def picture(form: str = "JPEG", behind: bytes = b"") -> bytes:
    """A small photograph with Exif data, and what lies behind its end."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    Image.effect_noise((120, 100), 60).save(buffer, form, **({"exif": exif} if form == "JPEG" else {}))
    return buffer.getvalue() + behind


def machine_code() -> bytes:
    """Both headers of a program of Windows, and nothing that runs."""
    return b"MZ" + bytes(58) + struct.pack("<I", 128) + bytes(64) + b"PE\x00\x00\x4c\x01" + bytes(400)


def uuencoded(name: str, content: bytes) -> bytes:
    lines = (binascii.b2a_uu(content[place : place + 45]) for place in range(0, len(content), 45))
    return f"begin 644 {name}\n".encode() + b"".join(lines) + b"`\nend\n"


def in_base64(content: bytes, *, indent: str = "") -> str:
    return indent + base64.encodebytes(content).decode().strip().replace("\n", f"\n{indent}")


def compressed(content: bytes) -> bytes:
    """As `compress` writes it, each byte as itself in a code of nine bits: enough for 250 of them."""
    assert len(content) <= 250
    bits = sum(code << (9 * place) for place, code in enumerate(content))
    return b"\x1f\x9d\x90" + bits.to_bytes(-(-9 * len(content) // 8), "little")


def tarred(name: str, content: bytes, mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


# ------------------------------------------------------------------------------------------ compound files (MS-CFB)

_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes], *, clsid: bytes = bytes(16)) -> bytes:
    """A compound file with these streams ("ObjectPool/_1/\\x01Ole"), each filled up to 4096 bytes so that none is a small one."""
    entries: list[dict[str, object]] = [{"name": "Root Entry", "kind": 5, "children": []}]
    places: dict[tuple[str, ...], int] = {(): 0}
    for path, content in streams.items():
        parts = tuple(path.split("/"))
        for depth in range(1, len(parts) + 1):
            if parts[:depth] not in places:
                last = depth == len(parts)
                entries.append(
                    {
                        "name": parts[depth - 1],
                        "kind": 2 if last else 1,
                        "children": [],
                        "content": content if last else b"",
                    }
                )
                places[parts[:depth]] = len(entries) - 1
                entries[places[parts[: depth - 1]]]["children"].append(len(entries) - 1)  # type: ignore[attr-defined]
    chains: list[bytes] = []
    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries[1:]:
        if entry["kind"] == 2:
            data = bytes(entry["content"]).ljust(4096, b"\x00")  # type: ignore[call-overload]
            data = data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\x00")
            entry["start"], entry["size"] = len(sectors), len(data)
            count = len(data) // _SECTOR
            sectors += [data[place * _SECTOR : (place + 1) * _SECTOR] for place in range(count)]
            fat += [*range(len(fat) + 1, len(fat) + count), _END]
    for number, entry in enumerate(entries):
        chains.append(_entry(number, entry, entries, clsid))
    directory = b"".join(chains).ljust(-(-len(chains) // 4) * _SECTOR, b"\x00")
    first = len(sectors)
    count = len(directory) // _SECTOR
    sectors += [directory[place * _SECTOR : (place + 1) * _SECTOR] for place in range(count)]
    fat += [*range(first + 1, first + count), _END]
    tables = 1
    while (len(fat) + tables) > tables * 128:
        tables += 1
    start = len(sectors)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    sectors += [struct.pack("<128I", *fat[place * 128 : (place + 1) * 128]) for place in range(tables)]
    difat = [*range(start, start + tables)] + [_FREE] * (109 - tables)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, first, 0, 4096, _END, 0, _END, 0)
    )
    return header + struct.pack("<109I", *difat) + b"".join(sectors)


def _entry(number: int, entry: dict[str, object], entries: list[dict[str, object]], clsid: bytes) -> bytes:
    siblings = next((one["children"] for one in entries if number in one["children"]), [])  # type: ignore[operator]
    after = siblings[siblings.index(number) + 1] if number in siblings and siblings[-1] != number else _FREE  # type: ignore[attr-defined,index,operator]
    children = entry["children"]
    name = str(entry["name"]).encode("utf-16-le") + b"\x00\x00"
    return (
        name.ljust(64, b"\x00")
        + struct.pack("<HBB", len(name), int(str(entry["kind"])), 1)
        + struct.pack("<III", _FREE, after, children[0] if children else _FREE)  # type: ignore[index]
        + (clsid if number == 0 else bytes(16))
        + bytes(20)
        + struct.pack("<IQ", int(str(entry.get("start", _END))), int(str(entry.get("size", 0))))
    )


def packaged(name: str, content: bytes) -> bytes:
    """A file as OLE's Packager puts it into a document."""
    path = b"C:\\Temp\\" + name.encode() + b"\x00"
    body = (
        b"\x02\x00" + name.encode() + b"\x00" + path + b"\x00\x00\x03\x00" + struct.pack("<I", len(path)) + path
        + struct.pack("<I", len(content)) + content
    )  # fmt: skip
    return struct.pack("<I", len(body)) + body


def record(kind: int, body: bytes) -> bytes:
    """A record of an old workbook (BIFF)."""
    return struct.pack("<HH", kind, len(body)) + body


# --------------------------------------------------------------------------------------------------------- RTF, PDF


def rtf(inside: str = "") -> bytes:
    return ("{\\rtf1\\ansi " + WORDS + "\\par " + inside + "}").encode("latin-1")


def rtf_object(kind: str, payload: bytes, *, destination: str = "\\objemb") -> str:
    named = kind.encode() + b"\x00"
    data = struct.pack("<III", 0x501, 2, len(named)) + named + struct.pack("<III", 0, 0, len(payload)) + payload
    return "{\\object" + destination + "{\\*\\objclass " + kind + "}{\\*\\objdata " + data.hex() + "}}"


def pdf(catalog: str = "", *objects: str, packed: bytes = b"") -> bytes:
    """One page that says WORDS; further objects are numbered from 6."""
    content = f"BT /F1 12 Tf 72 720 Td ({WORDS}) Tj ET"
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    if packed:
        bodies.append(f"<< /Type /EmbeddedFile /Length {len(packed)} >>\nstream\n{packed.decode('latin-1')}\nendstream")
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
