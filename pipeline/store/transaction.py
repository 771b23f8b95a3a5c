"""What one transaction can do. Rows in, frozen records out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from pipeline.model import MailKind
from pipeline.store import journal
from pipeline.store.cases import Cases
from pipeline.store.letters import Letters
from pipeline.store.liveness import Liveness
from pipeline.store.messages import Messages
from pipeline.store.outgoing import OutgoingMails
from pipeline.store.records import JournalLine, Sums
from pipeline.store.states import unbound
from pipeline.store.tables import CaseTable, JournalTable, MessageTable, OutgoingTable

MESSAGE_STATES = (*(kind.value for kind in MailKind), "set_aside", "history", "pending")


class Transaction(Messages, Cases, Letters, OutgoingMails, Liveness):
    """One transaction of the store, with its journal."""

    def journal(
        self,
        what: str,
        *,
        at: datetime,
        case: str | None = None,
        message: str | None = None,
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Add a line to the hash-chained journal."""
        self.wrote = True
        self._lines.append(journal.NewLine(at=at, what=what, case=case, message=message, detail=dict(detail or {})))

    def bind_unbound(self) -> None:
        """Put the digests of rows that the journal does not know into it."""
        self._session.flush()
        for states in unbound(self._session):
            line = journal.NewLine(
                at=datetime.now(UTC), what="rows bound", case=None, message=None, detail={}, states=states
            )
            self._lines.append(line)

    def journal_of(self, case: str) -> tuple[JournalLine, ...]:
        """A case's timeline."""
        self.seal()
        query = select(JournalTable).where(JournalTable.case_id == case).order_by(JournalTable.seq)
        return tuple(_line(row) for row in self._session.scalars(query))

    def lines_of(self, what: str, limit: int = 100) -> tuple[JournalLine, ...]:
        """The newest lines of one kind, newest first."""
        self.seal()
        query = select(JournalTable).where(JournalTable.what == what).order_by(JournalTable.seq.desc()).limit(limit)
        return tuple(_line(row) for row in self._session.scalars(query))

    def count_lines(self, case: str, what: Sequence[str], since: datetime) -> int:
        """How many such lines a case's journal got after a moment."""
        self.seal()
        query = select(func.count()).where(
            JournalTable.case_id == case, JournalTable.what.in_(what), JournalTable.at > since
        )
        return self._session.scalar(query) or 0

    def sums(self) -> Sums:
        """Counts by state; every message is in exactly one."""
        messages, outbox = self._counts(MessageTable.state), self._counts(OutgoingTable.state)
        return Sums(
            received=self._session.scalar(select(func.count()).select_from(MessageTable)) or 0,
            messages={state: messages.get(state, 0) for state in MESSAGE_STATES},
            cases=self._counts(CaseTable.state),
            outbox={state: outbox.get(state, 0) for state in ("queued", "sent", "failed")},
        )

    def _counts(self, column: Any) -> dict[str, int]:
        rows = self._session.execute(select(column, func.count()).group_by(column)).all()
        return {str(row[0]): int(row[1]) for row in rows}


def _line(row: JournalTable) -> JournalLine:
    return JournalLine(seq=row.seq, at=row.at, what=row.what, case=row.case_id, message=row.message, detail=row.detail)
