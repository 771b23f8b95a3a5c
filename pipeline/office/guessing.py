"""Codes that were never given out: counted, and whoever tries several is slowed down.

A code has 60 random bits, so guessing one is hopeless; but who tries is told nothing, and for a while none of his
codes counts. A reply in the assignment's own thread carries the whole token and always counts. Only a mail with the pinned
server's pass is counted against its sender: anyone can forge another, and would block whose address he writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.store import Transaction, fact_about

MOST = 5  # wrong codes from one address within WINDOW
WINDOW = timedelta(hours=24)
LOCKED = timedelta(hours=1)  # after the last of them


def count_wrong_codes(wrong: Sequence[str], sender: str, *, tx: Transaction, now: datetime) -> int:
    """Remember the unknown codes in a mail whose sender is proven; returns how many he has tried lately."""
    if not wrong:
        return 0
    tried = [*_tried(sender, tx=tx, now=now), *[now] * len(wrong)]
    tx.set_meta(fact_about("codes", sender), " ".join(moment.isoformat() for moment in tried[-MOST:]))
    return len(tried)


def codes_count(sender: str, *, tx: Transaction, now: datetime) -> bool:
    """Whether codes from this sender count at present."""
    tried = _tried(sender, tx=tx, now=now)
    return len(tried) < MOST or tried[-1] + LOCKED <= now


def _tried(address: str, *, tx: Transaction, now: datetime) -> list[datetime]:
    kept = tx.get_meta(fact_about("codes", address)) or ""
    moments = (datetime.fromisoformat(text) for text in kept.split())
    return [moment for moment in moments if moment > now - WINDOW]
