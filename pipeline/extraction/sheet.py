"""One letter being read: its rows, labels and signature, and the fields found so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from datetime import date
from zoneinfo import ZoneInfo

from pipeline.dates import DateRules
from pipeline.extraction import values
from pipeline.extraction.access import Access, find_access
from pipeline.extraction.evidence import field
from pipeline.extraction.grouping import Group
from pipeline.extraction.labels import Labelled, labelled, of_tables
from pipeline.extraction.rows import Row, without_item
from pipeline.extraction.signature import Signature, name_of, signature
from pipeline.filenames import BODY
from pipeline.model import Field, Form
from pipeline.rulebook import Directory
from pipeline.rulebook.labels import LabelRules

HEAD = 25  # rows in which the head of a letter stands
FORM_LABELS = 6  # so many different labels make a form
_MARKED = re.compile(r"\$\{\w+\}|\[@?\w+\]|…+|\.{4,}")  # placeholders of drafts: an empty value


class Sheet:
    """Finders put what they find here, better ones first: the first value of a field stays."""

    def __init__(
        self,
        rows: list[Row],
        source: Group,
        *,
        rules: LabelRules,
        dates: DateRules,
        directory: Directory,
        zone: ZoneInfo,
        sent: date | None,
        subject: str = "",
        writer: str = "",
        address: str = "",
    ) -> None:
        self.dates = dates
        self.rules, self.source, self.directory, self.zone, self.sent = rules, source, directory, zone, sent
        self.rows = rows
        self.mail_subject, self.writer, self.address = subject, writer, address
        self.found: dict[str, Field] = {}
        self.labels = [*of_tables(source.documents, rows, rules), *labelled(rows, rules)]
        self.access = self._access()
        self.form = self._form()
        self.closing = self._closing()
        self.signature: Signature = (
            signature(rows[self.closing :], rules) if self.form is not Form.EMAIL else Signature()
        )

    def _access(self) -> Access:
        subject = next((label.value for label in self.labels if label.path == "subject"), self.mail_subject)
        return find_access(
            self.source.documents,
            self.rows,
            self.rules,
            subject=subject,
            writer=self.writer,
            lists=self.source.lists,
        )

    def for_matter(self, common: dict[str, Field]) -> Sheet:
        """The same letter for one of several requests: what is common is found already, labels of an issue are no one's."""
        other = copy(self)
        other.found = dict(common)
        other.labels = [
            label for label in self.labels if not (label.path or "").startswith(("issue.", "requested_", "subject"))
        ]
        return other

    def value(self, path: str) -> str | None:
        """The value found so far."""
        found = self.found.get(path)
        return found.value if found else None

    def put(self, path: str, value: str | None, rows: Sequence[Row], finder: str, sure: float = 0.9) -> None:
        """Keep a value unless the field has one already, or it is a placeholder of a draft; `sure` is 0..1."""
        if value and path not in self.found and rows and not _MARKED.fullmatch(value):
            self.found[path] = field(path, values.mended(value), rows, finder=finder, sure=sure)

    def labelled(self, path: str, *, before: int | None = None) -> list[Labelled]:
        """Filled labels of a field, above row `before`."""
        stop = before if before is not None else len(self.rows)
        return [
            label
            for label in self.labels
            if label.path == path
            and label.index < stop
            and label.value.strip(" -–:")
            and id(label.rows[0]) not in self.access.rows
        ]

    def anchor(self) -> date | None:
        """The day that "kemarin" counts from: the letter's date, else the mail's."""
        value = self.value("date")
        return date.fromisoformat(value) if value else self.sent

    def _form(self) -> Form:
        if self.source.form:
            return self.source.form
        head = [row.flat for row in self.rows[:HEAD]]
        cue = self.rules.patterns
        if cue["form"].search("\n".join(head)) or self._looks_like_a_form(head):
            return Form.FORMULIR
        if self.source.documents[0].part == BODY and not self._is_pasted_letter(head):
            return Form.EMAIL
        return Form.NOTA_DINAS if any(cue["nota_dinas"].search(row) for row in head) else Form.SURAT

    def _looks_like_a_form(self, head: Sequence[str]) -> bool:
        """A form whose title was lost: many filled labels of a form, and neither head nor closing of a letter."""
        if self.source.documents[0].part == BODY or any(self.rules.patterns["form_not"].search(row) for row in head):
            return False
        paths = {label.path for label in self.labels if label.path}
        asked = {path for path in paths if path.startswith(("issue.", "requested_"))}
        return len(paths) >= FORM_LABELS and len(asked) >= 2 and "requester.unit" in paths | {"requester.name"}

    def _is_pasted_letter(self, head: Sequence[str]) -> bool:
        """A letter in a mail's own text: its number, and two more lines of a letter's head."""
        cue = self.rules.patterns["letter_head"]
        lines = {found.group().lower().strip(" :.") for row in head for found in cue.finditer(row)}
        numbered = any(label.path == "number" and values.letter_number(label.value) for label in self.labels)
        return numbered and len(lines) >= 2

    def _closing(self) -> int:
        """The row where the letter's text ends: "Demikian ...", or where the signature begins; else all rows."""
        cue = self.rules.patterns
        for index, row in enumerate(self.rows):
            if cue["letter_end"].search(without_item(row.flat)):
                return index
        if self.form is Form.FORMULIR:
            ends = (i for i, row in enumerate(self.rows) if i > 8 and cue["form_end"].search(row.flat))
            return next(ends, len(self.rows))
        if self.form is Form.EMAIL:
            return len(self.rows)
        thanks = [i for i, row in enumerate(self.rows) if i > 6 and cue["closing"].search(row.flat)]
        return thanks[-1] if thanks else self._above_the_signature()

    def _above_the_signature(self) -> int:
        """Without a closing sentence: the position above the last NIP."""
        heads = self.rules.head_pattern
        for index in range(len(self.rows) - 1, max(6, len(self.rows) - 20), -1):
            if values.nip(self.rows[index].text) and any(
                name_of(row, self.rules) for row in self.rows[max(0, index - 2) : index]
            ):
                above = [i for i in range(max(6, index - 8), index) if heads.search(self.rows[i].flat)]
                if not above:
                    return index - 2
                says = any(label.index == above[0] - 1 and label.path for label in self.labels)
                return max(0, above[0] if says else above[0] - 1)  # place and date stand above the position
        return len(self.rows)
