# ruff: noqa: INP001 - part of a script
"""Letters of keluhan-aplikasi: receipt, form, report, result."""

from __future__ import annotations

from building.blocks import CENTER, JUSTIFY, WIDTH, Sheet
from building.shared import THANKS, steps
from building.word import frame, keep_whole, put
from docx.shared import Cm, Pt


def tanda_terima() -> Sheet:
    """Receipt of a letter: unsigned."""
    sheet = Sheet()
    sheet.title(number="")
    sheet.line("Nomor agenda {{ agenda }}", align=CENTER, after=12)
    sheet.say("Telah diterima {{ surat.bentuk }} dengan keterangan sebagai berikut.", first=0)
    sheet.facts(
        (
            ("Nomor perkara", "{{ perkara }}"),
            ("Diterima", "{{ surat.diterima }}"),
            ("Pengirim", "{{ surat.dari or '-' }}"),
            ("Alamat surel", "{{ pemohon.surel or '-' }}"),
            ("Nomor surat", "{{ surat.nomor or '-' }}"),
            ("Tanggal surat", "{{ surat.tanggal or '-' }}"),
            ("Hal", "{{ surat.hal or '-' }}"),
            ("Sifat", "{{ surat.sifat }}"),
            ("Jumlah lampiran", "{{ surat.lampiran }} berkas"),
            ("Jenis layanan", "{{ sop.judul or '-' }}"),
            ("Diterima oleh", "{{ diterima_oleh }}"),
        ),
        label=4.5,
    )
    sheet.say("Perkembangan penanganan dapat ditanyakan kapan saja dengan membalas surel kami: STATUS.", first=0)
    sheet.line(
        "Tanda terima ini dibuat secara otomatis pada saat surat dicatat dan tidak memerlukan tanda tangan.",
        italic=True,
        size=9,
        before=6,
    )
    return sheet


def formulir_keluhan() -> Sheet:
    """Complaint form (SOP A, step 1), filled in as far as known."""
    sheet = Sheet()
    sheet.title(number="")
    sheet.line("PENGGUNAAN APLIKASI DAN JARINGAN INTERNET", align=CENTER, bold=True, after=10)
    boxed(
        sheet,
        "A. IDENTITAS PEMOHON",
        (
            ("Nama", "{{ pemohon.nama }}"),
            ("NIP", "{{ pemohon.nip }}"),
            ("Jabatan", "{{ pemohon.jabatan }}"),
            ("Unit Kerja", "{{ pemohon.unit }}"),
            ("No. HP", "{{ pemohon.hp }}"),
            ("Email", "{{ pemohon.surel }}"),
            ("Tanggal Pengajuan", "{{ surat.tanggal or surat.diterima_tanggal }}"),
        ),
        high=0.65,
    )
    sheet.line("B. JENIS KELUHAN", bold=True, before=8, after=4, keep=True)
    for key, label in (
        ("kotak_aplikasi", "Aplikasi"),
        ("kotak_jaringan", "Jaringan Internet"),
        ("kotak_lain", "Lainnya: ………………………………"),
    ):
        paragraph = sheet.line(f"{{{{ formulir.{key} }}}} {label}", after=2, keep=True)
        paragraph.paragraph_format.left_indent = Cm(0.5)
    boxed(
        sheet,
        "C. DESKRIPSI KELUHAN",
        (
            ("Nama Aplikasi", "{{ masalah.aplikasi }}"),
            ("Tanggal/Waktu Kejadian", "{{ masalah.waktu }}"),
            ("Lokasi", "{{ masalah.lokasi }}"),
            ("Uraian Keluhan", "{{ masalah.uraian }}"),
            ("Bukti", "{{ masalah.bukti }}"),
            ("Penyelesaian yang diharapkan", "{{ masalah.permintaan }}"),
        ),
        high=1.0,  # two lines
    )
    sheet.tag("if kekurangan")
    sheet.line("Bagian yang masih perlu diisi: {{ kekurangan | join(', ') }}.", before=4, size=10, italic=True)
    sheet.tag("endif")
    sheet.line(
        "Isilah bagian yang masih kosong, lalu kirimkan kembali formulir ini dengan membalas surel kami beserta bukti berupa foto, "
        "tangkapan layar, atau video.",
        before=4,
        size=10,
        align=JUSTIFY,
    )
    sheet.gap(4)
    table = sheet.table([WIDTH / 2, WIDTH / 2], grid=False)
    keep_whole(table)
    cell = table.rows[0].cells[1]
    put(cell, "Pemohon,")
    cell.paragraphs[0].paragraph_format.space_before = Pt(10)
    for _ in range(4):
        sheet.line("", into=cell)
    sheet.line("{{ pemohon.nama or '……………………………' }}", into=cell)
    return sheet


def boxed(sheet: Sheet, heading: str, rows: tuple[tuple[str, str], ...], *, high: float) -> None:
    """A heading and its fields, each value in a frame: where one is empty, its PDF gets a field (pipeline/letters/fields.py).

    Rows are at least `high` cm.
    """
    sheet.line(heading, bold=True, before=8, after=4, keep=True)
    table = sheet.table([5.8, 0.5, WIDTH - 6.3], rows=0, grid=False)
    for label, value in rows:
        row = table.add_row()
        row.height = Cm(high)
        for cell, text in zip(row.cells, (label, ":", value), strict=True):
            put(cell, text)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        row.cells[2].paragraphs[0].paragraph_format.left_indent = Cm(0.15)
    for column, width in zip(table.columns, (5.8, 0.5, WIDTH - 6.3), strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    for cell in table.columns[2].cells:
        frame(cell)
    keep_whole(table)


def laporan_penanganan_keluhan() -> Sheet:
    """Steps A3 to A6: report on a complaint."""
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    sheet.section("A. Identitas Pemohon dan Keluhan")
    sheet.facts(
        (("Permohonan", "{{ surat.sebutan_awal }}"), ("Diterima", "{{ surat.diterima }}")),
        indent=0.75,
        label=3.8,
        after=0,
    )
    sheet.facts((("{{ item.label }}", "{{ item.isi }}"),), over="data", indent=0.75, label=3.8)
    sheet.section("B. Hasil Pengecekan")
    sheet.say(
        "Berdasarkan hasil pengecekan{% if penangan.oleh %} oleh {{ penangan.oleh }}{% endif %}, keluhan {{ penangan.cara }}. "
        "{{ penangan.catatan }}",
        when="penangan.cara",
        indent=0.75,
        first=0,
    )
    sheet.say("Keluhan telah diperiksa.", when="not penangan.cara", indent=0.75, first=0)
    sheet.section("C. Penanganan dan Penyelesaian")
    sheet.facts(
        (("Tindakan", "{{ nilai.tindakan or '-' }}"), ("Hasil", "{{ nilai.hasil or '-' }}")), indent=0.75, label=3.8
    )
    sheet.say("{{ kerja.ketepatan }}", when="kerja.ketepatan", indent=0.75, first=0)
    steps(sheet, "D. Riwayat Penanganan")
    sheet.section("E. Penutup")
    sheet.say(
        "Demikian laporan penanganan dan penyelesaian keluhan ini dibuat untuk dipergunakan sebagaimana mestinya.",
        keep=True,
        first=0,
    )
    sheet.signature(place=True)
    sheet.copies()
    return sheet


def surat_hasil_keluhan() -> Sheet:
    """Step A6: result to who complained."""
    sheet = Sheet()
    sheet.surat_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, bersama ini kami sampaikan bahwa keluhan Saudara"
        "{% if masalah.aplikasi %} mengenai {{ masalah.aplikasi }}{% endif %} telah selesai ditangani"
        "{% if kerja.selesai %} pada {{ kerja.selesai }}{% endif %}, dengan hasil sebagai berikut."
    )
    sheet.facts(
        (
            ("Keluhan", "{{ masalah.uraian or '-' }}"),
            ("Tindakan", "{{ nilai.tindakan or '-' }}"),
            ("Hasil", "{{ nilai.hasil or '-' }}"),
        ),
        indent=1.25,
        label=2.6,
    )
    sheet.say(
        "Apabila keluhan belum teratasi, mohon disampaikan kepada kami dengan membalas surel ini agar segera ditindaklanjuti."
    )
    sheet.say(THANKS, keep=True)
    sheet.signature()
    sheet.copies()
    return sheet
