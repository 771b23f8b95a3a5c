"""Declarations that hide words in every program: what remains of a style where all else is taken as if it hid nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.hypertext.cascade import Declaration
from pipeline.hypertext.visibility import Look, contrast, parsed_color

_FAR = 1000.0  # in whatever unit: no window is so wide
_SMALLEST = 2.0  # px
_FAINT = 0.12  # of full opacity
_CONTRAST = 1.1
_NUMBER = r"[+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})"
_LENGTH = re.compile(rf"({_NUMBER})(?:px|pt|pc|in|cm|mm|q|r?em|ex|ch|%|v[wh])?")
_SIZE = re.compile(
    r"(?:\d{1,6}\.?\d{0,6}|\.\d{1,6})(?:px|pt|pc|in|cm|mm|q|r?em|ex|ch|%|v[wh])|0|(?:xx?-)?(?:small|large)|medium|smaller|larger"
)
_COLOR = re.compile(r"#[0-9a-f]{3,8}|[a-z]{3,20}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([^()a-z]*(?:deg)?[^()a-z]*\)")
_FAR_OFF = frozenset({"left", "top", "margin-left", "margin-top", "text-indent"})
_VALUES = {
    name: re.compile(pattern)
    for name, pattern in {
        "display": r"none|block|inline|inline-block|list-item|table|inline-table|table-(?:row|cell|row-group|header-group|footer-group|column|column-group|caption)|flow-root|contents|flex|inline-flex|grid|inline-grid|initial|inherit|unset|revert",
        "visibility": r"visible|hidden|collapse|initial|inherit|unset",
        "opacity": rf"{_NUMBER}%?",
        "font": r"0/0 [a-z\s,]+|[\w\s,.\"'%/-]+",
        "text-decoration": r"[a-z\s-]+(?:#[0-9a-f]{3,6})?", "text-decoration-line": r"[a-z\s-]+",
        "overflow": r"hidden|clip", "overflow-x": r"hidden|clip", "overflow-y": r"hidden|clip", "position": r"absolute|fixed|relative|static",
        "clip": r"rect\(0(?:px)?(?:[, ]+0(?:px)?){3}\)", "clip-path": r"inset\(100%\)", "transform": r"scale\( ?0 ?\)",
        "filter": r"opacity\( ?0%? ?\)", "content-visibility": r"hidden|visible|auto", "font-family": r"[^()]*", "unicode-bidi": r"[a-z-]+",
        "direction": r"ltr|rtl", "letter-spacing": r"-(?:1|0?\.[5-9])em",
    }.items()
}  # fmt: skip
_VALUES |= {"font-size": _SIZE} | dict.fromkeys(("height", "max-height", "width", "max-width"), _LENGTH)
_CUTS = frozenset({"overflow", "overflow-x", "overflow-y", "clip-path", "transform"})
# Of these alone every program respects the height: a cell grows with its words, and what stands in a line has none.
_BOXES = frozenset({"div", "p", "center", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "pre", "section", "article"})  # fmt: skip


def firm_style(declarations: Iterable[Declaration], tag: str) -> dict[str, str]:
    """Of declarations, the later the stronger, those that every program understands and that hide for certain."""
    found: tuple[dict[str, str], dict[str, str]] = ({}, {})
    shadowed = False
    for name, value, important in declarations:
        shadowed = shadowed or name in ("text-shadow", "-webkit-text-stroke")
        if _is_firm(name, value, tag):
            found[important][name] = value
    style = {**found[0], **found[1]}
    if shadowed:
        style["background-image"] = "url()"  # on which a letter of any colour may be seen
    return style


@lru_cache(maxsize=2048)
def _is_firm(name: str, value: str, tag: str) -> bool:
    if name in _CUTS and tag not in _BOXES:
        return False
    if name in _FAR_OFF:
        found = _LENGTH.fullmatch(value)
        return value.endswith("vw") or bool(found and abs(float(found[1])) >= _FAR)
    if name in ("color", "background-color"):
        return bool(_COLOR.fullmatch(value)) and parsed_color(value) is not None
    if name == "background":
        return "(" not in value or bool(_COLOR.fullmatch(value)) or "url(" in value or "gradient(" in value
    return name == "background-image" or (name in _VALUES and bool(_VALUES[name].fullmatch(value)))


def surely_hidden(look: Look) -> bool:
    """Whether no program shows words that stand so."""
    if not look.shown or look.struck or look.color is None:
        return True
    if look.size < _SMALLEST or look.opacity < _FAINT or look.indent <= -_FAR or look.spacing <= -0.4 * look.size:
        return True
    return look.ground is not None and contrast(look.color, look.ground) < _CONTRAST
