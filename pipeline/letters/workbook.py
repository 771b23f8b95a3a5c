"""The annex of a recap: each figure's cases, as a workbook that people may sort and sum."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

LONGEST = 32_767  # characters of a cell
WIDEST = 60  # characters of a column
Row = Sequence[str | int | float | None]


def _storable(text: str) -> str:
    """Text as a cell takes it: without control characters, and not longer than Excel reads."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


def workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """A workbook with a sheet a table, its first row the head. Text that begins like a formula stays text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(row=number, column=column)
                cell.value = _storable(value) if isinstance(value, str) else value
                if isinstance(value, str):
                    cell.data_type = "s"
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column in range(1, len(rows[0]) + 1 if rows else 1):
            longest = max(len(str(row[column - 1] or "")) for row in rows)
            sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, longest + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
