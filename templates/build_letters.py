# ruff: noqa: INP001 - a script, no package
"""Builds the shipped Word templates: `python templates/build_letters.py [FOLDER]`.

The result lies in `templates/letters/` and is what nodis uses; an office opens and changes those files in Word. This
script is only needed to build the shipped ones anew. What the placeholders mean stands in docs/surat.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from letter_blocks import CENTER, JUSTIFY, WIDTH, Sheet, border, keep_whole, loop_row, put, write

from docx.shared import Cm, Pt
from pipeline.letters.package import repack

THANKS = "Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih."


def tanda_terima() -> Sheet:
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


def lembar_disposisi() -> Sheet:
    sheet = Sheet()
    sheet.title(number="")
    sheet.gap(4)
    half = WIDTH / 2
    table = sheet.table([half, half], rows=3)
    cells = (
        (("Nomor agenda", "{{ agenda }}"), ("Diterima", "{{ surat.diterima }}")),
        (("Surat dari", "{{ surat.dari or '-' }}"), ("Nomor surat", "{{ surat.nomor or '-' }}")),
        (("Hal", "{{ surat.hal or masalah.ringkas or '-' }}"), ("Tanggal surat", "{{ surat.tanggal or '-' }}")),
    )
    for row, pair in zip(table.rows, cells, strict=True):
        for cell, (label, value) in zip(row.cells, pair, strict=True):
            put(cell, label, size=9)
            sheet.line(value, into=cell)
    sifat = sheet.table([WIDTH])
    sheet_cell = sifat.rows[0].cells[0]
    put(sheet_cell, "Sifat", size=9)
    sheet.line(
        "{% for item in sifat_kotak %}{{ item.kotak }} {{ item.teks }}{% if not loop.last %}      {% endif %}{% endfor %}",
        into=sheet_cell,
    )
    matter = sheet.table([WIDTH])
    cell = matter.rows[0].cells[0]
    put(cell, "Ringkasan isi", size=9)
    sheet.line("{{ masalah.uraian or '-' }}", into=cell)
    sheet.tag("if masalah.permintaan", into=cell)
    sheet.line("Permintaan: {{ masalah.permintaan }}", into=cell)
    sheet.tag("endif", into=cell)
    join(sheet)
    boxes = sheet.table([half, half], rows=1)
    merged = boxes.rows[0].cells[0].merge(boxes.rows[0].cells[1])
    put(merged, "Instruksi", size=9)
    loop_row(boxes, "for item in instruksi")
    row = boxes.add_row().cells
    for index in range(2):
        put(row[index], f"{{{{ item[{index}].kotak }}}} {{{{ item[{index}].teks }}}}")
    loop_row(boxes, "endfor")
    keep_whole(boxes)
    join(sheet)
    sheet.line("Rangkaian disposisi", bold=True, before=8, after=3, keep=True)
    sheet.grid(
        ("Tanggal", "Dari", "Diteruskan kepada", "Isi disposisi", "Paraf"),
        ("{{ item.tanggal }}\n{{ item.pukul }}", "{{ item.dari }}", "{{ item.kepada }}", "{{ item.isi }}", ""),
        (2.6, 3.6, 3.9, 4.3, 1.6),
        over="disposisi",
        size=9.5,
    )
    last = sheet.table([half, half])
    for cell, label, value in zip(
        last.rows[0].cells,
        ("Batas waktu", "Catatan"),
        ("{{ batas or waktu or '-' }}", ""),
        strict=True,
    ):
        put(cell, label, size=9)
        sheet.line(value, into=cell)
    last.rows[0].height = Cm(1.8)
    return sheet


def join(sheet: Sheet) -> None:
    """Two tables that look like one: the paragraph between them takes no room."""
    paragraph = sheet.line("", size=1)
    paragraph.paragraph_format.line_spacing = Pt(1)


def tanggapan() -> Sheet:
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
            "melaksanakan pemeriksaan dan perbaikan gangguan jaringan{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %}"
            "{% if masalah.uraian %}, dengan uraian: {{ masalah.uraian_frasa }}{% endif %};",
            "",
        ),
        ("memperhatikan permintaan pelapor, yaitu {{ masalah.permintaan_frasa }};", "masalah.permintaan"),
        (
            "berkoordinasi dengan {{ pemohon.nama }}{% if pemohon.hp %}, telepon {{ pemohon.hp }}{% endif %};",
            "pemohon.nama",
        ),
        (
            "menyelesaikan perbaikan {% if batas %}paling lambat {{ batas }}{% else %}dalam waktu {{ waktu or 'yang ditetapkan' }} "
            "sejak surat perintah ini diterima{% endif %};",
            "",
        ),
        (
            "menyusun Dokumen Hasil Perbaikan yang memuat analisis penyebab gangguan, checklist penyelesaian gangguan, dan "
            "foto dokumentasi perbaikan, serta melaporkannya kepada {{ ttd.jabatan }}; dan",
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


def drop_first(cell: object) -> None:
    """A cell begins with an empty paragraph that nobody wants."""
    paragraph = cell.paragraphs[0]  # type: ignore[attr-defined]
    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - python-docx has no public way


def dokumen_hasil_perbaikan() -> Sheet:
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


def checked(sheet: Sheet, heading: str) -> None:
    """The checklist as a table, or a sentence that there is none."""
    sheet.section(heading)
    sheet.tag("if checklist")
    sheet.grid(
        ("No.", "Uraian", "Hasil"),
        ("{{ loop.index }}.", "{{ item.teks }}", "{{ item.kotak }}"),
        (1.2, 12.8, 2.0),
        over="checklist",
    )
    sheet.tag("else")
    sheet.say("Checklist tidak dilampirkan.", indent=0.75, first=0)
    sheet.tag("endif")


def pictured(sheet: Sheet, heading: str) -> None:
    """The photos, or a sentence that there are none."""
    sheet.section(heading)
    sheet.tag("if foto")
    sheet.photos()
    sheet.tag("else")
    sheet.say("Foto dokumentasi tidak dilampirkan.", indent=0.75, first=0)
    sheet.tag("endif")


def nota_dinas_hasil() -> Sheet:
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
                "{% if checklist %}{% for item in checklist %}{{ item.kotak }} {{ item.teks }}"
                "{% if not loop.last %}\n{% endif %}{% endfor %}{% else %}-{% endif %}",
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


def report_opening(sheet: Sheet, purpose: str) -> None:
    """Section A of a report: what it rests on and what it is for."""
    sheet.section("A. Pendahuluan")
    sheet.numbered("Dasar", mark="1.")
    sheet.numbered("{{ surat.sebutan_awal }};", mark="a.", indent=0.75)
    sheet.numbered("{{ sop.sebutan or 'Ketentuan yang berlaku' }}.", mark="b.", indent=0.75)
    sheet.numbered("Maksud dan tujuan", mark="2.")
    sheet.say(purpose, indent=0.75, first=0)


def steps(sheet: Sheet, heading: str = "B. Kegiatan yang Dilaksanakan") -> None:
    """Every step taken, as a table."""
    sheet.section(heading)
    sheet.grid(
        ("No.", "Waktu", "Kegiatan", "Pelaksana", "Keterangan"),
        ("{{ item.no }}.", "{{ item.waktu }}", "{{ item.langkah }}", "{{ item.pelaku }}", "{{ item.hasil }}"),
        (1.0, 2.5, 4.1, 3.3, 5.1),
        over="riwayat",
        size=9.5,
    )


def laporan_hasil_perbaikan() -> Sheet:
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


def closing(sheet: Sheet, heading: str = "E. Penutup") -> None:
    """Last section of a report to superiors."""
    sheet.section(heading)
    sheet.say("Demikian laporan ini disampaikan, mohon arahan lebih lanjut.", keep=True, first=0)


def laporan_penanganan_keluhan() -> Sheet:
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


def hasil_verifikasi() -> Sheet:
    sheet = Sheet()
    sheet.title()
    sheet.say(
        "Berdasarkan {{ surat.sebutan }}, telah dilakukan verifikasi terhadap data permohonan hak akses"
        "{% if aplikasi %} {{ aplikasi }}{% endif %} dengan hasil sebagai berikut."
    )
    sheet.facts(
        (
            ("Unit pemohon", "{{ pemohon.unit or '-' }}"),
            ("Narahubung", "{{ pemohon.nama or '-' }}{% if pemohon.hp %}, telepon {{ pemohon.hp }}{% endif %}"),
            ("Keperluan", "{{ masalah.uraian or '-' }}"),
        ),
        indent=0.75,
        label=3.2,
    )
    sheet.tag("if akses")
    sheet.grid(
        ("No.", "Nama", "NIP", "Aplikasi", "Peran", "Kelengkapan data"),
        (
            "{{ item.no }}.",
            "{{ item.nama }}",
            "{{ item.nip }}",
            "{{ item.aplikasi }}",
            "{{ item.peran }}",
            "{{ item.kelengkapan }}",
        ),
        (0.9, 3.2, 3.9, 3.0, 2.2, 2.8),
        over="akses",
        size=9,
    )
    sheet.tag("endif")
    sheet.say("Hasil verifikasi: {{ nilai.hasil or '-' }}", first=0)
    sheet.say(
        "Berdasarkan hasil verifikasi tersebut, permohonan dapat diproses dan hak akses dapat dibuatkan.",
        keep=True,
        first=0,
    )
    sheet.signature(place=True)
    sheet.copies()
    return sheet


def berita_acara() -> Sheet:
    sheet = Sheet()
    sheet.title()
    sheet.say(
        "Pada hari ini, {{ tanggal_kata }}, bertempat di {{ kota }}, kami yang bertanda tangan di bawah ini:", first=0
    )
    for mark, key, rank, does in (
        ("1.", "ttd", "PIHAK PERTAMA", "pihak yang menyerahkan"),
        ("2.", "pihak_kedua", "PIHAK KEDUA", "pihak yang menerima"),
    ):
        paragraph = sheet.line(f"{mark}\tNama\t:\t{{{{ {key}.nama or '……………………' }}}}", keep=True)
        stops(paragraph)
        stops(sheet.line(f"\tNIP\t:\t{{{{ {key}.nip or '-' }}}}", keep=True))
        unit = "{% if pihak_kedua.unit and pihak_kedua.unit not in pihak_kedua.jabatan %}, {{ pihak_kedua.unit }}{% endif %}"
        stops(sheet.line(f"\tJabatan\t:\t{{{{ {key}.jabatan }}}}{unit if key == 'pihak_kedua' else ''}", keep=True))
        paragraph = sheet.line(f"selaku {does}, selanjutnya disebut {rank}.", after=6, align=JUSTIFY)
        paragraph.paragraph_format.left_indent = Cm(0.75)
    sheet.say(
        "Berdasarkan {{ surat.sebutan }}, PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA dan PIHAK KEDUA menerima dari PIHAK "
        "PERTAMA hak akses{% if aplikasi %} {{ aplikasi }}{% endif %} dengan rincian sebagai berikut.",
        first=0,
    )
    sheet.tag("if akses")
    sheet.grid(
        ("No.", "Nama", "NIP", "Aplikasi", "Peran", "Akun"),
        (
            "{{ item.no }}.",
            "{{ item.nama }}",
            "{{ item.nip }}",
            "{{ item.aplikasi }}",
            "{{ item.peran }}",
            "{{ item.akun }}",
        ),
        (0.9, 3.2, 3.9, 3.0, 2.2, 2.8),
        over="akses",
        size=9,
    )
    sheet.tag("endif")
    sheet.tag("if akun_lain")
    sheet.line("Akun yang diserahkan:", after=3, keep=True)
    sheet.tag("endif")
    sheet.numbered("{{ item }}", over="akun_lain")
    sheet.numbered(
        "PIHAK PERTAMA telah memberikan tutorial penggunaan aplikasi kepada PIHAK KEDUA pada {{ nilai.tanggal }}.",
        mark="1.",
        when="nilai.tanggal",
    )
    sheet.numbered(
        "PIHAK KEDUA menjaga kerahasiaan akun dan menggunakannya hanya untuk kepentingan dinas.",
        mark="{% if nilai.tanggal %}2.{% else %}1.{% endif %}",
    )
    sheet.numbered(
        "PIHAK KEDUA segera memberitahukan kepada PIHAK PERTAMA apabila pemegang akun berpindah tugas.",
        mark="{% if nilai.tanggal %}3.{% else %}2.{% endif %}",
    )
    sheet.say(
        "Demikian Berita Acara ini dibuat dalam rangkap 2 (dua) untuk dipergunakan sebagaimana mestinya.",
        keep=True,
        first=0,
    )
    parties(sheet)
    return sheet


def stops(paragraph: object) -> None:
    """Columns of a party's name, NIP and title."""
    form = paragraph.paragraph_format  # type: ignore[attr-defined]
    form.left_indent, form.first_line_indent = Cm(3.2), Cm(-3.2)
    for stop in (0.75, 2.8, 3.2):
        form.tab_stops.add_tab_stop(Cm(stop))


def parties(sheet: Sheet) -> None:
    """PIHAK KEDUA left, PIHAK PERTAMA right, below them who takes note."""
    table = sheet.table([WIDTH / 2, WIDTH / 2], rows=2, grid=False)
    keep_whole(table)
    whole = table.rows[1].cells[0].merge(table.rows[1].cells[1])
    blocks = (
        (table.rows[0].cells[0], "PIHAK KEDUA", "pihak_kedua", ""),
        (table.rows[0].cells[1], "PIHAK PERTAMA", "ttd", ""),
        (whole, "Mengetahui,", "mengetahui", "{{ mengetahui.jabatan }},"),
    )
    for cell, head, key, title in blocks:
        put(cell, "")
        lines = [head, *([title] if title else []), "", "", "", "", f"{{{{ {key}.nama or '……………………' }}}}"]
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        for text in lines:
            sheet.line(text, into=cell, keep=True, align=CENTER)
        sheet.tag(f"if {key}.nip", into=cell)
        sheet.line(f"NIP {{{{ {key}.nip }}}}", into=cell, align=CENTER, keep=key != "mengetahui")
        sheet.tag("endif", into=cell)
    sheet.gap(2)


def laporan_hak_akses() -> Sheet:
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    report_opening(
        sheet,
        "Laporan ini disampaikan sebagai pertanggungjawaban atas pemberian hak akses kepada {{ pemohon.unit or 'pemohon' }}.",
    )
    steps(sheet)
    sheet.section("C. Hasil yang Dicapai")
    sheet.numbered("Verifikasi: {{ nilai.hasil or 'telah dilakukan' }}", mark="1.")
    sheet.numbered("Hak akses yang diberikan:", mark="2.")
    sheet.tag("if akses")
    sheet.grid(
        ("No.", "Nama", "NIP", "Aplikasi", "Peran", "Akun"),
        (
            "{{ item.no }}.",
            "{{ item.nama }}",
            "{{ item.nip }}",
            "{{ item.aplikasi }}",
            "{{ item.peran }}",
            "{{ item.akun }}",
        ),
        (0.9, 3.2, 3.9, 3.0, 2.2, 2.8),
        over="akses",
        size=9,
    )
    sheet.tag("endif")
    sheet.numbered("{{ item }}", over="akun_lain", indent=0.75)
    sheet.numbered("Tutorial penggunaan aplikasi dilaksanakan pada {{ nilai.tanggal or '-' }}.", mark="3.")
    sheet.numbered("Berita acara serah terima hak akses telah ditandatangani oleh kedua pihak.", mark="4.")
    sheet.tag("if foto")
    sheet.photos()
    sheet.tag("endif")
    sheet.section("D. Simpulan dan Saran")
    sheet.say(
        "Hak akses telah dibuat, diserahterimakan, dan dapat digunakan. Disarankan peninjauan kembali apabila pemegang akun "
        "berpindah tugas.",
        first=0,
    )
    closing(sheet)
    sheet.signature(place=True, left="mengetahui")
    sheet.copies()
    return sheet


def laporan_alokasi() -> Sheet:
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    report_opening(
        sheet, "Laporan ini disampaikan sebagai pertanggungjawaban atas penanganan kendala alokasi bandwidth."
    )
    steps(sheet)
    sheet.section("C. Hasil yang Dicapai")
    sheet.numbered("Kendala: {{ masalah.uraian or '-' }}", mark="1.")
    sheet.numbered("Data alokasi, perangkat, dan kebutuhan pengguna:", mark="2.")
    bullets(sheet, "data_baris")
    sheet.tag("if alokasi")
    sheet.numbered("Bandwidth yang memerlukan alokasi/re-alokasi:", mark="3.")
    bullets(sheet, "rencana_baris")
    sheet.numbered("Hasil koordinasi: {{ nilai.kesepakatan or '-' }}", mark="4.")
    sheet.numbered("Perubahan alokasi:", mark="5.")
    sheet.grid(
        ("No.", "Lokasi/segmen", "Sebelum", "Sesudah"),
        ("{{ loop.index }}.", "{{ item.lokasi }}", "{{ item.sebelum }}", "{{ item.sesudah }}"),
        (1.2, 6.8, 4.0, 4.0),
        over="alokasi",
    )
    sheet.tag("else")
    sheet.numbered("Hasil identifikasi: alokasi/re-alokasi tidak diperlukan. {{ alasan }}", mark="3.", when="ditolak")
    sheet.numbered("Alokasi belum diubah.", mark="3.", when="not ditolak")
    sheet.tag("endif")
    sheet.section("D. Simpulan dan Saran")
    sheet.say(
        "Alokasi/re-alokasi bandwidth telah dilaksanakan. {{ kerja.ketepatan }} Disarankan pemantauan pemakaian pada lokasi "
        "tersebut.",
        when="alokasi",
        first=0,
    )
    sheet.say("Alokasi bandwidth yang berlaku tetap digunakan.", when="not alokasi", first=0)
    closing(sheet)
    sheet.signature(place=True, left="mengetahui")
    sheet.copies()
    return sheet


def bullets(sheet: Sheet, over: str) -> None:
    """Lines that somebody listed, or a dash where there are none."""
    sheet.numbered("{{ item }}", over=over, mark="-", indent=0.75)
    sheet.numbered("belum ada keterangan", mark="-", indent=0.75, when=f"not {over}")


def laporan_evaluasi() -> Sheet:
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    report_opening(
        sheet,
        "Laporan ini disampaikan sebagai evaluasi atas penanganan masalah perangkat lunak"
        "{% if masalah.tempat %} di {{ masalah.tempat }}{% endif %}.",
    )
    sheet.section("B. Identifikasi Permasalahan")
    sheet.facts((("{{ item.label }}", "{{ item.isi }}"),), over="data", indent=0.75, label=3.8)
    sheet.section("C. Penanganan dan Hasil")
    sheet.facts(
        (
            ("Penyebab", "{{ nilai.penyebab or '-' }}"),
            ("Tindakan", "{{ nilai.tindakan or '-' }}"),
            ("Hasil", "{{ nilai.hasil or '-' }}"),
        ),
        indent=0.75,
        label=3.8,
    )
    sheet.say("{{ kerja.ketepatan }}", when="kerja.ketepatan", indent=0.75, first=0)
    sheet.section("D. Riwayat Koreksi dan Persetujuan")
    sheet.tag("if koreksi")
    sheet.grid(
        ("No.", "Waktu", "Dikoreksi oleh", "Catatan koreksi"),
        ("{{ item.no }}.", "{{ item.waktu }}", "{{ item.oleh }}", "{{ item.catatan }}"),
        (1.0, 2.8, 5.2, 7.0),
        over="koreksi",
        size=9.5,
    )
    sheet.say(
        "Laporan ini merupakan versi ke-{{ kerja.versi }}, disusun setelah koreksi tersebut dipenuhi.",
        indent=0.75,
        first=0,
    )
    sheet.tag("else")
    sheet.say("Laporan ini belum pernah dikoreksi.", indent=0.75, first=0)
    sheet.tag("endif")
    sheet.tag("if persetujuan")
    sheet.grid(
        ("No.", "Disetujui oleh", "Nama", "Waktu"),
        ("{{ loop.index }}.", "{{ item.jabatan }}", "{{ item.nama }}", "{{ item.waktu }}"),
        (1.0, 7.2, 4.6, 3.2),
        over="persetujuan",
        size=9.5,
    )
    sheet.tag("endif")
    closing(sheet)
    sheet.signature(place=True, left="mengetahui")
    sheet.copies()
    return sheet


def pemberitahuan_hasil() -> Sheet:
    sheet = Sheet()
    sheet.nota_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, dengan ini disampaikan bahwa permintaan Saudara telah selesai ditangani, dengan "
        "hasil sebagai berikut.",
        when="not ditolak",
    )
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, dengan ini disampaikan bahwa permintaan Saudara telah kami periksa. Berdasarkan "
        "hasil identifikasi, perubahan tidak diperlukan dengan pertimbangan sebagai berikut.",
        when="ditolak",
    )
    sheet.say("{{ alasan or '-' }}", when="ditolak", indent=1.25, first=0)
    sheet.tag("if not ditolak")
    table = sheet.table([2.6, 0.5, WIDTH - 3.1 - 1.25], rows=0, grid=False, indent=1.25)
    for label, value in (
        ("Laporan", "masalah.uraian"),
        ("Penyebab", "nilai.penyebab"),
        ("Tindakan", "nilai.tindakan"),
        ("Hasil", "nilai.hasil"),
    ):
        loop_row(table, f"if {value}")
        cells = table.add_row().cells
        put(cells[0], label)
        put(cells[1], ":")
        put(cells[2], f"{{{{ {value} }}}}")
        loop_row(table, "endif")
    for column, width in zip(table.columns, (2.6, 0.5, WIDTH - 3.1 - 1.25), strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    sheet.gap(6)
    sheet.tag("endif")
    sheet.tag("if alokasi and not ditolak")
    sheet.grid(
        ("No.", "Lokasi/segmen", "Sebelum", "Sesudah"),
        ("{{ loop.index }}.", "{{ item.lokasi }}", "{{ item.sebelum }}", "{{ item.sesudah }}"),
        (1.2, 6.8, 4.0, 4.0),
        over="alokasi",
    )
    sheet.tag("endif")
    sheet.say(
        "Apabila masih terdapat kendala, mohon disampaikan kepada kami dengan membalas surel ini agar segera ditindaklanjuti."
    )
    sheet.say(THANKS, keep=True)
    sheet.signature()
    sheet.copies()
    return sheet


def penolakan() -> Sheet:
    sheet = Sheet()
    sheet.surat_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, bersama ini kami sampaikan bahwa permintaan Saudara belum dapat kami penuhi"
        "{% if alasan %} dengan pertimbangan sebagai berikut.{% else %}.{% endif %}"
    )
    sheet.say("{{ alasan }}", when="alasan", indent=1.25, first=0)
    sheet.say(
        "Apabila terdapat keterangan tambahan yang perlu kami pertimbangkan, Saudara dapat menyampaikannya dengan membalas "
        "surel ini."
    )
    sheet.say(THANKS, keep=True)
    unsigned_or_signed(sheet)
    sheet.copies()
    return sheet


def unsigned_or_signed(sheet: Sheet) -> None:
    """The signature of who decided; a line for letters that nodis writes before any person has acted."""
    sheet.tag("if ttd.jabatan")
    sheet.signature()
    sheet.tag("else")
    sheet.line("{{ kantor }}", before=10, bold=True)
    sheet.line("Surat ini dibuat secara otomatis dan tidak memerlukan tanda tangan.", italic=True, size=9, before=4)
    sheet.tag("endif")


def permintaan_kelengkapan() -> Sheet:
    sheet = Sheet()
    sheet.surat_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, bersama ini kami sampaikan bahwa permohonan Saudara telah kami terima pada "
        "{{ surat.diterima }}. Agar dapat diproses sesuai dengan {{ sop.sebutan or 'ketentuan yang berlaku' }}, mohon dilengkapi:"
    )
    sheet.numbered("{{ item }}", over="kekurangan", indent=1.25)
    sheet.numbered("data yang diperlukan sesuai dengan jenis layanan.", mark="1.", indent=1.25, when="not kekurangan")
    sheet.tag("if data")
    sheet.line("Data yang telah kami terima:", before=4, after=4, keep=True)
    sheet.facts((("{{ item.label }}", "{{ item.isi }}"),), over="data", indent=1.25, label=3.8)
    sheet.tag("endif")
    sheet.tag("if akses")
    sheet.grid(
        ("No.", "Nama", "NIP", "Aplikasi", "Peran", "Kelengkapan data"),
        (
            "{{ item.no }}.",
            "{{ item.nama }}",
            "{{ item.nip }}",
            "{{ item.aplikasi }}",
            "{{ item.peran }}",
            "{{ item.kelengkapan }}",
        ),
        (0.9, 3.2, 3.9, 3.0, 2.2, 2.8),
        over="akses",
        size=9,
    )
    sheet.tag("endif")
    sheet.say(
        "Kelengkapan dapat disampaikan dengan membalas surel ini. Selama menunggu kelengkapan tersebut, batas waktu "
        "penanganan tidak diperhitungkan."
    )
    sheet.say(THANKS, keep=True)
    unsigned_or_signed(sheet)
    return sheet


def formulir_keluhan() -> Sheet:
    sheet = Sheet()
    sheet.title(number="")
    sheet.line("PENGGUNAAN APLIKASI DAN JARINGAN INTERNET", align=CENTER, bold=True, after=10)
    boxed(
        sheet,
        "A. IDENTITAS PEMOHON",
        (
            ("Nama", f"{{{{ pemohon.nama }}}}"),
            ("NIP", f"{{{{ pemohon.nip }}}}"),
            ("Jabatan", f"{{{{ pemohon.jabatan }}}}"),
            ("Unit Kerja", f"{{{{ pemohon.unit }}}}"),
            ("No. HP", f"{{{{ pemohon.hp }}}}"),
            ("Email", f"{{{{ pemohon.surel }}}}"),
            ("Tanggal Pengajuan", f"{{{{ surat.tanggal or surat.diterima_tanggal }}}}"),
        ),
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
            ("Nama Aplikasi", f"{{{{ masalah.aplikasi }}}}"),
            ("Tanggal/Waktu Kejadian", f"{{{{ masalah.waktu }}}}"),
            ("Lokasi", f"{{{{ masalah.lokasi }}}}"),
            ("Uraian Keluhan", f"{{{{ masalah.uraian }}}}"),
            ("Bukti", f"{{{{ masalah.bukti }}}}"),
            ("Penyelesaian yang diharapkan", f"{{{{ masalah.permintaan }}}}"),
        ),
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


def boxed(sheet: Sheet, heading: str, rows: tuple[tuple[str, str], ...]) -> None:
    """A heading and its fields with lines below them."""
    sheet.line(heading, bold=True, before=8, after=4, keep=True)
    table = sheet.table([5.2, 0.5, WIDTH - 5.7], rows=0, grid=False)
    for label, value in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, (label, ":", value), strict=True):
            put(cell, text)
            cell.paragraphs[0].paragraph_format.space_before = Pt(2)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        border(cells[2].paragraphs[0], "bottom", style="dotted", size=4)
    for column, width in zip(table.columns, (5.2, 0.5, WIDTH - 5.7), strict=True):
        for cell in column.cells:
            cell.width = Cm(width)
    keep_whole(table)


def rekap_bulanan() -> Sheet:
    sheet = Sheet()
    sheet.nota_head()
    sheet.say(
        "Dengan hormat, bersama ini kami laporkan rekapitulasi layanan pengaduan dan permintaan teknologi informasi bulan "
        "{{ rekap.bulan }}. {{ rekap.kalimat }}"
    )
    sheet.line("1. Ringkasan menurut layanan", bold=True, after=4, keep=True)
    sheet.grid(
        ("No.", "Layanan", "Masuk", "Selesai", "Ditolak/ dicabut", "Dalam proses", "Tepat waktu"),
        (
            "{{ item.no }}",
            "{{ item.layanan }}",
            "{{ item.masuk }}",
            "{{ item.selesai }}",
            "{{ item.ditolak }}",
            "{{ item.proses }}",
            "{{ item.tepat }}",
        ),
        (1.0, 5.0, 1.8, 1.9, 2.2, 2.1, 2.0),
        over="rekap.ringkas",
    )
    sheet.tag("if rekap.perkara")
    sheet.line("2. Daftar perkara", bold=True, before=6, after=4, keep=True)
    sheet.grid(
        ("No.", "Perkara", "Diterima", "Unit", "Hal", "Layanan", "Keadaan", "Selesai"),
        (
            "{{ item.no }}",
            "{{ item.perkara }}",
            "{{ item.diterima }}",
            "{{ item.unit }}",
            "{{ item.hal }}",
            "{{ item.layanan }}",
            "{{ item.keadaan }}",
            "{{ item.selesai }}",
        ),
        (0.9, 1.8, 1.9, 2.7, 3.3, 1.8, 1.7, 1.9),
        over="rekap.perkara",
        size=8,
    )
    sheet.tag("endif")
    sheet.say("Demikian dilaporkan, mohon arahan lebih lanjut.", keep=True)
    sheet.signature()
    sheet.copies()
    return sheet


BUILDERS = {
    "tanda-terima": tanda_terima,
    "lembar-disposisi": lembar_disposisi,
    "tanggapan": tanggapan,
    "surat-perintah": surat_perintah,
    "dokumen-hasil-perbaikan": dokumen_hasil_perbaikan,
    "nota-dinas-hasil": nota_dinas_hasil,
    "laporan-hasil-perbaikan": laporan_hasil_perbaikan,
    "laporan-penanganan-keluhan": laporan_penanganan_keluhan,
    "surat-hasil-keluhan": surat_hasil_keluhan,
    "hasil-verifikasi": hasil_verifikasi,
    "berita-acara": berita_acara,
    "laporan-hak-akses": laporan_hak_akses,
    "laporan-alokasi": laporan_alokasi,
    "laporan-evaluasi": laporan_evaluasi,
    "pemberitahuan-hasil": pemberitahuan_hasil,
    "penolakan": penolakan,
    "permintaan-kelengkapan": permintaan_kelengkapan,
    "formulir-keluhan": formulir_keluhan,
    "rekap-bulanan": rekap_bulanan,
}


def build(folder: Path) -> None:
    """Write all templates; the same script gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, builder in BUILDERS.items():
        path = folder / f"{name}.docx"
        builder().save(path)
        path.write_bytes(repack(path.read_bytes()))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("letters"))
