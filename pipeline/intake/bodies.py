"""The text of a mail: HTML to text, and the new words told from quoted history and forwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.hypertext import visible_text
from pipeline.intake.openings import (
    MOST_OPENINGS,
    Opening,
    forwards_by_subject,
    openings,
    run_on_headers_parted,
    unquoted,
)
from pipeline.model import Address
from pipeline.rulebook.kinds import KindRules

MARK_LINES = 3  # a line of introduction is broken at the window's edge, twice at most
MARK_LENGTH = 250  # characters: one sentence
_FORM_LINE = re.compile(r">\s*([A-Z][\w/ ]{2,30}?)\s*:\s*(?:\([^)]*\))?\s*")
LETTER_WORDS = 8  # a forwarded text of so many words is a letter of its own
MOST_NESTED = 10  # forwards in forwards; each is read anew
_COVER_WORDS = 40  # more, and more than was forwarded, is no cover
_COVER_LINES = 3  # lines of a form (`Nama Unit : ...`); a signature block has two at most
_FORM_VALUE = re.compile(r"^[ \t]*[A-Z][\w ./]{1,40}:[ \t]*\S", re.MULTILINE)
_AS_FORWARD = "Fwd: "  # the subject of what stands inside a forward
_REPLY_PREFIX = re.compile(r"^\s*(?:[A-Za-z]{1,5}\s*:\s*)+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A body taken apart."""

    text: str  # new words, with what was forwarded
    quoted: str  # history below
    original_sender: Address | None = None  # of an inline forward
    signature: str = ""  # below "-- "
    aside: str = ""  # what was forwarded below a letter that stands by itself
    cover: str = ""  # what those wrote who sent the letter on
    forwarded: bool = False
    subject: str = ""  # of what was forwarded
    date: str = ""  # of what was forwarded, as its head says


def html_to_text(html: str, *, quotes: bool = False) -> str:
    """Readable text of what a person sees of HTML; see `visible_text`."""
    return tidy(visible_text(html, quotes=quotes))


def tidy(text: str) -> str:
    """Line ends, invisible characters and runs of blank lines mended."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def unflow(text: str, *, delsp: bool) -> str:
    """`format=flowed` (RFC 3676): a line that ends in a space goes on in the next."""
    out: list[str] = []
    flowing = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.removeprefix(" ")
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
        content = line[:-1] if soft and delsp else line
        if flowing and not line.startswith(">") and line != "-- ":
            out[-1] += content
        else:
            out.append(content)
        flowing = soft
    return "\n".join(out)


def take_apart(text: str, rules: KindRules, *, subject: str = "", own: str = "", depth: int = 0) -> Body:
    """New words, what was forwarded, and the history; `own` is the office's address, whose mails are history.

    `depth` counts the forwards around it; what is forwarded more than `MOST_NESTED` times is not looked into.
    """
    lines = tidy(run_on_headers_parted(text, rules)).split("\n")
    forward = _forward_in(lines, rules, subject)
    if forward is None or (own and forward.sender and forward.sender.address == own.lower()):
        body = _new_words(lines, rules)
        return replace(body, text=_without_client(body.text, rules))
    forwarded, trailing = unquoted(lines[forward.inner :], forward)
    above = tidy(
        "\n".join((_new_words(lines[: forward.start], rules).text, _without_client("\n".join(trailing), rules)))
    )
    cover = _without_client(above, rules)
    inside = tidy("\n".join(forwarded))
    if is_letter_itself(above, inside):
        return Body(text=cover, quoted="", aside=inside)
    deeper = _next_within(forwarded, forward, rules)
    if deeper and depth < MOST_NESTED:
        body = take_apart("\n".join(forwarded), rules, subject=_AS_FORWARD, own=own, depth=depth + 1)
        if body.forwarded:
            covers = tidy(f"{cover}\n\n{body.cover}")
            return replace(body, quoted=tidy(f"{above}\n\n{body.quoted}"), cover=covers)
    body = Body(
        text=tidy(f"{above}\n\n{inside}"), quoted="", original_sender=forward.sender, forwarded=True,
        subject=forward.subject, date=forward.date,
    )  # fmt: skip
    if len(inside.split()) >= LETTER_WORDS:  # it is the letter; what the forwarder says is its cover
        return replace(body, text=_without_client(inside, rules), quoted=above, cover=cover)
    return body


def _forward_in(lines: list[str], rules: KindRules, subject: str) -> Opening | None:
    """What opens a forwarded mail: a mark, or headers where the subject calls it forwarded or nothing stands above them."""
    said = True if subject == _AS_FORWARD else forwards_by_subject(subject, rules)
    found = next(iter(openings(lines, rules, blocks=said is not False)), None)
    if found is None or said or rules.patterns["forward_marks"].fullmatch(lines[found.start].strip().lstrip("> ")):
        return found
    above = _new_words(lines[: found.start], rules).text
    return None if above else found


def _next_within(forwarded: list[str], outer: Opening, rules: KindRules) -> bool:
    """Whether what was forwarded is again a cover, above the mail that it brings."""
    found = next(iter(openings(forwarded, rules, blocks=True)), None)
    if found is None:
        return False
    above = tidy("\n".join(forwarded[: found.start]))
    outermost = Below(sender=outer.sender, subject=outer.subject, to=outer.to, text=above)
    inner = Below(sender=found.sender, subject=found.subject, to=found.to, text="")
    below = "\n".join(forwarded[found.inner :])
    few = len(above.split()) < _COVER_WORDS and len(_FORM_VALUE.findall(above)) < _COVER_LINES
    return few and len(above.split()) < len(below.split()) and _is_within(inner, outermost)


@dataclass(frozen=True, kw_only=True, slots=True)
class Below:
    """A mail that was forwarded below others within one text."""

    sender: Address | None
    subject: str
    to: str  # as its header says
    text: str


def forwarded_below(text: str, rules: KindRules, *, subject: str = "") -> list[Below]:
    """Mails that were forwarded one below the other; those that one of them forwards or answers stay in its text."""
    lines = tidy(run_on_headers_parted(text, rules)).split("\n")
    if _forward_in(lines, rules, subject) is None:
        return []
    starts = openings(lines, rules, blocks=forwards_by_subject(subject, rules) is not False)
    if len(starts) > MOST_OPENINGS:
        return []
    found: list[Below] = []
    for one, end in zip(starts, [*(after.start for after in starts[1:]), len(lines)], strict=True):
        words = tidy("\n".join(unquoted(lines[one.inner : end], one)[0]))
        below = Below(sender=one.sender, subject=one.subject, to=one.to, text=words)
        if found and (lines[one.start].startswith(">") or _is_within(below, found[-1])):
            whole = f"{found[-1].text}\n\n" + "\n".join(lines[one.start : end])
            found[-1] = replace(found[-1], text=tidy(whole))
        else:
            found.append(below)
    return found


def _is_within(one: Below, above: Below) -> bool:
    """Whether the mail above brought this one: it says next to nothing itself, its writer got this one, or the subjects say so."""
    if len(above.text.split()) < LETTER_WORDS:
        return True
    if above.sender and any(
        each and each.lower() in one.to.lower() for each in (above.sender.address, above.sender.name)
    ):
        return True
    bare = _REPLY_PREFIX.sub("", above.subject)
    return bare != above.subject and bare.strip().lower() == _REPLY_PREFIX.sub("", one.subject).strip().lower()


def is_letter_itself(own: str, forwarded: str) -> bool:
    """Whether the words above a forward are a letter, which brings the forward as its evidence, and not its cover."""
    words = len(own.split())
    return words >= _COVER_WORDS and (words > len(forwarded.split()) or len(_FORM_VALUE.findall(own)) >= _COVER_LINES)


def _without_client(text: str, rules: KindRules) -> str:
    """Without the lines that mail programs add of themselves ("Dikirim dari ponsel") and without disclaimers."""
    client, disclaimer = rules.patterns["client_lines"], rules.patterns["disclaimers"]
    kept: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        if disclaimer.match(bare) and any(one.strip() for one in kept):
            break
        if not client.fullmatch(bare):
            kept.append(line)
    while kept and not kept[-1].strip(" _-"):  # the line that Outlook draws above what it quotes
        kept.pop()
    return tidy("\n".join(kept))


def _is_label(label: str, rules: KindRules) -> bool:
    name = label.strip()
    return any(rules.patterns[f"header_{kind}"].fullmatch(name) for kind in ("from", "date", "to", "subject"))


def _new_words(lines: list[str], rules: KindRules) -> Body:
    """Interleaved answers keep their new lines; from a history mark on, what is not new below quotes is history."""
    new: list[str] = []
    quoted: list[str] = []
    signature: list[str] = []
    written = new  # the list to which the writer's own lines go
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith(">"):
            quoted.append(line)
        elif line.strip() == "--":
            written = signature
        elif _is_quoted_header(lines, number, rules):
            quoted += lines[number:]
            break
        elif mark := _history_mark(lines, number, rules):
            quoted += lines[number : number + mark]
            number += mark - 1
            rest = lines[number + 1 :]
            if not any(other.startswith(">") for other in rest[:6]):
                quoted += rest
                break
        else:
            asked = _asked_above(lines, number) if line.strip() else ""
            written.append(f"{asked}{line}")
        number += 1
    return Body(text=tidy("\n".join(new)), quoted="\n".join(quoted).strip(), signature=tidy("\n".join(signature)))


def _history_mark(lines: list[str], number: int, rules: KindRules) -> int:
    """How many lines, from this one, introduce what is quoted; 0 where they do not."""
    joined = ""
    for count, line in enumerate(lines[number : number + MARK_LINES], start=1):
        if not line.strip() or line.startswith(">"):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > MARK_LENGTH:
            return 0
        if rules.patterns["history_marks"].fullmatch(joined):
            return count
    return 0


def _asked_above(lines: list[str], number: int) -> str:
    """The label of a quoted line of a form, where this line is the answer written below it: `Penyebab: `."""
    above = number - 1
    while above >= 0 and not lines[above].strip(" >"):
        above -= 1
    found = _FORM_LINE.fullmatch(lines[above]) if above >= 0 else None
    return f"{found[1].strip()}: " if found else ""


def _is_quoted_header(lines: list[str], number: int, rules: KindRules) -> bool:
    """Outlook's block: `Dari: x@y` and two more header labels in the next lines."""
    label, colon, value = lines[number].replace("*", "").strip().partition(":")
    if not colon or not rules.patterns["header_from"].fullmatch(label.strip()):
        return False
    if "@" not in value and number + 1 < len(lines) and "@" not in lines[number + 1]:
        labels = [line.replace("*", "").partition(":") for line in lines[number + 1 : number + 5]]
        sent = {found[0].strip().lower() for found in labels if found[1]}
        return bool(sent & {"terkirim", "dikirim", "sent"})
    following = [line.replace("*", "").partition(":") for line in lines[number + 1 : number + 6]]
    return sum(bool(found[1]) and _is_label(found[0], rules) for found in following) >= 2  # noqa: PLR2004 - two more
