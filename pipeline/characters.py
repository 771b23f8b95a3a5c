"""Which characters may reach a terminal, a page, a log or another program: none that command, hide or turn round what is shown."""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")
# What begins with ESC or its eight-bit forms: control sequences (ECMA-48 5.4), strings such as a window's title (5.6), the rest (5.5).
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]{0,8}[0-~]?"
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 but tab and line ends, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, embeddings, overrides, isolates
    "\ufff9-\ufffb\U000e0000-\U000e007f]"  # annotations, tags: text that nothing shows
)
_HALF = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
# What Windows programs write under the name of ISO 8859-1: those eight-bit controls are its punctuation (WHATWG Encoding).
_WINDOWS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_EIGHT_BIT = re.compile("[\x80-\x9f]")
_HARMLESS = re.compile("[\t\n -~\u00a0-\u0610\u0620-\u200d\u2010-\u2027\u2030-\u2065\u206a-\ud7ff\ue000-\ufff8]*")


def printable(text: str) -> str:
    """Text of any number of lines, without terminal commands, control characters, direction overrides and half characters."""
    if _HARMLESS.fullmatch(text):
        return text
    text = _SEQUENCE.sub("", _LINE_ENDS.sub("\n", text))
    return _HALF.sub("\ufffd", _CONTROL.sub("", text))


def printable_line(text: str) -> str:
    """The same on one line: line ends become spaces."""
    return printable(text).replace("\n", " ")


def windows_punctuation(text: str) -> str:
    """Eight-bit controls read as the punctuation that Windows programs mean by them."""
    return text.translate(_WINDOWS) if _EIGHT_BIT.search(text) else text


def printable_record(value: T) -> T:
    """A record, or tuples and mappings of such, with all its texts printable; itself where they are already."""
    if isinstance(value, str):
        return printable(value)  # type: ignore[return-value]  # a text for a text
    if isinstance(value, tuple):
        members = tuple(printable_record(one) for one in value)
        return value if all(map(operator.is_, members, value)) else members  # type: ignore[return-value]
    if isinstance(value, Mapping):
        return {printable(str(key)): printable_record(one) for key, one in value.items()}  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: new for name, old in held.items() if (new := printable_record(old)) is not old}
        return replace(value, **changed) if changed else value
    return value


def printable_values(value: Any) -> Any:
    """A JSON value whose texts and keys are printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(key)): printable_values(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable_values(one) for one in value]
    return value
