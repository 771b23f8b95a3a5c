# ruff: noqa: INP001 - part of a script
"""Single things in a Word document that python-docx has no word for."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT = "Arial"  # Liberation Sans stands in for it where it is not installed: the same metrics (NASKAH 2)
SIZE = 11
LEFT = WD_ALIGN_PARAGRAPH.LEFT


def write(
    paragraph: Paragraph,
    text: str,
    *,
    bold: bool = False,
    size: float = SIZE,
    italic: bool = False,
    underline: bool = False,
    grey: bool = False,
) -> Run:
    """A run at the paragraph's end."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
    if grey:
        run.font.color.rgb = RGBColor(0x7F, 0x7F, 0x7F)
    return run


def mark_size(paragraph: Paragraph, size: float) -> None:
    """An empty paragraph is as high as its mark."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no public way
    properties.append(parse_xml(f'<w:rPr {nsdecls("w")}><w:sz w:val="{int(size * 2)}"/></w:rPr>'))


def put(
    cell: _Cell,
    text: str,
    *,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    size: float = SIZE,
    italic: bool = False,
) -> None:
    """The text of a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    write(paragraph, text, bold=bold, size=size, italic=italic)


def loop_row(table: Table, statement: str) -> None:
    """A row that is only a jinja statement."""
    put(table.add_row().cells[0], f"{{%tr {statement} %}}")


def keep_whole(table: Table) -> None:
    """No row of the table is torn apart between two pages."""
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public way
        if properties.find(qn("w:cantSplit")) is None:
            properties.insert(0, OxmlElement("w:cantSplit"))


def shade(cell: _Cell, colour: str) -> None:
    """Background of a cell."""
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - as above
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
    )


def frame(cell: _Cell) -> None:
    """Lines around one cell of a table that has none."""
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="7F7F7F"/>' for side in ("top", "left", "bottom", "right")
    )
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - as above
    properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{edges}</w:tcBorders>"))


def border(paragraph: Paragraph, side: str, *, style: str, size: int) -> None:
    """A line above or below a paragraph; `size` in eighths of a point."""
    edges = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="{style}" w:sz="{size}" w:space="1" w:color="auto"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - as above
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def field(paragraph: Paragraph, code: str) -> None:
    """A field such as PAGE."""
    simple = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>'
    )
    paragraph._p.append(simple)  # noqa: SLF001 - as above
