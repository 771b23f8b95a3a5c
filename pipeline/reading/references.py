"""Where a document points: here, or to another machine."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pipeline.reading.sniffing import suffix_of

_DRIVE = re.compile(r"\A/*[a-z][:|]", re.IGNORECASE)
_SCHEME = re.compile(r"\A([a-z][a-z0-9+.-]+):", re.IGNORECASE)
_HERE = frozenset({"cid", "mailto", "tel", "data", "about"})
# What these say happens at a click, without a browser's care: scripts, and handlers that were used to start programs.
_DOING = re.compile(
    r"\A(?:javascript|vbscript|livescript|mocha|mhtml|its|ms-its|ms-msdt|search|search-ms|ms-appinstaller|shell|hcp|ms-officecmd)\s*:",
    re.IGNORECASE,
)
# What Windows starts at a click. "com" and what else ends a host's name counts only where a path leads to it.
_STARTED = frozenset(
    """exe scr pif bat cmd msi msp jse vbs vbe wsf wsh hta cpl lnk ps1 jar reg scf chm jnlp msc diagcab appref-ms
    settingcontent-ms library-ms searchconnector-ms appinstaller iso img vhd vhdx""".split()  # noqa: SIM905 - a list of words
)
_STARTED_IN_PATH = _STARTED | {"com", "js", "url", "application", "inf", "website"}
_BLANK = re.compile(r"[\x00-\x20\u200b-\u200f\ufeff]+")


def elsewhere(target: str) -> str | None:
    r"""The machine that a reference leads to; None where it stays here (a drive, a folder, the document itself).

    A template in `C:\Users\...\Normal.dotm` and a table in `D:\data` are everyday.
    """
    plain = _BLANK.sub("", unquote(target)).replace("\\", "/")
    if plain.lower().startswith("url:"):
        plain = plain[4:]
    if plain.lower().startswith("file:"):
        plain = plain[5:]
        if plain.startswith("///") and not plain.startswith("////"):
            return None
        if plain.startswith("//localhost/"):
            return None
    if _DRIVE.match(plain) or (plain.startswith(("//?/", "//./")) and _DRIVE.match(plain[4:])):
        return None
    if plain.startswith("//"):
        return plain.lstrip("/").partition("/")[0].partition("@")[0] or "tempat lain"
    found = _SCHEME.match(plain)
    if not found or found[1].lower() in _HERE:
        return None
    return plain[found.end() :].lstrip("/").partition("/")[0] or found[1]


def command(target: str) -> str | None:
    """What a hyperlink does beside leading somewhere: it runs a script, or starts a program that lies on a disk or a share.

    A program on a web site is an address like others: a browser asks before it fetches it.
    """
    if _DOING.match(_BLANK.sub("", target)):
        return "skrip"
    return "tautan ke program" if _starts_program(target) else None


def _starts_program(target: str) -> bool:
    written = _BLANK.sub("", unquote(target[:5000]))
    if written.lower().startswith("url:"):
        written = written[4:]
    in_path = written.lower().startswith(("file:", "\\\\")) or bool(_DRIVE.match(written))
    if not in_path and _SCHEME.match(written):
        return False
    folder, _, name = re.split(r"[?#]", written.replace("\\", "/"))[0].rpartition("/")
    in_path = in_path and folder.strip("/").lower() not in ("", "file:")  # a bare host is no path
    return suffix_of(name) in (_STARTED_IN_PATH if in_path else _STARTED)
