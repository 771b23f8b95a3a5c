"""One warm LibreOffice for all tests of letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.letters import Converter


@pytest.fixture(scope="session")
def converter() -> Iterator[Converter]:
    with Converter() as made:
        yield made
