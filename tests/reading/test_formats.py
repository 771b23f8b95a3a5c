"""Every format through the real reading processes; what is broken or too large is named, the rest is read."""

from __future__ import annotations

import email
import email.policy
import io
import os
import signal
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont

from hostile_files import bomb, huge_png
from pipeline.model import Document, Part
from pipeline.reading import Reader, ReadingCache, ReadingLimits

SAMPLES = Path(__file__).parent.parent.parent / "inbox_samples"
FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
LINES = (
    "NOTA DINAS",
    "Nomor : W.99-TI.06.01-231",
    "Yth. Kepala Bagian Program dan Hubungan Masyarakat",
    "Jaringan internet di ruang pelayanan terputus sejak kemarin.",
    "Mohon perbaikan pada kesempatan pertama.",
    "Penanggung jawab Sari Wulandari, nomor 0812-0000-4455.",
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(processes=2) as opened:
        yield opened


def page(width: int = 1240, height: int = 1754) -> Image.Image:
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((150, 200 + 60 * number), line, font=ImageFont.truetype(FONT, 34), fill=0)
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def attachment(sample: str, ending: str) -> Part:
    mail = email.message_from_bytes((SAMPLES / sample / "mail.eml").read_bytes(), policy=email.policy.default)
    found = next(part for part in mail.iter_attachments() if (part.get_filename() or "").endswith(ending))
    return part(str(found.get_filename()), found.get_content())


def part(name: str, content: bytes) -> Part:
    return Part(name=name, content_type="application/octet-stream", content=content)


def one(reader: Reader, name: str, content: bytes) -> Document:
    (document,) = reader.read(part(name, content))
    return document


def assert_read(document: Document) -> None:
    """The number's I may be read as 1: its own grammar mends that, not the reading."""
    assert document.problem is None
    assert "W.99-T" in document.text
    assert ".06.01-231" in document.text
    assert "terputus sejak kemarin" in document.text
    assert "0812-0000-4455" in document.text


def test_a_digital_pdf_gives_its_text_with_boxes(reader: Reader) -> None:
    sample = attachment("gangguan-nodis-pdf", ".pdf")
    (document,) = reader.read(sample)
    (first,) = document.pages
    assert first.source == "text"
    assert "W.99.PAS.4-TI.06.01-231" in first.text
    assert all(word.box is not None for line in first.lines for word in line.words)
    assert any(line.text.startswith("Hal   : Gangguan") for line in first.lines)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "PDF"])
def test_pictures_and_scans_are_read(reader: Reader, form: str) -> None:
    document = one(reader, f"surat.{form.lower()}", saved(page(), form))
    assert_read(document)
    assert document.pages[0].source == "ocr"


@pytest.mark.parametrize("degrees", [2.5, -3.0, 180])
def test_crooked_and_turned_pages_are_read(reader: Reader, degrees: float) -> None:
    assert_read(one(reader, "miring.png", saved(page().rotate(degrees, fillcolor=255, expand=degrees == 180), "PNG")))


def test_a_tiff_of_two_pages_has_two(reader: Reader) -> None:
    content = saved(page(), "TIFF", save_all=True, append_images=[page()])
    assert [found.number for found in one(reader, "dua.tif", content).pages] == [1, 2]


@pytest.fixture
def scan() -> bytes:
    """Five pages without a text layer, each with its number."""
    pages = []
    for number in range(5):
        image = page()
        ImageDraw.Draw(image).text((150, 900), f"Halaman nomor {number + 1}", font=ImageFont.truetype(FONT, 40), fill=0)
        pages.append(image)
    return saved(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150)


def test_the_pages_of_a_scan_are_shared_and_stay_in_order(reader: Reader, scan: bytes) -> None:
    found = one(reader, "pindaian.pdf", scan)
    assert [read.number for read in found.pages] == [1, 2, 3, 4, 5]
    for read in found.pages:
        assert f"Halaman nomor {read.number}" in "\n".join(line.text for line in read.lines)


def test_a_document_that_is_too_long_is_read_as_far_as_it_may(scan: bytes) -> None:
    with Reader(processes=2, limits=ReadingLimits(pages=2)) as reader:
        found = one(reader, "tebal.pdf", scan)
    assert [read.number for read in found.pages] == [1, 2]
    assert found.problem == "Berkas tebal.pdf memuat 5 halaman; hanya 2 halaman pertama yang dibaca."


def test_what_was_read_once_is_never_read_again(tmp_path: Path) -> None:
    content = saved(page(), "PNG")
    with Reader(processes=1, cache=ReadingCache(tmp_path)) as reader:
        first = one(reader, "surat.png", content)
    with Reader(processes=1, limits=ReadingLimits(seconds=0.01), cache=ReadingCache(tmp_path)) as reader:
        assert one(reader, "surat.png", content) == first  # no process could have read it in this time
        assert one(reader, "lain.png", content) == replace(first, part="lain.png")
        assert one(reader, "surat.png", saved(page(1000), "PNG")).problem


def test_a_damaged_entry_and_another_version_are_read_anew(tmp_path: Path) -> None:
    content = saved(page(), "PNG")
    (tmp_path / "0123456789abcdef").mkdir()
    with Reader(processes=1, cache=ReadingCache(tmp_path)) as reader:
        first = one(reader, "surat.png", content)
        (entry,) = [path for path in tmp_path.rglob("*") if path.is_file()]
        entry.write_bytes(entry.read_bytes()[:-20])
        assert one(reader, "surat.png", content) == first
    assert not (tmp_path / "0123456789abcdef").exists()


def test_word_paragraphs_and_tables_keep_their_order(reader: Reader) -> None:
    document = docx.Document()
    document.add_paragraph("sebelum")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Nama", "Ani"
    document.add_paragraph("sesudah")
    buffer = io.BytesIO()
    document.save(buffer)
    found = one(reader, "surat.docx", buffer.getvalue())
    assert found.text.split("\n") == ["sebelum", "Nama   Ani", "sesudah"]
    assert found.pages[0].tables[0].rows == (("Nama", "Ani"),)


def test_sheets_rtf_html_and_text(reader: Reader) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Nama", "NIP"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert one(reader, "daftar.xlsx", buffer.getvalue()).pages[0].tables[0].rows == (("Nama", "NIP"),)
    assert one(reader, "a.rtf", rb"{\rtf1\ansi Nomor 12\par Hal jaringan}").text == "Nomor 12\nHal jaringan"
    assert "alert" not in one(reader, "a.html", b"<html><script>alert(1)</script><p>isi</p></html>").text
    assert one(reader, "a.txt", "isi é".encode("cp1252")).text == "isi é"


def test_an_archive_gives_its_members(reader: Reader) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("map/../../surat.txt", "isi surat")
        archive.writestr("jahat.exe", b"MZ")
    found = reader.read(part("surat.zip", buffer.getvalue()))
    assert [(document.part, document.container, document.executable) for document in found] == [
        ("surat.txt", "surat.zip", False),
        ("jahat.exe", "surat.zip", True),
    ]


def test_programs_are_never_opened(reader: Reader) -> None:
    for name, content in (("a.pdf", b"MZ\x90"), ("b.js", b"alert(1)"), ("c.jpg.exe", b"x")):
        document = one(reader, name, content)
        assert document.executable
        assert document.pages == ()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("besar.png", huge_png(), "terlalu besar"),
        ("bom.zip", bomb(), "terlalu besar"),
        ("putus.pdf", b"%PDF-1.7\n1 0 obj", "rusak"),
        ("rusak.zip", b"PK\x03\x04rusak", "rusak"),
        ("rusak.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", ""),
    ],
)
def test_broken_and_hostile_files_are_named_to_the_sender(
    reader: Reader, name: str, content: bytes, words: str
) -> None:
    found = reader.read_all([part(name, content), part("baik.txt", b"isi yang baik")])
    assert found[-1].text == "isi yang baik"
    problems = [document.problem or "" for document in found if document.part == name]
    assert any(words in problem and (not words or name in problem) for problem in problems), found


def test_a_reading_process_that_dies_or_hangs_costs_one_file() -> None:
    slow = saved(page(4000, 5600), "PNG")
    with Reader(processes=1, limits=ReadingLimits(seconds=0.05)) as reader:
        assert "terlalu lama" in (one(reader, "lambat.png", slow).problem or "")
    with Reader(processes=1) as reader:
        assert one(reader, "a.txt", b"hangatkan").text == "hangatkan"
        child = reader._pool._free.queue[0]  # noqa: SLF001 - the process to kill
        assert child is not None
        killer = threading.Timer(0.05, os.kill, args=(child._process.pid, signal.SIGKILL))  # noqa: SLF001
        killer.start()
        assert "tidak dapat dibaca" in (one(reader, "mati.png", slow).problem or "")
        killer.join()
        assert one(reader, "b.txt", b"berikutnya").text == "berikutnya"
