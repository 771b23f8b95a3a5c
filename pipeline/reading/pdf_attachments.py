"""Files inside a PDF (ISO 32000-2, 7.11.4): those of a portfolio, those attached to a letter. Runs in the child process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from pipeline.reading.mails import Attachment
from pipeline.reading.naming import sha256_of

_FOLDER = re.compile(r"\A<\d+>")  # a portfolio says in a file's name in which of its folders it lies (7.11.6)
_MOST = 1000  # annotations of a page that are looked at
_COVER = re.compile(r"portfolio|portofolio|adobe reader|acrobat", re.IGNORECASE)
_FEW_WORDS = 30  # a cover with more says something of its own


def has_files(content: bytes) -> bool:
    """Whether files lie in a PDF; False of one that cannot be opened: reading it says why."""
    return next(files_in(content), None) is not None


def files_in(content: bytes) -> Iterator[Attachment]:
    """The files in a PDF: the document's own, then those pinned to its pages, each once."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return
    seen = set()
    with document:
        for one in _all_in(document, pinned=b"FileAttachment" in content or b"EmbeddedFile" in content):
            if (one.name, sha256_of(one.content)) not in seen:
                seen.add((one.name, sha256_of(one.content)))
                yield one


def is_cover(content: bytes, text: str) -> bool:
    """Whether a PDF with this text is only the cover of a portfolio, which says what program shows the files in it."""
    try:
        document = PDFDocument(PDFParser(io.BytesIO(content[content.index(b"%PDF-") :])))
        portfolio = "Collection" in document.catalog
    except Exception:  # noqa: BLE001 - what pdfminer cannot open is no portfolio
        return False
    return portfolio and (bool(_COVER.search(text)) or len(text.split()) < _FEW_WORDS)


def _all_in(document: pypdfium2.PdfDocument, *, pinned: bool) -> Iterator[Attachment]:
    for index in range(document.count_attachments()):
        yield from _file(document.get_attachment(index))
    for index in range(len(document) if pinned else 0):
        page = document[index]
        for number in range(min(_MOST, pdfium.FPDFPage_GetAnnotCount(page))):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                found = pdfium.FPDFAnnot_GetFileAttachment(annotation)
                yield from _file(pypdfium2.PdfAttachment(found, document)) if found else ()
            pdfium.FPDFPage_CloseAnnot(annotation)


def _file(attachment: Any) -> Iterator[Attachment]:
    """Nothing of a file whose bytes are not in the document."""
    try:
        name = _FOLDER.sub("", attachment.get_name()).replace("\\", "/").rsplit("/", 1)[-1]
        data = attachment.get_data()
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return
    yield Attachment(name=name or "lampiran", content=bytes(data))
