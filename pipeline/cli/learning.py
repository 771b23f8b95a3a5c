"""`nodis learn`: the office's own models, and the corrections that wait to be confirmed."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, Config, console
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline import config as configuration
    from pipeline import lesson_tables, office, service
    from pipeline.teaching import lessons
    from pipeline.training import models as training
    from pipeline.training import sources
else:
    configuration = Lazily("pipeline.config")
    lesson_tables = Lazily("pipeline.lesson_tables")
    office = Lazily("pipeline.office")
    service = Lazily("pipeline.service")
    lessons = Lazily("pipeline.teaching.lessons")
    training = Lazily("pipeline.training.models")
    sources = Lazily("pipeline.training.sources")


def learn(
    cases: Annotated[
        list[str] | None, typer.Argument(help="Nomor perkara yang perbaikannya dikuatkan atau ditolak.")
    ] = None,
    config: Config = CONFIG,
    *,
    pending: Annotated[bool, typer.Option("--pending", help="Tampilkan perbaikan yang menunggu dikuatkan.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Perbaikan pada perkara ini benar dan boleh menjadi contoh.")
    ] = False,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole",
            help="Dengan --confirm: semua isian dan SOP perkara ini benar, dan yang kosong memang tidak disebut.",
        ),
    ] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Perbaikan pada perkara ini tidak menjadi contoh.")] = False,
    back: Annotated[bool, typer.Option("--back", help="Kembali ke model sebelumnya.")] = False,
    examples: Annotated[
        list[Path] | None,
        typer.Option("--examples", help="Dengan --out: folder contoh; tanpa ini contoh bawaan. Boleh beberapa kali."),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Dengan --out: contoh (HAND) yang tidak dipakai melatih.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Latih semua model dari contoh dan tulis ke folder ini (NODIS_MODELS__PATH)."),
    ] = None,
) -> None:
    """Melatih model dari surat kantor sendiri yang sudah dikuatkan; dipakai hanya bila membaca lebih baik."""
    if out is not None:
        _train(examples or [], without or [], out)
        return
    if examples or without:
        raise UsageError("--examples dan --without hanya bersama --out", advice="Contoh: nodis learn --out model-baru")
    if sum((pending, confirm, reject, back)) > 1:
        raise UsageError("--pending, --confirm, --reject dan --back tidak dipakai bersama", advice="Sebut satu saja.")
    if bool(cases) != (confirm or reject):
        raise UsageError(
            "nomor perkara disebut bersama --confirm atau --reject",
            advice="Contoh: nodis learn --confirm 2026-0042; daftarnya: nodis learn --pending",
        )
    if whole and not confirm:
        raise UsageError("--whole hanya bersama --confirm", advice="Contoh: nodis learn --confirm --whole 2026-0042")
    now = datetime.now(UTC)
    if pending:
        with service.open_store(config) as store, store.reading() as tx:
            waiting = office.pending(tx)
        console.print(lesson_tables.pending(waiting))
    elif cases:
        with service.open_store(config) as store:
            taught = office.look_at(cases, store=store, now=now, right=confirm, whole=whole)
        for case, paths in taught.items():
            console.print(f"{case}: {lesson_tables.confirmed(paths, right=confirm)}", soft_wrap=True)
    elif back:
        before = lessons.go_back(config, now=now)
        zone = configuration.load_settings(config, os.environ).office.zone
        console.print(lesson_tables.went_back(before, zone=zone), soft_wrap=True)
    else:
        _learn(config, now)


def _train(examples: list[Path], without: list[str], out: Path) -> None:
    rulebook = configuration.load_rulebook(configuration.default_rules())
    with TemporaryDirectory() as folder:
        hands = sources.gather(examples or [configuration.all_examples()], without, Path(folder) / "examples")
        counts = f"{len(hands['letters'])} penulis surat, {len(hands['replies'])} penulis balasan"
        console.print(f"Model dilatih dari contoh {counts}; ini memakan waktu beberapa menit ...", soft_wrap=True)
        training.train_models(Path(folder) / "examples", out, rulebook)
    console.print(f"Model ditulis ke {out}. Dipakai dengan: NODIS_MODELS__PATH={out} nodis ...", soft_wrap=True)


def _learn(config: Config, now: datetime) -> None:
    there = lessons.stock_of(config, now=now)
    console.print(lesson_tables.stock(there), soft_wrap=True)
    if there.letters >= lessons.FEW:
        console.print("Model dilatih dan diuji; ini memakan waktu beberapa menit ...", soft_wrap=True)
    outcome = lessons.teach(config, now=now)
    console.print(lesson_tables.outcome(outcome, few=lessons.FEW), soft_wrap=True)
