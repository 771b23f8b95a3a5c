"""Signed copies of our own letters as they come back: printed, signed in ink, scanned, faxed or photographed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from letter_pages import DEGRADATIONS, DPI, LetterPage, Picture
from pipeline.filing import mark_of
from pipeline.letters import Converter, marked, render
from pipeline.letters.sample import sample_context, sample_images
from pipeline.rulebook import LetterKind


def printed(
    kind_id: str, kind: LetterKind, number: int, *, templates: Path, converter: Converter
) -> tuple[LetterPage, str]:
    """The first page of a letter on paper, 300 dpi, and the code of its mark."""
    letter = f"2026-{number:04d}/{kind_id}/1"
    context = {key: value for key, value in sample_context(kind_id, kind).items() if key != "arsip"}
    context = marked(letter, {**context, "konsep": False, "perkara": f"2026-{number:04d}"})
    pdf = converter.pdf(render(kind, context, images=sample_images(context), templates=templates))
    with pdfium.PdfDocument(pdf) as document:
        grey = np.squeeze(document[0].render(scale=DPI / 72, grayscale=True).to_numpy())
    code = mark_of(letter, {key: value for key, value in context.items() if key != "arsip"}).code
    return LetterPage(picture=np.ascontiguousarray(grey), text="", signature=(1500, 2500)), code


def pages(
    kinds: Mapping[str, LetterKind], count: int, *, templates: Path, converter: Converter
) -> Iterator[tuple[str, Picture, str]]:
    """`count` pages: how each was degraded, its picture, the code of its mark. All degradations in turn."""
    ways = cycle(DEGRADATIONS.items())
    for number, (kind_id, (way, degrade)) in enumerate(islice(zip(cycle(kinds), ways, strict=False), count), start=1):
        page, code = printed(kind_id, kinds[kind_id], number, templates=templates, converter=converter)
        yield way, degrade(replace(page, picture=inked(page.picture)), number), code


def inked(picture: Picture) -> Picture:
    """Two signatures in ink."""
    signed = picture.copy()
    for left in (400, 1500):
        points = np.asarray(
            [(left, 2600), (left + 120, 2480), (left + 200, 2640), (left + 330, 2500), (left + 420, 2600)]
        )
        cv2.polylines(signed, [points], isClosed=False, color=(40,), thickness=7)
    return signed
