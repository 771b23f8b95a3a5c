"""The shipped templates are what their builder builds, and what is wrong with a template is said."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

import cases
import letter_desk as desk
from pipeline import letters
from pipeline.errors import LetterError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(desk.TEMPLATES / "letters", tmp_path / "letters")
    return tmp_path


def add(path: Path, text: str) -> None:
    document = Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))


def test_shipped_templates_name_only_what_letters_have() -> None:
    assert letters.check_templates(desk.TEMPLATES, desk.kinds()) == ()
    assert letters.check_templates(desk.TEMPLATES / "letters", desk.kinds()) == ()


def test_shipped_templates_are_what_the_builder_builds(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, str(desk.TEMPLATES / "build_letters.py"), str(tmp_path)],
        cwd=desk.ROOT,
        env={"PYTHONPATH": str(desk.ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    shipped = {path.name: path.read_bytes() for path in (desk.TEMPLATES / "letters").glob("*.docx")}
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.docx")} == shipped
    assert set(shipped) == {kind.template for kind in desk.kinds().values()}


def test_an_unknown_placeholder_is_named(folder: Path) -> None:
    add(folder / "letters/penolakan.docx", "{{ alasn }}")
    problems = letters.check_templates(folder, desk.kinds())
    assert len(problems) == 1
    assert "penolakan" in problems[0]
    assert "alasn" in problems[0]


def test_an_unknown_placeholder_is_found_behind_a_condition_too(folder: Path) -> None:
    add(folder / "letters/penolakan.docx", "{% if not konsep %}{{ surat.nomer }}{% endif %}")
    assert letters.check_templates(folder, desk.kinds()) == (
        "penolakan: penolakan.docx: placeholder surat.nomer tidak dikenal",
    )


def test_a_template_that_the_office_lacks_is_the_shipped_one(folder: Path) -> None:
    (folder / "letters/tanggapan.docx").unlink()
    assert letters.check_templates(folder, desk.kinds()) == ()


def test_a_missing_file_a_strange_file_and_a_broken_tag_are_said(folder: Path) -> None:
    kinds = desk.kinds()
    kinds = {**kinds, "tanggapan": kinds["tanggapan"].model_copy(update={"template": "tidak-ada.docx"})}
    (folder / "letters/penolakan.docx").write_bytes(b"bukan dokumen")
    add(folder / "letters/berita-acara.docx", "{% if nomor %}")
    problems = "\n".join(letters.check_templates(folder, kinds))
    assert "tidak-ada.docx: templat tidak ada" in problems
    assert "penolakan.docx: bukan berkas DOCX" in problems
    assert "berita-acara: " in problems


def test_a_template_cannot_reach_outside(folder: Path) -> None:
    add(folder / "letters/penolakan.docx", "{{ kop.__class__.__mro__ }}")
    context = desk.write("penolakan")
    with pytest.raises(LetterError, match=r"penolakan\.docx"):
        letters.render(desk.kinds()["penolakan"], context, images={}, templates=folder)


def test_a_changed_template_counts_at_once(folder: Path) -> None:
    kind, context = desk.kinds()["penolakan"], desk.write("penolakan")
    before = letters.render(kind, context, images={}, templates=folder)
    add(folder / "letters/penolakan.docx", "Kalimat baru untuk {{ pemohon.nama }}.")
    after = letters.render(kind, context, images={}, templates=folder)
    assert before != after
    assert "Kalimat baru untuk Teguh Santoso." in [one.text for one in Document(io.BytesIO(after)).paragraphs]


def test_photos_come_upright_small_and_without_camera_data() -> None:
    context = desk.write("dokumen-hasil-perbaikan")
    names = [photo["nama"] for row in context["foto"] for photo in row if photo["nama"]]
    turned = cases.picture("miring", size=(3000, 2000), orientation=6)
    images = dict.fromkeys(names, turned)
    docx = letters.render(desk.kinds()["dokumen-hasil-perbaikan"], context, images=images, templates=desk.TEMPLATES)
    document = Document(io.BytesIO(docx))
    blobs = [part.blob for part in document.part.package.iter_parts() if str(part.partname).endswith(".jpg")]
    assert blobs
    for blob in blobs:
        shown = Image.open(io.BytesIO(blob))
        assert shown.height > shown.width, "turned upright"
        assert max(shown.size) <= 1400
        assert not shown.getexif()
    widths = [shape.width.cm for shape in document.inline_shapes]
    heights = [shape.height.cm for shape in document.inline_shapes]
    assert max(widths) <= 7.41
    assert max(heights) <= 7.01


@pytest.mark.parametrize("content", [b"", b"bukan gambar", cases.picture()[:300]])
def test_a_photo_that_cannot_be_shown_is_said_so(content: bytes) -> None:
    context = desk.write("dokumen-hasil-perbaikan")
    images = {"switch-baru.jpg": content}
    docx = letters.render(desk.kinds()["dokumen-hasil-perbaikan"], context, images=images, templates=desk.TEMPLATES)
    tables = Document(io.BytesIO(docx)).tables
    cells = " ".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    assert "foto tidak dapat ditampilkan" in cells


def test_a_logo_stands_in_the_letterhead(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    Image.new("RGBA", (200, 200), (0, 0, 120, 255)).save(path)
    context = desk.write("penolakan", facts=cases.facts(logo=str(path)))
    docx = letters.render(desk.kinds()["penolakan"], context, images={}, templates=desk.TEMPLATES)
    assert len(Document(io.BytesIO(docx)).inline_shapes) == 1
    gone = desk.write("penolakan", facts=cases.facts(logo=str(tmp_path / "hilang.png")))
    docx = letters.render(desk.kinds()["penolakan"], gone, images={}, templates=desk.TEMPLATES)
    assert not Document(io.BytesIO(docx)).inline_shapes
