"""Tables of scans: the cells of ruled lines, wrapped texts joined; what is no table is none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from letter_pages import DEGRADATIONS, LetterPage
from pipeline.model import Document, Part
from pipeline.reading import Reader

FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
ROWS = (
    (("No",), ("Nama",), ("NIP",), ("Hak Akses",)),
    (("11",), ("Kartika Sari", "Wulandari, S.Kom."), ("198501012010012001",), ("Admin", "Satuan Kerja")),
    (("12",), ("Rizal Ramadhan", "Hasibuan"), ("199002022015021002",), ("Operator",)),
    (("13",), ("Siti Aminah",), ("199504042020122004",), ("Asesor",)),
)
EDGES = (300, 480, 1150, 1700, 2200)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as one:
        yield one


def drawn(*, rules: bool = True) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = Image.new("L", (2480, 3508), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(FONT, 46)
    for number, text in enumerate(("NOTA DINAS", "Nomor : W.99-TI.06.01-231", "Hal : Permohonan hak akses aplikasi")):
        draw.text((300, 300 + 90 * number), text, font=font, fill=0)
    top = 700
    for row in ROWS:
        height = 30 + 60 * max(len(cell) for cell in row)
        for cell, (left, right) in zip(row, pairwise(EDGES), strict=True):
            if rules:
                draw.rectangle((left, top, right, top + height), outline=0, width=3)
            for number, text in enumerate(cell):
                draw.text((left + 20, top + 15 + 60 * number), text, font=font, fill=0)
        top += height
    for number, text in enumerate(("Demikian kami sampaikan, atas perhatian diucapkan terima kasih.", "Budi Santoso")):
        draw.text((300, top + 200 + 90 * number), text, font=font, fill=0)
    return np.asarray(image)


def read(reader: Reader, picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Document:
    content = cv2.imencode(".png", picture)[1].tobytes()
    (document,) = reader.read(Part(name="pindaian.png", content_type="image/png", content=content))
    return document


@pytest.mark.parametrize("kind", ["clean300", "skew200", "fax150", "photo", "rot90"])
def test_the_cells_of_a_scanned_table_are_read_whole(reader: Reader, kind: str) -> None:
    page = LetterPage(picture=drawn(), text="", signature=(300, 1500))
    (table,) = read(reader, DEGRADATIONS[kind](page, 1)).pages[0].tables
    assert [row[1:] for row in table.rows] == [tuple(" ".join(cell) for cell in row[1:]) for row in ROWS]


def test_text_without_rules_is_no_table(reader: Reader) -> None:
    document = read(reader, drawn(rules=False))
    assert document.pages[0].tables == ()
    assert "Hasibuan" in document.text
