"""`nodis letters`: official letters to look at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, Config, console

if TYPE_CHECKING:
    from pipeline import service
else:
    service = Lazily("pipeline.service")

app = typer.Typer(name="letters", help="Surat keluar: contoh untuk dilihat.", no_args_is_help=True)


@app.command()
def gallery(
    folder: Annotated[Path, typer.Argument(help="Folder hasil.")],
    config: Config = CONFIG,
) -> None:
    """Menulis semua surat, yang biasa dan yang sulit, sebagai DOCX, PDF dan PNG, dengan satu halaman daftar."""
    written = service.letters_gallery(folder, config if config.exists() else None, environ=os.environ)
    console.print(f"{len(written)} berkas ditulis; buka {folder / 'index.html'}")


@app.callback()
def _letters() -> None:
    """A group of its own, though it has one command yet."""
