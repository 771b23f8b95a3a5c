"""Every letter to look at, in a usual and in a hard variant: `nodis letters gallery DIR`."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdfium2 as pdfium

from pipeline.letters.conversion import Converter
from pipeline.letters.rendering import render
from pipeline.letters.sample import FACTS, sample_context, sample_images
from pipeline.rulebook import LetterKind, OfficeFacts

VARIANTS = {"biasa": False, "sulit": True}  # hard: long names, forty rows, six photos, nothing that may be missing
DPI = 80  # of the pictures


def gallery(
    folder: Path,
    kinds: Mapping[str, LetterKind],
    *,
    templates: Path,
    converter: Converter,
    facts: OfficeFacts = FACTS,
) -> tuple[Path, ...]:
    """Write every letter into `folder` as DOCX, PDF and a PNG a page, and `index.html` with all; returns what was written.

    Raises:
        LetterError: a template cannot be filled in, or LibreOffice fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    shown: list[str] = []
    for letter_id, kind in kinds.items():
        for variant, hard in VARIANTS.items():
            context = sample_context(letter_id, kind, hard=hard, facts=facts)
            docx = render(kind, context, images=sample_images(context), templates=templates)
            stem = f"{letter_id}-{variant}"
            pdf = converter.pdf(docx)
            (folder / f"{stem}.docx").write_bytes(docx)
            (folder / f"{stem}.pdf").write_bytes(pdf)
            pages = [_save(folder / f"{stem}-{number}.png", png) for number, png in enumerate(_pages(pdf), start=1)]
            written += [folder / f"{stem}.docx", folder / f"{stem}.pdf", *pages]
            shown.append(_section(kind.title, stem, variant, pages))
    index = folder / "index.html"
    index.write_text(_page("\n".join(shown)), encoding="utf-8")
    return (*written, index)


def _pages(pdf: bytes) -> Iterator[pdfium.PdfBitmap]:
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            yield page.render(scale=DPI / 72)


def _save(path: Path, bitmap: pdfium.PdfBitmap) -> Path:
    bitmap.to_pil().save(path)
    return path


def _section(title: str, stem: str, variant: str, pages: list[Path]) -> str:
    pictures = "".join(f'<a href="{stem}.pdf"><img src="{page.name}" alt="" loading="lazy"></a>' for page in pages)
    return (
        f"<section><h2>{html.escape(title)} <small>({variant})</small></h2>"
        f'<p><a href="{stem}.docx">DOCX</a> <a href="{stem}.pdf">PDF</a></p>{pictures}</section>'
    )


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Galeri surat</title><style>'
        "body{font:15px Arial,sans-serif;margin:1.5rem;background:#eee}img{margin:.4rem;box-shadow:0 1px 4px #0005;max-width:420px}"
        f"</style></head><body><h1>Galeri surat</h1>{body}</body></html>"
    )
