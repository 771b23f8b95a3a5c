"""What the models say of a letter that rules have read: they decide what words mean, rules what is exact.

Of each field the likeliest value is kept where it is likely enough. What is less likely is no value, but it is not asked for
either, as long as the letter may well say it: it is kept as doubtful, for the next person to confirm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.extraction import values
from pipeline.extraction.evidence import field as evidence
from pipeline.extraction.passages import RowText, letter_passage
from pipeline.extraction.sheet import Sheet
from pipeline.model import Field, Form
from pipeline.tagging import (
    ALIKE,
    EXTENSION,
    KIND_OF,
    NEAR_NAME,
    OFFICIAL,
    SENTENCES,
    Choice,
    Choices,
    LetterModels,
    Reading,
    agree,
    likeness,
)

LEAST = 0.3  # probability from which a value is taken
LEAST_OF = {"requester.phone": 0.2, "requester.nip": 0.2}
SURELY_ABSENT = 0.9  # probability from which a field counts as not said
NOTHING_SAID = 0.6  # probability from which no sentence says what is wrong, or asked for
MODEL = "model"
_EXACT = frozenset({"requester.phone", "requester.nip", "signatory.nip", "number"})
_FORMS = (Form.SURAT, Form.NOTA_DINAS)


@dataclass(slots=True)
class Decided:
    """What a letter says, and what it may say."""

    found: dict[str, Field] = field(default_factory=dict)
    doubtful: dict[str, Field] = field(default_factory=dict)


def decide(sheet: Sheet, models: LetterModels) -> Decided:
    """Fields and doubtful ones of a sheet that rules have read; what the models know nothing of stays as the rules have it."""
    passage, placed = letter_passage(sheet)
    reading = Reading(passage, models)
    decided = Decided(found=dict(sheet.found))
    near: str | None = None
    for path in KIND_OF:
        if path in OFFICIAL and sheet.form not in _FORMS:
            continue
        _choose(sheet, decided, path, reading.choices(path, near=near if path in NEAR_NAME else None), placed)
        if path == "requester.name":
            near = decided.found[path].value if path in decided.found else None
    for path in SENTENCES:
        _say(decided, path, reading.sentences(path), placed)
    return decided


def _choose(sheet: Sheet, decided: Decided, path: str, choices: Choices, placed: RowText) -> None:
    """Take the likeliest value that has the field's grammar, or note what may be it."""
    ruled = decided.found.pop(path, None)
    best = next((one for one in choices.found if _value(sheet, path, one.candidate.value)), None)
    if best is None:
        if ruled and ruled.finder == "label" and path in _EXACT:
            decided.found[path] = ruled
        return
    chosen = _field(sheet, path, best, ruled, placed)
    if best.likely >= LEAST_OF.get(path, LEAST):
        decided.found[path] = chosen
    elif ruled and ruled.finder == "label" and path in _EXACT:
        decided.found[path] = ruled
    elif choices.absent < SURELY_ABSENT:
        decided.doubtful[path] = chosen


def _field(sheet: Sheet, path: str, best: Choice, ruled: Field | None, placed: RowText) -> Field:
    """A value with its evidence; the rules' own where they say the same."""
    one = best.candidate
    if ruled and agree(path, ruled.value, one.value):
        return replace(ruled, confidence=round(best.likely, 3))
    value = _value(sheet, path, one.value) or one.value
    rows = placed.between(one.start, one.end) if one.start >= 0 else sheet.rows[:1]
    return evidence(path, values.mended(value), rows, finder=MODEL, sure=best.likely)


def _value(sheet: Sheet, path: str, said: str) -> str | None:
    """A value as it is kept; None where it is none."""
    if path == "requester.phone":
        return values.phone(said) or (said if EXTENSION.search(said) else None)
    if path.endswith(".nip"):
        return values.nip(said) or (re.sub(r"\D", "", said) or None)
    if path == "requester.email":
        return said.lower()
    if path == "number":
        return values.letter_number(said) or said
    if path.endswith(".name"):
        return sheet.rules.title_pattern.sub("", said).strip(" ,:-") or None
    return said.strip(" ,;:") or None


def _say(decided: Decided, path: str, choices: Choices, placed: RowText) -> None:
    """Take the span that says it best; the rules' sentence where it is nearly the same."""
    ruled = decided.found.pop(path, None)
    if not choices.found or choices.absent >= NOTHING_SAID:
        return
    best = choices.found[0]
    one, likely = best.candidate, round(min(1.0, best.likely), 3)
    if ruled and likeness(ruled.value, one.value) >= ALIKE:
        decided.found[path] = replace(ruled, confidence=likely)
        return
    rows = placed.between(one.start, one.end)
    decided.found[path] = evidence(path, values.mended(one.value), rows, finder=MODEL, sure=likely)
