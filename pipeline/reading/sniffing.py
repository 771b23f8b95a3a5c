"""What a file is, by its first bytes."""

from __future__ import annotations

import re

from pipeline.charsets import is_wide

_ARCHIVES = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"MSCF", "CAB"),
    (b"**ACE**", "ACE"),
    (b"\x60\xea", "ARJ"),
    (b"ZOO ", "ZOO"),
    (b"xar!", "XAR"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x1f\x9d", "compress"),
    (b"MSWIM\x00\x00\x00", "WIM"),
    (b"SIT!", "StuffIt"),
    (b"StuffIt", "StuffIt"),
    (b"(This file must be converted with BinHex", "BinHex"),
    (b"=ybegin line=", "yEnc"),
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")
_LZH = re.compile(rb".{2}-l[hz][0-9ds]-", re.DOTALL)
_VOLUME = re.compile(r"\.(?:part\d+\.rar|[rz]\d\d|(?:7z|zip|rar|tar|tgz|gz|bz2|xz)\.\d{3})$")
_ACE = slice(7, 14)
_TAR = slice(257, 262)
_MAIL = re.compile(
    rb"\A\s*(?:From [^\n]{1,200}\n)?(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n){0,50}){0,60}?(?:mime-version|content-type)[ \t]*:",
    re.IGNORECASE,
)
_MOST_TEXT = 20_000_000  # bytes of a file that is looked at as text; a longer one is read so far
_CONTROLS = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27}
_FEW = 0.02


def suffix_of(name: str) -> str:
    """Lower case, without what Windows leaves out at the end of a name."""
    return name.rstrip(" .\u00a0").lower().rpartition(".")[2] if "." in name else ""


def is_volume(name: str) -> bool:
    """Named as one of the volumes of an archive that was split: `a.7z.002`, `a.part1.rar`, `a.r00`, `a.z01`."""
    return bool(_VOLUME.search(name.rstrip(" .\u00a0").lower()))


def is_zip(content: bytes) -> bool:
    """Starts as a ZIP does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04", b"PK\x07\x08PK\x03\x04"))


def is_ole(content: bytes) -> bool:
    """A compound file (MS-CFB): Word, Excel, PowerPoint up to 2003, Outlook messages, installers, embedded objects."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def is_pdf(content: bytes) -> bool:
    """Readers look for the mark in the first 1024 bytes."""
    return b"%PDF-" in content[:1024]


def is_rtf(content: bytes) -> bool:
    """Word takes less than the specification asks for."""
    return content[:64].lstrip().startswith(b"{\\rt")


def is_mail(content: bytes) -> bool:
    """A message or a web page in one file (MHTML): header fields, MIME-Version or Content-Type among them."""
    return bool(_MAIL.match(content[:16_384].replace(b"\r\n", b"\n")))


def archive_kind(content: bytes) -> str | None:
    """The name of an archive format other than ZIP."""
    if content[_TAR] == b"ustar":
        return "tar"
    if _LZH.match(content[:7]):
        return "LZH"
    if content[_ACE] == b"**ACE**":
        return "ACE"
    return next((kind for magic, kind in _ARCHIVES if content.startswith(magic)), None)


def is_known(content: bytes) -> bool:
    """Whether a file is a text, a document, an archive or a picture by its first bytes."""
    return (
        is_zip(content)
        or is_ole(content)
        or is_pdf(content)
        or archive_kind(content) is not None
        or content.startswith(_PICTURES)
        or content[4:8] == b"ftyp"
        or (bool(content) and text_of(content) is not None)
    )


def text_of(content: bytes) -> str | None:
    """The file as text, by its byte order mark or as it reads best; None where it is not text."""
    head = content[:_MOST_TEXT]
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) :].decode(charset, "replace")
    sample = head[:4096]
    for charset, start in (("utf-16-le", b"<\x00"), ("utf-16-be", b"\x00<")):
        if sample.lstrip(b" \t\r\n\x00").startswith(start.strip(b"\x00")) and sample.count(0) > len(sample) // 3:
            return head.decode(charset, "replace")
    if sum(byte in _CONTROLS for byte in sample) > _FEW * len(sample):
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("latin-1")


def is_text(content: bytes) -> bool:
    """Whether a file holds characters, in whatever charset, and few commands."""
    return bool(content) and (text_of(content) is not None or is_wide(content))
