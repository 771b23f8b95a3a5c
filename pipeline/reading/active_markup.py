"""What HTML, SVG, RTF and tables in plain text do beside being read. One pass over the text, whatever it holds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.reading.active_encoded import in_address
from pipeline.reading.programs import is_program_name
from pipeline.reading.references import command, elsewhere

if TYPE_CHECKING:
    from pipeline.reading.active_content import Look

REMOTE = "isi dari tempat lain"
_TAGS = {
    "script": "skrip", "iframe": "bingkai halaman lain", "frame": "bingkai halaman lain", "portal": "bingkai halaman lain",
    "object": "objek", "embed": "objek", "applet": "objek", "form": "formulir yang mengirim isian", "foreignobject": "objek",
    "bgsound": "objek", "isindex": "formulir yang mengirim isian", "hta:application": "skrip",
}  # fmt: skip
_TAG = re.compile(r"\s*([a-z][a-z0-9:._-]*)", re.IGNORECASE)
_HANDLER = re.compile(r"(?:^|[\s/\"'`\x00])on[a-z]{3,30}[\s\x00]*=", re.IGNORECASE)
# Behind a bracket in a quoted value the tag goes on; there only names that no prose holds.
_KNOWN_HANDLER = re.compile(
    r"[\s/\"'\x00]on(?:abort|animation\w+|auxclick|before\w+|blur|canplay\w*|change|click|close|contextmenu|copy|cut|dblclick|drag\w*|drop|end|ended"
    r"|error|finish|focus\w*|formdata|gotpointercapture|hashchange|input|invalid|key(?:down|press|up)|load\w*|message|mouse\w+|page\w+|paste"
    r"|play\w*|pointer\w+|popstate|progress|reset|resize|scroll\w*|search|seek\w+|select\w*|show|start|submit|toggle|touch\w+"
    r"|transition\w+|unload|wheel)[\s\x00]*=",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"http-equiv[\s\x00]*=[\s\"'\x00]*refresh", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:href|src|action|formaction|background|data|to|from|values)[\s\x00]*=[\s\x00]*(\"[^\"]*|'[^']*|[^\s>]+)",
    re.IGNORECASE,
)
_DOWNLOAD = re.compile(r"(?:^|[\s/\"'])download[\s\x00]*=[\s\x00]*(\"[^\"]*|'[^']*|[^\s>]+)", re.IGNORECASE)
_IMPORT = re.compile(r"rel[\s\x00]*=[\s\"'\x00]*import\b", re.IGNORECASE)
_UTF7 = re.compile(r"charset[\s\"'=]+utf-?7", re.IGNORECASE)
_ANIMATES = frozenset({"set", "animate", "animatetransform"})
_ANIMATED_ADDRESS = re.compile(r"attributename[\s=\"']+(?:(?:xlink:)?href|on)", re.IGNORECASE)
_PAGE_IN_ADDRESS = re.compile(r"data:(?:text/html|image/svg|application/xhtml|text/xml)", re.IGNORECASE)
_PREFIXES = ("svg:", "html:", "xhtml:", "h:", "x:")
_STYLE = re.compile(r"expression\s*\(|behavior\s*:|-moz-binding|javascript:|vbscript:", re.IGNORECASE)
_ENTITY = re.compile(r"<!entity", re.IGNORECASE)
_STYLESHEET = re.compile(r"<\?xml-stylesheet|<xsl:stylesheet|<xsl:transform", re.IGNORECASE)
_CELL = re.compile(
    r"(?:^|[,;\t\"\n|])\s*[=+\-@]\s*(?:[A-Za-z]\w{1,30}\s*\|\s*'?[^\n|]{0,300}!|(?:WEBSERVICE|RTD|CALL|EXEC|IMPORT\w+)\s*\()",
    re.IGNORECASE,
)

_RTF_OBJECT = re.compile(
    r"\\obj(?:emb|link|autlink|sub|pub|icemb|html|ocx)\b|\\object\b|\\objdata\b|\\objupdate\b", re.IGNORECASE
)
_RTF_DATA = re.compile(r"\\objdata\b([^}]*)", re.IGNORECASE)
_RTF_TEMPLATE = re.compile(r"\\template\b([^{}]{0,2000})", re.IGNORECASE)
_RTF_FIELD = re.compile(r"\\fldinst\b((?:[^{}]|\{[^{}]{0,2000}\}){0,50})", re.IGNORECASE)
_RTF_CODE = re.compile(r"\\'([0-9a-f]{2})|\\u(-?\d{1,6})\s?\??|\\(?:[a-z]{1,32}-?\d{0,10})\s?|[{}\r\n]", re.IGNORECASE)
_RTF_IN_HEX = re.compile(r"\\bin(\d*)\s?|\\'[0-9a-f]{2}|\\[a-z]+-?\d*\s?|\\\*|[^0-9a-f]", re.IGNORECASE)
_FIELD = re.compile(r"^[\s\"]*(DDEAUTO|DDE)\b", re.IGNORECASE)
_FETCHES = re.compile(r"^\s*(?:INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD)\b", re.IGNORECASE)
_WORDS = re.compile(r"\"([^\"]*)\"|(\S+)")
# Classes of objects that offices embed: tables, texts, slides, diagrams, pictures.
_EVERYDAY = re.compile(
    rb"\A(?:Excel\.|Word\.|PowerPoint\.|MSGraph\.|Visio\.|Paint\.Picture|PBrush|StaticMetafile|StaticDib|METAFILEPICT|Acro\w*\.|opendocument\.|MSProject\.)",
    re.IGNORECASE,
)


def in_markup(text: str, look: Look, depth: int) -> Iterator[str]:
    """Scripts, handlers, addresses that are commands or files, frames, forms, objects, redirections."""
    if _UTF7.search(text[:10_000]):
        yield "huruf yang menyembunyikan skrip"
    if _ENTITY.search(text):
        yield "definisi tipe dokumen"
    if _STYLESHEET.search(text[:10_000]):
        yield "lembar gaya yang mengolah isi"
    for piece in text.replace("\x00", "").split("<")[1:]:
        yield from _piece(piece, look, depth)


def _piece(piece: str, look: Look, depth: int) -> Iterator[str]:
    """What stands from one `<` to the next."""
    tag = _TAG.match(piece)
    inside, _, behind = piece.partition(">")
    if tag and tag[1].lower() == "style" and _STYLE.search(behind):
        yield "skrip"
    if tag:
        yield from _element(tag[1].lower(), inside[tag.end() :])
    if _KNOWN_HANDLER.search(behind if tag else piece) and (not tag or '"' in behind or "'" in behind):
        yield "skrip"
    if "=" in piece:
        plain = html.unescape(piece)
        for address in (found.lstrip("\"'") for found in _ADDRESS.findall(plain)):
            if said := command(address):
                yield said
            yield from in_address(address, look, depth)
        if "style" in plain and _STYLE.search(plain):
            yield "skrip"
        if _PAGE_IN_ADDRESS.search(plain):
            yield "halaman di dalam alamat"


def _element(name: str, attributes: str) -> Iterator[str]:
    bare = name.rpartition(":")[2]
    found = _TAGS.get(name) or (_TAGS.get(bare) if name.startswith(_PREFIXES) or bare == "script" else None)
    if found and not (bare == "script" and _is_data(attributes)):
        yield found
    if name == "meta" and _REFRESH.search(html.unescape(attributes)):
        yield "pengalihan halaman"
    if name == "link" and _IMPORT.search(html.unescape(attributes)):
        yield "bingkai halaman lain"
    if (called := _DOWNLOAD.search(html.unescape(attributes))) and is_program_name(called[1].strip("\"' ")):
        yield "unduhan program"
    if _HANDLER.search(attributes) or (bare in _ANIMATES and _ANIMATED_ADDRESS.search(attributes)):
        yield "skrip"


def _is_data(inside: str) -> bool:
    """Data in a script's element (JSON-LD, a template) does nothing."""
    return bool(re.search(r"type\s*=\s*[\"']?(?:application/(?:ld\+)?json|text/x-template)", inside, re.IGNORECASE))


def in_cells(text: str) -> Iterator[str]:
    """Cells that start a program or fetch something when a table opens."""
    if _CELL.search(text):
        yield "rumus yang menjalankan perintah"


def in_rtf(content: bytes, look: Look, depth: int) -> Iterator[str]:
    """Objects, templates and fields. An embedded table is everyday; what is hidden from reading is not."""
    text = content.decode("latin-1")
    datas = list(_RTF_DATA.finditer(text))
    for found in datas:
        yield from _rtf_object(text, found.end(0) - len(found[1]), look, depth)
    if not datas and _RTF_OBJECT.search(text):
        yield "objek yang tidak dapat diperiksa"
    if re.search(r"\\obj(?:autlink|html|ocx)\b", text, re.IGNORECASE):
        yield "objek yang terbuka sendiri"
    for found in _RTF_TEMPLATE.finditer(text):
        if host := elsewhere(_rtf_plain(found[1]).strip()):
            yield f"templat dari tempat lain ({host})"
    for found in _RTF_FIELD.finditer(text):
        yield from _rtf_field(_rtf_plain(found[1]))


def _rtf_field(code: str) -> Iterator[str]:
    if _FIELD.match(code):
        yield "perintah DDE"
    elif _FETCHES.match(code):
        for quoted, bare in _WORDS.findall(code):
            if host := elsewhere(quoted or bare):
                yield f"{REMOTE} ({host})"
    elif code.strip().upper().startswith("HYPERLINK"):
        for quoted, bare in _WORDS.findall(code):
            if said := command(quoted or bare):
                yield said


def _rtf_plain(text: str) -> str:
    """Escapes read, control words and braces left out."""

    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return chr(int(found[1], 16))
        return chr(int(found[2]) & 0xFFFF) if found[2] else ""

    return _RTF_CODE.sub(plain, text)


def _rtf_object(text: str, start: int, look: Look, depth: int) -> Iterator[str]:
    """An OLE 1 object in hex (MS-OLEDS 2.2.4): version, format, class, topic, item, size, bytes."""
    hexed = _RTF_IN_HEX.sub("", _group(text, start))
    data = bytes.fromhex(hexed[: len(hexed) // 2 * 2])
    look.spend(len(data))
    form, length = int.from_bytes(data[4:8], "little"), int.from_bytes(data[8:12], "little")
    kind = data[12 : 12 + length].rstrip(b"\x00")
    place = 12 + length
    for _ in range(2):
        place += 4 + int.from_bytes(data[place : place + 4], "little")
    size = int.from_bytes(data[place : place + 4], "little")
    payload = data[place + 4 : place + 4 + size]
    if form == 1 or form not in (2, 5) or length > 100 or len(payload) != size or not _EVERYDAY.match(kind):  # noqa: PLR2004
        yield "objek tersemat yang tidak lazim"
        return
    yield from look.embedded("", payload, depth)


def _group(text: str, start: int) -> str:
    """Up to the brace that closes the group, inner groups with it."""
    depth = 1
    for found in re.finditer(r"[{}]", text[start:]):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return text[start : start + found.start()]
    return text[start:]
