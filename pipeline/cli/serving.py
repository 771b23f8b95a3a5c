"""`nodis run` and `nodis worker`: the service, with its log from the very start."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, Config, console, moment_of
from pipeline.errors import NodisError, UsageError
from pipeline.logs import FOLDER as LOGS
from pipeline.logs import keep_log

if TYPE_CHECKING:
    from pipeline import checks, running, schedule, service
    from pipeline import config as configuration
    from pipeline.teaching import by_itself
else:
    checks = Lazily("pipeline.checks")
    configuration = Lazily("pipeline.config")
    running = Lazily("pipeline.running")
    schedule = Lazily("pipeline.schedule")
    service = Lazily("pipeline.service")
    by_itself = Lazily("pipeline.teaching.by_itself")

log = logging.getLogger("pipeline.cli")


def run(
    config: Config = CONFIG,
    *,
    once: Annotated[bool, typer.Option("--once", help="Kerjakan semua yang ada, lalu selesai.")] = False,
    now: Annotated[
        str | None, typer.Option("--now", help="Jam yang dibekukan, ISO 8601 (hanya dengan --once).")
    ] = None,
) -> None:
    """Menjalankan layanan: menerima, membaca, mengerjakan, mengirim."""
    if now and not once:
        raise UsageError("--now hanya dapat dipakai bersama --once", advice="Tambahkan --once.")
    settings = configuration.load_settings(config, os.environ)
    moment = moment_of(now, settings.office.zone) if now else None
    warn(settings)
    with service.single_instance(settings):
        if once:
            with service.open_service(config, now=moment) as opened:
                new = opened.run_once()
                console.print(f"{new} surel baru diterima.")
                opened.complain_if_unsent()
            return
        with (
            _logged(settings),
            service.open_service(config) as opened,
            closing(by_itself.Lessons(opened, config)) as lessons,
        ):
            console.print(f"nodis berjalan; Ctrl-C untuk berhenti. Log: {settings.base / LOGS}")
            learning = schedule.Every(seconds=by_itself.EVERY_SECONDS, do=lessons.look)
            running.run_forever(opened, also={"learn": learning})


def worker(config: Config = CONFIG) -> None:
    """Menambah satu pekerja pada basis data yang sama (PostgreSQL)."""
    settings = configuration.load_settings(config, os.environ)
    with _logged(settings), service.open_service(config) as opened:
        console.print("Pekerja berjalan; Ctrl-C untuk berhenti.")
        running.work_forever(opened)


@contextmanager
def _logged(settings: configuration.Settings) -> Iterator[None]:
    """The log is there before anything is opened, and says why the service does not start or ends."""
    keep_log(settings.base)
    log.info("nodis mulai")
    try:
        yield
    except NodisError as error:
        log.error("nodis berhenti: %s -> %s", error, error.advice)  # noqa: TRY400 - an error of ours needs no traceback
        raise
    except Exception:
        log.exception("nodis berhenti karena kesalahan yang tidak dikenal")
        raise
    log.info("nodis selesai")


def warn(settings: configuration.Settings) -> None:
    """Say loudly what is not protected."""
    if warning := checks.unprotected(settings):
        typer.echo(warning, err=True)
