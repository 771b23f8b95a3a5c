"""`nodis backup`, `restore`, `retention`, `person`: keep, bring back, erase by age, say what is held on somebody."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, Config, console, moment_of
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline import config as configuration
    from pipeline import keeping, tables
else:
    configuration = Lazily("pipeline.config")
    keeping = Lazily("pipeline.keeping")
    tables = Lazily("pipeline.tables")


def backup(
    folder: Annotated[
        Path, typer.Argument(help="Folder cadangan; tiap cadangan mendapat foldernya sendiri di dalamnya.")
    ],
    config: Config = CONFIG,
) -> None:
    """Membuat cadangan yang utuh tanpa menghentikan layanan: basis data, berkas, konfigurasi, aturan dan templat sendiri."""
    made = keeping.back_up_office(config, folder, at=datetime.now(UTC))
    console.print(f"Cadangan ditulis: {made}")


def restore(
    folder: Annotated[Path, typer.Argument(help="Folder satu cadangan, misalnya cadangan/20260302-010000.")],
    config: Config = CONFIG,
) -> None:
    """Mengembalikan cadangan ke basis data kosong, lalu memeriksa jurnal, register dan semua berkas."""
    count = keeping.restore_office(config, folder)
    console.print(f"Cadangan {folder} kembali: {count} berkas, semuanya utuh.")


def retention(
    config: Config = CONFIG,
    *,
    erase: Annotated[bool, typer.Option("--erase", help="Hapus sekarang yang sudah melewati umurnya.")] = False,
    now: Annotated[str | None, typer.Option("--now", help="Seolah-olah sekarang, ISO 8601 (hanya melihat).")] = None,
) -> None:
    """Memperlihatkan umur simpan, apa yang sudah melewatinya, dan apa yang pernah dihapus; --erase menghapusnya."""
    if erase and now:
        raise UsageError("--now hanya untuk melihat", advice="Hilangkan --now, atau hilangkan --erase.")
    if erase:
        count = keeping.erase_now(config)
        console.print(
            ", ".join(f"{number} {kind}" for kind, number in count.items()) + " dihapus."
            if count
            else "Tidak ada yang dihapus."
        )
        return
    zone = configuration.load_settings(config, os.environ).office.zone
    moment = moment_of(now, zone) if now else datetime.now(UTC)
    console.print(tables.retention(keeping.retention_of(config, now=moment)))


def person(
    who: Annotated[str, typer.Argument(help="Alamat surel, NIP, nomor HP, atau nama.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder untuk ringkasan dan surelnya.")],
    config: Config = CONFIG,
) -> None:
    """Menulis semua yang tersimpan tentang satu orang: surel dari dan kepadanya, perkara yang menyebutnya."""
    held = keeping.export_person(config, who, folder)
    console.print(
        f"{len(held.cases)} perkara, {len(held.received)} surel darinya, {len(held.sent)} surel kepadanya: {folder}"
    )
