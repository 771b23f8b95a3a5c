"""Every sample is understood as its `expected.json` says; a difference is shown as a diff.

`make samples` rewrites the expectations, for review with git.
"""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline import service
from pipeline.office import understanding_as_json

SAMPLES = Path(__file__).parent.parent / "inbox_samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/mail.eml"))


@pytest.fixture(scope="module")
def understood() -> dict[str, dict[str, Any]]:
    files = [SAMPLES / name / "mail.eml" for name in NAMES]
    return {
        name: without_measures(understanding_as_json(found))
        for name, found in zip(NAMES, service.inspect_files(files), strict=True)
    }


def without_measures(found: dict[str, Any]) -> dict[str, Any]:
    """What a person would agree on: values, not confidences, boxes and scores."""
    for letter in found["letters"]:
        for name in ("fields", "full_text"):
            del letter[name]
        letter["route"] = letter["route"]["sop"]
    return found


def test_there_are_enough_samples_each_with_its_reason() -> None:
    assert len(NAMES) >= 15
    assert all((SAMPLES / name / "why.txt").read_text(encoding="utf-8").strip() for name in NAMES)


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
