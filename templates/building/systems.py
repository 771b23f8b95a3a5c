# ruff: noqa: INP001 - part of a script
"""Letters of bandwidth and masalah-software: reports and the notice to who asked."""

from __future__ import annotations

from building.blocks import WIDTH, Sheet
from building.shared import THANKS, bullets, closing, report_opening, steps
from building.word import loop_row, put
from docx.shared import Cm


def laporan_alokasi() -> Sheet:
    """Step D5: report with a table of before and after."""
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


def laporan_evaluasi() -> Sheet:
    """Step E5: report with its corrections and approvals."""
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
        when="kerja.versi != '0'",
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
    """End of D and E: notice to who asked."""
    sheet = Sheet()
    sheet.nota_head()
    sheet.say(
        "Menindaklanjuti {{ surat.sebutan }}, dengan ini disampaikan bahwa permintaan Saudara telah selesai ditangani"
        "{% if masalah.uraian or nilai.hasil or nilai.tindakan or alokasi %}, dengan hasil sebagai berikut{% endif %}.",
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
