"""Mails that came as files: attached, saved as .eml or by Outlook as .msg, whatever type and name their program gives them."""

from __future__ import annotations

import email.policy
import quopri
import re
from email.message import Message
from email.parser import BytesHeaderParser

from pipeline import outlook
from pipeline.intake.headers import content_of
from pipeline.intake.tree import read_tree

_ATTACHED = frozenset({"message/rfc822", "message/global", "message/news"})
_NAMES = (".eml", ".emlx", ".msg", ".oft")
_TYPES = re.compile(r"(?:application|text|message)/(?:x-)?(?:eml|emlx|msg|rfc822|vnd\.ms-outlook|ms-outlook)")
_UNNAMED = "application/octet-stream"
_HEAD = 16_384  # bytes in which the head of a mail is looked for
_FIELDS = frozenset({
    "from", "to", "subject", "date", "received", "message-id", "mime-version", "content-type", "return-path", "delivered-to",
})  # fmt: skip
_LENGTH = re.compile(rb"\A\d{1,10}[ \t]*\r?\n")  # the first line of Apple's .emlx


def mail_within(message: Message, name: str | None, problems: list[str]) -> Message | None:
    """The mail that a part is; None where it is none, or one that cannot be read."""
    kind = message.get_content_type()
    if kind in _ATTACHED:
        return _attached(message, problems)
    called = (name or "").lower()
    if message.is_multipart() or not (called.endswith(_NAMES) or _TYPES.fullmatch(kind) or kind == _UNNAMED):
        return None
    content = content_of(message)
    if outlook.is_msg(content):
        try:
            return outlook.as_message(outlook.read_msg(content))
        except outlook.OutlookError:
            return None
    content = _LENGTH.sub(b"", content[:64]) + content[64:]
    named = called.endswith(_NAMES) or kind != _UNNAMED
    return read_tree(content, problems) if _fields_of(content) >= (1 if named else 3) else None


def _attached(message: Message, problems: list[str]) -> Message:
    """A mail in a mail; some programs encode it as they do files, which RFC 2046 (5.2.1) forbids."""
    payload = message.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    encoded = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    if not isinstance(inner, Message):
        return read_tree(content_of(message), problems)
    if encoded == "quoted-printable" and ("=3d" in str(inner.get("Content-Type", "=3d")).lower()):
        return read_tree(quopri.decodestring(inner.as_bytes()), problems)
    if encoded in ("base64", "x-uuencode", "uuencode") and not inner.keys():
        inner["Content-Transfer-Encoding"] = encoded
        return read_tree(content_of(inner), problems)
    return inner


def _fields_of(content: bytes) -> int:
    """How many of the fields that every mail has stand at the beginning of a file."""
    head = BytesHeaderParser(policy=email.policy.compat32).parsebytes(content[:_HEAD].lstrip())
    return len(_FIELDS & {name.lower() for name in head.keys()})  # noqa: SIM118 - of a message, not of a mapping
