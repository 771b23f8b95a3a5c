"""`nodis report`: the recap now, and the event log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import service
from pipeline.cli.shared import CONFIG, Config, console
from pipeline.errors import UsageError


def report(
    config: Config = CONFIG,
    *,
    month: Annotated[str | None, typer.Option("--month", help="Bulan: TTTT-BB.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Tahun.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Tulis ke folder ini sebagai konsep; tidak ada yang dikirim.")
    ] = None,
    xes: Annotated[
        Path | None,
        typer.Option("--xes", help="Tulis catatan kejadian semua perkara (IEEE 1849) untuk process mining."),
    ] = None,
) -> None:
    """Rekapitulasi bulanan atau tahunan kepada kepala kantor, sekarang; atau catatan kejadian semua perkara."""
    if xes:
        count = service.write_event_log(config, xes)
        console.print(f"{xes} ditulis: {count} perkara.")
        return
    if (month is None) == (year is None):
        raise UsageError("sebut --month TTTT-BB atau --year TTTT", advice="Contoh: nodis report --month 2026-03")
    name = month or f"{year:04d}"
    if out:
        written = service.write_recap(config, name, out)
        console.print(f"{', '.join(str(path) for path in written)} ditulis sebagai konsep.")
    elif service.send_recap(config, name):
        console.print(f"Rekapitulasi {name} dikirim kepada kepala kantor.")
    else:
        console.print(f"Rekapitulasi {name} sudah pernah dikirim; pakai --out FOLDER untuk melihatnya lagi.")
