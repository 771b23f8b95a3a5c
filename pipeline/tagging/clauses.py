"""Clauses of a text, and what the tagger of purposes sees of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.tagging.passage import Passage

SHORT_LINE = 45  # characters: a shorter line ends what stands on it
# Words with which Indonesian begins to ask for something: what is reported and what is asked for often share a sentence.
_ASKING = (
    "mohon", "mohonkan", "memohon", "dimohon", "mhn", "tolong", "tlg", "minta", "meminta", "dimintakan", "harap", "diharapkan", "berharap",
    "agar", "supaya", "kiranya", "sekiranya", "apakah", "bisakah", "untuk itu", "oleh karena itu", "oleh sebab itu",
)  # fmt: skip
_BREAK = re.compile(
    # A comma before the day of a month ("Senin, 2 Maret 2026") parts nothing.
    r"(?<=[.!?;])[\"”')\]]*\s+|(?<=:)\s+|(?<=,)\s+(?!\d{1,2}[\s./-])|\s*\n\s*\n\s*|\n(?=\s*(?:\d{1,2}[.)]|[-•*>]|[a-h][.)]))"
    rf"|\s+(?=(?i:{'|'.join(_ASKING)})\b)"
)
# What stands before a full stop that ends nothing: a title, a shortened word, an initial.
_SHORTENED = re.compile(
    r"(?<![^\W_])(?:[A-Z]|s\.d|s/d|a\.n|d\.a|u\.p|c\.q|tgl|pkl|no|nip|jl|gg|rt|rw|lt|ds|kec|kab|prov|kel|sdri?|bpk|dr[gahs]?|drh|prof|ir|hj?"
    r"|st|yth|ext|psw|telp?|hp|wa|ttd|mis|hlm)\.$",
    re.IGNORECASE,
)
_REACH = 8  # characters in which that stands
_PARAGRAPH = re.compile(r"\s*\n\s*\n")
_LINE_END = re.compile(r"\n")
_WORD = re.compile(r"[^\W\d_]+|\d+|[?!:|]")
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"(?:\+?62|0)8[\d\s.-]{7,}|\(?0\d{2,3}\)?[\s-]\d")
_NIP = re.compile(r"\d{8}\s?\d{6}")
_COLUMNS = re.compile(r"\||\t|\S\s{3,}\S")
_ITEM = re.compile(r"\s*(?:\d{1,2}[.)]|[-•*])")
_SUFFIX = re.compile(r"(?:nya|lah|kah|kan)$")
_PREFIX = re.compile(r"(?:me(?:ng|ny|m|n)?|di|ber|ter|pe(?:ng|m|n)?|ke|se)(.{3,})")
LONG = 6  # letters of a word from which its endings are taken off
_NEAR = ("w=", "first", "last", "ends", "label", "gap", "phone", "columns", "length", "rule")
_FAR = ("first", "last", "ends", "label", "gap", "rule")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a text that is for one thing."""

    start: int
    end: int


def clauses(text: str) -> list[Clause]:
    """The text in clauses, in order; only blanks stand between them."""
    found, start = [], 0
    for hit in _BREAK.finditer(text):
        if not _PARAGRAPH.match(hit[0]) and _SHORTENED.search(text[max(0, hit.start() - _REACH) : hit.start()]):
            continue
        if text[start : hit.start()].strip():
            found.append((start, hit.start()))
        start = hit.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return [Clause(*piece) for start, end in found for piece in _lines(text, start, end)]


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A short line ends what stands on it; a long one is wrapped."""
    for hit in _LINE_END.finditer(text, start, end):
        stop = hit.start()
        if stop - (text.rfind("\n", 0, stop) + 1) < SHORT_LINE and text[start:stop].strip():
            yield start, stop
            start = stop + 1
    if text[start:end].strip():
        yield start, end


def clause_features(passage: Passage, found: Sequence[Clause]) -> list[list[str]]:
    """What stands for each clause: its words and their roots, how it begins and ends, where it stands, and its neighbours."""
    ruled = {
        name: _flat(hint.value)
        for name, path in (("issue", "issue.description"), ("request", "requested_resolution"))
        if (hint := passage.hints.get(path))
    }
    own = [_own(passage, found, place, ruled) for place in range(len(found))]
    rows = []
    for place, features in enumerate(own):
        row = list(features)
        for step in (-2, -1, 1, 2):
            other = place + step
            if 0 <= other < len(own):
                kept = _NEAR if abs(step) == 1 else _FAR
                row += [f"{step}{feature}" for feature in own[other] if feature.startswith(kept)]
            else:
                row.append(f"{step}none")
        rows.append(row)
    return rows


def _own(passage: Passage, found: Sequence[Clause], place: int, ruled: Mapping[str, str]) -> list[str]:
    """`ruled`: what rules take for issue and request."""
    clause, text = found[place], passage.text
    said = text[clause.start : clause.end]
    words = [_DIGIT.sub("0", word.lower()) for word in _WORD.findall(said)]
    row = [f"w={word}" for word in dict.fromkeys(words)]
    row += [f"root={root}" for root in dict.fromkeys(map(_root, words))]
    row += [f"begin={word[:4]}" for word in dict.fromkeys(words) if len(word) > 4]  # noqa: PLR2004 - a piece of the word
    row += [f"pair={one} {two}" for one, two in pairwise(words)]
    row += [f"first={' '.join(words[:count])}" for count in (1, 2, 3)]
    row += [f"last={' '.join(words[-1:])}", f"length={min(12, len(words))}"]
    end = said.rstrip()[-1:]
    row.append(f"ends={'a' if end.isalnum() else end}")
    row += [
        name
        for name, is_so in (
            ("phone", _PHONE.search(said)), ("nip", _NIP.search(said)), ("columns", _COLUMNS.search(said)),
            ("item", _ITEM.match(said)), ("capital", said[:1].isupper()), ("capitals", said.isupper()),
        )
        if is_so
    ]  # fmt: skip
    gap = text[found[place - 1].end : clause.start] if place else "\n\n"
    row.append("gap=" + ("blank" if gap.count("\n") > 1 else "line" if "\n" in gap else "none"))
    number = passage.line_of(clause.start)
    label, rest = passage.labels[number]
    if label and rest <= clause.start + 1:
        row += [f"label={label}", *(f"label~{part}" for part in label.split())]
    count = len(found)
    row += [f"at={10 * place // count}", f"top={min(6, place)}", f"bottom={min(6, count - 1 - place)}"]
    row.append(f"form={passage.form}")
    flat = _flat(said)
    row += [f"rule={name}" for name, value in ruled.items() if flat and (flat in value or value in flat)]
    return row


def _flat(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _root(word: str) -> str:
    """A rough root: endings and beginnings taken off long words."""
    short = _SUFFIX.sub("", word) if len(word) > LONG - 1 else word
    found = _PREFIX.match(short)
    return found[1] if found and len(short) > LONG else short
