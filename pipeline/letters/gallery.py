"""One of each letter, to look at: `nodis letters gallery DIR`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.letters.conversion import Converter
from pipeline.letters.rendering import render
from pipeline.letters.sample import sample_context
from pipeline.rulebook import LetterKind


def gallery(
    folder: Path,
    kinds: Mapping[str, LetterKind],
    *,
    templates: Path,
    converter: Converter | None = None,
    contexts: Mapping[str, Mapping[str, Any]] | None = None,
    images: Mapping[str, bytes] | None = None,
) -> tuple[Path, ...]:
    """Write every letter into `folder` as DOCX, and as PDF where there is a converter; returns what was written.

    `contexts` (by letter id) take the place of the invented case.

    Raises:
        LetterError: a template cannot be filled in, or LibreOffice fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for letter_id, kind in kinds.items():
        values = (contexts or {}).get(letter_id) or sample_context(letter_id, kind)
        docx = render(kind, values, images=images or {}, templates=templates)
        written.append(folder / f"{letter_id}.docx")
        written[-1].write_bytes(docx)
        if converter:
            written.append(folder / f"{letter_id}.pdf")
            written[-1].write_bytes(converter.pdf(docx))
    return tuple(written)
