"""Word templates filled in."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2.exceptions import TemplateError

from pipeline.config import default_templates
from pipeline.errors import LetterError
from pipeline.letters.language import LANGUAGE, clean, unbroken
from pipeline.letters.marking import PICTURE, mark_picture
from pipeline.letters.package import repack
from pipeline.letters.photos import prepare
from pipeline.rulebook import LetterKind

UNREADABLE = "(foto tidak dapat ditampilkan; berkas tersimpan pada perkara)"
_PHOTO_WIDTH, _PHOTO_HEIGHT = 6.2, 5.7  # cm: two a row, three rows and the signatures a page
_LOGO_HEIGHT = 2.2  # cm
_RENDERING = threading.Lock()  # docxtpl keeps state in lxml parts; a letter takes some 30 ms


class _Letter(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template whose preparation (which docxtpl repeats each time) is remembered."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)


@lru_cache(maxsize=128)
def _patched(source: str) -> str:
    patched: str = DocxTemplate.patch_xml(_Letter(None), source)
    return patched


@lru_cache(maxsize=64)
def _bytes(path: Path, stamp: int, size: int) -> bytes:
    del stamp, size  # they only make a changed file another entry
    return path.read_bytes()


def template_path(kind: LetterKind, templates: Path) -> Path:
    """Where the template of a kind lies: `templates` is the templates folder, or its `letters` itself.

    A template that the office's folder lacks is the shipped one.
    """
    inside = templates / "letters"
    own = (inside if inside.is_dir() else templates) / kind.template
    shipped = default_templates() / "letters" / kind.template
    return own if own.exists() or not shipped.exists() else shipped


def render(kind: LetterKind, context: Mapping[str, Any], *, images: Mapping[str, bytes], templates: Path) -> bytes:
    """The letter as DOCX; the same input gives the same bytes.

    `images` holds the pictures of `context["foto"]` by their `nama`, and may hold the letterhead's under "logo"; a picture
    that is missing or unreadable is said so in its place.

    Raises:
        LetterError: the template is missing, is no DOCX or names what does not exist; says which file and placeholder.
    """
    path = template_path(kind, templates)
    template = _open(path)
    with _RENDERING:
        try:
            template.replace_pic(PICTURE, io.BytesIO(mark_picture(context.get("arsip", ""))))
            template.render(_filled(template, clean(dict(context)), images, path), LANGUAGE, autoescape=True)
            # Properties are no XML text: they are set, not escaped.
            properties = template.docx.core_properties
            properties.title, properties.author = context["judul_berkas"], context["kantor"]
            properties.created = properties.modified = _utc(context["dibuat_iso"])
            properties.last_modified_by, properties.revision = context["kantor"], 1
        except TemplateError as error:
            raise LetterError(
                f"{path.name}: {error.message}", advice="Buka templat itu dan perbaiki placeholder tersebut."
            ) from error
        out = io.BytesIO()
        template.save(out)
    return repack(out.getvalue())


def _utc(moment: str) -> datetime:
    """Core properties hold times in UTC without saying so."""
    return datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None)


def _open(path: Path) -> Any:
    try:
        found = path.stat()
        template = _Letter(io.BytesIO(_bytes(path, found.st_mtime_ns, found.st_size)))
        template.init_docx()
        template.allow_missing_pics = True  # an office may take the filing mark out
    except FileNotFoundError as error:
        raise LetterError(
            f"{path.name}: templat tidak ada di {path.parent}", advice="Kembalikan berkas itu."
        ) from error
    except (PackageNotFoundError, BadZipFile, SyntaxError, ValueError, KeyError, OSError) as error:
        # SyntaxError is what lxml raises on XML that is not well-formed.
        raise LetterError(f"{path.name}: bukan berkas DOCX", advice="Simpan templat itu sebagai DOCX.") from error
    return template


def _filled(template: Any, values: dict[str, Any], images: Mapping[str, bytes], path: Path) -> dict[str, Any]:
    rows = [
        [{**photo, "gambar": _photo(template, images.get(photo["nama"])) if photo["nama"] else ""} for photo in row]
        for row in values["foto"]
    ]
    head = values["kop"]
    return {
        "arsip": "",
        "setuju_surel": "",
        **unbroken(values),
        "foto": rows,
        "kop": {**unbroken(head), "logo": _logo(template, head["logo"], images, path)},
    }


def _photo(template: Any, content: bytes | None) -> Any:
    made = prepare(content) if content else None
    if made is None:
        return UNREADABLE
    jpeg, width, height = made
    scale = min(_PHOTO_WIDTH / width, _PHOTO_HEIGHT / height)
    return InlineImage(template, io.BytesIO(jpeg), width=Cm(width * scale), height=Cm(height * scale))


def _logo(template: Any, name: str, images: Mapping[str, bytes], path: Path) -> Any:
    """From `images`, else the file of that name (absolute, or beside the templates); no logo where there is none."""
    content = images.get("logo")
    if content is None and name:
        place = next((one for one in (Path(name), path.parent / name) if one.is_absolute() and one.is_file()), None)
        content = place.read_bytes() if place else None
    made = prepare(content) if content else None
    if made is None or content is None:
        return ""
    return InlineImage(template, io.BytesIO(content), height=Cm(_LOGO_HEIGHT))
