"""The annotated examples hold what their guides promise: spans stand in the text, quotas are kept, nothing is copied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from clients import CLIENTS
from pipeline.config import default_rules, load_rulebook
from pipeline.model import Action

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST = frozenset("ACDGHIJ")  # hands that are older than the guide: no dates of mails, no actions
SHARED_WORDS = 12  # in a row, in two hands: copied, closing formulas aside
FORMULA = re.compile(
    r"\b(demikian|atas perhatian|terima ?kasih|bersama ini|sehubungan dengan|dengan hormat|liability|blocked macros|rahasia dan hanya|penerima yang dimaksud|bukan penerima|kiranya saudara berkenan|source of this file is untrusted|puji syukur|jenderal perhubungan laut)\b"
)
ADDRESSEE = re.compile(r"(?im)^[^\S\n]*(?:kepada\b.{0,6})?yth\b.*(?:\n[^\S\n]*\S.*){0,5}")
Row = Mapping[str, Any]


@cache
def rows(kind: str) -> dict[str, list[Row]]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((EXAMPLES / kind).glob("*.yaml"))
    }


def flat(text: object) -> str:
    return re.sub(r"[\s|]+", " ", str(text)).strip().lower()


def tight(text: object) -> str:
    return re.sub(r"[^a-z0-9@.]", "", str(text).lower())


def spans(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if one not in (None, ""):
            yield str(one)


def hay(row: Row) -> str:
    mail = row["mail"]
    return flat(f"{row['text']} {row.get('cover') or ''} {mail.get('from_name') or ''} {mail.get('subject') or ''}")


@pytest.mark.parametrize("hand", sorted(set(rows("letters"))))
def test_what_a_letter_is_said_to_say_stands_in_it(hand: str) -> None:
    wrong = []
    for row in rows("letters")[hand]:
        truth, said = row["truth"], hay(row)
        if truth["kind"] == "unrelated":
            continue
        pieces = [*spans(truth.get("issue")), *spans(truth.get("request"))]
        pieces += [
            span for more in truth.get("more") or () for key in ("issue", "request") for span in spans(more.get(key))
        ]
        wrong += [f"{row['id']}: {piece[:60]}" for piece in pieces if flat(piece) not in said]
        wrong += [
            f"{row['id']}: {name}" for name in names_of(truth) if hand not in FIRST and tight(name) not in tight(said)
        ]
    assert wrong == []


def names_of(truth: Mapping[str, Any]) -> Iterator[str]:
    """Names, numbers and places, which may be written with other blanks."""
    values = [truth.get(key) for key in ("number", "sender_office", "location", "application")]
    values += [*(truth.get("requester") or {}).values(), *(truth.get("signatory") or {}).values()]
    values += [line.get(key) for line in truth.get("access") or () for key in ("name", "nip", "application", "role")]
    for value in values:
        yield from spans(value)


@pytest.mark.parametrize("hand", sorted(set(rows("letters")) - FIRST))
def test_a_hand_of_letters_keeps_its_quotas(hand: str) -> None:
    letters = rows("letters")[hand]
    count = len(letters)
    assert len({row["id"] for row in letters}) == count >= 40
    kinds = Counter(
        "unrelated" if row["truth"]["kind"] == "unrelated" else row["truth"].get("sop") or "none" for row in letters
    )
    flows = load_rulebook(default_rules()).sops
    assert {flow for flow in flows if kinds[flow] < 0.1 * count} == set()
    assert kinds["unrelated"] >= 0.08 * count
    assert kinds["none"] >= 0.04 * count
    assert sum(row["channel"] != "email" for row in letters) >= count / 3 - 1
    for row in letters:
        assert re.fullmatch(r"2026-\d\d-\d\d", str(row["mail"]["date"])), row["id"]
        assert "example" in row["mail"]["from"], row["id"]
        assert {line["action"] for line in row["truth"].get("access") or ()} <= {"add", "change", "revoke"}, row["id"]


@pytest.mark.parametrize("hand", sorted(rows("replies")))
def test_what_a_reply_is_said_to_say_stands_in_it(hand: str) -> None:
    for row in rows("replies")[hand]:
        says = row["says"] if isinstance(row["says"], list) else [row["says"]]
        assert all(one is None or one in Action.__members__ for one in says), row
        assert row["by"] in CLIENTS, row
        for key, value in (row.get("values") or {}).items():
            if not key.endswith("occurred_at"):
                assert any(flat(piece) in flat(row["text"]) for piece in str(value).split(" | ")), row


@pytest.mark.parametrize("kind", ["letters", "replies", "automatic"])
def test_no_hand_copies_another(kind: str) -> None:
    seen: dict[tuple[str, ...], str] = {}
    copied = []
    for hand, found in rows(kind).items():
        for row in found:
            words = re.findall(r"\w+", ADDRESSEE.sub("\n", str(row["text"])).lower())
            for place in range(len(words) - SHARED_WORDS + 1):
                run = tuple(words[place : place + SHARED_WORDS])
                if seen.setdefault(run, hand) != hand and not FORMULA.search(" ".join(run)):
                    copied.append(f"{hand} {row.get('id', '')}: {' '.join(run)} ({seen[run]})")
    assert copied == []
