"""What is reported and asked for, when, where, in which application."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extraction.content import SALUTE, SIGNED, Content, Sentence, sort_out
from pipeline.extraction.mentions import application, location
from pipeline.extraction.rows import Row, rows_of_data
from pipeline.extraction.sheet import Sheet
from pipeline.extraction.timing import onset
from pipeline.model import Field, Form

_HEAD = re.compile(
    r"^\W*(nomor|no(?=\s*[.:])|sifat|lampiran|hal|perihal|tanggal|dari|yth|kepada|tembusan)\b\.?(\s*:|\s{2,}|\s+\S+(\s+\S+){0,9}$)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"^\W*(yth|kepada|hal|perihal)\b", re.IGNORECASE)
_PLACE = re.compile(r"\W*(di\s*)?(-\s*)?(tempat|di)?\W*", re.IGNORECASE)
MAX_ROWS = 30  # in which the head of a letter ends
MAX_HEAD = 150  # characters of a line of the head; longer ones are sentences


def read_content(sheet: Sheet) -> Content:
    """Running text between head and closing, sorted; rows of labels and tables left out."""
    start = _body_start(sheet)
    stop = sheet.closing if sheet.form is not Form.EMAIL else _before_the_salute(sheet)
    taken = {id(row) for label in sheet.labels for row in label.rows if label.path is not None or label.value}
    taken |= sheet.access.rows | {id(row) for row in rows_of_data(sheet.rows, sheet.source.documents)}
    body = [row for row in sheet.rows[start:stop] if id(row) not in taken and not _is_table_row(row)]
    return sort_out(body, sheet.rules)


def _before_the_salute(sheet: Sheet) -> int:
    """Where a mail's text ends and its writer signs; all of it where text follows the thanks."""
    first = max(1, len(sheet.rows) - SIGNED)
    for index in range(first, len(sheet.rows)):
        if SALUTE.match(sheet.rows[index].flat):
            prose = any(_reads_as_prose(row.flat) for row in sheet.rows[index + 1 :])
            return len(sheet.rows) if prose else index
    return len(sheet.rows)


def _body_start(sheet: Sheet) -> int:
    """After the block of addressee and subject."""
    if sheet.form in (Form.EMAIL, Form.FORMULIR):
        return 0
    labels = {
        id(row) for label in sheet.labels for row in label.rows if label.path != "number" or label.index < MAX_ROWS
    }
    last, addressed = 0, False
    for index, row in enumerate(sheet.rows[: min(sheet.closing, MAX_ROWS)]):
        text = row.flat
        if addressed and id(row) not in labels and _reads_as_prose(text):
            break
        if _HEAD.match(text) and len(text) < MAX_HEAD:
            last = index + 1
            addressed = addressed or bool(_ADDRESSED.match(text))
        elif addressed and _PLACE.fullmatch(text):
            last = index + 1
    if last and re.fullmatch(r"\W*(?:kepada\s+)?yth\W*", sheet.rows[last - 1].flat, re.IGNORECASE):
        last += 1
    while last < sheet.closing and _still_head(sheet, sheet.rows[last].flat):
        last += 1
    return min(last, sheet.closing)


def _reads_as_prose(text: str) -> bool:
    words = text.split()
    return len(words) >= 7 and sum(word[:1].islower() for word in words) >= len(words) / 2


def _still_head(sheet: Sheet, text: str) -> bool:
    """`di Tempat`, a wrapped addressee or subject: no sentence yet."""
    if _PLACE.fullmatch(text):
        return True
    if re.fullmatch(r"(di\s*-?\s*)?[A-Z][\w ]{2,24}", text) and len(text.split()) <= 3:
        return True  # the addressee's town
    subject, addressee = sheet.value("subject") or "", sheet.value("addressee") or ""
    return len(text) > 3 and (text in subject or text in addressee)


def find_issue(sheet: Sheet, content: Content) -> None:
    """Put description, request, time, place and application: labelled values first, then running text."""
    for path in ("issue.description", "requested_resolution", "issue.location", "issue.application"):
        for label in sheet.labelled(path, before=sheet.closing):
            sheet.put(path, label.value, label.rows, "label")
    if content.description:
        text = " ".join(sentence.text for sentence in content.description)
        sheet.put("issue.description", text, _rows(content.description), "prose", 0.8)
    if content.request:
        text = " ".join(sentence.text for sentence in content.request[:1])
        sheet.put("requested_resolution", text, _rows(content.request[:1]), "prose", 0.8)
    _occurred(sheet, content)
    _mentioned(sheet, content)


def _mentioned(sheet: Sheet, content: Content) -> None:
    """Place and application as the description, the request or the subject name them, in this order."""
    texts = [(one.text, one.rows) for one in (*content.description, *content.request)]
    for path in ("issue.description", "requested_resolution", "subject"):
        said = sheet.found.get(path)
        if said and said.finder != "prose":
            texts.append((said.value, tuple(_standing(sheet, said))))
    for text, rows in texts:
        sheet.put("issue.location", location(text, sheet.rules), rows, "prose", 0.7)
        sheet.put("issue.application", application(text, sheet.rules), rows, "prose", 0.75)


def _standing(sheet: Sheet, said: Field) -> list[Row]:
    """The rows that a field was read from."""
    rows = [row for row in sheet.rows if row.part == said.part and row.page == said.page and row.flat in said.text]
    return rows or sheet.rows[:1]


def _occurred(sheet: Sheet, content: Content) -> None:
    for label in sheet.labelled("issue.occurred_at", before=sheet.closing):
        found = onset(label.value, sheet.dates, anchor=sheet.anchor(), zone=sheet.zone, labelled=True)
        sheet.put("issue.occurred_at", found, label.rows, "label")
    label_text = sheet.value("issue.description") or ""
    candidates = [(sentence.text, sentence.rows) for sentence in content.description]
    if label_text and not candidates:
        candidates = [(label_text, tuple(sheet.labelled("issue.description")[0].rows))]
    for said, rows in candidates:
        event = sheet.rules.patterns["event"].search(said)
        text = said[: event.start()] if event else said  # "mati sejak pagi, padahal besok ada acara"
        found = onset(text, sheet.dates, anchor=sheet.anchor(), zone=sheet.zone)
        if found and sheet.rules.patterns["since"].search(text):
            sheet.put("issue.occurred_at", found, rows, "prose", 0.8)
            return


def find_embedded_evidence(sheet: Sheet) -> None:
    """Put the caption of a picture that is printed in the letter itself: `Gambar 1. Tangkapan layar`."""
    for row in sheet.rows[sheet.closing :]:
        if sheet.rules.patterns["picture"].search(row.flat):
            sheet.put("issue.evidence", row.flat, [row], "annex", 0.7)


def _rows(found: Sequence[Sentence]) -> list[Row]:
    return list(dict.fromkeys(row for sentence in found for row in sentence.rows)) if found else []


def _is_table_row(row: Row) -> bool:
    return (
        bool(re.search(r"^(?!.*\bNIP\b).*\d{8}\s?\d{6}\s?\d\s?\d{3}", row.text))
        or len(re.findall(r"\s{3,}", row.text.strip())) >= 2
    )
