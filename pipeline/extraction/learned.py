"""What the models say of a letter that rules have read: they decide what words mean, rules what is exact.

Of each field the likeliest value is kept where it is likely enough. What is less likely is no value, but it is not asked for
either, as long as the letter may well say it: it is kept as doubtful, for the next person to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from pipeline.extraction import values
from pipeline.extraction.access import plausible
from pipeline.extraction.evidence import field as evidence
from pipeline.extraction.passages import RowText, letter_passage
from pipeline.extraction.plausible import fuller_name, is_part, may_be, value_of
from pipeline.extraction.rows import without_item
from pipeline.extraction.sheet import Sheet
from pipeline.model import BY_MODEL, AccessAction, AccessRow, Field, Form
from pipeline.tagging import (
    ALIKE,
    KIND_OF,
    NEAR_NAME,
    OFFICIAL,
    SENTENCES,
    Choice,
    Choices,
    LetterModels,
    Passage,
    Reading,
    agree,
    likeness,
    same_person,
)

LEAST = 0.3  # probability from which a value is taken
LEAST_OF = {
    "requester.unit": 0.7, "requester.name": 0.6, "requester.phone": 0.5, "requester.nip": 0.5, "issue.occurred_at": 0.2, "issue.location": 0.2,
}  # fmt: skip
SURELY_ABSENT = 0.9  # probability from which a field counts as not said
MAY_BE_SAID = 0.02  # probability of a value from which it may be the one, so that nobody is asked for it in vain
MAY_BE_SHOWN = 0.15  # the same of what no SOP requires: less would only distract
NOT_SAID = 0.5  # probability from which a field of a letter's head or signature is likelier not there
BOTH = 0.5  # times so much probability is enough where the rules say the same
MOSTLY = 0.6  # part of a span that has to stand free of other fields' labels
NOTHING_SAID = 0.6  # probability from which no sentence says what is wrong, or asked for
TOLD, MAY_BE = 5, 0.05  # values of a field that are kept, and how likely each has to be
FEWEST = 2  # words of a sentence
LABEL = "label"  # the finder of what stands behind a label
_EXACT = frozenset({"requester.phone", "signatory.nip", "number"})
_WHOLE = frozenset({"number", "signatory.name", "requester.name"})  # of which rules know the end better than models
# Of which rules are seldom wrong where they find any.
_RULED = _EXACT | {"issue.location", "issue.occurred_at", "sender_office"}
# Fields that are shown as doubtful, and those of them that no shipped SOP requires.
_MAY_BE_DOUBTFUL = frozenset(KIND_OF) - OFFICIAL - {"requester.position"}
_NOT_REQUIRED = frozenset({"issue.application", "issue.location", "requester.email", "requester.nip"})
_WORD = re.compile(r"[^\W\d_]{3,}")
_IN_ORDER = sorted(KIND_OF, key=lambda path: path not in OFFICIAL)  # who signs is known before who asks
_OFFICES = ("requester.unit", "sender_office")
_FORMS = (Form.SURAT, Form.NOTA_DINAS)


@dataclass(slots=True)
class Decided:
    """What a letter says, and what it may say."""

    found: dict[str, Field] = field(default_factory=dict)
    doubtful: dict[str, Field] = field(default_factory=dict)
    candidates: dict[str, tuple[Field, ...]] = field(default_factory=dict)  # of each field, the likeliest first
    rights: tuple[AccessRow, ...] | None = None  # None: nobody asked the models


def decide(sheet: Sheet, models: LetterModels) -> Decided:
    """Fields and doubtful ones of a sheet that rules have read; what the models know nothing of stays as the rules have it."""
    if not sheet.rows:  # no letter and no figure anywhere: nothing that could be evidence
        return Decided(found=dict(sheet.found), rights=sheet.access.rights)
    passage, placed = letter_passage(sheet)
    reading = Reading(passage, models)
    decided = Decided(found=dict(sheet.found))
    near: str | None = None
    for path in _IN_ORDER:
        if path in OFFICIAL and sheet.form not in _FORMS:
            continue
        choices = reading.choices(path, near=near if path in NEAR_NAME else None)
        decided.candidates[path] = _told(sheet, path, choices, placed)
        _choose(sheet, decided, path, choices, placed)
        if path == "requester.name":
            near = decided.found[path].value if path in decided.found else None
    for path in SENTENCES:
        choices = reading.sentences(path)
        decided.candidates[path] = _told(sheet, path, choices, placed)
        _say(sheet, decided, path, choices, placed)
    decided.rights = _rights(sheet, decided, passage, reading)
    return decided


def _rights(sheet: Sheet, decided: Decided, passage: Passage, reading: Reading) -> tuple[AccessRow, ...]:
    """The rights as models put them together; of persons whom the letter's text does not name, of lists beside it, as the rules have them."""
    ruled = sheet.access.rights
    known = {**decided.doubtful, **decided.found}
    offices = {known[path].value.lower() for path in _OFFICES if path in known}
    put_together = (
        AccessRow(
            name=one.name, nip=one.nip, application=one.application, role=one.role, action=AccessAction(one.action)
        )
        for one in reading.rights()
    )
    found = [
        row
        for each in put_together
        if (row := plausible(each, offices)) and not _is_office(sheet, row) and not _only_asks(sheet, row)
    ]
    all_rows = list(found)
    for place, row in enumerate(ruled):
        beside = (row.name or "") not in passage.text or not (row.name or found) or _is_numbered(row)
        if beside and not any(_is_same(row, one) for one in found):
            all_rows.insert(place, row)
    return tuple(all_rows)


def _is_office(sheet: Sheet, row: AccessRow) -> bool:
    """Whether a name is that of an office, or the word by which offices are called: "Lapas", "Rutan Contoh"."""
    return row.nip is None and sheet.rules.unit_pattern.fullmatch(row.name or "") is not None


def _is_numbered(row: AccessRow) -> bool:
    return row.nip is not None and not row.name


def _is_same(row: AccessRow, other: AccessRow) -> bool:
    """Whether two rows are of one person: by his number, or by his name."""
    if row.nip and row.nip == other.nip:
        return True
    return bool(row.name and other.name) and same_person(row.name or "", other.name or "")


def _only_asks(sheet: Sheet, row: AccessRow) -> bool:
    """Whether he is whom a label names as contact, and no right that rules read is his."""
    named = (label.value for label in sheet.labelled("requester.name"))
    return any(same_person(row.name or "", name) for name in named) and not any(
        _is_same(row, other) for other in sheet.access.rights
    )


def _choose(sheet: Sheet, decided: Decided, path: str, choices: Choices, placed: RowText) -> None:
    """Take the likeliest value that has the field's grammar, or note what may be it."""
    ruled = decided.found.pop(path, None)
    best = next((one for one in choices.found if may_be(sheet, decided.found, path, one.candidate.value)), None)
    if best is None:
        if ruled and ruled.finder == LABEL and path in _EXACT:
            decided.found[path] = ruled
        return
    chosen = _field(sheet, path, fuller_name(best, choices) if path.endswith(".name") else best, ruled, placed)
    agreed = path in _RULED and chosen.finder != BY_MODEL
    least = LEAST_OF.get(path, LEAST) * (BOTH if agreed else 1.0)
    if best.likely >= least:
        decided.found[path] = chosen
    elif ruled and _stays(path, ruled, choices):
        decided.found[path] = ruled
    elif choices.absent < SURELY_ABSENT and path in _MAY_BE_DOUBTFUL and _may_be_said(sheet, path, best):
        decided.doubtful[path] = ruled or chosen


def _may_be_said(sheet: Sheet, path: str, best: Choice) -> bool:
    """Whether a value may be the one at all; the writer's own name is an office's only where that is likely."""
    writer = path == "requester.unit" and agree(path, sheet.writer, best.candidate.value)
    least = MAY_BE_SHOWN if path in _NOT_REQUIRED else MAY_BE_SAID
    return best.likely >= (LEAST if writer else least)


def _stays(path: str, ruled: Field, choices: Choices) -> bool:
    """Whether what rules found stands although no value is likely: where a label says it, or who signs and heads a paper."""
    if path in OFFICIAL and choices.absent < NOT_SAID:
        return True
    return ruled.finder == LABEL and path in (*_EXACT, "requester.unit")


def _told(sheet: Sheet, path: str, choices: Choices, placed: RowText) -> tuple[Field, ...]:
    """The likeliest values of a field with their evidence, those too that are not taken."""
    found: dict[str, Field] = {}
    for one in choices.found[:TOLD]:
        if one.likely >= MAY_BE:
            field = _field(sheet, path, one, sheet.found.get(path), placed)
            found.setdefault(field.value, field)
    return tuple(found.values())


def _field(sheet: Sheet, path: str, best: Choice, ruled: Field | None, placed: RowText) -> Field:
    """A value with its evidence; the rules' own where they say the same."""
    one = best.candidate
    if ruled and (agree(path, ruled.value, one.value) or (path in _WHOLE and is_part(one.value, ruled.value))):
        return replace(ruled, confidence=round(min(1.0, best.likely), 3))
    value = value_of(sheet, path, one.value) or one.value
    rows = placed.between(one.start, one.end) if one.start >= 0 else sheet.rows[:1]
    return evidence(path, values.mended(value), rows, finder=BY_MODEL, sure=min(1.0, best.likely))


def _say(sheet: Sheet, decided: Decided, path: str, choices: Choices, placed: RowText) -> None:
    """Take the span that says it best; the rules' sentence where it is nearly the same."""
    ruled = decided.found.pop(path, None)
    if ruled and ruled.finder == LABEL:
        decided.found[path] = ruled
        return
    if not choices.found or choices.absent >= NOTHING_SAID:
        return
    people = _rows_of_people(sheet)
    others = _labelled_otherwise(sheet, path) | people
    found = [one for one in choices.found if _stands_alone(one, placed, people)]
    said = [one for one in found if len(_WORD.findall(one.candidate.value)) >= FEWEST] or found
    if not said:
        return
    best = next((one for one in said if _stands_alone(one, placed, others)), said[0])
    one, likely = best.candidate, round(min(1.0, best.likely), 3)
    if ruled and likeness(ruled.value, one.value) >= ALIKE:
        decided.found[path] = replace(ruled, confidence=likely)
        return
    start, end = placed.without(others, one.start, one.end)
    words = values.mended(without_item(" ".join(placed.text[start:end].split()))).rstrip(" ,;")
    decided.found[path] = evidence(path, words, placed.between(start, end), finder=BY_MODEL, sure=likely)


def _stands_alone(one: Choice, placed: RowText, others: Collection[int]) -> bool:
    """Whether most of a span stands on none of the `others`, rows of something else."""
    if placed.is_within(others, one.candidate.start, one.candidate.end):
        return False
    start, end = placed.without(others, one.candidate.start, one.candidate.end)
    return end - start >= MOSTLY * (one.candidate.end - one.candidate.start)


def _rows_of_people(sheet: Sheet) -> frozenset[int]:
    """The rows of a list of people who get access: it is kept as rows of its own, which corrections change."""
    numbers = {right.nip for right in sheet.access.rights if right.nip}
    digits = (re.sub(r"\D", "", row.text) for row in sheet.rows)
    return frozenset(number for number, said in enumerate(digits) if any(one in said for one in numbers))


def _labelled_otherwise(sheet: Sheet, path: str) -> frozenset[int]:
    """The rows on which a label says that they are for another field."""
    return frozenset(
        label.index + step
        for label in sheet.labels
        if label.path not in (None, path)
        for step in range(len(label.rows))
    )
