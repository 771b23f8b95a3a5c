"""One right while it is being read: what its own words say, the rest still open."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import AccessAction


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """What one place of a letter says of a person's access; None where only the text around it does."""

    name: str
    nip: str | None = None
    application: str | None = None
    role: str | None = None
    action: AccessAction | None = None
    number: int | None = None  # its place in a numbered list
    lines: tuple[int, ...] = ()  # where it stands
    lead: str = ""  # the words above its list, or its sentence
