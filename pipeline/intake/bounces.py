"""Who did not get what: delivery status notifications (RFC 3464), and the plain texts that some servers still write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from pipeline.model import Bounce
from pipeline.rulebook.kinds import KindRules

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OUR_ID = re.compile(r"<(nodis\.[^<>\s]+)>")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")  # RFC 3463; no part of an IP address
_REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -](?=\D)")  # RFC 5321
_FAILED = "failed"  # an action of RFC 3464


def bounce_of(message: Message, text: str, rules: KindRules) -> Bounce:
    """From the delivery-status part, else from headers and words; `text` is all of the body, quotes included.

    A failure is for good unless the notice says that the server will try again: a letter that did not arrive is missed.
    """
    told = delivery_status(message)
    recipient = told.get("recipient") or _failed_recipient(message, text)
    status = told.get("status") or _first(_ENHANCED, text)
    if not status and (code := _first(_REPLY_CODE, text)):
        status = f"{code[0]}.0.0"
    action = told.get("action", "")
    if action:
        permanent = action == _FAILED
    else:
        permanent = not status.startswith("4") and not rules.patterns["bounce_temporary"].search(text)
    return Bounce(recipient=recipient, permanent=permanent, status=status, message_id=_original(message, text))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def delivery_status(message: Message) -> dict[str, str]:
    """Recipient, status and action (RFC 3464); of several recipients the last that failed; empty where no part says so."""
    told: dict[str, str] = {}
    for part in _own_parts(message):
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else None
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            final = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
            address = final.partition(";")[2].strip().strip("<>").lower()
            action = str(block.get("Action", "")).strip().lower()
            if address and told.get("action") != _FAILED:
                status = str(block.get("Status", "")).split()
                told = {"recipient": address, "status": status[0] if status else "", "action": action}
    return told


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts that are not inside a mail that came along: a person may forward a notice as a file."""
    yield message
    payload = message.get_payload()
    if message.get_content_type() == "message/rfc822" or not isinstance(payload, list):
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _own_parts(part)


def _failed_recipient(message: Message, text: str) -> str | None:
    """`X-Failed-Recipients` (Exim, Gmail), else the first address in the words."""
    found = _ADDRESS.search(str(message.get("X-Failed-Recipients", ""))) or _ADDRESS.search(text)
    return found[0].lower() if found else None


def _original(message: Message, text: str) -> str | None:
    """Message-ID of our mail: in the copy that comes back, in the words, or in the thread (Exchange)."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else payload
            # Never the message as a whole: the library refuses to write some of what it has read.
            head = f"Message-ID: {inner.get('Message-ID', '')}" if isinstance(inner, Message) else str(inner)
            found = re.search(r"^Message-ID:\s*<([^<>]+)>", head, re.IGNORECASE | re.MULTILINE)
            if found:
                return found[1]
    thread = f"{message.get('In-Reply-To', '')} {message.get('References', '')}"
    return _first(_OUR_ID, text) or _first(_OUR_ID, thread) or None
