"""The operator's hand on a case: give its step to somebody, close it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, Config, console

if TYPE_CHECKING:
    from pipeline import model, service
else:
    model = Lazily("pipeline.model")
    service = Lazily("pipeline.service")

_YES = frozenset({"y", "ya", "yes"})


def assign(
    case: str,
    person: str,
    config: Config = CONFIG,
    *,
    reason: Annotated[str, typer.Option("--reason", help="Mengapa; tertulis dalam surel tugas dan jurnal.")] = "",
) -> None:
    """Menugaskan langkah berjalan sebuah perkara kepada seseorang (nama atau alamat)."""
    with service.open_service(config) as running:
        address = running.address_of(person)
        running.office.decide(case, model.OperatorDecided(assign=address, reason=reason))
        running.engine.drain()
    console.print(f"{case} ditugaskan kepada {address}.")


def close(
    case: str,
    reason: Annotated[
        str, typer.Option("--reason", help="Alasan untuk berkas perkara dan pimpinan; tidak dibaca pemohon.")
    ],
    config: Config = CONFIG,
    *,
    words: Annotated[
        str,
        typer.Option("--words", help="Yang disampaikan kepada pemohon; tanpa ini kata-kata kantor ([office] closing)."),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Jangan bertanya lagi.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Hanya perlihatkan surelnya; tidak ada yang ditutup.")] = False,
) -> None:
    """Menutup sebuah perkara dengan alasan; surel kepada pemohon diperlihatkan dahulu."""
    decision = model.OperatorDecided(close=reason, words=words)
    with service.open_service(config) as running:
        for mail in running.preview(case, decision):
            console.print(f"Kepada: {mail.to}\nPerihal: {mail.subject}\n\n{mail.text}")
        if show or not (yes or _agreed()):
            console.print(f"{case} tidak ditutup; tidak ada yang dikirim.")
            return
        closed = running.office.decide(case, decision)
        running.engine.drain()
    console.print(f"{case} {model.CaseState(closed.state).value}.")


def _agreed() -> bool:
    """What the operator answers; where nobody can be asked (no terminal, no line) he has said it by the command."""
    question = "Kirim surel itu dan tutup perkaranya? (ya/tidak)"
    if sys.stdin.isatty():
        return str(typer.prompt(question, default="tidak")).strip().lower() in _YES
    said = sys.stdin.readline().strip().lower()
    return not said or said in _YES
