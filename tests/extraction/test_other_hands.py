"""Letters in layouts that neither samples nor the generator have, read as a careful clerk reads them."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.model import Understanding
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from rules import rulebook

EXACT = ("number", "date", "requester.phone", "requester.nip", "signatory.nip")
LETTERS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("other_hands.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as one:
        yield one


def understood(reader: Reader, one: dict[str, Any]) -> Understanding:
    name, raw = "surat.txt", one["text"].encode()
    if one["mail"]:
        mail = EmailMessage()
        mail["From"], mail["To"] = "Orang <orang@unit-contoh.example.go.id>", "ti@kantor.example.go.id"
        mail["Subject"], mail["Date"] = "Laporan", "Wed, 04 Mar 2026 09:00:00 +0800"
        mail.set_content(one["text"])
        name, raw = "surat.eml", mail.as_bytes()
    return inspect(name, raw, rulebook=rulebook(), directory=Directory(), zone=DEFAULT_ZONE, reader=reader)


@pytest.mark.parametrize("one", LETTERS, ids=[one["text"].strip()[:30].split("\n")[0] for one in LETTERS])
def test_a_letter_of_another_hand(reader: Reader, one: dict[str, Any]) -> None:
    found = understood(reader, one)
    (letter,), (route,) = found.letters, found.routes
    assert [path for path in EXACT if path in one["says"] and letter.value(path) != one["says"][path]] == []
    assert (letter.form.value, route.sop) == (one["form"], one["sop"])
    rows = [[row.name, row.nip, row.application, row.role] for row in letter.access]
    assert rows == one.get("access", [])


def test_nearly_all_that_they_say_is_read(reader: Reader) -> None:
    wrong, count = [], 0
    for one in LETTERS:
        (letter,) = understood(reader, one).letters
        count += len(one["says"])
        wrong += [(path, said, told) for path, said in one["says"].items() if (told := letter.said(path)) != said]
    assert len(wrong) <= 0.08 * count, wrong
