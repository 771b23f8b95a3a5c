"""What a reply tells in free prose of what its step asks for: cause, action, result, checklist, before and after.

Each piece of the text is judged by a model trained from the values that `examples/replies` name; a value is what its pieces say,
as they were written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.config import default_models
from pipeline.model import Action
from pipeline.models import LinearModel, bucket
from pipeline.rulebook.answers import AnswerRules, Saying
from pipeline.sop.meaning_features import stem
from pipeline.sop.words import grown_from, written_out

OTHER = "OTHER"  # the model's word for what answers nothing
LONGEST = 4_000  # characters that are looked at
_ENOUGH = (
    0.06  # of the best piece for a key, that it is told at all: asking for what was told is worse than a poor value
)
_AS_WELL = 0.8  # part of the best share that a piece beside the best one must have
_BESIDE = 0.25  # part of the likeliest share of a piece that another key must have to be told there, too
_STOP = re.compile(r"[.!?]$|\n")
_LETTER = re.compile(r"\w")
_DIGITS = re.compile(r"\d")
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)? ?(?:m|mb|mbps|mega|g|gb|gbps|k|kbps)?\b", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"(?<=[.!?;,:\n])\s+|\n+|\s+(?=(?:jadi|terus|trus|lalu|kemudian|lajeng|ternyata|rupanya|akhirnya|setelah itu|abis itu|habis itu|sekarang|skrg|skarang"
    r"|karena|krn|karna|gara-gara|gara2|makanya|sehingga|hasilnya|penyebabnya|tapi|and|so|now|because|then)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A piece of a text, and where it stands."""

    start: int
    end: int
    text: str


def pieces(text: str) -> list[Piece]:
    """What stands between stops, commas, and words such as "ternyata" and "lalu"."""
    cuts = [0, *(place for found in _BOUNDARY.finditer(text) for place in (found.start(), found.end())), len(text)]
    spans = zip(cuts[::2], cuts[1::2], strict=True)
    return [
        Piece(start=start, end=end, text=text[start:end]) for start, end in spans if _LETTER.search(text[start:end])
    ]


def piece_features(found: Sequence[Piece], keys: Sequence[str], rules: AnswerRules) -> list[Counter[int]]:
    """What the model sees of each piece: its words, those around it, and what is asked."""
    words = [written_out(one.text, rules) for one in found]
    return [
        Counter(bucket("v", token) for token in _tokens(place, words, found, keys, rules))
        for place in range(len(found))
    ]


def _tokens(
    place: int, words: Sequence[Sequence[str]], found: Sequence[Piece], keys: Sequence[str], rules: AnswerRules
) -> Iterator[str]:
    own = [_DIGITS.sub("0", word) for word in words[place]]
    yield from (f"asks={key}" for key in keys)
    yield f"place={min(3, place)}"
    yield f"from the end={min(3, len(found) - 1 - place)}"
    yield f"amounts={min(2, len(_AMOUNT.findall(found[place].text)))}"
    yield from (f"w {word}" for word in own)
    yield from (f"s {stem(word)}" for word in own)
    yield from (f"b {first} {second}" for first, second in pairwise(own))
    yield from (f"kind {kind}" for word in set(own) for kind in _kinds(word, rules))
    yield f"opens {own[0] if own else ''}"
    if place:
        yield from (f"before {stem(word)}" for word in words[place - 1])
    if place + 1 < len(found):
        yield from (f"after {stem(word)}" for word in words[place + 1][:3])


def _kinds(word: str, rules: AnswerRules) -> Iterator[str]:
    """Whether the word tells of a bad state, of a good one, of a deed."""
    if word in rules.bad:
        yield "bad"
    if word in rules.again:
        yield "good"
    for key, roots in rules.answers.get(Action.SELESAI, Saying()).done_of.items():
        if word not in rules.again and grown_from(word, roots):
            yield f"deed of {key}"


def told_values(text: str, keys: Sequence[str], rules: AnswerRules, model: LinearModel) -> dict[str, str]:
    """By asked key what the text tells of it, as it was written; keys of which it tells nothing are absent."""
    text = text[:LONGEST]
    found = pieces(text)
    judged = [model.probabilities(one) for one in piece_features(found, keys, rules)]
    told = {}
    for key in keys:
        shares = [one.get(key, 0.0) if _is_told(key, one, keys) else 0.0 for one in judged]
        best = max(shares, default=0.0)
        if best < _ENOUGH:
            continue
        first = last = shares.index(best)
        while first and _goes_on(text, found[first - 1], found[first]) and _is_of(key, judged[first - 1], keys):
            first -= 1
        while (
            last + 1 < len(found)
            and _goes_on(text, found[last], found[last + 1])
            and _is_of(key, judged[last + 1], keys)
        ):
            last += 1
        told[key] = text[found[first].start : found[last].end].strip(" \t\n,;:")
    return told


def _goes_on(text: str, one: Piece, following: Piece) -> bool:
    """Whether both are of one sentence."""
    return not _STOP.search(text[one.start : following.start].rstrip(" \t"))


def _is_told(key: str, shares: Mapping[str, float], keys: Sequence[str]) -> bool:
    """Whether a piece may tell of it: what else is asked is not much more likely told there."""
    return shares.get(key, 0.0) >= _BESIDE * max(shares.get(other, 0.0) for other in keys)


def _is_of(key: str, shares: Mapping[str, float], keys: Sequence[str]) -> bool:
    """Whether a piece beside the best one belongs to the value: nothing else that is asked is told there."""
    return shares.get(key, 0.0) >= max(_ENOUGH, _AS_WELL * max(shares.get(other, 0.0) for other in keys))


def before_and_after(text: str, told: Mapping[str, str]) -> dict[str, str]:
    """Both amounts where one sentence names them: "dari 20 ke 40 Mbps"."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
        if len(_AMOUNT.findall(sentence)) > 1 and all(value in sentence for value in told.values()):
            return {key: told.get(key, sentence.strip()) for key in ("sebelum", "sesudah")}
    return dict(told)


@cache
def shipped_values() -> LinearModel:
    """The shipped model (`make models`)."""
    return LinearModel.from_bytes((default_models() / "values.model").read_bytes())
