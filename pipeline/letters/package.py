"""DOCX and PDF as files: the same letter gives the same bytes, whenever it is written."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib

_CONTENT_TYPES = "[Content_Types].xml"  # OPC readers expect it first


def repack(docx: bytes) -> bytes:
    """The same package with its parts in a fixed order and without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != _CONTENT_TYPES, name)):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, source.read(name))
    return out.getvalue()


_CREATED = re.compile(rb"<dcterms:created[^>]*>(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z?</dcterms:created>")
_PDF_DATE = re.compile(rb"(?<=\(D:)\d{14}(?=Z)")
_XMP_DATE = re.compile(rb"(<xmp:(?:Create|Modify|Metadata)Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(</xmp:)")
_PDF_ID = re.compile(rb"/ID \[ <[0-9A-F]{32}>\s*<[0-9A-F]{32}> \]")
_CHECKSUM = re.compile(rb"/DocChecksum /[0-9A-F]{32}")
# The colour profile that PDF/A wants; LibreOffice makes it anew each time and writes the time into it (ICC.1, 7.2).
_PROFILE = re.compile(
    rb"(<</N \d/Length (\d+) 0 R/Filter/FlateDecode>>\s*stream\r?\n)(.*?)(\nendstream\nendobj)", re.DOTALL
)
_PROFILE_MARK, _PROFILE_DATE = slice(36, 40), slice(24, 36)
_EPOCH = (b"1980", b"01", b"01", b"00", b"00", b"00")


def settle(pdf: bytes, docx: bytes) -> bytes:
    """The PDF with the date of the letter instead of the time of conversion, and an id of its content.

    Values are replaced by such of the same length; only the packed colour profile may change its own, and the
    cross-reference table follows.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        core = package.read("docProps/core.xml") if "docProps/core.xml" in package.namelist() else b""
    found = _CREATED.search(core)
    year, month, day, hour, minute, second = found.groups() if found else _EPOCH
    mark = hashlib.sha256(docx).hexdigest()[:32].upper().encode()
    settled = _PDF_DATE.sub(year + month + day + hour + minute + second, pdf)
    written = year + b"-" + month + b"-" + day + b"T" + hour + b":" + minute + b":" + second + b"Z"
    settled = _XMP_DATE.sub(lambda match: match[1] + written + match[2], settled)
    settled = _CHECKSUM.sub(b"/DocChecksum /" + mark, settled)
    settled = _PDF_ID.sub(lambda match: re.sub(rb"[0-9A-F]{32}", mark, match[0]), settled)
    return _settle_profile(settled)


def _settle_profile(pdf: bytes) -> bytes:
    found = _PROFILE.search(pdf)
    if found is None:
        return pdf
    try:
        profile = bytearray(zlib.decompress(found[3]))
    except zlib.error:
        return pdf
    if profile[_PROFILE_MARK] != b"acsp":
        return pdf
    profile[_PROFILE_DATE] = bytes(12)
    packed = zlib.compress(bytes(profile), 9)
    length = re.search(rb"\n" + found[2] + rb" 0 obj\n(\d+)", pdf)
    if length is None or len(str(len(packed))) > len(length[1]):
        return pdf
    said = str(len(packed)).encode().ljust(len(length[1]))
    settled = pdf[: length.start(1)] + said + pdf[length.end(1) :]
    whole = found[1] + packed + found[4]
    settled = settled[: found.start()] + whole + settled[found.end() :]
    return _shift(settled, after=found.start(), by=len(whole) - (found.end() - found.start()))


def _shift(pdf: bytes, *, after: int, by: int) -> bytes:
    """The cross-reference table with every object behind `after` moved `by` bytes (ISO 32000-1, 7.5.4)."""
    start = re.search(rb"startxref\n(\d+)\n%%EOF\s*\Z", pdf)
    if start is None:
        return pdf
    table = int(start[1]) + by

    def moved(match: re.Match[bytes]) -> bytes:
        offset = int(match[1])
        return b"%010d" % (offset + by if offset > after else offset) + match[2]

    entries = re.sub(rb"(\d{10})( \d{5} n)", moved, pdf[table : start.start()])
    return pdf[:table] + entries + b"startxref\n%d\n%%%%EOF\n" % table
