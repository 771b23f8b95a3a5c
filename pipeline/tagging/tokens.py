"""Words, numbers and signs of a text, and what the tagger of names sees of each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.tagging.passage import Passage

TOKEN = re.compile(r"\d[\d.,:/\-()]*\d|\d|[^\W\d_]+(?:[.'’][^\W\d_]+)*|\S")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\d.,:/()\-]+")
_RUN = re.compile(r"(.)\1{2,}")
_DEGREE = re.compile(r"(?:[SMDA]|A\.?Md|Dr|Ir|Hj?|Drs|Dra|Prof|KH|Ns|Apt)\.?(?:[A-Z][A-Za-z]*\.?)*\.", re.IGNORECASE)
NEAR = 3  # tokens to each side that are looked at
BEFORE = 8  # tokens in which a cue may stand
FEW = 45  # characters of a short line
# Closed classes of the language: what kind of thing stands beside such a word, whoever writes.
_CLASSES = {
    "month": "januari februari pebruari maret april mei juni juli agustus september oktober november nopember desember",
    "day": "senin selasa rabu kamis jumat sabtu minggu ahad",
    "title": "pak bu bpk bapak ibu sdr sdri saudara saudari kak mas mbak mba bang",
    "contact": "hp wa telp telepon nomor no kontak contact cp pic hubungi menghubungi dihubungi narahubung hub",
    "time": "tgl tanggal hari pukul jam pkl wib wita wit sejak kemarin tadi semalam pagi siang sore malam subuh",
}
_CLASS_OF = {word: name for name, words in _CLASSES.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign, and where it stands."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """All tokens; blanks part them."""
    return [Token(found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]


def kind_of(word: str) -> str:
    """What a token looks like: a class of the language, a number of so many digits, a degree, small or large letters."""
    known = _CLASS_OF.get(word.lower().rstrip("."))
    if known:
        return known
    if _NUMBER.fullmatch(word):
        return f"digits{min(19, sum(character.isdigit() for character in word))}"
    if word.endswith(".") and _DEGREE.fullmatch(word):
        return "degree"
    if word.isupper() and len(word) > 1:
        return "CAPITALS"
    if word.islower():
        return "small"
    return "Capital" if word[:1].isupper() else word[:1]


def token_features(passage: Passage, found: Sequence[Token]) -> list[list[str]]:
    """What stands for each token: itself, its neighbours, its line, the label before it, the lines above and below."""
    starts = [start for start, _ in passage.lines]
    lines = [bisect_right(starts, token.start) - 1 for token in found]
    kinds = [kind_of(token.text) for token in found]
    own = [_own(passage, found, place, lines, kinds[place]) for place in range(len(found))]
    words: dict[int, list[str]] = {}
    for token, line in zip(found, lines, strict=True):
        words.setdefault(line, []).append(token.text.lower())
    around = {line: _around(passage, line, words) for line in words}
    rows = []
    for place, features in enumerate(own):
        row = [*features, *around[lines[place]]]
        for step in (-3, -2, -1, 1, 2, 3):
            other = place + step
            if 0 <= other < len(own):
                near = own[other]
                row += [f"{step}{near[0]}", f"{step}{near[2]}"]
                if abs(step) == 1:
                    row += [f"{step}{near[1]}", f"{step}{near[3]}", f"{step}{near[4]}"]
            else:
                row.append(f"{step}none")
        if place:
            row.append(f"pair-{own[place - 1][0]}{features[0]}")
        if place + 1 < len(own):
            row.append(f"pair+{features[0]}{own[place + 1][0]}")
        cues = {kinds[other] for other in range(max(0, place - BEFORE), place)}
        row += [f"cue={cue}" for cue in ("contact", "title", "day", "month", "time") if cue in cues]
        rows.append(row)
    return rows


def _own(passage: Passage, found: Sequence[Token], place: int, lines: Sequence[int], kind: str) -> list[str]:
    """The first five are word, shape, kind, beginning and end: neighbours are told these."""
    word = found[place].text
    small, line = word.lower(), lines[place]
    row = [f"w={_DIGIT.sub('0', small)}", f"shape={_shape(word)}", f"kind={kind}", f"<{small[:3]}", f">{small[-3:]}"]
    if place == 0 or lines[place - 1] != line:
        row.append("first")
    if place + 1 == len(lines) or lines[place + 1] != line:
        row.append("last")
    label, rest = passage.labels[line]
    if label and found[place].start >= rest:
        row += [f"label={label}", *(f"label~{part}" for part in label.split())]
    elif label:
        row.append("in label")
    rank, count = passage.ranks.get(line, 0), len(passage.ranks)
    row += [f"top={min(15, rank)}", f"bottom={min(12, count - 1 - rank)}", f"form={passage.form}"]
    start, end = passage.lines[line]
    if "|" in passage.text[start:end]:
        row.append("table")
    if end - start < FEW:
        row.append("short line")
    if len(small) > 2 and small in passage.writer.lower().split():  # noqa: PLR2004 - "di", "S."
        row.append("writer")
    return row


def _around(passage: Passage, line: int, words: dict[int, list[str]]) -> list[str]:
    row = []
    above = next((other for other in range(line - 1, max(-1, line - 3), -1) if other in words), None)
    below = next((other for other in range(line + 1, line + 3) if other in words), None)
    if above is not None:
        row += [f"above={word}" for word in words[above][:2]]
        row.append(f"above ends={words[above][-1]}")
        if passage.labels[above][0]:
            row.append(f"above label={passage.labels[above][0]}")
    if below is not None:
        row += [f"below={word}" for word in words[below][:2]]
    return row


def _shape(word: str) -> str:
    shape = re.sub(r"[^\W\d_]", lambda found: "X" if found[0].isupper() else "x", _DIGIT.sub("0", word))
    return _RUN.sub(r"\1\1", shape)
