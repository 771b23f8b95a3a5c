"""What a letter lacks for its SOP."""

from __future__ import annotations

from pipeline.model import Letter
from pipeline.rulebook import Sop


def missing(letter: Letter, sop: Sop) -> tuple[str, ...]:
    """Paths that the SOP's `request` wants and the letter does not say, blocking or not, in the SOP's order."""
    return tuple(need.path for need in sop.request.required if not _says(letter, need.path))


def blocking(paths: tuple[str, ...], sop: Sop) -> tuple[str, ...]:
    """Those of the paths without which no assignment leaves."""
    stopping = {need.path for need in sop.request.required if need.blocks}
    return tuple(path for path in paths if path in stopping)


def labels(paths: tuple[str, ...], sop: Sop) -> tuple[str, ...]:
    """How the requester is asked for them."""
    by_path = {need.path: need.label for need in sop.request.required}
    return tuple(by_path.get(path, path) for path in paths)


def _says(letter: Letter, path: str) -> bool:
    if path == "issue.evidence":
        return bool(letter.evidence or letter.value("issue.evidence"))
    if path == "access":
        # An application and somebody who is to use it; a line without either names no right at all.
        return any(row.application or row.role or row.name or row.nip for row in letter.access)
    if path == "issue.description" and letter.value("requested_resolution"):
        return True  # who only asks says by it what is wrong or needed
    return bool(letter.value(path)) or path in letter.doubtful
