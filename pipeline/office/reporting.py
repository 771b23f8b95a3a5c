"""Reports to the head: the recap of a month or a year, and the daily list of what is late."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rapidfuzz import fuzz

from pipeline import letters, sop
from pipeline.model import DOES_A_STEP, Action, Case, IssuedLetter, Job, Purpose, StoredFile
from pipeline.office.effects import draw
from pipeline.office.flows import with_own_flow
from pipeline.office.history import StepTime, step_times
from pipeline.office.ledger import mail_ledger
from pipeline.office.posting import write_letter
from pipeline.office.services import Services
from pipeline.office.telling import mail_role
from pipeline.rulebook import HEAD, OPERATOR
from pipeline.store import AttachmentSpec, Transaction
from pipeline.wording import moment_short

KIND = "rekap-bulanan"
SAME_CAUSE = 80.0  # likeness of two causes
OFTEN = 2  # a cause that came so often recurs
MOST_CAUSES, MOST_BARS = 12, 8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A month or a year."""

    start: date
    end: date  # first day after it
    name: str  # "2026-03" or "2026"

    @property
    def whole_year(self) -> bool:
        """Whether it is a year."""
        return "-" not in self.name


def period_of(name: str) -> Period:
    """`2026-03` or `2026`.

    Raises:
        ValueError: neither a month nor a year.
    """
    year, _, month = name.partition("-")
    if not month:
        return Period(start=date(int(year), 1, 1), end=date(int(year) + 1, 1, 1), name=f"{int(year):04d}")
    start = date(int(year), int(month), 1)
    return Period(start=start, end=(start + timedelta(days=32)).replace(day=1), name=f"{start:%Y-%m}")


def recap(period: Period, *, services: Services, draft: bool) -> str:
    """Write the recap and render it; returns the letter's id. One that is no draft is written once and numbered."""
    now = services.clock()
    with services.store.transaction() as tx:
        letter_id = f"REKAP-{period.name}/{KIND}/{'konsep' if draft else '1'}"
        if draft or not any(row.id == letter_id for row in tx.letters_of(f"REKAP-{period.name}")):
            letter_id = _write(period, letter_id, draft=draft, tx=tx, services=services, now=now)
    write_letter(letter_id, services)
    return letter_id


def _write(period: Period, letter_id: str, *, draft: bool, tx: Transaction, services: Services, now: datetime) -> str:
    if draft:
        letter_id = f"{letter_id}-{now:%Y%m%d%H%M%S}"
    kind = services.rulebook.letters[KIND]
    cases = cases_of(period, tx=tx, services=services)
    times = {case.id: times_of(case, services, now) for case in cases}
    drawn = None if draft else draw(kind, tx=tx, services=services, now=now)
    number = letters.number(kind, services.facts, drawn.sequence) if drawn else None
    issued = IssuedLetter(id=letter_id, letter=KIND, step="", draft=draft, number=number, at=now)
    figures = figures_of(cases, times, services)
    context = letters.recap_context(
        cases,
        month=period.start,
        kind=kind,
        sops=services.rulebook.sops,
        facts=services.facts,
        directory=services.directory,
        issued=issued,
        now=now,
        figures=figures,
        whole_year=period.whole_year,
    )
    charts = _charts(cases, figures, services) if cases else ()
    rows = [{"nama": one.name, "keterangan": one.name.removesuffix(".png")} for one in charts]
    context["foto"] = [rows] if rows else []
    context = letters.marked(letter_id, context)
    tx.add_letter(issued, case=f"REKAP-{period.name}", context=context, images=charts, drawn=drawn, at=now)
    tx.journal("recap written", at=now, detail={"period": period.name, "number": number or "KONSEP"})
    return letter_id


def _charts(cases: Sequence[Case], figures: letters.Figures, services: Services) -> tuple[StoredFile, ...]:
    """Two pictures beside each other: cases by service, late answers by step."""
    sops = services.rulebook.sops
    by_sop = [(flow.short, float(sum(case.sop == name for case in cases))) for name, flow in sops.items()]
    late = sorted(((row.title, float(row.late)) for row in figures.steps if row.late), key=lambda pair: -pair[1])
    return tuple(
        StoredFile(
            name=f"{title}.png",
            sha256=services.store.files.put(letters.bars(rows)),
            content_type="image/png",
            role="grafik",
        )
        for title, rows in (
            ("Perkara menurut layanan", by_sop),
            ("Jawaban terlambat menurut langkah", late[:MOST_BARS]),
        )
    )


def cases_of(period: Period, *, tx: Transaction, services: Services) -> tuple[Case, ...]:
    """Cases that were received in the period, or still ran in it."""
    start, end = (_midnight(day, services) for day in (period.start, period.end))
    return tuple(
        case
        for case in tx.cases_before(end)
        if case.opened_at >= start or case.closed_at is None or case.closed_at >= start
    )


def times_of(case: Case, services: Services, now: datetime) -> tuple[StepTime, ...]:
    """Planned against actual, by the SOP that the case runs under."""
    rulebook = with_own_flow(case, services.rulebook, services.store)
    return step_times(case, rulebook=rulebook, calendar=services.calendar, now=now)


def _midnight(day: date, services: Services) -> datetime:
    return datetime.combine(day, time(), services.facts.zone)


# ----------------------------------------------------------------------------------------------------------- figures


def figures_of(cases: Sequence[Case], times: dict[str, tuple[StepTime, ...]], services: Services) -> letters.Figures:
    """All figures, each with the cases behind it."""
    by_step: dict[str, list[tuple[str, StepTime]]] = defaultdict(list)
    by_role: dict[str, list[tuple[str, StepTime]]] = defaultdict(list)
    for case in cases:
        for one in times[case.id]:
            if one.action not in DOES_A_STEP or one.by == "nodis" or one.worked is None or not one.standard:
                continue
            by_step[one.step].append((case.id, one))
            by_role[_role_of(one, case, services)].append((case.id, one))
    units: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        units[case.letter.value("requester.unit") or case.requester.address].append(case.id)
    return letters.Figures(
        steps=tuple(
            letters.StepFigure(
                step=step,
                title=rows[0][1].title,
                standard=rows[0][1].standard,
                answers=len(rows),
                median=statistics.median(one.worked or 0.0 for _, one in rows),
                late=sum(one.late for _, one in rows),
                cases=_late(rows),
            )
            for step, rows in sorted(by_step.items())
        ),
        roles=tuple(
            letters.RoleFigure(role=role, answers=len(rows), late=sum(one.late for _, one in rows), cases=_late(rows))
            for role, rows in sorted(by_role.items(), key=lambda pair: -sum(one.late for _, one in pair[1]))
        ),
        causes=_causes(cases),
        units=tuple(
            sorted(((unit, tuple(ids)) for unit, ids in units.items()), key=lambda pair: (-len(pair[1]), pair[0]))
        ),
        content=_said(cases, Action.PUAS),
        discontent=_said(cases, Action.BELUM),
    )


def _late(rows: Sequence[tuple[str, StepTime]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case for case, one in rows if one.late))


def _role_of(done: StepTime, case: Case, services: Services) -> str:
    """The role of who did a step: the step's own, also of who took it over; the operator's or another official's where it was he."""
    flow_id, _, number = done.step.rpartition("/")
    flow = services.rulebook.sops.get(flow_id)
    step = flow.steps.get(number) if flow else None
    if flow is None or step is None:
        return done.step
    roles = {flow.role_id(one) for one in (step.actor, *step.parties)}
    person = services.directory.by_address(done.by)
    others = [role for role in person.roles if role not in roles] if person and not roles & {*person.roles} else []
    if others and done.by not in (case.named.get(role) for role in roles):
        if OPERATOR in others:
            return "Operator"
        above = next((role.removeprefix(f"{flow_id}/") for role in others if role.startswith(f"{flow_id}/")), None)
        if above in flow.roles:
            return f"{flow.roles[above].title} ({flow.short})"
    return f"{flow.roles[step.actor].title} ({flow.short})"


def _causes(cases: Sequence[Case]) -> tuple[letters.CauseFigure, ...]:
    """Causes that technicians named, alike ones together, those that recur first."""
    groups: list[tuple[str, list[str]]] = []
    for case in cases:
        for entry in case.entries:
            cause = " ".join(entry.values.get("penyebab", "").split())
            if not cause:
                continue
            known = next(
                (ids for text, ids in groups if fuzz.token_set_ratio(text.lower(), cause.lower()) >= SAME_CAUSE), None
            )
            if known is None:
                groups.append((cause, [case.id]))
            elif case.id not in known:
                known.append(case.id)
    often = sorted((group for group in groups if len(group[1]) >= OFTEN), key=lambda group: -len(group[1]))
    return tuple(letters.CauseFigure(cause=text, cases=tuple(ids)) for text, ids in often[:MOST_CAUSES])


def _said(cases: Sequence[Case], action: Action) -> tuple[str, ...]:
    return tuple(case.id for case in cases if any(entry.action == action.value for entry in case.entries))


def annex(period: Period, *, services: Services) -> bytes:
    """The workbook with the cases behind every figure."""
    now, zone = services.clock(), services.facts.zone
    with services.store.reading() as tx:
        cases = cases_of(period, tx=tx, services=services)
    times = {case.id: times_of(case, services, now) for case in cases}
    figures = figures_of(cases, times, services)

    def at(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""

    return letters.workbook(
        {
            "Perkara": [
                ("Perkara", "SOP", "Keadaan", "Unit", "Hal", "Diterima", "Berakhir"),
                *(
                    (
                        case.id, case.sop or "", case.state.value, case.letter.value("requester.unit") or "",
                        case.letter.value("subject") or "", at(case.received_at), at(case.closed_at),
                    )
                    for case in cases
                ),
            ],
            "Langkah": [
                ("Perkara", "Langkah", "Kegiatan", "Oleh", "Jawaban", "Mulai", "Batas", "Selesai", "Baku", "Menit kerja", "Terlambat"),
                *(
                    (
                        case.id, one.step, one.title, one.by, one.action or "", at(one.started), at(one.due), at(one.done),
                        one.standard, one.worked, "ya" if one.late else "",
                    )
                    for case in cases
                    for one in times[case.id]
                ),
            ],
            "Menurut langkah": [
                ("Langkah", "Kegiatan", "Baku", "Jawaban", "Median menit kerja", "Terlambat", "Perkara yang terlambat"),
                *((r.step, r.title, r.standard, r.answers, r.median, r.late, ", ".join(r.cases)) for r in figures.steps),
            ],
            "Menurut peran": [
                ("Peran", "Jawaban", "Terlambat", "Perkara yang terlambat"),
                *((r.role, r.answers, r.late, ", ".join(r.cases)) for r in figures.roles),
            ],
            "Menurut unit": [("Unit", "Jumlah", "Perkara"), *((unit, len(ids), ", ".join(ids)) for unit, ids in figures.units)],
            "Penyebab": [("Penyebab", "Jumlah", "Perkara"), *((c.cause, len(c.cases), ", ".join(c.cases)) for c in figures.causes)],
            "Kepuasan": [
                ("Penilaian", "Jumlah", "Perkara"),
                ("Puas", len(figures.content), ", ".join(figures.content)),
                ("Belum", len(figures.discontent), ", ".join(figures.discontent)),
            ],
        }
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ mailing


def mail_recap(name: str, services: Services) -> None:
    """Write the recap of a period and mail it to the head, with its workbook; once, however often it is asked for."""
    period = period_of(name)
    letter_id = recap(period, services=services, draft=False)
    book = services.store.files.put(annex(period, services=services))
    now = services.clock()
    with services.store.transaction() as tx:
        if tx.get_meta(_key("recap", name)) == "sent":
            return
        tx.set_meta(_key("recap", name), "sent")
        row = tx.letter(letter_id)
        title = f"{'Rekapitulasi-Tahunan' if period.whole_year else 'Rekapitulasi-Bulanan'}_{name}"
        also = (
            AttachmentSpec(name=f"{title}.pdf", sha256=row.pdf_sha256, content_type="application/pdf"),
            AttachmentSpec(name=f"{title}.xlsx", sha256=book, content_type=XLSX),
        )
        says = {"note": str(row.context["rekap"]["kalimat"]), "text": str(row.context["rekap"]["masa"])}
        mail_role(HEAD, "recap", says, tx=tx, services=services, now=now, purpose=Purpose.REPORT, also=also)


def mail_digest(day: str, services: Services) -> None:
    """The morning's list of what is late to the head, where something is; to the operator with the ledger of mail."""
    now = services.clock()
    with services.store.transaction() as tx:
        if tx.get_meta("digest") == day:
            return
        tx.set_meta("digest", day)
        lines = [_late_line(case, services) for case in tx.late_cases(now)]
        if lines:
            says = {"values": "\n".join(lines), "count": str(len(lines))}
            mail_role(HEAD, "digest", says, tx=tx, services=services, now=now)
        mail_ledger(lines, tx=tx, services=services, now=now)


def _late_line(case: Case, services: Services) -> str:
    flow = with_own_flow(case, services.rulebook, services.store).sops.get(case.sop or "")
    step = flow.steps.get(case.step or "") if flow else None
    holders = ", ".join(one.name or one.address for one in case.assignments if not one.answered and not one.supervises)
    due = moment_short(case.due_at.astimezone(services.facts.zone)) if case.due_at else "-"
    return f"{case.id}: {step.title if step else case.step}, {holders}, batas {due}"


def enqueue_reports(tx: Transaction, services: Services, now: datetime) -> int:
    """Enqueue what the calendar asks for: the recap on a month's first working day, the digest each working morning."""
    local = now.astimezone(services.facts.zone)
    if not sop.is_open(local, services.calendar):
        return 0
    count = 0
    last_month = (local.date().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    names = [last_month, *([last_month[:4]] if last_month.endswith("-12") else [])]
    for name in names:
        period = period_of(name)
        if tx.get_meta(_key("recap", name)) is None:
            worth = any(
                True
                for case in cases_of(period, tx=tx, services=services)
                if case.opened_at < _midnight(period.end, services)
            )
            tx.set_meta(_key("recap", name), "asked" if worth else "none")
            if worth:
                services.enqueue(
                    tx.session, Job(id=f"recap:{name}", kind="recap", argument=name, partition=f"recap-{name}")
                )
                count += 1
    today = local.date().isoformat()
    if tx.get_meta("digest_asked") != today:
        tx.set_meta("digest_asked", today)
        services.enqueue(tx.session, Job(id=f"digest:{today}", kind="digest", argument=today, partition="digest"))
        count += 1
    return count


def _key(what: str, name: str) -> str:
    return f"{what}:{name}"
