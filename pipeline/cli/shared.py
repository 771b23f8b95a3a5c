"""What all commands share: options, the two consoles, JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

console = Console()
errors = Console(stderr=True)

Config = Annotated[Path, typer.Option("--config", help="Berkas konfigurasi kantor.")]
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk program lain.")]
CONFIG = Path("nodis.toml")


def print_json(value: Any) -> None:
    """One JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
