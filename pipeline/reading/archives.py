"""Files in archives: ZIP by the standard library, the others by libarchive. Runs in the reading process only."""

from __future__ import annotations

import ctypes
import io
import locale
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from pipeline.charsets import text_of_bytes
from pipeline.errors import ReadingError
from pipeline.reading.programs import program_kind
from pipeline.reading.rar import first_locked
from pipeline.reading.sniffing import archive_kind, is_known, is_zip

# Named one by one: others start programs (lrzip, lzop), or are images of discs, which count as programs.
_FORMATS = ("7zip", "rar", "rar5", "cab", "tar", "lha", "xar")
_FILTERS = ("gzip", "bzip2", "xz", "lzma", "zstd", "compress")
_KINDS = frozenset({"7z", "RAR", "CAB", "tar", "LZH", "XAR"})
_PACKED = frozenset({"gzip", "bzip2", "xz", "Zstandard", "compress"})  # one file each, most often a tar
_LOCK = re.compile(r"crypt|passphrase|password", re.IGNORECASE)
_UNKNOWN = re.compile(r"support", re.IGNORECASE)  # "Unsupported ...", "... isn't supported"
_SPANNED = (b"PK\x07\x08PK", b"PK00PK")  # a ZIP in several volumes, put together again: its directory counts from each
_ZIP = ("zip",)
_SPANNED_ZIP = ("zip_streamable",)  # goes by the files' own heads
_TARS = {"tgz": "tar", "tbz": "tar", "tbz2": "tar", "txz": "tar", "tzst": "tar"}
_CHUNK = 1 << 20
_USUAL_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})


class LockedError(Exception):
    """A password is needed."""


class BrokenError(Exception):
    """The archive, or a file in it, cannot be read."""


class UnknownMethodError(BrokenError):
    """Whole, but packed in a way that nothing here unpacks (Deflate64)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A file in an archive; it is read before the next one is asked for."""

    path: str
    size: int  # that it claims; 0 where it claims none
    read: Callable[[int], bytes]  # at most so many bytes; raises BrokenError, LockedError


def opens(content: bytes) -> bool:
    """Whether a file is an archive, other than ZIP, that can be opened here."""
    return not is_zip(content) and archive_kind(content) in _KINDS | _PACKED


def check_archives() -> None:
    """Raises ReadingError where libarchive is missing."""
    if _library() is None:
        raise ReadingError("libarchive tidak ada. Pasang: apt-get install libarchive13")


def members(name: str, content: bytes) -> Iterator[Member]:
    """Files in an archive, in its order.

    Raises:
        BrokenError: it cannot be opened, or not any further.
        LockedError: a password is needed.
    """
    if content.startswith(_SPANNED):
        return _of_others(name, content, _SPANNED_ZIP)
    return _of_zip(content) if is_zip(content) else _of_others(name, content)


def _of_zip(content: bytes) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BrokenError from error
    with archive:
        for one in archive.infolist():
            if one.is_dir():
                continue
            if one.flag_bits & 0x1:
                raise LockedError
            yield Member(path=one.filename, size=one.file_size, read=_zip_reader(archive, one, content))


def _zip_reader(archive: zipfile.ZipFile, one: zipfile.ZipInfo, content: bytes) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        if one.compress_type not in _USUAL_METHODS:
            return _by_libarchive(one, content, most)
        try:
            with archive.open(one) as handle:
                return handle.read(most)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            raise BrokenError from error

    return read


def _by_libarchive(one: zipfile.ZipInfo, content: bytes, most: int) -> bytes:
    """A file of a ZIP in a method that libarchive alone knows (xz, PPMd, Zstandard)."""
    for member in _of_others(one.filename, content, _ZIP):
        if member.path == one.filename:
            return member.read(most)
    raise BrokenError


# ------------------------------------------------------------------------------------------------------ libarchive


@lru_cache(maxsize=1)
def _library() -> Any | None:
    """Libarchive's functions; None where it is not installed."""
    with suppress(locale.Error):  # names in archives are wide characters, which the locale "C" cannot take
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    try:
        import libarchive.ffi  # noqa: PLC0415 - looks for the library when it is imported, which takes its time
        import libarchive.read  # noqa: PLC0415

        # Of libarchive's own functions, one that the package leaves out.
        libarchive.ffi.ffi("read_has_encrypted_entries", [ctypes.c_void_p], ctypes.c_int)
    except (ImportError, OSError, AttributeError, TypeError):
        return None
    return libarchive


def _of_others(name: str, content: bytes, formats: Sequence[str] = _FORMATS) -> Iterator[Member]:
    library = _library()
    if library is None:
        raise BrokenError
    packed = archive_kind(content) in _PACKED
    locked = first_locked(content)
    try:
        with _opened(library, content, ("tar", "raw") if packed else formats, _FILTERS if packed else ()) as opened:
            pointer, archive = opened
            for place, entry in enumerate(archive):
                if library.ffi.read_has_encrypted_entries(pointer) > 0 or place == locked:
                    raise LockedError
                if entry.isdir or entry.issym:  # what claims to be a device is a file to other programs
                    continue
                path = entry.pathname or ""
                path = text_of_bytes(path, None) if isinstance(path, bytes) else str(path)
                if packed and path == "data":  # what libarchive calls a file that is only compressed
                    path = _unpacked_name(name)
                read = _entry_reader(library, entry)
                yield Member(
                    path=path,
                    size=entry.size or 0,
                    read=partial(_recognised, read) if archive_kind(content) == "compress" else read,
                )
    except library.ArchiveError as error:
        raise _told(error) from error


@contextmanager
def _opened(library: Any, content: bytes, formats: Sequence[str], filters: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    pointer = library.ffi.read_new()
    try:
        for one in filters:
            library.ffi.get_read_filter_function(one)(pointer)
        for one in formats:
            library.ffi.get_read_format_function(one)(pointer)
        library.ffi.read_open_memory(pointer, ctypes.c_char_p(content), len(content))
        yield pointer, library.read.ArchiveRead(pointer)
    finally:
        library.ffi.read_free(pointer)


def _entry_reader(library: Any, entry: Any) -> Callable[[int], bytes]:
    entry_size = entry.size or 0

    def read(most: int) -> bytes:
        found = bytearray()
        try:
            for block in entry.get_blocks(block_size=_CHUNK):
                found += block
                if len(found) >= most:
                    break
        except library.ArchiveError as error:
            raise _told(error) from error
        if len(found) < min(most, entry_size):  # where a RAR 5 breaks off, libarchive tells of an end
            raise BrokenError
        return bytes(found[:most])

    return read


def _recognised(read: Callable[[int], bytes], most: int) -> bytes:
    """Of a format without checksum and without end, in which any bytes unpack to something: only what is a file of some kind.

    Raises:
        BrokenError: it is none, so nobody knows whether it was looked into.
    """
    found = read(most)
    if not is_known(found) and not program_kind("", found):
        raise BrokenError
    return found


def _told(error: Any) -> LockedError | BrokenError:
    """What libarchive says in words: it has no code of its own for what is locked."""
    said = str(error.msg or "")
    if _LOCK.search(said):
        return LockedError()
    return UnknownMethodError() if _UNKNOWN.search(said) else BrokenError()


def _unpacked_name(name: str) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{_TARS[suffix.lower()]}" if suffix.lower() in _TARS else stem or name
