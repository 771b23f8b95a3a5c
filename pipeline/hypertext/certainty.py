"""Two ways to look at HTML of which nobody knows what a program makes: words that every one shows, and words that one may show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.hypertext.cascade import MOST_WORK, Declaration, Rule, inline_declarations, matched, perhaps_matched
from pipeline.hypertext.firmness import firm_style, surely_hidden
from pipeline.hypertext.harmless import (
    CONTEXTUAL,
    CONTRAST,
    SIZES,
    SMALLEST,
    is_harmless,
    is_plain,
    legacy_color,
    plain_color,
)
from pipeline.hypertext.markup import ENDS_ANYWHERE, is_odd, is_stray
from pipeline.hypertext.quoting import Mark, mark_of, possible_mark
from pipeline.hypertext.rendering import Inside
from pipeline.hypertext.visibility import (
    BLACK,
    LINK,
    WHITE,
    Look,
    Rgb,
    contrast,
    font_size,
    look,
    starts_with_symbols,
    turned_round,
)

_EVERYDAY = frozenset({
    "a", "abbr", "acronym", "address", "article", "aside", "b", "big", "blockquote", "body", "br", "center", "code",
    "col", "colgroup", "dd", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "i", "img", "ins", "kbd", "label", "li", "main", "mark", "nobr",
    "ol", "p", "pre", "samp", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
})  # fmt: skip
_OF_OFFICE = re.compile(r"(?:o|st\d|u\d{1,2}|x|v|w):(?!del\b)\w{1,30}")
_NEVER_TEXT = frozenset({"annotation", "annotation-xml", "datalist", "desc", "head", "link", "meta", "metadata", "param", "script", "source", "style", "title", "track"})  # fmt: skip
_COVERS = re.compile(r"position|margin.*|transform|translate|scale|rotate|inset.*|top|left|right|bottom|z-index|animation.*|offset.*|outline.*|box-shadow|border.*|@")  # fmt: skip
_HIDES = ("hidden", "popover", "background", "inert")
_MOST_LOOKS = 8  # colours that may be those of one word, and of what is below it
_WORD = re.compile(r"[^\W\d_]{3}")
_SHARED = frozenset({"table", "tbody", "td", "th", "thead", "tfoot", "tr"})
_CUTS = frozenset({"overflow", "overflow-x", "overflow-y"})
_WIDE = re.compile(r"auto|none|100%|[2-9]\d\dpx|1\d{3}px")
_TEXT_COLORS = ("color", "text")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sure(Inside):
    """The colours and the least size that the words may have, and whether all that is said around them is harmless."""

    harmless: bool = True
    colors: frozenset[Rgb] = frozenset({BLACK})
    grounds: frozenset[Rgb] = frozenset({WHITE})
    size: float = 16.0
    own: bool = True  # not inside a quote or a signature
    gone: bool = False  # in every program, and so covers nothing
    bounded: bool = False  # it may be made so small that a part of it would be cut off


@dataclass(frozen=True, kw_only=True, slots=True)
class _Possible(Inside):
    look: Look


class PossibleViewer:
    """Sees every word but those that are hidden in every program, and those of scripts and sheets."""

    closes = False

    def __init__(self, root: Any, rules: Sequence[Rule]) -> None:
        self._known: dict[tuple[object, ...], _Possible | None] = {}
        self._said = _certainly_said(root, rules)
        self.start = _Possible(visible=True, look=Look())

    def inside(self, element: Any, around: _Possible) -> _Possible | None:
        """What holds inside an element; None where no program shows what is inside it."""
        said = self._said.get(element, ())
        first, stray = element.getprevious() is None, is_stray(element)
        key = (
            element.tag,
            *element.attrib.items(),
            said,
            id(around),
            bool(_WORD.search(element.text or "")),
            first,
            stray,
        )
        if key not in self._known:
            self._known[key] = self._seen(element, around, said, first=first, stray=stray)
        return self._known[key]

    def _seen(
        self, element: Any, around: _Possible, said: tuple[Declaration, ...], *, first: bool, stray: bool
    ) -> _Possible | None:
        tag = element.tag
        if tag in _NEVER_TEXT:
            return None
        said = () if stray else said
        attributes = {} if stray else {name.lower(): value for name, value in element.attrib.items()}
        attributes = {name: value for name, value in attributes.items() if not _is_odd_color(name, value)}
        declarations = (*said, *inline_declarations(attributes.get("style", "")))
        style = firm_style(declarations, tag)
        found = look(tag, attributes, style, around.look)
        if found is None:
            return None
        pictures = found.symbols and not _WORD.search(element.text or "")
        return _Possible(
            look=found,
            visible=not surely_hidden(found) and not pictures,
            mark=possible_mark(tag, attributes, declarations, first=first),
            turned=turned_round(tag, attributes, style),
        )


class SureViewer:
    """Sees the words around which nothing is said but what is harmless, and which nothing may cover."""

    closes = False

    def __init__(self, root: Any, rules: Sequence[Rule], html: str) -> None:
        self._known: dict[tuple[object, ...], _Sure] = {}
        self._said: dict[Any, list[Declaration]] = {}
        self.covered = is_odd(html) or not self._gather(root, rules)
        bounded = any(_is_bounded("", {}, rule.declarations) for rule in rules)  # of which elements, does not matter
        self.start = _Sure(visible=True, bounded=bounded)

    def inside(self, element: Any, around: _Sure) -> _Sure:
        """What holds inside an element."""
        said = tuple(self._said.get(element, ()))
        first = element.getprevious() is None
        key = (element.tag, *element.attrib.items(), said, id(around), first)
        if key not in self._known:
            self._known[key] = self._seen(element, around, said, first=first)
        found = self._known[key]
        if around.own and not found.gone and not found.harmless and self._covers(element, said):
            self.covered = True
        return found

    def _gather(self, root: Any, rules: Sequence[Rule]) -> bool:
        """Note what sheets say that may do harm; False where that may be said of everything."""
        most = MOST_WORK // max(1, sum(1 for _ in root.iter()))
        harming = [
            (rule, told) for rule in rules if (told := [one for one in rule.declarations if not is_harmless(*one[:2])])
        ]
        if len(harming) > most:
            return False
        for rule, told in harming:
            found = perhaps_matched(root, rule.selectors) if rule.selectors else None
            if found is None:
                return False
            elements, exact = found
            if not rule.holds:
                told = [("@", "", False)]  # noqa: PLW2901 - whether it holds is not known, and neither is what it takes back
            elif not exact:
                told = [(f"~{name}" if name in CONTEXTUAL else name, value, firm) for name, value, firm in told]  # noqa: PLW2901 - likewise
            for element in elements:
                self._said.setdefault(element, []).extend(told)
        return True

    def _covers(self, element: Any, said: Sequence[Declaration]) -> bool:
        declarations = (*said, *inline_declarations(element.get("style", "")))
        if element.tag in ("col", "colgroup"):  # what is said of a column holds for cells that stand elsewhere
            return not all(_is_borne(name, value) for name, value, _ in declarations)
        return any(_COVERS.fullmatch(name) and not is_harmless(name, value) for name, value, _ in declarations)

    def _seen(self, element: Any, around: _Sure, said: Sequence[Declaration], *, first: bool) -> _Sure:
        tag = element.tag if isinstance(element.tag, str) else ""
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        declarations = (*said, *inline_declarations(attributes.get("style", "")))
        colors = _colors(tag, attributes, declarations, around.colors)
        grounds = _grounds(attributes, declarations, around.grounds)
        harmless = around.harmless and (tag in _EVERYDAY or bool(_OF_OFFICE.fullmatch(tag)))
        harmless = harmless and not any(name in attributes for name in _HIDES)
        harmless = harmless and not any(_is_odd_color(*one) for one in attributes.items())
        harmless = harmless and not starts_with_symbols(attributes.get("face", "").lower())
        bounded = around.bounded or _is_bounded(tag, attributes, declarations)
        harmless = harmless and all(
            _is_borne(name, value) or (not bounded and name in _CUTS) for name, value, _ in declarations
        )
        size = _least_size(declarations, around.size)
        style = {name: value for name, value, _ in declarations}
        mark = mark_of(tag, attributes, style)
        if mark is None and possible_mark(tag, attributes, declarations, first=first) is Mark.MAYBE:
            mark = Mark.QUOTE
        return _Sure(
            visible=harmless and size >= SMALLEST and _are_apart(colors, grounds),
            mark=mark,
            turned=turned_round(tag, attributes, style),
            harmless=harmless,
            colors=colors,
            grounds=grounds,
            size=size,
            bounded=bounded,
            own=around.own and mark is None,
            gone=around.gone or (not harmless and look(tag, attributes, firm_style(declarations, tag), Look()) is None),
        )


def leave_sure_places(root: Any) -> None:
    """Take out the words that stand behind an element of which programs do not agree where it ends."""
    behind = False
    for event, element in etree.iterwalk(root, events=("start", "end")):
        behind = behind or element.tag in ENDS_ANYWHERE
        if behind and event == "start":
            element.text = None
        elif behind:
            element.tail = None


def _certainly_said(root: Any, rules: Sequence[Rule]) -> dict[Any, tuple[Declaration, ...]]:
    """For each element, what rules that hold everywhere say of it, the stronger later."""
    most = MOST_WORK // max(1, sum(1 for _ in root.iter()))
    found: dict[Any, list[tuple[tuple[int, ...], tuple[Declaration, ...]]]] = {}
    for order, rule in enumerate([one for one in rules if one.holds][:most]):
        for specificity, element in matched(root, rule.selectors):
            found.setdefault(element, []).append(((*specificity, order), rule.declarations))
    return {
        element: tuple(one for _, told in sorted(all_of, key=lambda one: one[0]) for one in told)
        for element, all_of in found.items()
    }


# --------------------------------------------------------------------------------------------------- colours and sizes


def _is_borne(name: str, value: str) -> bool:
    name = name.removeprefix("~")
    return is_plain(name, value) if name in CONTEXTUAL else is_harmless(name, value)


def _is_bounded(tag: str, attributes: Mapping[str, str], declarations: Sequence[Declaration]) -> bool:
    """Whether something says how large a box is, and not that it is wide; cells and the like share what there is."""
    if tag in _SHARED or "height" in attributes or "width" in attributes:
        return True
    return any(
        (name in SIZES and not _WIDE.fullmatch(value))
        or (name == "display" and value not in ("block", "inline", "inline-block"))
        or name in ("float", "line-height", "white-space")
        for name, value, _ in declarations
    )


def _is_odd_color(name: str, value: str) -> bool:
    return name in ("color", "bgcolor", "text", "link", "vlink", "alink") and legacy_color(value) is None


def _colors(
    tag: str, attributes: Mapping[str, str], declarations: Sequence[Declaration], around: frozenset[Rgb]
) -> frozenset[Rgb]:
    """The colours in which words may be written here; a colour through which the ground is seen is none."""
    found, perhaps = set[Rgb](), set[Rgb]()
    for name, value, _ in declarations:
        if name.removeprefix("~") in ("color", "-webkit-text-fill-color") and (color := plain_color(value)):
            (perhaps if name.startswith("~") else found).add(color[:3] if color[3] > 0.4 else WHITE)  # noqa: PLR2004 - see above
        elif name == "color" and value == "initial":
            found.add(BLACK)
    for name in _TEXT_COLORS:
        if name in attributes and (color := legacy_color(attributes[name])):
            found.add(color[:3])
    if not found and tag == "a" and "href" in attributes:
        found.add(LINK)
    return frozenset((found or around) | perhaps)


def _grounds(
    attributes: Mapping[str, str], declarations: Sequence[Declaration], around: frozenset[Rgb]
) -> frozenset[Rgb]:
    found, perhaps = set[Rgb](), set[Rgb]()
    for name, value, _ in declarations:
        if name.removeprefix("~") not in ("background", "background-color"):
            continue
        colors = [color for one in re.findall(r"[\w-]+\([^()]*\)|[^\s()]+", value) if (color := plain_color(one))]
        for color in colors:
            mixed = [_mixed(color, below) for below in around] if color[3] < 1 else [color[:3]]
            (perhaps if name.startswith("~") or color[3] < 1 else found).update(mixed)
    if "bgcolor" in attributes and (color := legacy_color(attributes["bgcolor"])):
        found.add(color[:3])
    return frozenset((found or around) | perhaps)


def _mixed(color: tuple[float, float, float, float], below: Rgb) -> Rgb:
    red, green, blue = (color[3] * own + (1 - color[3]) * under for own, under in zip(color[:3], below, strict=True))
    return red, green, blue


def _least_size(declarations: Sequence[Declaration], around: float) -> float:
    sizes = [
        font_size({name.removeprefix("~"): value}, around)
        for name, value, _ in declarations
        if name.removeprefix("~") in ("font-size", "font")
    ]
    return min(sizes, default=around)


def _are_apart(colors: frozenset[Rgb], grounds: frozenset[Rgb]) -> bool:
    if len(colors) > _MOST_LOOKS or len(grounds) > _MOST_LOOKS:
        return False
    return all(contrast(color, ground, told_apart=1.0) >= CONTRAST for color in colors for ground in grounds)
