"""What holders write: nothing that is no decision is read as one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.model import Action, Answer
from pipeline.sop import understand
from pipeline.sop.saying import GO_ON
from sop_cases import MONDAY, ZONE, rulebook

REPLIES = yaml.safe_load(Path(__file__).with_name("replies.yaml").read_text(encoding="utf-8"))
CASES = [(step, reply) for step, replies in REPLIES.items() for reply in replies]


def read(step_id: str, reply: dict[str, Any]) -> Answer:
    sop, _, number = step_id.partition("/")
    step = rulebook().sops[sop].steps[number]
    return understand(reply["text"], step=step, files=reply.get("files", []), rulebook=rulebook(), now=MONDAY)


@pytest.mark.parametrize(("step", "reply"), CASES, ids=[f"{step}: {reply['text'][:50]!r}" for step, reply in CASES])
def test_reply_says_what_it_says(step: str, reply: dict[str, Any]) -> None:
    answer = read(step, reply)
    expected = Action(reply["says"]) if reply["says"] else None
    assert answer.action is expected, answer
    assert (answer.doubt is None) is (expected is not None)
    if "person" in reply:
        assert answer.person == reply["person"]
    if "sop" in reply:
        assert answer.sop == reply["sop"]
    if "note" in reply:
        assert answer.note == reply["note"]
    if "values" in reply:
        assert answer.values == reply["values"]
    if "until" in reply:
        assert answer.until == datetime.fromisoformat(reply["until"]).replace(tzinfo=ZONE)


def test_no_reply_is_falsely_taken_for_an_approval() -> None:
    assert len(CASES) >= 100
    false = [
        (step, reply["text"])
        for step, reply in CASES
        if (action := read(step, reply).action) in GO_ON and action != reply["says"]
    ]
    assert false == []


HINDERED = (
    "tidak",
    "belum",
    "jangan",
    "kalau lengkap",
    "jika ada anggaran",
    "nanti",
    "asal cepat",
    "blm",
    "gak",
    "bukan",
)


@pytest.mark.parametrize("word", HINDERED)
@pytest.mark.parametrize("approval", ["setuju", "acc", "lanjutkan", "sudah selesai", "beres", "teruskan"])
@pytest.mark.parametrize(
    "shape", ["{word} {approval}", "{approval} {word}", "pak {approval}, {word} ya", "{approval}. {word}."]
)
def test_an_approval_beside_a_hindrance_is_asked_back(word: str, approval: str, shape: str) -> None:
    text = shape.format(word=word, approval=approval)
    for step_id in ("gangguan-jaringan/2", "gangguan-jaringan/5", "gangguan-jaringan/7", "keluhan-aplikasi/2"):
        assert read(step_id, {"text": text}).action not in GO_ON, (step_id, text)


def test_the_forms_own_hint_is_no_value() -> None:
    text = "SELESAI\nPenyebab : (analisis penyebab gangguan)\nTindakan : kabel diganti\nChecklist: ping normal"
    answer = read("gangguan-jaringan/5", {"text": text, "files": ["foto.jpg"]})
    assert answer.action is Action.SELESAI
    assert answer.values == {"tindakan": "kabel diganti", "checklist": "ping normal"}
