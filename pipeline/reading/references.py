"""Where a document points: here, or to another machine."""

from __future__ import annotations

import re
from urllib.parse import unquote

_DRIVE = re.compile(r"\A/*[a-z][:|]", re.IGNORECASE)
_SCHEME = re.compile(r"\A([a-z][a-z0-9+.-]+):", re.IGNORECASE)
_HERE = frozenset({"cid", "mailto", "tel", "data", "about"})
# What these say happens at a click, without a browser's care: scripts, and handlers that were used to start programs.
_DOING = re.compile(
    r"\A(?:javascript|vbscript|livescript|mocha|mhtml|its|ms-its|ms-msdt|search|search-ms|ms-appinstaller|shell|hcp|ms-officecmd)\s*:",
    re.IGNORECASE,
)
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


def does_something(target: str) -> bool:
    """Whether a hyperlink is a command rather than an address."""
    return bool(_DOING.match(_BLANK.sub("", target)))
