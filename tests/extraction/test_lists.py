"""Lists that come beside a letter: whose access it asks for; and numbers with marks that nobody sees."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from email.message import EmailMessage

import openpyxl
import pytest

from outlook_files import compound_file
from pipeline.extraction.signs import plain
from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.model import Understanding
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from rules import rulebook

ASKS = """Yth. Ketua Tim Kerja

Kami mohon pemberian hak akses aplikasi SIMPEG bagi pegawai sebagaimana daftar terlampir.

Unit: Bagian Kepegawaian
Penanggung jawab: Maya Sitorus
No. HP: 0811-2233-4455
"""
ROWS = (
    ("No", "Nama", "NIP", "Peran"),
    ("1", "BUDI SANTOSO", "198001012005011001", "Operator"),
    ("2", "Rina Sitorus", "199001012015012001", "Verifikator"),
)
FOUND = [
    ("BUDI SANTOSO", "198001012005011001", "SIMPEG", "Operator"),
    ("Rina Sitorus", "199001012015012001", "SIMPEG", "Verifikator"),
]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as one:
        yield one


def understood(reader: Reader, text: str, *files: tuple[str, bytes]) -> Understanding:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Maya Sitorus <maya@kanwil.example>", "Laporan"
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return inspect(
        "a.eml", mail.as_bytes(), rulebook=rulebook(), directory=Directory(), zone=DEFAULT_ZONE, reader=reader
    )


def separated(mark: str, charset: str, *, head: str = "") -> bytes:
    return (head + "".join(mark.join(row) + "\r\n" for row in ROWS)).encode(charset)


def xlsx(rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(made)
    return made.getvalue()


def biff5(*, locked: bool = False) -> bytes:
    """A workbook of Excel 5 (BIFF5), without the compound file around it."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0, 0))

    book = begin(0x0005) + record(0x0042, struct.pack("<H", 1252)) + (record(0x002F, bytes(4)) if locked else b"")
    end = record(0x000A, b"")
    place = len(book) + 4 + 6 + 7 + len(end)
    book += record(0x0085, struct.pack("<IBBB", place, 0, 0, 6) + b"Daftar") + end
    cells = b"".join(
        record(0x0204, struct.pack("<HHHH", at, column, 0, len(text)) + text.encode("cp1252"))
        for at, row in enumerate(ROWS)
        for column, text in enumerate(row)
    )
    return book + begin(0x0010) + cells + end


HTML = "<html><body><table>{}</table></body></html>".format(
    "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in ROWS)
)
XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>{}</Table></Worksheet></Workbook>'
).format(
    "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in ROWS
    )
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", separated(";", "utf-8")), ("a.csv", separated(",", "utf-8-sig")), ("A.CSV", separated("\t", "utf-16")),
        ("a.csv", separated("|", "cp1252")), ("a.tsv", separated("\t", "utf-8")), ("a.csv", separated(";", "utf-8", head="sep=;\r\n")),
        ("a.csv", separated(";", "cp1252", head="DAFTAR PEGAWAI – SIMPEG;;;\r\n;;;\r\n")),
        ("a.xlsx", xlsx()), ("a.xls", biff5()), ("a.xls", compound_file({"Book": biff5()})), ("lampiran", compound_file({"Book": biff5()})),
        ("a.xls", HTML.encode()), ("a.xls", HTML.encode("utf-16")), ("a.xls", XML.encode()), ("a.xls", separated("\t", "utf-8")),
        ("a.xls", xlsx()),
    ],
)  # fmt: skip
def test_a_list_beside_a_typed_mail_says_for_whom_access_is_asked(reader: Reader, name: str, content: bytes) -> None:
    found = understood(reader, ASKS, (name, content))
    ((letter,), (route,)) = found.letters, found.routes
    assert [(one.name, one.nip, one.application, one.role) for one in letter.access] == FOUND
    assert letter.parts == (name,)
    assert letter.value("requester.name") == "Maya Sitorus"
    assert route.sop == "hak-akses"
    assert not found.problems


def test_each_row_of_a_list_is_a_right_of_its_own(reader: Reader) -> None:
    rows = [
        ("Nama", "NIP", "Aplikasi", "Keterangan"),
        ("Budi Santoso", "19800101\u00a0200501\u00a01\u00a0001", "SIMPEG", "tambah"),
        ("Budi Santoso", "19800101 200501 1 001", "SRIKANDI", "cabut"),
    ]
    (letter,) = understood(reader, ASKS.replace("aplikasi SIMPEG ", ""), ("a.xlsx", xlsx(rows))).letters
    assert [(one.nip, one.application, one.action.value) for one in letter.access] == [
        ("198001012005011001", "SIMPEG", "add"),
        ("198001012005011001", "SRIKANDI", "revoke"),
    ]


def test_a_list_beside_a_letter_that_asks_for_no_access_lists_nobody(reader: Reader) -> None:
    text = (
        "Yth. Kepala Bagian\n\nJaringan internet di Rutan Kelas IIB Lembah Hijau terputus sejak Selasa, 3 Maret 2026. Mohon segera"
        " diperbaiki. Daftar petugas piket terlampir.\n\nDewi Anggraini, 0813-4455-6677\n"
    )
    (letter,) = understood(reader, text, ("piket.csv", separated(";", "utf-8"))).letters
    assert letter.access == ()
    assert letter.parts == ()


def test_of_a_list_that_needs_a_password_the_sender_hears(reader: Reader) -> None:
    for name, content in (
        ("a.xls", compound_file({"Workbook": biff5(locked=True)})),
        ("a.xlsx", compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})),
    ):
        (problem,) = understood(reader, ASKS, (name, content)).problems
        assert problem == f"Berkas {name} terkunci kata sandi; mohon kirim salinan yang terbuka."


@pytest.mark.parametrize(
    "written",
    [
        "\u202a+62 813\u20114455\u20116677\u202c", "0813\u00a04455\u00a06677", "0813\u200b4455\u200b6677", "0813\u22124455\u22126677",
        "\u20680813\u20104455\u20106677\u2069", "\uff10\uff18\uff11\uff13 4455 6677", "0813\u20134455\u20136677", "\ufeff0813\u202f4455\u202f6677",
    ],
)  # fmt: skip
def test_a_number_is_read_through_marks_that_nobody_sees(reader: Reader, written: str) -> None:
    text = f"Jaringan di Rutan Lembah Hijau mati sejak kemarin. Mohon diperbaiki.\n\nPenanggung jawab: Dewi Anggraini, HP {written}.\n"
    (letter,) = understood(reader, text).letters
    assert letter.value("requester.phone") == "+6281344556677"
    made = f"NOTA DINAS\nNomor: W.99\u2011TI.05.01\u2011214\nHal: Gangguan jaringan\n\n{text}\nHormat kami\nDewi Anggraini\n"
    (letter,) = understood(reader, "Terlampir.", ("surat.txt", made.encode())).letters
    assert letter.value("requester.phone") == "+6281344556677"
    assert letter.value("number") == "W.99-TI.05.01-214"


def test_dashes_between_words_stay() -> None:
    assert plain("petugas \u2013 jaga \u201cpagi\u201d") == "petugas \u2013 jaga \u201cpagi\u201d"
