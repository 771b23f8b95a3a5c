"""How mail programs mark in HTML what is quoted and what is a signature, by tag, class, id and data attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
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


_BAR = re.compile(r"solid|double|dotted|dashed|ridge|groove")


class Mark(Enum):
    """What an element says of what is inside it, or below it."""

    QUOTE = "quote"
    END = "end"
    SIGNATURE = "signature"


def mark_of(tag: str, attributes: Mapping[str, str], style: Mapping[str, str]) -> Mark | None:
    """What the element marks, if anything; a bar at the left of a block says what a block quote says."""
    barred = tag in ("div", "table", "td") and _BAR.search(style.get("border-left", style.get("border-left-style", "")))
    if tag == "blockquote" or barred:
        return Mark.QUOTE
    named = [attributes.get(name, "") for name in ("id", "name", "data-marker", "data-smartmail")]
    named += attributes.get("class", "").split()
    for pattern, mark in ((_ENDS, Mark.END), (_QUOTES, Mark.QUOTE), (_SIGNATURES, Mark.SIGNATURE)):
        if any(pattern.fullmatch(name) for name in named if name):
            return mark
    return None
