"""Where within a text a forwarded mail begins, by the mark and the block of headers that a mail program puts above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from pipeline.model import Address
from pipeline.rulebook.kinds import KindRules

MOST_OPENINGS = 50  # in one text: more is no mail that somebody forwards
_MOST_HEADERS = 14  # lines of one block
_MOST_LINE = 2_000  # characters of a line of headers
_LEAST_KINDS = 3  # of sender, date, recipient, subject: what stands without a mark says so many
_RULED = re.compile(r"[\s_=-]*[_=-]{5,}[\s_=-]*")  # the line that Outlook draws above its block
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?![.\d]*\d{4})")
_MAIL_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_KINDS = ("from", "date", "to", "subject", "other")
_PREFIX = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)*([A-Za-z]{1,12}(?:\[\d+\])?)\s*:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """The head of one forwarded mail in a text."""

    start: int  # line where its mark or its block begins
    inner: int  # line where its own text begins
    sender: Address | None = None  # None where its head names no address
    subject: str = ""
    to: str = ""
    date: str = ""  # as its head says
    quoted: bool = False  # its lines begin with ">"


def forwards_by_subject(subject: str, rules: KindRules) -> bool | None:
    """Whether the outermost prefix of a subject is a forward's; None where it has none that is known."""
    found = _PREFIX.match(subject)
    if not found:
        return None
    if rules.patterns["forward_subjects"].fullmatch(found[1]):
        return True
    return False if rules.patterns["reply_subjects"].fullmatch(found[1]) else None


def run_on_headers_parted(text: str, rules: KindRules) -> str:
    """Headers that a program has put on one line (`From: a@b.exampleTo: ...Subject: ...`), each on its own."""
    names = "|".join(_alternatives(kind, rules) for kind in _KINDS)
    label = re.compile(rf"(?:{names})\s*:", re.IGNORECASE)
    out: list[str] = []
    for line in text.split("\n"):
        places = (
            [found.start() for found in label.finditer(line) if line[found.start()].isupper()]
            if len(line) <= _MOST_LINE
            else []
        )
        pieces = [line[start:end].strip() for start, end in zip(places, [*places[1:], len(line)], strict=False)]
        told = {_kind_of(piece.partition(":")[0], rules) for piece in pieces}
        if "from" in told and len(told - {"other", None}) >= _LEAST_KINDS:
            quoted = re.match(r"(?:\s*>)*", line)
            mark = f"{quoted[0]} " if quoted and quoted[0] else ""
            before = line[: places[0]].strip().lstrip("> ")
            out += [f"{mark}{piece}" for piece in (before, *pieces) if piece]
        else:
            out.append(line)
    return "\n".join(out)


def openings(lines: Sequence[str], rules: KindRules, *, blocks: bool) -> list[Opening]:
    """All that open a forwarded mail, in their order; with `blocks` also headers without a mark, which above a reply open a history."""
    found: list[Opening] = []
    number = 0
    while number < len(lines) and len(found) <= MOST_OPENINGS:
        opening = _opening_at(lines, number, rules, blocks=blocks)
        if opening:
            found.append(opening)
        number = max(opening.inner, number + 1) if opening else number + 1
    return found


def unquoted(lines: Sequence[str], opening: Opening) -> tuple[list[str], list[str]]:
    """The lines of a forwarded mail without their marks, and those below it that are the forwarder's again."""
    if not opening.quoted:
        bare = all(line.startswith(">") or not line.strip() for line in lines)
        return [re.sub(r"^>\s?", "", line) for line in lines] if bare else list(lines), []
    end = next((place for place, line in enumerate(lines) if line.strip() and not line.startswith(">")), len(lines))
    return [re.sub(r"^>\s?", "", line) for line in lines[:end]], list(lines[end:])


def _opening_at(lines: Sequence[str], number: int, rules: KindRules, *, blocks: bool) -> Opening | None:
    bare = lines[number].strip().lstrip("> ")
    if rules.patterns["forward_marks"].fullmatch(bare):
        return _block(lines, number, number + 1, rules)[0]
    ruled = bool(_RULED.fullmatch(bare)) or bool(rules.patterns["original_marks"].fullmatch(bare))
    if not blocks or not (ruled or ":" in bare):
        return None
    head = number + 1 if ruled else number
    while ruled and head < min(number + 3, len(lines)) and not lines[head].strip(" >"):
        head += 1
    if head >= len(lines):
        return None
    opening, kinds = _block(lines, number, head, rules)
    marked = bool(rules.patterns["original_marks"].fullmatch(bare))
    first = _kind_of(_bare(lines[head]).partition(":")[0], rules)
    told = "from" in kinds and len(kinds - {"other"}) >= _LEAST_KINDS and (marked or first == "from")
    return opening if told and (marked or _of_a_mail(lines[head : opening.inner], opening, rules)) else None


def _of_a_mail(head: Sequence[str], opening: Opening, rules: KindRules) -> bool:
    """A nota dinas has the same labels; of a mail its head tells an address, that it was sent, or at what time."""
    sent = any(rules.patterns["header_sent"].fullmatch(_bare(line).partition(":")[0].strip()) for line in head)
    return sent or opening.sender is not None or "@" in opening.to or bool(_TIME.search(opening.date))


def _block(lines: Sequence[str], start: int, head: int, rules: KindRules) -> tuple[Opening, set[str]]:
    """The headers from line `head` on: what they say, and of which kinds they are."""
    said: dict[str, str] = {}
    kinds: set[str] = set()
    last = None
    number = head
    while number < min(head + _MOST_HEADERS, len(lines)):
        line = _bare(lines[number])
        label, colon, value = line.partition(":")
        kind = _kind_of(label, rules) if colon else None
        if not line and (said or last):
            break
        if not line:
            number += 1
            continue
        if kind is None and last in ("to", "other") and _goes_on(line):
            said["to"] = f"{said.get('to', '')} {line}"
        elif kind is None and last and not said.get(last, "").strip():
            said[last] = line  # the value stands below its label, as a table shows it
        elif kind is None:
            break
        else:
            kinds.add(kind)
            last = kind
            if not said.get(kind):
                said[kind] = value.strip()
        number += 1
    quoted = head < len(lines) and any(line.startswith(">") for line in lines[head:number])
    inner = number + 1 if number < len(lines) and not _bare(lines[number]) and said else number
    return Opening(
        start=start, inner=inner, sender=_address(said.get("from", "")), subject=said.get("subject", ""),
        to=said.get("to", ""), date=said.get("date", ""), quoted=quoted,
    ), kinds  # fmt: skip


def _goes_on(line: str) -> bool:
    """A list of recipients over several lines."""
    return "@" in line and (";" in line or "," in line or line.endswith(">"))


def _bare(line: str) -> str:
    return re.sub(r"^[>\s*]+", "", line[:_MOST_LINE]).replace("*", "").strip()


def _kind_of(label: str, rules: KindRules) -> str | None:
    name = label.strip()
    return next((kind for kind in _KINDS if rules.patterns[f"header_{kind}"].fullmatch(name)), None)


def _alternatives(kind: str, rules: KindRules) -> str:
    return rules.patterns[f"header_{kind}"].pattern


def _address(value: str) -> Address | None:
    found = _MAIL_ADDRESS.search(value)
    if not found:
        return None
    name = parseaddr(value)[0] or value[: found.start()].strip(' "<[(')
    return Address(address=found[0].lower(), name=name.replace("mailto:", "").strip(' "[('))
