"""Filing marks on paper that comes back; all of it in large: bench/marks.py."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from letter_pages import DEGRADATIONS
from pipeline.config import default_rules, default_templates, load_rulebook
from pipeline.filing import FilingMark, mark_in_code, mark_in_text, mark_of
from pipeline.letters import Converter
from pipeline.model import Part
from pipeline.reading import Reader
from returned_copies import pages


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(processes=1) as one:
        yield one


def packed(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def codes(reader: Reader, *files: tuple[str, bytes]) -> list[tuple[str, ...]]:
    parts = [Part(name=name, content_type="application/octet-stream", content=content) for name, content in files]
    found = reader.marks(parts, thorough=True)
    return [page.marks for documents in found for document in documents for page in document.pages]


def test_each_degraded_page_gives_its_own_mark(reader: Reader) -> None:
    kinds = load_rulebook(default_rules()).letters
    wanted, files = [], []
    with Converter() as converter:
        for way, picture, code in pages(
            kinds, 2 * len(DEGRADATIONS), templates=default_templates(), converter=converter
        ):
            pixels = Image.fromarray(picture if picture.ndim == 2 else picture[:, :, ::-1])
            files.append((f"{way}.jpg", packed(pixels, "JPEG")))
            wanted.append(code)
    found = codes(reader, *files)
    right = sum(marks == (code,) for marks, code in zip(found, wanted, strict=True))
    assert right >= len(wanted) - 1, [name for (name, _), marks in zip(files, found, strict=True) if not marks]
    assert all(marks in ((), (code,)) for marks, code in zip(found, wanted, strict=True)), "none is another letter's"


def test_pages_without_a_mark_and_files_of_other_kinds(reader: Reader) -> None:
    blank = Image.new("L", (1200, 1700), 255)
    files = [("kosong.png", packed(blank, "PNG")), ("kosong.pdf", packed(blank, "PDF")), ("a.txt", b"Tanda arsip")]
    assert codes(reader, *files, ("rusak.pdf", b"%PDF-1.4 rusak")) == [(), ()]


def test_a_mark_is_what_it_says() -> None:
    mark = mark_of("2026-0042/berita-acara/1", {"hal": "Serah terima", "akun": ["a", "b"]})
    assert mark_in_code(mark.code) == mark == mark_in_text(f"Perkara 2026-0042\n{mark.label}\nHalaman 2")
    assert mark.label.endswith("(bukan tanda tangan elektronik)")
    other = mark_of("2026-0042/berita-acara/1", {"hal": "Serah terima", "akun": ["a", "c"]})
    assert (other.letter, other.check != mark.check) == (mark.letter, True)


@pytest.mark.parametrize(
    "code", ["", "WIFI:S:kantor;;", "https://contoh.example/abc", "2026-0042/berita-acara/1", "a/b " + "0" * 8]
)
def test_other_codes_are_no_marks(code: str) -> None:
    assert mark_in_code(code) is None
    assert mark_in_text(code) is None


def test_a_label_that_ocr_broke_over_two_lines() -> None:
    found = mark_in_text("Tanda arsip 2026-0042/berita-acara/1\nk7q2m4xa (bukan tanda tangan")
    assert found == FilingMark(letter="2026-0042/berita-acara/1", check="k7q2m4xa")
