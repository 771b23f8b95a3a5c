"""A consistent copy of everything durable, made while nodis works; and the way back.

A backup is a folder: `<moment>/` with the database's snapshot and a manifest, beside `data/`, a pool of files by hash that all
backups in the folder share. The snapshot comes first: each row's files were on disk before the row was committed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url

from pipeline.errors import StoreError, UsageError
from pipeline.full_disk import ADVICE, full_disk
from pipeline.private import make_private, private_folder
from pipeline.store.database import Store
from pipeline.store.files import Files, FileStore
from pipeline.store.snapshot import MANIFEST, bring_back, describe, hash_of, snapshot, snapshot_name

POOL = "data"
_SETTINGS = "settings"


def back_up(store: Store, folder: Path, *, at: datetime, also: Iterable[Path] = ()) -> Path:
    """Write a backup into the folder; returns its own. `also`: the office's configuration, rules and templates.

    Raises:
        StoreError: the database gives no snapshot, a file is missing or damaged, or the disk refuses. Nothing half-made
            counts as a backup: the folder gets its name last.
    """
    final = folder / f"{at:%Y%m%d-%H%M%S}"
    if final.exists():
        raise UsageError(f"cadangan {final} sudah ada", advice="Tunggu satu detik, atau sebut folder lain.")
    making = folder / f".{final.name}.part"
    try:
        private_folder(making)
        make_private((folder,))
        taken = snapshot(store.url, making)
        pool = FileStore(folder / POOL)
        named = store.named_files()
        for sha256 in named:
            if not pool.has(sha256):
                _copy(sha256, store.files, pool)
        for path in also:
            _keep(path, making / _SETTINGS)
        describe(taken, at=at, files=len(named))
        making.rename(final)
    except OSError as error:
        if full := full_disk(error, folder=folder):
            raise StoreError(f"cadangan tidak dapat ditulis, {full}", advice=ADVICE) from error
        raise StoreError(
            f"cadangan tidak dapat ditulis: {error}", advice="Periksa folder dan ruang disknya."
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return final


def restore(backup: Path, store: Store) -> int:
    """Bring a backup back into an empty database and its storage; returns how many files.

    Raises:
        UsageError: there is no such backup, or the database is not empty.
        StoreError: the backup is damaged; nothing was brought back, or what was brought back does not hold.
    """
    manifest = _manifest(backup)
    taken = backup / str(manifest["database"])
    if not taken.is_file() or hash_of(taken) != manifest["sha256"]:
        raise StoreError(f"{taken} rusak atau tidak lengkap", advice="Pakai cadangan lain.")
    _refuse_if_used(store.url)
    if taken.name != snapshot_name(store.url):
        raise UsageError(
            f"cadangan ini dari basis data jenis lain ({taken.name})",
            advice="Sebut [database] url dengan jenis yang sama.",
        )
    bring_back(store.url, taken)
    store.prepare()
    pool = FileStore(backup.parent / POOL)
    named = store.named_files()
    for sha256 in named:
        if not store.files.has(sha256):
            _copy(sha256, pool, store.files)
    if problems := store.verify():
        raise StoreError(
            "cadangan kembali, tetapi tidak utuh: " + "; ".join(problems[:5]), advice="Pakai cadangan lain."
        )
    return len(named)


def _refuse_if_used(url: str) -> None:
    parsed = make_url(url)
    if url.startswith("sqlite") and not Path(parsed.database or "").exists():
        return
    engine = create_engine(url)
    try:
        used = inspect(engine).has_table("messages")
    finally:
        engine.dispose()
    if used:
        raise UsageError(
            "basis data sudah berisi; cadangan hanya dikembalikan ke basis data kosong",
            advice="Pindahkan basis data lama dahulu, atau sebut [database] url lain.",
        )


def _manifest(backup: Path) -> dict[str, Any]:
    try:
        found = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{backup} bukan folder cadangan", advice="Sebut folder yang dibuat nodis backup.") from error
    return dict(found)


def _copy(sha256: str, source: Files, target: Files) -> None:
    if target.put(source.get(sha256)) != sha256:
        raise StoreError(f"berkas {sha256} rusak", advice="Jalankan nodis verify.")


def _keep(path: Path, folder: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, private_folder(folder) / path.name, dirs_exist_ok=True)
    elif path.is_file():
        shutil.copy2(path, private_folder(folder) / path.name)
