"""Makes `inbox_samples/`: letters of invented units in the forms that real ones come in.

    python tests/make_samples.py            # writes mail.eml and why.txt of every sample, and the files of the demo
    python tests/make_samples.py NAME ...   # only these

Everything is drawn from the texts below; scans and photos are rendered from the same letters and degraded on purpose. The
same texts give the same bytes.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import cv2
import docx
import numpy as np
import pypdfium2 as pdfium
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent / "inbox_samples"
OFFICE = "layanan-ti@kanwil-contoh.example.go.id"
FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"
EPOCH = 1772409600  # 2 March 2026 in UTC: what documents say of when they were made
Sample = tuple[str, EmailMessage | bytes, str]  # name, mail, why
KOP = ("KEMENTERIAN CONTOH REPUBLIK INDONESIA", "KANTOR WILAYAH CONTOH")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What stands in an official letter."""

    unit: str
    street: str
    form: str  # "nodis" | "surat" | "formulir"
    number: str
    date: str
    to: str
    subject: str
    body: tuple[str, ...]
    contact: tuple[tuple[str, str], ...]
    signer: tuple[str, str, str]  # position, name, NIP
    table: tuple[tuple[str, ...], ...] = ()
    sifat: str = "Biasa"
    form_rows: tuple[tuple[str, str], ...] = field(default=())


# ----------------------------------------------------------------------------------------------------------- letters


def in_word(letter: Letter) -> bytes:
    """The letter as a Word file, its letterhead above."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Cm(3),
        Cm(2),
        Cm(1.5),
        Cm(2.5),
    )
    document.styles["Normal"].font.name = "Liberation Sans"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)

    def centred(text: str, *, bold: bool = True) -> None:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(text).bold = bold

    for line in (*KOP, letter.unit.upper()):
        centred(line)
    centred(letter.street, bold=False)
    document.add_paragraph()
    if letter.form == "formulir":
        _form(document, letter, centred)
    else:
        _head(document, letter, centred)
        for text in letter.body:
            document.add_paragraph(text)
        if letter.table:
            _table(document, letter.table)
        for label, value in letter.contact:
            document.add_paragraph(f"{label}\t: {value}").paragraph_format.tab_stops.add_tab_stop(Cm(5))
        document.add_paragraph("Demikian kami sampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.")
        _signature(document, letter)
    return _saved(document)


def _saved(document: Any) -> bytes:
    """The Word file with every member dated alike."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for member in given.infolist():
            dated = zipfile.ZipInfo(member.filename, time.gmtime(EPOCH)[:6])
            made.writestr(dated, given.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _head(document: Any, letter: Letter, centred: Any) -> None:
    def line(label: str, value: str) -> None:
        paragraph = document.add_paragraph(f"{label}\t: {value}")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(2.5))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(11.5))
        paragraph.paragraph_format.space_after = Pt(0)

    if letter.form == "nodis":
        centred("NOTA DINAS")
        centred(f"NOMOR {letter.number}")
        document.add_paragraph()
        line("Yth", letter.to)
        line("Dari", letter.signer[0])
        line("Hal", letter.subject)
        line("Sifat", letter.sifat)
        line("Tanggal", letter.date)
    else:
        line("Nomor", f"{letter.number}\t{letter.date}")
        line("Sifat", letter.sifat)
        line("Lampiran", "1 (satu) berkas")
        line("Hal", letter.subject)
        document.add_paragraph()
        document.add_paragraph(f"Yth. {letter.to}").paragraph_format.space_after = Pt(0)
        document.add_paragraph("di Tempat")
    document.add_paragraph()


def _table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    table.autofit = False
    widths = (1.1, 4.6, 4.6, 2.8, 2.9) if len(rows[0]) == 5 else (5.0, 11.0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in rows:
        for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
            cell.width = Cm(width)
            cell.text = text
    document.add_paragraph()


def _signature(document: Any, letter: Letter) -> None:
    position, name, nip = letter.signer
    for text in (f"{position},", "", "", name, f"NIP {nip}"):
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.left_indent = Cm(8.5)
        paragraph.paragraph_format.space_after = Pt(0)


def _form(document: Any, letter: Letter, centred: Any) -> None:
    centred("FORMULIR KELUHAN PENGGUNAAN APLIKASI DAN JARINGAN INTERNET")
    document.add_paragraph()
    document.add_paragraph("A. IDENTITAS PEMOHON")
    _table(document, letter.contact)
    document.add_paragraph("B. JENIS KELUHAN")
    document.add_paragraph("☑ Aplikasi     ☐ Jaringan Internet     ☐ Lainnya")
    document.add_paragraph("C. DESKRIPSI KELUHAN")
    _table(document, letter.form_rows)
    document.add_paragraph(f"Kota Contoh, {letter.date}")
    _signature(document, letter)


def as_pdf(content: bytes) -> bytes:
    """A Word file as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "surat.docx").write_bytes(content)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/p",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
        ]
        subprocess.run(
            [*command, f"{folder}/surat.docx"],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return _undated((Path(folder) / "surat.pdf").read_bytes())


def _undated(pdf: bytes) -> bytes:
    """The PDF without the moment of its making, which LibreOffice writes as date, as identity and as checksum."""
    moment = time.strftime("%Y%m%d%H%M%S", time.gmtime(EPOCH)).encode()
    pdf = re.sub(rb"(/CreationDate\(D:)\d{14}", rb"\g<1>" + moment, pdf)
    return re.sub(rb"(/DocChecksum /|(?:\[ |\n)<)[0-9A-F]{32}", rb"\g<1>" + b"0" * 32, pdf)


def _image(pdf: bytes, dpi: int) -> NDArray[np.uint8]:
    with pdfium.PdfDocument(pdf) as document:
        return np.asarray(document[0].render(scale=dpi / 72, grayscale=True).to_numpy(), dtype=np.uint8).squeeze()


def scanned(pdf: bytes, *, angle: float, seed: int) -> bytes:
    """A grey 200 dpi scan, a little crooked and noisy, as PDF."""
    page = _image(pdf, 200)
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(page, turn, (width, height), borderValue=250.0)
    noise = np.random.default_rng(seed).normal(0, 7, turned.shape)
    noisy = np.clip(turned.astype(float) * 0.96 + noise, 0, 255).astype(np.uint8)
    jpeg = io.BytesIO()
    Image.fromarray(noisy).save(jpeg, "JPEG", quality=45)
    out = io.BytesIO()
    made = time.gmtime(EPOCH)
    Image.open(jpeg).save(out, "PDF", resolution=200, creationDate=made, modDate=made)
    return out.getvalue()


def photographed(pdf: bytes, *, seed: int) -> bytes:
    """The page on a desk, photographed by hand: perspective, uneven light, JPEG."""
    page = cv2.cvtColor(_image(pdf, 170), cv2.COLOR_GRAY2RGB)
    height, width = page.shape[:2]
    random = np.random.default_rng(seed)
    desk = np.full((int(height * 1.18), int(width * 1.22), 3), (92, 70, 52), np.uint8)
    target = np.array([[130, 90], [width + 60, 60], [width + 120, height + 130], [70, height + 90]], np.float32)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    size = (desk.shape[1], desk.shape[0])
    warped = cv2.warpPerspective(page, matrix, size)
    mask = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), matrix, size)
    shot = np.where(mask[..., None] > 0, warped, desk).astype(float)
    light = np.linspace(0.78, 1.0, desk.shape[1])[None, :, None] * np.linspace(1.0, 0.88, desk.shape[0])[:, None, None]
    shot = np.clip(shot * light + random.normal(0, 4, shot.shape), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(shot).save(out, "JPEG", quality=62)
    return out.getvalue()


def _picture(title: str, lines: Sequence[str], colour: tuple[int, int, int]) -> bytes:
    """A screenshot or a photo of a thing, drawn."""
    image = Image.new("RGB", (900, 600), colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 60, 840, 540), fill=(245, 245, 245), outline=(40, 40, 40), width=4)
    draw.text((90, 90), title, font=ImageFont.truetype(FONT, 34), fill=(150, 30, 30))
    for number, line in enumerate(lines):
        draw.text((90, 170 + 50 * number), line, font=ImageFont.truetype(FONT, 26), fill=(30, 30, 30))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


# -------------------------------------------------------------------------------------------------------------- mails


def _mail(sender: str, subject: str, date: str, text: str, *, headers: dict[str, str] | None = None) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = f"Layanan TI <{OFFICE}>"
    mail["Subject"] = subject
    mail["Date"] = date
    local = "".join(character for character in subject.lower() if character.isalnum())[:24]
    mail["Message-ID"] = f"<{local}.{abs(hash_of(date + sender)) % 10**8}@{sender.rpartition('@')[2].strip('>')}>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def hash_of(text: str) -> int:
    """A hash that is the same in every process."""
    return int.from_bytes(text.encode()[-6:], "big") + len(text)


def attach(mail: EmailMessage, name: str, content: bytes) -> None:
    """A file beside a mail, its type told by the ending of its name."""
    types = {
        "pdf": ("application", "pdf"),
        "jpg": ("image", "jpeg"),
        "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "zip": ("application", "zip"),
        "msg": ("application", "vnd.ms-outlook"),
        "dat": ("application", "ms-tnef"),
    }
    main, sub = types[name.rpartition(".")[2]]
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)


def _save(name: str, mail: EmailMessage | bytes, why: str) -> None:
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mail.eml").write_bytes(mail if isinstance(mail, bytes) else _bytes(name, mail))
    (folder / "why.txt").write_text(why + "\n", encoding="utf-8")


def _bytes(name: str, mail: EmailMessage) -> bytes:
    """The message with boundaries that do not change from run to run."""
    nested = [part for part in mail.walk() if part.is_multipart() and part.get_content_type() != "message/rfc822"]
    for number, part in enumerate(nested):
        part.set_boundary(f"=={name}-{number}==")
    return mail.as_bytes()


COVER = "Yth. Bapak/Ibu,\n\nBersama ini kami kirimkan surat sebagaimana terlampir. Mohon diterima.\n\nTerima kasih.\n"

LAPAS_NETWORK = Letter(
    unit="Lembaga Pemasyarakatan Kelas IIA Contoh",
    street="Jalan Melati Nomor 7, Kota Contoh 99998, Telepon (0431) 555101",
    form="nodis",
    number="W.99.PAS.4-TI.06.01-231",
    date="2 Maret 2026",
    to="Kepala Bagian Program dan Hubungan Masyarakat",
    subject="Gangguan jaringan ruang kunjungan",
    sifat="Segera",
    body=(
        "Sehubungan dengan pelayanan kunjungan di Lembaga Pemasyarakatan Kelas IIA Contoh, dengan ini kami sampaikan hal sebagai berikut:",
        "Sambungan jaringan internet di ruang kunjungan terputus sejak Senin, 2 Maret 2026 pukul 07.45 WITA dan lampu indikator switch padam.",
        "Mohon dilakukan pemeriksaan dan penggantian switch agar pelayanan kunjungan dapat berjalan kembali.",
        "Sebagai bahan pertimbangan, foto switch terlampir.",
    ),
    contact=(
        ("Nama Unit", "Lembaga Pemasyarakatan Kelas IIA Contoh"),
        ("Penanggung Jawab", "Sari Wulandari, S.Kom."),
        ("No. HP", "0812-0000-4455"),
    ),
    signer=("Kepala Lembaga Pemasyarakatan Kelas IIA Contoh", "Bambang Wicaksono", "19780412 200312 1 002"),
)

RUTAN_NETWORK = Letter(
    unit="Rumah Tahanan Negara Kelas IIB Contoh",
    street="Jalan Kenanga Nomor 12, Kota Contoh 99997",
    form="nodis",
    number="W.99.PAS.7-TI.06.01-88",
    date="2 Maret 2026",
    to="Kepala Bagian Program dan Hubungan Masyarakat",
    subject="Laporan gangguan jaringan internet",
    body=(
        "Dengan hormat, bersama ini kami sampaikan hal-hal sebagai berikut:",
        "Jaringan internet di ruang registrasi putus total sejak Minggu, 1 Maret 2026 pukul 20.15 WITA karena kabel LAN tergigit tikus.",
        "Kami mohon perbaikan kabel LAN pada kesempatan pertama.",
    ),
    contact=(
        ("Unit Kerja", "Rumah Tahanan Negara Kelas IIB Contoh"),
        ("PIC", "Yohanes Tamba"),
        ("Kontak", "0813-0000-7788"),
    ),
    signer=("Kepala Rumah Tahanan Negara Kelas IIB Contoh", "Ratna Handayani", "19810905 200604 2 001"),
)

DIVISION_NETWORK = Letter(
    unit="Divisi Pelayanan Contoh",
    street="Jalan Contoh Nomor 1, Kota Contoh 99999",
    form="nodis",
    number="NODIS-41/W99.2/III/2026",
    date="2 Maret 2026",
    to="Kepala Bagian Program dan Hubungan Masyarakat",
    subject="Pengaduan gangguan jaringan LAN lantai 2",
    body=(
        "Sehubungan dengan pelaksanaan tugas pada Divisi Pelayanan Contoh, dengan ini kami laporkan kendala sebagai berikut.",
        "Jaringan LAN di lantai 2 gedung utama tidak dapat digunakan sejak Jumat, 27 Februari 2026 pukul 13.30 WITA sehingga 12 unit komputer tidak mendapatkan alamat IP.",
        "Mohon penanganan tim teknis agar pelayanan dapat berjalan kembali.",
    ),
    contact=(("Penanggung Jawab", "Ahmad Fauzan, S.H."),),
    signer=("Kepala Divisi Pelayanan Contoh", "Nurul Hidayati", "19750220 199903 2 003"),
)

FORM = Letter(
    unit="Balai Pemasyarakatan Kelas II Contoh",
    street="Jalan Flamboyan Nomor 3, Kota Contoh 99996",
    form="formulir",
    number="",
    date="2 Maret 2026",
    to="",
    subject="",
    body=(),
    contact=(
        ("Nama", "Dimas Prayoga, A.Md."), ("NIP", "19920714 201801 1 004"), ("Jabatan", "Pengelola Data"),
        ("Unit Kerja", "Balai Pemasyarakatan Kelas II Contoh"), ("No. HP", "0815-0000-3321"),
        ("Email", "dimas.prayoga@bapas-contoh.example.go.id"), ("Tanggal Pengajuan", "2 Maret 2026"),
    ),
    form_rows=(
        ("Nama Aplikasi", "SIMPEG"), ("Tanggal/Waktu Kejadian", "Senin, 2 Maret 2026 pukul 08.10 WITA"),
        ("Uraian Keluhan", "Aplikasi SIMPEG menampilkan pesan kesalahan 500 saat menyimpan data riwayat jabatan."),
        ("Bukti (foto/screenshot/video)", "galat-simpeg.jpg"),
        ("Penyelesaian yang diharapkan", "Mohon aplikasi diperbaiki sehingga data dapat disimpan."),
    ),
    signer=("Pemohon", "Dimas Prayoga, A.Md.", "19920714 201801 1 004"),
)  # fmt: skip

ACCESS_SCAN = Letter(
    unit="Kantor Imigrasi Kelas II TPI Contoh",
    street="Jalan Pelabuhan Nomor 4, Kota Contoh 99995, Telepon (0431) 555284",
    form="surat",
    number="W.99.IMI.2-TI.06.05-117",
    date="2 Maret 2026",
    to="Ketua Tim Kerja Pengelolaan Sistem Informasi",
    subject="Permohonan hak akses aplikasi SIPENKOM",
    body=(
        "Dengan hormat, dalam rangka kelancaran pelaksanaan tugas, bersama ini kami ajukan permohonan sebagai berikut:",
        "Dalam rangka penunjukan tim pengelola data, tiga pegawai memerlukan hak akses aplikasi SIPENKOM sebagaimana tabel.",
        "Mohon dapat dibuatkan akun beserta tutorial penggunaannya.",
    ),
    table=(
        ("No", "Nama", "NIP", "Aplikasi", "Hak Akses"),
        ("1", "Lukman Hakim", "197912272005031004", "SIPENKOM", "Admin Unit"),
        ("2", "Hendra Gunawan", "198512152010121001", "SIPENKOM", "Asesor"),
        ("3", "Fajar Ramadhan", "199801162022031003", "SIPENKOM", "Operator"),
    ),
    contact=(("Penanggung Jawab", "Kartika Sari, S.E."), ("No. HP", "0852-0000-2697")),
    signer=("Kepala Kantor Imigrasi Kelas II TPI Contoh", "Galih Prabowo", "19770605 200112 1 001"),
)

ACCESS_DOCX = Letter(
    unit="Bagian Umum Contoh",
    street="Jalan Contoh Nomor 1, Kota Contoh 99999",
    form="nodis",
    number="NODIS-52/W99.1/III/2026",
    date="3 Maret 2026",
    to="Ketua Tim Kerja Pengelolaan Sistem Informasi",
    subject="Permohonan perubahan role pengguna",
    body=(
        "Sehubungan dengan rotasi pegawai, kami sampaikan hal sebagai berikut:",
        "Pegawai berikut saat ini memiliki role Viewer dan memerlukan perubahan role pada aplikasi e-Monev.",
        "Mohon role yang bersangkutan diubah sesuai tabel.",
    ),
    table=(
        ("No.", "Nama", "NIP", "Aplikasi", "Role"),
        ("1", "Tuti Alawiyah", "199108022015032003", "e-Monev", "Penginput"),
    ),
    contact=(("Narahubung", "Endang Lestari"), ("No. WA", "0813-0000-2960")),
    signer=("Kepala Bagian Umum", "Adrian Nugraha, S.Kom.", "19820310 200801 1 001"),
)

BANDWIDTH = Letter(
    unit="Kantor Imigrasi Kelas II TPI Contoh",
    street="Jalan Pelabuhan Nomor 4, Kota Contoh 99995, Telepon (0431) 555284",
    form="surat",
    number="W.99.IMI.2-TI.06.01-118",
    date="2 Maret 2026",
    to="Ketua Tim Kerja Pengelolaan Sistem Informasi",
    subject="Permohonan re-alokasi bandwidth",
    body=(
        "Sehubungan dengan kebutuhan layanan paspor, kami sampaikan hal sebagai berikut:",
        "Alokasi bandwidth Kantor Imigrasi Kelas II TPI Contoh saat ini sebesar 20 Mbps digunakan oleh 85 perangkat sehingga tidak mencukupi kebutuhan pelayanan.",
        "Mohon re-alokasi bandwidth menjadi 60 Mbps untuk segmen pelayanan.",
    ),
    contact=(
        ("Unit Kerja", "Kantor Imigrasi Kelas II TPI Contoh"),
        ("PIC", "Galuh Pertiwi"),
        ("Kontak", "0822-0000-0470"),
    ),
    signer=("Kepala Kantor Imigrasi Kelas II TPI Contoh", "Galih Prabowo", "19770605 200112 1 001"),
)

SOFTWARE = Letter(
    unit="Subbagian Keuangan Contoh",
    street="Jalan Contoh Nomor 1, Kota Contoh 99999",
    form="surat",
    number="W.99-TI.06.06-64",
    date="2 Maret 2026",
    to="Kepala Kantor Wilayah Contoh",
    subject="Laporan masalah perangkat lunak pengolah kata",
    body=(
        "Dengan hormat, kami laporkan permasalahan sebagai berikut:",
        "Microsoft Office pada 4 komputer Subbagian Keuangan Contoh tidak dapat dibuka sejak Jumat, 27 Februari 2026 pukul 14.00 WITA setelah pembaruan Windows.",
        "Mohon perangkat lunak tersebut diperbaiki atau dipasang ulang.",
    ),
    contact=(
        ("Nama Unit", "Subbagian Keuangan Contoh"),
        ("Penanggung Jawab", "Intan Permatasari"),
        ("No. HP", "0812-0000-9011"),
    ),
    signer=("Kepala Subbagian Keuangan", "Rudi Hartono", "19800101 200501 1 003"),
)


LETTERS = {
    "gangguan-nodis-pdf": LAPAS_NETWORK,
    "gangguan-foto": RUTAN_NETWORK,
    "gangguan-tanpa-hp": DIVISION_NETWORK,
    "keluhan-formulir": FORM,
    "hak-akses-pindai": ACCESS_SCAN,
    "hak-akses-docx": ACCESS_DOCX,
    "bandwidth-surat": BANDWIDTH,
    "software-surat": SOFTWARE,
}
"""Which letter a sample carries: what `expected.json` is held to."""


def main(wanted: Collection[str] = ()) -> None:
    """Write the samples of these names; all of them, and the files of the demo, where none is named."""
    unknown = set(wanted)
    for name, mail, why in (*_letters(), *_mails(), *_others()):
        unknown.discard(name)
        if not wanted or name in wanted:
            _save(name, mail, why)
    if unknown:
        msg = f"no such sample: {', '.join(sorted(unknown))}"
        raise SystemExit(msg)
    if not wanted:
        _files()


def _letters() -> Iterator[Sample]:
    mail = _mail(
        "Tata Usaha Lapas Contoh <tu@lapas-contoh.example.go.id>",
        "Nota dinas gangguan jaringan",
        "Mon, 02 Mar 2026 08:02:00 +0800",
        COVER,
    )
    attach(mail, "nota dinas gangguan jaringan.pdf", as_pdf(in_word(LAPAS_NETWORK)))
    attach(mail, "foto-switch.jpg", _picture("Switch", ["lampu indikator padam"], (120, 120, 110)))
    yield (
        "gangguan-nodis-pdf",
        mail,
        "A nota dinas as digital PDF with a photo as evidence: the plainest letter of SOP B.",
    )

    mail = _mail(
        "Rutan Contoh <tu@rutan-contoh.example.go.id>",
        "laporan gangguan",
        "Mon, 02 Mar 2026 08:06:00 +0800",
        "Mohon izin mengirimkan nota dinas, terlampir.\n",
    )
    attach(mail, "IMG_20260302_080412.jpg", photographed(as_pdf(in_word(RUTAN_NETWORK)), seed=3))
    yield ("gangguan-foto", mail, "A nota dinas photographed with a phone on a desk: perspective and uneven light.")

    mail = _mail(
        "Ahmad Fauzan <ahmad.fauzan@kanwil-contoh.example.go.id>",
        "Nodis gangguan LAN",
        "Mon, 02 Mar 2026 08:08:00 +0800",
        COVER,
    )
    attach(mail, "nodis 41 gangguan LAN.docx", in_word(DIVISION_NETWORK))
    yield (
        "gangguan-tanpa-hp",
        mail,
        "A nota dinas as Word file without a phone number: it has to be asked for before anybody is sent.",
    )

    mail = _mail(
        "Dimas Prayoga <dimas.prayoga@bapas-contoh.example.go.id>",
        "Formulir keluhan SIMPEG",
        "Mon, 02 Mar 2026 08:15:00 +0800",
        COVER,
    )
    attach(mail, "Formulir Keluhan.pdf", as_pdf(in_word(FORM)))
    attach(mail, "galat-simpeg.jpg", _picture("Error 500", ["SIMPEG", "data gagal disimpan"], (60, 90, 150)))
    yield ("keluhan-formulir", mail, "The filled complaint form: always SOP A, its values stand in tables.")

    mail = _mail(
        "Kanim Contoh <tu@kanim-contoh.example.go.id>",
        "Surat permohonan hak akses",
        "Mon, 02 Mar 2026 08:20:00 +0800",
        COVER,
    )
    attach(mail, "W.99.IMI.2-TI.06.05-117.pdf", scanned(as_pdf(in_word(ACCESS_SCAN)), angle=1.4, seed=5))
    yield ("hak-akses-pindai", mail, "A surat scanned a little crooked, with a table of persons: SOP C read by OCR.")

    mail = _mail(
        "Endang Lestari <endang.lestari@kanwil-contoh.example.go.id>",
        "Nodis perubahan role",
        "Tue, 03 Mar 2026 09:00:00 +0800",
        COVER,
    )
    attach(mail, "nodis 52.docx", in_word(ACCESS_DOCX))
    yield ("hak-akses-docx", mail, "A nota dinas as Word file with a table of one row: SOP C without OCR.")

    mail = _mail(
        "Kanim Contoh <tu@kanim-contoh.example.go.id>",
        "Permohonan re-alokasi bandwidth",
        "Mon, 02 Mar 2026 08:25:00 +0800",
        COVER,
    )
    attach(mail, "surat bandwidth.pdf", as_pdf(in_word(BANDWIDTH)))
    yield (
        "bandwidth-surat",
        mail,
        "A surat as digital PDF that asks for re-allocation: SOP D, triggered from outside the team.",
    )

    mail = _mail(
        "Intan Permatasari <intan.permatasari@kanwil-contoh.example.go.id>",
        "Laporan masalah software",
        "Mon, 02 Mar 2026 08:30:00 +0800",
        COVER,
    )
    attach(mail, "surat 64.docx", in_word(SOFTWARE))
    yield (
        "software-surat",
        mail,
        "A surat as Word file about software on office computers: SOP E, through the chain of command.",
    )


def _mails() -> Iterator[Sample]:
    mail = _mail(
        "Rina Puspita <rina.puspita@kanwil-contoh.example.go.id>", "LMS error", "Mon, 02 Mar 2026 08:35:00 +0800",
        "Yth. Tim Kerja SI,\n\naplikasi LMS tidak bisa dibuka sejak Senin, 2 Maret 2026 pukul 07.30 WITA, muncul tulisan error 500.\n"
        "Mohon dibantu perbaikannya.\n\nRina Puspita, Bagian Kepegawaian Contoh, HP 0812-0000-1188\n",
    )  # fmt: skip
    mail.add_alternative(
        "<html><body><p>Yth. Tim Kerja SI,</p><p>aplikasi <b>LMS</b> tidak bisa dibuka sejak Senin, 2 Maret 2026 pukul 07.30 WITA, muncul "
        "tulisan error 500.<br>Mohon dibantu perbaikannya.</p><p>Rina Puspita, Bagian Kepegawaian Contoh, HP 0812-0000-1188</p></body></html>",
        subtype="html",
    )
    attach(mail, "layar-lms.jpg", _picture("500", ["LMS tidak dapat dibuka"], (70, 70, 120)))
    yield ("keluhan-surel", mail, "A typed mail with HTML beside the text and a screenshot: SOP A without any letter.")

    yield (
        "gangguan-informal",
        _mail(
            "rudi <rudi.s@lapas-contoh.example.go.id>", "internet mati", "Mon, 02 Mar 2026 13:10:00 +0800",
            "Pak, internet di ruang pelayanan Lapas Contoh mati total dari td pagi jam 9, modem udah direstart ttp gak bisa.\ntolong dicek ya pak. CP saya Rudi Setiawan 081300001234\nmksh\n",
        ),
        "A bare mail in everyday words with abbreviations: accepted as a report, the signed letter is asked for.",
    )  # fmt: skip
    yield (
        "hak-akses-belum-lengkap",
        _mail(
            "Siti Aminah <siti.aminah@lapas-contoh.example.go.id>", "mohon akun e-learning", "Mon, 02 Mar 2026 08:40:00 +0800",
            "Mas, tolong buatkan akun aplikasi e-learning untuk admin baru di Lapas Contoh, role operator. Data pegawainya menyusul.\n\nTerima kasih\nSiti Aminah\n",
        ),
        "Access is asked for, but nobody is named: the case waits for the data of the employees.",
    )  # fmt: skip
    yield (
        "bandwidth-surel",
        _mail(
            "Lukman Handoyo <lukman.handoyo@kanwil-contoh.example.go.id>", "alokasi bandwidth ruang rapat", "Wed, 04 Mar 2026 09:00:00 +0800",
            "Selamat pagi,\n\nHasil monitoring, alokasi bandwidth ruang rapat Bagian Umum Contoh hanya 5 Mbps dan tidak cukup untuk 40 perangkat.\n"
            "Mohon penyesuaian alokasi bandwidth menjadi 30 Mbps.\n\nPenanggung jawab: Lukman Handoyo, HP 0852-0000-9083\n",
        ),
        "A typed mail that asks for re-allocation: SOP D from a monitoring result.",
    )  # fmt: skip
    yield (
        "software-terusan",
        _mail(
            "Sekretaris Rutan <sekretaris@rutan-contoh.example.go.id>", "Fwd: Laptop minta aktivasi", "Wed, 04 Mar 2026 10:00:00 +0800",
            "Mohon bantuannya.\n\n---------- Forwarded message ---------\nDari: Yuliana Sari <yuliana.sari@rutan-contoh.example.go.id>\nDate: Rab, 4 Mar 2026 09.12\nSubject: Laptop minta aktivasi\n"
            "To: <sekretaris@rutan-contoh.example.go.id>\n\nLaptop di Subbagian Tata Usaha Rutan Contoh muncul tulisan Activate Windows dan layar hitam sejak 3 Maret 2026.\nMohon diaktivasi.\n\nPIC Yuliana Sari, telepon 0878-0000-9101\n",
        ),
        "An inline forward: the requester is who wrote it first, not who passed it on.",
    )  # fmt: skip
    yield (
        "gangguan-html",
        _html_only(),
        "HTML without any plain text, values in a table without borders: SOP B from a webmail client.",
    )
    yield (
        "keluhan-terusan-berkas",
        _forwarded_file(),
        "A mail handed on as a file within a mail: what it says is the inner one's.",
    )


def _html_only() -> EmailMessage:
    """As webmail clients send: no plain text at all, values in a table, a signature below."""
    mail = _mail(
        "Putri Ayu <putri.ayu@bapas-contoh.example.go.id>", "Wifi aula Bapas Contoh tidak menyala",
        "Thu, 05 Mar 2026 09:20:00 +0800", "",
    )  # fmt: skip
    mail.set_content(
        "<html><head><style>td {padding: 4px}</style></head><body><div>Selamat pagi Bapak/Ibu,</div><div><br></div>"
        "<div>Kami laporkan bahwa wifi di <b>aula lantai 1</b> tidak menyala sejak Rabu, 4 Maret 2026 pukul 15.30 WITA, lampu "
        "access point mati.</div><div>Mohon diperbaiki sebelum kegiatan penyuluhan.</div><div><br></div>"
        "<table><tr><td>Nama Unit</td><td>:</td><td>Balai Pemasyarakatan Kelas II Contoh</td></tr>"
        "<tr><td>Penanggung Jawab</td><td>:</td><td>Putri Ayu Lestari</td></tr>"
        "<tr><td>No. HP</td><td>:</td><td>0819-0000-6612</td></tr></table>"
        '<div><br></div><div>Terima&nbsp;kasih.</div><div style="color: gray; font-size: small">Dikirim dari ponsel</div></body></html>\n',
        subtype="html",
    )
    return mail


def _forwarded_file() -> EmailMessage:
    """A mail handed on as a file within a mail."""
    inner = _mail(
        "Wawan Setiadi <wawan.setiadi@rutan-contoh.example.go.id>", "Aplikasi SIMPEG tidak bisa dibuka",
        "Thu, 05 Mar 2026 07:55:00 +0800",
        "Yth. Tim Kerja Pengelolaan Sistem Informasi,\n\nAplikasi SIMPEG tidak dapat dibuka sejak Kamis, 5 Maret 2026 pukul 07.20 WITA, "
        "layar hanya putih.\nMohon penanganannya.\n\nPenanggung jawab: Wawan Setiadi, Rutan Contoh, HP 0812-0000-8745\n",
    )  # fmt: skip
    mail = _mail(
        "Sekretaris Rutan <sekretaris@rutan-contoh.example.go.id>", "Fwd: Aplikasi SIMPEG tidak bisa dibuka",
        "Thu, 05 Mar 2026 08:10:00 +0800", "Diteruskan untuk ditindaklanjuti.\n",
    )  # fmt: skip
    mail.add_attachment(inner)
    return mail


def _others() -> Iterator[Sample]:
    auto = {"Auto-Submitted": "auto-replied", "X-Autoreply": "yes"}
    yield (
        "balasan-otomatis",
        _mail("Hendra Wijaya <kabag@kanwil-contoh.example.go.id>", "Balasan otomatis: Cuti tahunan", "Mon, 02 Mar 2026 08:41:00 +0800",
              "Saya sedang cuti tahunan sampai dengan 6 Maret 2026. Untuk keperluan mendesak hubungi piket.\n", headers=auto),
        "An auto-reply: filed, never answered, moves nothing.",
    )  # fmt: skip
    yield (
        "cuti-tanpa-tanda",
        _mail("Ratna <ratna@rutan-contoh.example.go.id>", "Re: Surat masuk", "Mon, 02 Mar 2026 09:41:00 +0800",
              "Terima kasih atas surel Anda. Saya sedang menjalankan cuti sampai tanggal 9 Maret 2026 dan tidak berada di kantor.\n"),
        "A vacation note that sets no header at all: told by its words.",
    )  # fmt: skip
    yield (
        "buletin",
        _mail("Buletin TI <buletin@vendor.example.com>", "Gangguan jaringan? Baca tips bulan ini", "Mon, 02 Mar 2026 07:00:00 +0800",
              "Tips mengatasi gangguan jaringan internet. Berhenti berlangganan kapan saja.\n",
              headers={"List-Unsubscribe": "<mailto:stop@vendor.example.com>", "Precedence": "bulk"}),
        "A newsletter that speaks of network trouble: unrelated by its headers, whatever it says.",
    )  # fmt: skip
    yield (
        "undangan",
        _mail("Panitia <panitia@dinas.example.go.id>", "Undangan sosialisasi SPBE", "Mon, 02 Mar 2026 07:30:00 +0800",
              "Yth. Bapak/Ibu,\n\nMengharap kehadiran Bapak/Ibu pada sosialisasi SPBE tanggal 11 Maret 2026 di aula.\n\nPanitia\n"),
        "An invitation: a letter in form, but nobody asks for anything.",
    )  # fmt: skip
    yield (
        "ucapan-terima-kasih",
        _mail("Sari Wulandari <sari.wulandari@lapas-contoh.example.go.id>", "Re: Hasil perbaikan jaringan", "Thu, 05 Mar 2026 09:00:00 +0800",
              "Siap, sudah normal. Terima kasih banyak.\n\nPada 4 Maret 2026, Layanan TI menulis:\n> Switch sudah diganti.\n> Apabila masih ada kendala mohon melaporkan nama unit dan no hp.\n",
              headers={"In-Reply-To": "<abc123@kanwil-contoh.example.go.id>"}),
        "A reply with words of a complaint in what it quotes: the quote is not the message.",
    )  # fmt: skip
    yield (
        "balasan-teknisi",
        _mail("Budi Prakoso <budi.prakoso@kanwil-contoh.example.go.id>", "Re: [2026-0042 KQ7M-2XP9-RTA4] Perbaikan jaringan: Lapas Contoh",
              "Mon, 02 Mar 2026 13:20:00 +0800",
              "sudah selesai pak\nPenyebab: catu daya switch rusak\nTindakan: switch diganti\nChecklist: lampu normal, ping berhasil\n\n"
              "Pada 2 Maret 2026, Layanan TI menulis:\n> Mohon perbaikan berikut (langkah 5 dari 8).\n",
              headers={"In-Reply-To": "<abc124@kanwil-contoh.example.go.id>"}),
        "The answer of a technician: a reply by its thread and its code, though it speaks of a fault and its repair.",
    )  # fmt: skip
    raw = """From: Mail Delivery System <MAILER-DAEMON@mx.example.go.id>
To: %s
Subject: Undelivered Mail Returned to Sender
Date: Mon, 02 Mar 2026 09:00:00 +0800
Message-ID: <bounce-1@mx.example.go.id>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="tanda"

--tanda
Content-Type: text/plain; charset=utf-8

Surel Anda tidak dapat diantar: 550 5.1.1 user unknown
--tanda
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.go.id

Final-Recipient: rfc822; hilang@lapas-contoh.example.go.id
Action: failed
Status: 5.1.1

--tanda--
"""
    why = "A delivery status notification: read as a bounce with recipient and status."
    yield ("tidak-terkirim", (raw % OFFICE).replace("\n", "\r\n").encode(), why)


def _files() -> None:
    """What the people of the demo attach to their answers."""
    folder = ROOT / "files"
    folder.mkdir(exist_ok=True)
    pictures = {
        "tangkapan-layar-normal.jpg": ("Beranda", ["aplikasi dapat dibuka", "masuk berhasil"]),
        "foto-switch-baru.jpg": ("Switch pengganti", ["semua lampu menyala"]),
        "foto-uji-ping.jpg": ("ping 10.0.0.1", ["waktu=2ms TTL=64", "0% hilang"]),
        "foto-tutorial.jpg": ("Tutorial", ["daftar hadir: 3 orang"]),
    }
    for name, (title, lines) in pictures.items():
        (folder / name).write_bytes(_picture(title, lines, (100, 130, 110)))
    minutes = docx.Document()
    minutes.add_paragraph("BERITA ACARA SERAH TERIMA HAK AKSES (salinan bertanda tangan kedua pihak)")
    (folder / "berita-acara-ttd.pdf").write_bytes(as_pdf(_saved(minutes)))


if __name__ == "__main__":
    if shutil.which("soffice") is None:
        msg = "LibreOffice is needed to make the samples"
        raise SystemExit(msg)
    main(sys.argv[1:])
