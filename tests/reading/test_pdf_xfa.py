"""Forms whose page only says "Please wait": their XML is read, or their sender is asked for another file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pdf_files import Pdf, string, text
from pipeline.model import Document, Part
from pipeline.reading import Reader

WAIT = text(
    [
        "Please wait...",
        "If this message is not eventually replaced by the proper contents of the document, your PDF",
        "viewer may not be able to display this type of document.",
    ]
)
START = '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">'
END = "</xdp:xdp>"
TEMPLATE = """<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="formulir">
<draw><value><text>FORMULIR KELUHAN APLIKASI</text></value></draw>
<field name="f1"><caption><value><text>Nama Pemohon:</text></value></caption><bind match="dataRef" ref="$.pemohon.nama[0]"/></field>
<field name="nomorHP"><ui><textEdit/></ui></field>
<field name="unit"><caption><value><exData contentType="text/html"><body xmlns="http://www.w3.org/1999/xhtml"><p>Unit <b>Kerja</b></p></body>
</exData></value></caption><items><text>Bagian Umum</text><text>Bagian Keuangan</text></items><items save="1"><text>07</text><text>08</text></items></field>
<field name="jaringan"><ui><checkButton/></ui><caption><value><text>Gangguan jaringan</text></value></caption><items><integer>1</integer>
<integer>0</integer></items></field>
<field name="lain"><ui><checkButton/></ui><caption><value><text>Lainnya</text></value></caption><items><integer>1</integer></items></field>
<exclGroup name="sifat"><caption><value><text>Sifat</text></value></caption><field><caption><value><text>Biasa</text></value></caption>
<items><text>1</text></items></field><field><caption><value><text>Segera</text></value></caption><items><text>2</text></items></field></exclGroup>
<field name="uraian"><caption><value><text>Uraian</text></value></caption></field>
<field name="alat"><caption><value><text>Alat</text></value></caption></field>
<field name="kosong"><caption><value><text>Kosong</text></value></caption></field>
<script contentType="application/x-javascript">app.alert("x")</script></subform></template>"""
DATA = """<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><formulir><pemohon><nama>Sari Wulandari</nama></pemohon>
<nomorHP>0812-0000-4455</nomorHP><unit>07</unit><jaringan>1</jaringan><lain>0</lain><sifat>2</sifat>
<uraian><body xmlns="http://www.w3.org/1999/xhtml"><p>Jaringan <i>terputus</i> sejak pagi.</p><p>Mohon diperbaiki.</p></body></uraian>
<alat>Router</alat><alat>Sakelar</alat><kosong/><gambar>GAMBAR</gambar></formulir></xfa:data></xfa:datasets>"""
SAID = """FORMULIR KELUHAN APLIKASI
Nama Pemohon : Sari Wulandari
nomor HP : 0812-0000-4455
Unit Kerja : Bagian Umum
Gangguan jaringan : ☑
Lainnya : ☐
Sifat : Segera
Uraian : Jaringan terputus sejak pagi.
Mohon diperbaiki.
Alat : Router
alat : Sakelar"""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as opened:
        yield opened


def read(reader: Reader, content: bytes) -> Document:
    (document,) = reader.read(Part(name="formulir.pdf", content_type="application/pdf", content=content))
    return document


def form(packets: dict[str, str], *, page: str = WAIT, annotation: str = "") -> bytes:
    pdf = Pdf()
    numbers = {name: pdf.stream(body.encode()) for name, body in packets.items()}
    xfa = " ".join(f"({name}) {number} 0 R" for name, number in numbers.items())
    widget = [pdf.add(annotation)] if annotation else []
    pdf.page(page, annotations=widget)
    fields = " ".join(f"{number} 0 R" for number in widget)
    whole = f"{next(iter(numbers.values()))} 0 R" if list(numbers) == [""] else f"[{xfa}]"
    return pdf.saved(f"/AcroForm << /Fields [{fields}] /XFA {whole} >> /NeedsRendering true")


PICTURED = DATA.replace("GAMBAR", "A" * 4000)


@pytest.mark.parametrize(
    "packets",
    [
        {"preamble": START, "template": TEMPLATE, "datasets": PICTURED, "postamble": END},
        {"template": TEMPLATE, "datasets": PICTURED},
        {"datasets": PICTURED, "template": TEMPLATE},
        {"": START + TEMPLATE + PICTURED + END},
        {"": '<?xml version="1.0" encoding="UTF-8"?>\n' + START + TEMPLATE + PICTURED + END},
        {"preamble": START, "template": TEMPLATE, "datasets": PICTURED, "postamble": END + "\x00\n"},
    ],
)
def test_a_form_is_read_as_it_would_be_shown(packets: dict[str, str], reader: Reader) -> None:
    document = read(reader, form(packets))
    assert document.problem is None
    assert document.text == SAID


def test_a_form_without_template_speaks_by_its_names(reader: Reader) -> None:
    document = read(reader, form({"datasets": DATA.replace("GAMBAR", "")}))
    assert document.text.startswith("nama : Sari Wulandari\nnomor HP : 0812-0000-4455\nunit : 07\n")


@pytest.mark.parametrize(
    "packets",
    [
        {"template": TEMPLATE},
        {
            "template": TEMPLATE,
            "datasets": "<datasets><data><formulir><nama/><unit> </unit></formulir></data></datasets>",
        },
        {"datasets": "<datasets><data><formulir>"},
        {"datasets": "\x01\x02 kein XML"},
    ],
)
def test_the_sender_of_an_empty_form_is_asked(packets: dict[str, str], reader: Reader) -> None:
    document = read(reader, form(packets))
    assert document.problem is not None
    assert "cetak ke PDF biasa" in document.problem
    assert not document.pages


def test_entities_are_not_followed(reader: Reader) -> None:
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY f "ffff">]>'
    document = read(
        reader, form({"": f"{outside}<d><datasets><data><nama>a &e; &f;</nama><unit>b</unit></data></datasets></d>"})
    )
    assert "ffff" not in document.text
    assert "unit : b" in document.text


def test_a_form_with_pages_of_its_own_is_read_by_its_fields(reader: Reader) -> None:
    widget = (
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /F 4 /DA (/F1 10 Tf 0 g) /Rect [200 700 500 716]"
        f" /V {string('Sari Wulandari')} >>"
    )
    drawn = text(["Formulir Keluhan Penggunaan Aplikasi dan Jaringan Internet", "Identitas pemohon yang diisi lengkap"])
    content = form(
        {"template": TEMPLATE, "datasets": DATA},
        page=drawn + text(["Nama :"], matrix="1 0 0 1 60 704"),
        annotation=widget,
    )
    document = read(reader, content)
    assert [line.text.split() for line in document.pages[0].lines][2] == ["Nama", ":", "Sari", "Wulandari"]
    assert "Unit Kerja" not in document.text
