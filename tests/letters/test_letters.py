"""Every kind of letter, from a usual case, a hard one and a bare one: as DOCX and as PDF."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2 as pdfium
import pytest
from docx import Document

import cases
import letter_desk as desk
from pipeline import letters
from pipeline.letters import Converter
from pipeline.model import Case
from pipeline.reading.marks import in_picture

KINDS = tuple(desk.kinds())
LEFTOVERS = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|Undefined|\bnan\b|\[\]|  ,|, ,|\.\.(?!\.)|;\.|\.;")
A4 = (595, 842)


@lru_cache(maxsize=200)
def made(letter_id: str, how: str, *, draft: bool = False) -> tuple[str, bytes]:
    """Context (as JSON) and DOCX."""
    change = {"usual": lambda case: case, "hard": desk.hard, "bare": desk.bare}[how]
    case = cases.closed("bandwidth") if letter_id == desk.RECAP else desk.moment(letter_id)
    context = desk.write(letter_id, change(case), draft=draft)
    return json.dumps(context), desk.render(letter_id, context)


def context_of(letter_id: str, how: str, *, draft: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made(letter_id, how, draft=draft)[0])
    return found


def texts(docx: bytes) -> str:
    """All text of a DOCX, headers and footers too, its no-break signs as plain ones."""
    return "\n".join(_texts(docx)).replace("\u2011", "-").replace("\u00a0", " ")


def _texts(docx: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in package.namelist():
            if re.match(r"word/(document|header\d*|footer\d*)\.xml", name):
                for paragraph in re.split(r"</w:p>", package.read(name).decode()):
                    pieces = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:br/>|<w:tab/>)", paragraph)
                    text = "".join(piece or " " for piece, _ in pieces)
                    if text.strip():
                        yield text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def said(pdf: bytes) -> list[str]:
    """Text of each page."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() or "" for page in opened.pages]


@pytest.mark.parametrize("how", ["usual", "bare"])
@pytest.mark.parametrize("letter_id", KINDS)
def test_nothing_is_left_of_the_template(letter_id: str, how: str) -> None:
    text = texts(made(letter_id, how)[1])
    assert not LEFTOVERS.findall(text), text
    assert cases.facts().name.upper() in text


@pytest.mark.parametrize("letter_id", KINDS)
def test_markup_in_a_letter_stays_text(letter_id: str) -> None:
    docx = made(letter_id, "hard")[1]
    Document(io.BytesIO(docx))  # well-formed, whatever the requester wrote
    text = texts(docx)
    assert "\x07" not in text
    assert "\x0c" not in text
    assert "49" not in text.replace("2026-0049", "")  # {{ 7 * 7 }} was never evaluated


@pytest.mark.parametrize("letter_id", [one for one in KINDS if desk.kinds()[one].numbered])
def test_issued_letters_carry_number_date_and_signature(letter_id: str) -> None:
    context, text = context_of(letter_id, "usual"), texts(made(letter_id, "usual")[1])
    assert context["nomor"] == letters.number(desk.kinds()[letter_id], cases.facts(), 231)
    assert context["nomor"] in text
    day = context["tanggal_kata"] if letter_id == "berita-acara" else context["tanggal"]
    assert day in text
    assert f"{context['ttd']['jabatan']}," in text or letter_id == "berita-acara"
    assert context["ttd"]["nama"] in text
    assert f"NIP {context['ttd']['nip']}" in text
    for title in context["tembusan"]:
        assert title in text
    assert "KONSEP" not in text


@pytest.mark.parametrize("letter_id", KINDS)
def test_a_draft_says_so_and_has_neither_number_nor_date(letter_id: str) -> None:
    context, docx = context_of(letter_id, "usual", draft=True), made(letter_id, "usual", draft=True)[1]
    text = texts(docx)
    assert text.count("KONSEP") >= 2  # head of the first page, head of the others
    assert context["nomor"] == "……"
    assert "W.99-TI" not in text
    assert context["tanggal"] == "……"


@pytest.mark.parametrize("letter_id", KINDS)
def test_no_letter_pretends_to_be_signed_electronically(letter_id: str) -> None:
    text = texts(made(letter_id, "usual")[1]).lower()
    assert "secara elektronik" not in text
    assert "bsre" not in text


@pytest.mark.parametrize("letter_id", KINDS)
def test_the_pdf_is_a4_with_embedded_fonts_and_says_the_same(letter_id: str, converter: Converter) -> None:
    pdf = converter.pdf(made(letter_id, "usual")[1])
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert {(round(page.width), round(page.height)) for page in opened.pages} == {A4}
        assert len(opened.pages) <= 3
        fonts = {char["fontname"] for page in opened.pages for char in page.chars}
        assert opened.metadata["Title"] == context_of(letter_id, "usual")["judul_berkas"]
        for page in opened.pages:
            assert all(char["x0"] >= 0 and char["x1"] <= page.width + 1 for char in page.chars)
    assert all("+" in font for font in fonts), "every font is embedded as a subset"
    assert any("LiberationSans" in font for font in fonts)
    assert b"pdfaid:part>2<" in pdf
    words = " ".join(" ".join(said(pdf)).split())
    assert context_of(letter_id, "usual")["kantor"].upper() in words


@pytest.mark.parametrize("letter_id", KINDS)
def test_a_hard_case_still_fits_the_paper(letter_id: str, converter: Converter) -> None:
    pdf = converter.pdf(made(letter_id, "hard")[1])
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            outside = [
                char["text"] for char in page.chars if char["x1"] > page.width - 40 or char["bottom"] > page.height - 20
            ]
            assert not outside, f"page {page.page_number}: {''.join(outside)[:80]}"
        for page in opened.pages[1:]:
            assert f"- {page.page_number} -" in (page.extract_text() or "")


@pytest.mark.parametrize("letter_id", ["surat-perintah", "laporan-hasil-perbaikan"])
def test_konsep_stands_on_every_page(letter_id: str, converter: Converter) -> None:
    pages = said(converter.pdf(made(letter_id, "hard", draft=True)[1]))
    assert len(pages) > 1
    assert all("KONSEP" in page for page in pages)


@pytest.mark.parametrize("how", ["usual", "hard"])
@pytest.mark.parametrize(
    "letter_id", ["nota-dinas-hasil", "dokumen-hasil-perbaikan", "laporan-alokasi", "surat-perintah"]
)
def test_title_and_name_of_the_signer_stay_on_one_page(letter_id: str, how: str, converter: Converter) -> None:
    signer = context_of(letter_id, how)["ttd"]
    last = said(converter.pdf(made(letter_id, how)[1]))
    page = next(text for text in reversed(last) if f"NIP {signer['nip']}" in text)
    assert signer["jabatan"].split()[-1] in page
    assert signer["nama"] in page


def test_forty_rights_are_forty_rows_with_a_head_on_each_page(converter: Converter) -> None:
    pages = said(converter.pdf(made("berita-acara", "hard")[1]))
    text = " ".join(pages)
    assert sum(text.count(f"\n{number}. ") for number in range(4, 41)) >= 37
    assert sum("Peran" in page for page in pages) > 1


def marks_in(pdf: Path) -> set[tuple[str, ...]]:
    """The filing marks of each page as a scanner at 200 dpi sees them."""
    with pdfium.PdfDocument(pdf) as document:
        seen = (np.squeeze(page.render(scale=200 / 72, grayscale=True).to_numpy()) for page in document)
        return {in_picture(np.ascontiguousarray(picture), thorough=False) for picture in seen}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, converter: Converter) -> Path:
    folder = tmp_path_factory.mktemp("galeri")
    written = letters.gallery(folder, desk.kinds(), templates=desk.TEMPLATES, converter=converter)
    assert sorted(written) == sorted(folder.iterdir())
    return folder


@pytest.mark.parametrize("variant", ["biasa", "sulit"])
@pytest.mark.parametrize("letter_id", KINDS)
def test_each_letter_of_the_gallery_is_whole(shown: Path, letter_id: str, variant: str) -> None:
    stem = f"{letter_id}-{variant}"
    assert not LEFTOVERS.findall(texts((shown / f"{stem}.docx").read_bytes()))
    with pdfplumber.open(shown / f"{stem}.pdf") as pdf:
        assert 1 <= len(pdf.pages) <= (2 if variant == "biasa" else 12)
        for page in pdf.pages:
            assert (round(page.width), round(page.height)) == A4
            body = page.within_bbox((0, 75, page.width, page.height - 75))
            assert body.chars or body.images, "no page without anything but header and footer"
            for char in page.chars:
                assert re.match(r"[A-Z]{6}\+", char["fontname"]), "every font is embedded"
                assert 20 < char["x0"] < char["x1"] < page.width - 20, (char["text"], char["x0"])
                assert 10 < char["top"] < char["bottom"] < page.height - 10
        pictures = sum(len(page.images) for page in pdf.pages)
        assert pictures >= len(pdf.pages), "a filing mark on every page"
        pages = len(pdf.pages)
    if letter_id in ("dokumen-hasil-perbaikan", "laporan-hasil-perbaikan"):
        assert pictures >= (2 if variant == "biasa" else 6)
    ((code,),) = marks_in(shown / f"{stem}.pdf")
    assert code.startswith(f"2026-0001/{letter_id}/1 "), "each page's filing mark can be read"
    pngs = sorted(path.name for path in shown.glob(f"{stem}-*.png"))
    assert len(pngs) == pages
    index = (shown / "index.html").read_text(encoding="utf-8")
    assert all(name in index for name in (f"{stem}.docx", f"{stem}.pdf", *pngs))


def test_the_same_case_gives_the_same_bytes(converter: Converter) -> None:
    first = desk.render("nota-dinas-hasil", desk.write("nota-dinas-hasil"))
    second = desk.render("nota-dinas-hasil", desk.write("nota-dinas-hasil"))
    assert first == second
    assert converter.pdf(first) == converter.pdf(second)


def test_the_context_is_plain_json() -> None:
    for letter_id in KINDS:
        context = desk.write(letter_id)
        assert json.loads(json.dumps(context)) == context


def test_every_kind_offers_the_same_names() -> None:
    names = {letter_id: set(desk.write(letter_id)) for letter_id in KINDS}
    assert len(set(map(frozenset, names.values()))) == 1


BROKEN = re.compile(
    r"\d{1,2}[ \u00a0](?:September|Oktober)(?![ \u00a0]+2026)"  # "30 September" without its year
    r"|\d{2}[-\u2011]\d{2}[-\u2011](?!2026)|\b\d{2}[-\u2011]?$"
    r"|\d{2}\.\d{2}(?![\d.]|[ \u00a0]WITA)\s*$"
)


@pytest.mark.parametrize("letter_id", ["lembar-disposisi", "laporan-hasil-perbaikan", "laporan-evaluasi"])
def test_dates_in_tables_stand_on_one_line(letter_id: str, converter: Converter) -> None:
    case = in_autumn(desk.moment(letter_id))
    made = converter.pdf(desk.render(letter_id, desk.write(letter_id, case)))
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        cells = [cell or "" for page in pdf.pages for table in page.extract_tables() for row in table for cell in row]
    lines = [line for cell in cells for line in cell.split("\n")]
    assert any("2026" in line for line in lines)
    assert not [line for line in lines if BROKEN.search(line)]


def in_autumn(case: Case) -> Case:
    """The case half a year later: "30 September 2026" is the longest date that there is."""
    late = date(2026, 9, 30) - case.received_at.date()

    def moved(moment: datetime | None) -> datetime | None:
        return moment + late if moment else None

    entries = tuple(
        replace(one, at=one.at + late, started_at=moved(one.started_at), due_at=moved(one.due_at))
        for one in case.entries
    )
    received, opened = case.received_at + late, case.opened_at + late
    return replace(case, received_at=received, opened_at=opened, due_at=moved(case.due_at), entries=entries)
