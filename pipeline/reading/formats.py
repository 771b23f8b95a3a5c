"""Every format that letters come in, told by content, not by name. Runs in the child process only."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from pipeline.bounds import MOST
from pipeline.errors import ReadingError
from pipeline.hypertext import visible_text
from pipeline.model import Document, Page
from pipeline.reading import bitmaps, marks, office_files, pdf
from pipeline.reading.active_content import active_content, is_plain_archive
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.lines import plain_page
from pipeline.reading.naming import BROKEN, LOCKED, UNSEEN, sha256_of
from pipeline.reading.ocr import Ocr
from pipeline.reading.programs import program_kind
from pipeline.reading.rendering import Rendering
from pipeline.reading.rich_text import text_of_rtf
from pipeline.reading.sniffing import archive_kind

register_heif_opener()

TINY = 90  # pixels: smaller pictures are icons, signatures' logos, tracking pixels


@dataclass
class Budget:
    """What is left of the limits for one part."""

    limits: ReadingLimits
    root: str  # the part's name, which its sender knows
    files: int = 0
    unpacked: int = 0

    def called(self, name: str) -> str:
        """A file as its sender knows it: "a.pdf di dalam b.zip"."""
        return name if name == self.root else f"{name} di dalam {self.root}"


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
        """Pages of a PDF or TIFF, 1 of what is neither or broken."""
        try:
            if b"%PDF-" in content[:1024] and not content.startswith(b"PK"):
                return pdf.count(content)
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
        media, reader = self._reader(name, content) if self._looking is None else self._looker(content, self._looking)
        if self._wanted:
            reader = None
            if container is not None and sha256_of(content) == self._wanted:
                self._member = content

        program = program_kind(name, content)
        plain = media == "zip" and is_plain_archive(content)
        active = "" if program or plain or self._share[0] else active_content(name, content, self._limits)

        def document(pages: tuple[Page, ...] = (), problem: str | None = None, *, executable: bool = False) -> Document:
            return Document(
                part=name,
                media=media,
                sha256=sha256_of(content),
                pages=pages,
                inline=inline,
                container=container,
                problem=problem,
                executable=executable,
                active=active,
            )

        if program:
            media = "other"
            yield document(executable=True)
        elif plain:
            self._share = (0, 1)
            yield from self._unpack(name, content, budget, depth=depth)
        elif reader is None and archive_kind(content):
            yield document(problem=f"Arsip {budget.called(name)} tidak dapat dibuka; mohon kirim berkasnya langsung.")
        elif reader is None:
            yield document()
        else:
            try:
                pages = reader(content)
                yield document(
                    pages, self._too_long(name, content, pages) if len(pages) and self._share[0] == 0 else None
                )
            except ReadingError as error:
                yield document(problem=f"Berkas {budget.called(name)} {error}")
            except Exception:  # noqa: BLE001 - a hostile file may break a library anywhere; the rest of the mail is read
                yield document(
                    problem=f"Berkas {budget.called(name)} rusak atau tidak dapat dibaca; mohon kirim ulang."
                )

    def _too_long(self, name: str, content: bytes, pages: Sequence[Page]) -> str | None:
        """The sentence for the sender of a document of which only the first pages are read."""
        count = self.count(content)
        if sum(len(line.text) for page in pages for line in page.lines if page.source == "text") >= MOST * 0.99:
            return f"Berkas {name} memuat teks yang sangat panjang; hanya bagian awalnya yang dibaca."
        if count <= self._limits.pages:
            return None
        return f"Berkas {name} memuat {count} halaman; hanya {self._limits.pages} halaman pertama yang dibaca."

    def _reader(  # noqa: PLR0911 - one return a format
        self, name: str, content: bytes
    ) -> tuple[str, Callable[[bytes], tuple[Page, ...]] | None]:
        head = content[:1024]
        suffix = name.lower().rpartition(".")[2]
        if head.startswith(
            (b"PK\x03\x04", b"PK\x05\x06")
        ):  # before PDF: a stored PDF shows through an archive's first bytes
            return office_files.zipped(content, self._picture) or ("zip", None)
        if b"%PDF-" in head:
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
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            if suffix not in ("doc", "dot", "wps"):
                return "other", None
            return "docx", lambda data: office_files.old_office(
                data, seconds=self._limits.convert_seconds, picture=self._picture
            )
        if _is_image(content):
            return "image", self._image
        if suffix in ("htm", "html") or head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
            return "text", lambda data: (plain_page(visible_text(office_files.decoded(data))),)
        if suffix in ("txt", "md", "log", "csv", "text") and b"\x00" not in head:
            return "text", lambda data: (plain_page(office_files.decoded(data)),)
        return "other", None

    def _looker(self, content: bytes, thorough: bool) -> tuple[str, Callable[[bytes], tuple[Page, ...]] | None]:  # noqa: FBT001
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

    def _unpack(self, name: str, content: bytes, budget: Budget, *, depth: int) -> Iterator[Document]:
        """Members of an archive, within the limits of number, size and depth."""

        def refused(why: str, active: str = UNSEEN) -> Document:
            problem = f"Arsip {budget.called(name)} {why}"
            return Document(part=name, media="other", sha256=sha256_of(content), problem=problem, active=active)

        if depth >= self._limits.depth:
            yield refused("bersarang terlalu dalam; mohon kirim berkasnya langsung.")
            return
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError):
            yield refused("rusak; mohon kirim ulang.", BROKEN)
            return
        with archive:
            for member in archive.infolist():
                base = member.filename.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
                if member.is_dir() or base.startswith(".") or "__MACOSX" in member.filename:
                    continue
                if member.flag_bits & 0x1:
                    yield refused("terkunci kata sandi; mohon kirim salinan yang terbuka.", LOCKED)
                    return
                budget.unpacked += member.file_size
                if budget.files >= self._limits.files or budget.unpacked > self._limits.unpacked_bytes:
                    yield refused("terlalu besar atau berisi terlalu banyak berkas; sisanya tidak dibaca.")
                    return
                try:
                    with archive.open(member) as handle:
                        data = handle.read(member.file_size + 1)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
                    yield refused(f"berisi berkas rusak ({base}); mohon kirim ulang.")
                    continue
                if len(data) > member.file_size:
                    yield refused("menyebut ukuran yang tidak benar; sisanya tidak dibaca.")
                    return
                yield from self._read(base, data, budget, inline=False, container=budget.root, depth=depth + 1)


def _is_image(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.format is not None
    except Image.DecompressionBombError:
        return True
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
