"""Bar charts for reports, as PNG: plain bars with their numbers, in grey that prints."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import resvg_py

WIDTH, LABEL, BAR, GAP, TOP = 400, 165, 20, 10, 12
FONT = "Liberation Sans, Arial, sans-serif"


def bars(rows: Sequence[tuple[str, float]], *, unit: str = "") -> bytes:
    """Horizontal bars, longest value as wide as the picture; an empty chart says so."""
    height = TOP + max(1, len(rows)) * (BAR + GAP) + 8
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(WIDTH),
            "height": str(height),
            "font-family": FONT,
            "font-size": "13",
        },
    )
    ET.SubElement(root, "rect", width="100%", height="100%", fill="white")
    most = max((value for _, value in rows), default=0.0)
    for number, (label, value) in enumerate(rows):
        y = TOP + number * (BAR + GAP)
        width = (WIDTH - LABEL - 45) * value / most if most else 0.0
        ET.SubElement(root, "text", {"x": str(LABEL - 8), "y": str(y + 16), "text-anchor": "end"}).text = _cut(label)
        ET.SubElement(
            root, "rect", x=str(LABEL), y=str(y), width=f"{max(width, 1):.1f}", height=str(BAR), fill="#6b7f8f"
        )
        ET.SubElement(root, "text", x=f"{LABEL + width + 6:.1f}", y=str(y + 16)).text = f"{value:g}{unit}"
    if not rows:
        ET.SubElement(root, "text", x="12", y="36").text = "Tidak ada data."
    return bytes(
        resvg_py.svg_to_bytes(svg_string=ET.tostring(root, encoding="unicode"), zoom=2.0, background="#ffffff")
    )


def _cut(label: str) -> str:
    return label if len(label) <= 25 else f"{label[:24]}…"  # noqa: PLR2004 - letters beside the bars
