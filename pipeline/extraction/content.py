"""What a letter is about, from its running text: description, request, time, place, application, contact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extraction.rows import Paragraph, Row, paragraphs
from pipeline.rulebook.labels import LabelRules

_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bNo\.)(?<!\bno\.)(?<!Sdr\.)(?<!Yth\.)(?<!yth\.)(?<!Drs\.)(?<!Jl\.)(?<!pkl\.)(?<!Kom\.)(?<!\bs\.d\.)(?<!a\.n\.)(?<!tgl\.)\s+(?=[A-Z\"(]|(?:tolong|tlg|mohon|mhn|minta|harap)\b)"
)
_INLINE_REQUEST = re.compile(
    r"^(?P<issue>.{15,}?)[,;]\s*(?P<ask>(?:kami |untuk itu )?(?:mohon|tolong|tlg|minta|mhn)\b.{5,})$", re.IGNORECASE
)
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


def sentences(rows: Sequence[Row]) -> list[Sentence]:
    """The body's sentences; a sentence keeps its paragraph's rows."""
    found = []
    for number, paragraph in enumerate(paragraphs(rows)):
        found += [
            Sentence(text=text.strip(), rows=_rows_of(text, paragraph), paragraph=number)
            for text in _SENTENCE.split(paragraph.text)
            if text.strip()
        ]
    return found


def _rows_of(text: str, paragraph: Paragraph) -> tuple[Row, ...]:
    words = set(text.lower().split())
    best = [
        row for row in paragraph.rows if len(words & set(row.flat.lower().split())) >= min(3, len(row.flat.split()))
    ]
    return tuple(best) or paragraph.rows


def sort_out(rows: Sequence[Row], rules: LabelRules) -> Content:
    """Openings, closings and notes of enclosures left out; requests told from what is reported."""
    cue = rules.patterns
    reported: list[Sentence] = []
    request: list[Sentence] = []
    contact: list[Sentence] = []
    everything = sentences(rows)
    for whole in everything:
        sentence = replace(whole, text=_without_greeting(whole.text))
        text = sentence.text
        if cue["closing"].search(text):
            continue
        if cue["contact"].search(text) or _mostly_phone(text):
            contact.append(sentence)
        elif cue["opening"].search(text) or cue["evidence"].search(text):
            continue
        elif cue["resolution"].search(text):
            request.append(sentence)
        elif len(text.split()) >= 3:
            reported.append(sentence)
    if not request:
        reported, request = _split_inline(reported)
    description = _description(reported, rules)
    if not description and request:
        description = request[:1]  # a report and a wish in one breath
    return Content(
        description=tuple(description), request=tuple(request[:2]), contact=tuple(contact), all=tuple(everything)
    )


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


def _split_inline(found: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """`internet mati total, tolong dicek`: report and request in one sentence."""
    for index, sentence in enumerate(found):
        match = _INLINE_REQUEST.match(sentence.text)
        if match:
            issue = replace(sentence, text=match["issue"].strip())
            ask = replace(sentence, text=match["ask"].strip())
            return [*found[:index], issue, *found[index + 1 :]], [ask]
    return found, []
