"""RTF as text."""

from __future__ import annotations

from striprtf.striprtf import rtf_to_text

from pipeline.reading.lines import GAP


def text_of_rtf(content: bytes) -> str:
    """Its text; cells of a table row, which the library gives with `|` between, stand apart."""
    text = str(rtf_to_text(content.decode("cp1252", "replace"), errors="ignore"))  # type: ignore[no-untyped-call]
    lines = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("|")]
        lines.append(GAP.join(cell for cell in cells if cell) if len(cells) > 2 else line)  # noqa: PLR2004 - a row
    return "\n".join(lines)
