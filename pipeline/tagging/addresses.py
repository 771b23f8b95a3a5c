"""What a mail address says of who writes: `tu.palopo@atrbpn.example.go.id` is of a Subbagian TU in Palopo, `wening.lestari@` a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORT, LONG = 3, 4  # letters from which a piece names somebody, and from which it may stand inside a longer word
_PIECE = re.compile(r"[a-z]+")
_WORD = re.compile(r"[^\W\d_]+")
# Words of addresses that name no office: providers, and what mailboxes are called everywhere.
_COMMON = frozenset(["example", "com", "net", "org", "mail", "email", "gmail", "yahoo", "outlook", "office", "www"])
_TOP = re.compile(r"(?:\.(?:go|co|ac|or|sch|desa|mil|my|web))?\.[a-z]{2,4}$")


def address_facts(address: str, value: str) -> Iterator[str]:
    """How much of a name or an office the two halves of an address say; nothing where there is no address."""
    local, _, domain = address.lower().partition("@")
    if not domain:
        return
    words = [word.lower() for word in _WORD.findall(value)]
    for half, text in (("local", local), ("domain", _TOP.sub("", domain))):
        pieces = [piece for piece in _PIECE.findall(text) if len(piece) >= SHORT and piece not in _COMMON]
        yield f"address {half} {_said(pieces, words)}"


def _said(pieces: list[str], words: list[str]) -> str:
    """Whether the pieces hold all the words, some, their initials, or none."""
    long = [word for word in words if len(word) >= SHORT]
    hit = [word for word in long if any(_same(piece, word) for piece in pieces)]
    if long and len(hit) == len(long):
        return "all"
    if hit:
        return "half" if 2 * len(hit) >= len(long) else "some"
    initials = "".join(word[0] for word in words)
    if len(initials) >= SHORT and any(piece.startswith(initials) or initials in piece for piece in pieces):
        return "initials"
    return "none" if pieces else "silent"


def _same(piece: str, word: str) -> bool:
    if piece == word:
        return True
    short, long = sorted((piece, word), key=len)
    return len(short) >= LONG and short in long
