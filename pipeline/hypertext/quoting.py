"""How mail programs mark in HTML what is quoted and what is a signature, by tag, class, id and data attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum

# Gmail's `div.gmail_quote` and `div.gmail_extra` are none: people answer between the block quotes inside them. Elements that
# hold an introduction (`gmail_attr`, `moz-cite-prefix`) are none either: its words say what follows, a forward, too.
_QUOTES = re.compile(
    r"(?:x_)*(?:yahoo_quoted(?:_\w*)?|ydp\w*yahoo_quoted"
    r"|protonmail_quote|tutanota_quote|zmail_extra|hs_reply|isreplycontent|elided-text|replybody\d*"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|messagereplysection|original-content"
    r"|original-message|quoted-text|__quoted_text__|__headers__|front-blockquote|edo-original-content|email_quote)",
    re.IGNORECASE,
)
# Below these nothing is the writer's own.
_ENDS = re.compile(
    r"(?:x_)*(?:divrplyfwdmsg|appendonsend|zwchr|stopspelling|yahoo-quoted-begin|orimsghtmlseperator|replysplit|__divider__"
    r"|outlookmessageheader|bloop_original_html|moz-forward-container|moz-email-headers-table|isforwardcontent|appleoriginalcontents)",
    re.IGNORECASE,
)
_SIGNATURES = re.compile(
    r"(?:x_)*(?:gmail_signature|moz-signature|signature|applemailsignature|composer_signature|ms-outlook-mobile-signature"
    r"|mobilesignature|_rc_sig|protonmail_signature_block|bloop_sign\w*|mail-signature)",
    re.IGNORECASE,
)


_BAR = re.compile(r"solid|double|dotted|dashed|ridge|groove|inset|outset")
_CITES = re.compile(r"(?:^|[\s_-])(?:\w*quot\w*|\w*cite\w*|replied|reply)", re.IGNORECASE)
_SOUNDS_QUOTED = re.compile(r"quot", re.IGNORECASE)
_HOLDS_ANSWERS = re.compile(r"(?:x_)*gmail_quote\w*", re.IGNORECASE)
_LEFT = re.compile(r"border-(?:left|inline|inline-start)(?:-style|-width)?")
_ALL_SIDES = 4


class Mark(Enum):
    """What an element says of what is inside it, or below it."""

    QUOTE = "quote"
    MAYBE = "maybe"  # a quote, or words of the writer's own that he set apart
    END = "end"
    SIGNATURE = "signature"


def mark_of(tag: str, attributes: Mapping[str, str], style: Mapping[str, str]) -> Mark | None:
    """What the element marks, if anything; a bar at the left of a block says what a block quote says."""
    barred = tag in ("div", "table", "td") and _BAR.search(style.get("border-left", style.get("border-left-style", "")))
    if tag == "blockquote" or barred:
        return Mark.QUOTE
    return _named_mark(attributes)


def possible_mark(
    tag: str, attributes: Mapping[str, str], declarations: Iterable[tuple[str, str, bool]], *, first: bool
) -> Mark | None:
    """As `mark_of`, of every element at whose left a bar may stand; MAYBE where no program says that it is a quote.

    `first` says that nothing stands before it in its row: the bar between two cells is none.
    """
    if named := _named_mark(attributes):
        return named
    if tag == "blockquote":
        said = " ".join(attributes.get(name, "") for name in ("class", "id", "type"))
        return Mark.QUOTE if "cite" in attributes or _CITES.search(said) else Mark.MAYBE
    if any(
        _SOUNDS_QUOTED.search(name) and not _HOLDS_ANSWERS.fullmatch(name)
        for name in attributes.get("class", "").split()
    ):
        return Mark.MAYBE
    if tag in ("td", "th") and not first:
        return None
    return Mark.MAYBE if any(_draws_bar(name, value) for name, value, _ in declarations) else None


def _draws_bar(name: str, value: str) -> bool:
    """Whether a declaration draws a line at the left, and none at the right."""
    if _LEFT.fullmatch(name):
        return bool(_BAR.search(value))
    sides = value.split()
    if name == "border-style" and len(sides) == _ALL_SIDES:
        return bool(_BAR.search(sides[3])) and not _BAR.search(sides[1])
    if name == "border-width" and len(sides) == _ALL_SIDES:
        return not sides[3].startswith("0") and sides[1].startswith("0")
    return False


def _named_mark(attributes: Mapping[str, str]) -> Mark | None:
    named = [attributes.get(name, "") for name in ("id", "name", "data-marker", "data-smartmail")]
    named += attributes.get("class", "").split()
    for pattern, mark in ((_ENDS, Mark.END), (_QUOTES, Mark.QUOTE), (_SIGNATURES, Mark.SIGNATURE)):
        if any(pattern.fullmatch(name) for name in named if name):
            return mark
    return None
