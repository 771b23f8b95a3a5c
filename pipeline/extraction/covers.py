"""What stands around a letter: the words of who sent it on, and sheets that an office puts before it.

Of a cover only what completes or corrects the contact counts. Whoever signs it asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipeline.dates import DateRules, moments
from pipeline.extraction import values
from pipeline.extraction.content import SALUTE
from pipeline.extraction.issue import read_content
from pipeline.extraction.requester import find_named_contact, find_requester
from pipeline.extraction.sheet import Sheet
from pipeline.extraction.units import find_units
from pipeline.model import Document, Field, Page
from pipeline.rulebook.labels import LabelRules

COVER = "cover"  # the finder of a field that a cover says
_CONTACT = ("phone", "nip", "name", "unit", "email", "position")
_SHORT_LINE = 7  # words: a line of a signature
_CORRECTS = re.compile(
    r"\b(ralat|koreksi|perbaikan|salah|keliru|yang (benar|betul|baru|aktif)|seharusnya|sudah (ganti|berganti|diganti)|bukan|tidak aktif)\b",
    re.IGNORECASE,
)
_OWN_UNIT = re.compile(r"\b(kami|saya) (dari|di|pada|selaku)\b", re.IGNORECASE)
_SHEET = re.compile(
    r"\W*(lembar|kartu|formulir|form)\W+(kendali\W+)?(disposisi|pengantar disposisi|ekspedisi|kendali)\b.{0,60}"
    r"|\W*(tanda|bukti)\W+(terima|penerimaan)\b.{0,60}|\W*(disposisi|diterima|surat masuk)\W*",
    re.IGNORECASE,
)
_SHEET_LABEL = re.compile(
    r"(no(mor)?\.?\s*agenda|agenda no|di?terima (tanggal|tgl|pada|oleh)|tgl\.?\s*(di)?terima|tanggal (di)?terima|diteruskan (kepada|ke)|isi disposisi"
    r"|surat dari|asal surat|instruksi|no(mor)?\.? surat|tgl\.? surat|tanggal surat|yang menerima|kode|paraf|sifat|indeks)",
    re.IGNORECASE,
)
_TITLE_ROWS = 10  # in which the title of a sheet stands
_LABELS = 2


def day_of(text: str, dates: DateRules, *, sent: date | None, zone: ZoneInfo) -> date | None:
    """The day that the head of a forwarded mail says."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return next((one.day for one in moments(text, rules=dates, anchor=sent, zone=zone) if one.day_said), None)
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def above_signature(cover: str, rules: LabelRules) -> str:
    """A cover without the block in which its writer signs: from the thanks, or from a name with short lines below it."""
    lines = cover.split("\n")
    filled = [place for place, line in enumerate(lines) if line.strip()]
    end = len(lines)
    for place in reversed(filled[1:]):
        line = lines[place].strip()
        if len(line.split()) > _SHORT_LINE or line.endswith((".", "?", "!")):
            break
        if SALUTE.match(line) or _names_somebody(line, rules):
            end = place
    return "\n".join(lines[:end])


def _names_somebody(line: str, rules: LabelRules) -> bool:
    name = None if re.search(r"[:\d]", line) else values.person(line, rules)
    return bool(name) and len(str(name).split()) >= len(line.split()) - 1


def contact_of_cover(sheet: Sheet) -> tuple[Mapping[str, Field], Mapping[str, Field]]:
    """What a cover says of the contact, and what of it takes the place of what the letter says."""
    content = read_content(sheet)
    for sentence in content.all:
        if _CORRECTS.search(sentence.text):
            sheet.put("requester.phone", values.phone(_behind(sentence.text)), sentence.rows, COVER, 0.85)
            sheet.put("requester.nip", values.nip(_behind(sentence.text)), sentence.rows, COVER, 0.85)
    corrects = dict(sheet.found)
    find_requester(sheet)
    find_named_contact(sheet, content)
    for sentence in content.all:
        sheet.put("requester.phone", values.phone(sentence.text), sentence.rows, COVER, 0.8)
        sheet.put("requester.nip", values.nip(sentence.text), sentence.rows, COVER, 0.8)
    find_units(sheet)
    completes = {
        path: replace(found, finder=COVER)
        for path, found in sheet.found.items()
        if path.partition(".")[2] in _CONTACT and path.startswith("requester.")
    }
    if "requester.unit" in completes and _OWN_UNIT.search(completes["requester.unit"].text):
        del completes["requester.unit"]
    return completes, corrects


def _behind(text: str) -> str:
    """What follows the word that corrects; of "bukan X tetapi Y" the latter."""
    found = re.search(
        r"\b(tetapi|melainkan|yang (benar|betul|baru|aktif)|seharusnya|menjadi)\b(.*)", text, re.IGNORECASE
    )
    return found[3] if found and re.search(r"\d{3}", found[3]) else text


def without_sheets(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Documents without sheets of disposition and receipt, where something else is left."""
    kept = tuple(_letter_pages(document) for document in documents)
    if any(document.pages and not _is_sheet_alone(document) for document in kept):
        return tuple(replace(one, pages=()) if one.pages and _is_sheet_alone(one) else one for one in kept)
    return tuple(documents)


def _letter_pages(document: Document) -> Document:
    pages = tuple(page for page in document.pages if not _is_sheet(page))
    return replace(document, pages=pages) if pages and len(pages) < len(document.pages) else document


def _is_sheet_alone(document: Document) -> bool:
    return bool(document.pages) and all(_is_sheet(page) for page in document.pages)


def _is_sheet(page: Page) -> bool:
    """Whether a page is titled as such a sheet and has its labels."""
    lines = [line.text for line in page.lines if line.text.strip()]
    titled = any(_SHEET.fullmatch(line.strip()) for line in lines[:_TITLE_ROWS])
    found = {match[0].lower() for line in lines for match in _SHEET_LABEL.finditer(line)}
    return titled and len(found) >= _LABELS
