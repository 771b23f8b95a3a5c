# ruff: noqa: INP001 - part of a script
"""Letters of every SOP: disposition sheet, refusal, request for what is missing, monthly recap."""

from __future__ import annotations

from building.blocks import WIDTH, Sheet
from building.shared import THANKS, unsigned_or_signed
from building.word import keep_whole, loop_row, put
from docx.shared import Cm, Pt


def lembar_disposisi() -> Sheet:
    """Disposition sheet: fields, boxes, the chain so far."""
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
    sheet.tag("if surat.segel", into=cell)
    sheet.line("Tanda tangan elektronik pada surat: {{ surat.segel }}", into=cell)
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
        (3.5, 3.3, 3.7, 4.1, 1.4),  # the longest date, "30 September 2026", on one line
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


def penolakan() -> Sheet:
    """Refusal, with the reason."""
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


def permintaan_kelengkapan() -> Sheet:
    """What is missing, and what has come."""
    sheet = Sheet()
    sheet.surat_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, bersama ini kami sampaikan bahwa permohonan Saudara telah kami terima pada "
        "{{ surat.diterima }}. Agar dapat diproses sesuai dengan {{ sop.sebutan or 'ketentuan yang berlaku' }}, mohon dilengkapi:"
    )
    sheet.tag("if kekurangan")
    sheet.grid(
        ("No.", "Data yang diperlukan", "Isian"),
        ("{{ loop.index }}.", "{{ item }}", ""),
        (1.0, 6.0, WIDTH - 7.0),
        over="kekurangan",
    )
    sheet.document.tables[-1].rows[2].height = Cm(1.1)  # two lines, also by hand
    sheet.tag("endif")
    sheet.numbered("data yang diperlukan sesuai dengan jenis layanan.", mark="1.", indent=1.25, when="not kekurangan")
    sheet.tag("if data")
    sheet.line("Data yang telah kami terima:", before=4, after=4, keep=True)
    sheet.facts((("{{ item.label }}", "{{ item.isi }}"),), over="data", indent=1.25, label=3.8)
    sheet.tag("endif")
    sheet.tag("if akses")
    sheet.grid(
        ("No.", "Nama", "NIP", "Aplikasi", "Peran", "Tindakan", "Kelengkapan data"),
        (
            "{{ item.no }}.",
            "{{ item.nama }}",
            "{{ item.nip }}",
            "{{ item.aplikasi }}",
            "{{ item.peran }}",
            "{{ item.tindakan }}",
            "{{ item.kelengkapan }}",
        ),
        (0.9, 2.6, 4.0, 2.2, 2.1, 1.7, 2.5),  # a NIP, and "Kelengkapan", on one line
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


def rekap_bulanan() -> Sheet:
    """Monthly recap to the head."""
    sheet = Sheet()
    sheet.nota_head()
    sheet.say(
        "Dengan hormat, bersama ini kami laporkan rekapitulasi layanan pengaduan dan permintaan teknologi informasi "
        "{{ rekap.masa }}. {{ rekap.kalimat }}"
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
    sheet.tag("if foto")
    sheet.photos()
    sheet.tag("endif")
    sheet.tag("if rekap.langkah")
    sheet.line("2. Waktu nyata tiap langkah terhadap waktu baku", bold=True, before=6, after=4, keep=True)
    sheet.grid(
        ("Langkah", "Baku", "Jawaban", "Median", "Terlambat"),
        ("{{ item.langkah }}", "{{ item.baku }}", "{{ item.jumlah }}", "{{ item.nyata }}", "{{ item.terlambat }}"),
        (7.4, 2.0, 2.0, 2.2, 2.4),
        over="rekap.langkah",
        size=9,
    )
    sheet.tag("endif")
    sheet.tag("if rekap.peran")
    sheet.line("3. Keterlambatan menurut peran", bold=True, before=6, after=4, keep=True)
    sheet.grid(
        ("Peran", "Jawaban", "Terlambat"),
        ("{{ item.peran }}", "{{ item.jumlah }}", "{{ item.terlambat }}"),
        (11.0, 2.5, 2.5),
        over="rekap.peran",
        size=9,
    )
    sheet.tag("endif")
    sheet.tag("if rekap.penyebab")
    sheet.line("4. Penyebab yang berulang", bold=True, before=6, after=4, keep=True)
    sheet.grid(
        ("Penyebab", "Jumlah", "Perkara"),
        ("{{ item.penyebab }}", "{{ item.jumlah }}", "{{ item.perkara }}"),
        (9.0, 2.0, 5.0),
        over="rekap.penyebab",
        size=9,
    )
    sheet.tag("endif")
    sheet.tag("if rekap.kepuasan")
    sheet.say("{{ rekap.kepuasan }}")
    sheet.tag("endif")
    sheet.tag("if rekap.perkara")
    sheet.line("Daftar perkara", bold=True, before=6, after=4, keep=True)
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
