"""A PDF page is read by its text layer where that is what the page shows, else by its picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont

from pdf_files import A4, Pdf, placed, text
from pipeline.model import Page, Part
from pipeline.reading import Reader, text_layers

FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
LETTER = (
    "NOTA DINAS",
    "Nomor : W.99-TI.06.01-231",
    "Yth. Kepala Bagian Program dan Hubungan Masyarakat",
    "Jaringan internet di ruang pelayanan terputus sejak kemarin pagi, sehingga",
    "seluruh komputer di ruang registrasi tidak dapat terhubung ke internet dan",
    "layanan kunjungan terganggu. Mohon perbaikan pada kesempatan pertama.",
    "Penanggung jawab Sari Wulandari, nomor telepon seluler 0812-0000-4455.",
)
SAID = ("Jaringan internet di ruang pelayanan", "Sari Wulandari", "0812-0000-4455")
FOOTER = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan",
    "oleh Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara. Keaslian dokumen dapat",
    "diperiksa pada laman yang disebut oleh kode di samping dengan memasukkan nomor dokumen ini.",
)
MISREAD = tuple(line.translate(str.maketrans("aeis0", "o-l5O")) for line in LETTER)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as opened:
        yield opened


def scan(size: tuple[int, int] = (1240, 1754), lines: tuple[str, ...] = LETTER, top: int = 170) -> Image.Image:
    """A page of paper, a little grey, as a scanner gives it."""
    image = Image.new("L", size, 247)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((120, top + 48 * number), line, font=ImageFont.truetype(FONT, 26), fill=20)
    return image


def read(reader: Reader, content: bytes) -> tuple[Page, ...]:
    (document,) = reader.read(Part(name="surat.pdf", content_type="application/pdf", content=content))
    assert document.problem is None
    return document.pages


def of_one(operators: Callable[[Pdf, int], str], image: Image.Image | None = None, **page: object) -> bytes:
    """A page that shows a scan, drawn by operators that know its number."""
    pdf = Pdf()
    number = pdf.picture(image or scan())
    drawn = operators(pdf, number)
    pdf.page(drawn, objects=[number], **page)  # type: ignore[arg-type]  # what Pdf.page takes
    return pdf.saved()


def in_strips(pdf: Pdf, image: Image.Image) -> tuple[str, list[int]]:
    strips, operators = [], ""
    for number in range(8):
        low, high = (image.height * part // 8 for part in (number, number + 1))
        strips.append(pdf.picture(image.crop((0, low, image.width, high))))
        operators += placed(strips[-1], 0, A4[1] * (7 - number) / 8, A4[0], A4[1] / 8)
    return operators, strips


def stripped() -> bytes:
    pdf = Pdf()
    operators, strips = in_strips(pdf, scan())
    pdf.page(operators + text(FOOTER, matrix="1 0 0 1 40 60", size=8), objects=strips)
    return pdf.saved()


def nested() -> bytes:
    pdf = Pdf()
    number = pdf.picture(scan())
    form = pdf.form(placed(number) + text(MISREAD, mode=3), resources=f"/XObject << /X{number} {number} 0 R >>")
    pdf.page(f"/X{form} Do", objects=[form])
    return pdf.saved()


def layered() -> bytes:
    """As some scanners pack a page: the paper in colour below, its print as a mask of one bit above."""
    pdf = Pdf()
    paper = pdf.picture(Image.new("RGB", (310, 438), (250, 248, 240)))
    print_ = pdf.stream(
        scan().point(lambda value: 255 * (value > 128)).convert("1").tobytes(),
        "/Type /XObject /Subtype /Image /Width 1240 /Height 1754 /ImageMask true /BitsPerComponent 1",
    )
    pdf.page(placed(paper) + "0.1 g\n" + placed(print_) + text(MISREAD, mode=3), objects=[paper, print_])
    return pdf.saved()


def outlined() -> bytes:
    """Letters drawn as many small pieces (each a run of black pixels), beside a typed footer."""
    image = scan(top=300)
    pixels, pieces = image.load(), []
    for y in range(image.height):
        x = 0
        while x < image.width:
            start = x
            while x < image.width and pixels[x, y] < 128:  # type: ignore[index,operator]  # grey pixels
                x += 1
            if x > start:
                pieces.append(f"{start * 0.48:.2f} {842 - y * 0.48:.2f} {(x - start) * 0.48:.2f} 0.5 re")
            x += 1
    pdf = Pdf()
    pdf.page("\n".join(pieces) + " f\n" + text(FOOTER, matrix="1 0 0 1 40 60", size=8))
    return pdf.saved()


SHOWN_BY_PICTURE = {
    "typed footer": of_one(lambda _, number: placed(number) + text(FOOTER, matrix="1 0 0 1 40 60", size=8)),
    "typed head and foot": of_one(
        lambda _, number: placed(number, 0, 60, 595, 700)
        + text(FOOTER, matrix="1 0 0 1 40 800", size=8)
        + text(FOOTER, matrix="1 0 0 1 40 40", size=8)
    ),
    "unseen layer": of_one(lambda _, number: placed(number) + text(MISREAD, mode=3)),
    "layer behind the picture": of_one(lambda _, number: text(MISREAD) + placed(number)),
    "white layer": of_one(lambda _, number: placed(number) + "1 g " + text(MISREAD) + "0 g"),
    "unseen layer and typed footer": of_one(
        lambda _, number: placed(number) + text(MISREAD, mode=3) + text(FOOTER, matrix="1 0 0 1 40 60", size=8)
    ),
    "scan on a part of the page": of_one(
        lambda _, number: placed(number, 100, 60, 420, 600) + text(FOOTER, matrix="1 0 0 1 40 800", size=8)
    ),
    "turned scan": of_one(
        lambda _, number: f"q 0 595 -842 0 842 0 cm /X{number} Do Q\n" + text(FOOTER, matrix="0 1 -1 0 800 40", size=8),
        size=(842, 595),
    ),
    "turned page": of_one(
        lambda _, number: placed(number, wide=842, high=595) + text(MISREAD, mode=3),
        scan().rotate(90, expand=True), size=(842, 595), rotate=90,
    ),
    "strips": stripped(),
    "forms": nested(),
    "layers": layered(),
    "outlines": outlined(),
    "a stamp's page": of_one(lambda _, number: placed(number, wide=80, high=113), size=(80, 113)),
    "a wall's page": of_one(lambda _, number: placed(number, wide=3000, high=4243), size=(3000, 4243)),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN_BY_PICTURE)
def test_a_page_that_shows_a_picture_is_looked_at(kind: str, reader: Reader) -> None:
    (page,) = read(reader, SHOWN_BY_PICTURE[kind])
    assert page.source == "ocr"
    for words in SAID:
        assert words in page.text
    assert "loringon" not in page.text.lower()


TYPED = text(LETTER)
PALE = Image.new("L", (600, 850), 225)


def with_pasted(image: Image.Image, x: float, y: float, wide: float, high: float) -> bytes:
    return of_one(lambda _, number: TYPED + placed(number, x, y, wide, high), image)


def photograph() -> Image.Image:
    """Broad patches of light and shade."""
    image = Image.new("L", (900, 600), 90)
    draw = ImageDraw.Draw(image)
    for number in range(12):
        draw.ellipse((70 * number, 40 * number, 300 + 70 * number, 200 + 40 * number), fill=20 * number)
    return image


def ruled() -> bytes:
    lines = "\n".join(f"60 {600 - 20 * row} m 535 {600 - 20 * row} l S" for row in range(26))
    columns = "\n".join(f"{60 + 95 * column} 600 m {60 + 95 * column} 100 l S" for column in range(6))
    pdf = Pdf()
    pdf.page(TYPED + lines + columns)
    return pdf.saved()


def watermarked() -> bytes:
    image = PALE.copy()
    ImageDraw.Draw(image).text((60, 380), "KONSEP", font=ImageFont.truetype(FONT, 120), fill=195)
    return of_one(lambda _, number: placed(number) + TYPED, image)


def drawn_by(matrix: str, size: tuple[int, int] = A4, rotate: int = 0, more: str = "") -> bytes:
    pdf = Pdf()
    pdf.page(text(LETTER, matrix=matrix) + more, size=size, rotate=rotate)
    return pdf.saved()


def of_three() -> bytes:
    pdf = Pdf()
    pdf.page(TYPED)
    pdf.page(TYPED, size=(842, 842), rotate=90)
    pdf.page(text(LETTER, matrix="-1 0 0 -1 540 60"))
    return pdf.saved()


SHOWN_BY_TEXT = {
    "letterhead": with_pasted(scan((1240, 240), LETTER[:2], 40), 0, 730, 595, 110),
    "signature": with_pasted(scan((400, 200), ("Sari W.",), 60), 300, 500, 150, 75),
    "photograph": with_pasted(photograph(), 60, 100, 475, 400),
    "pale paper": of_one(lambda _, number: placed(number) + TYPED, PALE),
    "watermark": watermarked(),
    "table": ruled(),
    "on its side by its page": drawn_by("1 0 0 1 60 700", (842, 842), 90),
    "on its side by its page, the other way": drawn_by("1 0 0 1 60 700", rotate=270),
    "on its head by its page": drawn_by("1 0 0 1 60 700", rotate=180),
    "on its side as drawn": drawn_by("0 1 -1 0 150 60"),
    "on its side as drawn, the other way": drawn_by("0 -1 1 0 100 800"),
    "on its head as drawn": drawn_by("-1 0 0 -1 540 60"),
    "drawn on its side, stood up by its page": drawn_by("0 1 -1 0 150 60", rotate=90),
    "a word on its side": drawn_by("1 0 0 1 60 700", more=text(["TERKENDALI TERKENDALI"], matrix="0 1 -1 0 20 60")),
    "a little askew": drawn_by("0.9994 0.0349 -0.0349 0.9994 60 700"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN_BY_TEXT)
def test_a_typed_page_is_read_by_its_text(kind: str, reader: Reader) -> None:
    (page,) = read(reader, SHOWN_BY_TEXT[kind])
    assert page.source == "text"
    assert [line.text for line in page.lines][: len(LETTER)] == list(LETTER)
    box = page.lines[0].box
    assert box is not None
    assert 0 <= box.x0 < box.x1 <= page.width
    assert 0 <= box.y0 < box.y1 <= page.height


def test_pages_each_turned_their_own_way_stay_in_order(reader: Reader) -> None:
    pages = read(reader, of_three())
    assert [page.number for page in pages] == [1, 2, 3]
    assert all([line.text for line in page.lines] == list(LETTER) for page in pages)


def in_two_fonts(to_unicode: str, sound: tuple[str, ...], other: tuple[str, ...]) -> bytes:
    """Lines in a sound font, and below them lines in one whose small letters are told as other characters."""
    pdf = Pdf()
    table = pdf.stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        "2 beginbfrange <20> <60> <0020>\n"
        f"<61> <7a> <{to_unicode}> endbfrange endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    font = pdf.add(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding /ToUnicode {table} 0 R >>"
    )
    pdf.page(text(sound) + text(other, matrix="1 0 0 1 60 600", font="G"), fonts=f"/G {font} 0 R")
    return pdf.saved()


@pytest.mark.parametrize("to_unicode", ["0064", "e061", "0444", "fffd"])
def test_a_page_of_which_one_font_is_garbled_is_looked_at(to_unicode: str, reader: Reader) -> None:
    (page,) = read(reader, in_two_fonts(to_unicode, FOOTER, LETTER))
    assert page.source == "ocr"
    for words in SAID:
        assert words in page.text


def test_a_few_signs_without_letters_spoil_no_page(reader: Reader) -> None:
    (page,) = read(reader, in_two_fonts("e061", LETTER, ("a", "b", "c")))
    assert page.source == "text"


def test_a_page_of_text_alone_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """To look at pages takes time, which typed letters must not pay for."""
    monkeypatch.setattr(text_layers, "_drawn", None)
    for kind in ("letterhead", "signature", "table"):
        with pypdfium2.PdfDocument(SHOWN_BY_TEXT[kind]) as document:
            if kind == "letterhead":
                with pytest.raises(TypeError):
                    text_layers.shows_its_text(document[0])
            else:
                assert text_layers.shows_its_text(document[0])


# ------------------------------------------------------------------------------------------------------ crop boxes

BESIDE = "Catatan percetakan yang tidak ikut dicetak"


@pytest.mark.parametrize(
    ("rotate", "crop"), [(0, "40 400 555 842"), (0, "-50 400 900 900"), (90, "40 400 555 842"), (180, "40 400 555 842")]
)
def test_what_a_crop_box_cuts_off_is_not_the_letter(rotate: int, crop: str, reader: Reader) -> None:
    pdf = Pdf()
    beside = text([BESIDE], matrix="1 0 0 1 60 100")
    name = pdf.add("<< /Type /Annot /Subtype /FreeText /Rect [450 764 540 778] /F 4 /Contents (Rahmawati) >>")
    below = pdf.add("<< /Type /Annot /Subtype /FreeText /Rect [60 60 300 76] /F 4 /Contents (Percetakan) >>")
    lines = (*LETTER[:2], *LETTER[3:])
    pdf.page(text(lines) + beside, annotations=[name, below], rotate=rotate, more=f"/CropBox [{crop}]")
    (page,) = read(reader, pdf.saved())
    assert page.source == "text"
    assert all(said in page.text for said in SAID)
    assert "ercetakan" not in page.text
    assert next(line.text for line in page.lines if line.text.startswith(LETTER[1])).endswith("Rahmawati")
    for word in (word for line in page.lines for word in line.words):
        assert word.box is not None
        assert 0 <= word.box.x0 < word.box.x1 <= page.width
        assert 0 <= word.box.y0 < word.box.y1 <= page.height


def test_what_stands_beside_the_page_is_not_the_letter(reader: Reader) -> None:
    pdf = Pdf()
    pdf.page(text(LETTER) + text([BESIDE], matrix="1 0 0 1 60 -40") + text([BESIDE], matrix="1 0 0 1 700 400"))
    (page,) = read(reader, pdf.saved())
    assert page.source == "text"
    assert BESIDE not in page.text


def test_a_scan_is_read_within_its_crop_box(reader: Reader) -> None:
    image = scan()
    draw = ImageDraw.Draw(image)
    draw.text((120, 1500), BESIDE, font=ImageFont.truetype(FONT, 26), fill=20)
    content = of_one(lambda _, number: placed(number), image, more="/CropBox [0 300 595 842]")
    (page,) = read(reader, content)
    assert page.source == "ocr"
    assert all(said in page.text for said in SAID)
    assert "ercetakan" not in page.text
