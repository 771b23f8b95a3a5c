"""Web pages in one file (MHTML, RFC 2557), as browsers save them and as Word does under the name of a document."""

from __future__ import annotations

import email
import email.policy

from pipeline.hypertext import visible_text
from pipeline.reading.sniffing import text_of

_PAGES = ("text/html", "text/plain", "application/xhtml+xml")


def page_of(content: bytes) -> str:
    """The words of the page; "" where there is none in it."""
    for part in email.message_from_bytes(content, policy=email.policy.compat32).walk():
        if part.get_content_type() in _PAGES:
            data = part.get_payload(decode=True)
            text = decoded(data, part.get_content_charset()) if isinstance(data, bytes) else ""
            return visible_text(text) if part.get_content_type() != "text/plain" else text
    return ""


def decoded(data: bytes, charset: str | None) -> str:
    """Text by the charset it names, where that fits."""
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return text_of(data) or data.decode("latin-1")
