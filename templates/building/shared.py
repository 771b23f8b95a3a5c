# ruff: noqa: INP001 - part of a script
"""Blocks that several kinds of letters share."""

from __future__ import annotations

from building.blocks import Sheet

THANKS = "Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih."


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


def closing(sheet: Sheet, heading: str = "E. Penutup") -> None:
    """Last section of a report to superiors."""
    sheet.section(heading)
    sheet.say("Demikian laporan ini disampaikan, mohon arahan lebih lanjut.", keep=True, first=0)


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


def unsigned_or_signed(sheet: Sheet) -> None:
    """The signature of who decided; a line for letters that nodis writes before any person has acted."""
    sheet.tag("if ttd.jabatan")
    sheet.signature()
    sheet.tag("else")
    sheet.line("{{ kantor }}", before=10, bold=True)
    sheet.line("Surat ini dibuat secara otomatis dan tidak memerlukan tanda tangan.", italic=True, size=9, before=4)
    sheet.tag("endif")


def bullets(sheet: Sheet, over: str) -> None:
    """Lines that somebody listed, or a dash where there are none."""
    sheet.numbered("{{ item }}", over=over, mark="-", indent=0.75)
    sheet.numbered("belum ada keterangan", mark="-", indent=0.75, when=f"not {over}")
