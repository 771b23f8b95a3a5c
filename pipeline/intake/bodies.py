"""The text of a mail: HTML to text, and the new words told from quoted history and forwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import parseaddr

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from pipeline.bounds import markup
from pipeline.model import Address
from pipeline.rulebook.kinds import KindRules

_HTML = ParserConfig(css=CSS_PROFILES["strict"])
MARK_LINES = 3  # a line of introduction is broken at the window's edge, twice at most
MARK_LENGTH = 250  # characters: one sentence
_FORM_LINE = re.compile(r">\s*([A-Z][\w/ ]{2,30}?)\s*:\s*(?:\([^)]*\))?\s*")
LETTER_WORDS = 8  # a forwarded text of so many words is a letter of its own
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A body taken apart."""

    text: str  # new words, with what was forwarded
    quoted: str  # history below
    original_sender: Address | None = None  # of an inline forward
    signature: str = ""  # below "-- "


def html_to_text(html: str) -> str:
    """Readable text of cleaned HTML; block quotes become lines that begin with `> `."""
    cleaned = nh3.clean(markup(html), clean_content_tags={"script", "style", "title"})
    cleaned = re.sub(r"<blockquote[^>]*>", "<div>\u2402", cleaned).replace("</blockquote>", "\u2403</div>")
    if not cleaned.strip():
        return ""
    depth, lines = 0, []
    for line in get_text(f"<html><body>{cleaned}</body></html>", _HTML).splitlines():
        depth += line.count("\u2402")
        content = line.replace("\u2402", "").replace("\u2403", "").rstrip()
        lines.append("> " * depth + content if depth else content)
        depth -= line.count("\u2403")
    return tidy("\n".join(lines))


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


def take_apart(text: str, rules: KindRules) -> Body:
    """New words, what was forwarded, and the history."""
    lines = tidy(text).split("\n")
    forward = _find_forward(lines, rules)
    if forward is not None:
        start, inner, sender = forward
        own = _new_words(lines[:start], rules).text
        forwarded = tidy("\n".join(_unquote(lines[inner:])))
        if len(forwarded.split()) >= LETTER_WORDS:  # it is the letter; what the forwarder says is its cover
            return Body(text=_without_client(forwarded, rules), quoted=own, original_sender=sender)
        return Body(text=tidy(f"{own}\n\n{forwarded}"), quoted="", original_sender=sender)
    body = _new_words(lines, rules)
    return replace(body, text=_without_client(body.text, rules))


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


def _unquote(lines: list[str]) -> list[str]:
    if all(line.startswith(">") or not line.strip() for line in lines):
        return [re.sub(r"^>\s?", "", line) for line in lines]
    return lines


def _find_forward(lines: list[str], rules: KindRules) -> tuple[int, int, Address | None] | None:
    """Line where a forward begins, line where its own text begins, and who wrote it."""
    patterns = rules.patterns
    for number, line in enumerate(lines):
        if patterns["forward_marks"].fullmatch(line.strip().lstrip("> ")):
            sender, inner = _quoted_headers(lines, number + 1, rules)
            return number, inner, sender
    return None


def _quoted_headers(lines: list[str], start: int, rules: KindRules) -> tuple[Address | None, int]:
    """The block `Dari: ... Kepada: ...` below a forward mark: its sender, and the line after it."""
    sender, number = None, start
    for number in range(start, min(start + 14, len(lines))):
        line = re.sub(r"^[>\s*]+", "", lines[number]).replace("*", "")
        label, colon, value = line.partition(":")
        if not line.strip():
            if sender:
                return sender, number + 1
            continue
        if not colon or not _is_label(label, rules):
            return sender, number
        if rules.patterns["header_from"].fullmatch(label.strip()):
            sender = _address(value)
    return sender, number + 1


def _is_label(label: str, rules: KindRules) -> bool:
    name = label.strip()
    return bool(rules.patterns["header_from"].fullmatch(name) or rules.patterns["header_other"].fullmatch(name))


def _address(value: str) -> Address | None:
    found = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", value)
    if not found:
        return None
    name = parseaddr(value)[0] or value[: found.start()].strip(' "<[(')
    return Address(address=found[0].lower(), name=name.replace("mailto:", "").strip(' "'))


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
