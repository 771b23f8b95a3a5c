"""Files that stand in the text of a mail, as old programs and multifunction printers send them (uuencode, POSIX)."""

from __future__ import annotations

import binascii
import re

_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\r\n]{0,200})")
_END = "end"


def taken_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files in it, and those; a file that has no end stays text."""
    if "begin " not in text:
        return text, []
    lines, kept, files = text.split("\n"), [], []
    at = 0
    while at < len(lines):
        start = _BEGIN.fullmatch(lines[at].strip())
        found = _file(lines, at + 1) if start else None
        if start and found:
            files.append((start[1].strip().replace("\\", "/").rsplit("/", 1)[-1], found[0]))
            at = found[1]
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept), files


def _file(lines: list[str], at: int) -> tuple[bytes, int] | None:
    """What stands from a line on, and the line behind its end; None where it is no file."""
    content = bytearray()
    for place in range(at, len(lines)):
        line = lines[place].rstrip("\r")
        if line.strip() == _END:
            return (bytes(content), place + 1) if content else None
        try:
            content += binascii.a2b_uu(line) if line.strip("` ") else b""
        except (binascii.Error, ValueError):
            return None
    return None
