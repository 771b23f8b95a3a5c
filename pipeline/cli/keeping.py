"""`nodis backup`, `nodis restore`: keep and bring back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline import service
from pipeline.cli.shared import CONFIG, Config, console


def backup(
    folder: Annotated[
        Path, typer.Argument(help="Folder cadangan; tiap cadangan mendapat foldernya sendiri di dalamnya.")
    ],
    config: Config = CONFIG,
) -> None:
    """Membuat cadangan yang utuh tanpa menghentikan layanan: basis data, berkas, konfigurasi, aturan dan templat sendiri."""
    made = service.back_up_office(config, folder, at=datetime.now(UTC))
    console.print(f"Cadangan ditulis: {made}")


def restore(
    folder: Annotated[Path, typer.Argument(help="Folder satu cadangan, misalnya cadangan/20260302-010000.")],
    config: Config = CONFIG,
) -> None:
    """Mengembalikan cadangan ke basis data kosong, lalu memeriksa jurnal, register dan semua berkas."""
    count = service.restore_office(config, folder)
    console.print(f"Cadangan {folder} kembali: {count} berkas, semuanya utuh.")
