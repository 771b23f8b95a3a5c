"""Files that other systems stumbled over, each with what is right (`expected.md`): what they say is found all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.inspection import DEFAULT_ZONE, inspect
from pipeline.model import Letter, Understanding
from pipeline.reading import Reader
from pipeline.rulebook import Directory
from rules import rulebook

BUGS = Path(__file__).parents[1] / "cases" / "bugs"
NAME, PHONE = "requester.name", "requester.phone"
DEWI = {NAME: "Dewi Anggraini", PHONE: "+6281344556677"}
LETTER = {**DEWI, "number": "W.99.PAS12-TI.05.01-214"}
YUSUF = {NAME: "Yusuf Mahendra", PHONE: "+6281277889900"}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(1) as one:
        yield one


def understood(reader: Reader, case: str) -> Understanding:
    (file,) = (path for path in (BUGS / case).iterdir() if path.suffix != ".md")
    return inspect(
        file.name, file.read_bytes(), rulebook=rulebook(), directory=Directory(), zone=DEFAULT_ZONE, reader=reader
    )


def said(letter: Letter, paths: dict[str, str]) -> dict[str, str | None]:
    return {path: letter.value(path) for path in paths}


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("a07-eml-upper", LETTER),
        ("a09-rfc822-base64", LETTER),
        ("a15-data-uri", LETTER),
        ("m10-msg-with-pdf", LETTER),
        ("m12-msg-octet", DEWI),
        ("b04-cp1252-as-latin1", DEWI),
        ("b10-bidi-phone", DEWI),
        ("a22-7z", LETTER),
        ("b20-html-bom-utf16-attachment", LETTER),
        ("o02-mht-as-doc", LETTER),
        ("w02-tracked-insert", LETTER),
        ("w03-inline-sdt", LETTER),
        ("w07-table-form-sdt-block", YUSUF),
        ("w10-first-page-header", LETTER),
        ("w11-scan-in-docx", LETTER),
        ("w12-strict-ooxml", LETTER),
        ("w16-altchunk", LETTER),
        ("w17-table-cell-sdt", YUSUF),
        ("p01-acroform", YUSUF),
        ("p02-acroform-noap", YUSUF),
        ("p03-freetext", YUSUF),
        ("p04-scan-with-tte-footer", LETTER),
        ("p06-xfa", YUSUF),
        ("p07-portfolio", LETTER),
        ("p08-rotate90", LETTER),
        ("p16b-small-page", LETTER),
        ("p27-bad-hidden-layer", LETTER),
        ("i01-16bit-grey", LETTER),
        ("i03-transparent", LETTER),
    ],
)
def test_a_file_is_read(reader: Reader, case: str, says: dict[str, str]) -> None:
    found = understood(reader, case)
    (letter,) = found.letters
    assert said(letter, says) == says
    assert not found.problems


@pytest.mark.parametrize("case", ["x01-xlsx-text", "x13-letter-xls-old"])
def test_a_list_beside_the_letter_is_read(reader: Reader, case: str) -> None:
    (letter,) = understood(reader, case).letters
    assert len(letter.access) == 2
    assert all(one.nip for one in letter.access)


@pytest.mark.parametrize(
    ("case", "moment"),
    [
        ("t03-dash-short", "2026-03-02T08:20:00+08:00"),
        ("t07-last-night", "2026-03-02T22:00:00+08:00"),
        ("t08-half-three", "2026-03-02T14:30:00+08:00"),
    ],
)
def test_a_moment_is_read(reader: Reader, case: str, moment: str) -> None:
    (letter,) = understood(reader, case).letters
    assert letter.value("issue.occurred_at") == moment
