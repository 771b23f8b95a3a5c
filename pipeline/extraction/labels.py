"""Values that stand behind labels, in any order and wording: `No. HP : 0812-...`, `Nama Unit   Lapas Contoh`, form tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from pipeline.extraction.rows import Row
from pipeline.model import Document
from pipeline.rulebook.labels import LabelRules

LIKE = 87.0  # ratio from which a label with errors of OCR is taken for a known one
MAX_LABEL = 45  # characters
_SPLIT = re.compile(
    r"^\s*(?:\(?[0-9]{1,2}[.)]\s+|\(?[a-h][.)]\s+|[-•●▪*]\s+)?(?P<label>[A-Za-z][^:=]{0,44}?)\s*(?:[:=]\s*|\s{3,})(?P<value>.*)$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A label, which field it names (None: known, but none of ours), and what stands behind it."""

    path: str | None
    value: str
    rows: tuple[Row, ...]
    index: int  # of the first row


def normal(label: str) -> str:
    """A label to compare by."""
    text = re.sub(r"[.*_]+", " ", label.lower())
    return " ".join(re.sub(r"\s*/\s*", "/", text).split()).strip(" -–")


@lru_cache(maxsize=4)
def _vocabulary(rules_id: int, pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    del rules_id
    return dict(pairs)


def vocabulary(rules: LabelRules) -> dict[str, str]:
    """Every known label with its path; "" for labels of lines that are not ours."""
    pairs = [(normal(name), path) for path, names in rules.labels.items() for name in names]
    pairs += [(normal(name), "") for name in rules.other_labels]
    return _vocabulary(id(rules), tuple(pairs))


def path_of(label: str, known: dict[str, str]) -> str | None:
    """The field a label names ("" for a known label of none), None where it is no label."""
    name = normal(label)
    if name in known:
        return known[name]
    if len(name) < 4 or len(name) > MAX_LABEL:
        return None
    best = process.extractOne(name, known.keys(), scorer=fuzz.ratio, score_cutoff=LIKE)
    return known[best[0]] if best else None


def labelled(rows: Sequence[Row], rules: LabelRules) -> list[Labelled]:
    """All labels with their values; a value goes on in the rows below until another label, a blank or a new block."""
    known = vocabulary(rules)
    heads = [_head(row, known) for row in rows]
    found = []
    for index, head in enumerate(heads):
        if head is None:
            continue
        path, value = head
        taken = [rows[index]]
        if path is not None:
            for row, other in _following(rows, heads, index, rules):
                del other
                if not value.strip() or _goes_on(value, row, path):
                    value = f"{value} {row.flat}".strip()
                    taken.append(row)
                else:
                    break
        found.append(Labelled(path=path or None, value=" ".join(value.split()), rows=tuple(taken), index=index))
    return found


def of_tables(documents: Sequence[Document], rows: Sequence[Row], rules: LabelRules) -> list[Labelled]:
    """Labels of forms in ruled tables: a cell with a label, the next with its value, wrapped as they may be."""
    known = vocabulary(rules)
    found = []
    tables = [table for document in documents for page in document.pages for table in page.tables]
    for cells in (row for table in tables for row in table.rows):
        filled = [" ".join(cell.split()) for cell in cells if cell.strip(" :")]
        path = path_of(filled[0].rstrip(" :"), known) if len(filled) == 2 else None
        if not path:
            continue
        start = filled[1].split("   ")[0][:20].lower()
        index = next((number for number, row in enumerate(rows) if start in row.flat.lower()), None)
        if index is not None:
            found.append(Labelled(path=path, value=filled[1].strip(" :"), rows=(rows[index],), index=index))
    return found


def _head(row: Row, known: dict[str, str]) -> tuple[str, str] | None:
    match = _SPLIT.match(row.text)
    if match is None:
        return None
    path = path_of(match["label"], known)
    if path is None:
        return None
    value = match["value"].lstrip(" :=").strip()
    if ":" not in row.text and not value:
        return None
    return path, value


def _following(
    rows: Sequence[Row], heads: Sequence[tuple[str, str] | None], index: int, rules: LabelRules
) -> Iterator[tuple[Row, None]]:
    stop = rules.patterns
    for row, head in zip(rows[index + 1 : index + 8], heads[index + 1 : index + 8], strict=False):
        text = row.flat
        if head is not None or row.part != rows[index].part:
            return
        if re.search(r"^[A-Z][\w. ]{2,30},\s*\d{1,2}\s+\w+\s+\d{4}$", text) or re.match(
            r"^pemohon\b", text, re.IGNORECASE
        ):
            return  # place and date of a form's foot
        if stop["closing"].search(text) or stop["letter"].search(text) or re.match(r"^[A-H]\.\s+[A-Z ]{6,}$", text):
            return
        yield row, None


_LONG_PATHS = ("issue.description", "requested_resolution", "subject")


def _goes_on(value: str, row: Row, path: str) -> bool:
    """Long values wrap over rows; short ones do not, unless they were cut in the middle."""
    if path in ("issue.description", "requested_resolution"):
        return not re.search(r"\s{3,}", row.text) and not re.match(r"^[A-H]\.\s", row.text)
    if path == "subject":
        return row.flat[:1].islower() or (
            len(value) > 30
            and not re.match(r"^(kepada|yth|di\b|dengan hormat)", row.flat, re.IGNORECASE)
            and row.text.startswith(" ")
        )
    return False
