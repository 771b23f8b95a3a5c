"""What all commands share: options, the two consoles, JSON."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment

from pipeline.characters import printable, printable_values
from pipeline.errors import UsageError


class _Printable(RenderHook):
    """Takes out of all that is shown what would command the terminal: it may come from a mail, a file's name or an error."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Shown(one) for one in renderables]


class _Shown:
    """What is shown, with its text printable; the colours are ours."""

    def __init__(self, renderable: ConsoleRenderable) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._renderable, options):
            # A control segment is rich's own (a progress bar's cursor), and has no text from outside.
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


def _console(*, stderr: bool = False) -> Console:
    """A console to which square brackets and `:names:` in what it shows mean nothing: a mail's subject is no markup."""
    made = Console(stderr=stderr, markup=False, emoji=False)
    made.push_render_hook(_Printable())
    return made


console = _console()
errors = _console(stderr=True)

Config = Annotated[Path, typer.Option("--config", help="Berkas konfigurasi kantor.")]
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON untuk program lain.")]
CONFIG = Path("nodis.toml")


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """What `--now` says; without offset it is office time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--now {text!r} bukan waktu ISO 8601", advice="Contoh: 2026-03-02T08:04+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def print_json(value: Any) -> None:
    """One JSON value on a line of its own."""
    sys.stdout.write(json.dumps(printable_values(value), ensure_ascii=False) + "\n")
