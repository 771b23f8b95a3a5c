"""`nodis status`: on one screen the proof that nothing is lost, and what wants a hand."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from typer.testing import CliRunner

from office_folder import make_office, put, typed_letter
from pipeline import service
from pipeline.cli.main import app
from smtp_server import free_port

NOW = datetime(2026, 3, 2, 8, 10, tzinfo=ZoneInfo("Asia/Makassar"))
SCREEN = 24  # lines of a terminal


def said(config: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["status", "--config", str(config), *options], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_quiet_office_says_that_all_is_well(tmp_path: Path) -> None:
    config = make_office(tmp_path)
    put(tmp_path, "surat", typed_letter(1))
    with service.open_service(config, now=datetime.now(NOW.tzinfo)) as running:
        running.run_once()
        shown = said(config)
        assert "berjalan, 1 proses" in shown
        assert "->" not in shown
    shown = said(config)
    assert "Jumlahnya cocok: tidak ada yang hilang." in shown
    assert "Layanan tidak berjalan   ->" in shown
    told = json.loads(said(config, "--json"))
    assert told["messages"]["received"] == told["messages"]["letter"] == 1
    assert told["balanced"] is True
    assert told["outbox"]["sent"] >= 2


def test_each_trouble_is_named_with_what_to_do_and_fits_one_screen(tmp_path: Path) -> None:
    config = make_office(tmp_path, outbox=f"smtp://127.0.0.1:{free_port()}")
    for number in range(1, 4):
        put(tmp_path, f"surat-{number}", typed_letter(number))
    put(tmp_path, "tak-jelas", typed_letter(9).replace(b"jaringan", b"sesuatu").replace(b"switch", b"benda"))
    broken = typed_letter(8).split(b"\r\n\r\n")[0].replace(b"text/plain", b"application/pdf; name=surat.pdf")
    put(tmp_path, "rusak", broken + b"\r\n\r\n%PDF-1.4 rusak")
    with service.open_service(config, now=NOW) as running:
        running.run_once()
        running.clock.frozen = NOW + timedelta(minutes=20)
        running.office.mailbox_answers("", "tidak dapat dihubungi")
    shown = said(config)
    for what in ("Kotak surat: 1", "Surel keluar menunggu: ", "Langkah terlambat: ", "Layanan tidak berjalan"):
        assert what in shown
    assert "tidak dapat dibaca sejak" in shown
    assert "nodis check" in shown
    assert len(shown.splitlines()) <= SCREEN
    told = json.loads(said(config, "--json"))
    assert {one["what"] for one in told["concerns"]} >= {"Kotak surat", "Surel keluar menunggu"}
