"""One letter being read: its rows, labels and signature, and the fields found so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from pipeline.extraction.grouping import Group
from pipeline.extraction.labels import Labelled, labelled, of_tables
from pipeline.extraction.rows import Row, field
from pipeline.extraction.signature import Signature, signature
from pipeline.model import Field, Form
from pipeline.rulebook import Directory
from pipeline.rulebook.labels import LabelRules

BODY = "body"
_MARKED = re.compile(r"\$\{\w+\}|\[@?\w+\]|…+|\.{4,}")  # placeholders of drafts: an empty value


class Sheet:
    """Finders put what they find here, better ones first: the first value of a field stays."""

    def __init__(
        self,
        rows: list[Row],
        source: Group,
        *,
        rules: LabelRules,
        directory: Directory,
        zone: ZoneInfo,
        sent: date | None,
        subject: str = "",
    ) -> None:
        self.rules, self.source, self.directory, self.zone, self.sent = rules, source, directory, zone, sent
        self.rows = rows
        self.mail_subject = subject
        self.found: dict[str, Field] = {}
        self.form = self._form()
        self.closing = self._closing()
        self.signature: Signature = (
            signature(rows[self.closing :], rules) if self.form is not Form.EMAIL else Signature()
        )
        self.labels = [*of_tables(source.documents, rows, rules), *labelled(rows, rules)]

    def value(self, path: str) -> str | None:
        """The value found so far."""
        found = self.found.get(path)
        return found.value if found else None

    def put(self, path: str, value: str | None, rows: Sequence[Row], finder: str, sure: float = 0.9) -> None:
        """Keep a value unless the field has one already, or it is a placeholder of a draft; `sure` is 0..1."""
        if value and path not in self.found and rows and not _MARKED.fullmatch(value):
            self.found[path] = field(value, rows, finder=finder, sure=sure)

    def labelled(self, path: str, *, before: int | None = None) -> list[Labelled]:
        """Filled labels of a field, above row `before`."""
        stop = before if before is not None else len(self.rows)
        return [
            label for label in self.labels if label.path == path and label.index < stop and label.value.strip(" -–:")
        ]

    def anchor(self) -> date | None:
        """The day that "kemarin" counts from: the letter's date, else the mail's."""
        value = self.value("date")
        return date.fromisoformat(value) if value else self.sent

    def _form(self) -> Form:
        if self.source.documents[0].part == BODY:
            return Form.EMAIL
        text = "\n".join(row.flat for row in self.rows[:25])
        if self.rules.patterns["form"].search(text):
            return Form.FORMULIR
        if any(self.rules.patterns["nota_dinas"].search(row.flat) for row in self.rows[:25]):
            return Form.NOTA_DINAS
        return Form.SURAT

    def _closing(self) -> int:
        for index, row in enumerate(self.rows):
            if re.match(r"^\W*(demikian|atas perhatian)\b", row.flat, re.IGNORECASE):
                return index
        if self.form is Form.FORMULIR:
            return next(
                (
                    i
                    for i, row in enumerate(self.rows)
                    if re.match(r"^pemohon\b\W*$", row.flat, re.IGNORECASE) and i > 8
                ),
                len(self.rows),
            )
        return len(self.rows)
