"""Whether two values say the same."""

from __future__ import annotations

import pytest

from pipeline.tagging.agreement import agree

PATHS = (
    "issue.location",
    "requester.unit",
    "requester.name",
    "requester.phone",
    "requester.nip",
    "addressee",
    "issue.application",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("value", ["Lapas Contoh", "—", "?", "管理室", "المكتب", ""])
def test_a_value_says_the_same_as_itself(path: str, value: str) -> None:
    assert agree(path, value, value)


@pytest.mark.parametrize("path", [path for path in PATHS if not path.endswith((".phone", ".nip"))])
def test_signs_alone_say_not_what_words_say(path: str) -> None:
    assert not agree(path, "—", "Lapas Contoh")
    assert not agree(path, "Lapas Contoh", "—")
