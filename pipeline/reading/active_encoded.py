"""Files written out in characters: base64, hex and uuencode in texts, `data:` addresses in pages. Told by what they decode to.

Texts are full of long codes that are no file (hashes, keys, signatures), and of pictures in base64: only a program, or a document that
does something, counts.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from pipeline.reading.naming import BROKEN
from pipeline.reading.programs import program_kind
from pipeline.reading.sniffing import archive_kind, is_ole, is_pdf, is_rtf, is_zip, text_of

if TYPE_CHECKING:
    from pipeline.reading.active_content import Look

# A long word of code, and the lines of such words below it, indented or quoted as mails do.
_RUN = re.compile(
    r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/][A-Za-z0-9+/_-]{39,}+(?:\r?\n[ \t>|]*+[A-Za-z0-9+/][A-Za-z0-9+/_-]*+)*+={0,2}"
)
_BETWEEN = re.compile(r"[^A-Za-z0-9+/]+")
_HEX = re.compile(r"[0-9a-fA-F]+")
_UUENCODED = re.compile(r"^begin(-base64)? [0-7]{3,4} (\S[^\r\n]{0,200})\r?\n", re.MULTILINE)
_LINES = re.compile(r"(?:[A-Za-z0-9+/]++={0,2}\r?\n)++")
_ADDRESS = re.compile(r"\s*data:([^,]{0,200}),(.*)", re.IGNORECASE | re.DOTALL)
_FEW, _LINE = 256, 100  # bytes: fewer may begin as a program or an archive by chance; characters of a line of uuencode
_LEVELS = 3  # of codes in codes


def in_words(text: str, look: Look, depth: int, level: int = 0) -> Iterator[str]:
    """Of all files that a text holds in characters."""
    for found in _UUENCODED.finditer(text):
        if payload := _lines_in_base64(text, found.end()) if found[1] else _uudecoded(text, found.end()):
            yield from _judged(found[2].strip(), payload, look, depth, level)
    for found in _RUN.finditer(text):
        for payload in _decoded(found[0]):
            yield from _judged("", payload, look, depth, level)


def in_address(address: str, look: Look, depth: int) -> Iterator[str]:
    """Of the file that a `data:` address is (RFC 2397)."""
    found = _ADDRESS.match(address)
    if not found:
        return
    data = unquote_to_bytes(found[2])
    if found[1].lower().rstrip().endswith("base64"):
        data = _base64(data.decode("latin-1"))
    yield from _judged("", data, look, depth, 0, sure=True)


def _decoded(run: str) -> Iterator[bytes]:
    """What a run of code may stand for: base64 always, hex where it is nothing else and longer than a hash."""
    joined = "".join(line.lstrip(" \t>|") for line in run.splitlines())
    yield _base64(joined)
    if len(joined) >= 2 * _FEW and _HEX.fullmatch(joined):
        yield bytes.fromhex(joined[: len(joined) // 2 * 2])


def _base64(text: str) -> bytes:
    """As far as it goes, in the alphabet of URLs, too (RFC 4648, 5)."""
    plain = _BETWEEN.sub("", text.replace("-", "+").replace("_", "/"))
    return binascii.a2b_base64(plain[: len(plain) // 4 * 4] if len(plain) % 4 == 1 else plain + "==")


def _lines_in_base64(text: str, start: int) -> bytes:
    found = _LINES.match(text, start)
    return _base64(found[0]) if found else b""


def _uudecoded(text: str, start: int) -> bytes:
    """The lines from there to the last one that reads as code."""
    found = bytearray()
    while True:
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)].rstrip("\r")
        if end < 0 or len(line) > _LINE or line.startswith(("begin ", "end")) or not line.strip(" `"):
            return bytes(found)
        try:
            found += binascii.a2b_uu(line)
        except (binascii.Error, ValueError):
            return bytes(found)
        start = end + 1


def _judged(name: str, data: bytes, look: Look, depth: int, level: int, *, sure: bool = False) -> Iterator[str]:
    """Whether decoded bytes are a file that does something; `sure`: that they are a file at all."""
    kind = program_kind(name, data)
    if kind and (sure or name or len(data) >= _FEW or not data.startswith(b"MZ") or data.startswith(b"MZ\x90\x00")):
        yield f"program yang ditulis sebagai teks ({name or kind})"
        return
    text = text_of(data[:4096])
    packed = is_zip(data) or is_ole(data) or is_pdf(data) or is_rtf(data) or (text or "").lstrip().startswith("<")
    if packed or (archive_kind(data) and (sure or len(data) >= _FEW)):
        yield from (said for said in look.embedded(name, data, depth) if said != BROKEN)
    elif text is not None and level < _LEVELS:
        yield from in_words(data.decode("latin-1"), look, depth, level + 1)
