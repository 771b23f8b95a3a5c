"""What a letter lacks for its SOP."""

from __future__ import annotations

from pipeline.model import AccessRow, Letter
from pipeline.rulebook import Sop


def missing(letter: Letter, sop: Sop) -> tuple[str, ...]:
    """Paths that the SOP's `request` wants and the letter does not say, blocking or not, in the SOP's order."""
    return tuple(need.path for need in sop.request.required if not _says(letter, need.path))


def blocking(paths: tuple[str, ...], sop: Sop) -> tuple[str, ...]:
    """Those of the paths without which no assignment leaves."""
    stopping = {need.path for need in sop.request.required if need.blocks}
    return tuple(path for path in paths if path in stopping)


def lacking_of(row: AccessRow, letter: Letter) -> tuple[str, ...]:
    """What a right lacks to be one: "name", "application", "role". What the letter says for all, or perhaps says, is not lacking."""
    common = letter.value("issue.application") or "issue.application" in letter.doubtful
    lacks = {
        "name": not row.name,
        "application": not (row.application or common),
        "role": row.lacks_role and "access" not in letter.doubtful,
    }
    return tuple(key for key, is_open in lacks.items() if is_open)


def labels(paths: tuple[str, ...], sop: Sop) -> tuple[str, ...]:
    """How the requester is asked for them."""
    by_path = {need.path: need.label for need in sop.request.required}
    return tuple(by_path.get(path, path) for path in paths)


def _says(letter: Letter, path: str) -> bool:
    if path == "issue.evidence":
        return bool(letter.evidence or letter.value("issue.evidence"))
    if path == "access":
        return bool(letter.access) and not any(lacking_of(row, letter) for row in letter.access)
    if path == "issue.description" and letter.value("requested_resolution"):
        return True  # who only asks says by it what is wrong or needed
    return bool(letter.value(path)) or path in letter.doubtful
