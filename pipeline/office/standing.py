"""How the office stands at this moment: what `nodis status` shows on one screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.model import CaseState
from pipeline.office.ledger import troubles_of_mailbox
from pipeline.store import Store, Sums, Transaction
from pipeline.wording import moment_short

SHOWN = 3  # lines of each kind; the rest are counted
LITTLE_SPACE = 1_000_000_000  # bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """Something that wants the operator's hand: what, how many, which (the newest), and what to do."""

    what: str
    count: int
    which: tuple[str, ...]
    advice: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The sums, who works, and what wants a hand."""

    sums: Sums
    workers: int  # processes that gave a sign of life lately
    concerns: tuple[Concern, ...]


def standing(store: Store, *, now: datetime, zone: ZoneInfo, silent: float) -> Standing:
    """`silent`: seconds after which a process without a sign of life counts as dead."""
    with store.reading() as tx:
        sums = tx.sums()
        workers = tx.living(silent)
        concerns = [one for one in _concerns(tx, sums, now, zone) if one.count]
    free = shutil.disk_usage(store.base).free
    if free < LITTLE_SPACE:
        left = f"{free / 1_000_000:.0f} MB bebas"
        concerns.append(Concern(what="Disk hampir penuh", count=1, which=(left,), advice="kosongkan disk"))
    if not workers:
        concerns.append(
            Concern(what="Layanan tidak berjalan", count=1, which=(), advice="nodis run, atau systemctl start nodis")
        )
    return Standing(sums=sums, workers=workers, concerns=tuple(concerns))


def _concerns(tx: Transaction, sums: Sums, now: datetime, zone: ZoneInfo) -> Iterator[Concern]:
    if sums.received != sum(sums.messages.values()):
        yield Concern(what="Jumlah surel tidak cocok", count=1, which=(), advice="nodis verify; docs/alarm.md")
    yield Concern(
        what="Kotak surat",
        count=len(troubles := troubles_of_mailbox(tx, zone)),
        which=troubles,
        advice="nodis check",
    )
    aside = tx.messages(state="set_aside")
    yield Concern(
        what="Surel disisihkan",
        count=len(aside),
        which=tuple(f"{row.sha256[:8]}  {row.subject or '(tanpa perihal)'}: {row.reason}" for row in aside[-SHOWN:]),
        advice="bereskan sebabnya, lalu nodis retry ID",
    )
    failed = tx.outgoings(state="failed")
    yield Concern(
        what="Surel keluar gagal",
        count=len(failed),
        which=tuple(f"{row.id}  kepada {row.to.address}: {row.last_error or 'gagal'}" for row in failed[-SHOWN:]),
        advice="perbaiki alamat atau server, lalu nodis retry ID",
    )
    waiting = tuple(row for row in tx.outgoings(state="queued") if row.attempts)
    yield Concern(
        what="Surel keluar menunggu",
        count=len(waiting),
        which=tuple(f"{row.id}  kepada {row.to.address}: {row.last_error}" for row in waiting[-SHOWN:]),
        advice="dicoba lagi sendiri; nodis check mencoba servernya",
    )
    review = tx.cases((CaseState.REVIEW,))
    yield Concern(
        what="Perkara menunggu operator",
        count=len(review),
        which=tuple(f"{case.id}  {case.letter.value('subject') or '(tanpa hal)'}" for case in review[-SHOWN:]),
        advice="jawab surel peninjauannya, atau nodis assign / nodis close",
    )
    late = tx.late_cases(now)
    yield Concern(
        what="Langkah terlambat",
        count=len(late),
        which=tuple(
            f"{case.id}  {case.step_id}, batas {moment_short(case.due_at.astimezone(zone)) if case.due_at else '-'}"
            for case in late[:SHOWN]
        ),
        advice="nodis show PERKARA; nodis assign PERKARA ORANG",
    )
