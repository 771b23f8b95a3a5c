"""Forms in XFA (Adobe's XML forms, XFA 3.3): their pages only say "Please wait", the form is XML beside them.

Runs in the child process. Of the template its captions and fixed words are taken, of the data its values; nothing is executed.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium
from lxml import etree

from pipeline.reading.pdf_entries import OPEN, TICKED

SHELL = re.compile(r"adobe\.com/go/|please wait|mohon tunggu|document viewer", re.IGNORECASE)
_XHTML = "http://www.w3.org/1999/xhtml"
_MOST = 20_000_000  # bytes of a form
_CONTENT = re.compile(r"\S{400}")  # a picture in base64
_PARTS_OF_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])|[_.\-\s]+")
_LAST_NAME = re.compile(r"(\w[\w-]*)(?:\[[^\]]*\])?$")


def xfa_lines(document: Any) -> list[str]:
    """The form as lines ("Nama : Sari"), its fixed words among them; [] where nothing is filled in or it cannot be read."""
    root = _tree(document)
    if root is None:
        return []
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in _data(root):
        values[name].append(value)
    if not any(value for found in values.values() for value in found):
        return []
    lines = [line for template in _named(root, "template") for line in _of_template(template, values)]
    lines += [_line(_spoken(name), value) for name, found in values.items() for value in found if value]
    return lines


def _tree(document: Any) -> Any | None:
    """The packets are the pieces of one XML document; some files hold only some of them."""
    packets = [_packet(document, number) for number in range(max(0, pdfium.FPDF_GetXFAPacketCount(document)))]
    if not packets or sum(map(len, packets)) > _MOST:
        return None
    try:
        return etree.fromstring(b"".join(packets), _parser())
    except etree.XMLSyntaxError:
        root = etree.Element("packets")
        for packet in packets:
            tree = etree.fromstring(packet, _parser(recover=True)) if packet.strip() else None
            if tree is not None:
                root.append(tree)
        return root


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, recover=recover, remove_comments=True, remove_pis=True
    )


def _packet(document: Any, number: int) -> bytes:
    length = ctypes.c_ulong(0)
    pdfium.FPDF_GetXFAPacketContent(document, number, None, 0, length)
    if not 0 < length.value <= _MOST:
        return b""
    buffer = ctypes.create_string_buffer(length.value)
    pdfium.FPDF_GetXFAPacketContent(document, number, buffer, length.value, length)
    return buffer.raw


def _data(root: Any) -> Iterator[tuple[str, str]]:
    """Names and values of the leaves."""
    for datasets in _named(root, "datasets"):
        for data in datasets:
            if _name(data) != "data":
                continue
            for one in data.iter():
                if isinstance(one.tag, str) and one is not data and _is_leaf(one):
                    text = _text(one)
                    yield _name(one), "" if _CONTENT.search(text) else text


def _is_leaf(one: Any) -> bool:
    """Formatted text is XHTML in its value."""
    return not one.tag.startswith(f"{{{_XHTML}}}") and all(str(child.tag).startswith(f"{{{_XHTML}}}") for child in one)


def _of_template(template: Any, values: dict[str, list[str]]) -> Iterator[str]:
    """Fixed words, and fields with the values that they take from `values`, in the order of the template."""
    in_groups = {field for group in _named(template, "exclGroup") for field in _named(group, "field")}
    for one in template.iter():
        kind = _name(one)
        if kind == "draw":
            yield from filter(None, (_text(value) for value in one if _name(value) == "value"))
        elif kind in ("field", "exclGroup") and one not in in_groups:
            taken = values.get(_bound(one))
            if taken:
                caption = _caption(one) or _spoken(_bound(one))
                value = taken.pop(0)
                if value:
                    yield _line(caption, _chosen(one, value) if kind == "exclGroup" else _shown(one, value))


def _bound(field: Any) -> str:
    """The name of the data that a field shows: its own, or the last one of its reference ("$.identitas.nama[0]")."""
    reference = next((str(bind.get("ref", "")) for bind in field if _name(bind) == "bind"), "")
    found = _LAST_NAME.search(reference)
    return found[1] if found else str(field.get("name", ""))


def _caption(field: Any) -> str:
    return next((text for one in field if _name(one) == "caption" and (text := _text(one))), "")


def _shown(field: Any, value: str) -> str:
    """What a field shows for its value: a tick, or the words of a choice for its code."""
    lists = [one for one in field if _name(one) == "items"]
    if next(_named(field, "checkButton"), None) is not None:
        first = next((_text(item) for items in lists for item in items), "1")
        return TICKED if value == first else OPEN
    saved = next(([_text(item) for item in items] for items in lists if items.get("save") == "1"), [])
    told = next(([_text(item) for item in items] for items in lists if items.get("save") != "1"), [])
    return dict(zip(saved, told, strict=False)).get(value, value)


def _chosen(group: Any, value: str) -> str:
    """The caption of the button that was chosen."""
    for field in _named(group, "field"):
        codes = [_text(item) for items in field if _name(items) == "items" for item in items]
        if value in codes[:1]:
            return _caption(field) or value
    return value


def _named(root: Any, name: str) -> Iterator[Any]:
    return (one for one in root.iter() if _name(one) == name)


def _name(one: Any) -> str:
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""


def _text(one: Any) -> str:
    """The words in an element, paragraphs as lines."""
    pieces: list[str] = []
    for child in one.iter():
        if _name(child) in ("p", "br", "div") and pieces:
            pieces.append("\n")
        pieces.append(child.text or "")
        if child is not one:
            pieces.append(child.tail or "")
    return "\n".join(filter(None, (" ".join(line.split()) for line in "".join(pieces).splitlines())))


def _spoken(name: str) -> str:
    """As one says a name: `nomorHP` and `nomor_HP` are "nomor HP"."""
    return " ".join(filter(None, _PARTS_OF_NAME.split(name)))


def _line(caption: str, value: str) -> str:
    return f"{caption.rstrip(' :')} : {value}"
