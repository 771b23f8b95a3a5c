"""Mails that ask for nothing never become cases; those that only look like them do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from pipeline.inspection import inspect
from pipeline.model import MailKind
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from rules import rulebook

Sample = tuple[str, str, Mapping[str, str]]  # subject, text, further headers

NO_LETTERS: tuple[Sample, ...] = (
    (
        "Cuti tahunan",
        "Terima kasih atas email Anda. Saya sedang cuti tahunan dan akan kembali bekerja pada 23 Maret 2026. Untuk hal mendesak silakan hubungi rekan saya Sdr. Budi di 0812-5555-0001.",
        {},
    ),
    (
        "Re: Gangguan jaringan",
        "Terima kasih, email Anda sudah kami terima dan akan segera kami proses. Mohon tidak membalas email ini.",
        {},
    ),
    (
        "Otomatis: tidak di tempat",
        "Mohon maaf saya tidak berada di tempat sampai tanggal 5. Email Anda akan saya baca setelah kembali.",
        {},
    ),
    ("Absen dari kantor: Laporan", "I'm away from the office until Monday with limited access to email.", {}),
    ("Autoreply", "Kotak surat ini tidak dipantau.", {}),
    ("Terima kasih", "Terima kasih banyak pak atas bantuannya, internet sudah normal kembali.", {}),
    (
        "Laporan bulanan Februari",
        "Terlampir kami sampaikan laporan bulanan kinerja Februari 2026 untuk dapat dipergunakan sebagaimana mestinya.",
        {},
    ),
    (
        "Undangan Rapat Koordinasi",
        "Yth. Bapak/Ibu, kami mengundang Bapak/Ibu pada rapat koordinasi jaringan dan aplikasi, Kamis 12 Maret 2026 pukul 09.00 WIB di aula. Mohon hadir tepat waktu.",
        {},
    ),
    (
        "PROMO Internet Kantor 100 Mbps",
        "Dapatkan harga spesial bandwidth 100 Mbps hanya 999 ribu! Hubungi sales kami sekarang. Klik di sini untuk berhenti berlangganan.",
        {},
    ),
    (
        "Penawaran kerja sama pengadaan antivirus",
        "Dengan hormat, kami PT Contoh Solusi menawarkan lisensi antivirus dengan harga khusus untuk instansi pemerintah. Bila berminat mohon menghubungi marketing kami di 0812-5555-0002.",
        {},
    ),
    (
        "Invoice #2231",
        "Bersama ini kami kirimkan tagihan layanan internet bulan Maret. Mohon pembayaran sebelum jatuh tempo.",
        {},
    ),
    (
        "Akun email Anda akan dinonaktifkan",
        "Kotak surat Anda melebihi kuota. Klik tautan berikut untuk verifikasi akun Anda dalam 24 jam.",
        {},
    ),
    (
        "Selamat Hari Raya",
        "Segenap pimpinan dan staf mengucapkan selamat hari raya Idulfitri, mohon maaf lahir dan batin.",
        {},
    ),
    (
        "Pemberitahuan pemeliharaan sistem",
        "Diberitahukan bahwa akan dilakukan pemeliharaan jaringan pada Sabtu 14 Maret 2026 pukul 22.00 WIB. Selama pemeliharaan, aplikasi tidak dapat diakses. Demikian pemberitahuan ini.",
        {},
    ),
    (
        "Surat Edaran penggunaan email dinas",
        "Disampaikan surat edaran tentang kewajiban penggunaan surel dinas untuk menjadi perhatian dan dilaksanakan.",
        {},
    ),
    ("Lowongan pekerjaan", "Kami membuka lowongan teknisi jaringan. Kirim CV ke hrd@pt.example", {}),
    (
        "Newsletter Maret",
        "Simak berita terbaru kami tentang aplikasi dan jaringan.",
        {"List-Unsubscribe": "<mailto:x@y.example>"},
    ),
    (
        "Undelivered Mail Returned to Sender",
        "This is the mail system. I'm sorry to have to inform you that your message could not be delivered.",
        {"Return-Path": "<>", "From": "MAILER-DAEMON@mail.example"},
    ),
    (
        "[Ticket#2026031210] Gangguan internet",
        "Tiket Anda telah dibuat. Tim kami akan menghubungi Anda.",
        {"Auto-Submitted": "auto-generated"},
    ),
    ("Konfirmasi kehadiran", "Kami konfirmasi hadir pada rapat besok, atas nama Budi dan Ani.", {}),
    ("test", "test", {}),
    ("", "", {}),
    ("Permohonan cuti", "Bersama ini saya mengajukan permohonan cuti tahunan selama 3 hari. Mohon persetujuan.", {}),
    ("Backup job completed", "Job nightly-db finished with status OK. Error: 0", {"Auto-Submitted": "auto-generated"}),
    ("Alert: disk usage 91%", "Server app01 disk usage 91%", {}),
    ("Survei kepuasan", "Mohon kesediaan Bapak/Ibu mengisi survei kepuasan layanan internet pada tautan berikut.", {}),
    ("Notulen rapat", "Terlampir notulen rapat pembahasan gangguan aplikasi, terima kasih.", {}),
)

LETTERS: tuple[Sample, ...] = (
    (
        "Tindak lanjut gangguan jaringan",
        (
            "Laporan Saudara sudah kami tindak lanjuti dengan memeriksa kabel di ruang pelayanan. Namun demikian jaringan internet di ruang server "
            "masih terputus sejak Senin pagi, sehingga pelayanan kepada masyarakat tidak dapat dilakukan dan antrean memanjang sampai ke halaman. "
            "Sehubungan dengan hal tersebut, mohon kiranya dilakukan pemeriksaan dan perbaikan oleh petugas pada kesempatan pertama, mengingat besok "
            "ada kunjungan pimpinan. Penanggung jawab Sdri. Sari Wulandari, Lapas Contoh, 0812-0000-4455."
        ),
        {},
    ),
    (
        "Fwd: mohon bantuan",
        "Pak, aplikasi SIMPEG di kantor kami error dari kemarin. Mohon dibantu. Rina, Kanim Contoh 0812-5555-0003",
        {},
    ),
    (
        "Internet mati",
        "Internet mati total sejak jam 8 pagi di Lapas Contoh, mohon segera dicek. Budi 0812 5555 0004",
        {},
    ),
    (
        "Undangan zoom tidak bisa dibuka karena internet lambat",
        "Mohon bantuan, jaringan di Rutan Contoh lambat sekali sejak Senin 2 Maret 2026 sehingga rapat zoom tidak dapat diikuti.",
        {},
    ),
    (
        "Cuti di aplikasi e-Kinerja error",
        "Saya tidak bisa input cuti di aplikasi e-Kinerja, muncul error 500. Mohon bantuan. Dewi, NIP 199001012015032001",
        {},
    ),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as opened:
        yield opened


def kind_of(sample: Sample, reader: Reader) -> MailKind:
    subject, text, headers = sample
    message = EmailMessage()
    message["From"] = headers.get("From", "orang@unit.example")
    message["To"] = "kantor@office.example"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0700"
    message["Subject"] = subject
    for name, value in headers.items():
        if name != "From":
            message[name] = value
    message.set_content(text)
    return inspect(
        "mail.eml",
        message.as_bytes(),
        rulebook=rulebook(),
        directory=Directory(),
        zone=ZoneInfo("Asia/Jakarta"),
        reader=reader,
    ).kind


@pytest.mark.parametrize("sample", NO_LETTERS, ids=lambda sample: str(sample[0]))
def test_what_asks_for_nothing_is_no_letter(sample: Sample, reader: Reader) -> None:
    assert kind_of(sample, reader) is not MailKind.LETTER


@pytest.mark.parametrize("sample", LETTERS, ids=lambda sample: str(sample[0]))
def test_what_asks_for_help_is_a_letter(sample: Sample, reader: Reader) -> None:
    assert kind_of(sample, reader) is MailKind.LETTER
