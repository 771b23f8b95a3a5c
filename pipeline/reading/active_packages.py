"""What documents in a ZIP do beside being read: Office Open XML (ECMA-376), OpenDocument, and both as one flat XML file."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lxml import etree

from pipeline.reading.naming import BROKEN, LOCKED
from pipeline.reading.programs import program_kind
from pipeline.reading.references import command, elsewhere
from pipeline.reading.sniffing import is_ole, is_pdf, is_rtf, is_zip

if TYPE_CHECKING:
    from pipeline.reading.active_content import Look

MACRO, REMOTE = "makro", "isi dari tempat lain"
_MACRO_TYPES = re.compile(r"vbaproject|wordvbadata|macroenabled|macrosheet", re.IGNORECASE)
_CONTROL_TYPES = re.compile(r"activex", re.IGNORECASE)
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": True, "remove_comments": True, "recover": True}
_FIELD = re.compile(r"\x02[\s\x03\"]*(DDEAUTO|DDE)\b", re.IGNORECASE)
_FETCHING = re.compile(
    r"\x02[\s\x03\"]*(?:INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b([^\x02\x03]{0,2000})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"([^\"]*)\"|(\S+)")
_DDE_FORMULA = re.compile(
    r"(?:^|[=(,+*/&\s-])[A-Za-z][\w.]*\|'?[^|!]{0,300}!|\b(?:WEBSERVICE|RTD|REGISTER|CALL)\s*\(", re.IGNORECASE
)
_LINK_FORMULA = re.compile(r"\bHYPERLINK\s*\(\s*\"([^\"]*)\"", re.IGNORECASE)
_SPELT = re.compile(r"\bQUOTE((?:\s+\d{1,3}){3,500})", re.IGNORECASE)  # letters by their numbers
_LIBRARY_LISTS = re.compile(r"(?:^|/)(?:script|dialog)-l[bc]\.xml$")
_SAID_BY_TAG = {
    **dict.fromkeys(("ddeLink", "dde-source", "dde-link", "dde-connection-decl", "dde-connection"), "perintah DDE"),
    **dict.fromkeys(("event-listener", "macrosheet"), MACRO),
    **dict.fromkeys(("webPr", "dbPr", "olapPr"), "sambungan data"),
    "ocx": "kontrol ActiveX", "applet": "objek (applet)", "plugin": "objek (plugin)", "encryption-data": LOCKED,
}  # fmt: skip
_HREF = "{http://www.w3.org/1999/xlink}href"
_CLICKED = frozenset({"a", "hyperlink"})
_DOCTYPE = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
_PAGE = re.compile(rb"<!doctype\s+(?:html|svg)|<html[\s>]|<svg[\s>]|\A\s*mime-version:", re.IGNORECASE)
_XML = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<|\A<\x00|\A\x00<")


def is_document(archive: zipfile.ZipFile) -> bool:
    """Told by the parts that every such document has, whatever the others are called."""
    names = {name.lower().replace("\\", "/").lstrip("/") for name in archive.namelist()}
    return "[content_types].xml" in names or (
        "meta-inf/manifest.xml" in names and bool(names & {"content.xml", "mimetype"})
    )


def in_package(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """Of a document its parts; of a plain archive its members."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        yield BROKEN
        return
    with archive:
        document = is_document(archive)
        for member in archive.infolist():
            if member.is_dir():
                continue
            if member.flag_bits & 0x1:
                yield LOCKED
                return
            look.spend(member.file_size)
            try:
                with archive.open(member) as handle:
                    data = handle.read(member.file_size + 1)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
                yield BROKEN
                return
            name = member.filename.replace("\\", "/")
            yield from (
                _part(name, data, look, depth) if document else look.embedded(name.rsplit("/", 1)[-1], data, depth)
            )


def _part(name: str, data: bytes, look: Look, depth: int) -> Iterator[str]:
    """One part of a document: markup of its own, or a file that was put into it."""
    lower = name.lower()
    if lower.startswith(("basic/", "scripts/")) and not lower.endswith("/") and not _LIBRARY_LISTS.search(lower):
        yield MACRO
    if _XML.match(data[:64]) and not _is_page(data):
        yield from in_xml(data)
    elif is_ole(data) or is_zip(data) or is_rtf(data) or is_pdf(data) or _is_page(data) or program_kind("", data):
        yield from look.embedded("", data, depth)
    else:  # pictures and settings, which may carry something
        yield from look.into("", data, depth + 1)


def _is_page(data: bytes) -> bool:
    return bool(_PAGE.search(data[:1024].replace(b"\x00", b"")))


def in_flat_document(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """The same in one XML file: its markup and what is packed into it."""
    yield from in_xml(content)
    for name in (b"binaryData", b"binData", b"binary-data"):
        for packed in re.findall(rb"<(?:\w+:)?" + name + rb"[^>]{0,500}>([A-Za-z0-9+/=\s]+)<", content):
            yield from look.embedded("", base64.b64decode(packed + b"=="), depth)


def in_xml(data: bytes) -> Iterator[str]:
    """What elements, attributes and field codes of a part do. A document type or an entity is in no office's file."""
    if _DOCTYPE.search(data[:100_000].replace(b"\x00", b"")) and b"manifest.dtd" not in data[:100_000].lower():
        yield "definisi tipe dokumen"
        return
    fields: list[str] = []
    # Mended as it goes: Excel's own drawings are not well-formed, and what an office program refuses does nothing in it.
    for event, element in etree.iterparse(io.BytesIO(data), events=("start", "end"), **_PARSER):
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "fldChar":
                fields.append("\x02" if "begin" in element.attrib.values() else "\x03")
            yield from _attributes(tag, element)
        else:
            yield from _content(tag, element, fields)
            element.clear()
    yield from in_field_codes("".join(fields))


def _attributes(tag: str, element: Any) -> Iterator[str]:
    if tag == "Relationship":
        yield from _relation(element)
    elif tag in ("Override", "Default", "part"):
        kind = " ".join(str(value) for key, value in element.attrib.items() if key.lower().endswith("contenttype"))
        if _MACRO_TYPES.search(kind):
            yield MACRO
        if _CONTROL_TYPES.search(kind):
            yield "kontrol ActiveX"
    elif tag in _SAID_BY_TAG:
        yield _SAID_BY_TAG[tag]
    for key, value in element.attrib.items():
        yield from _attribute(tag, key, str(value))


def _attribute(tag: str, key: str, value: str) -> Iterator[str]:
    if key == _HREF:
        if value.lower().startswith(("vnd.sun.star.script:", "macro:", "service:", "vnd.sun.star.expand:")):
            yield MACRO
        elif said := command(value):
            yield said
        elif tag not in _CLICKED and (host := elsewhere(value)):
            yield f"{REMOTE} ({host})"
    elif key == "action" and value.lower().startswith(("ppaction://program", "ppaction://macro", "ppaction://ole")):
        yield "perintah menjalankan program"
    elif key.endswith("}macrosPresent") and value == "yes":
        yield MACRO
    elif key.endswith(("}ocxPresent", "}ocxName")) and value != "no":
        yield "kontrol ActiveX"
    elif key.endswith("}instr"):
        yield from in_field_codes(f"\x02{value}\x03")


def _relation(element: Any) -> Iterator[str]:
    kind = str(element.get("Type", "")).rsplit("/", 1)[-1].lower()
    target = str(element.get("Target", ""))
    outside = str(element.get("TargetMode", "")).lower() == "external"
    if _MACRO_TYPES.search(kind) or kind in ("xlmacrosheet", "xlintlmacrosheet"):
        yield MACRO
    elif kind in ("control", "activexcontrolbinary"):
        yield "kontrol ActiveX"
    elif kind in ("webextension", "webextensiontaskpane", "webextensiontaskpanes"):
        yield "pengaya web"
    elif said := command(target) if outside or kind == "hyperlink" else None:
        yield said
    elif kind != "hyperlink" and (outside or kind == "attachedtemplate") and (host := elsewhere(target)):
        yield f"templat dari tempat lain ({host})" if kind == "attachedtemplate" else f"{REMOTE} ({host})"


def _content(tag: str, element: Any, fields: list[str]) -> Iterator[str]:
    if tag in ("instrText", "delInstrText"):
        fields.append(element.text or "")
    elif tag in ("f", "definedName", "formula") and element.text:
        if _DDE_FORMULA.search(element.text[:5000]):
            yield "rumus yang menjalankan perintah"
        for target in _LINK_FORMULA.findall(element.text[:5000]):
            if said := command(target):
                yield said


def in_field_codes(codes: str) -> Iterator[str]:
    r"""Fields of a text: DDE starts programs, others fetch text and pictures. \x02 begins a field, \x03 goes on or ends it."""
    spelt = ("".join(chr(int(one)) for one in found.split()) for found in _SPELT.findall(codes))
    if _FIELD.search(codes) or any("DDE" in text.upper() for text in spelt):
        yield "perintah DDE"
    for rest in _FETCHING.findall(codes):
        for quoted, bare in _QUOTED.findall(rest):
            if host := elsewhere(quoted or bare):
                yield f"{REMOTE} ({host})"
