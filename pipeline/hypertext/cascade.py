"""All that the style sheets of a mail may say of an element, in whatever program, and what they say in every one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2
from cssselect import HTMLTranslator, SelectorError
from cssselect.parser import parse as parse_selectors
from lxml import etree

MOST_WORK = 500_000  # rules times elements
_MOST_CSS = 200_000  # characters
_DEEPEST = 5  # of rules within rules
_SCREENS = frozenset({"", "all", "screen", "only screen", "screen, print", "screen,print"})
_ASIDE = frozenset({"font-face", "page", "list", "charset", "namespace", "counter-style", "font-feature-values", "viewport", "-ms-viewport"})  # fmt: skip
_STATES = re.compile(r":(?:link|visited|any-link|hover|active|focus(?:-within|-visible)?|target|lang\([^()]*\))")
_PLAIN = re.compile(r"""[^\\"'/!(]*""")
Declaration = tuple[str, str, bool]
"""A property and its value, in small letters, and whether it is `!important`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What a sheet says of some elements."""

    selectors: str  # "" where nothing says of which
    declarations: tuple[Declaration, ...]
    holds: bool  # on every screen and in every program that reads sheets


UNKNOWN = Rule(selectors="", declarations=(("@", "", False),), holds=False)
"""A sheet that is not at hand: it may say anything of everything."""


def sheet_rules(root: Any) -> list[Rule]:
    """The rules of all sheets in the order in which they stand, those for some screens and programs alone among them."""
    found: list[Rule] = []
    left = _MOST_CSS
    for element in root.iter("style", "link"):
        said = {name.lower(): value.strip().lower() for name, value in element.attrib.items()}
        if element.tag == "link":
            found += [UNKNOWN] if "stylesheet" in said.get("rel", "") else []
            continue
        css = element.text or ""
        left -= len(css)
        holds = said.get("type", "") in ("", "text/css") and said.get("media", "") in _SCREENS
        nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True) if left >= 0 else ()
        found += _rules(nodes, 0, holds=holds) if left >= 0 else [UNKNOWN]
    return found


def _rules(nodes: Iterable[Any], depth: int, *, holds: bool) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            content = _content(node)
            if declarations := _declarations(content):
                yield Rule(
                    selectors=tinycss2.serialize(node.prelude).strip(), declarations=declarations, holds=holds and depth == 0
                )  # fmt: skip
            yield from _within(content, depth)
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield UNKNOWN
        elif node.type == "at-rule" and node.content is not None and not _is_aside(node.lower_at_keyword):
            content = _content(node)
            if declarations := _declarations(content):
                yield Rule(selectors="", declarations=declarations, holds=False)
            screen = node.lower_at_keyword == "media" and _prelude(node) in _SCREENS
            yield from _rules_of_screen(content) if screen and holds and depth == 0 else _within(content, depth)


def _within(content: Sequence[Any], depth: int) -> Iterable[Rule]:
    inner = [node for node in content if node.type in ("qualified-rule", "at-rule")]
    return [UNKNOWN] if inner and depth >= _DEEPEST else _rules(inner, depth + 1, holds=False)


def _rules_of_screen(content: Sequence[Any]) -> Iterator[Rule]:
    """What stands in `@media screen` holds as if it stood outside."""
    for node in content:
        yield from _rules([node], 0 if node.type == "qualified-rule" else 1, holds=node.type == "qualified-rule")


def _is_aside(keyword: str) -> bool:
    return keyword in _ASIDE or keyword.endswith("keyframes")


def _prelude(node: Any) -> str:
    return " ".join(tinycss2.serialize(node.prelude).lower().split())


def _content(node: Any) -> list[Any]:
    return list(tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True))


def _declarations(nodes: Iterable[Any]) -> tuple[Declaration, ...]:
    return tuple(
        (node.lower_name, " ".join(tinycss2.serialize(node.value).lower().split()), node.important)
        for node in nodes
        if node.type == "declaration"
    )


@lru_cache(maxsize=512)
def inline_declarations(css: str) -> tuple[Declaration, ...]:
    """All declarations of a `style` attribute, those that a later one takes back among them."""
    if _PLAIN.fullmatch(css):  # as nearly all are: a tenth of the time
        pairs = (one.partition(":") for one in css.lower().split(";"))
        return tuple((name.strip(), " ".join(value.split()), False) for name, _, value in pairs if name.strip())
    return _declarations(tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True))


# ----------------------------------------------------------------------------------------------------------- selectors


def matched(root: Any, selectors: str) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The elements of which selectors speak, each with its specificity; none for those of a state (`:hover`)."""
    for specificity, path in _paths(selectors) or ():
        for element in path(root):
            yield specificity, element


def perhaps_matched(root: Any, selectors: str) -> tuple[list[Any], bool] | None:
    """The elements of which selectors may speak, whatever their state, and whether they do; None where that is not known."""
    wider = _STATES.sub("", selectors.replace("&", "*")) or "*"
    wider = f"* {wider}" if wider.lstrip().startswith((">", "+", "~")) else wider
    paths = _paths(re.sub(r"(^|[,>+~])(\s*)(?=$|[,>+~])", r"\1*\2", wider))
    if paths is None:
        return None
    return [element for _, path in paths for element in path(root)], wider == selectors


@lru_cache(maxsize=512)
def _paths(selectors: str) -> list[tuple[tuple[int, int, int], Any]] | None:
    """Each selector as an XPath; None where one of them is not understood, or speaks of what is generated."""
    try:
        parsed = parse_selectors(selectors)
        if any(one.pseudo_element for one in parsed):
            return None
        return [
            (one.specificity(), etree.XPath(HTMLTranslator().selector_to_xpath(one, prefix="descendant-or-self::")))
            for one in parsed
        ]
    except (SelectorError, etree.XPathError):
        return None
