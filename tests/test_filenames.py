"""Names that tell files apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.filenames import unique_names

TABLE = (
    (("scan.pdf", "scan.pdf"), ("scan.pdf", "scan (2).pdf")),
    (("scan.pdf", "Scan.PDF", "scan.pdf"), ("scan.pdf", "Scan (2).PDF", "scan (3).pdf")),
    (("a.pdf", "a.pdf", "a (2).pdf"), ("a.pdf", "a (3).pdf", "a (2).pdf")),
    (("surat", "surat"), ("surat", "surat (2)")),
    ((".env", ".env"), (".env", ".env (2)")),
    (("body", "Body"), ("body (2)", "Body (3)")),
    (("caf\u00e9.pdf", "cafe\u0301.pdf"), ("caf\u00e9.pdf", "cafe\u0301 (2).pdf")),
    (("ｓcan.pdf", "scan.pdf"), ("ｓcan.pdf", "scan (2).pdf")),
)


@pytest.mark.parametrize(("names", "unique"), TABLE)
def test_a_name_that_came_before_gets_a_number(names: tuple[str, ...], unique: tuple[str, ...]) -> None:
    assert unique_names(names) == unique


def test_names_that_are_taken_elsewhere_count() -> None:
    assert unique_names(("surat.pdf",), taken=("SURAT.pdf", "surat (2).pdf")) == ("surat (3).pdf",)


@given(
    st.lists(st.sampled_from(["a.pdf", "A.pdf", "a (2).pdf", "a (2) (2).pdf", "body", "a", ".a", "a."]), max_size=12)
)
def test_no_two_are_alike_and_endings_stay(names: list[str]) -> None:
    unique = unique_names(names)
    assert len({name.casefold() for name in unique}) == len(names)
    for name, new in zip(names, unique, strict=True):
        stem, dot, ending = name.rpartition(".")
        assert not (dot and stem) or new.endswith(f".{ending}")


def test_twenty_thousand_alike_are_named_quickly() -> None:
    assert unique_names(["scan.pdf"] * 20_000)[-1] == "scan (20000).pdf"
