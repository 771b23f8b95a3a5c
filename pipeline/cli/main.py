"""What a person types. Exit codes: 0 done, 1 something failed, 2 usage or configuration; advice stands on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text
from typer import TyperException

from pipeline.cli import deciding, flows, keeping, learning, letters, reports, serving, starting, usage
from pipeline.cli.lazily import Lazily
from pipeline.cli.shared import CONFIG, AsJson, Config, console, errors, print_json
from pipeline.errors import NodisError, UsageError
from pipeline.full_disk import ADVICE as DISK_ADVICE
from pipeline.full_disk import full_disk, fullest
from pipeline.logs import show_warnings
from pipeline.private import private_umask

if TYPE_CHECKING:
    from pipeline import checks, demo, inspection, marked, model, reading, running, service, shapes, tables
    from pipeline import config as configuration
else:
    checks = Lazily("pipeline.checks")
    configuration = Lazily("pipeline.config")
    demo = Lazily("pipeline.demo")
    inspection = Lazily("pipeline.inspection")
    marked = Lazily("pipeline.marked")
    model = Lazily("pipeline.model")
    reading = Lazily("pipeline.reading")
    running = Lazily("pipeline.running")
    service = Lazily("pipeline.service")
    shapes = Lazily("pipeline.shapes")
    tables = Lazily("pipeline.tables")

app = typer.Typer(
    name="nodis",
    help="Kantor yang bekerja lewat surel: surat masuk dibaca, SOP dijalankan, surat keluar ditulis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rules_app = typer.Typer(name="rules", help="Aturan: dicoba sebelum dipakai.", no_args_is_help=True)
app.add_typer(rules_app)
app.add_typer(flows.app)
app.add_typer(letters.app)
app.command()(starting.init)
app.command()(serving.run)
app.command()(serving.worker)
app.command()(deciding.assign)
app.command()(deciding.close)
app.command()(flows.simulate)
app.command()(reports.report)
app.command()(reports.register)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.retention)
app.command()(keeping.person)
app.command()(learning.learn)


SHOWN_CASES = 100


def main() -> None:
    """Run the command line; a known error ends with its sentence and advice, never with a traceback."""
    private_umask()
    show_warnings()
    try:
        sys.exit(app(prog_name="nodis", standalone_mode=False))
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # it has shown the help
            sys.exit(UsageError.exit_code)
        wrong = usage.in_indonesian(error)
        _say_and_exit(str(wrong), wrong.advice, wrong.exit_code)
    except typer.Abort:
        _say_and_exit("dibatalkan", "", NodisError.exit_code)
    except NodisError as error:
        full = full_disk(error)
        _say_and_exit(full or str(error), DISK_ADVICE if full else error.advice, error.exit_code)
    except Exception as error:  # noqa: BLE001 - whatever it is, its message may come from a mail
        if full := full_disk(error, folder=fullest(sys.argv[1:])):
            _say_and_exit(full, DISK_ADVICE, NodisError.exit_code)
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"kesalahan yang tidak dikenal, {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        _say_and_exit(
            said, "Ulangi sekali; jika tetap begitu, laporkan kalimat ini kepada pengembang.", NodisError.exit_code
        )


def _say_and_exit(problem: str, advice: str, code: int) -> None:
    errors.print(Text.assemble(("nodis:", "bold red"), " ", problem), soft_wrap=True, highlight=False)
    if advice:
        errors.print(advice, soft_wrap=True, highlight=False)
    sys.exit(code)


@app.command(name="demo")
def demo_command(
    folder: Annotated[Path, typer.Option("--dir", help="Folder hasil peragaan.")] = Path("demo-out"),
) -> None:
    """Memperagakan seluruh pekerjaan dengan kantor tiruan yang menjawab setiap surel."""
    if not demo.play(folder, console=console):
        raise typer.Exit(1)


@app.command()
def inspect(
    files: Annotated[list[Path], typer.Argument(help="Surel (.eml) atau dokumen.")],
    *,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Tulis satu halaman: pindaian, kotak isian dan nilainya.")
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="ISIAN", help="Mengapa isian itu terbaca demikian: semua calon nilainya. Untuk alur: sop."
        ),
    ] = None,
) -> None:
    """Membaca surel atau dokumen dan memperlihatkan apa yang dipahami; tidak mengubah apa pun."""
    path = tables.path_of(field) if field else None
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise UsageError(f"tidak ada berkas {', '.join(missing)}", advice="Periksa nama dan foldernya.")
    if html:
        found = list(_inspected(files, pictures=True))
        read = [one for one in found if isinstance(one, model.Understanding)]
        html.write_text(marked.as_html(read, templates=configuration.default_templates()), encoding="utf-8")
        console.print(f"{html} ditulis: {len(read)} berkas.")
        for one in found:
            if isinstance(one, model.Unread):
                console.print(tables.unread(one))
        return
    for understanding in _inspected(files):
        if as_json:
            print_json(shapes.understanding_as_json(understanding))
            sys.stdout.flush()
        elif isinstance(understanding, model.Unread):
            console.print(tables.unread(understanding))
        elif path:
            console.print(tables.why(understanding, path))
        else:
            console.print(marked.in_terminal(understanding, width=console.width))
            console.print(tables.understanding(understanding))


def _inspected(files: list[Path], *, pictures: bool = False) -> Iterator[model.Understanding | model.Unread]:
    """What the files say, in their order; the reading processes start while this one still imports what it needs."""
    with reading.Reader(pictures=pictures) as reader:
        reader.start(len(files))
        with closing(inspection.inspect_files(files, reader=reader)) as found:
            yield from found


@app.command()
def cases(
    config: Config = CONFIG,
    *,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Sekian yang terbaru; jika tidak disebut 100, dengan --json semua."),
    ] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Hanya yang belum berakhir.")] = False,
    as_json: AsJson = False,
) -> None:
    """Daftar perkara, yang terbaru di bawah."""
    states = tuple(state for state in model.CaseState if not state.ended) if only_open else ()
    shown = limit or (None if as_json else SHOWN_CASES)
    with service.open_store(config) as store, store.reading() as tx:
        found = tx.newest_cases(shown, states) if shown else tx.cases(states)
        all_there = len(found) if as_json else tx.count_cases(states)
    if as_json:
        print_json([shapes.case_as_json(case) for case in found])
        return
    console.print(tables.cases(found, width=console.width))
    if all_there > len(found):
        console.print(
            f"{len(found)} yang terbaru dari {all_there} perkara; nodis cases --limit {all_there} untuk semua."
        )


@app.command()
def show(case: str, config: Config = CONFIG, *, as_json: AsJson = False) -> None:
    """Satu perkara dengan riwayatnya."""
    with service.open_store(config) as store, store.reading() as tx:
        found, journal, letters = tx.case(case), tx.journal_of(case), tx.letters_of(case)
    if as_json:
        print_json(
            {
                **shapes.case_as_json(found),
                "missing": list(found.missing),
                "signatures": [shapes.signature_as_json(one) for one in found.signatures],
                "letters": [{"id": letter.id, "number": letter.number, "draft": letter.draft} for letter in letters],
                "timeline": [
                    {"at": line.at.isoformat(), "what": line.what, "detail": dict(line.detail)} for line in journal
                ],
            }
        )
    else:
        console.print(
            tables.case(
                found,
                journal,
                letters,
                zone=configuration.load_settings(config, os.environ).office.zone,
                width=console.width,
            )
        )


@app.command()
def status(config: Config = CONFIG, *, as_json: AsJson = False) -> None:
    """Jumlah surel, perkara dan surel keluar, yang membuktikan tidak ada yang hilang; dan apa yang perlu ditangani."""
    found = service.standing_of(config)
    if as_json:
        print_json(tables.standing_as_json(found))
    else:
        console.print(tables.standing(found))
        serving.warn(configuration.load_settings(config, os.environ))


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(help='Kata; "frasa"; awal*; unit:Manado, sop:, perkara:, dari:; 2026-03.')
    ],
    config: Config = CONFIG,
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Sebanyak-banyaknya.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Mencari dalam semua surat, pindaian dan balasan; yang terbaru lebih dahulu."""
    found = service.search_archive(config, " ".join(words), limit=limit)
    if as_json:
        print_json([tables.hit_as_json(hit) for hit in found])
    else:
        zone = configuration.load_settings(config, os.environ).office.zone
        console.print(tables.hits(found, zone=zone) if found else "Tidak ada yang cocok.")


def _verdict(result: checks.Result) -> Text:
    if result.ok and result.warning:
        return Text(result.warning, "yellow")
    return Text("baik", "green") if result.ok else Text.assemble((result.problem, "red"), "\n", result.advice)


@app.command()
def check(
    config: Annotated[Path | None, typer.Option("--config", help="Berkas konfigurasi kantor.")] = None,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Hanya aturan, templat, direktori, konfigurasi.")] = False,
) -> None:
    """Memeriksa aturan, templat, direktori dan konfigurasi; lalu kotak surat, server surel, OCR dan LibreOffice."""
    where = config or (CONFIG if CONFIG.exists() else None)
    if where is None and not offline:
        raise UsageError(
            "nodis.toml tidak ada di folder ini", advice="Jalankan nodis init, atau sebut --config BERKAS."
        )
    table = Table("Yang diperiksa", "Hasil", box=None)
    failed = False
    for result in checks.run(where, offline=offline):
        failed = failed or not result.ok
        table.add_row(result.what, _verdict(result))
    console.print(table)
    if failed:
        raise typer.Exit(2 if offline else 1)


@app.command()
def retry(
    ids: Annotated[list[str] | None, typer.Argument()] = None,
    kind: Annotated[
        str | None,
        typer.Option("--as", help="letter atau reply: jenis sebenarnya dari surel yang tersimpan tanpa perkara."),
    ] = None,
    config: Config = CONFIG,
) -> None:
    """Mengerjakan ulang yang disisihkan, atau surel yang tersimpan tanpa perkara sebagai surat atau balasan."""
    with service.open_service(config) as running:
        count = running.office.retry(tuple(ids or ()), kind=kind)
        running.engine.drain()
    console.print(f"{count} dikerjakan ulang.")


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="Surat (PDF, DOCX, pindaian) yang ditanyakan keasliannya.")
    ] = None,
    config: Config = CONFIG,
) -> None:
    """Memeriksa basis data, rantai jurnal, perkara yang diubah di luar nodis dan semua berkas; atau apakah sebuah berkas adalah surat yang pernah diterbitkan."""
    if file:
        if not file.is_file():
            raise UsageError(f"tidak ada berkas {file}", advice="Periksa nama dan foldernya.")
        found = service.look_up_file(config, file)
        console.print(tables.issued(found, zone=configuration.load_settings(config, os.environ).office.zone))
        if found.how in ("differs", "unknown"):
            raise typer.Exit(1)
        return
    with service.open_store(config) as store:
        problems = store.verify()
    for problem in problems:
        errors.print(problem, highlight=False)
    if problems:
        raise typer.Exit(1)
    console.print("Basis data, jurnal, perkara dan berkas utuh.")


@app.command()
def accuracy(
    config: Config = CONFIG,
    *,
    month: Annotated[str | None, typer.Option("--month", help="Hanya bulan ini: TTTT-BB.")] = None,
    as_json: AsJson = False,
) -> None:
    """Seberapa sering tiap isian dan tiap rute benar, per bulan, menurut perbaikan pemohon dan keputusan operator."""
    found = [one for one in service.accuracy_of(config) if month in (None, one.month)]
    if as_json:
        print_json([{**asdict(one), "rate": one.rate} for one in found])
    else:
        console.print(tables.accuracy(found))


@rules_app.command(name="try")
def try_rules(
    config: Config = CONFIG,
    *,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="Folder aturan yang dicoba; tanpa ini: yang terpasang.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Mencoba aturan pada semua surat yang tersimpan: mana yang akan dirutekan atau dibaca lain. Tidak mengubah apa pun."""
    if rules is not None and not rules.is_dir():
        raise UsageError(
            f"tidak ada folder {rules}", advice="Salin folder aturan, ubah salinannya, lalu sebut di sini."
        )
    found = list(service.try_rules(config, rules))
    different = [one for one in found if one.moved or one.fields]
    if as_json:
        print_json([asdict(one) for one in different])
        return
    for one in different:
        console.print(tables.replayed(one))
    moved = sum(one.moved for one in different)
    console.print(
        f"{len(found)} surel dicoba: {moved} akan dirutekan lain, {len(different) - moved} hanya dibaca lain."
    )
