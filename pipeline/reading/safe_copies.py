"""What people get in place of a document that does something: the same words and pictures, as a PDF that does nothing.

Runs in the reading process.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

import nh3
import olefile
from PIL import Image, UnidentifiedImageError

from pipeline.bounds import markup
from pipeline.errors import ReadingError
from pipeline.model import Document, Page, Part
from pipeline.reading import archives, bitmaps, libreoffice, pdf_attachments
from pipeline.reading.active_content import active_content, is_plain_archive
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.pdf_entries import opened
from pipeline.reading.programs import program_kind
from pipeline.reading.rendering import DPI, Rendering
from pipeline.reading.sniffing import is_ole, is_pdf, is_rtf, is_zip, text_of

Read = Callable[[str, bytes], Sequence[Document]]
_HTML = "HTML (StarWriter)"
_ZIP_FORMATS = (
    ("word/", "docx"), ("xl/workbook.bin", "xlsb"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("content.xml", "odt"),
)  # fmt: skip
_OLE_FORMATS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
PDF_TYPE, ZIP_TYPE = "application/pdf", "application/zip"


def safe_copy(name: str, content: bytes, *, read: Read, limits: ReadingLimits) -> Part | None:
    """The safe copy of a document, or of an archive with documents; None where there is none (programs, locked files)."""
    try:
        return _made(name, content, read, limits)
    except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; then it is only named
        return None


def _made(name: str, content: bytes, read: Read, limits: ReadingLimits) -> Part | None:
    if program_kind(name, content):
        return None
    if is_plain_archive(content) or archives.opens(content):
        return _packed(name, _safe(archives.members(name, content), read, limits))
    if is_pdf(content) and (files := [*_safe(_files_in_pdf(content), read, limits)]):
        return _packed(name, [(safe_name(name, "pdf"), _flattened(content, limits)), *files])
    made = _pdf(name, content, read, limits)
    if made and active_content("aman.pdf", made, limits):
        made = _flattened(made, limits)  # links that its source had
    if made is None or active_content("aman.pdf", made, limits):
        return None
    return Part(name=safe_name(name, "pdf"), content_type=PDF_TYPE, content=made)


def safe_name(name: str, suffix: str) -> str:
    """`surat.docm` becomes `surat (salinan aman).pdf`."""
    return f"{name.rpartition('.')[0] or name} (salinan aman).{suffix}"


def _files_in_pdf(content: bytes) -> Iterator[archives.Member]:
    for one in pdf_attachments.files_in(content):
        yield archives.Member(path=one.name, size=len(one.content), read=partial(_first, one.content))


def _first(content: bytes, most: int) -> bytes:
    return content[:most]


def _safe(files: Iterable[archives.Member], read: Read, limits: ReadingLimits) -> Iterator[tuple[str, bytes]]:
    """Names and contents: harmless ones as they are, documents as safe copies, programs and archives left out."""
    left = limits.unpacked_bytes
    for member in islice(files, limits.files):
        if member.size > left:
            continue
        data = member.read(left + 1)
        left -= len(data)
        base = member.path.replace("\\", "/").rsplit("/", 1)[-1]
        if left < 0:
            break
        if program_kind(base, data) or is_plain_archive(data) or archives.opens(data):
            continue
        if active_content(base, data, limits):
            made = safe_copy(base, data, read=read, limits=limits)
            if made is None:
                continue
            base, data = made.name, made.content
        yield base, data


def _packed(name: str, files: Iterable[tuple[str, bytes]]) -> Part | None:
    packed, count = io.BytesIO(), 0
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for count, (base, data) in enumerate(files, start=1):
            new.writestr(f"{count:02d} {base}", data)
    if not count:
        return None
    return Part(name=safe_name(name, "zip"), content_type=ZIP_TYPE, content=packed.getvalue())


def _pdf(name: str, content: bytes, read: Read, limits: ReadingLimits) -> bytes | None:
    """By LibreOffice from the file itself; where it cannot read that, from the words that reading found."""
    if is_pdf(content):
        return _flattened(content, limits)
    if picture := _as_picture(content, limits):
        return picture
    suffix, infilter, source = _format(content)
    if suffix:
        try:
            return libreoffice.convert(
                source, suffix, libreoffice.PDF, seconds=limits.convert_seconds, infilter=infilter
            )
        except ReadingError:
            pass  # a format that this LibreOffice has no part for
    pages = [page for document in read(name, content) for page in document.pages if page.text.strip()]
    if not pages:
        return None
    words = "".join(_as_html(page) for page in pages).encode()
    try:
        return libreoffice.convert(words, "html", libreoffice.PDF, seconds=limits.convert_seconds, infilter=_HTML)
    except ReadingError:
        return None


def _format(content: bytes) -> tuple[str, str, bytes]:
    """How LibreOffice is to take it: suffix, filter, and the bytes; markup without all that does something."""
    if is_zip(content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
        return (
            next((suffix for start, suffix in _ZIP_FORMATS if any(one.startswith(start) for one in names)), ""),
            "",
            content,
        )
    if is_ole(content):
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return next((suffix for stream, suffix in _OLE_FORMATS if ole.exists(stream)), ""), "", content
    if is_rtf(content):
        return "rtf", "", content
    text = text_of(content)
    if text is not None and text.lstrip("\ufeff \t\r\n").startswith("<"):
        cleaned = nh3.clean(markup(text), clean_content_tags={"script", "style", "title"}, url_schemes={"cid"})
        return "html", _HTML, _page(cleaned).encode()
    return "", "", content


def _flattened(content: bytes, limits: ReadingLimits) -> bytes:
    """The pages of a PDF as pictures."""
    rendering, packed = Rendering(limits), io.BytesIO()
    with opened(content) as document:
        pages = (
            Image.fromarray(rendering.page(b"", number, document[number]))
            for number in range(min(len(document), limits.pages))
        )
        next(pages).save(packed, "PDF", save_all=True, append_images=pages, resolution=float(DPI))
    return packed.getvalue()


def _as_picture(content: bytes, limits: ReadingLimits) -> bytes | None:
    """What a picture shows, drawn anew, without what else lies in its file; None of what is none or is too large."""
    packed = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > limits.pixels:
                return None
            Image.fromarray(bitmaps.pixels(image)).save(packed, "PDF", resolution=float(DPI))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    return packed.getvalue()


def _as_html(page: Page) -> str:
    if page.tables and page.source == "text":
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for table in page.tables for row in table.rows)
        return _page(f'<table border="1">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>')
    return _page("".join(f"<p>{html.escape(line.text)}</p>" for line in page.lines))


def _page(body: str) -> str:
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'
