"""One letter in ten was annotated twice: a second person who has not seen the first says nearly the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.tagging import agree

EXAMPLES = Path(__file__).parents[2] / "examples"
HANDS = sorted(path.stem for path in (EXAMPLES / "letters").glob("*.yaml"))
LEAST = 0.85  # macro-F1 between two annotators of a hand; less says that the guide leaves too much open
SHARE = 0.1  # of the letters of a hand
PAPER = ("surat", "nota_dinas")
ALIKE = 0.8  # token F1 from which two spans are one
LONG = ("issue", "request")
OPEN = (
    "email",
    "location",
    "addressee",
    "signatory.name",
    "signatory.nip",
    "occurred_at",
)  # nothing lost where one is silent
FIELDS = (
    "number", "date", "subject", "sender_office", "addressee", "requester.unit", "requester.name", "requester.nip",
    "requester.position", "requester.phone", "requester.email", "issue", "request", "occurred_at", "location", "application",
    "signatory.name", "signatory.nip",
)  # fmt: skip
OFFICIAL = ("number", "date", "subject", "sender_office", "addressee", "signatory.name", "signatory.nip")


def rows(folder: str, hand: str) -> dict[str, dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((EXAMPLES / folder / f"{hand}.yaml").read_text(encoding="utf-8"))
    return {row["id"]: row for row in loaded}


def said(truth: dict[str, Any], path: str) -> str:
    found: Any = truth
    for key in path.split("."):
        found = (found or {}).get(key)
    pieces = found if isinstance(found, list) else [found]
    return " ".join(" ".join(str(piece).split()) for piece in pieces if piece)


def same(path: str, one: str, other: str) -> bool:
    if path in LONG:
        mine, theirs = (
            Counter("".join(c if c.isalnum() else " " for c in text.lower()).split()) for text in (one, other)
        )
        return 2 * (mine & theirs).total() >= ALIKE * (mine.total() + theirs.total())
    full = {"location": "issue.location", "application": "issue.application"}.get(path, path)
    return one[:10] == other[:10] if path in ("date", "occurred_at") else agree(full, one, other)


def pairs(hand: str) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    first = rows("letters", hand)
    for name, row in rows("second", hand).items():
        yield first[name], first[name]["truth"], row["truth"]


@pytest.mark.parametrize("hand", HANDS)
def test_two_annotators_say_the_same(hand: str) -> None:
    told = list(pairs(hand))
    assert len(told) >= SHARE * len(rows("letters", hand))
    assert sum(one["kind"] == other["kind"] for _, one, other in told) >= len(told) - 1
    hits, wrong = Counter[str](), Counter[str]()
    for row, one, other in told:
        if not one["kind"] == other["kind"] == "letter":
            continue
        for path in FIELDS:
            mine, theirs = said(one, path), said(other, path)
            if not (mine or theirs) or (path in OFFICIAL and row["channel"] not in PAPER):
                continue
            right = bool(mine) and bool(theirs) and same(path, mine, theirs)
            hits[path] += 2 * right
            wrong[path] += 0 if right or (not mine and path in OPEN) else 1 + bool(mine and theirs)
    scores = [hits[path] / (hits[path] + wrong[path]) for path in FIELDS if hits[path] + wrong[path]]
    assert sum(scores) / len(scores) >= LEAST
