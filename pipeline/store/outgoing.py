"""Rows of mails on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from pipeline.model import Case
from pipeline.store.records import AttachmentSpec, Caused, Outgoing, Unsaid
from pipeline.store.rows import ATTACHMENTS, UNSAID, outgoing_of
from pipeline.store.tables import Base, OutgoingTable
from pipeline.store.unit import Unit

_OUTGOING = Base.metadata.tables[OutgoingTable.__tablename__]


class OutgoingMails(Unit):
    """Mails: queued, sent or failed."""

    def add_outgoing(
        self,
        mail_id: str,
        unsaid: Unsaid,
        *,
        case: Case | None,
        message_id: str,
        attachments: tuple[AttachmentSpec, ...],
        created_at: datetime,
    ) -> bool:
        """A mail to be sent. True: the job in which this runs hands it over; else it needs a job of its own.

        That is so outside a job, and for a mail that waits for a letter to be written, and those of its case after it.
        """
        case_id = case.id if case else None
        if any(spec.letter for spec in attachments):
            self._waiting.add(case_id)
        carried = self._carrier is not None and case_id not in self._waiting
        self._turn += 1
        row = OutgoingTable(
            id=mail_id,
            case_id=case_id,
            purpose=unsaid.effect.purpose.value,
            to_address=unsaid.effect.to.address,
            to_name=unsaid.effect.to.name,
            message_id=message_id,
            unsaid=UNSAID.dump_json(unsaid).decode(),
            attachments=ATTACHMENTS.dump_python(attachments, mode="json"),
            created_at=created_at,
            carrier=self._carrier if carried else None,
            turn=self._turn,
        )
        self._add(row)
        if carried:
            self._caused.append((row, unsaid, case))
        return carried

    def caused(self) -> tuple[Caused, ...]:
        """The mails of this transaction that the job in which it ran has to hand over; for after the commit."""
        return tuple(Caused(mail=outgoing_of(row, unsaid), case=case) for row, unsaid, case in self._caused)

    def still_queued(self, ids: Sequence[str]) -> set[str]:
        """Those of some mails that nobody has handed over or given up meanwhile."""
        query = select(OutgoingTable.id).where(OutgoingTable.id.in_(ids), OutgoingTable.state == "queued")
        return set(self._session.scalars(query))

    def say(self, mail: Outgoing) -> None:
        """A mail gets its words, which are its own from then on."""
        headers = [list(header) for header in mail.headers]
        said = {"mail": mail.id, "subject": mail.subject, "text": mail.text, "html": mail.html, "headers": headers}
        self._said.append(said)
        self.wrote = True

    def carried(self, job: str) -> tuple[str, ...]:
        """Mails that a job still has to hand over, in their order."""
        query = select(OutgoingTable.id).where(OutgoingTable.carrier == job).order_by(OutgoingTable.turn)
        return tuple(self._session.scalars(query))

    def put_down(self, mail_id: str) -> None:
        """A mail that its carrier does not hand over; it needs a job of its own."""
        self._get(OutgoingTable, mail_id, "surel keluar").carrier = None
        self.wrote = True

    def outgoing(self, mail_id: str) -> Outgoing:
        """A mail by its id."""
        return outgoing_of(self._get(OutgoingTable, mail_id, "surel keluar"))

    def some_outgoing(self, ids: Sequence[str]) -> tuple[Outgoing, ...]:
        """Mails by their ids, in that order; those that are not there left out."""
        rows = {row.id: row for row in self._session.scalars(select(OutgoingTable).where(OutgoingTable.id.in_(ids)))}
        return tuple(outgoing_of(rows[mail_id]) for mail_id in ids if mail_id in rows)

    def outgoing_of_message_id(self, message_id: str) -> Outgoing | None:
        """Our mail with that Message-ID."""
        row = self._session.scalars(select(OutgoingTable).where(OutgoingTable.message_id == message_id)).first()
        return outgoing_of(row) if row else None

    def outgoings_of_message_ids(self, message_ids: Sequence[str]) -> tuple[Outgoing, ...]:
        """Our mails with these Message-IDs."""
        if not message_ids:
            return ()
        query = select(OutgoingTable).where(OutgoingTable.message_id.in_(message_ids))
        return tuple(outgoing_of(row) for row in self._session.scalars(query))

    def latest_outgoings(self, case_id: str, count: int, *, to: str) -> tuple[Outgoing, ...]:
        """The newest mails of a case to one address, newest first."""
        query = select(OutgoingTable).where(OutgoingTable.case_id == case_id, OutgoingTable.to_address == to)
        rows = self._session.scalars(query.order_by(OutgoingTable.created_at.desc()).limit(count))
        return tuple(outgoing_of(row) for row in rows)

    def outgoings(self, state: str | None = None) -> tuple[Outgoing, ...]:
        """All mails, or those in a state, oldest first."""
        query = select(OutgoingTable).order_by(OutgoingTable.created_at)
        if state:
            query = query.where(OutgoingTable.state == state)
        return tuple(outgoing_of(row) for row in self._session.scalars(query))

    def mark_sent(self, ids: Sequence[str], *, at: datetime) -> None:
        """The server took them."""
        self.wrote = True
        done = update(_OUTGOING).where(_OUTGOING.c.id.in_(ids))
        self._session.execute(done.values(state="sent", sent_at=at, next_attempt_at=None, last_error="", carrier=None))

    def mark_retry(self, mail_id: str, *, next_attempt_at: datetime, error: str) -> None:
        """Try again later."""
        row = self._get(OutgoingTable, mail_id, "surel keluar")
        row.attempts += 1
        row.next_attempt_at, row.last_error, row.carrier = next_attempt_at, error, None
        self.wrote = True

    def mark_failed(self, mail_id: str, *, error: str) -> None:
        """Given up; the bytes stay, `nodis retry` brings it back."""
        row = self._get(OutgoingTable, mail_id, "surel keluar")
        row.state, row.last_error, row.next_attempt_at = "failed", error, None
        row.carrier = None
        self.wrote = True

    def requeue_outgoing(self, mail_id: str) -> None:
        """Back to queued, with a fresh count of attempts."""
        row = self._get(OutgoingTable, mail_id, "surel keluar")
        row.state, row.attempts, row.next_attempt_at = "queued", 0, None
        self.wrote = True

    def retries_due(self, now: datetime) -> tuple[Outgoing, ...]:
        """Queued mails whose time to try again has come."""
        query = select(OutgoingTable).where(OutgoingTable.state == "queued", OutgoingTable.next_attempt_at <= now)
        return tuple(outgoing_of(row) for row in self._session.scalars(query.order_by(OutgoingTable.next_attempt_at)))

    def last_sent_to(self, address: str, since: datetime) -> Outgoing | None:
        """The newest mail that went to an address after a moment."""
        query = select(OutgoingTable).where(OutgoingTable.to_address == address, OutgoingTable.sent_at > since)
        row = self._session.scalars(query.order_by(OutgoingTable.sent_at.desc()).limit(1)).first()
        return outgoing_of(row) if row else None

    def sent_since(self, ids: Sequence[str], since: datetime) -> Counter[str]:
        """How many mails went to those to whom some mails go, after a moment: the budget against loops."""
        to = OutgoingTable.to_address
        theirs = select(to).where(OutgoingTable.id.in_(ids))
        query = select(to, func.count()).where(to.in_(theirs), OutgoingTable.sent_at > since).group_by(to)
        return Counter({row[0]: row[1] for row in self._session.execute(query)})
