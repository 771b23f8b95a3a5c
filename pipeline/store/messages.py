"""Rows of received messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import or_, select

from pipeline.model import Mail, Understanding
from pipeline.store.records import Arrived, Message
from pipeline.store.rows import message_of
from pipeline.store.tables import MessageTable
from pipeline.store.unit import Unit

_UNDERSTANDING = TypeAdapter(Understanding)


class Messages(Unit):
    """What came in, and what became of it."""

    def add_message(self, sha256: str, *, source_key: str, size: int, received_at: datetime) -> bool:
        """Record a message; False if its content is known already."""
        arrived = Arrived(sha256=sha256, source_key=source_key, size=size)
        return bool(self.add_messages((arrived,), received_at=received_at))

    def add_messages(self, arrived: Iterable[Arrived], *, received_at: datetime) -> tuple[str, ...]:
        """Record messages; returns the hashes of those whose content was not known, in their order.

        Other content at a place that was used before (a mailbox restored, a file name used again) is another message.
        """
        wanted: dict[str, Arrived] = {}
        for one in arrived:
            wanted.setdefault(one.sha256, one)
        query = select(MessageTable.sha256, MessageTable.source_key).where(
            or_(
                MessageTable.sha256.in_(wanted),
                MessageTable.source_key.in_({one.source_key for one in wanted.values()}),
            )
        )
        known = self._session.execute(query).all()
        hashes, places = {row[0] for row in known}, {row[1] for row in known}
        new = [one for one in wanted.values() if one.sha256 not in hashes]
        for one in new:
            place = one.source_key
            key = f"{place}#{one.sha256}" if place in places else place
            places.add(place)
            row = MessageTable(
                sha256=one.sha256, source_key=key, size=one.size, received_at=received_at, state="pending"
            )
            self._add(row)
        return tuple(one.sha256 for one in new)

    def message(self, sha256: str) -> Message:
        """A message by its hash.

        Raises:
            UnknownCaseError: there is none.
        """
        return message_of(self._get(MessageTable, sha256, "surel"))

    def take_pending(self, shas: Sequence[str]) -> dict[str, Message]:
        """Those of some messages that have not been filed yet, by hash; transactions that are filing some are waited for."""
        query = select(MessageTable).where(MessageTable.sha256.in_(shas), MessageTable.state == "pending")
        self._taken = self._session.scalars(query.order_by(MessageTable.sha256).with_for_update()).all()
        return {row.sha256: message_of(row) for row in self._taken}

    def messages(self, state: str | None = None) -> tuple[Message, ...]:
        """All messages, or those in a state, oldest first."""
        query = select(MessageTable).order_by(MessageTable.received_at)
        if state:
            query = query.where(MessageTable.state == state)
        return tuple(message_of(row) for row in self._session.scalars(query))

    def pending(self, shas: Sequence[str]) -> tuple[str, ...]:
        """Those of some messages that have not been filed yet, in the same order."""
        query = select(MessageTable.sha256).where(MessageTable.sha256.in_(shas), MessageTable.state == "pending")
        found = set(self._session.scalars(query))
        return tuple(sha for sha in shas if sha in found)

    def save_understanding(self, sha256: str, understanding: Understanding, mail: Mail, *, content: str) -> None:
        """What reading found, and what the mail says of itself; `content` is the hash of what its writer sent."""
        row = self._get(MessageTable, sha256, "surel")
        row.understanding = _UNDERSTANDING.dump_json(understanding).decode()
        row.message_id, row.subject, row.content = mail.message_id, mail.subject, content
        row.sender = mail.sender.address if mail.sender else ""
        self.wrote = True

    def understanding(self, sha256: str) -> Understanding | None:
        """What reading found; None if it was not read yet."""
        row = self._get(MessageTable, sha256, "surel")
        return _UNDERSTANDING.validate_json(row.understanding) if row.understanding else None

    def finish_message(self, sha256: str, *, state: str, reason: str = "", cases: Iterable[str] = ()) -> None:
        """The one state a message ends in."""
        row = self._session.get(MessageTable, sha256)
        if row is None:
            return
        row.state, row.reason = state, reason
        self._links |= dict.fromkeys((sha256, case) for case in cases)
        self.wrote = True

    def file_history(self, sha256: str, *, sender: str, subject: str, reason: str) -> None:
        """It came before the office began, and is kept for itself."""
        row = self._get(MessageTable, sha256, "surel")
        row.sender, row.subject, row.state, row.reason = sender, subject, "history", reason
        self.wrote = True

    def reopen_message(self, sha256: str) -> None:
        """Back to pending, to be read again."""
        row = self._get(MessageTable, sha256, "surel")
        row.state, row.reason = "pending", ""
        self.wrote = True
