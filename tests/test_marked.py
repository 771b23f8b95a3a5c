"""The view of a letter for people: its words in place, its fields marked, nothing of it executed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from pipeline.config import default_rules, default_samples, default_templates, load_rulebook
from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.marked import as_html, in_terminal, marked_words, marks_of
from pipeline.model import Understanding
from pipeline.reading import Reader
from pipeline.rulebook import Directory

SCAN, TYPED, MAIL = "hak-akses-pindai", "gangguan-nodis-pdf", "keluhan-surel"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1, pictures=True) as one:
        yield one


def understood(reader: Reader, raw: bytes) -> Understanding:
    return inspect(
        "mail.eml",
        raw,
        rulebook=load_rulebook(default_rules()),
        directory=Directory(),
        zone=DEFAULT_ZONE,
        reader=reader,
    )


def sample(name: str) -> bytes:
    return (Path(default_samples()) / name / "mail.eml").read_bytes()


def printed(found: Understanding, width: int) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(in_terminal(found, width=width))
    return cast("io.StringIO", console.file).getvalue()


@pytest.mark.parametrize("name", [SCAN, TYPED])
def test_each_field_of_a_page_lies_in_its_box(reader: Reader, name: str) -> None:
    found = understood(reader, sample(name))
    letter = found.letters[0]
    pages = {(one.part, page.number): page for one in found.documents for page in one.pages}
    boxed = [mark for mark in marks_of(letter) if mark.field.box]
    assert len(boxed) >= 12
    for mark in boxed:
        page = pages[mark.field.part, mark.field.page]
        marked = marked_words(mark.field.part, page, [mark])
        said = " ".join(page.lines[row].words[column].text for row, column in sorted(marked))
        assert said, mark
        if mark.path in ("signatory.name", "requester.name", "subject", "addressee"):
            assert said == mark.field.value
    date = next(mark for mark in boxed if mark.path == "date")
    words = marked_words(date.field.part, pages[date.field.part, 1], [date])
    lines = pages[date.field.part, 1].lines
    assert " ".join(lines[row].words[column].text for row, column in sorted(words)) == "2 Maret 2026"


@pytest.mark.parametrize("width", [50, 80, 120])
@pytest.mark.parametrize("name", [SCAN, TYPED, MAIL])
def test_the_terminal_shows_every_word_and_number_in_its_width(reader: Reader, name: str, width: int) -> None:
    found = understood(reader, sample(name))
    text = printed(found, width)
    assert max(len(line) for line in text.splitlines()) <= width
    letter = found.letters[0]
    shown = text.translate(str.maketrans("", "", "⁰¹²³⁴⁵⁶⁷⁸⁹")).split()
    for part in letter.parts:
        document = next(one for one in found.documents if one.part == part)
        assert set(document.text.split()) <= set(shown)
    for mark in marks_of(letter):
        if mark.field.box:
            assert str(mark.number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) in text, mark


def test_the_page_shows_scan_boxes_and_values_side_by_side(reader: Reader) -> None:
    found = understood(reader, sample(SCAN))
    page = as_html([found], templates=default_templates())
    assert page.count("data:image/jpeg;base64,") == 1
    for mark in marks_of(found.letters[0]):
        assert f'id="v1-{mark.number}"' in page
        assert f'id="b1-{mark.number}"' in page or mark.field.box is None
    assert "0852-0000-2697" in page


def test_a_hostile_letter_is_shown_and_not_run(reader: Reader) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "rina@unit.example.go.id", "ti@kantor.example.go.id", "Internet mati"
    mail["Message-ID"] = "<1@unit.example.go.id>"
    mail.set_content(
        "Internet mati di ruang <script>alert(1)</script> sejak pagi, mohon perbaikan.\nRina, 0812-0000-1188"
    )
    page = as_html([understood(reader, mail.as_bytes())], templates=default_templates())
    assert "<script" not in page
    assert "&lt;script&gt;" in page
