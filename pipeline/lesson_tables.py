"""What `nodis learn` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.office import ROUTE, Pending
from pipeline.store import OwnModel
from pipeline.teaching.verdict import FIGURES, Verdict, in_words
from pipeline.wording import FIELD_LABELS, moment_short, value_for_people

if TYPE_CHECKING:
    from pipeline.teaching.lessons import Outcome  # which imports what trains

_NOTHING = "-"


def pending(found: Sequence[Pending]) -> RenderableType:
    """Corrections that wait, a line each."""
    if not found:
        return Text("Tidak ada perbaikan yang menunggu dikuatkan.")
    table = Table("Perkara", "Dari", "Isian", "Terbaca", "Diperbaiki menjadi", box=None, header_style="bold")
    for one in found:
        for place, each in enumerate(one.corrections):
            head = (one.case.id, each.said_by) if place == 0 else ("", "")
            values = (_value(each.path, each.was), _value(each.path, each.became))
            table.add_row(*head, _label(each.path), *values)
    advice = (
        "Bila benar menurut suratnya: nodis learn --confirm PERKARA ... (dengan --whole bila semua isian lain juga sudah"
        " diperiksa benar); bila tidak: nodis learn --reject PERKARA ..."
    )
    return Group(table, Text(), Text(advice))


def confirmed(paths: Sequence[str], *, right: bool) -> str:
    """What teaches from now on."""
    if not right:
        return "perbaikannya tidak menjadi contoh."
    return f"dikuatkan sebagai contoh: {', '.join(_label(path) for path in paths)}." if paths else "tidak ada isian."


def went_back(before: OwnModel | None, *, zone: ZoneInfo) -> str:
    """Which models are read by now."""
    if before is None:
        return "Surat kini dibaca dengan model bawaan nodis, mulai surel berikutnya."
    taught = moment_short(before.taught_at.astimezone(zone))
    return f"Surat kini dibaca dengan model sendiri yang dilatih {taught}, mulai surel berikutnya."


def stock(there: Outcome) -> str:
    """What there is to learn from."""
    said = f"Contoh kantor sendiri: {there.letters} surat, {there.values} isian dan {there.routes} rute yang dikuatkan."
    if there.waiting:
        said += f" Perbaikan pada {there.waiting} perkara menunggu dikuatkan: nodis learn --pending."
    return said


def outcome(found: Outcome, *, few: int) -> RenderableType:
    """What came of it, with all figures."""
    told = found.verdict
    if told is None:
        return Text(f"Belum ada yang dilatih: diperlukan sekurang-kurangnya {few} surat. Model tetap seperti semula.")
    table = Table("Ukuran", "Model bawaan", "Model baru", "Selisih", box=None, header_style="bold")
    for key, name in FIGURES.items():
        table.add_row(name, *_compared(told.before[key], told.after[key]))
    table.add_row("surat sendiri, macro-F1", *_compared(told.own_before, told.own_after))
    where = (
        f"Empat ukuran pertama: {told.letters} surat contoh dari penulis yang tidak dilatihkan. Surat sendiri: masing-masing dibaca"
        " model yang tidak diajari surat itu."
    )
    return Group(table, Text(where), Text(), Text(_changes(told)), Text(_decision(told), style="bold"))


def _compared(before: float, after: float) -> tuple[str, str, str]:
    return in_words(before), in_words(after), f"{after - before:+.3f}".replace(".", ",").replace("-", "−")


def _changes(told: Verdict) -> str:
    better, worse = _counted(told.better), _counted(told.worse)
    return f"Pada surat sendiri kini terbaca benar: {better}; tidak lagi: {worse}."


def _counted(found: Mapping[str, int]) -> str:
    each = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} {count}" for name, count in each) or "tidak ada"


def _decision(told: Verdict) -> str:
    if told.keeps:
        return "Model baru dipakai mulai surel berikutnya, juga oleh layanan yang sedang berjalan. Kembali: nodis learn --back"
    return f"Model baru TIDAK dipakai: {'; '.join(told.reasons)}."


def _label(path: str) -> str:
    return "Rute" if path == ROUTE else FIELD_LABELS.get(path, path)


def _value(path: str, value: str | None) -> str:
    if not value or path == ROUTE:
        return value or _NOTHING
    try:
        return value_for_people(path, value)
    except ValueError:
        return value
