"""Whether a file is what was issued: the very file, a scan of it, one that was changed, and any other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from docx import Document
from PIL import Image

from letter_pages import DEGRADATIONS, LetterPage
from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.letters import Converter

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has refused a letter: `surat.pdf` and `surat.docx` lie beside its nodis.toml."""
    folder = tmp_path_factory.mktemp("kantor")
    config = make_office(folder)
    with service.open_service(config, now=NOW) as running:
        put(folder, "surat", typed_letter())
        running.run_once()
        asked = next(mail for mail in sent(folder) if mail["X-Nodis-Purpose"] == "assignment")
        put(folder, "tolak", answer(asked, "TOLAK perangkat milik penyedia"))
        running.clock.frozen = NOW + timedelta(minutes=5)
        running.run_once()
        with running.store.reading() as tx:
            (row,) = [one for one in tx.letters_of("2026-0001") if one.kind == "penolakan"]
        (folder / "surat.pdf").write_bytes(running.store.files.get(row.pdf_sha256 or ""))
        (folder / "surat.docx").write_bytes(running.store.files.get(row.docx_sha256 or ""))
    return config


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter() as one:
        yield one


def scanned(pdf: Path, kind: str) -> bytes:
    with pdfium.PdfDocument(pdf) as document:
        grey = document[0].render(scale=300 / 72).to_pil().convert("L")
    page = LetterPage(picture=np.asarray(grey), text="", signature=(1500, 2200))
    return cv2.imencode(".png", DEGRADATIONS[kind](page, 3))[1].tobytes()


def changed(docx: Path, words: str, instead: str) -> bytes:
    document = Document(str(docx))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(words, instead)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["surat.pdf", "surat.docx"])
def test_the_very_file(issued: Path, name: str) -> None:
    found = service.look_up_file(issued, issued.parent / name)
    assert (found.how, found.title, found.letter) == ("identical", "Surat Penolakan", "2026-0001/penolakan/1")
    assert found.number


@pytest.mark.parametrize("kind", ["clean300", "skew200", "fax150", "photo", "stamp"])
def test_a_scan_of_it_is_a_copy(issued: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "pindaian.png"
    file.write_bytes(scanned(issued.parent / "surat.pdf", kind))
    found = service.look_up_file(issued, file)
    assert found.how == "copy", (found.likeness, found.lacking)
    assert found.letter == "2026-0001/penolakan/1"


def test_a_page_without_its_number_is_known_by_its_mark(issued: Path, tmp_path: Path) -> None:
    """The mark names the letter; the words still decide whether it is what was issued."""
    picture = Image.open(io.BytesIO(scanned(issued.parent / "surat.pdf", "clean300")))
    picture.paste(255, (0, 0, picture.width, int(picture.height * 0.6)))
    file = tmp_path / "halaman.png"
    picture.save(file)
    found = service.look_up_file(issued, file)
    assert (found.how, found.letter) == ("differs", "2026-0001/penolakan/1")


def test_another_text_under_its_number_differs(issued: Path, tmp_path: Path, converter: Converter) -> None:
    file = tmp_path / "palsu.pdf"
    document = Document(str(issued.parent / "surat.docx"))
    for paragraph in document.paragraphs[-12:]:
        paragraph.text = (
            "Permohonan Saudara kami setujui seluruhnya dan biaya sebesar Rp 250.000.000,00 segera dibayarkan."
        )
    out = io.BytesIO()
    document.save(out)
    file.write_bytes(converter.pdf(out.getvalue()))
    found = service.look_up_file(issued, file)
    assert found.how == "differs"
    assert found.likeness < 88


def test_any_other_file_is_unknown(issued: Path, tmp_path: Path) -> None:
    file = tmp_path / "lain.txt"
    file.write_text("Perkara 2026-0001: surat ini tidak pernah diterbitkan, nomor W.99-XX.01.01-99.", encoding="utf-8")
    assert service.look_up_file(issued, file).how == "unknown"
