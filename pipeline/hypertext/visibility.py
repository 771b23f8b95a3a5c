"""What of an element a person sees: not what has no size, no place on the page, no colour of its own, or is struck."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from tinycss2.color4 import parse_color

_PX = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16.0, "vw": 10.0, "vh": 8.0, "": 1.0}  # fmt: skip
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%|[a-z]*)")
_SHORT_SIZE = re.compile(r"(?:^|\s)([+-]?(?:\d+\.?\d*|\.\d+)(?:px|pt|pc|in|cm|mm|q|r?em|ex|ch|%|v[wh])?)(?=\s|/)")
_LAYER = re.compile(r"[a-z-]+\([^()]*\)|[^\s,]+")
_SMALLEST = 3.0  # px: what is smaller is no text
_FAR = 200.0  # px: what lies so far outside is not on the page
_FAR_RIGHT = 3000.0
_FAINT = 0.12  # of full opacity, or of full size
_CONTRAST = 1.25  # WCAG; grey signatures have 1.4 and more
_WORDS_OF_SIZE = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}  # fmt: skip
_SYMBOLS = ("wingdings", "webdings", "symbol", "zapf dingbats", "marlett")
_STRUCK = frozenset({"s", "strike", "del"})
_SHOWN = {
    "visible": True,
    "initial": True,
    "hidden": False,
    "collapse": False,
}  # every other word leaves it as it is around
BLACK, WHITE, LINK = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.0, 0.0, 0.9)
Rgb = tuple[float, float, float]
Rgba = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How text stands at a place in the document, as far as it decides whether it is seen."""

    color: Rgb | None = BLACK  # None: transparent
    ground: Rgb | None = WHITE  # None: a picture, on which anything may be seen
    size: float = 16.0  # px
    opacity: float = 1.0
    indent: float = 0.0
    spacing: float = 0.0
    shown: bool = True  # visibility
    struck: bool = False
    symbols: bool = False  # a font whose letters are pictures

    @property
    def visible(self) -> bool:
        """Whether a person sees text that stands here."""
        if not self.shown or self.struck or self.symbols or self.color is None:
            return False
        if self.size < _SMALLEST or self.opacity < _FAINT or self.indent <= -_FAR or self.spacing <= -0.4 * self.size:
            return False
        return self.ground is None or contrast(self.color, self.ground) >= _CONTRAST


def look(tag: str, attributes: Mapping[str, str], style: Mapping[str, str], around: Look) -> Look | None:
    """How text stands inside an element; None where nothing inside it is shown."""
    if _is_gone(attributes, style, around):
        return None
    size = font_size(style, around.size)
    found = replace(
        around,
        size=size,
        opacity=around.opacity * _number(style.get("opacity", "1"), 1.0),
        struck=around.struck
        or tag in _STRUCK
        or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""),
        ground=_ground(attributes, style, around.ground),
        color=_color(tag, attributes, style, around.color),
    )
    if style.get("visibility") in _SHOWN:
        found = replace(found, shown=_SHOWN[style["visibility"]])
    if "text-indent" in style:
        found = replace(found, indent=_length(style["text-indent"], size) or 0.0)
    if "letter-spacing" in style:
        found = replace(found, spacing=_length(style["letter-spacing"], size) or 0.0)
    family = style.get("font-family", "") + style.get("font", "") + attributes.get("face", "").lower()
    if family:
        found = replace(found, symbols=starts_with_symbols(family))
    return found


def starts_with_symbols(family: str) -> bool:
    """Whether the first of the fonts has pictures in place of letters."""
    return family.strip("\"' ").startswith(_SYMBOLS)


def turned_round(tag: str, attributes: Mapping[str, str], style: Mapping[str, str]) -> bool:
    """Whether the letters inside are shown in another order than they are written."""
    override = tag == "bdo" or style.get("unicode-bidi") in ("bidi-override", "isolate-override")
    return override and "rtl" in (attributes.get("dir", "").lower(), style.get("direction"))


def _is_gone(attributes: Mapping[str, str], style: Mapping[str, str], around: Look) -> bool:
    if "hidden" in attributes or "popover" in attributes or style.get("display") == "none":
        return True
    if style.get("mso-hide") == "all" or style.get("content-visibility") == "hidden":
        return True
    if style.get("-webkit-text-security", "none") != "none" or _number(style.get("zoom", "1"), 1.0) < _FAINT:
        return True
    return _is_cut_off(style, around.size) or _is_elsewhere(style, around.size)


def _is_cut_off(style: Mapping[str, str], size: float) -> bool:
    """Whether nothing of it is left inside its own box."""
    cuts = any(
        style.get(name, "").startswith(("hidden", "clip", "scroll", "auto"))
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    for name in ("height", "max-height", "width", "max-width") if cuts else ():
        length = _length(style[name], size) if name in style else None
        if length is not None and length <= 1.0:
            return True
    numbers = [abs(_number(found[0], 0.0)) for found in _LENGTH.findall(style.get("clip", ""))]
    if style.get("clip", "").startswith("rect") and numbers and max(numbers) <= 1.0:
        return True
    return bool(
        re.search(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|(?:circle|ellipse)\(\s*0|polygon\((?:\s*0\w*%?\s+0\w*%?\s*,?)+\)", style.get("clip-path", ""))
        or re.search(r"opacity\(\s*0?(?:\.0\d*)?%?\s*\)|blur\(\s*\d{1,4}(?:\.\d+)?(?:px|em|rem)", style.get("filter", ""))
        or re.search(r"scale[xy3d]*\(\s*0?(?:\.0\d*)?\s*[,)]", style.get("transform", ""))
    )  # fmt: skip


def _is_elsewhere(style: Mapping[str, str], size: float) -> bool:
    """Whether it lies outside the page."""
    moved = [style[name] for name in ("margin-left", "margin-top", "margin") if name in style]
    if style.get("position") in ("absolute", "fixed", "relative"):
        moved += [style[name] for name in ("left", "top", "right") if name in style]
    moved += re.findall(r"translate[xyz3d]*\(([^()]*)\)", style.get("transform", ""))
    lengths = [_in_px(number, unit, size) for value in moved for number, unit in _LENGTH.findall(value)]
    return any(length <= -_FAR or length >= _FAR_RIGHT for length in lengths)


# ------------------------------------------------------------------------------------------------------------ measures


def font_size(style: Mapping[str, str], around: float) -> float:
    """In px; of `font-size`, or of the shorthand `font`, whose size stands before a slash or before the family."""
    value = style.get("font-size", "")
    if not value and "font" in style:
        sizes = [
            one for one in _SHORT_SIZE.findall(style["font"]) if not re.fullmatch(r"[1-9]00", one)
        ]  # 700 is a weight
        value = sizes[0] if sizes else ""
    if not value:
        return around
    if value in ("smaller", "larger"):
        return around * (0.8 if value == "smaller" else 1.2)
    if value in _WORDS_OF_SIZE:
        return _WORDS_OF_SIZE[value]
    length = _length(value, around)
    return around if length is None else length


def _length(value: str, size: float) -> float | None:
    """The first length in px; None where there is none."""
    found = _LENGTH.search(value)
    return _in_px(found[1], found[2], size) if found else None


def _in_px(number: str, unit: str, size: float) -> float:
    scale = {"em": size, "ex": size / 2, "ch": size / 2, "%": size / 100}.get(unit, _PX.get(unit, 1.0))
    return _number(number, 0.0) * scale


def _number(value: str, default: float) -> float:
    found = re.match(r"\s*([+-]?(?:\d{1,12}\.?\d{0,12}|\.\d{1,12}))(%?)", value)
    return float(found[1]) / (100 if found[2] else 1) if found else default


# ------------------------------------------------------------------------------------------------------------- colours


def _color(tag: str, attributes: Mapping[str, str], style: Mapping[str, str], around: Rgb | None) -> Rgb | None:
    for value in (
        style.get("-webkit-text-fill-color"),
        style.get("color"),
        attributes.get("color"),
        attributes.get("text"),
    ):
        if value and (found := parsed_color(value.lower())) is not None:
            return None if found[3] < _FAINT else found[:3]
    if tag == "a" and "href" in attributes:
        return LINK
    return BLACK if tag == "mark" else around


def _ground(attributes: Mapping[str, str], style: Mapping[str, str], around: Rgb | None) -> Rgb | None:
    for value in (
        style.get("background-color"),
        *_LAYER.findall(style.get("background", "")),
        attributes.get("bgcolor"),
    ):
        if value and (found := parsed_color(value.lower())) is not None and found[3] > 0:
            below = around or WHITE
            mixed = [found[3] * own + (1 - found[3]) * under for own, under in zip(found[:3], below, strict=True)]
            return mixed[0], mixed[1], mixed[2]
    picture = style.get("background", "") + style.get("background-image", "")
    if "url(" in picture or "gradient(" in picture or attributes.get("background"):
        return None
    return around


@lru_cache(maxsize=512)
def parsed_color(value: str) -> Rgba | None:
    """Red, green, blue and alpha, 0 to 1; None for what is no colour of its own."""
    value = f"#{value}" if re.fullmatch(r"[0-9a-f]{6}", value) else value
    found = parse_color(value)
    if found is None or isinstance(found, str):
        return None
    try:
        red, green, blue = found.to("srgb").coordinates
    except NotImplementedError:  # lab and its kin: the lightness says enough
        lightness = found.coordinates[0] or 0.0
        red = green = blue = lightness / 100 if found.space in ("lab", "lch") else lightness
    parts = [
        0.0 if one is None or math.isnan(one) else min(1.0, max(0.0, float(one)))
        for one in (red, green, blue, found.alpha)
    ]
    return parts[0], parts[1], parts[2], parts[3]


def contrast(one: Rgb, other: Rgb, *, told_apart: float = 0.25) -> float:
    """The ratio of WCAG 2, 1 to 21; colours of like lightness that differ by so much of the scale are told apart, too."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    ratio = (lighter + 0.05) / (darker + 0.05)
    apart = max(abs(a - b) for a, b in zip(one, other, strict=True))
    return ratio if apart < told_apart else max(ratio, _CONTRAST)


def _luminance(color: Rgb) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color]  # noqa: PLR2004 - WCAG 2
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
