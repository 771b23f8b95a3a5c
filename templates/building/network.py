# ruff: noqa: INP001 - part of a script
"""Letters of gangguan-jaringan: answer, order, result, report."""

from __future__ import annotations

from building.blocks import CENTER, JUSTIFY, WIDTH, Sheet
from building.shared import THANKS, checked, closing, pictured, report_opening, steps
from building.word import keep_whole, write
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph


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
    clause(
        sheet,
        "bahwa melalui {{ surat.sebutan }} dilaporkan gangguan jaringan"
        "{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %};",
        mark="a.",
        label="Menimbang",
    )
    clause(
        sheet,
        "bahwa pelapor telah dikonfirmasi, dengan hasil: {{ konfirmasi_frasa }};",
        mark="b.",
        when="nilai.konfirmasi",
    )
    clause(
        sheet,
        "bahwa untuk memulihkan layanan perlu memerintahkan tim teknis data dan jaringan melaksanakan perbaikan.",
        mark="{% if nilai.konfirmasi %}c.{% else %}b.{% endif %}",
    )
    sheet.tag("for item in sop.dasar")
    clause(sheet, "{{ item }}", mark="{{ loop.index }}.", label="Dasar", label_when="loop.first")
    sheet.tag("endfor")
    clause(
        sheet,
        "{{ sop.sebutan }}.",
        mark="{{ sop.dasar | length + 1 }}.",
        label="Dasar",
        label_when="not sop.dasar",
    )
    sheet.line("MEMBERI PERINTAH", align=CENTER, bold=True, before=10, after=8, keep=True)
    sheet.tag("for item in petugas")
    for label, key in (("Nama", "nama"), ("NIP", "nip"), ("Jabatan", "jabatan")):
        first = key == "nama"
        paragraph = clause(
            sheet,
            f"{label}\t:\t{{{{ item.{key} or '-' }}}}",
            mark="{{ loop.index }}." if first else "",
            label="Kepada" if first else "",
            label_when="loop.first",
        )
        form = paragraph.paragraph_format
        form.space_after, form.line_spacing = Pt(4 if key == "jabatan" else 0), 1.0
        form.left_indent, form.first_line_indent = Cm(6.1), Cm(-6.1)
        for stop in (5.7, 6.1):
            form.tab_stops.add_tab_stop(Cm(stop))
        form.keep_with_next = key != "jabatan" or None
    sheet.tag("endfor")
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
        mark = begin + "{% set urut.n = urut.n + 1 %}{{ urut.n }}."
        clause(sheet, text, mark=mark, label="" if index else "Untuk", when=when)
    placed(sheet)
    sheet.copies()
    return sheet


def clause(sheet: Sheet, text: str, *, mark: str, label: str = "", label_when: str = "", when: str = "") -> Paragraph:
    """One clause of an order: label, colon, mark and text in columns, as paragraphs that break well between pages."""
    head = f"{label}\t:" if label else "\t"
    if label and label_when:
        head = f"{{% if {label_when} %}}{label}\t:{{% else %}}\t{{% endif %}}"
    if when:
        sheet.tag(f"if {when}")
    paragraph = sheet.line(f"{head}\t{mark}\t{text}", align=JUSTIFY, after=3, spacing=1.15)
    form = paragraph.paragraph_format
    form.keep_together = True
    form.left_indent, form.first_line_indent = Cm(3.85), Cm(-3.85)
    for stop in (2.6, 3.1, 3.85):
        form.tab_stops.add_tab_stop(Cm(stop))
    if when:
        sheet.tag("endif")
    return paragraph


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
