"""Flows as pictures: every step, role and limit stands in them, and nothing runs out of them."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from pipeline.drawing import as_png, as_svg, targets
from rules import rulebook

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("sop", rulebook().sops)
def test_the_picture_holds_the_whole_flow(sop: str) -> None:
    flow = rulebook().sops[sop]
    root = ET.fromstring(as_svg(flow))  # noqa: S314 - our own picture
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    for number, step in flow.steps.items():
        assert texts.count(number) == 2, "once in the first column, once in its symbol"
        assert step.limit is None or str(step.limit) in texts
        for word in step.activity.split():
            assert any(word in text for text in texts)
    for role in flow.roles.values():
        assert any(role.title.split()[0] in text for text in texts)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width
        assert 0 <= float(text.attrib["y"]) <= height


@pytest.mark.parametrize("sop", rulebook().sops)
def test_every_way_on_is_drawn(sop: str) -> None:
    flow = rulebook().sops[sop]
    root = ET.fromstring(as_svg(flow))  # noqa: S314 - our own picture
    inside = sum(to in flow.steps for step in flow.steps.values() for to in targets(step))
    assert len(list(root.iter(f"{SVG}polyline"))) == inside


def test_the_png_is_a_picture_of_that_size() -> None:
    svg = as_svg(rulebook().sops["gangguan-jaringan"])
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    with Image.open(io.BytesIO(as_png(svg, zoom=1.0))) as picture:
        assert picture.size == (round(float(root.attrib["width"])), round(float(root.attrib["height"])))
        assert len(picture.convert("L").getcolors() or []) > 10, "letters are drawn, too"
