"""`nodis sop`: the flows drawn, and a case's times laid beside them."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline import drawing, service, tables
from pipeline.cli.shared import CONFIG, AsJson, Config, console, print_json
from pipeline.config import default_rules, load_rulebook, load_settings
from pipeline.errors import UsageError

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
    rulebook = load_rulebook(load_settings(config, os.environ).rules.path if config.exists() else default_rules())
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
        console.print(tables.history(found, zone=load_settings(config, os.environ).office.zone))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
