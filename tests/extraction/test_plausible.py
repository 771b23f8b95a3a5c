"""What models propose is taken only as far as it can be a value: words, a place without its preposition, a post without OCR's slips."""

from __future__ import annotations

from extraction.test_signs_alone import parsed
from fuzz_targets import ZONE
from pipeline.config import shipped_letter_models
from pipeline.extraction.rows import document_of
from pipeline.model import Letter
from pipeline.rulebook import Directory
from pipeline.understanding import understand_mail
from rules import rulebook

PAPER = """KEMENTERIAN CONTOH REPUBLIK INDONESIA
KANTOR WILAYAH CONTOH
KANTOR IMIGRASI KELAS II TPI CONTOH
Jalan Pelabuhan Nomor 4, Kota Contoh 99995
NOTA DINAS
NOMOR W.99.IMI.2-TI.06.01-14
Yth   : Kepala Bagian Program dan Hubungan Masyarakat
Dari   : Kepala Kantor Imigrasi Kelas Il TPI Contoh
Hal   : Gangguan jaringan ruang tunggu
Tanggal   : 2 Maret 2026
Kami laporkan jaringan WiFi di ruang tunggu terputus sejak Senin, 2 Maret 2026 pukul 07.15 WITA. Mohon diperbaiki.
Demikian kami sampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.
Kepala Kantor Imigrasi Kelas Il TPI
Contoh,
Yohana Lumi
NIP 19750220 199903 2 003"""


def read(text: str, *, paper: str = "") -> Letter:
    documents = (document_of(paper, part="surat.pdf", media="application/pdf"),) if paper else ()
    found = understand_mail(
        parsed(text, "Gangguan jaringan", "plain"),
        documents,
        file="a.eml",
        rulebook=rulebook(),
        directory=Directory(),
        zone=ZONE,
        models=shipped_letter_models(),
    )
    (letter,) = found.letters
    return letter


def test_an_office_of_the_second_class_is_read_where_ocr_reads_l_for_i() -> None:
    sound, slipped = (read("Terlampir.", paper=paper) for paper in (PAPER.replace(" Il ", " II "), PAPER))
    assert slipped.value("signatory.position") == "Kepala Kantor Imigrasi Kelas II TPI Contoh"
    assert {path: field.value for path, field in slipped.fields.items()} == {
        path: field.value for path, field in sound.fields.items()
    }


def test_a_place_is_more_than_the_word_before_it() -> None:
    text = "Kami laporkan jaringan internet pada komputer server terputus sejak kemarin. Mohon diperbaiki."
    assert read(text).value("issue.location") in (None, "komputer server")


def test_signs_between_words_are_no_value_in_doubt() -> None:
    text = "Jaringan di loket sangat lambat – muncul pesan “waktu habis” – sehingga pengunjung tidak dapat didaftar. Mohon diperbaiki."
    letter = read(text)
    assert [one.value for one in letter.doubtful.values() if not any(sign.isalnum() for sign in one.value)] == []


def test_a_description_does_not_end_in_a_comma() -> None:
    text = "Sehubungan dengan penugasan pegawai baru, mohon dibuatkan hak akses aplikasi SIPENKOM untuk Ani Lestari sebagai Operator."
    said = read(text).value("issue.description")
    assert said is None or said[-1] not in ",;"
