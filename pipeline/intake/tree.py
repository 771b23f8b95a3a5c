"""Bytes to the standard library's tree of parts, bounded before it sees them."""

from __future__ import annotations

import email
import email.policy
import re
import secrets
from email.message import Message
from email.parser import BytesHeaderParser

MAX_HEADER = 50_000  # characters of one header: a thousand recipients
MAX_CONTENT_HEADER = 2_000  # of one that describes a part: the library takes the square of it
_LARGE = 20_000  # bytes
_FILE = re.compile(rb"^[A-Za-z0-9+/]{60,76}(?:\r?\n[A-Za-z0-9+/]{60,76})+(?=\r?\n)", re.MULTILINE)
_WORD = re.compile(r"[0-9a-f]{32}")


def read_tree(raw: bytes, problems: list[str]) -> Message:
    """The tree of parts; of a mail that is nested beyond what the parser bears, the headers alone."""
    short, cut = _without_files(raw)
    try:
        message = email.message_from_bytes(short, policy=email.policy.compat32)
        _without_nul(message)
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


def _without_nul(message: Message) -> None:
    """Without zero bytes in what describes a part: the library fails on a charset that holds one."""
    for part in message.walk():
        for name, value in part.raw_items():
            if name.lower().startswith("content-") and "\0" in str(value):
                part.replace_header(name, str(value).replace("\0", ""))


def shorten_headers(message: Message) -> None:
    """Headers of a length that no program writes are cut before anything is understood of them."""
    if any(len(value) > MAX_CONTENT_HEADER for _, value in message.raw_items()):
        headers = list(message.raw_items())
        for name, _ in headers:
            del message[name]
        for name, value in headers:
            most = MAX_CONTENT_HEADER if name.lower().startswith("content-") else MAX_HEADER
            message.set_raw(name, str(value)[:most])


def _put_back(message: Message, cut: dict[str, str]) -> None:
    for part in message.walk() if cut else ():
        payload = part.get_payload()
        if isinstance(payload, str):
            part.set_payload(_WORD.sub(lambda found: cut.get(found[0], found[0]), payload))
