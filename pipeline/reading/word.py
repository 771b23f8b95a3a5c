"""DOCX as its reader sees it: the whole tree of the document's XML is walked, whatever is wrapped around text.

Content controls, tracked insertions, smart tags and custom XML are looked through; what is deleted, hidden or only a
prompt ("Klik di sini") is left out. Element names are those of ECMA-376, part 1, 17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import ReadingError
from pipeline.hypertext import visible_text
from pipeline.model import Page, Table
from pipeline.reading.lines import GAP, plain_page
from pipeline.reading.packages import Package
from pipeline.reading.rich_text import text_of_rtf
from pipeline.reading.sniffing import is_mail, is_rtf, is_zip, text_of
from pipeline.reading.web_archives import page_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_GONE = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText", "rt"})
_BESIDE = frozenset({"drawing", "pict", "object", "txbxContent"})  # comes after the words of the paragraph
_BROKEN_LINE = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_TICKED, _OPEN = "☒", "☐"
_SYMBOLS = {"F0FE": _TICKED, "F0FD": _TICKED, "F052": "☑", "F0A8": _OPEN, "F06F": _OPEN, "F0A3": _OPEN, "F0FC": "✓"}
_TWIP = 635  # EMU: pages are measured in the one, pictures in the other
_A4 = (11906, 16838)  # twips
LIKE_A_PAGE = 0.4  # of the page's area from which a picture is a scan and no illustration
FEW_WORDS = 30  # a document with fewer has its matter in its picture
SMALLEST_PICTURE = 500  # pixels: no letter is smaller
MOST_CHUNKS = 3  # of documents in documents

Picture = Callable[[bytes, int], Sequence[Page]]  # pages of a picture, if its shorter side has so many pixels at least


def read(content: bytes, *, picture: Picture, depth: int = 0) -> tuple[Page, ...]:
    """The text with its tables as one page, then the scans pasted into it."""
    story = _Story(package=Package(content), picture=picture, depth=depth)
    lines = [*story.lines()]
    text = plain_page("\n".join(lines), tables=tuple(story.tables))
    scans = story.scans(len(text.text.split()))
    pages = [text, *scans] if text.lines or not scans else scans
    return tuple(replace(page, number=number) for number, page in enumerate(pages, start=1))


@dataclass(kw_only=True)
class _Story:
    """One walk through a document."""

    package: Package
    picture: Picture
    depth: int
    tables: list[Table] = field(default_factory=list)
    _part: str = ""  # that is walked now
    _relations: dict[str, tuple[str, str]] = field(default_factory=dict)
    _page_area: float = float(_A4[0] * _A4[1]) * _TWIP**2
    _pictures: list[tuple[str, float]] = field(default_factory=list)  # part, share of the page that it covers

    def lines(self) -> Iterator[str]:
        """Of each section what stands at its head, its text, what stands at its foot."""
        main = self.package.main_part() or "word/document.xml"
        tree = self.package.tree(main)
        body = tree.find(f"{W}body") if tree is not None else None
        if body is None:
            raise ReadingError("rusak atau tidak dapat dibaca; mohon kirim ulang.")
        self._enter(main)
        shown: dict[
            tuple[str, str], str
        ] = {}  # part of the head and foot of each kind, which the next section takes over
        told: set[str] = set()
        for blocks, properties in _sections(body):
            if properties is not None:
                self._measure(properties)
                shown |= self._heads(properties)
            first = properties is not None and _is_on(properties.find(f"{W}titlePg"))
            page = "first" if first else "default"
            yield from self._once(shown.get(("headerReference", page)), told)
            self._enter(main)
            for block in blocks:
                yield from self._block(block)
            yield from self._once(shown.get(("footerReference", page)), told)
            self._enter(main)

    def scans(self, words: int) -> list[Page]:
        """What the pictures say that are as large as a page, or all there is."""
        pages: list[Page] = []
        for name, share in self._pictures:
            if share >= LIKE_A_PAGE or words < FEW_WORDS:
                pages += self.picture(self.package.part(name) or b"", SMALLEST_PICTURE)
        return pages

    def _enter(self, part: str) -> None:
        self._part, self._relations = part, self.package.relations(part)

    def _measure(self, properties: Any) -> None:
        size = properties.find(f"{W}pgSz")
        wide, high = (_number(size, name, usual) for name, usual in zip(("w", "h"), _A4, strict=True))
        self._page_area = wide * high * _TWIP**2

    def _heads(self, properties: Any) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for one in properties:
            _, target = self._relations.get(one.get(f"{_RELATION}id", ""), ("", ""))
            if target:
                found[_name(one), one.get(f"{W}type", "default")] = target
        return found

    def _once(self, part: str | None, told: set[str]) -> Iterator[str]:
        """The lines of a head or foot, if they were not said already."""
        tree = self.package.tree(part) if part else None
        if part is None or tree is None:
            return
        self._enter(part)
        lines = [line for line in self._blocks(tree) if line.strip()]
        if "\n".join(lines) not in told:
            told.add("\n".join(lines))
            yield from lines

    # ------------------------------------------------------------------------------------------------------ blocks

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            yield from self._block(child)

    def _block(self, element: Any) -> Iterator[str]:
        name = _name(element)
        if name == "p":
            yield "".join(_inline(element))
            yield from self._beside(element)
        elif name == "tbl":
            yield from self._table(element)
        elif name == "altChunk":
            yield from self._chunk(element)
        elif name not in _GONE and not name.endswith("Pr"):
            yield from self._blocks(_seen(element))

    def _beside(self, element: Any) -> Iterator[str]:
        """Text boxes of a paragraph; its pictures are noted."""
        for child in _seen(element):
            name = _name(child)
            if name == "txbxContent":
                yield from self._blocks(child)
            elif name not in _GONE:
                self._note_picture(child)
                yield from self._beside(child)

    def _note_picture(self, element: Any) -> None:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name not in ("blip", "imagedata"):
            return
        kind, target = self._relations.get(
            element.get(f"{_RELATION}embed") or element.get(f"{_RELATION}id") or "", ("", "")
        )
        if kind == "image":
            self._pictures.append((target, _area_around(element) / self._page_area))

    def _chunk(self, element: Any) -> Iterator[str]:
        """A document of another format that Word shows in this place (17.17.2)."""
        _, target = self._relations.get(element.get(f"{_RELATION}id", ""), ("", ""))
        data = self.package.part(target) if target else None
        if data is None or self.depth >= MOST_CHUNKS:
            return
        if is_zip(data):
            pages = read(data, picture=self.picture, depth=self.depth + 1)
            self.tables += [table for page in pages for table in page.tables]
            yield from (line.text for page in pages for line in page.lines)
        elif is_rtf(data):
            yield from text_of_rtf(data).split("\n")
        elif is_mail(data):
            yield from page_of(data).split("\n")
        else:
            text = text_of(data) or ""
            yield from (visible_text(text) if text.lstrip().startswith("<") else text).splitlines()

    # ------------------------------------------------------------------------------------------------------ tables

    def _table(self, table: Any) -> Iterator[str]:
        if table.find(f".//{W}tbl") is not None:
            yield from self._nested(table)
            return
        rows = self._rows(table)
        self.tables.append(Table(rows=rows))
        yield from table_lines(rows)

    def _nested(self, table: Any) -> Iterator[str]:
        """A table with tables in its cells: these by themselves, its other cells as a line for each row."""
        for row in _within(table, "tr"):
            beside: list[str] = []
            for cell in _within(row, "tc"):
                if cell.find(f".//{W}tbl") is not None:
                    yield from self._blocks(cell)
                else:
                    beside.append(self._cell(cell))
            if any(beside):
                yield from table_lines((tuple(beside),))

    def _rows(self, table: Any) -> tuple[tuple[str, ...], ...]:
        """A cell that spans columns comes once, one that spans rows once in each."""
        found: list[tuple[str, ...]] = []
        above: dict[int, str] = {}  # by the column in which they begin
        for row in _within(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            column = int(_number(row.find(f"{W}trPr/{W}gridBefore"), "val", 0))
            cells: list[str] = []
            for cell in _within(row, "tc"):
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                text = above.get(column, "") if goes_on else self._cell(cell)
                above[column] = text
                cells.append(text)
                column += max(1, int(_number(cell.find(f"{W}tcPr/{W}gridSpan"), "val", 1)))
            found.append(tuple(cells))
        return tuple(found)

    def _cell(self, cell: Any) -> str:
        return "\n".join(self._blocks(cell)).strip()


def table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A line a row, its cells apart; the lines of a cell that stands alone in its row."""
    for row in rows:
        cells = [cell.split("\n") for cell in row if cell]
        if len(cells) == 1:
            yield from cells[0]
        else:
            yield GAP.join(" ".join(cell) for cell in cells)


def _sections(body: Any) -> Iterator[tuple[list[Any], Any | None]]:
    """The blocks of each section with its properties, which stand in its last paragraph; of the last one at the body's end."""
    blocks: list[Any] = []
    for child in body:
        if _name(child) == "sectPr":
            yield blocks, child
            return
        blocks.append(child)
        properties = child.find(f"{W}pPr/{W}sectPr")
        if properties is not None:
            yield blocks, properties
            blocks = []
    yield blocks, None


def _name(element: Any) -> str:
    """The name of an element of WordprocessingML or markup compatibility; "" of any other."""
    namespace, _, name = str(element.tag).rpartition("}")
    return name if f"{namespace}}}" in (W, _COMPATIBILITY) else ""


def _seen(element: Any) -> Any:
    """The children that count: of alternatives those of the first, of a control that only prompts none."""
    name = _name(element)
    if name == "AlternateContent":
        choice = element.find(f"{_COMPATIBILITY}Choice")
        return choice if choice is not None else element
    if name == "sdt":
        if _is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr")):
            return ()
        return element.findall(f"{W}sdtContent")
    if name == "r" and _is_on(element.find(f"{W}rPr/{W}vanish")):
        return ()
    return element


def _inline(parent: Any) -> Iterator[str]:
    """The words of a paragraph, one piece after the other."""
    for child in _seen(parent):
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _BROKEN_LINE:
            yield _BROKEN_LINE[name]
        elif name == "br":
            yield "\n" if child.get(f"{W}type", "textWrapping") == "textWrapping" else ""
        elif name == "sym":
            yield _SYMBOLS.get(child.get(f"{W}char", "").upper(), "")
        elif name == "fldChar":
            yield _form_field(child)
        elif name and name not in _GONE | _BESIDE and not name.endswith("Pr"):
            yield from _inline(child)


def _form_field(element: Any) -> str:
    """The value of a field of old forms that stands in no run: a box to tick, a choice of a list."""
    box = element.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = box.find(f"{W}checked")
        return _TICKED if _is_on(checked if checked is not None else box.find(f"{W}default"), absent=False) else _OPEN
    choices = element.find(f"{W}ffData/{W}ddList")
    if choices is not None:
        entries = [entry.get(f"{W}val", "") for entry in choices.findall(f"{W}listEntry")]
        chosen = int(_number(choices.find(f"{W}result"), "val", 0))
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    return ""


def _within(parent: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, whatever is wrapped around them."""
    for child in parent:
        found = _name(child)
        if found == name:
            yield child
        elif found not in _GONE and not found.endswith("Pr"):
            yield from _within(_seen(child), name)


def _is_on(element: Any | None, *, absent: bool = False) -> bool:
    """A property that is on by being there, unless it says otherwise (17.17.4)."""
    return absent if element is None else element.get(f"{W}val", "true") not in ("false", "0", "off")


def _number(element: Any | None, name: str, usual: float) -> float:
    value = "" if element is None else str(element.get(f"{W}{name}", ""))
    return float(value) if value.isdigit() else float(usual)


def _area_around(element: Any) -> float:
    """The area in EMU that a picture takes on the page; 0 where its drawing says none."""
    for one in element.iterancestors():
        for extent in one.iterchildren("{*}extent"):
            sides = [str(extent.get(side, "")) for side in ("cx", "cy")]
            return float(sides[0]) * float(sides[1]) if all(side.isdigit() for side in sides) else 0.0
    return 0.0
