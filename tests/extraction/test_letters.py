"""Letters in wordings that no sample has: labels in any order, values in prose, nothing invented."""

from __future__ import annotations

import pytest

from pipeline.model import Document, Form, Page, Table
from plain_letters import document, read

NODIS = """KEMENTERIAN CONTOH
BALAI PELATIHAN CONTOH
NOTA DINAS
Nomor   : BPC-TI.06.01-12
Yth.   : Kepala Bagian Umum
Dari   : Kepala Seksi Sarana
Hal   : Gangguan wifi aula
Tanggal   : 27 Februari 2026
Dengan hormat, bersama ini kami sampaikan hal berikut:
a. Wifi di aula tidak dapat digunakan sejak Rabu, 25 Februari 2026 pukul 10.15 WITA.
b. Mohon teknisi memeriksa perangkat pada kesempatan pertama.
c. Narahubung: Tono Suratno (WA 0813-0000-1122)
Demikian disampaikan, terima kasih.
Kepala Seksi Sarana,
Wati Susilowati, S.E.
NIP 19790909 200312 2 001
"""


def test_a_nota_dinas_is_read_whole() -> None:
    (letter,) = read(document(NODIS))
    assert letter.form is Form.NOTA_DINAS
    assert letter.value("number") == "BPC-TI.06.01-12"
    assert letter.value("date") == "2026-02-27"
    assert letter.value("subject") == "Gangguan wifi aula"
    assert letter.value("requester.unit") == "Seksi Sarana"
    assert letter.value("requester.name") == "Tono Suratno"
    assert letter.value("requester.phone") == "+6281300001122"
    assert letter.value("issue.occurred_at") == "2026-02-25T10:15:00+08:00"
    assert letter.value("requested_resolution") == "Mohon teknisi memeriksa perangkat pada kesempatan pertama."
    assert letter.value("signatory.name") == "Wati Susilowati, S.E."
    assert letter.value("signatory.nip") == "197909092003122001"
    assert letter.fields["requester.phone"].part == "surat.pdf"


def test_what_a_letter_does_not_say_stays_empty() -> None:
    (letter,) = read(document(NODIS.replace("c. Narahubung: Tono Suratno (WA 0813-0000-1122)\n", "")))
    assert letter.value("requester.phone") is None
    assert letter.value("requester.name") is None
    assert letter.value("requester.nip") is None
    assert letter.value("issue.application") is None


def test_a_table_of_persons_gives_access_rows() -> None:
    rows = (
        ("No", "Nama", "NIP", "Aplikasi", "Peran"),
        ("1", "Ani Lestari", "19850101 201001 2 001", "SIPENKOM", "Asesor"),
    )
    text = NODIS.replace("Gangguan wifi aula", "Permohonan hak akses")
    (letter,) = read(document(text, tables=(Table(rows=rows),)))
    assert [(row.name, row.nip, row.application, row.role) for row in letter.access] == [
        ("Ani Lestari", "198501012010012001", "SIPENKOM", "Asesor")
    ]


def test_two_letters_in_one_mail_are_two() -> None:
    letters = read(document(NODIS, "a.pdf"), document(NODIS.replace("-12", "-13"), "b.pdf"))
    assert [letter.value("number") for letter in letters] == ["BPC-TI.06.01-12", "BPC-TI.06.01-13"]


def test_photos_are_evidence_and_a_bare_mail_is_the_letter() -> None:
    photo = Document(part="foto.jpg", media="image", sha256="2" * 64, pages=(Page(number=1, width=800, height=600),))
    body = "Pak, internet di lantai 2 mati sejak kemarin.\nTolong dicek.\nCP saya Joko Widianto 081300004321"
    (letter,) = read(photo, body=body, subject="Re: internet mati")
    assert letter.form is Form.EMAIL
    assert letter.evidence == ("foto.jpg",)
    assert letter.value("subject") == "internet mati"
    assert letter.value("number") is None
    assert letter.value("requester.name") == "Joko Widianto"
    assert letter.value("issue.occurred_at") == "2026-03-01"


@pytest.mark.parametrize(
    ("cover", "phone"),
    [
        ("Terlampir nota dinas. CP: Joko Rumengan 0821-0000-6462.", "+6282100006462"),
        (
            "Terlampir nota dinas. Untuk koordinasi dapat menghubungi Sdr. Joko, nomor HP 0821-0000-6462.",
            "+6282100006462",
        ),
        ("Terlampir nota dinas.\n\nSalam,\nTata Usaha\n0431-555284", None),
    ],
)
def test_a_contact_that_only_the_mail_around_the_letter_names(cover: str, phone: str | None) -> None:
    letter = NODIS.replace("c. Narahubung: Tono Suratno (WA 0813-0000-1122)\n", "")
    (found,) = read(document(letter), body=cover)
    assert found.value("requester.phone") == phone
    assert found.value("requester.unit") == "Seksi Sarana"


def test_degrees_that_wrap_below_a_name_belong_to_it() -> None:
    wrapped = NODIS.replace("Wati Susilowati, S.E.\n", "Wati Susilowati,\nA.Md.Komp.\n")
    (letter,) = read(document(wrapped))
    assert letter.value("signatory.name") == "Wati Susilowati, A.Md.Komp."
    (letter,) = read(document(wrapped.replace("Wati Susilowati,\n", "")))
    assert letter.value("signatory.name") is None


def test_a_sentence_in_which_words_were_lost_is_no_table() -> None:
    (letter,) = read(
        document(
            "NOTA DINAS\nYth.   : Kepala Bagian\nDari   : Kepala Subbagian\nHal   : Gangguan Jaringan\n\n"
            "Sejak Selasa jaringan internet di seluruh ruangan terputus.\nMohon perbaikan jaringan.\n"
            "Untuk koordinasi lebih,   njut   dapat menghubungi penanggung jawab kami, Sdr\nLukman Wibowo, S.H.,   ‘mor\n"
            "Demikian untuk menjadi maklum.\n"
        )
    )
    assert letter.value("requester.name") == "Lukman Wibowo, S.H."
    assert letter.value("requester.phone") is None
