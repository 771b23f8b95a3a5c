"""Who wrote a mail: the one address in its From header, or nobody.

A verdict on the sender (DMARC) is about the domain that the server reads out of From. A header that two programs may read
differently has no sender here: a letter in such a mail is read, but no authority and no answer comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 2_000  # characters of a From header; the longest address is 254 (RFC 5321)
_FROM = re.compile(rb"(?:\A|[\r\n])from[ \t]*:", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9-]{1,63}", re.ASCII
)
_ENCODED = re.compile(r"=\?[^?<>@]{1,40}\?[bq]\?[^?<>@]*\?=", re.IGNORECASE)  # part of a name, decoded by itself later
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(
    r"""(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<comment>\((?:[^()\\]|\\.)*\))|(?P<angle><[^<>"()]*>)|(?P<text>[^"()<>]+)"""
)
_OTHER_ADDRESS = re.compile(r"[@<>,;:]")


def from_lines(raw: bytes) -> int:
    """How many From headers a message has, those with a space before the colon included (RFC 5322 4.5)."""
    end = _HEAD_ENDS.search(raw)
    return len(_FROM.findall(raw, 0, end.start() if end else len(raw)))


def single_sender(values: Sequence[str]) -> tuple[str, str] | None:
    """Address in lower case and display name (as it came, encoded) of the From headers' values; None for nobody.

    None for: no header or several, an empty one, a group, several mailboxes, a route, an address outside ASCII or with a
    comment in it, a second address in a comment or in an unquoted name.
    """
    if len(values) != 1 or len(values[0]) > LONGEST:
        return None
    value = re.sub(r"\r?\n(?=[ \t])", "", values[0]).strip()
    if _CONTROL.search(_ENCODED.sub("", value)):
        return None
    tokens = _tokens(value) or []
    comments = [text[1:-1] for kind, text in tokens if kind == "comment"]
    parts = [(kind, text) for kind, text in tokens if kind != "comment" and text.strip()]
    if not parts or any(_OTHER_ADDRESS.search(comment) for comment in comments):
        return None
    return _named(parts) if any(kind == "angle" for kind, _ in parts) else _bare(parts, comments)


def _named(parts: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """`Sari <sari@unit.example>`."""
    *name, (last, angle) = parts
    address = _address(angle[1:-1]) if last == "angle" else None
    if address is None or any(kind == "angle" for kind, _ in name):
        return None
    unquoted = " ".join(text.strip() for kind, text in name if kind == "text")
    if _OTHER_ADDRESS.search(unquoted) and unquoted.lower() != address:
        return None
    return address, " ".join(_unquoted(text) for _, text in name).strip()


def _bare(parts: Sequence[tuple[str, str]], comments: Sequence[str]) -> tuple[str, str] | None:
    """`sari@unit.example (Sari)`, the form before there were names."""
    address = _address(parts[0][1].strip()) if len(parts) == 1 and parts[0][0] == "text" else None
    return (address, " ".join(comments).strip()) if address else None


def _tokens(value: str) -> list[tuple[str, str]] | None:
    """Quoted strings, comments, angle brackets and text; None where they do not come out even."""
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(value):
        match = _TOKEN.match(value, place)
        if match is None:
            return None
        found.append((match.lastgroup or "text", match[0]))
        place = match.end()
    return found


def _address(text: str) -> str | None:
    return text.lower() if text.isascii() and _ADDRESS.fullmatch(text.lower()) else None


def _unquoted(text: str) -> str:
    """A name without its quotes; `=?utf-8?...?=` within them stays for the caller to decode."""
    text = text.strip()
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
