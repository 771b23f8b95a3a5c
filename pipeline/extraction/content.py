"""What a letter is about, from its running text: description, request, time, place, application, contact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.extraction.rows import Row, paragraphs
from pipeline.rulebook.labels import LabelRules

_END = re.compile(
    r"(?<=[.!?])\s+(?=[A-Z\"“]|(?:tolong|tlg|mohon|mhn|minta|harap|cp|pic|hub|hubungi|kontak|narahubung|makasih|terima ?kasih|trims|kejadian|kejadiannya)\b)"
)
_SHORT = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Sdr|Sdri|Drs|Dra|Dr|dr|drg|drh|apt|Ir|H|Hj|Prof|KH|No|no|Nomor|Yth|yth|Jl|Jln|pkl|Pkl|tgl|Tgl|s\.d|a\.n|u\.b|u\.p|c\.q|d\.a|Tk|hlm|Bag|Bid|Subbag|Sub|Kel|"
    r"Kec|Kab|Prov|Lt|Gd|Telp|Tlp|HP|Hp|NIP|Kom|Gg|St|Moh|Muh|Tb|R|S|M|A\.Md|Ph|Th)\.$"
)
_INLINE_REQUEST = re.compile(
    r"^(?P<issue>.{15,}?)[,;]\s*(?P<ask>(?:kami |untuk itu )?(?:mohon|tolong|tlg|minta|mhn)\b.{5,})$", re.IGNORECASE
)
_REASON = re.compile(
    r"^(?:(?:sehubungan|berkenaan|berkaitan|terkait) dengan\s+|dikarenakan\s+|karena\s+|dalam rangka\s+)?(?P<issue>.{15,}?),\s*(?:maka\s+)?"
    r"(?P<ask>(?:(?:bersama|dengan) ini\s+)?(?:kami |saya |untuk itu )?(?:mohon|memohon|mengajukan|minta|meminta|mengusulkan|dimohon)\b.{5,})$",
    re.IGNORECASE,
)
SIGNED = 8  # last rows of a mail in which its writer signs
SALUTE = re.compile(
    r"^\W*(?:(?:terima ?kasih|trims|trim[ae]kasih|makasih|mksh|tks|thx|thanks|salam|hormat (?:kami|saya)|wassalam\w*|ttd|tertanda|regards)\b"
    r"[\s,.!]*(?:(?:banyak|sebelumnya|atas \w+(?: \w+){0,2}|hormat|hangat|pak|bu|ya|min)\b[\s,.!]*)*)+",
    re.IGNORECASE,
)
FEW = 3  # fewer words say nothing
MANY_ROWS = 100  # of one paragraph, that a sentence is looked for in
MAX_SENTENCES = 4  # of a description


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence of the body with the rows it stands in."""

    text: str
    rows: tuple[Row, ...]
    paragraph: int  # of the body, from 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Sentences sorted by what they are for."""

    description: tuple[Sentence, ...]
    request: tuple[Sentence, ...]
    contact: tuple[Sentence, ...]
    all: tuple[Sentence, ...]


def sentences(rows: Sequence[Row], rules: LabelRules) -> list[Sentence]:
    """The body's sentences; a sentence keeps its paragraph's rows."""
    found = []
    for number, paragraph in enumerate(paragraphs(rows)):
        told = [(row, row.flat.lower().split()) for row in paragraph.rows[:MANY_ROWS]]
        words = [(row, set(theirs), min(3, len(theirs))) for row, theirs in told]
        found += [
            Sentence(text=text.strip(), rows=_rows_of(text, words) or paragraph.rows, paragraph=number)
            for text in split(paragraph.text, rules)
            if text.strip()
        ]
    return found


def split(text: str, rules: LabelRules) -> list[str]:
    """Sentences of a paragraph; a point behind an abbreviation, a title or a degree ends none."""
    found: list[list[str]] = []
    for piece in _END.split(text):
        word = found[-1][-1].rsplit(" ", 1)[-1] if found else ""
        if word.endswith(".") and (_SHORT.search(word) or word.lower() in rules.titles or _ends_in_degree(word, rules)):
            found[-1].append(piece)
        else:
            found.append([piece])
    return [" ".join(pieces) for pieces in found]


def _ends_in_degree(word: str, rules: LabelRules) -> bool:
    """`..., S.` of "S. Kom."; "Budi, S.H." may end a sentence."""
    return any(degree.startswith(word) and degree != word for degree in rules.degrees)


def _rows_of(text: str, rows: Sequence[tuple[Row, set[str], int]]) -> tuple[Row, ...]:
    """Those of a paragraph's rows that a sentence stands on, by the words that they share."""
    words = set(text.lower().split())
    return tuple(row for row, theirs, needed in rows if len(words & theirs) >= needed)


def sort_out(rows: Sequence[Row], rules: LabelRules) -> Content:
    """Openings, closings and notes of enclosures left out; requests told from what is reported."""
    everything = sentences(rows, rules)
    sorted_out: dict[Purpose, list[Sentence]] = {purpose: [] for purpose in Purpose}
    for whole in everything:
        text = _without_greeting(whole.text)
        stripped = _without_lead(text, rules)
        sorted_out[_purpose(text, stripped, rules)].append(replace(whole, text=stripped))
    reported, request = sorted_out[Purpose.REPORT], sorted_out[Purpose.REQUEST]
    if not request:
        reported, request = _split_inline(reported)
    if not request:
        request = [one for one in reported if rules.patterns["need"].search(one.text)][:1]
    description = _description(reported, rules)
    told = any(rules.patterns["trouble"].search(one.text) for one in description)
    if request and not told and (not description or _REASON.match(request[0].text)):
        description, request = _split_reason(request)
    return Content(
        description=tuple(_capitalised(description)),
        request=tuple(_capitalised(request[:1]) + request[1:2]),
        contact=tuple(sorted_out[Purpose.CONTACT]),
        all=tuple(everything),
    )


class Purpose(StrEnum):
    """What a sentence of a letter is for."""

    REPORT = "report"
    REQUEST = "request"
    CONTACT = "contact"
    FRAME = "frame"  # greeting, opening, note of enclosures, closing


def _purpose(text: str, stripped: str, rules: LabelRules) -> Purpose:
    cue = rules.patterns
    if cue["opening"].search(text) or cue["closing"].search(stripped):
        return Purpose.FRAME
    if cue["contact"].search(stripped) or _mostly_phone(stripped):
        return Purpose.CONTACT
    if cue["evidence"].search(stripped):
        return Purpose.FRAME
    if cue["resolution"].search(stripped) or cue["resolution"].search(text):
        return Purpose.REQUEST
    return Purpose.REPORT if len(stripped.split()) >= FEW else Purpose.FRAME


def _capitalised(found: list[Sentence]) -> list[Sentence]:
    return [replace(one, text=_capital(one.text)) if not number else one for number, one in enumerate(found)]


def _description(found: list[Sentence], rules: LabelRules) -> list[Sentence]:
    """What is wrong or needed: the sentences that say so and what follows them in their paragraph.

    Who writes, on what legal ground, what it leads to and what was tried meanwhile is told beside it and is no part of
    it, unless nothing else is said.
    """
    cue = rules.patterns
    core = [one for one in found if not cue["background"].search(one.text)] or found
    wrong = [one for one in core if cue["trouble"].search(one.text)]
    if not wrong:
        return core[:MAX_SENTENCES]
    paragraphs_of_it = {one.paragraph for one in wrong}
    first = core.index(wrong[0])
    return [one for one in core[first:] if one.paragraph in paragraphs_of_it][:MAX_SENTENCES]


def _without_lead(text: str, rules: LabelRules) -> str:
    while (shorter := rules.patterns["lead"].sub("", text, count=1)) != text:
        text = shorter
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_GREETING = re.compile(
    r"^[\"“”'‘’]?\s*(?:(?:yth\.?|kepada)[^,.:]{0,70}[,.:]|assalamu\S*[^,.]{0,40}[,.]|salam sejahtera[^,.]{0,30}[,.]|dengan hormat[,.]"
    r"|selamat (?:pagi|siang|sore|malam)[^,.]{0,30}[,.]|(?:pagi|siang|sore|malam|halo|hai|izin|permisi)[^,.]{0,20}[,.]"
    r"|(?:pak|bu|mas|mbak|min|admin|bapak|ibu)(?:/\w+)?(?: \w+)?,)\s*",
    re.IGNORECASE,
)


def _without_greeting(text: str) -> str:
    while (shorter := _GREETING.sub("", text, count=1)) != text:
        text = shorter
    return text


def _mostly_phone(text: str) -> bool:
    return bool(re.search(r"(?:\+?62|0)8[\d\s-]{7,}", text)) and len(text.split()) <= 10


def _split_reason(request: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """`Sehubungan dengan adanya pegawai baru, mohon ...`: the reason is what is reported; else both are one."""
    match = _REASON.match(request[0].text)
    if not match:
        return request[:1], request
    return [replace(request[0], text=match["issue"].strip())], [replace(request[0], text=match["ask"]), *request[1:]]


def _split_inline(found: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """`internet mati total, tolong dicek`: report and request in one sentence."""
    for index, sentence in enumerate(found):
        match = _INLINE_REQUEST.match(sentence.text)
        if match:
            issue = replace(sentence, text=match["issue"].strip())
            ask = replace(sentence, text=match["ask"].strip())
            return [*found[:index], issue, *found[index + 1 :]], [ask]
    return found, []
