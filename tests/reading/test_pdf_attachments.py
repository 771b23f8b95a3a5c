"""Files inside a PDF are read as files beside it are: portfolios, letters with attachments, what is pinned to a page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from pdf_files import Pdf, string, text
from pipeline.model import Part
from pipeline.reading import Reader, ReadingLimits

LETTER = (
    "NOTA DINAS",
    "Nomor : W.99-TI.06.01-231",
    "Yth. Kepala Bagian Program dan Hubungan Masyarakat",
    "Jaringan internet di ruang pelayanan terputus sejak kemarin pagi. Mohon perbaikan.",
)
COVER = (
    "For the best experience, open this PDF portfolio in",
    "Acrobat X or Adobe Reader X, or later.",
    "Get Adobe Reader Now!",
)
PORTFOLIO = "/Collection << /Type /Collection /View /D >>"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(2) as opened:
        yield opened


def typed(*lines: str, pages: int = 1) -> bytes:
    pdf = Pdf()
    for _ in range(pages):
        pdf.page(text(lines))
    return pdf.saved()


def holding(
    files: dict[str, bytes],
    *,
    lines: tuple[str, ...] = COVER,
    catalog: str = PORTFOLIO,
    pinned: bool = False,
    pages: int = 1,
) -> bytes:
    pdf = Pdf()
    specifications = [
        pdf.add(
            f"<< /Type /Filespec /UF {string(name)} /F (x) /EF << /F {pdf.stream(data, '/Type /EmbeddedFile')} 0 R >> >>"
        )
        for name, data in files.items()
    ]
    pins = [
        pdf.add(f"<< /Type /Annot /Subtype /FileAttachment /Rect [20 20 40 40] /FS {number} 0 R >>")
        for number in specifications
    ]
    for _ in range(pages):
        pdf.page(text(lines), annotations=pins if pinned else ())
    named = " ".join(f"{string(name)} {number} 0 R" for name, number in zip(files, specifications, strict=True))
    return pdf.saved(f"{catalog} {'' if pinned else f'/Names << /EmbeddedFiles << /Names [{named}] >> >>'}")


def read(reader: Reader, content: bytes, name: str = "berkas.pdf") -> list[tuple[str, str | None, str, str | None]]:
    part = Part(name=name, content_type="application/pdf", content=content)
    return [(one.part, one.container, one.text, one.problem) for one in reader.read_all([part])]


SAID = "\n".join(LETTER)


@pytest.mark.parametrize("name", ["surat.pdf", "<3>surat.pdf", "arsip/surat.pdf", "arsip\\surat.pdf"])
def test_the_letter_in_a_portfolio_is_read_and_its_cover_is_not(name: str, reader: Reader) -> None:
    found = read(reader, holding({name: typed(*LETTER)}))
    assert found == [("berkas.pdf", None, "", None), ("surat.pdf", "berkas.pdf", SAID, None)]


def test_a_cover_with_words_of_its_own_is_read(reader: Reader) -> None:
    words = ("Yth. Kepala Bagian Umum, bersama ini kami sampaikan surat pengaduan gangguan jaringan beserta",) * 4
    found = read(reader, holding({"foto.txt": b"Lampiran pengaduan"}, lines=words))
    assert [one[2] for one in found] == ["\n".join(words), "Lampiran pengaduan"]


def test_a_letter_keeps_its_pages_beside_its_attachments(reader: Reader) -> None:
    found = read(reader, holding({"rincian.txt": b"Rincian gangguan jaringan"}, lines=LETTER, catalog="", pages=3))
    assert found[0][2] == "\n\n".join([SAID] * 3)
    assert found[1] == ("rincian.txt", "berkas.pdf", "Rincian gangguan jaringan", None)


def test_what_is_pinned_to_a_page_is_read_once(reader: Reader) -> None:
    found = read(reader, holding({"surat.pdf": typed(*LETTER)}, lines=COVER, catalog="", pinned=True, pages=2))
    assert [one[0] for one in found] == ["berkas.pdf", "surat.pdf"]
    assert found[1][2] == SAID


def test_files_of_one_name_are_told_apart(reader: Reader) -> None:
    found = read(reader, holding({"a/surat.pdf": typed(*LETTER), "b/surat.pdf": typed("Surat lain", *LETTER)}))
    assert len({one[0] for one in found}) == 3
    assert [one[2] for one in found[1:]] == [SAID, f"Surat lain\n{SAID}"]


def test_a_portfolio_in_a_portfolio_and_an_archive_in_it_are_opened(reader: Reader) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("dalam.pdf", typed(*LETTER))
    found = read(reader, holding({"kedua.pdf": holding({"ketiga.zip": packed.getvalue()})}))
    assert found[-1] == ("dalam.pdf", "berkas.pdf", SAID, None)


def test_files_within_files_without_end_are_named(reader: Reader) -> None:
    content = typed(*LETTER)
    for number in range(6):
        content = holding({f"{number}.pdf": content})
    assert "bersarang terlalu dalam" in str(read(reader, content)[-1][3])


def test_too_many_files_are_named() -> None:
    files = {f"{number}.txt": b"Pengaduan gangguan" for number in range(8)}
    with Reader(1, ReadingLimits(files=4)) as reader:
        found = read(reader, holding(files))
    assert [one[0] for one in found[:4]] == ["berkas.pdf", "0.txt", "1.txt", "2.txt"]
    assert "terlalu banyak berkas" in str(found[4][3])
    assert len(found) == 5


def test_a_file_that_is_not_there_hinders_nothing(reader: Reader) -> None:
    broken = holding({"surat.pdf": typed(*LETTER)}, lines=LETTER, catalog="").replace(b"/EF <<", b"/EG <<")
    assert [one[2] for one in read(reader, broken)] == [SAID]


def test_one_file_of_a_portfolio_is_handed_out(reader: Reader) -> None:
    letter = typed(*LETTER)
    part = Part(name="berkas.pdf", content_type="application/pdf", content=holding({"surat.pdf": letter}))
    document = reader.read(part)[1]
    assert reader.member(part, document.sha256) == letter


def test_the_safe_copy_of_a_portfolio_has_its_files_without_what_they_do(reader: Reader) -> None:
    script = Pdf()
    script.page(text(LETTER))
    active = script.saved("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
    files = {"surat.pdf": active, "catatan.txt": b"Catatan", "buka.exe": b"MZ" + bytes(200)}
    copy = reader.safe_copy(Part(name="berkas.pdf", content_type="application/pdf", content=holding(files)))
    assert copy is not None
    with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
        assert archive.namelist() == ["01 berkas (salinan aman).pdf", "02 surat (salinan aman).pdf", "03 catatan.txt"]
        assert b"JavaScript" not in archive.read("02 surat (salinan aman).pdf")


def test_the_safe_copy_of_a_letter_that_holds_a_program_is_its_pages(reader: Reader) -> None:
    content = holding({"buka.exe": b"MZ" + bytes(200)}, lines=LETTER, catalog="")
    copy = reader.safe_copy(Part(name="berkas.pdf", content_type="application/pdf", content=content))
    assert copy is not None
    assert copy.name == "berkas (salinan aman).pdf"
