"""How the text of a mail is set: columns, and no line wider than a phone or a terminal shows well."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

WIDTH = 72
_NARROWEST = 30  # columns a value keeps beside its label
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_HANGING = re.compile(r"^(\s*(?:[-*•]\s+|\d+\.\s+|\S(?:.{0,24}?\S)?\s{2,})|\s+)(?=\S)")


_MONTHS = "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
_DAYS = "Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu"
_ZONES = "WIB|WITA|WIT"
# What stays on one line: dates, times, NIP.
_TOGETHER = re.compile(
    rf"\b(?:(?:{_DAYS}), )?\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?\b"
    rf"|\b(?:Sen|Sel|Rab|Kam|Jum|Sab|Min) \d{{1,2}}/\d{{1,2}}(?: \d{{2}}\.\d{{2}})?(?: (?:{_ZONES}))?\b"
    rf"|\b(?:pukul )?\d{{2}}\.\d{{2}} (?:{_ZONES})\b"
    r"|\b(?:NIP )?\d{8} \d{6} \d \d{3}\b|\bNIP \d{18}\b"
)
_TAG_OR_TOGETHER = re.compile(rf"<[^>]*>|{_TOGETHER.pattern}")
_GLUE = "\ue000"  # stands for a space at which no line ends, while lines are made


def together(html: str) -> str:
    """The body of a page whose dates, times and NIP stand on one line, however narrow the screen."""
    head, body, rest = html.partition("<body")

    def kept(found: re.Match[str]) -> str:
        said = found[0]
        return said if said.startswith("<") else f'<span style="white-space:nowrap">{said}</span>'

    return f"{head}{body}{_TAG_OR_TOGETHER.sub(kept, rest)}"


def printable(text: str) -> str:
    """The text without control characters and direction marks, which hide or turn round what stands there."""
    return _HIDDEN.sub("", text)


def fold(text: str, width: int = WIDTH) -> str:
    """Wrap each long line at `width`; what hangs off a label, bullet or indent stays below it.

    Lines are never joined, words never cut (an address or a link may stick out), blank lines never doubled.
    """
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        lines.extend(_folded(line.rstrip(), width))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def columns(rows: Iterable[tuple[str, str]], indent: int = 2, width: int = WIDTH) -> str:
    """Labels in one column, values in the next, each wrapped below itself."""
    pairs = [(label, value) for label, value in rows if label or value]
    if not pairs:
        return ""
    column = indent + max(len(label) for label, _ in pairs) + 2
    if width - column < _NARROWEST:
        return "\n".join(_stacked(pairs, indent, width))
    lines: list[str] = []
    for label, value in pairs:
        first = " " * indent + label.ljust(column - indent)
        for piece in value.splitlines() or [""]:
            lines.extend(_wrapped(piece, first, " " * column, width))
            first = " " * column
    return "\n".join(line.rstrip() for line in lines)


def _stacked(rows: list[tuple[str, str]], indent: int, width: int) -> Iterator[str]:
    for label, value in rows:
        yield " " * indent + label
        for piece in value.splitlines():
            yield from _wrapped(piece, " " * (indent + 4), " " * (indent + 4), width)


def _folded(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    lead = _HANGING.match(line)
    first = lead.group(1) if lead and len(lead.group(1)) <= width - _NARROWEST else ""
    return _wrapped(line[len(first) :], first, " " * len(first), width)


def _wrapped(text: str, first: str, rest: str, width: int) -> list[str]:
    if len(first) + len(text) <= width and "\t" not in text and text.strip():
        return [(first + text).rstrip()]  # as most are; what follows costs twenty times as much
    glued = _TOGETHER.sub(lambda found: found[0].replace(" ", _GLUE), text)
    lines = textwrap.wrap(
        glued,
        width=width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_GLUE, " ") for line in lines] or [first]
