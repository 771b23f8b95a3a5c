"""What a letter is about, from its running text: description, request, time, place, application, contact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    for paragraph in paragraphs(rows):
        found += [
            Sentence(text=text.strip(), rows=_rows_of(text, paragraph))
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
    description: list[Sentence] = []
    request: list[Sentence] = []
    contact: list[Sentence] = []
    everything = sentences(rows)
    for whole in everything:
        sentence = Sentence(text=_without_greeting(whole.text), rows=whole.rows)
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
            description.append(sentence)
    if not request:
        description, request = _split_inline(description)
    if not description and request:
        description = request[:1]  # a report and a wish in one breath
    return Content(
        description=_first_run(description),
        request=tuple(request[:2]),
        contact=tuple(contact),
        all=tuple(everything),
    )


_GREETING = re.compile(
    r"^(?:(?:yth\.?|kepada)[^,.:]{0,70}[,.:]|assalamu\S*[^,.]{0,40}[,.]|salam sejahtera[^,.]{0,30}[,.]|dengan hormat[,.]"
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
            issue = Sentence(text=match["issue"].strip(), rows=sentence.rows)
            ask = Sentence(text=match["ask"].strip(), rows=sentence.rows)
            return [*found[:index], issue, *found[index + 1 :]], [ask]
    return found, []


def _first_run(found: list[Sentence]) -> tuple[Sentence, ...]:
    return tuple(found[:MAX_SENTENCES])


_ALONE = ("aula", "lobi", "gudang", "laboratorium", "lab", "asrama")  # places that need no further word


def location(text: str, rules: LabelRules) -> str | None:
    """`di ruang server`, `di lantai 2 gedung utama`."""
    places = "|".join(rules.places)
    stop = (
        r"(?=\s+(?:mengalami|terputus|tidak|sejak|mati|sering|memblokir|kami|hanya|cuma|muncul|menampilkan|dan|yang|padam|pada|"
        r"terinfeksi|putus|lambat|untuk|selama|dengan|saat|ketika|tdk|rusak|akan|adalah|gangguan|terganggu|sangat|error|karena|berhenti|"
        r"agar|sehingga|dalam|mulai|dari|ke|telah|sudah|masih|belum|bisa|dapat)\b|[.,;:()]|$)"
    )
    found = re.search(
        rf"\b(?:di|pada|ke|untuk|segmen|khusus|koneksi|jaringan|internet)\s+((?:seluruh\s+)?(?:{places})\b.*?){stop}",
        text,
        re.IGNORECASE,
    )
    return " ".join(found[1].split()) if found and (len(found[1].split()) > 1 or found[1].lower() in _ALONE) else None


def application(text: str, rules: LabelRules) -> str | None:
    """`aplikasi SIMPEG`, `akun e-Monev`, or a known name anywhere."""
    known = sorted(rules.applications, key=len, reverse=True)
    for name in known:
        if re.search(
            rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, 0 if name.isupper() and len(name) < 4 else re.IGNORECASE
        ):
            return name
    found = re.search(
        r"\b(?:aplikasi|sistem aplikasi|sistem informasi|portal)\s+([A-Z][\w-]*(?:\s+[A-Z][\w-]*){0,3})", text
    )
    if found:
        return found[1]
    found = re.search(
        r"\baplikasi\s+((?:[a-z]+\s+){0,2}[a-z]+?)\s+(?:tidak|sejak|selalu|sering|error|eror|mengalami|gagal|lambat|menampilkan|belum)\b",
        text,
    )
    return found[1] if found and found[1] not in ("kami", "yang", "tersebut", "ini", "dimaksud") else None
