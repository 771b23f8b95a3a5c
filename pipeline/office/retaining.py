"""Retention: what has grown older than `[retention]` allows is erased, and the journal says what and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.model import Job
from pipeline.office.services import Services
from pipeline.store import CASE_KIND, JournalLine, Transaction, due_for_erasing, erase, erased_models

_ASKED = "erase_asked"
ERASED = "erased"  # line of the journal


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Retention as it stands."""

    days: Mapping[str, int]  # by kind; what is not named is kept for ever
    due: Mapping[str, int]  # how many are past it
    erased: Sequence[JournalLine]  # what went last, newest first


def retention_now(tx: Transaction, ages: Mapping[str, timedelta], now: datetime) -> Kept:
    """What `[retention]` says and would do at this moment."""
    due = Counter(one.kind for one in due_for_erasing(tx, ages, now))
    return Kept(days={kind: age.days for kind, age in ages.items()}, due=due, erased=tx.lines_of(ERASED))


def enqueue_erasing(tx: Transaction, services: Services, now: datetime) -> int:
    """Once a day, where anything is ever erased."""
    today = now.astimezone(services.facts.zone).date().isoformat()
    if not services.settings.retention.ages or tx.get_meta(_ASKED) == today:
        return 0
    tx.set_meta(_ASKED, today)
    services.enqueue(tx.session, Job(id=f"erase:{today}", kind="erase", argument=today, partition="erase"))
    return 1


def erase_due(services: Services) -> Counter[str]:
    """Erase all that is due, each in its own transaction; returns how many of each kind, and of files."""
    now = services.clock()
    with services.store.reading() as tx:
        due = due_for_erasing(tx, services.settings.retention.ages, now)
    count: Counter[str] = Counter()
    candidates: set[str] = set()
    for one in due:
        with services.store.transaction() as tx:
            files = erase(one, tx=tx, now=now)
            detail = {"kind": one.kind, "since": one.since.isoformat(), "files": str(len(files))}
            if one.kind != CASE_KIND:
                detail["id"] = one.id
            tx.journal(ERASED, at=now, case=one.id if one.kind == CASE_KIND else None, detail=detail)
        candidates |= files
        count[one.kind] += 1
    for sha256 in candidates:
        services.reader.forget(sha256)
    with services.store.reading() as tx:
        candidates |= erased_models(tx)
    gone = services.store.discard(candidates)
    if gone:
        count["files"] = gone
    return count
