"""Readable text of HTML: what a person sees of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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
_OPEN_DOUBT, _CLOSE_DOUBT = "\u2406", "\u2407"  # of what may be a quote
MAYBE_QUOTED = "\u2408 "
"""Begins a line inside what may be a quote, or indented words of the writer's own."""
_MARKS = f"{_OPEN}{_CLOSE}{_END}{_SIGNED}{_OPEN_DOUBT}{_CLOSE_DOUBT}"
_WITHOUT_MARKS = dict.fromkeys(map(ord, _MARKS))
_LONGEST_EMOJI = 16  # characters: flags and families are made of many
_ASKING = {"\u2753": "?", "\u2754": "?", "\u2049": "!?", "\u203d": "?"}
_OVERRIDE = "\u202e"
_LAYOUT = frozenset({"align", "valign", "colspan", "rowspan"})  # attributes by which text is laid out
NO_TEXT = frozenset({
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
    root = tree_of(html)
    return "" if root is None else laid_out(root, SeenViewer(root), quotes=quotes)


def laid_out(root: Any, viewer: Viewer, *, quotes: bool, known: dict[bytes, str] | None = None) -> str:
    """The text of a tree, as far as the viewer sees it. The tree is used up; `known` are the texts of what others saw of it."""
    if quotes:
        _write_emoji(root)
    deepest = _leave_visible(root, viewer, quotes=quotes)
    left = etree.tostring(root) if known is not None else b""
    if known is not None and left in known:
        return known[left]
    text = _flat(root) if deepest > _DEEPEST else str(Inscriptis(root, _CONFIG).get_text())
    text = "\n".join(_marked(text.split("\n")))
    if known is not None:
        known[left] = text
    return text


def _write_emoji(root: Any) -> None:
    """Put the signs that programs send as pictures where the pictures stand."""
    for picture in root.iter("img"):
        named = "".join((picture.get("data-emoji") or picture.get("alt") or "").split())
        if named and len(named) <= _LONGEST_EMOJI and not any(one.isalnum() or one.isascii() for one in named):
            picture.tag, picture.text = "span", "".join(_ASKING.get(one, one) for one in named)


def tree_of(html: str) -> Any:
    """The tree of the beginning of HTML; None where there is nothing in it. Pictures that stand in it take no part."""
    cut = _DATA.sub("data:,", html[: 4 * MARKUP]) if len(html) > MARKUP else html
    text = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\u2402-\u2408]", "", cut[:MARKUP])
    # Beside real line ends, what follows a lone CR belongs to the line before it, in a quote as well.
    if "\n" in text:
        text = re.sub(r"\r(?!\n)", " ", text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    except etree.XMLSyntaxError:
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """What holds for the text inside an element."""

    visible: bool
    mark: Mark | None = None
    turned: bool = False


class Viewer(Protocol):
    """Somebody who looks at the elements of one tree, each before those inside it."""

    closes: bool  # sees of what has to be opened no more than its heading

    @property
    def start(self) -> Inside:
        """What holds around the whole tree."""

    def inside(self, element: Any, around: Any) -> Inside | None:
        """What holds inside an element; None where nothing inside it is shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Looked(Inside):
    look: Look


class SeenViewer:
    """Sees what a program of today shows; what has been found for one element holds for all like it in a like place."""

    closes = True

    def __init__(self, root: Any) -> None:
        self._sheets = sheet_styles(root)
        self._known: dict[tuple[object, ...], _Looked | None] = {}
        start = Look()
        self.start = _Looked(look=start, visible=start.visible)

    def inside(self, element: Any, around: _Looked) -> _Looked | None:
        """What holds inside an element; None where nothing inside it is shown."""
        said = self._sheets.get(element)
        key = (element.tag, *element.attrib.items(), id(said), id(around))
        if key not in self._known:
            self._known[key] = self._seen(element, around, said or ({}, {}))
        return self._known[key]

    def _seen(self, element: Any, around: _Looked, said: tuple[Mapping[str, str], Mapping[str, str]]) -> _Looked | None:
        if element.tag in NO_TEXT or (element.tag == "dialog" and "open" not in element.attrib):
            return None
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        style = {**said[0], **declared(attributes.get("style", "")), **said[1]}
        found = look(element.tag, attributes, style, around.look)
        if found is None:
            return None
        mark, turned = mark_of(element.tag, attributes, style), turned_round(element.tag, attributes, style)
        if found == around.look and not mark and not turned:
            return around
        return _Looked(look=found, visible=found.visible, mark=mark, turned=turned)


def _leave_visible(root: Any, viewer: Viewer, *, quotes: bool) -> int:
    """Take out of the tree what is not seen, and mark what is quoted; returns how deep it goes."""
    deepest = 0
    waiting: list[tuple[Any, Inside, int]] = [(root, viewer.start, 1)]
    while waiting:
        element, around, depth = waiting.pop()
        deepest = max(deepest, depth)
        if not around.visible:
            element.tail = _marks_of(element.tail)
        inside = viewer.inside(element, around)
        if inside is None:
            element.clear(keep_tail=True)
            element.tag = "span"
            continue
        if not inside.visible:
            element.text = None
        if viewer.closes and element.tag == "details" and "open" not in element.attrib:
            _close(element)
        if element.tag in NO_TEXT:
            element.tag = "span"
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


def _mark(element: Any, inside: Inside, *, quotes: bool) -> None:
    if inside.turned:
        element.text = f"{_OVERRIDE}{element.text or ''}"
    if inside.mark is None or not (quotes or element.tag == "blockquote"):
        return
    if inside.mark in (Mark.QUOTE, Mark.MAYBE):
        opens, closes = (_OPEN, _CLOSE) if inside.mark is Mark.QUOTE else (_OPEN_DOUBT, _CLOSE_DOUBT)
        element.text = f"{opens}{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}{closes}"
        else:
            element.text += closes
    else:
        element.text = f"{_END if inside.mark is Mark.END else _SIGNED}{element.text or ''}"
    element.tag = "div"


def _marks_of(text: str | None) -> str | None:
    return "".join(re.findall(f"[{_MARKS}]", text)) if text else text


def _marked(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with `> ` where the marks in them say so."""
    depth, doubtful, below = 0, 0, False
    for line in lines:
        if _SIGNED in line:
            yield "-- "
        below = below or _END in line
        depth += line.count(_OPEN)
        doubtful += line.count(_OPEN_DOUBT)
        content = line.translate(_WITHOUT_MARKS).rstrip()
        quoted = depth or int(below)
        yield "> " * quoted + content if quoted else f"{MAYBE_QUOTED if doubtful else ''}{content}"
        depth = max(0, depth - line.count(_CLOSE))
        doubtful = max(0, doubtful - line.count(_CLOSE_DOUBT))


def _flat(root: Any) -> str:
    """The text without any layout, for a tree that is too deep to be laid out."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            pieces.append("\n")
        pieces.append(" ".join(((element.text if event == "start" else element.tail) or "").split("\n")))
    return "".join(pieces)
