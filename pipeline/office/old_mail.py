"""Mail that lay in a folder before the office began to look at it: kept as history, answered by nobody, named to the operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from pipeline.intake import Incoming, Position
from pipeline.model import Mail
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import AttachmentSpec, Message, Store, Transaction
from pipeline.wording import Alarm, date_long

HISTORY = "history"  # the state of such mail
LATELY = timedelta(days=7)  # mail that is older at the first look is history, unless `[mailbox] since` says otherwise
ALL = "all"  # what `since` says where no mail is history
_UNTOLD = "history_untold"  # since when mails were kept of which the operator does not know
_SHOWN = 20  # in the notice; all of them go along as a file
_FILE = "surel-lama.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kept:
    """A folder's position, and when it last moved."""

    position: Position
    at: datetime


_KEPT = TypeAdapter(_Kept)


class FolderMemory:
    """Positions in IMAP folders as small facts of the store (`intake.Memory`)."""

    def __init__(
        self, store: Store, *, since: date | str | None, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        """`since` is `[mailbox] since`: a day in the office's zone, "all", or None."""
        self._store, self._since, self._zone, self._clock = store, since, zone, clock

    def load(self, folder: str) -> Position | None:
        """The position in a folder; None where it was never looked at."""
        kept = self._kept(folder)
        return kept.position if kept else None

    def save(self, folder: str, position: Position) -> None:
        """Keep it; the first of a folder stands in the journal."""
        now = self._clock()
        with self._store.transaction() as tx:
            said = tx.get_meta(_key(folder))
            before = _KEPT.validate_json(said) if said else None
            tx.set_meta(_key(folder), _KEPT.dump_json(_Kept(position=position, at=now)).decode())
            if before is None or before.position.validity != position.validity:
                since = position.since.isoformat() if position.since else ALL
                tx.journal("folder looked at", at=now, detail={"folder": folder, "since": since})

    def since(self, folder: str) -> datetime | None:
        """From when on mail counts that lies there at the first look.

        A folder that was moved or repaired numbers its messages anew, and may have changed their bytes: of that one counts what came
        since a week before the last mail was taken in.
        """
        if kept := self._kept(folder):
            return kept.at - LATELY
        if isinstance(self._since, date):
            return datetime.combine(self._since, time.min, self._zone)
        return None if self._since == ALL else self._clock() - LATELY

    def _kept(self, folder: str) -> _Kept | None:
        with self._store.reading() as tx:
            said = tx.get_meta(_key(folder))
        return _KEPT.validate_json(said) if said else None


def _key(folder: str) -> str:
    return f"folder:{folder}"


def file_as_history(
    sha: str, incoming: Incoming, head: Mail | None, *, tx: Transaction, services: Services, now: datetime
) -> None:
    """Keep a message as it came, under what its headers say."""
    arrived = incoming.received_at or now
    reason = f"diterima {date_long(arrived.astimezone(services.facts.zone).date())}, sebelum kotak surat ini dijaga"
    sender = head.sender.address if head and head.sender else ""
    tx.file_history(sha, sender=sender, subject=head.subject if head else "", reason=reason)
    tx.journal("mail filed", at=now, message=sha, detail={"as": HISTORY, "cases": ""})
    if tx.get_meta(_UNTOLD) is None:
        tx.set_meta(_UNTOLD, now.isoformat())


def tell_history(services: Services) -> None:
    """Tell the operator, once, how many mails were kept as history and which."""
    with services.store.reading() as tx:
        if tx.get_meta(_UNTOLD) is None:
            return
    with services.store.transaction() as tx:
        if since := tx.get_meta(_UNTOLD):
            tx.forget_meta(_UNTOLD)
            rows = [row for row in tx.messages(state=HISTORY) if row.received_at >= datetime.fromisoformat(since)]
            _tell(rows, tx=tx, services=services, now=services.clock())


def _tell(rows: Sequence[Message], *, tx: Transaction, services: Services, now: datetime) -> None:
    if not rows:
        return
    lines = [_line(row) for row in rows]
    shown = lines[:_SHOWN]
    if len(lines) > _SHOWN:
        shown.append(f"{len(lines) - _SHOWN} lainnya: lihat {_FILE}")
    says = {
        "problem": f"{len(rows)} surel lama ditemukan di kotak surat ketika nodis pertama kali membukanya. Surel itu disimpan sebagai"
        " riwayat: tidak menjadi perkara dan tidak dijawab.",
        "subject": "",
        "values": "\n".join(shown),
    }
    also = (AttachmentSpec(name=_FILE, sha256=tx.put_file("\n".join(lines).encode()), content_type="text/plain"),)
    tell_operator(Alarm.HISTORY, says, case=None, tx=tx, services=services, now=now, also=also)


def _line(row: Message) -> str:
    return (
        f"{row.sha256[:12]}: {row.subject or '(tanpa perihal)'}, dari {row.sender or '(tanpa pengirim)'}, {row.reason}"
    )
