"""What the terminal shows: tables of cases, one case, the sums, and what a letter says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.errors import UsageError
from pipeline.model import FIELD_PATHS, Case, Letter, Route, Understanding, Unread
from pipeline.office import ROUTE, Accuracy, Issued, Kept, Replayed, Standing, StepTime
from pipeline.rulebook import Sop
from pipeline.simulation import Year
from pipeline.store import Hit, JournalLine, LetterRow, Sums
from pipeline.wording import (
    ACCESS_ACTIONS,
    CASE_STATES,
    FIELD_LABELS,
    MAIL_STATES,
    OUTBOX_STATES,
    moment_short,
    signature_in_words,
    value_for_people,
)

FIXED_COLUMNS = 53  # characters of case, SOP, state and step, with all gaps between the columns
UNSURE = 0.6  # below this confidence a value is shown in yellow


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


def cases(found: Sequence[Case], *, width: int) -> Table:
    """The register, a line a case in a terminal of that width."""
    table = Table(
        "Perkara", "SOP", "Keadaan", "Langkah", "Unit", "Hal", "Batas", box=None, header_style="bold", pad_edge=False
    )
    due_width = 18 if any(case.due_at and not case.state.ended for case in found) else 5
    room = max(10, (width - FIXED_COLUMNS - due_width) // 2)
    for case in found:
        due = moment_short(case.due_at) if case.due_at and not case.state.ended else ""
        unit = case.letter.value("requester.unit") or case.requester.address
        subject = case.letter.value("subject") or case.letter.value("issue.description") or ""
        table.add_row(
            case.id, case.sop or "?", case.state.value, case.step or "", _cut(unit, room), _cut(subject, room), due
        )
    return table


def case(
    found: Case, journal: Sequence[JournalLine], letters: Sequence[LetterRow], *, zone: ZoneInfo, width: int
) -> RenderableType:
    """One case with what was understood, its letters and its timeline, in the office's time."""
    lines = Table(box=None, show_header=False)
    for entry in journal:
        detail = ", ".join(f"{key}={value}" for key, value in entry.detail.items() if value)
        lines.add_row(moment_short(entry.at.astimezone(zone)), entry.what, detail[:90])
    sealed = Table("Tanda tangan elektronik", box=None)
    for one in found.signatures:
        sealed.add_row(f"{one.part}: {signature_in_words(one, zone)}")
    written = Table("Surat", "Nomor", box=None)
    for letter in letters:
        written.add_row(letter.id, letter.number or ("KONSEP" if letter.draft else "-"))
    return Group(
        cases([found], width=width),
        Text(),
        _letter(found.letter, found.route, found.missing),
        Text(),
        *((sealed, Text()) if sealed.row_count else ()),
        written,
        Text(),
        lines,
    )


def standing_as_json(found: Standing) -> dict[str, Any]:
    """`nodis status --json`."""
    return {**sums_as_json(found.sums), "workers": found.workers, "concerns": [asdict(one) for one in found.concerns]}


def sums_as_json(sums: Sums) -> dict[str, Any]:
    """The sums, and whether they add up."""
    return {
        "messages": {"received": sums.received, **sums.messages},
        "cases": dict(sums.cases),
        "outbox": dict(sums.outbox),
        "balanced": sums.received == sum(sums.messages.values()),
    }


def sums(found: Sums) -> RenderableType:
    """The sums as a table, and whether they add up."""
    shape = sums_as_json(found)
    table = Table(box=None, show_header=False, pad_edge=False)
    counts = " + ".join(f"{MAIL_STATES[state]} {count}" for state, count in found.messages.items() if count)
    table.add_row(Text("Surel masuk", "bold"), f"diterima {found.received} = {counts or 0}")
    for title, names, sums_of in (("Perkara", CASE_STATES, found.cases), ("Surel keluar", OUTBOX_STATES, found.outbox)):
        shown = ", ".join(f"{names[state]} {count}" for state, count in sums_of.items() if count)
        table.add_row(Text(title, "bold"), shown or "belum ada")
    agree = Text("Jumlahnya cocok: tidak ada yang hilang.")
    return Group(table, agree if shape["balanced"] else Text("Jumlahnya tidak cocok.", "red"))


def standing(found: Standing) -> RenderableType:
    """One screen: the sums, who works, then what wants a hand and which."""
    lines = [Text(f"Layanan berjalan, {found.workers} proses.")] if found.workers else []
    for concern in found.concerns:
        lines.append(
            Text.assemble(
                (concern.what + (f": {concern.count}" if concern.which else ""), "yellow"),
                f"   -> {concern.advice}",
            )
        )
        lines += [Text(f"  {one}", overflow="ellipsis", no_wrap=True) for one in concern.which]
        if concern.count > len(concern.which) > 0:
            lines.append(Text(f"  ... dan {concern.count - len(concern.which)} lagi"))
    return Group(sums(found.sums), *lines)


def understanding(found: Understanding) -> RenderableType:
    """What a mail says, value by value with its evidence."""
    head = Text.assemble((found.file, "bold"), f": {found.kind.value} ({'; '.join(found.because)})")
    rows = zip(found.letters, found.routes, found.missing, strict=True)
    return Group(head, *(_letter(letter, route, missing) for letter, route, missing in rows))


def path_of(field: str) -> str:
    """The field that is meant by its path or by what people call it.

    Raises:
        UsageError: it is none.
    """
    called = {label.lower(): path for path, label in FIELD_LABELS.items()}
    called |= {path: path for path in called.values()} | {"alur": ROUTE, "sop": ROUTE}
    path = called.get(field.lower())
    if path is None:
        raise UsageError(f"tidak ada isian {field}", advice=f"Pilih salah satu: sop, {', '.join(FIELD_LABELS)}.")
    return path


def why(found: Understanding, path: str) -> RenderableType:
    """What a field may be, value by value with how likely each is, or what spoke for and against route and kind."""
    head = Text.assemble((found.file, "bold"), f": {found.kind.value} ({'; '.join(found.because)})")
    return Group(
        head, *(_candidates(letter, route, path) for letter, route in zip(found.letters, found.routes, strict=True))
    )


def _candidates(letter: Letter, route: Route, path: str) -> RenderableType:
    table = Table("", "Nilai", "Kemungkinan", "Bukti", box=None, header_style="dim", pad_edge=False)
    if path == ROUTE:
        for sop, share in route.ranking:
            table.add_row("✓" if sop == route.sop else "", sop, _likely(share), "")
        return Group(Text("Alur", "bold"), table, *(Text(f"  {reason}") for reason in route.because))
    kept = letter.fields.get(path)
    told = letter.candidates.get(path, ())
    if kept and all(one.value != kept.value for one in told):
        told = (kept, *told)
    for one in told:
        where = f"{one.part} hlm. {one.page}"
        if one.text and one.value not in one.text:
            where = f"{where}: {one.text}"
        mark = "✓" if kept and one.value == kept.value else ""
        table.add_row(mark, value_for_people(path, one.value), _likely(one.confidence), Text(where, "dim"))
    return Group(Text(FIELD_LABELS[path], "bold"), table)


def _likely(share: float) -> str:
    return f"{share:.0%}" if share <= 1.0 else f"{share:.1f} poin"


def unread(found: Unread) -> Text:
    """A file that could not be read, and why."""
    return Text.assemble((found.file, "bold"), ": ", (found.error, "red"))


def _letter(letter: Letter, route: Route, missing: Sequence[str]) -> RenderableType:
    table = Table("", "", "Terbaca", "Yakin", "Bukti", box=None, header_style="dim", pad_edge=False)
    for number, path in enumerate((path for path in FIELD_PATHS if path in letter.fields), start=1):
        field = letter.fields[path]
        style = "" if field.confidence >= UNSURE else "yellow"
        where = f"{field.part} hlm. {field.page} ({field.finder})"
        shown = Text(value_for_people(path, field.value), style)
        table.add_row(str(number), FIELD_LABELS[path], shown, f"{field.confidence:.2f}", Text(where, "dim"))
    for row in letter.access:
        who = " ".join(filter(None, (row.name, row.nip, row.application, row.role)))
        table.add_row("", ACCESS_ACTIONS[row.action], who, "", "")
    if letter.evidence:
        table.add_row("", FIELD_LABELS["issue.evidence"], ", ".join(letter.evidence), "", "")
    if missing:
        lacking = ", ".join(FIELD_LABELS.get(path, path) for path in missing)
        table.add_row("", Text("Belum ada", "yellow"), lacking, "", "")
    why = (
        f"{route.sop or 'diputuskan orang'} ({route.score:.2f}, selisih {route.margin:.2f}): {'; '.join(route.because)}"
    )
    return Group(table, Text(f"Alur: {why}"))


def flow(sop: Sop) -> Table:
    """An SOP step by step, as its document lays it out, with the answers and where they lead."""
    table = Table(
        "No", "Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Keluaran", "Jawaban", title=sop.title, show_lines=True
    )
    for number, step in sop.steps.items():
        ways = [
            f"{action.value} → {rule.to if isinstance(rule.to, str) else ' atau '.join(rule.to)}"
            for action, rule in step.answers.items()
        ]
        if step.to:
            ways.append(f"{'nodis' if step.by == 'nodis' else 'surat'} → {step.to}")
        actors = [sop.roles[role].title for role in step.parties or (step.actor,)]
        limit = str(step.limit or "-")
        table.add_row(number, step.activity, "\n".join(actors), step.input, limit, step.output, "\n".join(ways))
    return table


def history(found: Sequence[StepTime], *, zone: ZoneInfo) -> RenderableType:
    """Each step's actual time beside its standard, and how its deadline was reckoned."""

    def at(moment: datetime | None) -> str:
        return moment_short(moment.astimezone(zone)) if moment else "-"

    table = Table(
        "Langkah", "Oleh", "Jawaban", "Mulai", "Batas", "Selesai", "Baku", "Nyata", box=None, header_style="bold"
    )
    for one in found:
        used = "" if one.worked is None else f"{one.worked:g} menit kerja"
        style = "red" if one.late else "dim" if one.waits else ""
        table.add_row(
            one.step, one.by, one.action or "(berjalan)", at(one.started), at(one.due), at(one.done), one.standard,
            f"{used}{' terlambat' if one.late else ''}{' (waktu berhenti)' if one.waits else ''}", style=style,
        )  # fmt: skip
    reckoned = [Text(f"{one.step} {one.title}: {'; '.join(one.arithmetic)}", "dim") for one in found if one.arithmetic]
    return Group(table, Text(), Text("Hitungan batas waktu", "bold"), *reckoned)


def year(found: Year) -> RenderableType:
    """A simulated year: SOPs, roles, and where it is tight."""
    sops = Table(
        "SOP", "Perkara", "Selesai", "Baku", "Median", "9 dari 10", "Perkara terlambat", box=None, header_style="bold"
    )
    for one in found.sops:
        sops.add_row(
            one.sop,
            str(one.cases),
            str(one.ended),
            _hours(one.standard),
            _hours(one.median),
            _hours(one.slow),
            f"{100 * one.late:.1f} %",
        )
    roles = Table("Peran", "Orang", "Jawaban", "Terlambat", "Sibuk", "Antre (median)", box=None, header_style="bold")
    for role in found.roles:
        share = f"{role.late} ({100 * role.late / role.answers:.1f} %)"
        roles.add_row(
            role.role,
            str(role.people),
            str(role.answers),
            share,
            f"{100 * role.busy:.1f} %",
            f"{role.waited:.0f} menit",
        )
    worst = found.bottleneck
    said = (
        f"Tersempit: {worst.role}, {worst.late} jawaban terlambat, sibuk {100 * worst.busy:.1f} % dari waktu kerjanya. "
        f"Coba: nodis simulate --year {found.year} --staff {worst.role}={worst.people + 1}"
        if worst
        else "Tidak ada jawaban yang terlambat."
    )
    head = f"Tahun {found.year}: {found.letters} surat, {found.events} kejadian, {found.open} masih berjalan pada akhir tahun."
    share = f"Terlambat: {100 * found.late:.1f} % dari semua jawaban."
    return Group(Text(head, "bold"), Text(), sops, Text(), roles, Text(), Text(share), Text(said))


def _hours(minutes: float) -> str:
    return f"{int(minutes // 60)} j {int(minutes % 60):02d} m"


def issued(found: Issued, *, zone: ZoneInfo) -> RenderableType:
    """Whether a file is what was issued, in sentences."""
    if found.how == "unknown" or found.at is None:
        return Text(
            "Berkas ini tidak dikenal: bukan berkas yang diterbitkan, dan tidak menyebut nomor surat yang diterbitkan.",
            "red",
        )
    named = f"{found.title}{' (KONSEP)' if found.draft else ''} {found.number or 'tanpa nomor'}, {moment_short(found.at.astimezone(zone))} ({found.letter})"
    if found.how == "identical":
        return Text(f"Berkas ini persis yang diterbitkan: {named}.", "green")
    lacking = f" Tidak terbaca di dalamnya: {', '.join(found.lacking[:8])}." if found.lacking else ""
    if found.how == "copy":
        said = f"Salinan {named}: kata-katanya sama ({found.likeness:.0f} %), berkasnya lain (dipindai, dicetak ulang, atau ditandatangani)."
        return Text(said + lacking, "yellow" if found.lacking else "green")
    return Text(f"Berkas ini menyebut {named}, tetapi isinya berbeda ({found.likeness:.0f} % sama).{lacking}", "red")


def register(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A register of letters, a row a letter."""
    table = Table(*head, box=None, padding=(0, 1, 0, 0))
    for row in rows:
        table.add_row(*row)
    return table


def replayed(one: Replayed) -> RenderableType:
    """A stored mail that changed rules would treat otherwise."""
    lines = [Text.assemble((", ".join(one.cases) or one.sha256[:12], "bold"), f"  {one.subject}")]
    if one.moved:
        lines.append(Text(f"  {', '.join(one.before)} -> {', '.join(one.after)}  ({'; '.join(one.because)})"))
    for path, before, after in one.fields:
        lines.append(Text(f"  {FIELD_LABELS.get(path, path)}: {before or '-'} -> {after or '-'}", "dim"))
    return Group(*lines)


def accuracy(found: Sequence[Accuracy]) -> RenderableType:
    """By month and field: right, wrong, given by a person, and the share of what was read that was right."""
    if not found:
        return Text("Belum ada perkara yang selesai.")
    table = Table("Bulan", "Isian", "Benar", "Salah", "Diberi orang", "Ketepatan", box=None, header_style="bold")
    for one in found:
        name = "Rute" if one.path == ROUTE else FIELD_LABELS.get(one.path, one.path)
        rate = "-" if one.rate is None else f"{100 * one.rate:.1f} %"
        table.add_row(one.month, name, str(one.right), str(one.wrong), str(one.missed), rate)
    return table


def retention(kept: Kept) -> Table:
    """Ages by kind, what is due, what was erased last."""
    table = Table("Jenis", "Disimpan (hari)", "Melewati umur", "Terakhir dihapus", box=None)
    last: dict[str, str] = {}
    for line in kept.erased:
        last.setdefault(line.detail.get("kind", ""), line.at.isoformat(timespec="minutes"))
    kinds = {"case": "perkara yang berakhir", "notice": "surel keluar tanpa perkara"}
    kinds |= {state: f"{name} tanpa perkara" for state, name in MAIL_STATES.items() if state != "pending"}
    for kind, name in kinds.items():
        days = kept.days.get(kind)
        table.add_row(name, str(days or "selamanya"), str(kept.due.get(kind, 0)), last.get(kind, "-"))
    return table


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """`nodis search --json`."""
    entry = hit.entry
    return {
        "case": entry.case, "kind": entry.kind, "at": entry.at.isoformat(), "sender": entry.sender, "unit": entry.unit,
        "subject": entry.subject, "extract": hit.extract, "message": entry.message,
    }  # fmt: skip


def hits(found: Sequence[Hit], *, zone: ZoneInfo) -> Table:
    """What was found, a line each, the words around it below."""
    table = Table("Perkara", "Diterima", "Unit", "Hal", box=None, header_style="bold", pad_edge=False)
    for hit in found:
        entry = hit.entry
        kind = "" if entry.kind == "letter" else " (balasan)"
        said = Text.assemble(entry.subject + kind, "\n", (hit.extract, "dim"))
        table.add_row(entry.case or "-", moment_short(entry.at.astimezone(zone)), entry.unit or entry.sender, said)
    return table
