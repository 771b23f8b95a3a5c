"""Every sample is understood as its `expected.json` says; a difference is shown as a diff.

`make samples` rewrites the expectations, for review with git; those of letters are held to the texts that they were made of,
so that a misreading cannot become what is expected.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from make_samples import LETTERS
from pipeline.inspection import inspect_files
from pipeline.reading import Reader
from pipeline.shapes import understanding_as_json

SAMPLES = Path(__file__).parent.parent / "inbox_samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/mail.eml"))
MONTHS = {"Maret": 3}


@pytest.fixture(scope="module")
def understood() -> dict[str, dict[str, Any]]:
    files = [SAMPLES / name / "mail.eml" for name in NAMES]
    with Reader() as reader:
        return {
            name: without_measures(understanding_as_json(found))
            for name, found in zip(NAMES, inspect_files(files, reader=reader), strict=True)
        }


def without_measures(found: dict[str, Any]) -> dict[str, Any]:
    """What a person would agree on: values, not confidences, boxes and scores."""
    found["because"] = [re.sub(r" \([+-][\d.]+\)$", "", reason) for reason in found["because"]]
    for letter in found["letters"]:
        for name in ("fields", "full_text"):
            del letter[name]
        letter["route"] = letter["route"]["sop"]
    return found


def test_there_are_enough_samples_each_with_its_reason() -> None:
    assert len(NAMES) >= 15
    assert all((SAMPLES / name / "why.txt").read_text(encoding="utf-8").strip() for name in NAMES)


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_expectations_say_what_the_letter_says(name: str) -> None:
    truth = LETTERS[name]
    (letter,) = json.loads((SAMPLES / name / "expected.json").read_text(encoding="utf-8"))["letters"]
    day, month, year = truth.date.split()
    contact = dict(truth.contact)
    assert letter["date"] == f"{year}-{MONTHS[month]:02}-{int(day):02}"
    assert letter["number"] == (truth.number or None)
    assert letter["subject"] == (truth.subject or None)
    assert letter["addressee"] == (truth.to or None)
    assert (letter["signatory"]["name"], letter["signatory"]["nip"]) == (truth.signer[1], digits(truth.signer[2]))
    names = {"Nama", "Penanggung Jawab", "PIC", "Narahubung"} & contact.keys()
    assert letter["requester"]["name"] == contact[names.pop()]
    phone = next((contact[key] for key in ("No. HP", "No. WA", "Kontak") if key in contact), None)
    assert letter["requester"]["phone"] == (f"+62{digits(phone)[1:]}" if phone else None)
    described = dict(truth.form_rows).get("Uraian Keluhan") or truth.body[1]
    assert letter["issue"]["description"] == described
    assert letter["requested_resolution"] == (
        dict(truth.form_rows).get("Penyelesaian yang diharapkan") or truth.body[2]
    )
    rows = [[row[key] for key in ("name", "nip", "application", "role")] for row in letter["access"]]
    assert rows == [list(row[1:]) for row in truth.table[1:]]


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_sample(name: str, understood: dict[str, dict[str, Any]]) -> None:
    path = SAMPLES / name / "expected.json"
    got = json.dumps(understood[name], ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("NODIS_REWRITE_SAMPLES"):
        path.write_text(got, encoding="utf-8")
    want = path.read_text(encoding="utf-8")
    diff = "".join(
        difflib.unified_diff(want.splitlines(keepends=True), got.splitlines(keepends=True), "expected", "understood")
    )
    assert not diff, f"{name} is understood otherwise:\n{diff}"
