"""How the office stands at this moment: what `nodis status` shows on one screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pipeline.model import CaseState
from pipeline.office.learning import pending
from pipeline.office.ledger import troubles_of_mailboxes
from pipeline.office.models_in_use import teach_anew
from pipeline.store import Outgoing, Store, Sums, Transaction
from pipeline.wording import moment_short

_T = TypeVar("_T")
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


def standing(
    store: Store, *, now: datetime, zone: ZoneInfo, silent: float, mailboxes: Sequence[str] = ("",)
) -> Standing:
    """`mailboxes`: their names; `silent`: seconds after which a process without a sign of life counts as dead."""
    with store.reading() as tx:
        sums = tx.sums()
        workers = tx.living(silent)
        concerns = [one for one in _concerns(tx, sums, now, zone, mailboxes) if one.count]
    free = shutil.disk_usage(store.base).free
    if free < LITTLE_SPACE:
        left = f"{free / 1_000_000:.0f} MB bebas"
        concerns.append(Concern(what="Disk hampir penuh", count=1, which=(left,), advice="kosongkan disk"))
    if not workers:
        concerns.append(
            Concern(what="Layanan tidak berjalan", count=1, which=(), advice="nodis run, atau systemctl start nodis")
        )
    return Standing(sums=sums, workers=workers, concerns=tuple(concerns))


def _concerns(
    tx: Transaction, sums: Sums, now: datetime, zone: ZoneInfo, mailboxes: Sequence[str]
) -> Iterator[Concern]:
    if sums.received != sum(sums.messages.values()):
        yield Concern(what="Jumlah surel tidak cocok", count=1, which=(), advice="nodis verify; docs/alarm.md")
    yield _concern("Kotak surat", troubles_of_mailboxes(mailboxes, tx, zone), str, "nodis check")
    yield _concern(
        "Surel disisihkan",
        tx.messages(state="set_aside"),
        lambda row: f"{row.sha256[:8]}  {row.subject or '(tanpa perihal)'}: {row.reason}",
        "bereskan sebabnya, lalu nodis retry ID",
    )
    yield _concern(
        "Surel keluar gagal", tx.outgoings(state="failed"), _unsent, "perbaiki alamat atau server, lalu nodis retry ID"
    )
    yield _concern(
        "Surel keluar menunggu",
        [row for row in tx.outgoings(state="queued") if row.attempts],
        _unsent,
        "dicoba lagi sendiri; nodis check mencoba servernya",
    )
    yield _concern(
        "Perkara menunggu operator",
        tx.cases((CaseState.REVIEW,)),
        lambda case: f"{case.id}  {case.letter.value('subject') or '(tanpa hal)'}",
        "jawab surel peninjauannya, atau nodis assign / nodis close",
    )
    yield _concern(
        "Perbaikan menunggu dikuatkan",
        pending(tx),
        lambda one: f"{one.case.id}  dari {one.corrections[0].said_by}",
        "nodis learn --pending",
    )
    yield _concern("Model sendiri perlu dilatih ulang", [why] if (why := teach_anew(tx)) else [], str, "nodis learn")
    yield _concern(
        "Langkah terlambat",
        tx.late_cases(now)[::-1],  # the longest late are shown
        lambda case: (
            f"{case.id}  {case.step_id}, batas {moment_short(case.due_at.astimezone(zone)) if case.due_at else '-'}"
        ),
        "nodis show PERKARA; nodis assign PERKARA ORANG",
    )


def _concern(what: str, found: Sequence[_T], line: Callable[[_T], str], advice: str) -> Concern:
    return Concern(what=what, count=len(found), which=tuple(line(one) for one in found[-SHOWN:]), advice=advice)


def _unsent(row: Outgoing) -> str:
    return f"{row.id}  kepada {row.to.address}: {row.last_error or 'gagal'}"
