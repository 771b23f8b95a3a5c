"""Examples out of several folders, some hands left out, as one folder: `letters/`, `replies/`, `automatic/`."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import UsageError

KINDS = ("letters", "replies", "automatic")  # folders of examples
_MARKS = {"letters": {"text", "truth"}, "replies": {"at", "says"}, "automatic": {"text", "what"}}  # keys that tell them


def gather(folders: Sequence[Path], without: Collection[str], into: Path) -> dict[str, list[str]]:
    """Copy the hands (files) of all folders but those named in `without`; returns the hands of each kind.

    A folder holds `letters/`, `replies/` and `automatic/`, or hands of one kind: then its first example tells which.

    Raises:
        UsageError: a folder without examples, a file that is none, a hand twice, or a name in `without` that is no hand.
    """
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    met: set[str] = set()
    for kind in KINDS:
        (into / kind).mkdir(parents=True)
    for folder in folders:
        hands = list(_hands(folder))
        if not hands:
            raise UsageError(f"{folder}: tidak ada contoh", advice="Sebut folder yang berisi HAND.yaml.")
        for kind, path in hands:
            met.add(path.stem)
            if path.stem in without:
                continue
            if path.stem in found[kind]:
                raise UsageError(f"{path}: nama {path.stem} sudah dipakai", advice="Beri berkas itu nama lain.")
            shutil.copy(path, into / kind / path.name)
            found[kind].append(path.stem)
    if unknown := sorted(set(without) - met):
        raise UsageError(
            f"tidak ada contoh bernama {', '.join(unknown)}", advice=f"Yang ada: {', '.join(sorted(met))}."
        )
    return found


def _hands(folder: Path) -> Iterator[tuple[str, Path]]:
    for kind in KINDS:
        yield from ((kind, path) for path in sorted((folder / kind).glob("*.yaml")))
    for path in sorted(folder.glob("*.yaml")):
        yield _kind_of(path), path


def _kind_of(path: Path) -> str:
    try:
        rows: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: tidak dapat dibaca", advice=str(error)) from error
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    kind = next((kind for kind, keys in _MARKS.items() if keys <= first.keys()), None)
    if kind is None:
        raise UsageError(f"{path}: bukan contoh surat, balasan atau surel otomatis", advice="Lihat examples/README.md.")
    return kind
