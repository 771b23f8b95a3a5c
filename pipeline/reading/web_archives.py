"""Web pages in one file (MHTML, RFC 2557), as browsers save them and as Word does under the name of a document."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator

from pipeline.charsets import text_of_bytes
from pipeline.hypertext import visible_text

_PAGES = ("text/html", "text/plain", "application/xhtml+xml")


def page_of(content: bytes) -> str:
    """The words of the page; "" where there is none in it."""
    for part in email.message_from_bytes(content, policy=email.policy.compat32).walk():
        if part.get_content_type() in _PAGES:
            data = part.get_payload(decode=True)
            text = text_of_bytes(data, part.get_content_charset()) if isinstance(data, bytes) else ""
            return visible_text(text) if part.get_content_type() != "text/plain" else text
    return ""


def pictures_of(content: bytes) -> Iterator[bytes]:
    """The pictures that are kept with the page."""
    for part in email.message_from_bytes(content, policy=email.policy.compat32).walk():
        data = part.get_payload(decode=True) if part.get_content_maintype() == "image" else None
        if isinstance(data, bytes):
            yield data
