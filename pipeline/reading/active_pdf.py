"""What a PDF does beside being read (ISO 32000-2, 12.6): scripts, programs, forms that send, media, files inside it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral

from pipeline.reading.naming import LOCKED
from pipeline.reading.references import command, elsewhere

if TYPE_CHECKING:
    from pipeline.reading.active_content import Look

_ACTIONS = {
    "Launch": "perintah menjalankan program", "SubmitForm": "formulir yang mengirim isian", "ImportData": "isi dari tempat lain",
    "RichMediaExecute": "media yang berjalan", "Rendition": "media yang berjalan", "Movie": "media yang berjalan",
}  # fmt: skip
_MEDIA = frozenset({"RichMedia", "3D", "Movie", "Screen"})
_NESTED = 12  # levels of direct objects
_MOST_OBJECTS = 200_000
# What Acrobat itself writes into fields for dates, numbers and sums (Acrobat Forms API, "AF" functions).
_ARGUMENTS = r"\((?:[^(){};]|\([^(){};]*\))*\)"
_FIELD_SCRIPT = re.compile(
    rf"\s*(?:AF(?:Number|Date|Time|Percent|Special|Simple|Range|Merge)_?\w*\s*{_ARGUMENTS}\s*;?\s*)+"
)
_MOST_SCRIPT = 2000
_NAMED = re.compile(
    rb"/(?:JS|JavaScript|OnInstantiate|Launch|RichMedia|Rendition|Movie|Screen|3D|SubmitForm|ImportData|EmbeddedFiles?|ObjStm|XFA|GoToE|GoToR"
    rb"|Thread|URI|Ref|Encrypt|OpenAction)\b|/F\s*(?:[(<]|\d+\s+\d+\s+R\b)|/[^\s/<>\[\](){}%]{0,40}#[0-9a-fA-F]{2}"
)


def in_pdf(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """Of all objects that its cross-reference names, at whatever place."""
    if not _NAMED.search(content):
        return  # names stand in the open where objects are not packed into streams and nothing is written in hex
    try:
        document = PDFDocument(PDFParser(io.BytesIO(content[content.index(b"%PDF-") :])))
    except PDFPasswordIncorrect:
        yield LOCKED
        return
    count = 0
    for table in document.xrefs:
        for number in table.get_objids():
            count += 1
            if count > _MOST_OBJECTS:
                yield "tidak dapat diperiksa seluruhnya"
                return
            try:
                found = document.getobj(number)
            except Exception:  # noqa: BLE001, S112 - a broken object is shown by no reader
                continue
            yield from _object(found, look, depth, 0)
    yield from _opening(resolve1(document.catalog.get("OpenAction")))


def _opening(action: Any) -> Iterator[str]:
    if isinstance(action, dict) and _name(action.get("S")) == "URI":
        yield "membuka situs sendiri"


def _object(value: Any, look: Look, depth: int, level: int) -> Iterator[str]:
    if level > _NESTED or isinstance(value, PDFObjRef):
        return
    if isinstance(value, PDFStream):
        if _name(value.attrs.get("Type")) == "EmbeddedFile":
            yield from look.embedded("", value.get_data(), depth)
        value = value.attrs
        yield from _other_file(value)
        if "OnInstantiate" in value:
            yield "JavaScript"
    if isinstance(value, list):
        for one in value:
            yield from _object(one, look, depth, level + 1)
    elif isinstance(value, dict):
        yield from _dictionary(value, look, depth)
        for one in value.values():
            yield from _object(one, look, depth, level + 1)


def _other_file(value: dict[str, Any]) -> Iterator[str]:
    """A stream whose bytes, or a form whose page, lie in another file (7.3.8.2, 8.10.4); a filter's name there is none."""
    if where := _file_name(value.get("F")):
        yield f"isi dari tempat lain ({elsewhere(where) or where})"


def _dictionary(value: dict[str, Any], look: Look, depth: int) -> Iterator[str]:
    yield from _action(value, _name(value.get("S")))
    if isinstance(other := resolve1(value.get("Ref")), dict):
        yield from _other_file(other)
    if _name(value.get("Subtype")) in _MEDIA and ("Rect" in value or _name(value.get("Type")) == "Annot"):
        yield "media yang berjalan"
    if "EF" in value and isinstance(files := resolve1(value["EF"]), dict):
        for stream in {id(one): one for one in map(resolve1, files.values())}.values():
            if isinstance(stream, PDFStream):
                yield from look.embedded(_file_name(value), stream.get_data(), depth)
    if "XFA" in value and re.search(r"<(?:\w+:)?script\b", _xfa(value["XFA"])):
        yield "skrip formulir XFA"


def _action(value: dict[str, Any], action: str) -> Iterator[str]:
    """What an action does, by its type (12.6.4)."""
    if "JS" in value and (action in ("JavaScript", "Rendition", "") and not _is_field_script(_text(value["JS"]))):
        yield "JavaScript"
    if action in _ACTIONS:
        yield _ACTIONS[action]
    elif action == "URI" and (said := command(_text(value.get("URI")))):
        yield said
    elif action in ("GoToE", "GoToR", "Thread") and (host := elsewhere(_file_name(value.get("F")))):
        yield f"isi dari tempat lain ({host})"


def _xfa(value: Any) -> str:
    found = resolve1(value)
    parts = [resolve1(one) for one in found] if isinstance(found, list) else [found]
    return "\n".join(_text(one) for one in parts)


def _is_field_script(script: str) -> bool:
    return len(script) < _MOST_SCRIPT and bool(_FIELD_SCRIPT.fullmatch(script))


def _file_name(value: Any) -> str:
    found = resolve1(value)
    if isinstance(found, dict):
        found = resolve1(found.get("UF") or found.get("F") or b"")
    return _text(found)


def _name(value: Any) -> str:
    found = resolve1(value)
    return (
        str(found.name if isinstance(found.name, str) else found.name.decode("latin-1"))
        if isinstance(found, PSLiteral)
        else ""
    )


def _text(value: Any) -> str:
    found = resolve1(value)
    data = found.get_data() if isinstance(found, PDFStream) else found
    if not isinstance(data, bytes):
        return data if isinstance(data, str) else ""
    return data[2:].decode("utf-16-be", "replace") if data.startswith(b"\xfe\xff") else data.decode("latin-1")
