"""DOCX as its reader sees it, whatever is wrapped around the words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from pipeline.model import Page
from pipeline.reading import office_files, sheets, word
from pipeline.reading.lines import plain_page
from pipeline.reading.packages import in_usual_form

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
USUAL, STRICT = "http://schemas.openxmlformats.org/{0}/2006/", "http://purl.oclc.org/ooxml/{0}/"
ASKED: list[int] = []


def picture(content: bytes, smallest: int) -> Sequence[Page]:
    ASKED.append(len(content))
    with Image.open(io.BytesIO(content)) as image:
        return [plain_page("isi pindaian")] if min(image.size) >= smallest else []


def read(document: bytes) -> str:
    return "\n".join(page.text for page in word.read(document, picture=picture))


def body(xml: str) -> bytes:
    """A document of this XML, in which `w:` is WordprocessingML."""
    document = docx.Document()
    for child in parse_xml(f"<w:body {nsdecls('w', 'r')}>{xml}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, child)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with parts put into it or replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return made.getvalue()


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{0}</w:ffData></w:fldChar></w:r>"
    "<w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
)


@pytest.mark.parametrize(
    ("xml", "says"),
    [
        (f"<w:ins>{run('satu')}</w:ins>", "satu"),
        (f"<w:del><w:r><w:delText>lama</w:delText></w:r></w:del><w:ins>{run('baru')}</w:ins>", "baru"),
        (f"<w:moveFrom>{run('dari')}</w:moveFrom><w:moveTo>{run('ke')}</w:moveTo>", "ke"),
        (f"<w:smartTag w:element='date'>{run('3 Maret')}</w:smartTag>{run(' 2026')}", "3 Maret 2026"),
        (f"<w:hyperlink r:id='rId1'>{run('dewi@rutan.example')}</w:hyperlink>", "dewi@rutan.example"),
        (f"<w:fldSimple w:instr='DATE'>{run('3 Maret')}</w:fldSimple>", "3 Maret"),
        (f"<w:sdt><w:sdtPr><w:alias w:val='hp'/></w:sdtPr><w:sdtContent>{run('0813')}</w:sdtContent></w:sdt>", "0813"),
        (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Ketuk di sini')}</w:sdtContent></w:sdt>", ""),
        (f"<w:sdt><w:sdtContent><w:ins><w:smartTag>{run('dalam')}</w:smartTag></w:ins></w:sdtContent></w:sdt>", "dalam"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>tersembunyi</w:t></w:r><w:r><w:t>tampak</w:t></w:r>", "tampak"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>tampak</w:t></w:r>", "tampak"),
        ("<w:r><w:t>W.99</w:t><w:noBreakHyphen/><w:t>TI</w:t></w:r>", "W.99-TI"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a   b\nc"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t> Segera</w:t></w:r>", "☒ Segera"),
        (FIELD.format("<w:checkBox><w:checked/></w:checkBox>"), "☒"),
        (FIELD.format("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>"), "☐"),
        (FIELD.format("<w:ddList><w:result w:val='1'/><w:listEntry w:val='Ringan'/><w:listEntry w:val='Berat'/></w:ddList>"), "Berat"),
    ],
)  # fmt: skip
def test_words_are_read_whatever_is_wrapped_around_them(xml: str, says: str) -> None:
    assert read(body(f"<w:p>{xml}</w:p>")).strip() == says


def row(*cells: str, before: str = "") -> str:
    """A row; a cell's properties stand before `|`."""
    told = [cell.rpartition("|") for cell in cells]
    return f"<w:tr>{before}{''.join(f'<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>' for properties, _, text in told)}</w:tr>"


def controlled(xml: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (row("Nama", "Dewi"), (("Nama", "Dewi"),)),
        (controlled(row("a", "b")), (("a", "b"),)),
        (row("a", "b").replace("<w:tc>", "<w:sdt><w:sdtContent><w:tc>").replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>"), (("a", "b"),)),
        (row("lama", before="<w:trPr><w:del/></w:trPr>") + row("baru", before="<w:trPr><w:ins/></w:trPr>"), (("baru",),)),
        (row("<w:gridSpan w:val='2'/>|lebar", "x") + row("p", "q", "r"), (("lebar", "x"), ("p", "q", "r"))),
        (row("<w:vMerge w:val='restart'/>|SIMPEG", "Maya") + row("<w:vMerge/>|", "Rini"), (("SIMPEG", "Maya"), ("SIMPEG", "Rini"))),
    ],
)  # fmt: skip
def test_tables_keep_their_rows_and_cells(rows: str, says: tuple[tuple[str, ...], ...]) -> None:
    (page,) = word.read(body(f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl><w:p/>"), picture=picture)
    assert [table.rows for table in page.tables] == [says]


def box(text: str) -> str:
    content = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:Choice Requires="wps"><w:drawing>'
        f"{content}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_also_inside_a_table() -> None:
    content = read(body(f"<w:p>{run('Hal')}{box('Kotak')}</w:p>"))
    assert content.split("\n") == ["Hal", "Kotak"]
    cell = f"<w:tbl><w:tr><w:tc><w:p>{box('Kotak')}</w:p></w:tc></w:tr></w:tbl><w:p/>"
    assert read(body(cell)).split() == ["Kotak"]


def test_what_stands_at_head_and_foot_of_the_pages_is_read_where_it_stands() -> None:
    document = docx.Document()
    first = document.sections[0]
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].text = "Nomor: W.99-1"
    first.header.paragraphs[0].text = "halaman lanjutan"
    first.footer.paragraphs[0].text = "kaki lanjutan"
    first.first_page_footer.paragraphs[0].text = "Jalan Melati 7"
    document.add_paragraph("Isi surat")
    second = document.add_section()
    second.different_first_page_header_footer = False
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Lampiran I"
    document.add_paragraph("Daftar")
    assert read(saved(document)).split("\n") == [
        "Nomor: W.99-1", "Isi surat", "Jalan Melati 7", "Lampiran I", "Daftar", "kaki lanjutan",
    ]  # fmt: skip


HTML = b"<html><body><p>Nomor: W.99-2</p><p>Mohon perbaikan</p></body></html>"
MHT = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + HTML


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chunk.html", HTML),
        ("chunk.mht", MHT),
        ("chunk.txt", b"Nomor: W.99-2\nMohon perbaikan"),
        ("chunk.rtf", rb"{\rtf1 Nomor: W.99-2\par Mohon perbaikan}"),
        ("chunk.docx", body(f"<w:p>{run('Nomor: W.99-2')}</w:p><w:p>{run('Mohon perbaikan')}</w:p>")),
    ],
)
def test_a_document_inside_a_document_is_read_in_its_place(name: str, content: bytes) -> None:
    outer = body(f"<w:p>{run('Yth. Kepala')}</w:p><w:altChunk r:id='rIdA1'/><w:p>{run('Terima kasih')}</w:p>")
    with zipfile.ZipFile(io.BytesIO(outer)) as archive:
        relations = archive.read("word/_rels/document.xml.rels")
    one = f'<Relationship Id="rIdA1" Type="{RELATIONS}/aFChunk" Target="{name}"/></Relationships>'
    parts = {
        f"word/{name}": content,
        "word/_rels/document.xml.rels": relations.replace(b"</Relationships>", one.encode()),
    }
    lines = [line for line in read(with_parts(outer, parts)).split("\n") if line]
    assert lines == ["Yth. Kepala", "Nomor: W.99-2", "Mohon perbaikan", "Terima kasih"]


def strict(content: bytes) -> bytes:
    """The package as "Strict Open XML" is saved."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            for kind in ("wordprocessingml", "spreadsheetml", "officeDocument", "drawingml"):
                data = data.replace(USUAL.format(kind).encode(), STRICT.format(kind).encode())
            parts[name] = data
    return with_parts(content, parts)


def test_the_strict_form_is_read_like_the_usual_one() -> None:
    assert read(strict(body(f"<w:p><w:ins>{run('Nomor HP 0813')}</w:ins></w:p>"))).strip() == "Nomor HP 0813"
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["Maya Sitorus", "198505152010012003"])
    book.save(buffer)
    told = strict(buffer.getvalue())
    assert STRICT.format("spreadsheetml").encode() in zipfile.ZipFile(io.BytesIO(told)).read("xl/workbook.xml")
    (page,) = sheets.xlsx(told)
    assert page.tables[0].rows == (("Maya Sitorus", "198505152010012003"),)
    assert in_usual_form(buffer.getvalue()) == buffer.getvalue()


def test_the_document_is_found_under_any_name() -> None:
    content = body(f"<w:p>{run('Isi surat')}</w:p>")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    renamed = {
        name.replace("document.xml", "document2.xml"): data.replace(b"/document.xml", b"/document2.xml")
        for name, data in parts.items()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in renamed.items():
            archive.writestr(name, data)
    found = office_files.zipped(made.getvalue(), picture)
    assert found is not None
    assert [page.text for page in found[1](made.getvalue())] == ["Isi surat"]


@pytest.fixture
def asked() -> Iterator[list[int]]:
    ASKED.clear()
    yield ASKED
    ASKED.clear()


def with_picture(words: int, width: int, height: int, inches: float) -> bytes:
    document, image = docx.Document(), io.BytesIO()
    document.add_paragraph("kata " * words)
    Image.new("L", (width, height), 255).save(image, "PNG")
    document.add_picture(io.BytesIO(image.getvalue()), width=docx.shared.Inches(inches))
    return saved(document)


@pytest.mark.parametrize(
    ("document", "scanned"),
    [
        (with_picture(0, 1240, 1754, 6), True),
        (with_picture(100, 1240, 1754, 6.5), True),
        (with_picture(100, 1920, 1080, 6), False),  # a picture of a screen in a letter
        (with_picture(100, 1240, 1754, 2), False),
        (with_picture(5, 1240, 1754, 2), True),  # made small, and all that the document has
        (with_picture(0, 200, 200, 1), False),  # an emblem
    ],
)
def test_a_scan_in_a_document_is_read_and_a_picture_in_a_letter_is_not(
    document: bytes,
    scanned: bool,  # noqa: FBT001 - of the table
    asked: list[int],
) -> None:
    assert ("isi pindaian" in read(document)) is scanned
    assert len(asked) <= 1


def test_a_scan_in_an_odt_is_read() -> None:
    image, made = io.BytesIO(), io.BytesIO()
    Image.new("L", (1240, 1754), 255).save(image, "PNG")
    text = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        b"<text:p>Terlampir</text:p></office:text></office:body></office:document-content>"
    )
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", text)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("Pictures/1.png", image.getvalue())
    pages = office_files.writer(made.getvalue(), picture=picture)
    assert [(page.number, page.text) for page in pages] == [(1, "Terlampir"), (2, "isi pindaian")]
