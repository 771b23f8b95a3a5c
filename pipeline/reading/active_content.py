"""Programs, and programs inside documents: told by what a file holds, never by its name alone.

A *program* does something when it is opened. *Active content* makes a document do something beside being read: macros, scripts,
templates, objects and data fetched from elsewhere. What cannot be looked into (a password, a broken package, a limit) counts as
active: nobody knows what it does. Phrases are Indonesian, for the operator.

Runs in the reading process: everything here is hostile input.
"""

from __future__ import annotations

import email
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.reading import (
    active_carried,
    active_encoded,
    active_markup,
    active_ole,
    active_packages,
    active_pdf,
    archives,
)
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.naming import BROKEN, LOCKED, UNSEEN
from pipeline.reading.programs import program_kind
from pipeline.reading.sniffing import archive_kind, is_mail, is_ole, is_pdf, is_rtf, is_zip, suffix_of, text_of

_MARKUP_NAMES = frozenset({"htm", "html", "xht", "xhtml", "shtml", "svg", "svgz", "mht", "mhtml", "xml", "xsl", "hta"})


class UnseenError(Exception):
    """A limit is reached; what follows was not looked at."""


@dataclass
class Look:
    """One look into a file and all that lies in it, within the limits of reading."""

    limits: ReadingLimits
    files: int = 0
    unpacked: int = 0

    def spend(self, size: int) -> None:
        """Count a file that was unpacked.

        Raises:
            UnseenError: it is one too many.
        """
        self.files += 1
        self.unpacked += size
        if self.files > 20 * self.limits.files or self.unpacked > self.limits.unpacked_bytes:
            raise UnseenError

    def give_up(self) -> None:
        """Look no further.

        Raises:
            UnseenError: always.
        """
        raise UnseenError

    def into(self, name: str, content: bytes, depth: int = 0) -> Iterator[str]:
        """What a document does beside being read; nothing for everyday ones."""
        if depth > self.limits.depth + 2:
            raise UnseenError
        if is_zip(content):
            yield from active_packages.in_package(content, self, depth)
            yield from active_carried.around_archive(content, self, depth)
        elif is_ole(content):
            yield from active_ole.in_compound_file(content, self, depth)
        elif kind := archive_kind(content):
            yield from self._archive(kind, name, content, depth)
        if not is_zip(content):
            yield from active_carried.carried(content, self, depth)
        if is_rtf(content):
            yield from active_markup.in_rtf(content, self, depth)
        if is_pdf(content):
            yield from active_pdf.in_pdf(content, self, depth)
        if is_mail(content):
            yield from self._mail(content, depth)
        yield from self._text(name, content, depth)

    def embedded(self, name: str, content: bytes, depth: int) -> Iterator[str]:
        """What a file inside another holds: whether it is a program, or a document that does something."""
        self.spend(len(content))
        if kind := program_kind(name, content):
            yield f"berkas di dalamnya berupa program ({name or kind})"
            return
        yield from self.into(name, content, depth + 1)

    def _text(self, name: str, content: bytes, depth: int) -> Iterator[str]:
        """Markup is what its name or its beginning says: a browser asks the name, Word the beginning."""
        if is_pdf(content) and content.startswith(b"%PDF-") and suffix_of(name) == "pdf":
            return
        text = text_of(content)
        if text is None and suffix_of(name) in _MARKUP_NAMES:
            text = content.decode("latin-1")
        if text is None:
            return
        if suffix_of(name) in _MARKUP_NAMES or text.lstrip("\ufeff \t\r\n\f\x00").startswith("<"):
            yield from active_markup.in_markup(text, self, depth)
            if "pkg:package" in text[:4096] or "wordDocument" in text[:4096] or "office:document" in text[:4096]:
                yield from active_packages.in_flat_document(content, self, depth)
        if suffix_of(name) in ("csv", "tsv", "tab", "xls", "slk", "dif"):
            yield from active_markup.in_cells(text)
        if not is_mail(content):  # its own files are read as such
            yield from active_encoded.in_words(text, self, depth)

    def _mail(self, content: bytes, depth: int) -> Iterator[str]:
        for leaf in email.message_from_bytes(content).walk():
            payload = None if leaf.is_multipart() else leaf.get_payload(decode=True)
            if isinstance(payload, bytes):
                named = leaf.get_filename() or ("isi.html" if leaf.get_content_subtype() == "html" else "")
                yield from self.embedded(named, payload, depth)

    def _archive(self, kind: str, name: str, content: bytes, depth: int) -> Iterator[str]:
        if not archives.opens(content):
            yield f"arsip {kind}, tidak dapat diperiksa"
            return
        holds = False
        try:
            for member in archives.members(name, content):
                holds = True
                data = member.read(max(0, self.limits.unpacked_bytes - self.unpacked) + 1)
                yield from self.embedded(member.path.rsplit("/", 1)[-1], data, depth)
            if not holds:
                yield BROKEN
        except archives.LockedError:
            yield LOCKED
        except archives.BrokenError:
            yield BROKEN


def active_content(name: str, content: bytes, limits: ReadingLimits) -> str:
    """What a document does beside being read, in words ("makro, perintah DDE"); empty for everyday ones.

    A plain ZIP archive is not looked into here: its members are read one by one.
    """
    return _said(Look(limits).into(name, content))


def around_archive(content: bytes, limits: ReadingLimits) -> str:
    """What else lies in the file of an archive whose members are read one by one, in the same words."""
    look = Look(limits)
    return _said((active_carried.around_archive if is_zip(content) else active_carried.carried)(content, look, 0))


def _said(looking: Iterator[str]) -> str:
    found: dict[str, None] = {}
    try:
        for what in looking:
            found[what] = None
    except UnseenError:
        found[UNSEEN] = None
    except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; what broke it is not passed on
        found[UNSEEN] = None
    return ", ".join(found)


def is_plain_archive(content: bytes) -> bool:
    """A ZIP that is no document, or is broken."""
    if not is_zip(content):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return not active_packages.is_document(archive)
    except (zipfile.BadZipFile, ValueError, OSError):
        return True
