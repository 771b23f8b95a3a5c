"""Headers as text: RFC 2047 words, raw bytes, addresses, ids, and dates as they are written in the wild.

mail-parser gives malformed dates; the standard library all else.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import TypeVar

import mailparser

from pipeline.charsets import text_of_bytes
from pipeline.model import Address

logging.getLogger("mailparser").setLevel(
    logging.ERROR
)  # it warns of every part it does not read; we read them ourselves
MAX_ADDRESSES = 1000
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)
_T = TypeVar("_T")
_BY_THE_BOOK = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d{2}:\d{2}:\d{2} [+-](?:0\d|1[0-4])[0-5]\d(?: \([A-Z]{1,5}\))?"
)
_FIRST_YEAR, _LAST_YEAR = 1985, 2150


def date_of(message: Message) -> datetime | None:
    """When it was written, aware; None where no Date header says a moment that a mail can have."""
    return _believable(_date_by_the_book(message) or _date_in_the_wild(message)) or _believable(_date(message))


def _date_by_the_book(message: Message) -> datetime | None:
    """A single date as RFC 5322 writes it, of which there are no two opinions."""
    values = raw_values(message, "Date")
    if len(values) != 1 or not _BY_THE_BOOK.fullmatch(values[0].strip()):
        return None
    return _date(message)


def _date_in_the_wild(message: Message) -> datetime | None:
    """What mail-parser makes of the date: it knows the malformed ones seen in the wild. It is shown no more than that header."""
    dated = Message()
    for value in raw_values(message, "Date"):
        dated["Date"] = value
    try:
        parsed = mailparser.MailParser(dated)
        moment, zone = parsed.date, parsed.timezone
    except Exception:  # noqa: BLE001 - a hostile header may break it anywhere; the standard library's date is used then
        return None
    if not isinstance(moment, datetime):
        return None
    return _in_zone(moment if moment.tzinfo else moment.replace(tzinfo=UTC), str(zone))


def _in_zone(moment: datetime, offset: str) -> datetime:
    found = re.fullmatch(r"([+-])(\d{1,2})(?:[:.](\d+))?", offset.strip())
    if not found:
        return moment
    try:
        return moment.astimezone(datetime.strptime(f"{found[1]}{int(found[2]):02d}00", "%z").tzinfo)
    except ValueError:
        return moment


def _believable(moment: datetime | None) -> datetime | None:
    """A date that a mail can have; clocks that were never set, and jokes, are no date."""
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def first(values: tuple[_T, ...]) -> _T | None:
    """The first of them, if there is one."""
    return values[0] if values else None


def raw_values(message: Message, name: str) -> list[str]:
    """Values of a header as they came; raw 8-bit bytes stand in them as surrogates."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded; empty where there is none."""
    return decoded(next(iter(raw_values(message, name)), ""))


def decoded(value: str) -> str:
    """RFC 2047, and raw 8-bit bytes in whatever charset they make sense in; never a line break."""
    try:
        chunks = decode_header(value)
    except (ValueError, LookupError, HeaderParseError):
        chunks = [(value, None)]
    out = []
    for chunk, charset in chunks:
        out.append(
            text_of_bytes(chunk, charset)
            if isinstance(chunk, bytes)
            else text_of_bytes(chunk.encode("utf-8", "surrogateescape"), charset)
        )
    return re.sub(r"\s+", " ", "".join(out)).strip()


def addresses(message: Message, name: str) -> tuple[Address, ...]:
    """The addresses that headers of that name list, a thousand at most; never raises."""
    values = [_decode_address(value) for value in raw_values(message, name)]
    try:
        pairs = getaddresses(values)
    except (
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ):  # groups in groups, comments in comments
        pairs = [("", address) for value in values for address in _ADDRESS.findall(value)]
    listed = [(display, address) for display, address in pairs if "@" in address][:MAX_ADDRESSES]
    return tuple(Address(address=address.strip().lower(), name=decoded(display)) for display, address in listed)


def _decode_address(value: str) -> str:
    return value if value.isascii() else text_of_bytes(value.encode("utf-8", "surrogateescape"), None)


def message_ids(message: Message, name: str) -> tuple[str, ...]:
    """Message ids without brackets; long ones come folded, or as encoded words, which RFC 2047 forbids and programs do."""
    text = " ".join(decoded(raw) for raw in raw_values(message, name))
    return tuple(dict.fromkeys(re.sub(r"\s", "", found) for found in re.findall(r"<([^<>]{3,998})>", text)))


def content_of(message: Message) -> bytes:
    """What a part holds, decoded; never raises."""
    try:
        payload = message.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = message.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
