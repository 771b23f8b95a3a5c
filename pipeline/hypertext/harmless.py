"""Declarations of style that mail programs and people write every day that hide, move and change no word.

Whatever is not known here is taken as if it could hide what it speaks of: the list says what is harmless, never what harms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from pipeline.hypertext.visibility import Rgba, parsed_color, starts_with_symbols

SMALLEST = 6.0  # px: small print of disclaimers has 7 and more
CONTRAST = 1.4  # WCAG 2: pale grey signatures have more
_FEW = 8  # lengths in one value
_FARTHEST = {"px": 420.0, "pt": 320.0, "pc": 26.0, "in": 4.5, "cm": 11.0, "mm": 110.0, "em": 26.0, "rem": 26.0, "ex": 50.0, "ch": 50.0, "%": 60.0, "": 0.0}  # fmt: skip
_BACK = 0.03  # of the farthest, outwards; more would cover what stands beside it
_BACK_LEFT = 0.08  # Word sets the first lines of lists back by so much
_WIDEST = 60.0  # of a border, in whatever unit
_LENGTH = re.compile(r"([+-]?(?:\d{1,6}\.?\d{0,6}|\.\d{1,6}))([a-z]{0,3}|%)")
_NAMED = re.compile(r"[a-z]{3,20}")
_FUNCTION = re.compile(r"(?:rgb|hsl)a?\([\d\s.,%/-]+\)")
_COLORS = re.compile(r"#[0-9a-f]+|[a-z]+\([^()]*\)")
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_LEGACY = re.compile(r"#?[0-9a-f]{6}|#[0-9a-f]{3}|[a-z]{3,20}")
_INHERITED = frozenset({"inherit", "unset", "initial"})
_NO_LENGTHS = _INHERITED | frozenset({
    "auto", "normal", "baseline", "sub", "super", "top", "text-top", "middle", "bottom", "text-bottom",
})  # fmt: skip
_GROUND_WORDS = frozenset({
    "none", "transparent", "repeat", "no-repeat", "repeat-x", "repeat-y", "scroll", "fixed", "local", "left",
    "right", "top", "bottom", "center", "auto", "cover", "contain", "padding-box", "border-box", "content-box", "/",
    "0", "0%", "50%", "100%", "0px", "0pt", "0in",
})  # fmt: skip
_FONT = re.compile(r"[\w\s,.\"'%/+-]*")

# Whatever their values: they change the looks of a word, its breaks, its page or its borders, or mean something to Word alone.
_ANY = frozenset({
    "align-content", "align-items", "align-self", "background-attachment", "background-origin",
    "background-position", "background-position-x", "background-position-y", "background-repeat", "background-size",
    "border", "border-block", "border-block-end", "border-block-start", "border-bottom", "border-collapse",
    "border-color", "border-image", "border-left", "border-radius", "border-right", "border-spacing",
    "border-style", "border-top", "border-width", "box-sizing", "break-after", "break-before", "break-inside",
    "caption-side", "caret-color", "clear", "color-scheme", "cursor", "empty-cells", "flex-grow", "flex-shrink",
    "flex-wrap", "font-feature-settings", "font-kerning", "font-language-override", "font-optical-sizing",
    "font-stretch", "font-style", "font-synthesis", "font-variant", "font-variant-alternates", "font-variant-caps",
    "font-variant-east-asian", "font-variant-emoji", "font-variant-ligatures", "font-variant-numeric",
    "font-variant-position", "font-variation-settings", "font-weight", "forced-color-adjust", "hyphenate-character",
    "hyphens", "justify-content", "justify-items", "justify-self", "layout-grid", "layout-grid-mode", "line-break",
    "list-style", "list-style-image", "list-style-position", "list-style-type", "orphans", "outline",
    "outline-color", "outline-offset", "outline-style", "outline-width", "overflow-wrap", "page",
    "page-break-after", "page-break-before", "page-break-inside", "panose-1", "pointer-events",
    "print-color-adjust", "punctuation-trim", "punctuation-wrap", "quotes", "resize", "scrollbar-color",
    "scrollbar-width", "size", "src", "tab-interval", "tab-size", "tab-stops", "table-layout", "text-align",
    "text-align-last", "text-autospace", "text-combine-upright", "text-decoration-color", "text-decoration-skip",
    "text-decoration-skip-ink", "text-decoration-thickness", "text-emphasis", "text-justify", "text-justify-trim",
    "text-kashida", "text-kashida-space", "text-orientation", "text-rendering", "text-size-adjust",
    "text-transform", "text-underline", "text-underline-offset", "text-underline-position", "text-wrap",
    "text-wrap-mode", "text-wrap-style", "touch-action", "unicode-range", "user-select", "white-space",
    "white-space-collapse", "widows", "word-break", "word-wrap",
})  # fmt: skip
_ANY_OF = re.compile(
    r"mso-(?!hide\b)[\w-]+|border-(?:top|right|bottom|left)-[\w-]+|border-(?:top|bottom)-(?:left|right)-radius|-ms-text-size-adjust"
    r"|-webkit-(?:text-size-adjust|tap-highlight-color|nbsp-mode|line-break|font-smoothing|user-select|user-drag|hyphens"
    r"|print-color-adjust|text-decoration(?:-color|-style)?|border-[\w-]+|appearance|text-stroke-width|overflow-scrolling"
    r"|margin-(?:top|bottom)-collapse|text-decorations-in-effect|touch-callout)"
    r"|-(?:qt|aspose|gs)-[\w-]+|-ms-(?:word-break|word-wrap|hyphens|line-break)|-webkit-(?:locale|box-sizing|hyphenate-character)|-moz-(?:osx-font-smoothing|text-size-adjust|user-select|hyphens)|-ms-(?:user-select|interpolation-mode)|--[\w-]+"
)
SIZES = frozenset({
    "width", "min-width", "max-width", "height", "min-height", "max-height", "inline-size", "block-size",
    "min-inline-size", "max-inline-size", "min-block-size", "max-block-size",
})  # fmt: skip
_PLACES = re.compile(
    r"margin(?:-(?:top|right|bottom|left|block|inline)(?:-(?:start|end))?)?|padding(?:-(?:top|right|bottom|left|block|inline)(?:-(?:start|end))?)?"
    r"|text-indent|vertical-align|letter-spacing|word-spacing|gap|row-gap|column-gap|-webkit-margin-\w+|-webkit-padding-\w+"
)
_WORDS = {
    "display": "block inline inline-block list-item table inline-table table-row table-cell table-row-group table-header-group table-footer-group table-column table-column-group table-caption flow-root contents flex inline-flex grid",
    "visibility": "visible", "overflow": "visible", "overflow-x": "visible", "overflow-y": "visible", "position": "static relative",
    "float": "none left right", "z-index": "auto", "top": "auto 0 0px", "left": "auto 0 0px", "right": "auto 0 0px",
    "bottom": "auto 0 0px", "inset": "auto 0 0px", "direction": "ltr rtl", "unicode-bidi": "normal isolate embed plaintext",
    "writing-mode": "horizontal-tb lr-tb", "transform": "none", "filter": "none", "animation": "none", "mask": "none", "clip": "auto", "clip-path": "none",
    "text-shadow": "none", "box-shadow": "none", "content": "none normal '' \"\"", "font-size-adjust": "none auto", "opacity": "1 1.0 100%",
    "background-image": "none", "background-clip": "border-box padding-box content-box", "zoom": "1 100% normal",
    "text-decoration-line": "none underline overline", "text-decoration-style": "solid double dotted dashed wavy", "-webkit-text-stroke": "0 0px",
    "order": "0", "flex-direction": "row column", "text-underline-style": "none", "text-line-through": "none", "content-visibility": "visible", "transition": "none",
    "text-overflow": "clip ellipsis", "perspective": "none", "border-left-width": "0", "contain": "none", "-webkit-text-security": "none", "backdrop-filter": "none",
    "text-effect": "none", "text-shadow-color": "none", "will-change": "auto",
}  # fmt: skip
_ALLOWED = {name: frozenset(words.split()) | _INHERITED for name, words in _WORDS.items()}
_UNDERLINED = frozenset({
    "none", "underline", "overline", "solid", "double", "dotted", "dashed", "wavy", "auto", "from-font", "thin",
    "thick", "medium",
})  # fmt: skip
_SIZE_WORDS = frozenset({
    "xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "smaller", "larger",
})  # fmt: skip
_TALL = {"": 0.8, "em": 0.8, "rem": 0.8, "%": 80.0, "px": 8.0, "pt": 6.0, "cm": 0.2, "mm": 2.0, "in": 0.08, "pc": 0.5}
CONTEXTUAL = frozenset({"color", "background", "background-color", "font-size", "font", "-webkit-text-fill-color"})
"""Harmless in a plain form, as far as colours tell words from what is below them and sizes are those of letters."""


@lru_cache(maxsize=2048)
def is_harmless(name: str, value: str) -> bool:
    """Whether a declaration, in small letters, hides no word wherever it stands; never of those in `CONTEXTUAL`."""
    if name in _ALLOWED and value in _ALLOWED[name]:
        return True
    if name in _ANY or _ANY_OF.fullmatch(name):
        return not name.startswith(("border", "outline")) or _is_thin(value)
    if _PLACES.fullmatch(name):
        back = _BACK_LEFT if name in ("margin-left", "text-indent") else _BACK
        return all(one in _NO_LENGTHS or _is_near(one, back) for one in value.split()[:_FEW])
    return name in _CHECKED and _CHECKED[name](value)


def _is_decoration(value: str) -> bool:
    return all(one in _UNDERLINED or one in _INHERITED or plain_color(one) is not None for one in _parts(value))


def _is_tall(value: str) -> bool:
    found = _LENGTH.fullmatch(value)
    tall = found and found[2] in _TALL and float(found[1]) >= _TALL[found[2]]
    return value in _INHERITED or value == "normal" or bool(tall)


_CHECKED: Mapping[str, Callable[[str], bool]] = {
    "line-height": _is_tall,
    "opacity": lambda value: bool(re.fullmatch(r"0?\.[5-9]\d{0,4}|[5-9]\d%", value)),
    "text-decoration": _is_decoration,
    "box-shadow": lambda value: "inset" not in value and _is_thin(value),
    "font-family": lambda value: "(" not in value and not starts_with_symbols(value),
    # What does not fit stands outside, as long as nothing cuts it off: sizes hide nothing by themselves.
    **dict.fromkeys(SIZES, lambda value: "(" not in value),
}


def is_plain(name: str, value: str) -> bool:
    """Whether a declaration of those in `CONTEXTUAL` is in a form that every program reads alike."""
    if value in _INHERITED:
        return name != "font" or value != "initial"
    if name in ("color", "-webkit-text-fill-color"):
        return plain_color(value) is not None
    if name == "background-color":
        return value in ("transparent", "none") or plain_color(value) is not None
    if name == "background":
        return all(one in _GROUND_WORDS or plain_color(one) for one in _parts(value))
    if name == "font-size":
        found = _LENGTH.fullmatch(value)
        return value in _SIZE_WORDS or bool(found and (found[2] in _FARTHEST) and (found[2] or float(found[1])))
    return bool(_FONT.fullmatch(value)) and not starts_with_symbols(value)


@lru_cache(maxsize=512)
def plain_color(value: str) -> Rgba | None:
    """A colour that every program reads alike; None for every other word."""
    if value in ("windowtext", "text", "black"):
        return 0.0, 0.0, 0.0, 1.0
    if _HEX.fullmatch(value) or _FUNCTION.fullmatch(value) or _NAMED.fullmatch(value):
        return parsed_color(value)
    return None


def legacy_color(value: str) -> Rgba | None:
    """The colour in an attribute (`bgcolor`); None where programs may read it differently."""
    value = value.strip().lower()
    return parsed_color(value) if _LEGACY.fullmatch(value) else None


def _parts(value: str) -> list[str]:
    return re.findall(r"[\w-]+\([^()]*\)|[^\s(),]+", value)


def _is_thin(value: str) -> bool:
    return all(float(number) <= _WIDEST for number, _ in _LENGTH.findall(_COLORS.sub("", value)))


def _is_near(value: str, back: float) -> bool:
    found = _LENGTH.fullmatch(value)
    if not found or found[2] not in _FARTHEST:
        return False
    length, most = float(found[1]), _FARTHEST[found[2]]
    return -back * most <= length <= most
