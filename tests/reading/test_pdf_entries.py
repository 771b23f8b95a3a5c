"""What people put into form fields and type over a page is read where it stands, whatever program wrote it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from pdf_files import A4, Pdf, placed, string, text
from pipeline.model import Page, Part
from pipeline.reading import Reader

FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
LABELS = (
    "Formulir Keluhan Penggunaan Aplikasi dan Jaringan Internet",
    "Identitas Pemohon yang diisi lengkap",
    "Nama :",
)
TITLE = text(LABELS[:2]) + text(LABELS[2:], matrix="1 0 0 1 60 704")
WHERE = (200, 700, 500, 716)
LONG = "Aplikasi kepegawaian menampilkan galat setiap kali data disimpan. Sudah dicoba pada tiga komputer lain.\nMohon diperbaiki."


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as opened:
        yield opened


def read(reader: Reader, content: bytes) -> tuple[Page, ...]:
    (document,) = reader.read(Part(name="formulir.pdf", content_type="application/pdf", content=content))
    assert document.problem is None
    return document.pages


def field(
    pdf: Pdf, kind: str, entries: str, *, where: tuple[float, ...] = WHERE, look: str | None = None, flags: int = 4
) -> int:
    rect, number = " ".join(map(str, where)), pdf.add("null")  # fields of one name would have one value
    shown = (
        "" if look is None else f"/AP << /N {pdf.form(look, size=(where[2] - where[0], where[3] - where[1]))} 0 R >>"
    )
    return pdf.add(
        f"<< /Type /Annot /Subtype /Widget /FT /{kind} /T (field {number}) /Rect [{rect}] /F {flags}"
        f" /DA (/F1 10 Tf 0 g) {shown} {entries} >>"
    )


def note(pdf: Pdf, subtype: str, entries: str, *, look: str | None = None, flags: int = 4) -> int:
    shown = "" if look is None else f"/AP << /N {pdf.form(look, size=(300, 16))} 0 R >>"
    rect = " ".join(map(str, WHERE))
    return pdf.add(f"<< /Type /Annot /Subtype /{subtype} /Rect [{rect}] /F {flags} {shown} {entries} >>")


def filled(pdf: Pdf, *annotations: int, drawn: str = TITLE, more: str = "", **page: object) -> bytes:
    pdf.page(drawn, annotations=annotations, **page)  # type: ignore[arg-type]  # what Pdf.page takes
    fields = " ".join(f"{one} 0 R" for one in annotations)
    return pdf.saved(f"/AcroForm << /Fields [{fields}] /DR << /Font << /F1 3 0 R >> >> {more} >>")


def line_of(pages: tuple[Page, ...], label: str) -> str:
    return next(line.text for page in pages for line in page.lines if line.text.startswith(label))


SARI = f"/V {string('Sari Wulandari')}"
APPEARANCE = text(["Sari Wulandari"], matrix="1 0 0 1 2 4", size=10)
NOBODY = text(["Nama Anda di sini"], matrix="1 0 0 1 2 4", size=10)
CODES = f"/Opt [[(07) {string('Bagian Umum')}] [(08) {string('Sari Wulandari')}]] /V (08)"


def with_a_name(kind: str) -> bytes:
    pdf = Pdf()
    made = {
        "value and appearance": lambda: filled(pdf, field(pdf, "Tx", SARI, look=APPEARANCE)),
        "value alone": lambda: filled(pdf, field(pdf, "Tx", SARI)),
        "value alone, to be drawn": lambda: filled(pdf, field(pdf, "Tx", SARI), more="/NeedAppearances true"),
        "empty appearance": lambda: filled(pdf, field(pdf, "Tx", SARI, look="")),
        "old appearance": lambda: filled(pdf, field(pdf, "Tx", SARI, look=NOBODY)),
        "appearance alone": lambda: filled(pdf, field(pdf, "Tx", "", look=APPEARANCE)),
        "value in the parent": lambda: _of_parent(pdf),
        "value as a stream": lambda: filled(pdf, field(pdf, "Tx", f"/V {pdf.stream('Sari Wulandari')} 0 R")),
        "code of a choice": lambda: filled(pdf, field(pdf, "Ch", f"/Ff 131072 {CODES}")),
        "code of a list": lambda: filled(pdf, field(pdf, "Ch", CODES)),
        "own words in a choice": lambda: filled(pdf, field(pdf, "Ch", f"/Ff 393216 /Opt [(Lain)] {SARI}")),
        "note": lambda: filled(pdf, note(pdf, "FreeText", f"/Contents {string('Sari Wulandari')}", look=APPEARANCE)),
        "note without appearance": lambda: filled(pdf, note(pdf, "FreeText", f"/Contents {string('Sari Wulandari')}")),
        "note without words": lambda: filled(pdf, note(pdf, "FreeText", "", look=APPEARANCE)),
        "stamp": lambda: filled(pdf, note(pdf, "Stamp", f"/Contents {string('oleh Budi')}", look=APPEARANCE)),
        "signature": lambda: filled(pdf, field(pdf, "Sig", "", look=APPEARANCE)),
        "signature of layers": lambda: _signed(pdf),
        "two looks": lambda: filled(pdf, field(pdf, "Tx", "", look=APPEARANCE), field(pdf, "Tx", SARI, where=(200, 600, 500, 616))),
        "over dots": lambda: filled(pdf, field(pdf, "Tx", SARI), drawn=TITLE + text(["." * 90], matrix="1 0 0 1 200 704")),
        "over a line": lambda: filled(pdf, field(pdf, "Tx", SARI), drawn=TITLE + text(["_" * 40], matrix="1 0 0 1 200 702")),
    }  # fmt: skip
    return made[kind]()


KINDS = (
    "value and appearance", "value alone", "value alone, to be drawn", "empty appearance", "old appearance", "appearance alone",
    "value in the parent", "value as a stream", "code of a choice", "code of a list", "own words in a choice", "note",
    "note without appearance", "note without words", "stamp", "signature", "signature of layers", "two looks", "over dots", "over a line",
)  # fmt: skip


def _of_parent(pdf: Pdf) -> bytes:
    parent = pdf.add("")
    kid = field(pdf, "Tx", f"/Parent {parent} 0 R")
    pdf.put(parent, f"<< /FT /Tx /T (nama) /Kids [{kid} 0 R] /DA (/F1 10 Tf 0 g) {SARI} >>")
    pdf.put(kid, f"<< /Type /Annot /Subtype /Widget /Parent {parent} 0 R /Rect [200 700 500 716] /F 4 >>")
    pdf.page(TITLE, annotations=[kid])
    return pdf.saved(f"/AcroForm << /Fields [{parent} 0 R] /DR << /Font << /F1 3 0 R >> >> >>")


def _signed(pdf: Pdf) -> bytes:
    inner = pdf.form(APPEARANCE, size=(300, 16))
    middle = pdf.form(f"/X{inner} Do", size=(300, 16), resources=f"/XObject << /X{inner} {inner} 0 R >>")
    outer = pdf.form(f"/X{middle} Do", size=(300, 16), resources=f"/XObject << /X{middle} {middle} 0 R >>")
    return filled(pdf, field(pdf, "Sig", f"/AP << /N {outer} 0 R >>"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_read_beside_its_label(kind: str, reader: Reader) -> None:
    pages = read(reader, with_a_name(kind))
    assert [page.source for page in pages] == ["text"]
    assert line_of(pages, "Nama :").split() == ["Nama", ":", "Sari", "Wulandari"]
    assert "Anda" not in pages[0].text


def _with(entries: str, looks: dict[str, int]) -> str:
    return entries.replace("{on}", str(looks["on"])).replace("{off}", str(looks["off"]))


@pytest.mark.parametrize(
    ("on", "off"),
    [
        (
            "/AP << /N << /Ya {on} 0 R /Off {off} 0 R >> >> /V /Ya /AS /Ya",
            "/AP << /N << /Ya {on} 0 R >> >> /V /Off /AS /Off",
        ),
        ("/AP << /N << /on {on} 0 R /Off {off} 0 R >> >> /V /Yes /AS /Yes", "/AP << /N << /on {on} 0 R >> >> /AS /Off"),
        ("/AP << /N << /Ya {on} 0 R >> >> /V /Ya", "/AP << /N << /Ya {on} 0 R >> >>"),
    ],
)
def test_boxes_say_whether_they_are_ticked(on: str, off: str, reader: Reader) -> None:
    pdf = Pdf()
    looks = {"on": pdf.form("0 0 10 10 re f"), "off": pdf.form("")}
    ticked = field(pdf, "Btn", _with(on, looks), where=(200, 702, 212, 714))
    clear = field(pdf, "Btn", _with(off, looks), where=(300, 702, 312, 714))
    drawn = TITLE + text(["Jaringan"], matrix="1 0 0 1 216 704") + text(["Aplikasi"], matrix="1 0 0 1 316 704")
    pages = read(reader, filled(pdf, ticked, clear, drawn=drawn))
    assert line_of(pages, "Nama :").split() == ["Nama", ":", "☑", "Jaringan", "☐", "Aplikasi"]


@pytest.mark.parametrize("entries", ["/F 2", "/F 32", "/Ff 8192", "/FT /Btn /Ff 65536"])
def test_what_nobody_sees_is_not_read(entries: str, reader: Reader) -> None:
    pdf = Pdf()
    flags = int(entries.split()[1]) if entries.startswith("/F ") else 4
    unseen = field(pdf, "Btn" if "Btn" in entries else "Tx", f"{SARI} {'' if flags != 4 else entries}", flags=flags)
    assert "Sari" not in read(reader, filled(pdf, unseen))[0].text


def test_a_long_value_is_wrapped_within_its_field(reader: Reader) -> None:
    pdf = Pdf()
    where = (200, 640, 460, 716)
    pages = read(reader, filled(pdf, field(pdf, "Tx", f"/Ff 4096 /V {string(LONG)}", where=where)))
    said = " ".join(pages[0].text.split())
    assert " ".join(LONG.split()) in said.replace("Nama : ", "")
    for line in pages[0].lines[2:]:
        for word in line.words:
            assert word.box is not None
            assert word.box.x1 <= 461
            assert word.box.y1 <= 842 - 639


@pytest.mark.parametrize(
    ("rotate", "matrix", "where"),
    [
        (0, "1 0 0 1 60 704", (200, 700, 500, 716)),
        (90, "0 1 -1 0 134 60", (122, 200, 138, 500)),
        (180, "-1 0 0 -1 535 138", (95, 126, 395, 142)),
        (270, "0 -1 1 0 461 782", (457, 342, 473, 642)),
        (0, "0 1 -1 0 134 60", (122, 200, 138, 500)),
        (90, "1 0 0 1 60 704", (200, 700, 500, 716)),
    ],
)
def test_entries_of_a_turned_page_stand_beside_their_labels(
    rotate: int, matrix: str, where: tuple[int, ...], reader: Reader
) -> None:
    pdf = Pdf()
    label = text(["Nama :", "", "Identitas pemohon yang diisi lengkap oleh unit kerja masing-masing"], matrix=matrix)
    pages = read(reader, filled(pdf, field(pdf, "Tx", SARI, where=where), drawn=label, rotate=rotate))
    assert line_of(pages, "Nama :").split() == ["Nama", ":", "Sari", "Wulandari"]


def test_entries_of_a_later_page_stand_there(reader: Reader) -> None:
    pdf = Pdf()
    first, second = field(pdf, "Tx", f"/V {string('Budi')}"), field(pdf, "Tx", "", look=APPEARANCE)
    third = field(pdf, "Tx", f"/V {string('Rani')}", where=(200, 699, 500, 717))
    for one in (first, second, third):
        pdf.page(TITLE, annotations=[one])
    pages = read(reader, pdf.saved(f"/AcroForm << /Fields [{first} 0 R {second} 0 R {third} 0 R] >>"))
    assert [line_of((page,), "Nama :").split()[2] for page in pages] == ["Budi", "Sari", "Rani"]


def test_entries_fill_the_cells_of_a_table(reader: Reader) -> None:
    lines = "".join(f"60 {y} m 500 {y} l S\n" for y in (720, 700, 680)) + "".join(
        f"{x} 720 m {x} 680 l S\n" for x in (60, 200, 500)
    )
    labels = text(["Nama"], matrix="1 0 0 1 64 706") + text(["Unit Kerja"], matrix="1 0 0 1 64 686")
    pdf = Pdf()
    name = field(pdf, "Tx", SARI, where=(202, 702, 498, 718))
    unit = field(pdf, "Tx", f"/V {string('Bagian Umum')}", where=(202, 682, 498, 698))
    pages = read(reader, filled(pdf, name, unit, drawn=text(LABELS[:2]) + lines + labels))
    assert pages[0].tables[0].rows == (("Nama", "Sari Wulandari"), ("Unit Kerja", "Bagian Umum"))


def scanned_form() -> Image.Image:
    image = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate((*LABELS[:2], "", "", *LABELS[2:])):
        draw.text((125, 110 + 39 * number), line, font=ImageFont.truetype(FONT, 26), fill=20)
    return image


@pytest.mark.parametrize("look", [None, APPEARANCE])
def test_fields_on_a_scanned_form_are_looked_at_with_it(look: str | None, reader: Reader) -> None:
    pdf = Pdf()
    scan = pdf.picture(scanned_form())
    pages = read(reader, filled(pdf, field(pdf, "Tx", SARI, look=look), drawn=placed(scan, 0, 0, *A4), objects=[scan]))
    assert pages[0].source == "ocr"
    assert "Sari Wulandari" in line_of(pages, "Nama")


NOTE = f"/DA (/Helv 11 Tf 0 g) /Contents {string('Sari Wulandari')}"


@pytest.mark.parametrize("look", [None, "", APPEARANCE])
def test_notes_typed_over_a_scan_are_read_with_it(look: str | None, reader: Reader) -> None:
    seen, unseen = (_scan_with_note(look, flags) for flags in (4, 2))
    pages = read(reader, seen)
    assert pages[0].source == "ocr"
    assert line_of(pages, "Nama").split() == ["Nama", ":", "Sari", "Wulandari"]
    assert "Sari" not in read(reader, unseen)[0].text


def _scan_with_note(look: str | None, flags: int) -> bytes:
    pdf = Pdf()
    scan = pdf.picture(scanned_form())
    typed = note(pdf, "FreeText", NOTE, look=look, flags=flags)
    pdf.page(placed(scan, 0, 0, *A4), objects=[scan], annotations=[typed])
    return pdf.saved()


@pytest.mark.parametrize(
    ("rotate", "matrix", "where"),
    [
        (90, "0 595 -842 0 842 0", (126, 200, 142, 500)),
        (180, "-595 0 0 -842 595 842", (95, 126, 395, 142)),
        (270, "0 -595 842 0 0 595", (700, 95, 716, 395)),
    ],
)
def test_notes_on_a_turned_scan_stand_beside_their_labels(
    rotate: int, matrix: str, where: tuple[int, ...], reader: Reader
) -> None:
    pdf = Pdf()
    scan = pdf.picture(scanned_form())
    rect = " ".join(map(str, where))
    typed = pdf.add(f"<< /Type /Annot /Subtype /FreeText /Rect [{rect}] /F 4 {NOTE} >>")
    size = A4 if rotate == 180 else (842, 595)
    pdf.page(f"q {matrix} cm /X{scan} Do Q", objects=[scan], annotations=[typed], rotate=rotate, size=size)
    pages = read(reader, pdf.saved())
    assert "Sari Wulandari" in line_of(pages, "Nama")
