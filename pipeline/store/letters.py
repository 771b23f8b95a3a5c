"""Rows of letters that were written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from pipeline.model import IssuedLetter, StoredFile
from pipeline.store.records import Drawn, LetterRow
from pipeline.store.rows import FILES, letter_of
from pipeline.store.tables import LetterTable
from pipeline.store.unit import Unit


class Letters(Unit):
    """Letters, numbered or not."""

    def add_letter(
        self,
        issued: IssuedLetter,
        *,
        case: str,
        context: Mapping[str, Any],
        images: tuple[StoredFile, ...],
        drawn: Drawn | None,
        at: datetime,
    ) -> None:
        """A letter to be rendered; `drawn` is its number's place in its register."""
        self._add(
            LetterTable(
                id=issued.id,
                case_id=case,
                kind=issued.letter,
                draft=issued.draft,
                number=issued.number,
                register=drawn.register if drawn else None,
                year=drawn.year if drawn else None,
                sequence=drawn.sequence if drawn else None,
                issued_at=at,
                context=dict(context),
                images=FILES.dump_python(images, mode="json"),
            )
        )

    def letter(self, letter_id: str) -> LetterRow:
        """A letter by its id."""
        return letter_of(self._get(LetterTable, letter_id, "surat"))

    def letter_of_file(self, sha256: str) -> LetterRow | None:
        """The letter that was issued as this very file, DOCX or PDF."""
        found = or_(LetterTable.pdf_sha256 == sha256, LetterTable.docx_sha256 == sha256)
        row = self._session.scalars(select(LetterTable).where(found)).first()
        return letter_of(row) if row else None

    def letters_of_number(self, number: str) -> tuple[LetterRow, ...]:
        """Letters that bear a number, the newest first."""
        query = select(LetterTable).where(LetterTable.number == number).order_by(LetterTable.issued_at.desc())
        return tuple(letter_of(row) for row in self._session.scalars(query))

    def finish_letter(self, letter_id: str, *, docx_sha256: str, pdf_sha256: str) -> None:
        """It is rendered."""
        row = self._get(LetterTable, letter_id, "surat")
        row.docx_sha256, row.pdf_sha256 = docx_sha256, pdf_sha256
        self.wrote = True

    def cancel_letter(self, letter_id: str, *, at: datetime) -> bool:
        """Its answer was taken back; the number stays used. False if it is cancelled already, or not written yet."""
        row = self._session.get(LetterTable, letter_id)
        if row is None or row.cancelled_at is not None:
            return False
        row.cancelled_at = at
        self.wrote = True
        return True

    def numbered_letters(self, year: int) -> tuple[LetterRow, ...]:
        """Letters with a number of that year, by register and sequence; cancelled ones too."""
        query = select(LetterTable).where(LetterTable.year == year).order_by(LetterTable.register, LetterTable.sequence)
        return tuple(letter_of(row) for row in self._session.scalars(query))

    def letters_of(self, case: str) -> tuple[LetterRow, ...]:
        """All letters of a case, in the order in which they were written."""
        query = select(LetterTable).where(LetterTable.case_id == case).order_by(LetterTable.issued_at, LetterTable.id)
        return tuple(letter_of(row) for row in self._session.scalars(query))
