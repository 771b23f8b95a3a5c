"""What each sentence of a letter is for, in wordings that no sample has."""

from __future__ import annotations

import pytest

from pipeline.extraction.content import Content, sort_out
from pipeline.extraction.rows import Row
from pipeline.model import Line
from plain_letters import read
from rules import rulebook

REQUESTS = (
    "Besar harapan kami agar gangguan ini segera ditangani.",
    "Kiranya Bapak dapat menugaskan petugas untuk memeriksa jaringan kami.",
    "Diharapkan perbaikan dapat dilakukan sebelum jam pelayanan dibuka.",
    "Kami berharap aplikasi dapat digunakan kembali secepatnya.",
    "Apakah bisa dibantu reset password akun saya?",
    "Bisa tolong dicekkan servernya pak?",
    "Mhn dibantu segera ya min",
    "Minta tolong dikirim teknisi ke kantor kami.",
    "Dengan ini kami meminta bantuan teknis untuk pemulihan jaringan.",
    "Oleh karena itu, diperlukan penambahan bandwidth menjadi 100 Mbps.",
    "Kami memerlukan bantuan teknisi untuk mengganti kabel yang rusak.",
    "Sehubungan dengan hal tersebut, dimohon kiranya Saudara memerintahkan tim teknis untuk melakukan pengecekan.",
    "Perlu segera dilakukan penggantian perangkat.",
    "Untuk itu kami mengusulkan agar role yang bersangkutan diubah menjadi Admin.",
    "Agar segera ditindaklanjuti.",
    "Harap segera diperbaiki karena mengganggu pelayanan.",
    "Please segera dicek ya tim IT.",
    "Atas dasar itu kami mengajukan permohonan pembuatan akun bagi pegawai tersebut.",
    "Mohon dapatnya dilakukan instalasi ulang.",
    "Sudilah kiranya Bapak membantu kami.",
    "Kami sangat mengharapkan bantuan perbaikan dari tim TI.",
    "Bersama ini kami mohon bantuan perbaikan jaringan di kantor kami.",
    "Dapatkah kuota bandwidth kami dinaikkan?",
    "Kami minta akun kami diaktifkan kembali.",
    "Tolonglah dibenerin, kerjaan numpuk.",
    "Penyelesaian yang kami harapkan adalah penggantian modem.",
    "Adapun permintaan kami ialah agar data dikembalikan seperti semula.",
    "Untuk selanjutnya mohon arahan dan penanganan.",
    "Berkenaan dengan itu, mohon persetujuan penambahan kapasitas internet.",
    "gimana ya caranya supaya bisa login lagi?",
    "Mohonkan bantuan pemulihan akun.",
    "Bila berkenan, mohon kiranya ditambahkan titik akses baru.",
)

REPORTS = (
    "Sejak pagi jaringan internet di kantor kami mati total.",
    'Aplikasi menampilkan pesan "mohon tunggu" lalu berhenti.',
    "Pegawai kami tidak dapat melakukan presensi.",
    "Perbaikan oleh penyedia sudah dilakukan minggu lalu tetapi gangguan terulang.",
    "Kami tidak dapat memproses permohonan paspor sejak kemarin.",
    "Sebanyak 12 pegawai mengalami hal yang sama.",
    "Permohonan pemohon tidak bisa diproses di loket.",
    "Setelah pembaruan, menu pencarian hilang.",
    "Bandwidth yang tersedia hanya 20 Mbps untuk 80 pengguna.",
    "Layar menampilkan tulisan disk boot failure.",
    "Operator sebelumnya telah pindah tugas ke unit lain.",
    "Jumlah permintaan layanan meningkat dua kali lipat.",
    "Sistem meminta kata sandi berulang kali.",
)

CONTACTS = (
    ("Narahubung: Budi (0812-5555-1212).", "Budi", "+6281255551212"),
    ("Informasi lebih lanjut hubungi Sdri. Ani di 0812-5555-1213.", "Ani", "+6281255551213"),
    ("Contact person kami Joko Susilo, telp. 0812 5555 1214.", "Joko Susilo", "+6281255551214"),
    ("Untuk koordinasi dapat menghubungi saya di nomor WA 081255551215.", None, "+6281255551215"),
    (
        "Penanggung jawab kegiatan adalah Ibu Sri Wahyuni dengan nomor HP 0812-5555-1216.",
        "Sri Wahyuni",
        "+6281255551216",
    ),
    ("Kami menunjuk Sdr. Anton sebagai narahubung (HP 0812-5555-1217).", "Anton", "+6281255551217"),
    ("Petugas kami, Bagus Saputra (0812-5555-1218), siap mendampingi.", "Bagus Saputra", "+6281255551218"),
    (
        "Bila diperlukan, silakan menghubungi Kasubbag Umum kami a.n. Dedi Mulyana di 0812-5555-1219.",
        "Dedi Mulyana",
        "+6281255551219",
    ),
    ("CP : Rini / 0812-5555-1220", "Rini", "+6281255551220"),
    ("nomor saya 0812-5555-1221 (Eka)", "Eka", "+6281255551221"),
    ("PIC di lapangan Sdr. Hasan, nomor kontak 0812-5555-1222.", "Hasan", "+6281255551222"),
)

BESIDE_THE_MATTER = (
    "Berdasarkan Peraturan Menteri Nomor 5 Tahun 2020 tentang SPBE.",
    "Sehubungan dengan pelaksanaan tugas pada Kantor Imigrasi Contoh, dengan ini kami laporkan kendala sebagai berikut.",
    "Kami yang bertanda tangan di bawah ini:",
    "Bersama ini kami sampaikan permasalahan sebagai berikut :",
    "Dengan hormat kami sampaikan hal-hal berikut:",
    "Menindaklanjuti surat Kepala Kantor Wilayah nomor W.1-X tanggal 3 Januari 2026 perihal tersebut di atas.",
    "Dalam rangka peningkatan pelayanan publik, Kantor Kami senantiasa berupaya memberikan layanan terbaik.",
    "Sebagaimana kita ketahui bersama, pelayanan berbasis elektronik telah menjadi kebutuhan.",
    "Kantor kami melayani rata-rata 150 pemohon setiap hari.",
    "Hal ini sangat mengganggu pelayanan kepada masyarakat.",
    "Akibat gangguan tersebut pelayanan paspor tertunda.",
    "Kami telah mencoba menyalakan ulang perangkat namun belum berhasil.",
    "Foto perangkat kami lampirkan bersama surat ini.",
    "Bukti tangkapan layar terlampir.",
    "Screenshot saya sertakan di lampiran.",
)

MATTER = "Jaringan internet di kantor kami mati total sejak kemarin pagi."


def content(*texts: str) -> Content:
    rows = [Row(text=text, part="surat.pdf", page=1, line=Line(text=text), block=True) for text in texts]
    return sort_out(rows, rulebook().labels)


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_is_told_from_a_report(text: str) -> None:
    found = content(MATTER, text)
    assert [sentence.text for sentence in found.description] == [MATTER]
    assert found.request


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_is_no_request(text: str) -> None:
    found = content(text)
    assert [sentence.text for sentence in found.description] == [text]
    assert not found.request


@pytest.mark.parametrize(("text", "name", "phone"), CONTACTS)
def test_a_contact_is_found_in_running_text(text: str, name: str | None, phone: str) -> None:
    (letter,) = read(body=f"{MATTER}\n\nMohon diperbaiki.\n\n{text}")
    assert letter.value("requester.phone") == phone
    assert letter.value("requester.name") == name


@pytest.mark.parametrize("text", BESIDE_THE_MATTER)
def test_what_stands_beside_the_matter_is_no_part_of_it(text: str) -> None:
    assert [sentence.text for sentence in content(text, MATTER).description] == [MATTER]


def test_a_need_stands_for_a_request_where_nothing_else_asks() -> None:
    need = "Kami membutuhkan akses untuk tiga orang operator baru."
    found = content(need)
    assert [sentence.text for sentence in found.description] == [need]
    assert [sentence.text for sentence in found.request] == [need]
