"""The head of a letter: number, date, subject, urgency, addressee, signatory (NASKAH 1 to 4)."""

from __future__ import annotations

import re

from pipeline.extraction import values
from pipeline.extraction.sheet import Sheet
from pipeline.extraction.timing import written_on
from pipeline.model import Form, Sifat


def find_head(sheet: Sheet) -> None:
    """Put number, date, subject, sifat, addressee and signatory; a bare mail has its own subject only."""
    if sheet.form is Form.EMAIL:
        if sheet.mail_subject:
            subject = re.sub(r"^((re|fwd?|bls|trs)\s*:\s*)+", "", sheet.mail_subject, flags=re.IGNORECASE).strip()
            sheet.put("subject", subject, sheet.rows[:1], "mail subject", 0.7)
        return
    for label in sheet.labelled("number"):
        number = values.letter_number(label.value)
        if number:
            sheet.put("number", number, label.rows[:1], "label")
            break
    if "number" not in sheet.found:
        _bare_number(sheet)
    for label in sheet.labelled("date", before=sheet.closing):
        day = written_on(label.value, sheet.dates, sheet.zone)
        sheet.put("date", day.isoformat() if day else None, label.rows, "label")
    if "date" not in sheet.found:
        _date_beside_number(sheet)
    for label in sheet.labelled("subject", before=sheet.closing):
        sheet.put("subject", label.value, label.rows, "label")
    for label in sheet.labelled("sifat"):
        word = re.sub(r"[^a-z]+", "_", label.value.lower()).strip("_")
        sheet.put("sifat", word if word in {sifat.value for sifat in Sifat} else None, label.rows, "label")
    _addressee(sheet)
    sign = sheet.signature
    sheet.put("signatory.name", sign.name, sign.name_rows, "signature")
    sheet.put("signatory.nip", sign.nip, sign.nip_rows, "signature")
    sheet.put("signatory.position", sign.position, sign.position_rows, "signature", 0.8)


_DATE_ALONE = re.compile(
    r"(?:^|\s{2,}|,\s*|\s)(\d{1,2}(?:[\s.,\-]+[A-Za-z]{3,9}[\s.,\-]+|\s?[/\-]\s?\d{1,2}\s?[/\-]\s?)\d{4})\W*$"
)


def _bare_number(sheet: Sheet) -> None:
    """`NOMOR W.99-TI.06.01-88` centred below "NOTA DINAS", without a colon."""
    for row in sheet.rows[: min(sheet.closing, 25)]:
        match = re.match(r"^\W*(?:nomor|no)\b[\s.:]*(.+)$", row.flat, re.IGNORECASE)
        number = values.letter_number(match[1]) if match else None
        if number:
            sheet.put("number", number, [row], "number line")
            return


def _date_beside_number(sheet: Sheet) -> None:
    """A surat has its date right on the number's line, or nearby; "Jakarta, 5 Mei 2026" at the foot of a form."""
    head = sheet.rows[: min(sheet.closing, 22)]
    candidates = [row for row in head if re.match(r"^\W*(nomor|no)\b", row.flat, re.IGNORECASE)] + head
    for row in [*candidates, *sheet.rows[sheet.closing - 3 if sheet.form is Form.FORMULIR else sheet.closing :]]:
        text = re.sub(r"^\W*(nomor|no)\W*\S+", "", row.flat, flags=re.IGNORECASE)
        alone = _DATE_ALONE.search(text)
        day = written_on(alone[1], sheet.dates, sheet.zone) if alone and len(text.split()) <= 9 else None
        if day:
            sheet.put("date", day.isoformat(), [row], "beside the number", 0.85)
            return


_AT = re.compile(r"^\W*(di\b|tempat\b)", re.IGNORECASE)


def _addressee(sheet: Sheet) -> None:
    for label in sheet.labelled("addressee", before=sheet.closing):
        sheet.put("addressee", label.value, label.rows, "label")
    for index, row in enumerate(sheet.rows[:30]):
        match = re.match(r"^\W*(?:kepada\s+)?yth\.?\s*:?\s*(.*)$", row.flat, re.IGNORECASE)
        if match:
            taken = [row] if len(match[1]) > 3 else []
            below = sheet.rows[index + 1 : index + 5]
            place = next((i for i, other in enumerate(below) if _AT.match(other.flat)), None)
            if place is not None:
                taken += below[:place]
            elif not taken:
                taken = below[:1]
            said = " ".join(
                [match[1] if len(match[1]) > 3 else "", *(other.flat for other in taken if other is not row)]
            )
            sheet.put("addressee", said.strip(" ,:"), taken, "yth")
            return
