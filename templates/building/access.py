# ruff: noqa: INP001 - part of a script
"""Letters of hak-akses: verification, minutes, report."""

from __future__ import annotations

from building.blocks import CENTER, JUSTIFY, WIDTH, Sheet
from building.shared import closing, report_opening, steps
from building.word import keep_whole, put
from docx.shared import Cm
from docx.text.paragraph import Paragraph


def hasil_verifikasi() -> Sheet:
    """Step C3: result of the verification."""
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
    sheet.say("Hasil verifikasi: {{ nilai.hasil or '-' }}", first=0)
    sheet.say(
        "Berdasarkan hasil verifikasi tersebut, permohonan dapat diproses"
        "{% if akses_diberikan or not akses_dicabut %} dan hak akses dapat dibuatkan atau disesuaikan{% endif %}"
        "{% if akses_dicabut %}, sedangkan hak akses yang bertanda “Dicabut” ditutup{% endif %}.",
        keep=True,
        first=0,
    )
    sheet.signature(place=True)
    sheet.copies()
    return sheet


def berita_acara() -> Sheet:
    """Step C6: minutes of the handing over."""
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
        "Berdasarkan {{ surat.sebutan }}, {% if akses_diberikan or not akses_dicabut %}PIHAK PERTAMA menyerahkan kepada PIHAK "
        "KEDUA dan PIHAK KEDUA menerima dari PIHAK PERTAMA hak akses{% if aplikasi %} {{ aplikasi }}{% endif %} dengan rincian "
        "sebagai berikut.{% else %}PIHAK PERTAMA telah mencabut hak akses di bawah ini.{% endif %}",
        first=0,
    )
    given(sheet)
    sheet.tag("if akun_lain")
    sheet.line("Akun yang diserahkan:", after=3, keep=True)
    sheet.tag("endif")
    sheet.numbered("{{ item }}", over="akun_lain")
    sheet.tag("if akses_dicabut and akses_diberikan")
    sheet.line("Hak akses berikut dicabut dan tidak berlaku lagi:", before=4, after=3, keep=True)
    sheet.tag("endif")
    ended(sheet)
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


def given(sheet: Sheet) -> None:
    """The rights that are handed over, each with its account."""
    sheet.tag("if akses_diberikan")
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
        over="akses_diberikan",
        size=9,
    )
    sheet.tag("endif")


def ended(sheet: Sheet) -> None:
    """The rights that have been taken back: nobody is given anything."""
    sheet.tag("if akses_dicabut")
    sheet.grid(
        ("No.", "Nama", "NIP", "Aplikasi", "Peran yang dicabut"),
        ("{{ item.no }}.", "{{ item.nama }}", "{{ item.nip }}", "{{ item.aplikasi }}", "{{ item.peran }}"),
        (0.9, 4.2, 4.1, 3.4, 3.4),
        over="akses_dicabut",
        size=9,
    )
    sheet.tag("endif")


def stops(paragraph: Paragraph) -> None:
    """Columns of a party's name, NIP and title."""
    form = paragraph.paragraph_format
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
    """Step C7: report upwards."""
    sheet = Sheet()
    sheet.title(about="{{ hal | upper }}")
    report_opening(
        sheet,
        "Laporan ini disampaikan sebagai pertanggungjawaban atas pemberian hak akses kepada {{ pemohon.unit or 'pemohon' }}.",
    )
    steps(sheet)
    sheet.section("C. Hasil yang Dicapai")
    sheet.numbered("Verifikasi: {{ nilai.hasil or 'telah dilakukan' }}", mark="1.")
    sheet.numbered("Hak akses yang diberikan:", mark="2.", when="akses_diberikan or not akses_dicabut", keep=True)
    given(sheet)
    sheet.numbered(
        "Hak akses yang dicabut:",
        mark="{% if akses_diberikan %}3.{% else %}2.{% endif %}",
        when="akses_dicabut",
        keep=True,
    )
    ended(sheet)
    sheet.numbered("{{ item }}", over="akun_lain", indent=0.75)
    both = "akses_diberikan and akses_dicabut"
    sheet.numbered(
        "Tutorial penggunaan aplikasi dilaksanakan pada {{ nilai.tanggal or '-' }}.",
        mark=f"{{% if {both} %}}4.{{% else %}}3.{{% endif %}}",
    )
    sheet.numbered(
        "Berita acara serah terima hak akses telah ditandatangani oleh kedua pihak.",
        mark=f"{{% if {both} %}}5.{{% else %}}4.{{% endif %}}",
    )
    sheet.tag("if foto")
    sheet.photos()
    sheet.tag("endif")
    sheet.section("D. Simpulan dan Saran")
    sheet.say(
        "{% if akses_diberikan or not akses_dicabut %}Hak akses telah dibuat, diserahterimakan, dan dapat digunakan."
        "{% else %}Hak akses yang dimohonkan telah dicabut.{% endif %} Disarankan peninjauan kembali apabila pemegang akun "
        "berpindah tugas.",
        first=0,
    )
    closing(sheet)
    sheet.signature(place=True, left="mengetahui")
    sheet.copies()
    return sheet
