# ruff: noqa: INP001 - part of a script
"""Blocks of official letters (kop, head, lists, tables, signatures) for the builder of the Word templates."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import docx
from building.word import FONT, SIZE, border, field, keep_whole, loop_row, mark_size, put, shade, write
from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from pipeline.letters.marking import PICTURE, mark_picture

_CELL_SIDE = 85  # twentieths of a point
_MARK = 1.4  # cm, quiet zone and all: what a phone still reads (bench/marks.py)
WIDTH = 16.0  # cm of text: A4 less 3 cm left and 2 cm right
LEFT, CENTER, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
_CENTRED = {"No.", "Hasil", "Masuk", "Selesai", "Ditolak/ dicabut", "Dalam proses", "Tepat waktu"}  # columns
_V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_WATERMARK = (
    f"<w:r {nsdecls('w')} {_V}><w:rPr><w:noProof/></w:rPr><w:pict>"
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="KonsepWatermark" o:spid="_x0000_s2049" type="#_x0000_t136" '
    'style="position:absolute;margin-left:0;margin-top:0;width:420pt;height:120pt;rotation:315;z-index:-251658752;'
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
    'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#e4e4e4" stroked="f">'
    '<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt;font-weight:bold" string="KONSEP"/>'
    "</v:shape></w:pict></w:r>"
)


class Sheet:
    """One template under construction: blocks are added from top to bottom."""

    def __init__(self, *, letterhead: bool = True, numbered_pages: bool = True) -> None:
        self.document: Document = docx.Document()
        self._page()
        self._styles()
        self._margins_text(numbered_pages=numbered_pages)
        if letterhead:
            self.kop()

    def save(self, path: Path) -> None:
        """Write the file."""
        properties = self.document.core_properties
        properties.title = "{{ judul_berkas }}"
        properties.author = "{{ kantor }}"
        properties.comments = ""
        properties.language = "id-ID"
        rels = self.document.part.package.rels
        for name in [name for name, rel in rels.items() if rel.reltype.endswith("/thumbnail")]:
            del rels[name]  # of python-docx's own template
        self.document.save(str(path))

    # ---------------------------------------------------------------------------------------------------- paragraphs

    def line(
        self,
        text: str = "",
        *,
        align: WD_ALIGN_PARAGRAPH = LEFT,
        bold: bool = False,
        size: float = SIZE,
        after: float = 0,
        before: float = 0,
        keep: bool = False,
        into: _Cell | None = None,
        italic: bool = False,
        underline: bool = False,
        spacing: float = 1.0,
    ) -> Paragraph:
        """One paragraph, tight unless told otherwise."""
        paragraph = into.add_paragraph() if into is not None else self.document.add_paragraph()
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.space_after, form.space_before, form.line_spacing = Pt(after), Pt(before), spacing
        form.keep_with_next = keep or None
        if text:
            write(paragraph, text, bold=bold, size=size, italic=italic, underline=underline)
        else:
            mark_size(paragraph, size)
        return paragraph

    def say(self, text: str, *, when: str = "", indent: float = 0.0, keep: bool = False, first: float = 1.25) -> None:
        """A paragraph of the body; `when` is the condition under which it stands."""
        self.tag(f"if {when}") if when else None
        paragraph = self.line(text, align=JUSTIFY, after=6, keep=keep, spacing=1.15)
        paragraph.paragraph_format.left_indent = Cm(indent)
        paragraph.paragraph_format.first_line_indent = Cm(first)
        self.tag("endif") if when else None

    def section(self, text: str) -> None:
        """A heading of a report: "A. Pendahuluan"."""
        self.line(text, bold=True, before=8, after=4, keep=True)

    def numbered(
        self,
        text: str,
        *,
        over: str = "",
        mark: str = "",
        indent: float = 0.0,
        into: _Cell | None = None,
        when: str = "",
        keep: bool = False,
    ) -> None:
        """An item of a list with a hanging mark; `over` names the list it runs through as `item`."""
        shown = mark or "{{ loop.index }}."
        if over:
            self.tag(f"for item in {over}", into=into)
        if when:
            self.tag(f"if {when}", into=into)
        paragraph = self.line(f"{shown}\t{text}", align=JUSTIFY, after=3, into=into, spacing=1.15, keep=keep)
        form = paragraph.paragraph_format
        form.keep_together = True
        form.left_indent, form.first_line_indent = Cm(indent + 0.75), Cm(-0.75)
        form.tab_stops.add_tab_stop(Cm(indent + 0.75))
        if when:
            self.tag("endif", into=into)
        if over:
            self.tag("endfor", into=into)

    def tag(self, statement: str, *, into: _Cell | None = None) -> None:
        """A jinja statement in a paragraph of its own, which leaves nothing behind."""
        self.line(f"{{%p {statement} %}}", into=into)

    # -------------------------------------------------------------------------------------------------------- tables

    def table(self, widths: Sequence[float], *, rows: int = 1, grid: bool = True, indent: float = 0.0) -> Table:
        """A table of fixed column widths in cm."""
        table = self.document.add_table(rows=rows, cols=len(widths))
        if grid:
            table.style = "Table Grid"
        return self._fixed(table, widths, grid=grid, indent=indent)

    def _fixed(self, table: Table, widths: Sequence[float], *, grid: bool = False, indent: float = 0.0) -> Table:
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no public way to these
        shift = int(indent * 567) + (_CELL_SIDE if grid else 0)  # so that the frame, not the text, meets the margin
        properties.append(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{shift}" w:type="dxa"/>'))
        top, side = (40, _CELL_SIDE) if grid else (0, 0)
        margins = "".join(
            f'<w:{where} w:w="{size}" w:type="dxa"/>'
            for where, size in (("top", top), ("left", side), ("bottom", top), ("right", side))
        )
        properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        return table

    def facts(
        self,
        rows: Sequence[tuple[str, str]],
        *,
        label: float = 4.0,
        over: str = "",
        indent: float = 0.0,
        after: float = 6,
    ) -> None:
        """Borderless `label : value` rows; with `over` one row for each `item` of that list."""
        table = self.table([label, 0.5, WIDTH - label - 0.5 - indent], rows=0, grid=False, indent=indent)
        if over:
            loop_row(table, f"for item in {over}")
        for name, value in rows:
            cells = table.add_row().cells
            put(cells[0], name)
            put(cells[1], ":")
            put(cells[2], value)
        if over:
            loop_row(table, "endfor")
        self.gap(after)

    def grid(
        self, heads: Sequence[str], cells: Sequence[str], widths: Sequence[float], *, over: str, size: float = 10
    ) -> None:
        """A bordered table with a repeated head row and one row for each `item` of a list."""
        table = self.table(widths)
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            put(cell, head, bold=True, align=CENTER, size=size)
            shade(cell, "E7E6E6")
        head_row = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - as above
        head_row.append(OxmlElement("w:tblHeader"))
        loop_row(table, f"for item in {over}")
        row = table.add_row()
        for cell, value, head in zip(row.cells, cells, heads, strict=True):
            put(cell, value, align=CENTER if head in _CENTRED else LEFT, size=size)
        loop_row(table, "endfor")
        keep_whole(table)
        for column, width in zip(table.columns, widths, strict=True):
            for cell in column.cells:
                cell.width = Cm(width)
        self.gap(6)

    def photos(self) -> None:
        """Photos with captions, two a row."""
        table = self.table([WIDTH / 2, WIDTH / 2], rows=0, grid=False)
        loop_row(table, "for item in foto")
        cells = table.add_row().cells
        for index, cell in enumerate(cells):
            put(cell, f"{{{{ item[{index}].gambar }}}}", align=CENTER)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            self.line(
                f"{{{{ item[{index}].keterangan }}}}", align=CENTER, size=9, italic=True, after=8, before=2, into=cell
            )
        loop_row(table, "endfor")
        keep_whole(table)

    def gap(self, points: float) -> None:
        """White space after a table (Word wants a paragraph there anyway)."""
        self.line("", size=1, after=points)

    # -------------------------------------------------------------------------------------------------- letter blocks

    def kop(self) -> None:
        """Letterhead: logo, lines, office, address, double line; first page only (NASKAH 2)."""
        self.tag("if kop.logo")
        table = self.table([2.4, WIDTH - 4.8, 2.4], grid=False)
        put(table.rows[0].cells[0], "{{ kop.logo }}")
        self._kop_lines(table.rows[0].cells[1])
        self.tag("else")
        table = self.table([WIDTH], grid=False)
        self._kop_lines(table.rows[0].cells[0])
        self.tag("endif")
        rule = self.line("", size=2, after=12)
        border(rule, "top", style="thickThinSmallGap", size=24)

    def _kop_lines(self, cell: _Cell) -> None:
        write(cell.paragraphs[0], "{%p for baris in kop.baris %}", size=12)
        self.line("{{ baris }}", align=CENTER, size=12, into=cell)
        self.tag("endfor", into=cell)
        self.line("{{ kop.kantor }}", align=CENTER, bold=True, size=14, into=cell)
        for key in ("alamat", "kontak"):
            self.tag(f"if kop.{key}", into=cell)
            self.line(f"{{{{ kop.{key} }}}}", align=CENTER, size=9, into=cell)
            self.tag("endif", into=cell)

    def title(self, text: str = "{{ judul }}", *, number: str = "NOMOR {{ nomor }}", about: str = "") -> None:
        """Centred title, number below, for reports "TENTANG"."""
        self.line(text, align=CENTER, bold=True, size=12, keep=True)
        if number:
            self.line(number, align=CENTER, after=0 if about else 10, keep=True)
        if about:
            self.line("TENTANG", align=CENTER, before=6, keep=True)
            self.line(about, align=CENTER, bold=True, after=12, before=2, keep=True)

    def nota_head(self) -> None:
        """NOTA DINAS, number, and the block Yth/Dari/Hal/Lampiran/Tanggal over a line."""
        self.title("NOTA DINAS")
        rows = (
            ("Yth.", "{{ yth }}"),
            ("Dari", "{{ dari }}"),
            ("Hal", "{{ hal }}"),
            ("Lampiran", "{{ lampiran }}"),
            ("Tanggal", "{{ tanggal }}"),
        )
        self.facts(rows, label=2.6, after=0)
        rule = self.line("", size=2, after=10)
        border(rule, "bottom", style="single", size=8)

    def surat_head(self) -> None:
        """Nomor/Sifat/Lampiran/Hal with the date right on the Nomor line, then the addressee."""
        table = self.table([2.3, 0.4, 8.8, 4.5], rows=0, grid=False)
        for label, value, right in (
            ("Nomor", "{{ nomor }}", "{{ tanggal }}"),
            ("Sifat", "{{ sifat }}", ""),
            ("Lampiran", "{{ lampiran }}", ""),
            ("Hal", "{{ hal }}", ""),
        ):
            cells = table.add_row().cells
            put(cells[0], label)
            put(cells[1], ":")
            put(cells[2], value)
            put(cells[3], right, align=RIGHT)
        for column, width in zip(table.columns, (2.3, 0.4, 8.8, 4.5), strict=True):
            for cell in column.cells:
                cell.width = Cm(width)
        self.gap(10)
        self.line("Yth. {{ yth }}")
        self.line("di tempat", after=12)

    def signature(self, *, place: bool = False, left: str = "", left_title: str = "Mengetahui,") -> None:
        """Title and comma, space to sign, name, NIP on the right; a countersigner on the left. Never torn apart."""
        table = self.table([WIDTH / 2, WIDTH / 2], rows=2, grid=False)
        keep_whole(table)
        for column, key in enumerate((left, "ttd")):
            above, below = table.rows[0].cells[column], table.rows[1].cells[column]
            above.paragraphs[0].paragraph_format.space_before = Pt(10)
            for cell in (above, below):
                cell.paragraphs[0].paragraph_format.keep_with_next = True
            if not key:
                continue
            head = ("{{ kota }}, {{ tanggal }}" if place else "") if key == "ttd" else left_title
            if head or left:
                write(above.paragraphs[0], head)
                self.line(f"{{{{ {key}.jabatan }}}},", into=above, keep=True)
            else:
                write(above.paragraphs[0], f"{{{{ {key}.jabatan }}}},")
            for _ in range(3):
                self.line("", into=below, keep=True)
            self.line(f"{{{{ {key}.nama }}}}", into=below, keep=True)
            self.tag(f"if {key}.nip", into=below)
            self.line(f"NIP {{{{ {key}.nip }}}}", into=below, keep=True)
            self.tag("endif", into=below)
        self.gap(4)

    def copies(self) -> None:
        """Tembusan, left out where there are none."""
        self.tag("if tembusan")
        self.line("Tembusan:", before=6, size=10, keep=True)
        self.tag("endif")
        self.tag("for item in tembusan")
        paragraph = self.line("{{ loop.index }}.\t{{ item }}", size=10)
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.75), Cm(-0.75)
        self.tag("endfor")

    # ---------------------------------------------------------------------------------------------------------- page

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3.0), Cm(2.0)
        section.top_margin, section.bottom_margin = Cm(2.0), Cm(2.5)
        section.header_distance, section.footer_distance = Cm(1.0), Cm(0.9)
        section.different_first_page_header_footer = True
        # Lines that end in a break are not stretched to the margin (values with several lines in justified text).
        compat = self.document.settings.element.find(qn("w:compat"))
        if compat is None:
            compat = OxmlElement("w:compat")
            self.document.settings.element.append(compat)
        compat.insert(0, OxmlElement("w:doNotExpandShiftReturn"))

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(SIZE)
        form = normal.paragraph_format
        form.widow_control, form.space_after, form.line_spacing = True, Pt(0), 1.0
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(name), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "id-ID")
        normal.element.rPr.append(language)

    def _margins_text(self, *, numbered_pages: bool) -> None:
        section = self.document.sections[0]
        for header, counted in ((section.first_page_header, False), (section.header, numbered_pages)):
            paragraph = header.paragraphs[0]
            paragraph.alignment = CENTER
            write(paragraph, "{%r if konsep %}", size=9)
            paragraph._p.append(parse_xml(_WATERMARK))  # noqa: SLF001 - raw drawing
            write(paragraph, "KONSEP", size=9, bold=True, grey=True)
            write(paragraph, "{%r endif %}", size=9)
            if counted:
                second = header.add_paragraph()
                second.alignment = CENTER
                second.paragraph_format.space_after = Pt(12)
                write(second, "- ", size=10)
                field(second, "PAGE")
                write(second, " -", size=10)
        for footer in (section.first_page_footer, section.footer):
            self._filing_mark(footer)

    def _filing_mark(self, footer: _Footer) -> None:
        """The mark's place, a white picture, left; the case and what the mark is not, right."""
        table = self._fixed(footer.add_table(1, 2, Cm(WIDTH)), (_MARK + 0.3, WIDTH - _MARK - 0.3))
        place, said = table.rows[0].cells
        drawn = place.paragraphs[0].add_run().add_picture(io.BytesIO(mark_picture("")), Cm(_MARK), Cm(_MARK))
        inline = drawn._inline  # noqa: SLF001 - python-docx has no public way to names and alternative texts
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        for properties in (inline.docPr, inline.graphic.graphicData.pic.nvPicPr.cNvPr):
            properties.set("name", PICTURE)
            properties.set("descr", PICTURE)
        said.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        approved = "{% if setuju_surel %} · {{ setuju_surel }}{% endif %}"
        write(said.paragraphs[0], f"{{{{ kaki }}}}{approved}", size=8, grey=True)
        write(said.add_paragraph(), "{{ arsip }}", size=7, grey=True)
        mark_size(footer.paragraphs[0], 1)
        footer._element.append(footer.paragraphs[0]._p)  # noqa: SLF001 - a footer ends in a paragraph
