"""The HTML of a reply, read three times: as it seems, the words that are sure to be seen, and those that may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.hypertext.alternatives import name_alternatives
from pipeline.hypertext.cascade import Rule, sheet_rules
from pipeline.hypertext.certainty import PossibleViewer, SureViewer, leave_sure_places
from pipeline.hypertext.markup import is_plainly_closed
from pipeline.hypertext.rendering import SeenViewer, laid_out, tree_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """Three texts of one page, quotes and signatures marked; where all agree, nobody can read it otherwise.

    In `possible`, lines of which nobody says whether they are a quote begin with `rendering.MAYBE_QUOTED`.
    """

    seen: str
    sure: str
    possible: str


def readings(html: str) -> Readings:
    """The three readings of HTML."""
    known: dict[bytes, str] = {}  # most pages are read three times alike
    root = tree_of(html)
    if root is None:
        return Readings(seen="", sure="", possible="")
    rules = sheet_rules(root)
    seen = laid_out(root, SeenViewer(root), quotes=True, known=known)
    return Readings(seen=seen, sure=_sure(html, rules, known), possible=_possible(html, rules, known))


def _sure(html: str, rules: Sequence[Rule], known: dict[bytes, str]) -> str:
    root = tree_of(html)
    viewer = SureViewer(root, rules, html)
    if not is_plainly_closed(html):
        leave_sure_places(root)
    text = laid_out(root, viewer, quotes=True, known=known)
    return "" if viewer.covered else text


def _possible(html: str, rules: Sequence[Rule], known: dict[bytes, str]) -> str:
    root = tree_of(html)
    name_alternatives(root)
    return laid_out(root, PossibleViewer(root, rules), quotes=True, known=known)
