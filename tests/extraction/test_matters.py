"""Several requests in one letter become several; one request that mentions other things stays one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from pipeline.model import Document
from pipeline.rulebook import Directory
from pipeline.understanding import understand_mail
from plain_letters import document, mail
from rules import rulebook

HEAD = """DINAS CONTOH
Jalan Melati 1
Nomor : 800/12/TI/2026   2 Maret 2026
Hal : Permohonan
Yth. Kepala Pusat Data
di Tempat
Dengan hormat, bersama ini kami sampaikan hal-hal sebagai berikut:
"""
FOOT = """
Narahubung: Sari Wulandari, HP 0812-5555-0001.
Demikian disampaikan, terima kasih.
Kepala Dinas Contoh,
Budi Hartono, S.H.
NIP 197001011995031001
"""

SEVERAL = (
    (
        (
            "Jaringan internet di aula terputus sejak Senin, 2 Maret 2026 pukul 08.00 WIB. Mohon segera diperbaiki. Selain itu kami "
            "memerlukan akun aplikasi SIMPEG bagi operator baru. Mohon dibuatkan hak akses dimaksud."
        ),
        {"gangguan-jaringan", "hak-akses"},
    ),
    (
        (
            "Aplikasi SISUMAKER tidak dapat dibuka sejak kemarin dan menampilkan pesan kesalahan. Mohon perbaikan aplikasi. Di samping"
            " itu, alokasi bandwidth kami sebesar 20 Mbps tidak mencukupi. Mohon penambahan bandwidth menjadi 50 Mbps."
        ),
        {"keluhan-aplikasi", "bandwidth"},
    ),
    (
        (
            "Pertama, wifi di lantai 2 mati total sejak pagi sehingga pelayanan terhenti. Mohon perbaikan jaringan wifi. Kedua, Windows pada"
            " tiga komputer tidak dapat diaktivasi karena lisensi kedaluwarsa. Mohon instal ulang sistem operasi."
        ),
        {"gangguan-jaringan", "masalah-software"},
    ),
    (
        (
            "Kami memerlukan perubahan role operator e-Monev menjadi verifikator. Mohon hak akses diubah. Selain hal tersebut, koneksi"
            " VPN ke pusat data tidak tersambung sejak kemarin. Mohon perbaikan jaringan VPN."
        ),
        {"hak-akses", "gangguan-jaringan"},
    ),
    (
        (
            "Bandwidth yang tersedia hanya 10 Mbps untuk 90 pengguna. Mohon penambahan alokasi bandwidth. Selain itu laptop bendahara terkena"
            " virus dan seluruh berkas hilang. Mohon pembersihan virus dan pemasangan antivirus."
        ),
        {"bandwidth", "masalah-software"},
    ),
    (
        (
            "Aplikasi LMS gagal unggah tugas sejak 1 Maret 2026. Mohon perbaikan aplikasi. Kami juga memohon pembuatan akun pengguna baru"
            " dengan hak akses operator karena ada mutasi pegawai."
        ),
        {"keluhan-aplikasi", "hak-akses"},
    ),
)

ONE = (
    "Jaringan internet di aula terputus sejak pagi. Selain itu wifi di lobi juga mati. Mohon perbaikan jaringan.",
    "Jaringan internet terputus sehingga aplikasi SIMPEG tidak dapat dibuka. Mohon perbaikan jaringan.",
    "Aplikasi SIMPEG tidak dapat dibuka. Selain itu presensi pegawai tidak terekam. Mohon perbaikan aplikasi.",
    "Mohon pembuatan akun SIMPEG bagi operator baru karena operator lama pindah. Kami juga menyampaikan terima kasih.",
    "Bandwidth tidak mencukupi untuk rapat Zoom. Selain itu akan ada ujian CAT. Mohon penambahan bandwidth.",
    "Laptop terkena virus. Selain itu lisensi antivirus kedaluwarsa. Mohon pembersihan virus dan aktivasi antivirus.",
    "Wifi mati sejak kemarin. Mohon diperbaiki. Selain itu kami lampirkan foto perangkat.",
    "Wifi mati sejak kemarin. Mohon diperbaiki. Kami juga siap mendampingi petugas di lokasi.",
    "Koneksi internet lambat, padahal alokasi bandwidth 50 Mbps. Mohon pengecekan jaringan.",
    "Aplikasi e-Monev error saat hak akses operator diperiksa. Mohon perbaikan.",
    "Pertama, jaringan di lantai 1 mati. Kedua, jaringan di lantai 2 mati. Mohon perbaikan jaringan keduanya.",
    "Modem rusak sejak pagi. Petugas kami telah mencoba memasang ulang. Mohon penggantian modem.",
    "Mohon reset kata sandi akun SIMPEG kami yang terkunci. Selanjutnya mohon panduan penggunaannya.",
    "Microsoft Word tidak dapat dibuka setelah pembaruan Windows. Internet berjalan normal. Mohon instal ulang.",
)


def routes(text: str) -> list[str | None]:
    letter: Document = document(HEAD + text + FOOT)
    understood = understand_mail(
        mail("Terlampir."),
        (letter,),
        file="x",
        rulebook=rulebook(),
        directory=Directory(),
        zone=ZoneInfo("Asia/Jakarta"),
    )
    assert all(one.value("number") == "800/12/TI/2026" for one in understood.letters)
    assert all(one.value("requester.phone") == "+6281255550001" for one in understood.letters)
    return [route.sop for route in understood.routes]


@pytest.mark.parametrize(("text", "sops"), SEVERAL)
def test_several_requests_become_several(text: str, sops: set[str]) -> None:
    found = routes(text)
    assert len(found) == len(sops)
    assert set(found) == sops


@pytest.mark.parametrize("text", ONE)
def test_one_request_stays_one(text: str) -> None:
    assert len(routes(text)) == 1
