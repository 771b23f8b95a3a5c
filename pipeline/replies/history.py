"""How mail programs introduce what is not their user's: lines of introduction, blocks of headers, marks of forwards."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.rulebook.kinds import KindRules

_MOST_LINES = 4  # over which a line of introduction is broken
_MOST_LENGTH = 320  # characters of an introduction
_VALUE_LINES = 2  # that a header's value goes on over
_BLOCK = 16  # lines of a block of headers
_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\W*(?:pada|on|quoting|mengutip|kutipan)\b",
        r"\W*\d{1,4}[-/. ]",
        r"[^<>:]{0,80}<[^<>\s]+@[^<>\s]+>",
    )
)
_CITES = re.compile(r"\W*(?:quoting|mengutip|kutipan)\b", re.IGNORECASE)
_VERB = re.compile(r"\b(?:menulis|wrote|nulis|tulis|writes)\b", re.IGNORECASE)
_LABEL = re.compile(r"[\s*_>|\u2022-]*([A-Za-z][A-Za-z -]{1,24}?)\s*[*_]*\s*:[*_]*\s*(.*)")
_WITHIN = re.compile(r"(?:^|\s)[*_]*([A-Za-z]{2,12})[*_]*\s*:")
_DECORATED = re.compile(r"(?:[-_=#~+\u2010-\u2015\u2500\u2501]{2,}|\*{3,}|<{2,}|\[)\W*\w.*")
_SENT = re.compile(r"terkirim|dikirim|sent", re.IGNORECASE)
# In whatever language a program speaks: `Von: Sari <sari@unit.example>`, and the lines like it below.
_ANY_LABEL = re.compile(r"[\s*_>|\u2022-]*[^\W\d_][\w .'-]{0,24}?\s*[*_]*\s*[:\uff1a]")
_NAMED_SENDER = re.compile(
    _ANY_LABEL.pattern + r"[*_\s]*[\"']?[^\W_][^:<>@]{0,80}(?:<|\[mailto:)[^<>\s@]{1,80}@[^<>\s@]+[>\]]"
)
_MOMENT = re.compile(r"\d{1,2}[.:/-]\d{2}|\b\d{4}\b")
# ... and a line that names a moment and a mailbox, and ends in a colon: "Le 2 mars 2026 à 08:05, Sari <...> a écrit :"
_WRITTEN_BY = re.compile(
    r"[<(\[](?:mailto:)?[^<>()\s@]{1,80}@[^<>()\s@]+\.\w+[>)\]]+[^\d:\uff1a]{0,24}[:\uff1a][\s-]*$"
)
# A line of a conversation that was copied from a chat: `[02/03/26 10.15] Sari: ...`, `Sari, [02/03/2026 10.15]`.
_STAMP = r"(?=[^\]\n]{0,22}\d{1,2}[.:]\d{2})\d[\d/.,: \t\u202f-]{6,24}(?:[AaPp][Mm])?"
_CHAT = re.compile(
    rf"\W{{0,8}}(?:\[{_STAMP}\]|{_STAMP}[ \t]*[-\u2013])[ \t]*[~\u200e]?[ \t]*[+A-Z][^:\n]{{0,40}}:[ \t]*\S"
    rf"|[A-Z][^\[\]\n:]{{1,40}},[ \t]*\[{_STAMP}\]\W*$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """An introduction: who is said to have written what stands below, and the line where that begins."""

    below: int
    sender: str  # the words that name the writer, "" where none do
    ends: bool  # nothing below is the writer's own, marked or not


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cue:
    """What a line may be in an introduction or a block of headers."""

    text: str
    apart: bool  # blank, or marked as quoted: no introduction goes on over it
    opening: int | None  # how plainly it begins an introduction, 0 the most plainly
    closes: bool  # an introduction may end with it
    names: bool  # it has what an introduction over several lines needs: an address, or a word for writing
    label: str
    kind: str  # of the label: from, date, to, subject
    value: str


class Histories:
    """The introductions in one text. Each line is looked at once, however many of those above it may begin one that it ends."""

    def __init__(self, lines: Sequence[str], rules: KindRules) -> None:
        self._lines = lines
        self._rules = rules
        self._begun: dict[int, bool] = {}  # whether an introduction begins at a line, whatever follows

    def at(self, number: int) -> History | None:
        """What introduces another's words at this line, which is not marked as quoted."""
        line = self._lines[number]
        if not line.strip():
            return None
        if _CHAT.match(line):
            return History(below=number, sender="", ends=True)
        return (
            self._mark(number)
            or self._headers(number)
            or _headers_of_any_language(self._lines, number)
            or self._introduction(number)
        )

    def _mark(self, number: int) -> History | None:
        """A line that says that a mail is forwarded or quoted below, and the block of headers that may follow it."""
        line = self._lines[number].strip()
        if len(line) > _MOST_LENGTH or not is_forward(line, self._rules):
            return None
        following = number + 1
        while following < len(self._lines) and not self._lines[following].strip():
            following += 1
        block = self._headers(following) if following < len(self._lines) else None
        if block:
            return block
        forwards = not self._rules.patterns["history_marks"].fullmatch(
            line
        )  # below "Original Message" people answer quoted lines, too
        return History(below=number + 1, sender="", ends=forwards)

    def _headers(self, number: int) -> History | None:
        """A block of headers (`Dari: ... Terkirim: ... Kepada: ...`), in any order, a label a line or all in one."""
        if not self._cues[number].kind:
            return None
        found: dict[str, str] = {}
        sent = address = False
        last = number
        for place in range(number, min(number + _BLOCK, len(self._lines))):
            cue = self._cues[place]
            if cue.kind:
                found.setdefault(cue.kind, cue.value)
                sent = sent or bool(_SENT.fullmatch(cue.label))
                address = address or (cue.kind == "from" and "@" in cue.value)
                last = place
            elif cue.label or _block_ends(self._lines[place], place - last, found):
                break
        if "from" not in found:
            return None
        kinds = len(found)
        if kinds >= 4 or (kinds >= 3 and (sent or address)) or (kinds == 2 and address):  # noqa: PLR2004 - see the docstring
            return History(below=last + 1, sender=found["from"], ends=True)
        if "@" in found["from"] and len(self._labels_within(number)) >= 3:  # noqa: PLR2004 - all in one line
            return History(below=number + 1, sender=found["from"], ends=True)
        return None

    def _labels_within(self, number: int) -> set[str]:
        """The headers named anywhere in this line and the two below it."""
        words = " ".join(self._lines[number : number + 3])[:_MOST_LENGTH]
        return {_kind(one, self._rules) for one in _WITHIN.findall(words)} - {""}

    def _introduction(self, number: int) -> History | None:
        """`Pada ... menulis:`, over one line or several; only at the last line that can begin it."""
        for last in self._reach(number):
            if any(self._begins_anew(number, later) for later in range(number + 1, last + 1)):
                return None
            if found := self._introduced(number, last):
                return found
        return None

    def _begins_anew(self, first: int, number: int) -> bool:
        """Whether an introduction begins at this line, and more plainly than at the first one."""
        here, before = self._cues[number].opening, self._cues[first].opening
        if here is None or not (before is None or here < before or here == 0):
            return False
        if number not in self._begun:
            self._begun[number] = any(self._introduced(number, last) for last in self._reach(number))
        return self._begun[number]

    def _reach(self, number: int) -> Iterator[int]:
        """The lines with which an introduction that begins at this one may end."""
        length, names = 0, False
        for last in range(number, min(number + _MOST_LINES, len(self._lines))):
            cue = self._cues[last]
            length, names = length + len(cue.text) + 1, names or cue.names
            if cue.apart or (last > number and length > _MOST_LENGTH + 1):
                return
            if cue.closes and (last == number or names):
                yield last

    def _introduced(self, first: int, last: int) -> History | None:
        """The introduction that these lines make together."""
        joined = " ".join(cue.text for cue in self._cues[first : last + 1])[:_MOST_LENGTH]
        ends = _introduces(joined, self._lines[first], self._rules)
        return None if ends is None else History(below=last + 1, sender=joined, ends=ends)

    @cached_property
    def _cues(self) -> list[_Cue]:
        return [_cue(line, self._rules) for line in self._lines]


def _cue(line: str, rules: KindRules) -> _Cue:
    text = line.strip()
    found = _LABEL.match(line)
    verb = bool(_VERB.search(line))
    return _Cue(
        text=text,
        apart=not text or text.startswith(">"),
        opening=next((rank for rank, opening in enumerate(_OPENINGS) if opening.match(line)), None),
        closes=verb or text.rstrip(" -\t").endswith((":", "\uff1a")),
        names=verb or "@" in line,
        label=found[1].strip() if found else "",
        kind=_kind(found[1], rules) if found else "",
        value=found[2] if found else "",
    )


def is_forward(line: str, rules: KindRules) -> bool:
    """Whether the line says that another's mail follows."""
    line = line.strip()
    if any(rules.patterns[name].fullmatch(line) for name in ("quote_marks", "forward_marks")):
        return True
    if _VERB.search(line) and line.rstrip(" -").endswith(":"):
        return False  # "----- On ..., X wrote: -----" is an introduction
    return bool(_DECORATED.fullmatch(line) and rules.patterns["quote_words"].search(line))


def _introduces(joined: str, first: str, rules: KindRules) -> bool | None:
    """Whether the words are an introduction; True where what is introduced begins on the same line."""
    if rules.patterns["history_marks"].fullmatch(joined):
        return False
    if "@" not in joined:
        return None
    if any(opening.match(joined) for opening in _OPENINGS) and (
        _CITES.match(joined) or any(one.isdigit() for one in joined)
    ):
        if joined.rstrip(" -").endswith(":") and not _LABEL.match(joined):
            return False
        if re.search(rf"{_VERB.pattern}\s*:", joined, re.IGNORECASE):
            return True
    if _WRITTEN_BY.search(joined) and _MOMENT.search(_WRITTEN_BY.sub("", first)) and not _LABEL.match(joined):
        return False
    return None


def _headers_of_any_language(lines: Sequence[str], number: int) -> History | None:
    """A block of headers whose words are not known, by its shape: a sender with his address, and labels below."""
    if "@" not in lines[number] or not _NAMED_SENDER.match(lines[number]):
        return None
    last, labels, told = number, 1, False
    for place in range(number + 1, min(number + _BLOCK, len(lines))):
        if not lines[place].strip() or place - last > _VALUE_LINES:
            break
        if _ANY_LABEL.match(lines[place]):
            last, labels = place, labels + 1
            told = told or bool(_MOMENT.search(lines[place]) or "@" in lines[place])
    if labels >= 4 or (labels >= 3 and told):  # noqa: PLR2004 - see the docstring
        return History(below=last + 1, sender=lines[number].strip()[:_MOST_LENGTH], ends=True)
    return None


def _block_ends(line: str, behind: int, found: Collection[str]) -> bool:
    """Whether a line without a label ends the block: values are broken over three lines at most."""
    return behind > _VALUE_LINES if line.strip() else "subject" in found and len(found) > 2  # noqa: PLR2004 - it is complete


def _kind(label: str, rules: KindRules) -> str:
    """Which header a label names: from, date, to, subject; "" for any other word."""
    name = label.strip()
    for kind in ("from", "date", "to", "subject"):
        if rules.patterns[f"header_{kind}"].fullmatch(name):
            return kind
    return ""
