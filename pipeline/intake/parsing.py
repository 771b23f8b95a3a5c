"""Raw bytes to a `Mail`. Never raises on bad mail: what cannot be parsed is named in `Mail.problems`.

mail-parser gives the date, malformed ones included; the standard library's tree gives the parts, and what mail-parser
flattens away of them: which is inline, which is a wrapped message, what a signature wraps.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import logging
import mimetypes
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import TypeVar

import mailparser
from striprtf.striprtf import rtf_to_text
from tnefparse import TNEF

from pipeline.bounds import MOST, bounded
from pipeline.intake.bodies import LETTER_WORDS, Body, html_to_text, take_apart, tidy, unflow
from pipeline.intake.bounces import bounce_of
from pipeline.intake.kinds import tell_kind
from pipeline.intake.unwrapping import signed_content
from pipeline.intake.verdicts import dmarc_verdict
from pipeline.model import Address, Mail, Part
from pipeline.rulebook import Trust
from pipeline.rulebook.kinds import KindRules

logging.getLogger("mailparser").setLevel(
    logging.ERROR
)  # it warns of every part it does not read; we read them ourselves
MAX_DEPTH = 20  # of nested parts: deeper ones are left unread, the mail is kept
_CODE = re.compile(r"\b([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b")
_BRACKET = re.compile(r"\[([^\[\]]{4,60})\]")
_CASE = re.compile(r"\b(\d{4}-\d{4,})\b(?!-)")
_T = TypeVar("_T")
_BY_THE_BOOK = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d{2}:\d{2}:\d{2} [+-](?:0\d|1[0-4])[0-5]\d(?: \([A-Z]{1,5}\))?"
)
_LARGE = 20_000  # bytes
_FILE = re.compile(rb"^[A-Za-z0-9+/]{60,76}(?:\r?\n[A-Za-z0-9+/]{60,76})+(?=\r?\n)", re.MULTILINE)
_WORD = re.compile(r"[0-9a-f]{32}")
_FIRST_YEAR, _LAST_YEAR = 1985, 2150
_LONGEST_SUBJECT = 2000
_CHARSETS = ("utf-8", "cp1252", "latin-1")


@dataclass
class _Found:
    """What the walk over the parts collects."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    forwarded: list[Message] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse(raw: bytes, *, kinds: KindRules, trust: Trust, own: str) -> Mail:
    """Parse a message; `own` is the office's address, whose own mail coming back is no letter."""
    problems: list[str] = []
    message = _message(raw, problems)
    found = _Found()
    try:
        _walk(message, found, depth=0)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        problems.append(f"bagian surel tidak dapat dibaca ({type(error).__name__})")
    subject = _header(message, "Subject")[:_LONGEST_SUBJECT]
    body = _body(found, kinds)
    text, quoted, original = body.text, body.quoted, body.original_sender
    sender = _first(_addresses(message, "From")) or _first(_addresses(message, "Sender"))
    inner = found.forwarded[0] if found.forwarded else None
    if inner is not None and original is None:
        original = _first(_addresses(inner, "From"))
    bracketed = " ".join(_BRACKET.findall(subject)).upper()
    mail_kind = tell_kind(message, subject=subject, text=text, quoted=quoted, parts=found.parts, own=own, rules=kinds)
    return Mail(
        sha256=hashlib.sha256(raw).hexdigest(),
        message_id=_first(_ids(message, "Message-ID")),
        sender=sender,
        original_sender=original if original and (sender is None or original.address != sender.address) else None,
        recipients=(*_addresses(message, "To"), *_addresses(message, "Cc")),
        subject=subject,
        date=_believable(_date_by_the_book(message) or _date_in_the_wild(message)) or _believable(_date(message)),
        in_reply_to=_ids(message, "In-Reply-To"),
        references=_ids(message, "References"),
        text=text,
        quoted=quoted,
        parts=tuple(found.parts),
        dmarc=dmarc_verdict(message.get_all("Authentication-Results") or [], trust),
        auto_submitted=mail_kind.automatic,
        kind=mail_kind.kind,
        because=mail_kind.because,
        codes=tuple(dict.fromkeys(_CODE.findall(bracketed))),
        cases=tuple(dict.fromkeys(_CASE.findall(bracketed))),
        bounce=bounce_of(message, f"{text}\n{quoted}", kinds) if mail_kind.kind.value == "bounce" else None,
        problems=tuple(problems + found.problems),
        signature=body.signature,
    )


def _date_by_the_book(message: Message) -> datetime | None:
    """A single date as RFC 5322 writes it, of which there are no two opinions."""
    values = _raw(message, "Date")
    if len(values) != 1 or not _BY_THE_BOOK.fullmatch(values[0].strip()):
        return None
    return _date(message)


def _date_in_the_wild(message: Message) -> datetime | None:
    """What mail-parser makes of the date: it knows the malformed ones seen in the wild. It is shown no more than that header."""
    dated = Message()
    for value in _raw(message, "Date"):
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


def _first(values: tuple[_T, ...]) -> _T | None:
    return values[0] if values else None


def _raw(message: Message, name: str) -> list[str]:
    """Values of a header as they came; raw 8-bit bytes stand in them as surrogates."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def _header(message: Message, name: str) -> str:
    return _decode(next(iter(_raw(message, name)), ""))


def _decode(value: str) -> str:
    """RFC 2047, and raw 8-bit bytes in whatever charset they make sense in; never a line break."""
    try:
        chunks = decode_header(value)
    except (ValueError, LookupError, HeaderParseError):
        chunks = [(value, None)]
    out = []
    for chunk, charset in chunks:
        out.append(
            _text(chunk, charset)
            if isinstance(chunk, bytes)
            else _text(chunk.encode("utf-8", "surrogateescape"), charset)
        )
    return re.sub(r"\s+", " ", "".join(out)).strip()


def _text(content: bytes, charset: str | None) -> str:
    """Decode by the named charset, or by the first that fits; never raises."""
    named = (charset or "").strip("'\"").lower()
    for candidate in dict.fromkeys((named, *_CHARSETS)):
        if candidate in ("", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "default"):
            continue
        try:
            text = content.decode(candidate)
            text.encode()  # some charsets give half characters (surrogates), which nothing can store
        except (LookupError, ValueError):
            continue
        return text
    return content.decode("latin-1")


def _addresses(message: Message, name: str) -> tuple[Address, ...]:
    values = [_decode_address(value) for value in _raw(message, name)]
    found = []
    for display, address in getaddresses(values):
        if "@" in address:
            found.append(Address(address=address.strip().lower(), name=_decode(display)))
    return tuple(found)


def _decode_address(value: str) -> str:
    return value if value.isascii() else _text(value.encode("utf-8", "surrogateescape"), None)


def _ids(message: Message, name: str) -> tuple[str, ...]:
    """Message ids without brackets; long ones come folded, or as encoded words, which RFC 2047 forbids and programs do."""
    text = " ".join(_decode(raw) for raw in _raw(message, name))
    return tuple(dict.fromkeys(re.sub(r"\s", "", found) for found in re.findall(r"<([^<>]{3,998})>", text)))


def _message(raw: bytes, problems: list[str]) -> Message:
    """The tree of parts; of a mail that is nested beyond what the parser bears, the headers alone."""
    short, cut = _without_files(raw)
    try:
        message = email.message_from_bytes(short, policy=email.policy.compat32)
        _put_back(message, cut)
    except RecursionError:
        problems.append("surel bersarang terlalu dalam; hanya kepalanya yang dibaca")
        message = BytesHeaderParser(policy=email.policy.compat32).parsebytes(raw)
        del message["Content-Type"]
        message.set_payload("")
    return message


def _without_files(raw: bytes) -> tuple[bytes, dict[str, str]]:
    """The message with a word for each long run of base64, and the runs: the library's parser takes files line by line."""
    cut: dict[str, str] = {}

    def stands_for(found: re.Match[bytes]) -> bytes:
        if len(found[0]) < _LARGE:
            return found[0]
        word = secrets.token_hex(16)  # nobody can write it into his mail
        cut[word] = found[0].decode("ascii")
        return word.encode("ascii")

    return (_FILE.sub(stands_for, raw) if len(raw) > _LARGE else raw), cut


def _put_back(message: Message, cut: dict[str, str]) -> None:
    for part in message.walk() if cut else ():
        payload = part.get_payload()
        if isinstance(payload, str):
            part.set_payload(_WORD.sub(lambda found: cut.get(found[0], found[0]), payload))


def _believable(moment: datetime | None) -> datetime | None:
    """A date that a mail can have; clocks that were never set, and jokes, are no date."""
    return moment if moment and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _date(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# ----------------------------------------------------------------------------------------------------------- parts


def _walk(message: Message, found: _Found, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        found.problems.append("bagian surel bersarang terlalu dalam")
        return
    kind = message.get_content_type()
    if kind == "message/rfc822" or (kind == "application/octet-stream" and (_name(message) or "").endswith(".eml")):
        _forwarded(message, found, depth=depth)
    elif kind in ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers"):
        return
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                _walk(part, found, depth=depth + 1)
    else:
        _leaf(message, kind, found, depth=depth)


def _forwarded(message: Message, found: _Found, *, depth: int) -> None:
    payload = message.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        inner = email.message_from_bytes(_content(message), policy=email.policy.compat32)
    found.forwarded.append(inner)
    cover = found.plain, found.html
    found.plain, found.html = [], []
    _walk(inner, found, depth=depth + 1)
    if len(" ".join([*found.plain, *found.html]).split()) < LETTER_WORDS:  # the words are the forwarder's
        found.plain, found.html = cover[0] + found.plain, cover[1] + found.html


def _leaf(message: Message, kind: str, found: _Found, *, depth: int) -> None:
    name = _name(message)
    attachment = message.get_content_disposition() == "attachment" or bool(name)
    content = _content(message)
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        wrapped = signed_content(content)
        if wrapped is not None:
            _walk(email.message_from_bytes(wrapped, policy=email.policy.compat32), found, depth=depth + 1)
            return
        found.problems.append("surel terenkripsi tidak dapat dibuka")
    if kind in ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"):
        return
    is_tnef = kind in ("application/ms-tnef", "application/vnd.ms-tnef") or (name or "").lower() == "winmail.dat"
    if is_tnef and _tnef(content, found):
        return
    if kind == "text/plain" and not attachment:
        text = _text(content, message.get_content_charset())
        if str(message.get_param("format", "")).lower() == "flowed":
            text = unflow(text, delsp=str(message.get_param("delsp", "")).lower() == "yes")
        found.plain.append(text)
    elif kind == "text/html" and not attachment:
        found.html.append(_text(content, message.get_content_charset()))
    elif content:
        found.parts.append(_part(message, kind, name, content, len(found.parts) + 1))


def _part(message: Message, kind: str, name: str | None, content: bytes, number: int) -> Part:
    content_id = str(message.get("Content-ID", "")).strip(" <>") or None
    suffix = mimetypes.guess_extension(kind) or ".bin"
    return Part(
        name=name or f"lampiran-{number}{suffix}",
        content_type=kind,
        content=content,
        inline=message.get_content_disposition() != "attachment" and content_id is not None,
        content_id=content_id,
    )


def _name(message: Message) -> str | None:
    """File name from Content-Disposition or Content-Type, RFC 2231 and RFC 2047 both; base name only."""
    try:
        raw = message.get_filename()
    except (ValueError, LookupError, UnicodeError, TypeError):
        raw = None
    if not raw:
        return None
    name = _decode(raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"[\x00-\x1f\x7f]", "", name).strip()
    return name[:200] or None


def _content(message: Message) -> bytes:
    try:
        payload = message.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = message.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _tnef(content: bytes, found: _Found) -> bool:
    """Outlook's winmail.dat: its attachments and body; False where it cannot be read."""
    try:
        tnef = TNEF(content)
        attachments = [
            (attachment.long_filename() or attachment.name, attachment.data) for attachment in tnef.attachments
        ]
        body = tnef.htmlbody or tnef.body or str(rtf_to_text((tnef.rtfbody or b"").decode("latin-1")))  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - a hostile file may break the reader anywhere; it is kept as an attachment then
        found.problems.append("winmail.dat tidak dapat dibaca")
        return False
    for number, (raw_name, data) in enumerate(attachments, start=1):
        name = (raw_name.decode("latin-1") if isinstance(raw_name, bytes) else str(raw_name or "")).strip("\x00 ")
        name = name or f"lampiran-{number}.bin"
        found.parts.append(
            Part(
                name=name, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream", content=bytes(data)
            )
        )
    if body and not found.plain:
        text = _text(body, None) if isinstance(body, bytes) else str(body)
        (found.html if tnef.htmlbody else found.plain).append(text)
    return True


def _body(found: _Found, kinds: KindRules) -> Body:
    """The better of plain and HTML: plain, unless it is empty or says much less."""
    plain = bounded(tidy("\n\n".join(found.plain)[: 2 * MOST]))
    rich = bounded(html_to_text("\n".join(found.html))) if found.html else ""
    words = len(plain.split())
    text = rich if found.html and words < 0.5 * len(rich.split()) else plain or rich
    return take_apart(text, kinds)
