"""Readable text of HTML: what a person sees of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import etree

from pipeline.bounds import MARKUP
from pipeline.hypertext.quoting import Mark, mark_of
from pipeline.hypertext.sheets import declared, sheet_styles
from pipeline.hypertext.visibility import Look, look, turned_round

_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])
_DEEPEST = 400  # elements within elements; mail programs write some dozens, and laying out goes as deep
_DATA = re.compile(r"data:[\w/+.;=-]{0,100},[A-Za-z0-9+/=%\s]{1000,}")
_OPEN, _CLOSE, _END, _SIGNED = "\u2402", "\u2403", "\u2404", "\u2405"  # of a quote, and of all that follows
_WITHOUT_MARKS = dict.fromkeys(map(ord, (_OPEN, _CLOSE, _END, _SIGNED)))
_OVERRIDE = "\u202e"
_LAYOUT = frozenset({"align", "valign", "colspan", "rowspan"})  # attributes by which text is laid out
_NO_TEXT = frozenset({
    "applet", "area", "audio", "base", "button", "canvas", "command", "datalist", "embed", "frame", "frameset", "head", "iframe",
    "input", "keygen", "link", "map", "math", "meta", "meter", "noembed", "noframes", "noscript", "object", "optgroup", "option",
    "param", "progress", "rp", "rt", "script", "select", "source", "style", "svg", "template", "textarea", "title", "track",
    "video",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td",
    "th", "tr", "ul",
})  # fmt: skip


def visible_text(html: str, *, quotes: bool = False) -> str:
    """What a person sees of HTML, as text; lines inside block quotes begin with `> `.

    With `quotes`, so do the lines of everything else that mail programs mark as quoted, and a signature that they mark
    begins with a line `-- `. Characters that show nothing but are in the text stay.
    """
    root = _tree(html)
    if root is None:
        return ""
    deepest = _leave_visible(root, quotes=quotes)
    text = _flat(root) if deepest > _DEEPEST else str(Inscriptis(root, _CONFIG).get_text())
    return "\n".join(_marked(text.split("\n")))


def _tree(html: str) -> Any:
    """The tree of the beginning of HTML; None where there is nothing in it. Pictures that stand in it take no part."""
    cut = _DATA.sub("data:,", html[: 4 * MARKUP]) if len(html) > MARKUP else html
    text = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\u2402-\u2405]", "", cut[:MARKUP])
    # Beside real line ends, what follows a lone CR belongs to the line before it, in a quote as well.
    if "\n" in text:
        text = re.sub(r"\r(?!\n)", " ", text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    except etree.XMLSyntaxError:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Inside:
    """What holds for the text inside an element."""

    look: Look
    visible: bool
    mark: Mark | None = None
    turned: bool = False


class _Viewer:
    """Looks at elements; what has been found for one holds for all like it in a like place."""

    def __init__(self, root: Any) -> None:
        self._sheets = sheet_styles(root)
        self._known: dict[tuple[object, ...], _Inside | None] = {}
        start = Look()
        self.start = _Inside(look=start, visible=start.visible)

    def inside(self, element: Any, around: _Inside) -> _Inside | None:
        """What holds inside an element; None where nothing inside it is shown."""
        said = self._sheets.get(element)
        key = (element.tag, *element.attrib.items(), id(said), id(around))
        if key not in self._known:
            self._known[key] = self._seen(element, around, said or ({}, {}))
        return self._known[key]

    def _seen(self, element: Any, around: _Inside, said: tuple[Mapping[str, str], Mapping[str, str]]) -> _Inside | None:
        if element.tag in _NO_TEXT:
            return None
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        style = {**said[0], **declared(attributes.get("style", "")), **said[1]}
        found = look(element.tag, attributes, style, around.look)
        if found is None:
            return None
        mark, turned = mark_of(element.tag, attributes, style), turned_round(element.tag, attributes, style)
        if found == around.look and not mark and not turned:
            return around
        return _Inside(look=found, visible=found.visible, mark=mark, turned=turned)


def _leave_visible(root: Any, *, quotes: bool) -> int:
    """Take out of the tree what is not seen, and mark what is quoted; returns how deep it goes."""
    viewer = _Viewer(root)
    deepest = 0
    waiting: list[tuple[Any, _Inside, int]] = [(root, viewer.start, 1)]
    while waiting:
        element, around, depth = waiting.pop()
        deepest = max(deepest, depth)
        if not around.visible:
            element.tail = _marks_of(element.tail)
        inside = viewer.inside(element, around)
        if inside is None or (element.tag == "dialog" and "open" not in element.attrib):
            element.clear(keep_tail=True)
            element.tag = "span"
            continue
        if not inside.visible:
            element.text = None
        if element.tag == "details" and "open" not in element.attrib:
            _close(element)
        if inside is not around and (inside.mark or inside.turned):
            _mark(element, inside, quotes=quotes)
        for name in set(element.attrib) - _LAYOUT:
            del element.attrib[name]
        waiting.extend((child, inside, depth + 1) for child in element)
    return deepest


def _close(details: Any) -> None:
    """Of what has to be opened first, only its heading is seen."""
    details.text = None
    for child in details:
        child.tail = None
        if child.tag != "summary":
            child.clear(keep_tail=True)


def _mark(element: Any, inside: _Inside, *, quotes: bool) -> None:
    if inside.turned:
        element.text = f"{_OVERRIDE}{element.text or ''}"
    if inside.mark is None or not (quotes or element.tag == "blockquote"):
        return
    if inside.mark is Mark.QUOTE:
        element.text = f"{_OPEN}{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}{_CLOSE}"
        else:
            element.text += _CLOSE
    else:
        element.text = f"{_END if inside.mark is Mark.END else _SIGNED}{element.text or ''}"
    element.tag = "div"


def _marks_of(text: str | None) -> str | None:
    return "".join(re.findall(f"[{_OPEN}{_CLOSE}{_END}{_SIGNED}]", text)) if text else text


def _marked(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with `> ` where the marks in them say so."""
    depth, below = 0, False
    for line in lines:
        if _SIGNED in line:
            yield "-- "
        below = below or _END in line
        depth += line.count(_OPEN)
        content = line.translate(_WITHOUT_MARKS).rstrip()
        quoted = depth or int(below)
        yield "> " * quoted + content if quoted else content
        depth = max(0, depth - line.count(_CLOSE))


def _flat(root: Any) -> str:
    """The text without any layout, for a tree that is too deep to be laid out."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            pieces.append("\n")
        pieces.append(" ".join(((element.text if event == "start" else element.tail) or "").split("\n")))
    return "".join(pieces)
