"""Bytes to text, in the charset that they are truly in: what a header says of them is often wrong."""

from __future__ import annotations

import codecs

from pipeline.characters import windows_punctuation

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Programs write these names over whatever they send; bytes that make sense as UTF-8 are UTF-8.
_SAID_OF_ALL = frozenset({
    "", "ascii", "us-ascii", "unknown-8bit", "x-unknown", "default", "iso-8859-1", "latin-1", "latin1", "iso8859-1", "iso_8859-1",
    "windows-1252", "cp1252", "ansi", "iso-8859-15", "latin-9",
})  # fmt: skip
_WIDE = ("utf-16", "utf-32", "utf16", "utf32", "ucs-2", "ucs2", "unicode")
_SAMPLE = 4096  # bytes in which the zeros of UTF-16 are counted
_MOSTLY = 0.4  # share of the places of high bytes that are zero in text of Latin letters


def text_of_bytes(content: bytes, charset: str | None) -> str:
    """Text by the byte order mark, by the named charset where that can be true, or by the first that fits; never raises."""
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return windows_punctuation(_whole(content[len(mark) :].decode(marked, "replace")))
    named = (charset or "").strip("'\" ").lower()
    if wide := _wide_by_zeros(content):
        return windows_punctuation(_whole(content.decode(wide, "replace")))
    candidates = ["utf-8", "cp1252"] if named in _SAID_OF_ALL else [named, "utf-8", "cp1252"]
    if named.startswith(_WIDE) and b"\x00" not in content:
        candidates = ["utf-8", named, "cp1252"]
    for candidate in candidates:
        try:
            text = content.decode(candidate)
            text.encode()  # some charsets give half characters (surrogates), which nothing can store
        except (LookupError, ValueError):
            continue
        return windows_punctuation(text)
    return windows_punctuation(content.decode("latin-1"))


def is_wide(content: bytes) -> bool:
    """Whether a file is text of two bytes a character: by its mark, or by its zeros."""
    return content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _wide_by_zeros(content) is not None


def _whole(text: str) -> str:
    """Without half characters."""
    return text.encode("utf-8", "replace").decode()


def _wide_by_zeros(content: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Latin text is zero, of which 8-bit text has none."""
    sample = content[:_SAMPLE]
    pairs = len(sample) // 2
    if pairs < 2 or b"\x00" not in sample:  # noqa: PLR2004 - a character may be anything
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high >= _MOSTLY * pairs and low <= high // 8:
        return "utf-16-le"
    return "utf-16-be" if low >= _MOSTLY * pairs and high <= low // 8 else None
