"""What an IMAP server tells of one message: a value that cannot be so is as if nothing was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# What imapclient raises over an answer that is none: a date no calendar has, a number no machine holds, brackets left open.
UNREADABLE = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, AssertionError, RecursionError)
MOST_BYTES = 2**31  # that a column of the database counts up to; no mail is as large


def size_of(facts: Mapping[bytes, Any], unknown: int) -> int:
    """Bytes of the message; `unknown` where the server does not say, or says what no message can have."""
    size = facts.get(b"RFC822.SIZE")
    return size if isinstance(size, int) and 0 <= size < MOST_BYTES else unknown


def received_at(facts: Mapping[bytes, Any]) -> datetime | None:
    """When the server says that it took the message; None where it says nothing, or a time that no clock shows."""
    received = facts.get(b"INTERNALDATE")
    if not isinstance(received, datetime):
        return None
    try:
        return received.astimezone(UTC)
    except (ValueError, OverflowError):  # a year that its zone moves out of the calendar, a zone of more than a day
        return None


def content_of(told: Mapping[bytes, Any]) -> bytes | None:
    """The body or header in what was told of a message; None where there is none (NIL)."""
    found = next((value for key, value in told.items() if key.startswith(b"BODY[")), None)
    return found if isinstance(found, bytes) else None
