"""The same letter in every wrapping: the same is understood; beside bombs and broken files it is understood, too."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from any_format import EXPECTED, MAILS, addressed, attached, converted
from hostile_files import bomb, deep_zip, encrypted_pdf, huge_png, locked_zip
from pipeline.config import default_rules, load_rulebook
from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.model import MailKind, Understanding
from pipeline.reading import Reader, ReadingLimits
from pipeline.rulebook import Directory


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(2) as one:
        yield one


def understood(reader: Reader, raw: bytes) -> Understanding:
    rulebook = load_rulebook(default_rules())
    return inspect("mail.eml", raw, rulebook=rulebook, directory=Directory(), zone=DEFAULT_ZONE, reader=reader)


def assert_understood(found: Understanding) -> None:
    assert found.kind is MailKind.LETTER, found.because
    assert len(found.letters) == 1
    letter, route = found.letters[0], found.routes[0]
    assert {path: letter.value(path) for path in EXPECTED} == EXPECTED
    assert route.sop == "gangguan-jaringan"
    assert letter.evidence == ()


@pytest.mark.parametrize("wrapping", MAILS)
def test_the_same_letter_is_understood_in_every_wrapping(reader: Reader, wrapping: str) -> None:
    found = understood(reader, addressed(MAILS[wrapping]()))
    assert_understood(found)
    assert found.problems == ()


def many_pages() -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(2000):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


HOSTILE = {
    "bom.zip": (bomb, "terlalu besar atau berisi terlalu banyak berkas"),
    "dalam.zip": (deep_zip, "bersarang terlalu dalam"),
    "kunci.zip": (locked_zip, "terkunci kata sandi"),
    "besar.png": (huge_png, "terlalu besar (30000 x 30000 piksel)"),
    "panjang.pdf": (many_pages, "memuat 2000 halaman"),
    "terpotong.pdf": (lambda: converted()["pdf"][:-4000], ""),
    "kunci.pdf": (encrypted_pdf, "terkunci kata sandi"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_letter_beside_a_hostile_file_is_understood_and_the_file_named(reader: Reader, name: str) -> None:
    make, why = HOSTILE[name]
    found = understood(reader, addressed(attached(nota__pdf=converted()["pdf"], **{name.replace(".", "__"): make()})))
    assert found.letters[0].value("requester.phone") == EXPECTED["requester.phone"]
    told = [problem for problem in found.problems if name in problem]
    assert len(told) == 1, found.problems
    assert why in told[0]
    assert told[0].endswith(".")


def test_a_converter_that_hangs_is_stopped_with_all_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    limits = ReadingLimits(convert_seconds=2.0)
    with Reader(1, limits=limits) as reader:
        mail = attached(nota__pdf=converted()["pdf"], lama__doc=converted()["doc"])
        found = understood(reader, addressed(mail))
    assert found.letters[0].value("requester.phone") == EXPECTED["requester.phone"]
    assert any("lama.doc" in problem for problem in found.problems)
    child = int((tmp_path / "child").read_text())
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]
