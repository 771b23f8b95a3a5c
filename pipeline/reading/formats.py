"""Every format that letters come in, told by content, not by name. Runs in the child process only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from pipeline.bounds import MOST
from pipeline.charsets import text_of_bytes
from pipeline.errors import ReadingError
from pipeline.hypertext import visible_text
from pipeline.model import Document, Page
from pipeline.reading import (
    archives,
    bitmaps,
    mails,
    marks,
    office_files,
    pdf,
    pdf_attachments,
    sheets,
    web_archives,
    word,
)
from pipeline.reading.active_content import active_content, around_archive, is_plain_archive
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.lines import plain_page
from pipeline.reading.naming import sha256_of
from pipeline.reading.ocr import Ocr
from pipeline.reading.programs import program_kind
from pipeline.reading.rendering import Rendering
from pipeline.reading.rich_text import text_of_rtf
from pipeline.reading.sniffing import archive_kind, is_mail, is_ole, is_pdf, is_text, is_volume, is_zip, suffix_of
from pipeline.reading.unpacking import INCOMPLETE, Budget, LeftOut, attached, files_in

register_heif_opener()

Reading = Callable[[bytes], tuple[Page, ...]]
DAMAGED = "rusak atau tidak dapat dibaca; mohon kirim ulang."
UNREADABLE = "tidak dapat dibaca di sini; mohon kirim sebagai PDF atau foto."
SPREADSHEETS = ("xls", "xlsx", "xlsb", "xlm", "xlt")
# Names of files that may be the letter, or hold it: where one of them cannot be read, its sender hears of it.
UNREAD = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "docm",
        "dot",
        "dotx",
        "rtf",
        "odt",
        "ott",
        "ods",
        "xls",
        "xlsx",
        "xlsm",
        "xlsb",
        "csv",
        "tsv",
        "ppt",
        "pptx",
        "odp",
        "pps",
        "ppsx",
        "pages",
        "numbers",
        "key",
        "wps",
        "wpd",
        "pub",
        "xps",
        "oxps",
        "one",
        "djvu",
        "epub",
        "mht",
        "mhtml",
        "eml",
        "emlx",
        "msg",
        "oft",
        "txt",
        "jpg",
        "jpeg",
        "png",
        "tif",
        "tiff",
        "heic",
        "heif",
        "bmp",
        "webp",
        "gif",
        "jfif",
        "zip",
        "rar",
        "7z",
    ]
)
_BARE_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")  # Excel 5 and later without a compound file around it
TINY = 90  # pixels: smaller pictures are icons, signatures' logos, tracking pixels


class Formats:
    """Reads one file after another with one warm OCR."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._ocr: Ocr | None = None
        self._rendering = Rendering(limits)
        self.pictures = False  # whether pages carry what their boxes lie on
        self._looking: bool | None = None  # for filing marks alone; True: thoroughly
        self._wanted, self._member = "", b""  # hash of the one file of an archive that is asked for, and its content
        self._share = (0, 1)  # of the file that is read now: which of how many shares of its pages

    @property
    def ocr(self) -> Ocr:
        """Started when first needed: most mails are text."""
        if self._ocr is None:
            self._ocr = Ocr()
        return self._ocr

    def count(self, content: bytes) -> int:
        """Pages of a PDF or TIFF that may be shared out; 1 of what is neither, is broken or holds files."""
        try:
            if is_zip(content) or archives.opens(content):
                return 1
            if is_pdf(content):
                return 1 if pdf_attachments.has_files(content) else pdf.count(content)
            with Image.open(io.BytesIO(content)) as image:
                return int(getattr(image, "n_frames", 1))
        except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; reading it says what is wrong
            return 1

    def read(
        self, name: str, content: bytes, *, inline: bool = False, share: tuple[int, int] = (0, 1)
    ) -> tuple[Document, ...]:
        """All documents in a file, of a long one the pages of a share; bad input becomes a document with a `problem`."""
        self._share = share
        return tuple(self._read(name, content, Budget(self._limits, root=name), inline=inline, container=None, depth=0))

    def marks(self, name: str, content: bytes, *, thorough: bool) -> tuple[Document, ...]:
        """All documents in a file, their pages with the filing marks on them and without words."""
        self._looking = thorough
        try:
            return self.read(name, content)
        finally:
            self._looking = None

    def member(self, name: str, content: bytes, sha256: str) -> bytes:
        """The file with that hash in an archive, within the same limits; empty where there is none."""
        self._wanted, self._member = sha256, b""
        try:
            self.marks(name, content, thorough=False)
            return self._member
        finally:
            self._wanted, self._member = "", b""

    def _read(
        self, name: str, content: bytes, budget: Budget, *, inline: bool, container: str | None, depth: int
    ) -> Iterator[Document]:
        budget.files += 1
        sha256 = sha256_of(content)
        if self._wanted == sha256 and container is not None:
            self._member = content
        bare = Document(part=name, media="other", sha256=sha256, inline=inline, container=container)
        if program_kind(name, content):
            yield replace(bare, executable=True)
        elif is_plain_archive(content) or archives.opens(content):
            self._share = (0, 1)
            if said := around_archive(content, self._limits):
                yield replace(bare, active=said)
            yield from self._read_each(files_in(name, content, budget, depth=depth), bare, budget, depth)
        else:
            bare = replace(bare, active="" if self._share[0] else active_content(name, content, self._limits))
            if mails.is_letter(name, content):
                yield from self._read_mail(bare, content, budget, depth)
            elif is_pdf(content) and pdf_attachments.has_files(content):
                yield from self._read_with_files(bare, content, budget, depth)
            else:
                yield self._read_document(bare, content, budget)

    def _read_each(
        self, files: Iterator[mails.Attachment | LeftOut], around: Document, budget: Budget, depth: int
    ) -> Iterator[Document]:
        """The files that lie in another one."""
        for one in files:
            if isinstance(one, LeftOut):
                problem = f"{one.of} {budget.called(around.part)} {one.why}"
                yield replace(around, inline=False, container=None, problem=problem, active=one.active)
            else:
                yield from self._read(
                    one.name, one.content, budget, inline=one.inline, container=budget.root, depth=depth + 1
                )

    def _read_mail(self, bare: Document, content: bytes, budget: Budget, depth: int) -> Iterator[Document]:
        """A mail that lies in an archive or stands alone: its words, then what is attached."""
        self._share = (0, 1)
        try:
            mail = mails.read(content)
        except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; the rest of the mail is read
            yield replace(bare, problem=f"Berkas {budget.called(bare.part)} {DAMAGED}")
            return
        words = () if self._wanted or self._looking is not None else (plain_page(mail.text),)
        yield replace(bare, media="text", pages=words)
        yield from self._read_each(attached(mail.files, budget, depth=depth), bare, budget, depth)

    def _read_with_files(self, bare: Document, content: bytes, budget: Budget, depth: int) -> Iterator[Document]:
        """A PDF that holds files: its pages, unless they are only the cover of a portfolio, then the files."""
        self._share = (0, 1)
        pages = self._read_document(bare, content, budget)
        cover = self._looking is None and pdf_attachments.is_cover(content, pages.text)
        yield replace(pages, pages=()) if cover else pages
        files = attached(pdf_attachments.files_in(content), budget, depth=depth, of="Berkas")
        yield from self._read_each(files, replace(bare, media="pdf"), budget, depth)

    def _read_document(self, bare: Document, content: bytes, budget: Budget) -> Document:
        name = bare.part
        try:
            if self._looking is None:
                media, reader = self._reader(name, content)
            else:
                media, reader = self._looker(content, self._looking)
        except Exception:  # noqa: BLE001 - as below
            return replace(bare, problem=f"Berkas {budget.called(name)} {DAMAGED}")
        bare = replace(bare, media=media)
        if self._wanted:
            return bare
        if reader is None:
            return bare if bare.inline else replace(bare, problem=self._unread(name, content, budget))
        try:
            pages = reader(content)
        except ReadingError as error:
            return replace(bare, problem=f"Berkas {budget.called(name)} {error}")
        except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; the rest of the mail is read
            return replace(bare, problem=f"Berkas {budget.called(name)} {DAMAGED}")
        too_long = self._too_long(name, content, pages) if len(pages) and self._share[0] == 0 else None
        return replace(bare, pages=pages, problem=too_long)

    def _unread(self, name: str, content: bytes, budget: Budget) -> str | None:
        """The sentence for the sender of a file that may be his letter and cannot be read."""
        if is_volume(name):
            return f"Arsip {budget.called(name)} {INCOMPLETE.why}"
        if archive_kind(content):
            return f"Arsip {budget.called(name)} tidak dapat dibuka; mohon kirim berkasnya langsung."
        if self._looking is None and suffix_of(name) in UNREAD:
            return f"Berkas {budget.called(name)} {UNREADABLE}"
        return None

    def _too_long(self, name: str, content: bytes, pages: Sequence[Page]) -> str | None:
        """The sentence for the sender of a document of which only the first pages are read."""
        count = pdf.count(content) if is_pdf(content) else self.count(content)
        if sum(len(line.text) for page in pages for line in page.lines if page.source == "text") >= MOST * 0.99:
            return f"Berkas {name} memuat teks yang sangat panjang; hanya bagian awalnya yang dibaca."
        if count <= self._limits.pages:
            return None
        return f"Berkas {name} memuat {count} halaman; hanya {self._limits.pages} halaman pertama yang dibaca."

    def _reader(self, name: str, content: bytes) -> tuple[str, Reading | None]:
        head = content[:1024]
        if head.startswith(
            (b"PK\x03\x04", b"PK\x05\x06")
        ):  # before PDF: a stored PDF shows through an archive's first bytes
            return office_files.zipped(content, self._picture) or ("zip", None)
        if is_pdf(content):
            return "pdf", lambda data: pdf.read(
                data,
                ocr=lambda: self.ocr,
                limits=self._limits,
                rendering=self._rendering,
                share=self._share,
                pictures=self.pictures,
            )
        if head.startswith(b"{\\rtf"):
            return "text", lambda data: (plain_page(text_of_rtf(data)),)
        if is_ole(content):
            return self._compound(content)
        if _is_image(content):
            return "image", self._image
        return self._text(name, content)

    def _compound(self, content: bytes) -> tuple[str, Reading | None]:
        """Office files up to 2003, and locked ones of all ages."""
        kind = office_files.compound_kind(content)
        if kind == "locked":
            return "other", _locked
        if kind == "excel":
            return "sheet", sheets.xls
        if kind == "powerpoint":
            return "other", None
        return "docx", lambda data: office_files.old_office(
            data, seconds=self._limits.convert_seconds, picture=self._picture
        )

    def _text(self, name: str, content: bytes) -> tuple[str, Reading | None]:
        """What is written in characters: told by how it begins, then by its name."""
        suffix = suffix_of(name)
        text = text_of_bytes(content[:4096], None) if is_text(content) else ""
        markup = sheets.markup_kind(text)
        found: tuple[str, Reading | None] = ("other", None)
        if content[:4] in _BARE_BIFF:
            found = "sheet", sheets.xls
        elif is_mail(content) or suffix in ("mht", "mhtml"):
            found = "text", self._web_archive
        elif markup == "xml":
            found = "sheet", sheets.of_xml
        elif markup == "html" and suffix in SPREADSHEETS:
            found = "sheet", lambda data: sheets.of_html(data) or _web_page(data)
        elif markup == "html" or suffix in ("htm", "html"):
            found = "text", _web_page
        elif text and suffix in (*SPREADSHEETS, "csv", "tsv", "tab"):
            found = "sheet", sheets.separated
        elif text and suffix in ("txt", "md", "log", "text", "doc", "asc"):
            found = "text", lambda data: (plain_page(text_of_bytes(data, None)),)
        return found

    def _web_archive(self, content: bytes) -> tuple[Page, ...]:
        """A page in one file; of one that says little, the scans in it."""
        text = plain_page(web_archives.page_of(content))
        found = [text] if text.lines else []
        if len(text.text.split()) < word.FEW_WORDS:
            found += [
                page for one in web_archives.pictures_of(content) for page in self._picture(one, word.SMALLEST_PICTURE)
            ]
        return tuple(replace(page, number=number) for number, page in enumerate(found or [text], start=1))

    def _looker(self, content: bytes, thorough: bool) -> tuple[str, Reading | None]:  # noqa: FBT001
        """As `_reader`, for filing marks: they are on printed pages only."""
        head = content[:1024]
        if head.startswith(b"PK\x03\x04"):
            return ("other", None) if office_files.zipped(content, self._picture) else ("zip", None)
        if b"%PDF-" in head:
            return "pdf", lambda data: marks.in_pdf(
                data, limits=self._limits, rendering=self._rendering, thorough=thorough
            )
        return ("image", self._image) if _is_image(content) else ("other", None)

    def _image(self, content: bytes) -> tuple[Page, ...]:
        Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before a pixel is decoded
        pages = []
        with Image.open(io.BytesIO(content)) as image:
            frames = min(getattr(image, "n_frames", 1), self._limits.pages) if image.format == "TIFF" else 1
            for number in range(self._share[0], frames, self._share[1]):
                image.seek(number)
                width, height = image.size
                if width * height > self._limits.pixels:
                    raise ReadingError(
                        f"terlalu besar ({width} x {height} piksel); mohon kirim gambar yang lebih kecil."
                    )
                if min(width, height) < TINY:
                    pages.append(Page(number=number + 1, width=float(width), height=float(height), source="ocr"))
                    continue
                shown = bitmaps.pixels(image)
                if self._looking is None:
                    pages.append(self.ocr.page(shown, number=number + 1, picture=self.pictures))
                    continue
                codes = marks.in_picture(shown, thorough=self._looking)
                pages.append(
                    Page(number=number + 1, width=float(width), height=float(height), source="ocr", marks=codes)
                )
        return tuple(pages)

    def _picture(self, content: bytes, smallest: int) -> tuple[Page, ...]:
        """Pages of a picture inside a document, if its shorter side has so many pixels at least; () of one that is broken."""
        try:
            with Image.open(io.BytesIO(content)) as image:
                large = min(image.size) >= smallest
            return self._image(content) if large else ()
        except ReadingError:
            raise
        except Exception:  # noqa: BLE001 - Windows metafiles and broken pictures: the document's text is read all the same
            return ()


def _web_page(content: bytes) -> tuple[Page, ...]:
    return (plain_page(visible_text(text_of_bytes(content, None))),)


def _locked(content: bytes) -> tuple[Page, ...]:
    del content
    raise ReadingError(sheets.LOCKED)


def _is_image(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.format is not None
    except Image.DecompressionBombError:
        return True
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
