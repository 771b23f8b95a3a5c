"""Fields in the letters that are to be filled in: where values belong, in a file that is still what was issued."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import pdfplumber
import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

import letter_desk as desk
from completing import with_values
from pipeline import letters
from pipeline.errors import LetterError
from pipeline.letters import Converter
from pipeline.model import Part
from pipeline.reading import Reader

FILLABLE = [name for name, kind in desk.kinds().items() if kind.fillable]
RIGHTS = "Data hak akses (nama, NIP, aplikasi, dan peran setiap pengguna)"
EMPTY = {
    "formulir-keluhan": [
        "Nama", "NIP", "Jabatan", "Unit Kerja", "No. HP", "Nama Aplikasi", "Tanggal/Waktu Kejadian", "Lokasi", "Uraian Keluhan",
        "Bukti", "Penyelesaian yang diharapkan",
    ],
    "permintaan-kelengkapan": ["1. Nama unit pemohon", f"2. {RIGHTS}"],
}  # fmt: skip


@lru_cache
def issued(letter_id: str, converter: Converter) -> tuple[bytes, bytes]:
    """A letter that says as little as may be, without fields and with them."""
    context = desk.write(letter_id, desk.bare(desk.moment(letter_id)))
    context["kekurangan"] = ["Nama unit pemohon", RIGHTS]
    flat = converter.pdf(desk.render(letter_id, context))
    return flat, letters.with_fields(flat)


def fields(pdf: bytes) -> list[Any]:
    root = PdfFileReader(io.BytesIO(pdf)).root
    return [one.get_object() for one in root["/AcroForm"]["/Fields"]] if "/AcroForm" in root else []


def pages(pdf: bytes) -> list[tuple[bytes, bool]]:
    """What each page shows beside its fields, as instructions, and whether the file calls itself PDF/A-2."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        archival = b"<pdfaid:part>2</pdfaid:part>" in document.Root.Metadata.read_bytes()
        return [(page.Contents.read_bytes(), archival) for page in document.pages]


@pytest.mark.parametrize("letter_id", FILLABLE)
def test_each_empty_value_has_a_field_that_bears_its_label(letter_id: str, converter: Converter) -> None:
    found = fields(issued(letter_id, converter)[1])
    assert [str(one["/TU"]) for one in found] == EMPTY[letter_id]
    assert len({str(one["/T"]) for one in found}) == len(found)


@pytest.mark.parametrize("letter_id", FILLABLE)
def test_fields_stand_beside_their_labels_over_nothing(letter_id: str, converter: Converter) -> None:
    pdf = issued(letter_id, converter)[1]
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        (page,) = opened.pages
        for field in fields(pdf):
            x0, y0, x1, y1 = (float(side) for side in field["/Rect"])
            box = (x0, page.height - y1, x1, page.height - y0)
            assert page.within_bbox(box).extract_text() == ""
            beside = page.crop((60, box[1] - 2, x0, box[3] + 2)).extract_text().replace(" :", "")
            assert " ".join(beside.split()) == str(field["/TU"])


@pytest.mark.parametrize("letter_id", FILLABLE)
def test_what_the_converter_made_stays_as_it_is_below_the_fields(letter_id: str, converter: Converter) -> None:
    flat, pdf = issued(letter_id, converter)
    assert pages(pdf) == pages(flat)
    assert letters.with_fields(flat) == pdf
    assert b"NeedAppearances" not in pdf, "PDF/A does not allow it"
    assert all("/N" in field["/AP"] for field in fields(pdf))


@pytest.mark.parametrize("letter_id", FILLABLE)
def test_what_is_filled_in_is_read_beside_its_label(letter_id: str, converter: Converter) -> None:
    labels = [label.removeprefix("1. ").removeprefix("2. ") for label in EMPTY[letter_id]]
    filled = with_values(issued(letter_id, converter)[1], {label: f"isian {label[:4]}" for label in labels})
    with Reader() as reader:
        (document,) = reader.read(Part(name="formulir.pdf", content_type="application/pdf", content=filled))
    text = " ".join(document.text.split())
    rows = {" ".join(row[-2:]) for page in document.pages for table in page.tables for row in table.rows}
    for label in labels:
        said = f"isian {label[:4]}"
        assert any(f"{label}{between}{said}" in text for between in (" : ", " ")) or f"{label} {said}" in rows


def test_a_letter_without_empty_frames_stays_as_it_is(converter: Converter) -> None:
    flat = converter.pdf(desk.render("tanggapan", desk.write("tanggapan")))
    assert letters.with_fields(flat) == flat


def test_what_has_fields_already_is_refused(converter: Converter) -> None:
    with pytest.raises(LetterError, match="dapat diisi"):
        letters.with_fields(issued("formulir-keluhan", converter)[1])
