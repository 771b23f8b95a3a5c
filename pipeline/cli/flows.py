"""`nodis sop`: the flows drawn, and a case's times laid beside them."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, AsJson, Config, console, print_json
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline import config as configuration
    from pipeline import drawing, service, simulation, tables
else:
    configuration = Lazily("pipeline.config")
    drawing = Lazily("pipeline.drawing")
    service = Lazily("pipeline.service")
    simulation = Lazily("pipeline.simulation")
    tables = Lazily("pipeline.tables")

app = typer.Typer(name="sop", help="Alur SOP: digambar, dan waktunya dibandingkan.", no_args_is_help=True)


@app.command()
def show(
    sop: Annotated[str, typer.Argument(help="Id SOP, misalnya gangguan-jaringan.")],
    config: Config = CONFIG,
    *,
    svg: Annotated[Path | None, typer.Option("--svg", help="Tulis gambar alur sebagai SVG.")] = None,
    png: Annotated[Path | None, typer.Option("--png", help="Tulis gambar alur sebagai PNG.")] = None,
) -> None:
    """Alur sebuah SOP sebagai tabel yang dapat disandingkan dengan dokumennya, atau sebagai gambar."""
    rulebook = configuration.load_rulebook(
        configuration.load_settings(config, os.environ).rules.path if config.exists() else configuration.default_rules()
    )
    if sop not in rulebook.sops:
        raise UsageError(f"tidak ada SOP {sop!r}", advice=f"Yang ada: {', '.join(rulebook.sops)}.")
    flow = rulebook.sops[sop]
    picture = drawing.as_svg(flow) if svg or png else ""
    if svg:
        svg.write_text(picture, encoding="utf-8")
    if png:
        png.write_bytes(drawing.as_png(picture))
    if svg or png:
        console.print(f"{', '.join(str(one) for one in (svg, png) if one)} ditulis.")
    else:
        console.print(tables.flow(flow))


@app.command()
def history(case: str, config: Config = CONFIG, *, as_json: AsJson = False) -> None:
    """Waktu nyata tiap langkah sebuah perkara di samping waktu bakunya, dengan hitungan tiap batasnya."""
    found = service.history_of(config, case, now=datetime.now(UTC))
    if as_json:
        print_json(
            [{**asdict(one), **{key: _iso(getattr(one, key)) for key in ("started", "due", "done")}} for one in found]
        )
    else:
        console.print(tables.history(found, zone=configuration.load_settings(config, os.environ).office.zone))


def simulate(
    year: Annotated[int, typer.Option("--year", help="Tahun yang dimainkan.")],
    config: Config = CONFIG,
    *,
    seed: Annotated[
        int, typer.Option("--seed", help="Angka awal keacakan; angka yang sama memberi hasil yang sama.")
    ] = 1,
    letters: Annotated[int | None, typer.Option("--letters", min=1, help="Jumlah surat setahun.")] = None,
    staff: Annotated[list[str] | None, typer.Option("--staff", help="PERAN=JUMLAH orang; boleh berulang.")] = None,
    as_json: AsJson = False,
) -> None:
    """Memainkan satu tahun: beban, keterlambatan dan penyempitan menurut peran, sebelum tahunnya dimulai."""
    settings = configuration.load_settings(config, os.environ) if config.exists() else None
    folder = settings.rules.path if settings else configuration.default_rules()
    rulebook = configuration.load_rulebook(folder)
    rules = configuration.load_simulation(folder, rulebook)
    calendar = configuration.load_calendar(folder, settings.office.timezone if settings else "Asia/Makassar")
    people = _staff(staff or [], {sop.role_id(role) for sop in rulebook.sops.values() for role in sop.roles})
    found = simulation.Simulation(
        year=year,
        seed=seed,
        letters=letters or rules.letters,
        rulebook=rulebook,
        calendar=calendar,
        rules=rules,
        staff=people,
    ).run()
    if as_json:
        worst = found.bottleneck
        print_json({**asdict(found), "late": found.late, "bottleneck": worst.role if worst else None})
    else:
        console.print(tables.year(found))


def _staff(said: list[str], roles: set[str]) -> dict[str, int]:
    found = {}
    for one in said:
        role, _, count = one.partition("=")
        if role not in roles or not count.isdigit() or int(count) < 1:
            raise UsageError(
                f"--staff {one!r} tidak dimengerti", advice="Contoh: --staff gangguan-jaringan/pelaksana=2"
            )
        found[role] = int(count)
    return found


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
