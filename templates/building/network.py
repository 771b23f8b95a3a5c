# ruff: noqa: INP001 - part of a script
"""Letters of gangguan-jaringan: answer, order, result, report."""

from __future__ import annotations

from building.blocks import CENTER, WIDTH, Sheet
from building.shared import THANKS, checked, closing, pictured, report_opening, steps
from building.word import drop_first, keep_whole, put, write
from docx.shared import Cm, Pt


def tanggapan() -> Sheet:
    """Step B3: answer to who reported."""
    sheet = Sheet()
    sheet.surat_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, bersama ini kami sampaikan bahwa pengaduan Saudara telah kami terima pada "
        "{{ surat.diterima }} dan dicatat dengan nomor agenda {{ agenda }}, dengan data sebagai berikut."
    )
    sheet.facts((("{{ item.label }}", "{{ item.isi }}"),), over="data", indent=1.25, label=3.8)
    sheet.say("Hasil konfirmasi dengan pelapor: {{ nilai.konfirmasi }}", when="nilai.konfirmasi")
    sheet.say(
        "Apabila terdapat data yang keliru atau keadaan gangguan telah berubah, mohon disampaikan kepada kami dengan "
        "membalas surel ini.",
        when="not nilai.konfirmasi",
    )
    sheet.say(
        "Selanjutnya tim teknis data dan jaringan akan melakukan pemeriksaan dan perbaikan sesuai dengan {{ sop.sebutan }}. "
        "Hasilnya akan kami sampaikan kepada Saudara segera setelah perbaikan selesai."
    )
    sheet.say(THANKS, keep=True)
    sheet.signature()
    sheet.copies()
    return sheet


def surat_perintah() -> Sheet:
    """Step B4: order to the technicians."""
    sheet = Sheet()
    sheet.title()
    table = sheet.table([2.6, 0.5, WIDTH - 3.1], rows=2, grid=False)
    for row, label in zip(table.rows, ("Menimbang", "Dasar"), strict=True):
        put(row.cells[0], label)
        put(row.cells[1], ":")
    weigh, base = table.rows[0].cells[2], table.rows[1].cells[2]
    sheet.numbered(
        "bahwa melalui {{ surat.sebutan }} dilaporkan gangguan jaringan"
        "{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %};",
        mark="a.",
        into=weigh,
    )
    sheet.numbered(
        "bahwa pelapor telah dikonfirmasi, dengan hasil: {{ konfirmasi_frasa }};",
        mark="b.",
        into=weigh,
        when="nilai.konfirmasi",
    )
    sheet.numbered(
        "bahwa untuk memulihkan layanan perlu memerintahkan tim teknis data dan jaringan melaksanakan perbaikan.",
        mark="{% if nilai.konfirmasi %}c.{% else %}b.{% endif %}",
        into=weigh,
    )
    sheet.numbered("{{ item }}", over="sop.dasar", into=base)
    sheet.numbered("{{ sop.sebutan }}.", mark="{{ sop.dasar | length + 1 }}.", into=base)
    for cell in (weigh, base):
        drop_first(cell)
    sheet.line("MEMBERI PERINTAH", align=CENTER, bold=True, before=10, after=8, keep=True)
    order = sheet.table([2.6, 0.5, WIDTH - 3.1], rows=2, grid=False)
    for row, label in zip(order.rows, ("Kepada", "Untuk"), strict=True):
        put(row.cells[0], label)
        put(row.cells[1], ":")
    whom, what = order.rows[0].cells[2], order.rows[1].cells[2]
    sheet.tag("for item in petugas", into=whom)
    for mark, label, key in (("{{ loop.index }}.", "Nama", "nama"), ("", "NIP", "nip"), ("", "Jabatan", "jabatan")):
        paragraph = sheet.line(
            f"{mark}\t{label}\t:\t{{{{ item.{key} or '-' }}}}", into=whom, after=4 if key == "jabatan" else 0
        )
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Cm(3.0), Cm(-3.0)
        for stop in (0.75, 2.6, 3.0):
            form.tab_stops.add_tab_stop(Cm(stop))
    sheet.tag("endfor", into=whom)
    orders = (
        (
            (
                "melaksanakan pemeriksaan dan perbaikan gangguan jaringan{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %}"
                "{% if masalah.uraian %}, dengan uraian: {{ masalah.uraian_frasa }}{% endif %};"
            ),
            "",
        ),
        ("memperhatikan permintaan pelapor, yaitu {{ masalah.permintaan_frasa }};", "masalah.permintaan"),
        (
            "berkoordinasi dengan {{ pemohon.nama }}{% if pemohon.hp %}, telepon {{ pemohon.hp }}{% endif %};",
            "pemohon.nama",
        ),
        (
            (
                "menyelesaikan perbaikan {% if batas %}paling lambat {{ batas }}{% else %}dalam waktu {{ waktu or 'yang ditetapkan' }} "
                "sejak surat perintah ini diterima{% endif %};"
            ),
            "",
        ),
        (
            (
                "menyusun Dokumen Hasil Perbaikan yang memuat analisis penyebab gangguan, checklist penyelesaian gangguan, dan "
                "foto dokumentasi perbaikan, serta melaporkannya kepada {{ ttd.jabatan }}; dan"
            ),
            "",
        ),
        ("melaksanakan perintah ini dengan penuh tanggung jawab.", ""),
    )
    for index, (text, when) in enumerate(orders):
        begin = "{% set urut = namespace(n=0) %}" if index == 0 else ""
        sheet.numbered(text, mark=begin + "{% set urut.n = urut.n + 1 %}{{ urut.n }}.", into=what, when=when)
    for cell in (whom, what):
        drop_first(cell)
    placed(sheet)
    sheet.copies()
    return sheet


def placed(sheet: Sheet) -> None:
    """Dikeluarkan di, pada tanggal, and the signature, on the right half."""
    table = sheet.table([WIDTH / 2, WIDTH / 2], grid=False)
    keep_whole(table)
    cell = table.rows[0].cells[1]
    write(cell.paragraphs[0], "")
    cell.paragraphs[0].paragraph_format.space_before = Pt(8)
    for text in (
        "Dikeluarkan di {{ kota }}",
        "pada tanggal {{ tanggal }}",
        "{{ ttd.jabatan }},",
        "",
        "",
        "",
        "",
        "{{ ttd.nama }}",
    ):
        sheet.line(text, into=cell, keep=True)
    sheet.tag("if ttd.nip", into=cell)
    sheet.line("NIP {{ ttd.nip }}", into=cell)
    sheet.tag("endif", into=cell)
    sheet.gap(4)


def dokumen_hasil_perbaikan() -> Sheet:
    """Step B5: cause, checklist, photos."""
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    sheet.section("A. Data Pengaduan")
    sheet.facts((("Pengaduan", "{{ surat.sebutan_awal }}"),), indent=0.75, label=3.8, after=0)
    sheet.facts((("{{ item.label }}", "{{ item.isi }}"),), over="data", indent=0.75, label=3.8)
    sheet.section("B. Analisis Penyebab Gangguan")
    sheet.say("{{ nilai.penyebab or 'Belum ada keterangan.' }}", indent=0.75, first=0)
    sheet.section("C. Tindakan Perbaikan")
    sheet.say("{{ nilai.tindakan or 'Belum ada keterangan.' }}", indent=0.75, first=0)
    sheet.say("{{ kerja.ketepatan }}", when="kerja.ketepatan", indent=0.75, first=0)
    checked(sheet, "D. Checklist Penyelesaian Gangguan")
    pictured(sheet, "E. Bukti Perbaikan")
    sheet.signature(place=True, left="mengetahui")
    sheet.copies()
    return sheet


def nota_dinas_hasil() -> Sheet:
    """Step B7: result to who reported."""
    sheet = Sheet()
    sheet.nota_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, dengan ini disampaikan bahwa gangguan jaringan"
        "{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %} telah selesai ditangani"
        "{% if kerja.selesai %} pada {{ kerja.selesai }}{% endif %}{% if kerja.oleh %} oleh {{ kerja.oleh }}{% endif %}, "
        "dengan hasil sebagai berikut."
    )
    sheet.facts(
        (
            ("Gangguan", "{{ masalah.uraian or '-' }}"),
            ("Penyebab", "{{ nilai.penyebab or '-' }}"),
            ("Tindakan", "{{ nilai.tindakan or '-' }}"),
            (
                "Pemeriksaan akhir",
                (
                    "{% if checklist %}{% for item in checklist %}{{ item.kotak }} {{ item.teks }}"
                    "{% if not loop.last %}\n{% endif %}{% endfor %}{% else %}-{% endif %}"
                ),
            ),
        ),
        indent=1.25,
        label=3.6,
    )
    sheet.say(
        "Rincian perbaikan beserta dokumentasinya termuat dalam Dokumen Hasil Perbaikan terlampir. Apabila gangguan terjadi "
        "kembali, mohon segera disampaikan kepada kami dengan membalas surel ini."
    )
    sheet.say(THANKS, keep=True)
    sheet.signature()
    sheet.copies()
    return sheet


def laporan_hasil_perbaikan() -> Sheet:
    """Step B8: report upwards."""
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    report_opening(
        sheet,
        "Laporan ini disampaikan sebagai pertanggungjawaban atas penanganan gangguan jaringan"
        "{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %}.",
    )
    steps(sheet)
    sheet.section("C. Hasil yang Dicapai")
    sheet.facts(
        (
            ("Gangguan", "{{ masalah.uraian or '-' }}"),
            ("Waktu kejadian", "{{ masalah.waktu or '-' }}"),
            ("Analisis penyebab", "{{ nilai.penyebab or '-' }}"),
            ("Tindakan perbaikan", "{{ nilai.tindakan or '-' }}"),
        ),
        label=3.8,
    )
    sheet.tag("if checklist")
    sheet.grid(
        ("No.", "Checklist penyelesaian", "Hasil"),
        ("{{ loop.index }}.", "{{ item.teks }}", "{{ item.kotak }}"),
        (1.2, 12.8, 2.0),
        over="checklist",
    )
    sheet.tag("endif")
    sheet.tag("if foto")
    sheet.photos()
    sheet.tag("endif")
    sheet.section("D. Simpulan dan Saran")
    sheet.numbered(
        "Gangguan jaringan{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %} telah ditangani dan hasilnya telah "
        "disampaikan kepada pelapor. {{ kerja.ketepatan }}",
        mark="1.",
    )
    sheet.numbered(
        "Apabila gangguan serupa berulang, disarankan pemeriksaan menyeluruh terhadap perangkat dan jalur yang menjadi "
        "penyebab gangguan.",
        mark="2.",
    )
    closing(sheet)
    sheet.signature(place=True)
    sheet.copies()
    return sheet
