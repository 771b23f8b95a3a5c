"""What people wrote in free form, as rows of a table: checklists, allocations, accounts. Never guesses a pairing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.letters.language import tidy
from pipeline.model import AccessRow

TICKED, OPEN = "☑", "☐"

_BULLET = re.compile(r"^\s*(?:[-–—•*·▪]+|\(?\d{1,2}[.)]|[a-z][.)])\s+", re.IGNORECASE)
_BOX = re.compile(r"^\s*(?P<box>\[\s*[xXvV✓✔ ]?\s*\]|[☑☒☐✓✔])\s*")
_UNTICKED = re.compile(r"\b(?:belum|gagal|tidak (?:berfungsi|normal|dapat|bisa|aktif|menyala))\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"^(?P<where>.*?)\s*(?P<sign>[:=]|\s[-–]\s)?\s*(?P<amount>\d[\d.,]*\s*(?:[kmg]bps|[kmg]b/s|[kmg]bit/s|%|persen)\b.*)$",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"[,;(]?\s*\b(?:kata\s*sandi|password|passwd|pasword|pass|pwd|sandi|pin)\b(?:\s*(?:awal|sementara|default))?\s*"
    r"(?:[:=]|adalah|nya\s*:?)?\s*\S+",
    re.IGNORECASE,
)


def items(text: str) -> list[str]:
    """Entries of a list that somebody typed: by line, else by semicolon, else by comma; without bullets and numbers."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = lines[0].split(";") if ";" in lines[0] else re.split(r",\s+(?!\d)", lines[0])
    found = (tidy(_BULLET.sub("", line)).strip(" ;,") for line in lines)
    return [item for item in found if item]


def checklist(text: str) -> list[dict[str, str]]:
    """`kotak` and `teks` of each point; ticked unless it says of itself that it is not done."""
    rows = []
    for item in items(text):
        found = _BOX.match(item)
        box = found.group("box") if found else ""
        words = item[found.end() :] if found else item
        done = box not in {OPEN, "[]", "[ ]"} if box else not _UNTICKED.search(words)
        words = words.rstrip(".")
        if words:
            rows.append({"kotak": TICKED if done else OPEN, "teks": words[:1].upper() + words[1:]})
    return rows


def allocations(before: str, after: str, *, where: str) -> list[dict[str, str]]:
    """Rows `lokasi`, `sebelum`, `sesudah`.

    Lines such as "Ruang ujian: 50 Mbps" are paired by their place. Where a line names no place the texts stand as they
    are in a single row, under `where`.
    """
    if not before.strip() and not after.strip():
        return []
    first, then = _by_place(before), _by_place(after)
    if first is None or then is None:
        return [{"lokasi": where or "-", "sebelum": before.strip() or "-", "sesudah": after.strip() or "-"}]
    names = {key: (first.get(key) or then[key])[0] for key in first | then}
    return [
        {"lokasi": name, "sebelum": first.get(key, ("", "-"))[1], "sesudah": then.get(key, ("", "-"))[1]}
        for key, name in names.items()
    ]


def _by_place(text: str) -> dict[str, tuple[str, str]] | None:
    """Amounts by place, None where a line names none or a place is named twice."""
    found: dict[str, tuple[str, str]] = {}
    for item in items(text):
        match = _AMOUNT.match(item)
        where = match.group("where").strip(" :=-–") if match else ""
        if not match or not where or where.casefold() in found:
            return None
        amount = match.group("amount").strip().rstrip(".")
        found[where.casefold()] = (where[:1].upper() + where[1:], amount)
    return found


def without_secrets(text: str) -> str:
    """The text without passwords: they stand in no letter."""
    lines = (_SECRET.sub("", line).strip(" ,;") for line in text.splitlines())
    return "\n".join(line for line in lines if line)


_INITIAL = 1  # letters of a name


def accounts(text: str, access: Sequence[AccessRow]) -> tuple[list[str], list[str]]:
    """Accounts beside the people they are for (as many as `access`, "" where none is), and those that match nobody.

    An account goes to a person only where it names him alone, by all his names or by one ("siti.r"); else all accounts are in
    the second list.
    """
    typed = without_secrets(text).strip()
    if not typed:
        return [""] * len(access), []
    entries = items(typed)
    beside = [""] * len(access)
    for entry in entries:
        fits = [index for index, row in enumerate(access) if _names(entry, row)] or [
            index for index, row in enumerate(access) if _calls(entry, row)
        ]
        if len(fits) != 1 or beside[fits[0]]:
            return [""] * len(access), entries
        beside[fits[0]] = entry
    return beside, []


def _names(entry: str, row: AccessRow) -> bool:
    words: list[str] = re.findall(r"[^\W\d_]{3,}", (row.name or "").lower())
    folded = entry.lower()
    return bool(row.nip and row.nip in re.sub(r"\D", "", entry)) or bool(
        words and all(word in folded for word in words)
    )


def _calls(entry: str, row: AccessRow) -> bool:
    """Whether the account is one of his names, whatever else stands in it an initial of his or a number: "siti.r", "bayu01"."""
    account = re.findall(r"[^\W\d_]+", entry.partition("(")[0].partition("@")[0].lower())
    names: list[str] = re.findall(r"[^\W\d_]+", (row.name or "").lower())
    return any(len(word) > _INITIAL and word in names for word in account) and all(
        any(name == word or (len(word) == _INITIAL and name.startswith(word)) for name in names) for word in account
    )
