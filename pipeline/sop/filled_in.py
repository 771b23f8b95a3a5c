"""What stands behind the labels with which a requester was asked, in the text of a file that he filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence

_VALUE = r"[ \t]*(?::|[ \t]{2})[ \t]*(?P<value>[^\n]*[^\W_][^\n]*(?:\n(?![ \t]*\d{1,2}[.)])[^\n:]+$)?)"


def filled_in(text: str, labels: Sequence[str]) -> str:
    """Lines "Label: value" for those labels that have one; a value may go on in the next line, where that is no label."""
    found = []
    for label in labels:
        known = re.escape(label).replace(r"\ ", r"\s+")
        if one := re.search(rf"(?im)^[ \t\d.)•-]{{0,12}}{known}{_VALUE}", text):
            found.append(f"{label}: {' '.join(one['value'].split())}")
    return "\n".join(found)
