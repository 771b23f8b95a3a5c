"""A flow that cannot be walked is refused, and the message names file and key."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.rulebook import Rulebook, Sop
from pipeline.sop import lint
from sop_cases import rulebook


def broken(sop: str, step: str | None, change: dict[str, Any]) -> Rulebook:
    """The shipped rules with one thing changed."""
    book = rulebook()
    old = book.sops[sop]
    if step is None:
        new = Sop.model_validate({**old.model_dump(), **change})
    else:
        steps = {**old.model_dump()["steps"]}
        steps[step] = {**steps[step], **change}
        new = Sop.model_validate({**old.model_dump(), "steps": steps})
    return Rulebook.model_construct(**{**dict(book), "sops": {**book.sops, sop: new}})


@pytest.mark.parametrize(
    ("step", "change", "message"),
    [
        ("2", {"actor": "direktur"}, "steps.2.actor: no role direktur"),
        ("4", {"otherwise": "direktur"}, "steps.4.otherwise: no role direktur"),
        ("3", {"asks": ["warna"]}, "steps.3.asks: no ask warna in rules/asks.yaml"),
        ("3", {"attach": ["surat-cinta"]}, "steps.3.attach: no letter, file or ask surat-cinta"),
        ("6", {"enter": [{"draft": "surat-cinta"}]}, "steps.6.enter: no letter surat-cinta in rules/letters.yaml"),
        ("3", {"answers": {"SELESAI": {"to": "12"}}}, "steps.3.answers.SELESAI.to: no step 12"),
        ("3", {"answers": {"SELESAI": {"to": "3"}}}, "steps.3: no way from here closes the case"),
        ("4", {"answers": {"SELESAI": {"to": "6"}}}, "steps.5: no answer leads here"),
        ("2", {"answers": {}}, "steps.2.answers: a person's step takes at least one"),
        ("2", {"answers": {"PUAS": {"to": "3"}}}, "steps.2.answers.PUAS: not an answer of a holder"),
        ("2", {"limit": None}, "steps.2.limit: a person's step needs one"),
        ("5", {"to": None}, "steps.5.to: a step without a person needs to lead somewhere"),
        ("5", {"to": "5"}, "steps.5: nodis would go round in circles here, nobody is asked"),
        ("2", {"answers": {"TANGANI": {"to": "3", "does": [{"send": "notice", "template": "ode"}]}}},
         "steps.2.answers.TANGANI.does: no mail template ode"),
        (None, {"reopen": "99"}, "reopen: no step 99"),
        (None, {"id": "keluhan"}, "id: keluhan is not the name of the file"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(step: str | None, change: dict[str, Any], message: str) -> None:
    assert f"rules/sop/keluhan-aplikasi.yaml: {message}" in lint(broken("keluhan-aplikasi", step, change))
