"""`nodis search`: what came in is found by its words, its case, its unit, its sender and its day."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from office_folder import address, answer, make_office, put, sent, typed_letter
from pipeline import service
from pipeline.cli.main import app
from pipeline.errors import UsageError
from pipeline.office import read_query

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kantor")
    config = make_office(folder)
    put(folder, "surat-1", typed_letter(1))
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        (asked,) = [mail for mail in sent(folder) if mail["X-Nodis-Step"] == "gangguan-jaringan/2"]
        put(folder, "balas", answer(asked, "SETUJU, segera diperiksa bersama vendor"))
        running.clock.frozen = NOW + timedelta(days=40)
        running.run_once()
    return config


def found(office: Path, *said: str) -> list[tuple[str, str]]:
    result = CliRunner().invoke(app, ["search", *said, "--json", "--config", str(office)], catch_exceptions=False)
    assert result.exit_code == 0
    return [(one["case"], one["kind"]) for one in json.loads(result.stdout)]


LETTER, REPLY = ("2026-0001", "letter"), ("2026-0001", "reply")


@pytest.mark.parametrize(
    ("said", "hits"),
    [
        (("switch", "padam"), [LETTER]),
        (("vendor",), [REPLY]),
        (("unit:Lapas",), [REPLY, LETTER]),
        (("jaringan unit:contoh 2026-03",), [LETTER]),
        (("2026-0001", "vendor"), [REPLY]),
        (("perkara:2026-0001",), [REPLY, LETTER]),
        (("sop:gangguan-jaringan", "padam"), [LETTER]),
        ((f"dari:{address('kabag')}",), [REPLY]),
        (("2026-04",), [REPLY]),
        (("2026-03-02",), [LETTER]),
        (("2025",), []),
    ],
)
def test_letters_and_replies_are_found(office: Path, said: tuple[str, ...], hits: list[tuple[str, str]]) -> None:
    assert found(office, *said) == hits


def test_people_are_shown_where_it_stands(office: Path) -> None:
    result = CliRunner().invoke(
        app, ["search", "vendor", "--config", str(office)], env={"COLUMNS": "120"}, catch_exceptions=False
    )
    assert "2026-0001" in result.stdout
    assert "bersama vendor" in " ".join(result.stdout.split())
    assert "(balasan)" in result.stdout
    nothing = CliRunner().invoke(app, ["search", "xyzzy", "--config", str(office)], catch_exceptions=False)
    assert nothing.stdout.strip() == "Tidak ada yang cocok."


@pytest.mark.parametrize("said", ['"tidak ditutup', "keadaan:open", "   ", "!!!"])
def test_what_cannot_be_looked_for_says_how(said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_query(said)
    assert caught.value.advice
