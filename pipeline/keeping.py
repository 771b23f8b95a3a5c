"""What an office does with all that it keeps: copies of it, its age, what is held on one person."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.config import load_rulebook, load_settings
from pipeline.office import Held, Kept, as_sent, erase_due, held_on, retention_now
from pipeline.private import private_folder
from pipeline.service import open_service, open_store, single_instance, store_of
from pipeline.store import back_up, restore


def back_up_office(config: Path, folder: Path, *, at: datetime, environ: Mapping[str, str] = os.environ) -> Path:
    """A consistent copy of database, files, configuration and the office's own rules and templates; while it runs."""
    settings = load_settings(config, environ)
    own = [path for path in (settings.rules.path, settings.templates.path) if path.is_relative_to(settings.base)]
    with open_store(config, environ=environ) as store:
        return back_up(store, folder, at=at, also=(config, *own))


def restore_office(config: Path, backup: Path, *, environ: Mapping[str, str] = os.environ) -> int:
    """Bring a backup back into the empty database and storage of a configuration; returns how many files."""
    settings = load_settings(config, environ)
    store = store_of(settings)
    try:
        with single_instance(settings):
            return restore(backup, store)
    finally:
        store.close()


def retention_of(config: Path, *, now: datetime, environ: Mapping[str, str] = os.environ) -> Kept:
    """What `[retention]` says and does; nothing is erased."""
    ages = load_settings(config, environ).retention.ages
    with open_store(config, environ=environ) as store, store.reading() as tx:
        return retention_now(tx, ages, now)


def erase_now(config: Path, *, environ: Mapping[str, str] = os.environ) -> Mapping[str, int]:
    """Erase what is due, beside a running service if need be; how many of each kind, and of files."""
    with open_service(config, environ=environ) as running:
        return erase_due(running.office.services)


def export_person(config: Path, who: str, folder: Path, *, environ: Mapping[str, str] = os.environ) -> Held:
    """All that is held on one person, as JSON and as the mails themselves, in a folder of its own."""
    settings = load_settings(config, environ)
    with open_store(config, environ=environ) as store, store.reading() as tx:
        held = held_on(who, tx=tx, directory=settings.directory)
        private_folder(folder)
        rulebook = load_rulebook(settings.rules.path)
        for name, mails in (
            ("surel-darinya", {row.sha256[:16]: store.files.get(row.sha256) for row in held.received}),
            (
                "surel-kepadanya",
                {
                    row.id: as_sent(row, store=store, rulebook=rulebook, facts=settings.office)
                    for row in held.sent
                    if row.state == "sent" and row.text
                },
            ),
        ):
            (folder / name).mkdir(exist_ok=True)
            for stem, raw in mails.items():
                (folder / name / f"{stem}.eml").write_bytes(raw)
    told = TypeAdapter(Held).dump_json(held, indent=1, exclude={"sent": {"__all__": {"html", "headers", "unsaid"}}})
    (folder / "ringkasan.json").write_bytes(told)
    return held
