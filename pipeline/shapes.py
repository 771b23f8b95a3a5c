"""The JSON that other programs build on: `inspect --json` and `cases --json`, stable from the first release."""

from __future__ import annotations

from typing import Any

from pipeline.model import FIELD_PATHS, Case, Letter, MailKind, PdfSignature, Route, Understanding, Unread
from pipeline.model import Field as LetterField


def understanding_as_json(understanding: Understanding | Unread) -> dict[str, Any]:
    """One line of `nodis inspect --json`: null where the letter does not say, or could not be read at all."""
    if isinstance(understanding, Unread):
        return {"file": understanding.file, "kind": None, "letters": [], "error": understanding.error}
    rows = zip(understanding.letters, understanding.routes, understanding.missing, strict=True)
    if understanding.kind is not MailKind.LETTER:
        rows = zip((), (), (), strict=True)  # what may be a letter in an answer is for the office to say
    return {
        "file": understanding.file,
        "kind": understanding.kind.value,
        "because": list(understanding.because),
        "letters": [_letter(letter, route, missing) for letter, route, missing in rows],
        "problems": list(understanding.problems),
    }


def _letter(letter: Letter, route: Route, missing: tuple[str, ...]) -> dict[str, Any]:
    shape: dict[str, Any] = {"form": letter.form.value}
    for path in FIELD_PATHS:
        head, _, tail = path.partition(".")
        if tail:
            shape.setdefault(head, {})[tail] = letter.value(path)
        else:
            shape[head] = letter.value(path)
    shape["issue"]["evidence"] = list(letter.evidence)
    shape["access"] = [
        {
            "name": row.name,
            "nip": row.nip,
            "application": row.application,
            "role": row.role,
            "action": row.action.value,
        }
        for row in letter.access
    ]
    shape["route"] = {
        "sop": route.sop,
        "score": round(route.score, 3),
        "margin": round(route.margin, 3),
        "because": list(route.because),
        "outside": route.outside,
    }
    shape["missing"] = list(missing)
    if letter.doubtful:
        shape["doubtful"] = {path: found.value for path, found in letter.doubtful.items()}
    shape["fields"] = {path: _field(found) for path, found in letter.fields.items()}
    shape["full_text"] = letter.full_text
    return shape


def _field(found: LetterField) -> dict[str, Any]:
    box = found.box
    return {
        "confidence": round(found.confidence, 3),
        "part": found.part,
        "page": found.page,
        "box": [round(edge, 1) for edge in (box.x0, box.y0, box.x1, box.y1)] if box else None,
        "text": found.text,
        "finder": found.finder,
    }


def signature_as_json(one: PdfSignature) -> dict[str, str | None]:
    """One electronic signature on a file of a case, in `nodis show --json`."""
    return {
        "part": one.part, "signer": one.signer, "verdict": one.verdict.value, "at": one.at.isoformat() if one.at else None,
    }  # fmt: skip


def case_as_json(case: Case) -> dict[str, Any]:
    """One element of `nodis cases --json`."""
    unanswered = [assignment.address for assignment in case.assignments if not assignment.answered]
    return {
        "case": case.id,
        "sop": case.sop,
        "state": case.state.value,
        "step": None if case.state.ended else case.step_id,
        "holder": unanswered[0] if unanswered and not case.state.ended else None,
        "opened_at": case.opened_at.isoformat(),
        "due_at": case.due_at.isoformat() if case.due_at and not case.state.ended else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "requester": {
            "email": case.requester.address,
            "name": case.letter.value("requester.name") or case.requester.name or None,
            "unit": case.letter.value("requester.unit"),
            "phone": case.letter.value("requester.phone"),
        },
        "related": list(case.related),
        "subject": case.letter.value("subject") or case.letter.value("issue.description") or "",
    }
