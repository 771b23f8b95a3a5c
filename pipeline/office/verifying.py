"""Whether a file is what was issued: the very file, a copy that says the same, or neither."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rapidfuzz import fuzz

from pipeline.extraction import letter_number
from pipeline.model import Part
from pipeline.office.returning import letter_of_mark
from pipeline.reading import Reader
from pipeline.rulebook import Rulebook
from pipeline.store import LetterRow, Store, Transaction

_TELLING = re.compile(r"\b[\w.,/-]*\d[\w.,/-]*\b")  # words with a digit: numbers, dates, amounts


SAME = 88.0  # likeness of a scan's words to the issued letter's from which it is a copy of it


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """What is known of a file. `likeness` is 0..100: how far its words are those of the letter."""

    how: Literal["identical", "copy", "differs", "unknown"]
    letter: str | None = None  # "2026-0042/nota-dinas-hasil/1"
    title: str | None = None
    number: str | None = None
    at: datetime | None = None
    draft: bool = False
    likeness: float = 0.0
    lacking: tuple[str, ...] = ()  # numbers, dates and names of the letter that the file does not say


def look_up(name: str, content: bytes, *, store: Store, reader: Reader, rulebook: Rulebook) -> Issued:
    """By the file's hash; else by its filing mark or the letter number that it names, and then by all its words."""
    with store.reading() as tx:
        row = tx.letter_of_file(hashlib.sha256(content).hexdigest())
        if row:
            return _of(row, rulebook, "identical", 100.0)
        text = _text(name, content, reader)
        found = next(_marked(name, content, reader, tx), None) or next(_named(text, tx), None)
    if found is None:
        return Issued(how="unknown")
    issued = _text("surat.pdf", store.files.get(found.pdf_sha256 or ""), reader)
    likeness = fuzz.ratio(_tight(issued), _tight(text))
    said = _tight(text)
    lacking = tuple(word for word in dict.fromkeys(_TELLING.findall(issued)) if _tight(word) not in said)
    return _of(found, rulebook, "copy" if likeness >= SAME else "differs", likeness, lacking)


def _marked(name: str, content: bytes, reader: Reader, tx: Transaction) -> Iterator[LetterRow]:
    """Issued letters whose filing mark stands on its pages."""
    part = Part(name=name, content_type="application/octet-stream", content=content)
    (documents,) = reader.marks((part,), thorough=True)
    codes = dict.fromkeys(code for document in documents for page in document.pages for code in page.marks)
    found = (letter_of_mark(code, tx) for code in codes)
    yield from (row for row in found if row and row.pdf_sha256)


def _named(text: str, tx: Transaction) -> Iterator[LetterRow]:
    """Issued letters whose number stands in a line of the text."""
    numbers = (letter_number(line) for line in text.splitlines())
    for number in dict.fromkeys(number for number in numbers if number):
        yield from (one for one in tx.letters_of_number(number) if one.pdf_sha256)


def _text(name: str, content: bytes, reader: Reader) -> str:
    part = Part(name=name, content_type="application/octet-stream", content=content)
    return "\n".join(document.text for document in reader.read(part))


def _of(
    row: LetterRow,
    rulebook: Rulebook,
    how: Literal["identical", "copy", "differs"],
    likeness: float,
    lacking: tuple[str, ...] = (),
) -> Issued:
    kind = rulebook.letters.get(row.kind)
    return Issued(
        how=how, letter=row.id, title=kind.title if kind else row.kind, number=row.number, at=row.issued_at,
        draft=row.draft, likeness=round(likeness, 1), lacking=lacking,
    )  # fmt: skip


def _tight(text: str) -> str:
    """Letters and digits alone, capital I and digit 1 as one: OCR takes them for each other."""
    return re.sub(r"[^A-Z0-9]", "", text.upper()).replace("I", "1").replace("O", "0").replace("L", "1")
