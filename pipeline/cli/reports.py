"""`nodis report`, `nodis register`: the recap now, the event log, the registers of letters."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, AsJson, Config, console, print_json
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline import letters, service, tables
else:
    letters = Lazily("pipeline.letters")
    service = Lazily("pipeline.service")
    tables = Lazily("pipeline.tables")


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


class Which(StrEnum):
    """The two registers."""

    IN = "masuk"
    OUT = "keluar"


def register(
    which: Annotated[Which, typer.Argument(help="masuk: agenda surat masuk; keluar: nomor surat keluar.")],
    config: Config = CONFIG,
    *,
    year: Annotated[int, typer.Option("--year", help="Tahun.")],
    classification: Annotated[
        str | None, typer.Option("--classification", help="Hanya kode klasifikasi ini (surat keluar).")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Tulis sebagai buku kerja XLSX.")] = None,
    as_json: AsJson = False,
) -> None:
    """Buku agenda surat masuk, atau register nomor surat keluar dengan nomor yang dibatalkan."""
    head, rows = service.register(config, which.value, year, classification=classification)
    if out:
        out.write_bytes(letters.workbook({f"Surat {which.value} {year}": [head, *rows]}))
        console.print(f"{out} ditulis: {len(rows)} surat.")
    elif as_json:
        print_json([dict(zip(head, row, strict=True)) for row in rows])
    else:
        console.print(tables.register(head, rows))
