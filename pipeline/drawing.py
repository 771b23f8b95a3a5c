"""A flow as an SOP document draws it: a row a step, a lane a role, the quality standard beside it. SVG and PNG."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import resvg_py

from pipeline.model import Action
from pipeline.rulebook import Sop, Step
from pipeline.rulebook.flow import ASK_REQUESTER, END_CLOSED, END_REFUSED

NUMBER, ACTIVITY, LANE, INPUT, TIME, OUTPUT = 36, 250, 118, 170, 74, 170  # widths in pixels
LINE, PAD, LEAST = 15, 10, 64  # height of a line of text, room around it, lowest row
TITLE, HEAD = 58, 62  # heights of the title and of the table's head
BOX = (64, 30)  # a step's symbol
SLOPE = 0.58  # of a rhombus's half width, where a way comes in 8 pixels beside its middle
CHARACTER = 6.1  # pixels of a letter of the text, in the mean
FONT = "Liberation Sans, Arial, sans-serif"
INK, FAINT, BACK = "#222222", "#9a9a9a", "#b3261e"
_SVG = "http://www.w3.org/2000/svg"
_BACKWARD = (Action.KOREKSI,)


def targets(step: Step) -> dict[str, tuple[str, ...]]:
    """Where a step leads, each target with the answers that lead there; an automatic step's has none."""
    found: dict[str, list[str]] = {}
    for action, rule in step.answers.items():
        for to in (rule.to,) if isinstance(rule.to, str) else rule.to:
            found.setdefault(to, []).append(action.value)
    if step.to:
        found.setdefault(step.to, [])
    return {to: tuple(actions) for to, actions in found.items()}


def next_of(step: Step) -> str | None:
    """Where the straight way goes on: the first answer's target, or the automatic one."""
    return next(iter(targets(step)), None)


@dataclass(frozen=True)
class _Row:
    number: str
    step: Step
    top: float
    height: float
    x: float  # middle of the symbol

    @property
    def y(self) -> float:
        return self.top + self.height / 2


def as_svg(sop: Sop) -> str:
    """The whole flow as one picture."""
    lanes = list(sop.roles)
    table = NUMBER + ACTIVITY + LANE * len(lanes)
    width = table + INPUT + TIME + OUTPUT
    rows = _rows(sop, lanes)
    height = rows[-1].top + rows[-1].height
    root = ET.Element(
        "svg", xmlns=_SVG, viewBox=f"0 0 {width + 20} {height + 20}", width=str(width + 20), height=str(height + 20)
    )
    ET.SubElement(root, "title").text = sop.title
    _arrow_heads(root)
    ET.SubElement(root, "rect", width="100%", height="100%", fill="white")
    sheet = ET.SubElement(root, "g", {"transform": "translate(10 10)", "font-family": FONT, "font-size": "11.5"})
    _text(sheet, width / 2, 20, [sop.title.upper()], size=15, bold=True, middle=True)
    _text(sheet, width / 2, 40, [sop.number or "Nomor tidak tercantum"], middle=True)
    columns = _head(sheet, sop, lanes)
    for row in rows:
        _cells(sheet, row, columns, table)
    for x in (0.0, *columns, float(width)):
        _line(sheet, x, TITLE, x, height)
    for y in (TITLE, TITLE + HEAD, *(row.top + row.height for row in rows)):
        _line(sheet, 0, y, width, y)
    for row in rows:
        _ways(sheet, row, rows)
    for row in rows:
        _symbol(sheet, row, first=row is rows[0], last=END_CLOSED in targets(row.step))
    return ET.tostring(root, encoding="unicode")


def as_png(svg: str, *, zoom: float = 1.5) -> bytes:
    """The picture as PNG, in the fonts that the machine has."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="#ffffff"))


def _rows(sop: Sop, lanes: list[str]) -> list[_Row]:
    rows, top = [], float(TITLE + HEAD)
    for number, step in sop.steps.items():
        lines = max(
            len(_wrapped(step.activity, ACTIVITY)), len(_wrapped(step.input, INPUT)), len(_wrapped(step.output, OUTPUT))
        )
        height = max(LEAST, lines * LINE + 2 * PAD)
        x = NUMBER + ACTIVITY + LANE * (lanes.index(step.actor) + 0.5)
        rows.append(_Row(number=number, step=step, top=top, height=height, x=x))
        top += height
    return rows


def _head(sheet: ET.Element, sop: Sop, lanes: list[str]) -> list[float]:
    """The table's head; returns where its columns begin."""
    columns: list[float] = []
    x = 0.0
    titles = ["No.", "Kegiatan", *(sop.roles[lane].title for lane in lanes), "Kelengkapan", "Waktu", "Keluaran"]
    widths = [NUMBER, ACTIVITY, *[LANE] * len(lanes), INPUT, TIME, OUTPUT]
    ET.SubElement(sheet, "rect", x="0", y=str(TITLE), width=str(sum(widths)), height=str(HEAD), fill="#eeeeea")
    for title, width in zip(titles, widths, strict=True):
        lines = _wrapped(title, width)[:4]
        _text(
            sheet,
            x + width / 2,
            TITLE + HEAD / 2 - (len(lines) - 1) * 6 + 4,
            lines,
            middle=True,
            bold=True,
            leading=12.5,
            size=10.5,
        )
        if x:
            columns.append(x)
        x += width
    return columns


def _cells(sheet: ET.Element, row: _Row, columns: list[float], table: float) -> None:
    for x, width, text in (
        (0.0, NUMBER, row.number),
        (columns[0], ACTIVITY, row.step.activity),
        (table, INPUT, row.step.input),
        (table + INPUT, TIME, str(row.step.limit or "-")),
        (table + INPUT + TIME, OUTPUT, row.step.output),
    ):
        _text(sheet, x + 7, row.top + PAD + 11, _wrapped(text, width))


def _symbol(sheet: ET.Element, row: _Row, *, first: bool, last: bool) -> None:
    """A rounded box begins and ends the flow, a rhombus decides, a box works; dashed is what nodis does by itself."""
    width, height = BOX
    dashed = {"stroke-dasharray": "4 3"} if row.step.by == "nodis" else {}
    style = {"fill": "white", "stroke": INK, "stroke-width": "1.3", **dashed}
    if len(targets(row.step)) > 1:
        points = f"{row.x - width / 2},{row.y} {row.x},{row.y - height / 2 - 4} {row.x + width / 2},{row.y} {row.x},{row.y + height / 2 + 4}"
        ET.SubElement(sheet, "polygon", {"points": points, **style})
    else:
        corner = {"x": str(row.x - width / 2), "y": str(row.y - height / 2), "rx": "15" if first or last else "2"}
        ET.SubElement(sheet, "rect", {**corner, "width": str(width), "height": str(height), **style})
    _text(sheet, row.x, row.y + 4, [row.number], middle=True, bold=True)


def _ways(sheet: ET.Element, row: _Row, rows: list[_Row]) -> None:
    by_number = {one.number: one for one in rows}
    straight = next_of(row.step)
    notes = 0
    for order, (to, actions) in enumerate(targets(row.step).items()):
        label = ", ".join(actions)
        if to in by_number and to == straight:
            _down(sheet, row, by_number[to], label if len(targets(row.step)) > 1 else "")
        elif to in by_number:
            _aside(sheet, row, by_number[to], label, order)
        elif to in (END_REFUSED, ASK_REQUESTER) or (to == END_CLOSED and to != straight):
            where = {END_REFUSED: "ditolak", ASK_REQUESTER: "ke pemohon", END_CLOSED: "selesai"}[to]
            at = row.top + row.height - 5 - 10 * notes
            _text(sheet, row.x - LANE / 2 + 4, at, [f"{label}: {where}"], size=7.8, colour=BACK)
            notes += 1


def _down(sheet: ET.Element, row: _Row, to: _Row, label: str) -> None:
    start, end = row.y + _half(row), to.y - _half(to)
    middle = to.top + 3 if to.top > row.top else (start + end) / 2
    points = (
        [(row.x, start), (row.x, middle), (to.x, middle), (to.x, end)]
        if row.x != to.x
        else [(row.x, start), (to.x, end)]
    )
    _arrow(sheet, points, INK)
    if label and row.x != to.x:
        _text(sheet, (row.x + to.x) / 2, middle - 3, [label], middle=True, size=8.5)


def _aside(sheet: ET.Element, row: _Row, to: _Row, label: str, order: int) -> None:
    """Back, or over other steps: along the lane's edge."""
    side = 1 if to.top < row.top else -1
    edge = max(row.x, to.x) + LANE / 2 - 6 - 7 * order if side > 0 else min(row.x, to.x) - LANE / 2 + 6 + 7 * order
    points = [
        (row.x + side * BOX[0] / 2, row.y), (edge, row.y), (edge, to.y + 8 * (1 if side > 0 else -1)),
        (to.x + side * BOX[0] / 2 * (SLOPE if len(targets(to.step)) > 1 else 1), to.y + 8 * (1 if side > 0 else -1)),
    ]  # fmt: skip
    _arrow(sheet, points, BACK, dashed=True)
    above = row.x + side * (LANE / 2 - 3)
    _text(sheet, above, row.y - 13, [label], size=8.5, colour=BACK, anchor="end" if side > 0 else "start")


def _half(row: _Row) -> float:
    return BOX[1] / 2 + (4 if len(targets(row.step)) > 1 else 0)


def _arrow(sheet: ET.Element, points: list[tuple[float, float]], colour: str, *, dashed: bool = False) -> None:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    style = {"stroke-dasharray": "4 2"} if dashed else {}
    head = "url(#back)" if colour == BACK else "url(#head)"
    ET.SubElement(
        sheet,
        "polyline",
        {"points": path, "fill": "none", "stroke": colour, "stroke-width": "1.2", "marker-end": head, **style},
    )


def _arrow_heads(root: ET.Element) -> None:
    definitions = ET.SubElement(root, "defs")
    for name, colour in (("head", INK), ("back", BACK)):
        marker = ET.SubElement(
            definitions,
            "marker",
            id=name,
            viewBox="0 0 8 8",
            refX="7",
            refY="4",
            markerWidth="7",
            markerHeight="7",
            orient="auto",
        )
        ET.SubElement(marker, "path", d="M0 0 L8 4 L0 8 z", fill=colour)


def _line(sheet: ET.Element, x1: float, y1: float, x2: float, y2: float) -> None:
    ET.SubElement(sheet, "line", x1=f"{x1}", y1=f"{y1}", x2=f"{x2}", y2=f"{y2}", stroke=FAINT)


def _wrapped(text: str, width: float) -> list[str]:
    return textwrap.wrap(text, max(6, int((width - 12) / CHARACTER))) or [""]


def _text(
    sheet: ET.Element,
    x: float,
    y: float,
    lines: list[str],
    *,
    size: float = 11.5,
    bold: bool = False,
    middle: bool = False,
    colour: str = INK,
    leading: float = LINE,
    anchor: str = "start",
) -> None:
    style = {"font-size": str(size), "fill": colour, "text-anchor": "middle" if middle else anchor}
    if bold:
        style["font-weight"] = "bold"
    for number, line in enumerate(lines):
        ET.SubElement(sheet, "text", {"x": f"{x:.1f}", "y": f"{y + number * leading:.1f}", **style}).text = line
