"""What all commands share: options, the two consoles, JSON."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from pipeline.errors import UsageError

console = Console()
errors = Console(stderr=True)

Config = Annotated[Path, typer.Option("--config", help="Berkas konfigurasi kantor.")]
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk program lain.")]
CONFIG = Path("nodis.toml")


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """What `--now` says; without offset it is office time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {text!r} bukan waktu ISO 8601", advice="Contoh: 2026-03-02T08:04+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def print_json(value: Any) -> None:
    """One JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
