"""Which clauses in a row say what is wrong, or what is asked for: proposed by what each clause is for, chosen by how the whole reads.

Clauses are judged one by one (`purposes`); where a description begins and ends is a matter of the whole: that it starts with
"Sehubungan dengan" or behind it, takes in the time, stops before what was tried. So runs of clauses are proposed, those with the
highest expected F1 first (Jansche 2007), and a model that was taught from such runs chooses among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.models import features
from pipeline.tagging.candidates import bucketed
from pipeline.tagging.passage import Passage
from pipeline.tagging.purposes import ISSUE, REQUEST, Purpose

SENTENCES: Mapping[str, str] = {"issue.description": ISSUE, "requested_resolution": REQUEST}
ALIKE = 0.8  # share of words from which two spans say the same
MOST = 30  # spans that are proposed
LONGEST = 14  # clauses of one
AT_EDGES = 0.01  # chance that its first and its last clause have at least
TOLD = 12  # spans of which the best is chosen
NEAR = 90  # characters around a span that are looked at
_WORD = re.compile(r"[^\W\d_]+|\d+|[?!:;,.|]")
_LETTERS = re.compile(r"[a-z0-9]+")
_END = re.compile(r"[.!?](?:\s|$)")
# Words of the language by which Indonesian asks, tells a reason, a time or a fault, and ends a letter, whatever it is about.
_CUES = frozenset(
    [
        "mohon",
        "tolong",
        "minta",
        "agar",
        "untuk",
        "sehingga",
        "karena",
        "sejak",
        "tidak",
        "error",
        "terima",
        "kasih",
        "demikian",
        "sehubungan",
        "kami",
        "saya",
        "bantu",
        "bantuan",
        "dapat",
        "bisa",
        "hubungi",
        "nomor",
        "atas",
        "perhatian",
        "mulai",
        "sudah",
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Clauses `first` to `last`, the characters they stand on, and what they are worth: expected F1, 0..1."""

    first: int
    last: int
    start: int
    end: int
    worth: float


def spans(passage: Passage, found: Sequence[Purpose], name: str) -> list[Span]:
    """Runs of clauses, the most worth first; none begins or ends with a clause that is surely for something else."""
    lengths = [max(1, len(_LETTERS.findall(passage.text[one.clause.start : one.clause.end].lower()))) for one in found]
    chance = [one.likely(name) for one in found]
    expected = sum(share * length for share, length in zip(chance, lengths, strict=True))
    proposed = []
    for first in range(len(found)):
        hit, taken = 0.0, 0
        for last in range(first, min(len(found), first + LONGEST)):
            hit += chance[last] * lengths[last]
            taken += lengths[last]
            if min(chance[first], chance[last]) >= AT_EDGES:
                proposed.append((-2 * hit / (taken + expected), first, last))
    return [
        Span(first=first, last=last, start=found[first].clause.start, end=found[last].clause.end, worth=-worth)
        for worth, first, last in sorted(proposed)[:MOST]
    ]


def span_features(
    passage: Passage, found: Sequence[Purpose], proposed: Sequence[Span], path: str
) -> list[Counter[int]]:
    """What the model sees of each span; the first is that nothing is said."""
    best = proposed[0].worth if proposed else 0.0
    nothing = ("absent", f"absent {bucketed(best)}", f"absent rule {path in passage.hints}", f"absent {passage.form}")
    return [
        features("", also=nothing),
        *(
            features("", also=(f"rank {min(10, rank)}", f"part {round(10 * one.worth / max(best, 1e-6))}", *_facts(passage, found, one, path)))
            for rank, one in enumerate(proposed)
        ),
    ]  # fmt: skip


def _facts(passage: Passage, found: Sequence[Purpose], one: Span, path: str) -> list[str]:
    said = passage.text[one.start : one.end]
    words = _WORD.findall(said.lower())
    facts = [
        f"worth {bucketed(one.worth)}",
        f"length {min(12, len(words) // 4)}",
        f"clauses {min(8, one.last - one.first + 1)}",
        f"ends {_sign(said)}",
        f"capital {said[:1].isupper()}",
        f"paragraphs {min(3, said.count(chr(10) * 2))}",
        f"sentences {min(4, len(_END.findall(said)))}",
        f"form {passage.form}",
        f"first {' '.join(words[:1])}", f"first {' '.join(words[:2])}", f"first {' '.join(words[:3])}",
        f"last {' '.join(words[-1:])}", f"last {' '.join(words[-2:])}",
        *(f"has {word}" for word in sorted(_CUES.intersection(words))),
    ]  # fmt: skip
    return [
        *facts,
        *_beside(passage, one),
        *_chances(found, one, path),
        *_of_rules(passage, said, path),
        *_label(passage, one),
    ]


def _beside(passage: Passage, one: Span) -> list[str]:
    """The words and the edges around it."""
    text = passage.text
    before = _WORD.findall(text[max(0, one.start - NEAR) : one.start].lower())
    after = _WORD.findall(text[one.end : one.end + NEAR].lower())
    begins = not before or before[-1] in ".!?:" or "\n\n" in text[max(0, one.start - 4) : one.start]
    ends = text[one.start : one.end].rstrip()[-1:] in ".!?" or "\n\n" in text[one.end : one.end + 4]
    return [
        f"before {' '.join(before[-1:])}", f"before {' '.join(before[-2:])}", f"after {' '.join(after[:1])}", f"after {' '.join(after[:2])}",
        *(f"out {word}" for word in sorted(set(before[-8:]))), *(f"next {word}" for word in sorted(set(after[:8]))),
        f"sentence {begins} {ends}", f"begins line {text[: one.start].rstrip(' ')[-1:] in chr(10)}",
    ]  # fmt: skip


def _chances(found: Sequence[Purpose], one: Span, path: str) -> list[str]:
    """How likely its first and last clause, those beside it and the least likely inside are what is looked for."""
    name = SENTENCES[path]
    other = REQUEST if name == ISSUE else ISSUE
    chance = [purpose.likely(name) for purpose in found]
    inside = chance[one.first : one.last + 1]
    return [
        f"first chance {bucketed(inside[0])}",
        f"last chance {bucketed(inside[-1])}",
        f"least chance {bucketed(min(inside))}",
        f"before chance {bucketed(chance[one.first - 1]) if one.first else '-'}",
        f"after chance {bucketed(chance[one.last + 1]) if one.last + 1 < len(chance) else '-'}",
        f"other chance {bucketed(max(purpose.likely(other) for purpose in found[one.first : one.last + 1]))}",
    ]


def _of_rules(passage: Passage, said: str, path: str) -> list[str]:
    hint = passage.hints.get(path)
    if hint is None:
        return []
    alike = round(5 * likeness(hint.value, said))
    return [f"rule {alike}", f"rule {alike} {hint.finder}"]


def _label(passage: Passage, one: Span) -> list[str]:
    label, rest = passage.labels[passage.line_of(one.start)]
    return [f"label {label}", *(f"label word {word}" for word in label.split())] if label and one.start >= rest else []


def _sign(said: str) -> str:
    end = said.rstrip()[-1:]
    return "word" if end.isalnum() else end


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common: token F1, 0..1."""
    mine, theirs = (_LETTERS.findall(text.lower()) for text in (one, other))
    common = sum((Counter(mine) & Counter(theirs)).values())
    return 2 * common / max(1, len(mine) + len(theirs))
