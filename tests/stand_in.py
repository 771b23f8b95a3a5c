"""A stand-in for LibreOffice where a test is about something else."""

from __future__ import annotations

import hashlib
from typing import Self


class StandIn:
    """A converter whose PDF says which DOCX it was made of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def pdf(self, docx: bytes) -> bytes:
        return b"%PDF-1.4 " + hashlib.sha256(docx).hexdigest().encode()
