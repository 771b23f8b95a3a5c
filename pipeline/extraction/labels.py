"""Values that stand behind labels, in any order and wording: `No. HP : 0812-...`, `Nama Unit   Lapas Contoh`, form tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from pipeline.extraction.rows import Row
from pipeline.model import Document
from pipeline.rulebook.labels import LabelRules, label_key

LIKE = 87.0  # ratio from which a label with errors of OCR is taken for a known one
MAX_LABEL = 60  # characters
_ITEM = r"(?:\(?[0-9]{1,2}[.)]\s*|\(?[a-h][.)]\s+|[-•●▪*✓]\s+)?"
# A colon, and what OCR makes of one before a value: "1”", ">", "«".
_COLON = r"(?:\s*[:=]|\s+[;>»«!|'’”\"“]{1,2}|\s{3,}[1lI;>»«!|'’”\"“.,\-–—]{1,2}(?=\s))"
_SPLIT = re.compile(rf"^\s*[|\[\]]?\s*{_ITEM}(?P<label>[A-Za-z][^:=]{{0,59}}?)(?:{_COLON}\s*|\s{{3,}})(?P<value>.*)$")
_NEXT = re.compile(r"(?:[,;|(/]|\s{2,}|\s[-–]\s)\s*(?P<label>[A-Za-z][^:=,;|()]{1,40}?)\s*[:=]\s*")
_LEADING = re.compile(r"^[\s:=;>»«!|”“]+")
_OCR = str.maketrans("1i!|05", "llllos")  # letters that OCR takes for each other are one


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """A label, which field it names (None: known, but none of ours), and what stands behind it."""

    path: str | None
    value: str
    rows: tuple[Row, ...]
    index: int  # of the first row


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """Every known label with its path; "" for labels of lines that are not ours."""

    exact: dict[str, str]
    alike: dict[str, str]  # the same, as OCR may read it
    fillers: tuple[re.Pattern[str], ...]  # words that say nothing: "yang dapat dihubungi"

    def path_of(self, label: str) -> str | None:
        """The field a label names ("" for a known label of none), None where it is no label."""
        name = label_key(label)
        if not name or len(name) > MAX_LABEL:
            return None
        found = self._known(name)
        if found is None:
            found = next(
                (path for shorter in self._without_fillers(name) if (path := self._known(shorter)) is not None), None
            )
        if found is None:
            found = self._joined(name)
        return found

    def _without_fillers(self, name: str) -> Iterator[str]:
        """The label without one of the words that say nothing, then without all of them."""
        shorter = name
        for filler in self.fillers:
            if filler.search(name):
                yield label_key(filler.sub(" ", name))
                shorter = filler.sub(" ", shorter)
        if label_key(shorter):
            yield label_key(shorter)

    def _known(self, name: str) -> str | None:
        if name in self.exact:
            return self.exact[name]
        alike = name.translate(_OCR)
        if alike in self.alike:
            return self.alike[alike]
        if len(name) < 4:
            return None
        best = process.extractOne(name, self.exact.keys(), scorer=fuzz.ratio, score_cutoff=LIKE)
        return self.exact[best[0]] if best else None

    def _joined(self, name: str) -> str | None:
        """`nama/nip`, `nama dan no hp`: all pieces known; the first that is ours counts, its value holds the others."""
        pieces = [piece.strip() for piece in re.split(r"/|\bdan\b|&|\+|,", name)]
        paths = [self._known(piece) for piece in pieces if piece]
        if len(paths) < 2 or None in paths:
            return None
        return next((path for path in paths if path), "")


@lru_cache(maxsize=4)
def _built(pairs: tuple[tuple[str, str], ...], fillers: tuple[re.Pattern[str], ...]) -> Vocabulary:
    exact = dict(pairs)
    return Vocabulary(exact=exact, alike={name.translate(_OCR): path for name, path in exact.items()}, fillers=fillers)


def vocabulary(rules: LabelRules) -> Vocabulary:
    """The labels of the rules."""
    return _built(rules.label_pairs, rules.filler_patterns)


def labelled(rows: Sequence[Row], rules: LabelRules) -> list[Labelled]:
    """All labels with their values; a value goes on in the rows below until another label, a blank or a new block."""
    known = vocabulary(rules)
    heads = [_heads(row, known) for row in rows]
    found = []
    for index, several in enumerate(heads):
        for number, (path, first) in enumerate(several):
            value, taken = first, [rows[index]]
            if path and number == len(several) - 1:
                for row in _following(rows, heads, index, rules):
                    if not value.strip() or _goes_on(value, row, path, rows[index]):
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
        path = known.path_of(filled[0].rstrip(" :")) if len(filled) == 2 else None
        if not path:
            continue
        start = filled[1].split("   ")[0][:20].lower()
        index = next((number for number, row in enumerate(rows) if start in row.flat.lower()), None)
        if index is not None:
            found.append(Labelled(path=path, value=filled[1].strip(" :"), rows=(rows[index],), index=index))
    return found


def _heads(row: Row, known: Vocabulary) -> list[tuple[str, str]]:
    """The labels of a row with their values: one at its beginning, others behind it (`HP: 0812..., NIP: 1985...`)."""
    match = _SPLIT.match(row.text)
    path = known.path_of(match["label"]) if match else None
    if match is None or path is None:
        return _by_value(row, known)
    value = _LEADING.sub("", match["value"]).strip()
    if ":" not in row.text and not value:
        return []
    found = [(path, value)]
    while (
        later := next((hit for hit in _NEXT.finditer(found[-1][1]) if known.path_of(hit["label"])), None)
    ) is not None:
        path, value = found[-1]
        found[-1] = (path, value[: later.start()].strip())
        found.append((known.path_of(later["label"]) or "", value[later.end() :].strip()))
    return found


_BY_VALUE = re.compile(
    rf"^\s*{_ITEM}(?P<label>[A-Za-z][A-Za-z./ ]{{1,40}}?)\s+(?P<value>\(?(?:\+?62|0)[\d\s().\-]{{7,}}|\d{{8}}[\d .]{{10,}}|\S+@\S+)\s*$"
)


def _by_value(row: Row, known: Vocabulary) -> list[tuple[str, str]]:
    """`HP 0812-...`, `NIP 1985...`: no colon, but a value that can be nothing else."""
    match = _BY_VALUE.match(row.text)
    path = known.path_of(match["label"]) if match else None
    return [(path, match["value"])] if match and path in ("requester.phone", "requester.nip", "requester.email") else []


def _following(
    rows: Sequence[Row], heads: Sequence[list[tuple[str, str]]], index: int, rules: LabelRules
) -> Iterator[Row]:
    stop = rules.patterns
    for row, head in zip(rows[index + 1 : index + 8], heads[index + 1 : index + 8], strict=False):
        text = row.flat
        if head or row.part != rows[index].part:
            return
        if re.search(r"^[A-Z][\w. ]{2,30},\s*\d{1,2}\s+\w+\s+\d{4}$", text) or re.match(
            r"^pemohon\b", text, re.IGNORECASE
        ):
            return  # place and date of a form's foot
        if stop["closing"].search(text) or stop["letter"].search(text) or re.match(r"^[A-H]\.\s+[A-Z ]{6,}$", text):
            return
        yield row


def _goes_on(value: str, row: Row, path: str, above: Row) -> bool:
    """Long values wrap over rows; short ones do not, unless they were cut in the middle."""
    if path in ("issue.description", "requested_resolution"):
        return not re.search(r"\s{3,}", row.text.strip()) and not re.match(r"^[A-H]\.\s", row.text)
    if path not in ("subject", "addressee", "sender_office", "requester.unit"):
        return False
    if row.block or re.match(r"^\W*(kepada|yth|di|dengan|sehubungan|menindaklanjuti)\b", row.flat, re.IGNORECASE):
        return False
    if row.flat[:1].islower() and len(row.flat) < MAX_WRAP:
        return True
    return len(value) > FULL and len(row.flat) < MAX_WRAP and _below_value(row, above)


FULL = 12  # characters of a value that may have reached the end of its line
MAX_WRAP = 70  # characters: a longer row is text


def _below_value(row: Row, above: Row) -> bool:
    """Whether a row begins under the value, right of the label, not under the label."""
    if row.line.box and above.line.words and above.line.words[0].box:
        return row.line.box.x0 > above.line.words[0].box.x1
    return row.text.startswith("  ")
