"""Messages that a mailbox lists and does not give, or that cannot be stored: named to the operator, asked for again ever later."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Transaction
from pipeline.wording import Alarm

PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(days=1))
_KEY = "unfetched"
_KEPT = 1000  # messages; the longest known are forgotten first, and met anew
_NAMED = 20  # in one notice


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfetched:
    """One of them."""

    tries: int
    again: datetime  # not asked for before
    told: bool  # whether the operator knows


_ALL = TypeAdapter(dict[str, Unfetched])


def unfetched(tx: Transaction) -> Mapping[str, Unfetched]:
    """All that is known, by the key of the message's place."""
    return _ALL.validate_json(tx.get_meta(_KEY) or "{}")


def note_unfetched(
    failed: Mapping[str, str],
    came: Collection[str],
    *,
    silent: Collection[str] = (),
    tx: Transaction,
    services: Services,
    now: datetime,
) -> None:
    """Remember why messages did not come, forget those that came, and tell the operator once of each.

    `silent` are not told yet: the mailbox as a whole may be the cause, or another program took them.
    """
    known = dict(unfetched(tx))
    before = dict(known)
    for key in came:
        known.pop(key, None)
    tell: list[str] = []
    for key, why in failed.items():
        last = known.pop(key, None)
        tries = last.tries + 1 if last else 1
        told = bool(last and last.told)
        if not told and (tries > 1 or key not in silent):
            told = True
            tell.append(why)
            tx.journal("message not fetched", at=now, detail={"place": key, "why": why})
        known[key] = Unfetched(tries=tries, again=now + PAUSES[min(tries, len(PAUSES)) - 1], told=told)
    if known != before:
        tx.set_meta(_KEY, _ALL.dump_json(dict(list(known.items())[-_KEPT:])).decode())
    if tell:
        _tell(tell, tx=tx, services=services, now=now)


def _tell(why: Sequence[str], *, tx: Transaction, services: Services, now: datetime) -> None:
    more = f" ... dan {len(why) - _NAMED} lagi." if len(why) > _NAMED else ""
    problem = (
        f"{len(why)} surel tidak dapat diambil dari kotak surat; surel lain tetap diterima. {' '.join(why[:_NAMED])}{more}"
        " Surel itu dicoba lagi dengan jeda yang makin panjang."
    )
    says = {"problem": problem, "subject": ""}
    tell_operator(Alarm.UNFETCHED, says, case=None, tx=tx, services=services, now=now)
