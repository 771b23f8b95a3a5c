"""The filing mark of a letter: which document of which case, and a check on its content. No signature of any kind."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CHECK = 8  # signs of base 32: 40 bits
COPY = "salinan"  # role of a file that is a copy of a letter of ours
ENCLOSED = "terusan"  # role of a file that came inside a mail that was attached: it answers nothing
_LABEL = "Tanda arsip"
_CODE = r"([\w-]{1,60}/[\w-]{1,60}(?:/[\w-]{1,40})?)\s+([a-z2-7]{8})"
_HELD = re.compile(_CODE, re.ASCII)
_SAID = re.compile(rf"{_LABEL}\s+{_CODE}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class FilingMark:
    """What the Data Matrix in a letter's footer says."""

    letter: str  # "2026-0042/berita-acara/1"
    check: str  # of the content that the letter was written from

    @property
    def code(self) -> str:
        """What the Data Matrix holds."""
        return f"{self.letter} {self.check}"

    @property
    def label(self) -> str:
        """What stands beside it, so that nobody takes it for an electronic signature."""
        return f"{_LABEL} {self.code} (bukan tanda tangan elektronik)"


def mark_of(letter: str, content: Mapping[str, Any]) -> FilingMark:
    """The mark of a letter written from `content` (plain JSON values)."""
    said = json.dumps([letter, content], sort_keys=True, ensure_ascii=False)
    check = base64.b32encode(hashlib.sha256(said.encode()).digest()).decode().lower()[:_CHECK]
    return FilingMark(letter=letter, check=check)


def mark_in_code(code: str) -> FilingMark | None:
    """The mark that a Data Matrix holds; None if it holds something else."""
    found = _HELD.fullmatch(code.strip())
    return FilingMark(letter=found[1], check=found[2]) if found else None


def mark_in_text(text: str) -> FilingMark | None:
    """The mark that a page's text names by its label."""
    found = _SAID.search(text)
    return FilingMark(letter=found[1], check=found[2]) if found else None
