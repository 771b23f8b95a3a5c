"""What stands around a letter: covers, sheets before it, and cases that went wrong once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from intake.test_forwarding_clients import LETTER, SUBJECT, below, mail
from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.model import FROM_MAIL, Letter, Understanding
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from rules import rulebook

BUGS = Path(__file__).parents[1] / "cases" / "bugs"
PHONE = "+6281344556677"
FORWARDS = sorted(path for path in BUGS.glob("f-*/*.eml"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as one:
        yield one


def understood(reader: Reader, name: str, raw: bytes) -> Understanding:
    return inspect(name, raw, rulebook=rulebook(), directory=Directory(), zone=DEFAULT_ZONE, reader=reader)


@pytest.mark.parametrize("path", FORWARDS, ids=[f"{path.parent.name}-{path.stem}" for path in FORWARDS])
def test_a_forward_is_read_as_its_writers_letter(reader: Reader, path: Path) -> None:
    found = understood(reader, path.name, path.read_bytes())
    (letter,), (route,) = found.letters, found.routes
    assert (letter.value("requester.name"), letter.value("requester.phone")) == ("Dewi Anggraini", PHONE)
    assert route.sop == "gangguan-jaringan"
    assert "Hendra" not in letter.full_text
    assert "ditindaklanjuti" not in letter.full_text


@pytest.mark.parametrize(
    ("name", "file", "says"),
    [
        ("f90-outlook-forward-pdf", "surel.eml", {"requester.name": "Dewi Anggraini", "requester.phone": PHONE}),
        ("w14-nested-table", "surat.docx", {"requester.name": "Dewi Anggraini", "requester.phone": PHONE}),
        ("m02-tnef-cp1252-name", "surel.eml", {"requester.name": "Dewi Anggraini", "requester.phone": PHONE}),
        ("m04-tnef-body-only", "surel.eml", {"requester.name": "Dewi Anggraini", "requester.phone": PHONE}),
    ],
)
def test_what_went_wrong_once(reader: Reader, name: str, file: str, says: dict[str, str]) -> None:
    (letter,) = understood(reader, file, (BUGS / name / file).read_bytes()).letters
    assert {path: letter.value(path) for path in says} == says


def test_a_name_in_winmail_dat_is_read_in_its_charset(reader: Reader) -> None:
    found = understood(reader, "surel.eml", (BUGS / "m02-tnef-cp1252-name" / "surel.eml").read_bytes())
    assert [letter.parts for letter in found.letters] == [("Surat – Rutan.pdf",)]
    assert not found.problems


def test_a_forwarded_mail_counts_its_days_from_the_day_it_was_written(reader: Reader) -> None:
    text = "Yth. Kepala Bagian\n\nJaringan internet di ruang registrasi terputus sejak kemarin pukul 08.20 WITA. Mohon diperbaiki."
    for client in ("outlook_desktop_id", "gmail_en", "roundcube_id", "thunderbird_id"):
        message = mail(below(client, text), f"Fwd: {SUBJECT}")
        del message["Date"]
        message["Date"] = "Fri, 06 Mar 2026 09:10:00 +0800"
        (letter,) = understood(reader, "surel.eml", message.as_bytes()).letters
        assert letter.value("issue.occurred_at") == "2026-03-02T08:20:00+08:00", client


def with_cover(reader: Reader, cover: str, text: str = LETTER) -> Letter:
    raw = mail(f"{cover}\n\n{below('outlook_desktop_id', text)}", f"FW: {SUBJECT}").as_bytes()
    (letter,) = understood(reader, "surel.eml", raw).letters
    return letter


@pytest.mark.parametrize(
    ("cover", "path", "value"),
    [
        ("Nomor HP Bu Dewi 0813-0000-7788.", "requester.phone", "+6281300007788"),
        ("Mohon dibantu. No. HP : 0813-0000-7788", "requester.phone", "+6281300007788"),
        ("NIP Bu Dewi 199001012015032001, mohon dibantu.", "requester.nip", "199001012015032001"),
        ("Mohon dibantu.\n\nSurel : dewi.anggraini@rutan-lembah.example.go.id", "requester.email", "dewi.anggraini@rutan-lembah.example.go.id"),
        ("Mohon ditindaklanjuti.\n\nNama Unit : Rutan Lembah Hijau\n\nterima kasih", "requester.unit", "Rutan Lembah Hijau"),
    ],
)  # fmt: skip
def test_a_cover_completes_the_contact_and_its_evidence_says_so(
    reader: Reader, cover: str, path: str, value: str
) -> None:
    letter = with_cover(reader, cover)
    assert letter.value(path) == value
    assert letter.fields[path].finder == "cover"
    assert letter.fields[path].text in " ".join(cover.split())
    assert "ruang registrasi" in (letter.value("issue.description") or "")


def test_who_names_no_address_is_reached_where_his_mail_came_from(reader: Reader) -> None:
    found = with_cover(reader, "Mohon dibantu.").fields["requester.email"]
    assert (found.finder, found.value) == (FROM_MAIL, found.text)
    assert "@" in found.value


def test_a_cover_corrects_a_number_that_the_letter_says_otherwise(reader: Reader) -> None:
    text = f"{LETTER}\nNo. HP : 0813-4455-6677"
    assert with_cover(reader, "Mohon dibantu.", text).value("requester.phone") == PHONE
    corrected = with_cover(reader, "Ralat, nomor HP yang benar 0813-0000-7788.", text)
    assert corrected.value("requester.phone") == "+6281300007788"
    assert corrected.fields["requester.phone"].finder == "cover"
    assert with_cover(reader, "Nomor saya 0813-0000-7788.", text).value("requester.phone") == PHONE


@pytest.mark.parametrize(
    "signature", ["Hendra Wijaya\nSubbagian Umum\nHP 0811-0000-1122", "Terima kasih,\nHendra Wijaya\n0811-0000-1122"]
)
def test_who_signs_a_cover_is_nobody(reader: Reader, signature: str) -> None:
    letter = with_cover(reader, f"Mohon printer di ruang kami juga diganti.\n\n{signature}")
    said = " ".join(field.value for field in letter.fields.values())
    assert "Hendra" not in said
    assert "11" not in (letter.value("requester.phone") or "")
    assert "printer" not in said


SHEETS = {
    "disposition": "KANTOR WILAYAH CONTOH\nLEMBAR DISPOSISI\nSurat dari : Rutan Lembah Hijau\nNo. Agenda : 214\nDiterima Tgl : 4 Maret 2026\nSifat : Segera\nIsi Disposisi : Proses sesuai aturan\nDiteruskan kepada : Pranata Komputer",
    "receipt": "TANDA TERIMA SURAT\nNo. Agenda : 77\nDiterima tanggal : 4 Maret 2026\nYang menerima : Petugas Loket",
}  # fmt: skip
OFFICIAL = "Nomor : W.99.PAS12-TI.05.01-214\nSifat : Segera\nHal : Gangguan Jaringan\n3 Maret 2026\nYth. Kepala Bagian Program\ndi Tempat\n\nJaringan internet di ruang registrasi terputus sejak Selasa, 3 Maret 2026 pukul 08.20 WITA. Mohon segera dilakukan perbaikan jaringan.\n\nNama : Dewi Anggraini\nNo. HP : 0813-4455-6677\n\nDemikian disampaikan, terima kasih.\n\nKepala Rutan,\n\nBambang Prakoso\nNIP 197805122003121002"


def docx_of(text: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("order", [1, -1], ids=["before", "behind"])
def test_a_sheet_that_an_office_puts_before_a_letter_is_not_the_letter(reader: Reader, sheet: str, order: int) -> None:
    message = mail("Terlampir.", "Surat masuk")
    files = [("1-lembar.docx", SHEETS[sheet]), ("2-surat.docx", OFFICIAL)]
    for name, text in files[::order]:
        message.add_attachment(docx_of(text), maintype="application", subtype="octet-stream", filename=name)
    (letter,) = understood(reader, "surel.eml", message.as_bytes()).letters
    assert letter.parts == ("2-surat.docx",)
    assert letter.value("number") == "W.99.PAS12-TI.05.01-214"
    assert letter.value("requester.phone") == PHONE
    assert "ruang registrasi" in (letter.value("issue.description") or "")


def covering_letter(*rows: tuple[str, str, str]) -> bytes:
    """A "surat pengantar", by which offices send what stands in its table."""
    document = docx.Document()
    for line in (
        "PEMERINTAH KABUPATEN CONTOH RAYA", "DINAS PERTANIAN", "", "SURAT PENGANTAR", "Nomor: 045.2/113/TU/2026", "",
        "Contoh Raya, 3 Maret 2026", "Yth. Kepala Pusat Data dan Teknologi Informasi", "di Tempat", "",
    ):  # fmt: skip
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=4)
    for row in (("No.", "Jenis yang Dikirim", "Banyaknya", "Keterangan"), *(("1.", *row) for row in rows)):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for line in ("", "Kepala Dinas Pertanian,", "", "Drs. Hasan Basri, M.Si.", "NIP 196809121992031005"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_of_a_covering_letter_the_matter_stands_in_its_table(reader: Reader) -> None:
    raw = covering_letter(
        (
            "Laporan gangguan jaringan internet pada Balai Penyuluhan Sukamaju yang terputus sejak 1 Maret 2026 pukul 08.00 WITA",
            "1 (satu) berkas",
            "Mohon ditangani. Narahubung: Siti Aminah, 0812-5550-1122",
        )
    )
    found = understood(reader, "surat pengantar.docx", raw)
    (letter,), (route,) = found.letters, found.routes
    assert (route.sop, letter.value("number")) == ("gangguan-jaringan", "045.2/113/TU/2026")
    assert "gangguan jaringan internet" in (letter.value("issue.description") or "")
    assert (letter.value("requester.name"), letter.value("requester.phone")) == ("Siti Aminah", "+6281255501122")
    assert (letter.value("issue.occurred_at") or "").startswith("2026-03-01T08:00")


def test_of_a_covering_letter_people_stand_in_its_table(reader: Reader) -> None:
    raw = covering_letter(
        (
            """Permohonan pembuatan akun aplikasi SIMLUH:
Rahmat Hidayat, NIP 199001012015031001, peran penginput
Dewi Sartika, NIP 199203042018012002, peran penginput""",
            "1 berkas",
            "Mohon dapat diproses.",
        )
    )
    found = understood(reader, "surat pengantar.docx", raw)
    (letter,), (route,) = found.letters, found.routes
    assert route.sop == "hak-akses"
    assert [(row.name, row.nip, row.application) for row in letter.access] == [
        ("Rahmat Hidayat", "199001012015031001", "SIMLUH"),
        ("Dewi Sartika", "199203042018012002", "SIMLUH"),
    ]


def test_a_covering_letter_of_a_report_asks_for_nothing(reader: Reader) -> None:
    raw = covering_letter(
        ("Laporan bulanan kegiatan penyuluhan", "2 eksemplar", "Disampaikan dengan hormat sebagai laporan")
    )
    assert all(route.sop is None for route in understood(reader, "surat pengantar.docx", raw).routes)
