"""Style sheets inside a mail: which declarations hold for which element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import tinycss2
from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import parse as parse_selectors
from lxml import etree

_MOST_CSS = 200_000  # characters
_MOST_WORK = 2_000_000  # selectors times elements
_DEEPEST = 5  # of rules within rules
_HOLDING = ("media", "supports", "layer")
# What can hide a text, bring it back, or mark it as quoted; every other property is left aside.
PROPERTIES = frozenset({
    "background", "background-color", "background-image", "border-left", "border-left-style", "clip", "clip-path", "color", "content-visibility", "direction",
    "display", "filter", "font", "font-family", "font-size", "height", "left", "letter-spacing", "margin",
    "margin-left", "margin-top", "max-height", "max-width", "mso-hide", "opacity", "overflow", "overflow-x", "overflow-y",
    "position", "right", "text-decoration", "text-decoration-line", "text-indent", "top", "transform", "unicode-bidi",
    "visibility", "width", "zoom", "-webkit-text-fill-color", "-webkit-text-security",
})  # fmt: skip

_PLAIN = re.compile(r"""[^\\"'/]*""")


@lru_cache(maxsize=512)
def declared(css: str) -> Mapping[str, str]:
    """The declarations of a `style` attribute that matter here; one that is `!important` wins."""
    if not css:
        return {}
    if (
        _PLAIN.fullmatch(css) and "!" not in css
    ):  # no strings, comments or escapes, as nearly all are: a tenth of the time
        pairs = (one.partition(":") for one in css.lower().split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs if name.strip() in PROPERTIES}
    normal, important = _declarations(tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True))
    return {**normal, **important}


def sheet_styles(root: Any) -> dict[Any, tuple[dict[str, str], dict[str, str]]]:
    """For each element of which a `<style>` of the document speaks: what it says, and what it says `!important`ly."""
    css = "\n".join(element.text or "" for element in root.iter("style"))[:_MOST_CSS]
    if not css.strip():
        return {}
    rules = list(_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), 0))
    size = sum(1 for _ in root.iter())
    held: dict[Any, list[tuple[tuple[int, ...], dict[str, str], dict[str, str]]]] = {}
    for order, (selectors, normal, important) in enumerate(rules[: max(1, _MOST_WORK // max(1, size))]):
        for specificity, path in _paths(selectors):
            for element in path(root):
                held.setdefault(element, []).append(((*specificity, order), normal, important))
    return {element: _merged(sorted(all_of, key=lambda one: one[0])) for element, all_of in held.items()}


def _merged(
    held: Iterable[tuple[tuple[int, ...], dict[str, str], dict[str, str]]],
) -> tuple[dict[str, str], dict[str, str]]:
    normal: dict[str, str] = {}
    important: dict[str, str] = {}
    for _, plainly, firmly in held:
        normal.update(plainly)
        important.update(firmly)
    return normal, important


def _rules(nodes: Iterable[Any], depth: int) -> Iterable[tuple[str, dict[str, str], dict[str, str]]]:
    """Rules of a sheet; those for a kind of screen are taken as if they held, but not those for paper."""
    for node in nodes:
        if node.type == "qualified-rule":
            content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            normal, important = _declarations(content)
            if normal or important:
                yield tinycss2.serialize(node.prelude).strip(), normal, important
        elif _holds_rules(node) and depth < _DEEPEST:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inner, depth + 1)


def _holds_rules(node: Any) -> bool:
    holds = node.type == "at-rule" and node.content is not None and node.lower_at_keyword in _HOLDING
    return holds and "print" not in tinycss2.serialize(node.prelude).lower()


def _declarations(nodes: Iterable[Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What declarations say of the properties that matter here, and what they say `!important`ly."""
    found: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for node in nodes:
        if node.type == "declaration" and node.lower_name in PROPERTIES:
            found[node.important][node.lower_name] = tinycss2.serialize(node.value).strip().lower()
    return found


def _paths(selectors: str) -> Iterable[tuple[tuple[int, int, int], Any]]:
    """Each selector as an XPath; what speaks of a state (`:hover`) or of generated content is left out."""
    try:
        parsed = parse_selectors(selectors)
    except SelectorError:
        return
    for one in parsed:
        if one.pseudo_element:
            continue
        try:
            yield one.specificity(), etree.XPath(HTMLTranslator().selector_to_xpath(one, prefix="descendant-or-self::"))
        except (SelectorError, etree.XPathError):
            continue
