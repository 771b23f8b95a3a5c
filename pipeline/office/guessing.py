"""Codes that were never given out: counted, and whoever tries several is slowed down.

A code has 60 random bits, so guessing one is hopeless; but who tries is told nothing, and for a while none of his
codes counts, not even a right one. A reply in the assignment's own thread carries the whole token and always counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline.model import Mail
from pipeline.store import Transaction, fact_about

MOST = 5  # wrong codes from one address within WINDOW
WINDOW = timedelta(hours=24)
LOCKED = timedelta(hours=1)  # after the last of them


def count_wrong_codes(mail: Mail, *, tx: Transaction, now: datetime) -> int:
    """Remember the unknown codes in a mail's subject; returns how many its sender has tried lately."""
    wrong = [code for code in mail.codes if tx.find_assignment(code=code) is None]
    if not wrong or mail.sender is None:
        return 0
    tried = [*_tried(mail.sender.address, tx=tx, now=now), *[now] * len(wrong)]
    tx.set_meta(fact_about("codes", mail.sender.address), " ".join(moment.isoformat() for moment in tried[-MOST:]))
    return len(tried)


def codes_count(mail: Mail, *, tx: Transaction, now: datetime) -> bool:
    """Whether codes from this sender count at present."""
    if mail.sender is None or not mail.codes:
        return True
    tried = _tried(mail.sender.address, tx=tx, now=now)
    return len(tried) < MOST or tried[-1] + LOCKED <= now


def _tried(address: str, *, tx: Transaction, now: datetime) -> list[datetime]:
    kept = tx.get_meta(fact_about("codes", address)) or ""
    moments = (datetime.fromisoformat(text) for text in kept.split())
    return [moment for moment in moments if moment > now - WINDOW]
