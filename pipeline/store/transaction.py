"""What one transaction can do. Rows in, frozen records out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from pipeline.errors import ConflictError, UnknownCaseError
from pipeline.model import (
    Address,
    Assignment,
    Case,
    CaseState,
    IssuedLetter,
    Mail,
    MailKind,
    Purpose,
    StoredFile,
    Timer,
    Understanding,
)
from pipeline.store import journal
from pipeline.store.records import AttachmentSpec, JournalLine, LetterRow, Message, Outgoing, Sums
from pipeline.store.tables import (
    AssignmentTable,
    CaseTable,
    HeartbeatTable,
    JournalTable,
    LetterTable,
    MessageCaseTable,
    MessageTable,
    MetaTable,
    OutgoingTable,
    RegisterTable,
)

_CASE = TypeAdapter(Case)
_ASSIGNMENT = TypeAdapter(Assignment)
_UNDERSTANDING = TypeAdapter(Understanding)
_FILES = TypeAdapter(tuple[StoredFile, ...])
_ATTACHMENTS = TypeAdapter(tuple[AttachmentSpec, ...])
MESSAGE_STATES = (*(kind.value for kind in MailKind), "set_aside", "pending")


class Transaction:
    """One transaction of the store; `session` is opaque to everyone but the engine that enqueues jobs in it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.wrote = False

    # ------------------------------------------------------------------------------------------------------ messages

    def add_message(self, sha256: str, *, source_key: str, size: int, received_at: datetime) -> bool:
        """Record a message; False if its content or its place in the mailbox is known already."""
        known = select(MessageTable.sha256).where(
            (MessageTable.sha256 == sha256) | (MessageTable.source_key == source_key)
        )
        if self.session.scalars(known).first():
            return False
        self._add(MessageTable(sha256=sha256, source_key=source_key, size=size, received_at=received_at))
        return True

    def message(self, sha256: str) -> Message:
        """A message by its hash."""
        row = self.session.get(MessageTable, sha256)
        if row is None:
            raise UnknownCaseError(f"tidak ada surel {sha256[:12]}", advice="Lihat nodis status.")
        return _message(row)

    def messages(self, state: str | None = None) -> tuple[Message, ...]:
        """All messages, or those in a state, oldest first."""
        query = select(MessageTable).order_by(MessageTable.received_at)
        if state:
            query = query.where(MessageTable.state == state)
        return tuple(_message(row) for row in self.session.scalars(query))

    def save_understanding(self, sha256: str, understanding: Understanding, mail: Mail) -> None:
        """What reading found, and what the mail says of itself."""
        row = self.session.get_one(MessageTable, sha256)
        row.understanding = _UNDERSTANDING.dump_json(understanding).decode()
        row.message_id, row.subject = mail.message_id, mail.subject
        row.sender = mail.sender.address if mail.sender else ""
        self._flush()

    def understanding(self, sha256: str) -> Understanding | None:
        """What reading found; None if it was not read yet."""
        row = self.session.get_one(MessageTable, sha256)
        return _UNDERSTANDING.validate_json(row.understanding) if row.understanding else None

    def finish_message(self, sha256: str, *, state: str, reason: str = "", cases: Iterable[str] = ()) -> None:
        """The one state a message ends in."""
        row = self.session.get(MessageTable, sha256)
        if row is None:
            return
        row.state, row.reason = state, reason
        for case in dict.fromkeys(cases):
            if self.session.get(MessageCaseTable, (sha256, case)) is None:
                self.session.add(MessageCaseTable(message=sha256, case_id=case))
        self._flush()

    def reopen_message(self, sha256: str) -> None:
        """Back to pending, to be read again."""
        row = self.session.get_one(MessageTable, sha256)
        row.state, row.reason = "pending", ""
        self._flush()

    # --------------------------------------------------------------------------------------------------------- cases

    def new_case_id(self, year: int) -> str:
        """`2026-0001`, counted by year without gap."""
        return f"{year}-{self.draw_number('perkara', year):04d}"

    def draw_number(self, register: str, year: int) -> int:
        """The next number of a register and year; rolled back with the transaction, so none is skipped or reused."""
        query = select(RegisterTable).where(RegisterTable.name == register, RegisterTable.year == year)
        row = self.session.scalars(query.with_for_update()).first()
        if row is None:
            row = RegisterTable(name=register, year=year, last=0)
            self.session.add(row)
        row.last += 1
        self._flush()
        return row.last

    def add_case(self, case: Case, *, letter_key: str | None = None) -> None:
        """A new case."""
        row = CaseTable(id=case.id, opened_at=case.opened_at, letter_key=letter_key)
        row.mail_message_id = case.mail_message_id
        _fill(row, case)
        self._add(row)
        self._sync_assignments(case)

    def case(self, case_id: str) -> Case:
        """A case by its id.

        Raises:
            UnknownCaseError: there is none.
        """
        row = self.session.get(CaseTable, case_id)
        if row is None:
            raise UnknownCaseError(f"tidak ada perkara {case_id}", advice="Lihat nodis cases.")
        return _CASE.validate_json(row.data)

    def has_case(self, case_id: str) -> bool:
        """Whether there is such a case."""
        return self.session.get(CaseTable, case_id) is not None

    def save_case(self, case: Case) -> Case:
        """Write a case that was read in version `case.version`; returns it as stored.

        Raises:
            ConflictError: someone else wrote it meanwhile.
        """
        newer = replace(case, version=case.version + 1)
        done = self.session.execute(
            update(CaseTable)
            .where(CaseTable.id == case.id, CaseTable.version == case.version)
            .values(version=newer.version)
            .execution_options(synchronize_session=False)
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult, typed as Result
            raise ConflictError(f"perkara {case.id} berubah sementara itu", advice="Ulangi.")
        row = self.session.get_one(CaseTable, case.id, populate_existing=True)
        _fill(row, newer)
        self._flush()
        self._sync_assignments(newer)
        return newer

    def cases(self, states: Sequence[CaseState] = ()) -> tuple[Case, ...]:
        """All cases, or those in some states, by id."""
        query = select(CaseTable.data).order_by(CaseTable.id)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return tuple(_CASE.validate_json(data) for data in self.session.scalars(query))

    def _sync_assignments(self, case: Case) -> None:
        mine = {assignment.token: assignment for assignment in case.assignments}
        known = self.session.scalars(select(AssignmentTable).where(AssignmentTable.case_id == case.id)).all()
        for row in known:
            row.current = row.token in mine and not case.state.ended
        for token, assignment in mine.items():
            data = _ASSIGNMENT.dump_json(assignment).decode()
            row_or_none = next((row for row in known if row.token == token), None)
            if row_or_none:
                row_or_none.data = data
            else:
                self.session.add(
                    AssignmentTable(token=token, code=assignment.code, case_id=case.id, data=data, current=True)
                )
        self._flush()

    def find_assignment(self, *, token: str = "", code: str = "") -> tuple[str, Assignment, bool] | None:
        """Case id, assignment and whether it still counts, by token or by code; None if unknown."""
        column = AssignmentTable.token == token if token else AssignmentTable.code == code
        row = self.session.scalars(select(AssignmentTable).where(column)).first()
        return (row.case_id, _ASSIGNMENT.validate_json(row.data), row.current) if row else None

    def cases_of_message_ids(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Cases of our outgoing mails, or of received mails, with one of these Message-IDs."""
        if not message_ids:
            return ()
        ours = select(OutgoingTable.case_id).where(OutgoingTable.message_id.in_(message_ids))
        theirs = (
            select(MessageCaseTable.case_id)
            .join(MessageTable, MessageTable.sha256 == MessageCaseTable.message)
            .where(MessageTable.message_id.in_(message_ids))
        )
        found = [*self.session.scalars(ours), *self.session.scalars(theirs)]
        return tuple(sorted({case for case in found if case}))

    def case_of_letter_key(self, key: str) -> str | None:
        """The case that this letter opened before."""
        return self.session.scalars(select(CaseTable.id).where(CaseTable.letter_key == key)).first()

    def due(self, now: datetime, limit: int = 10_000) -> list[tuple[str, Timer]]:
        """Timers fallen due, in order of their due time; proportional to what is due."""
        query = select(CaseTable.data).where(CaseTable.next_at <= now).order_by(CaseTable.next_at).limit(limit)
        cases = [_CASE.validate_json(data) for data in self.session.scalars(query)]
        found = [(case.id, timer) for case in cases for timer in case.timers if timer.at <= now]
        return sorted(found, key=lambda pair: (pair[1].at, pair[0]))

    # ------------------------------------------------------------------------------------------------------- letters

    def add_letter(
        self,
        issued: IssuedLetter,
        *,
        case: str,
        context: Mapping[str, Any],
        images: tuple[StoredFile, ...],
        sequence: int | None,
        at: datetime,
    ) -> None:
        """A letter to be rendered."""
        self._add(
            LetterTable(
                id=issued.id,
                case_id=case,
                kind=issued.letter,
                draft=issued.draft,
                number=issued.number,
                sequence=sequence,
                issued_at=at,
                context=dict(context),
                images=_FILES.dump_python(images, mode="json"),
            )
        )

    def letter(self, letter_id: str) -> LetterRow:
        """A letter by its id."""
        return _letter(self.session.get_one(LetterTable, letter_id))

    def finish_letter(self, letter_id: str, *, docx_sha256: str, pdf_sha256: str) -> None:
        """It is rendered."""
        row = self.session.get_one(LetterTable, letter_id)
        row.docx_sha256, row.pdf_sha256 = docx_sha256, pdf_sha256
        self._flush()

    def letters_of(self, case: str) -> tuple[LetterRow, ...]:
        """All letters of a case, in the order in which they were written."""
        query = select(LetterTable).where(LetterTable.case_id == case).order_by(LetterTable.issued_at, LetterTable.id)
        return tuple(_letter(row) for row in self.session.scalars(query))

    # -------------------------------------------------------------------------------------------------------- outbox

    def add_outgoing(
        self,
        mail_id: str,
        *,
        case: str | None,
        purpose: Purpose,
        to: Address,
        message_id: str,
        subject: str,
        text: str,
        html: str,
        headers: Sequence[tuple[str, str]],
        attachments: tuple[AttachmentSpec, ...],
        created_at: datetime,
    ) -> None:
        """A mail to be sent."""
        self._add(
            OutgoingTable(
                id=mail_id,
                case_id=case,
                purpose=purpose.value,
                to_address=to.address,
                to_name=to.name,
                message_id=message_id,
                subject=subject,
                text=text,
                html=html,
                headers=[list(header) for header in headers],
                attachments=_ATTACHMENTS.dump_python(attachments, mode="json"),
                created_at=created_at,
            )
        )

    def outgoing(self, mail_id: str) -> Outgoing:
        """A mail by its id."""
        return _outgoing(self.session.get_one(OutgoingTable, mail_id))

    def outgoing_of_message_id(self, message_id: str) -> Outgoing | None:
        """Our mail with that Message-ID."""
        row = self.session.scalars(select(OutgoingTable).where(OutgoingTable.message_id == message_id)).first()
        return _outgoing(row) if row else None

    def outgoings(self, state: str | None = None) -> tuple[Outgoing, ...]:
        """All mails, or those in a state, oldest first."""
        query = select(OutgoingTable).order_by(OutgoingTable.created_at)
        if state:
            query = query.where(OutgoingTable.state == state)
        return tuple(_outgoing(row) for row in self.session.scalars(query))

    def fix_outgoing(self, mail_id: str, *, raw_sha256: str) -> None:
        """The bytes that every attempt sends."""
        self.session.get_one(OutgoingTable, mail_id).raw_sha256 = raw_sha256
        self._flush()

    def mark_sent(self, mail_id: str, *, at: datetime) -> None:
        """The server took it."""
        row = self.session.get_one(OutgoingTable, mail_id)
        row.state, row.sent_at, row.next_attempt_at, row.last_error = "sent", at, None, ""
        self._flush()

    def mark_retry(self, mail_id: str, *, next_attempt_at: datetime, error: str) -> None:
        """Try again later."""
        row = self.session.get_one(OutgoingTable, mail_id)
        row.attempts += 1
        row.next_attempt_at, row.last_error = next_attempt_at, error
        self._flush()

    def mark_failed(self, mail_id: str, *, error: str) -> None:
        """Given up; the bytes stay, `nodis retry` brings it back."""
        row = self.session.get_one(OutgoingTable, mail_id)
        row.state, row.last_error, row.next_attempt_at = "failed", error, None
        self._flush()

    def requeue_outgoing(self, mail_id: str) -> None:
        """Back to queued, with a fresh count of attempts."""
        row = self.session.get_one(OutgoingTable, mail_id)
        row.state, row.attempts, row.next_attempt_at = "queued", 0, None
        self._flush()

    def retries_due(self, now: datetime) -> tuple[Outgoing, ...]:
        """Queued mails whose time to try again has come."""
        query = select(OutgoingTable).where(OutgoingTable.state == "queued", OutgoingTable.next_attempt_at <= now)
        return tuple(_outgoing(row) for row in self.session.scalars(query.order_by(OutgoingTable.next_attempt_at)))

    def sent_since(self, address: str, since: datetime) -> int:
        """How many mails went to an address after a moment: the budget against loops."""
        query = select(func.count()).where(OutgoingTable.to_address == address, OutgoingTable.sent_at > since)
        return self.session.scalar(query) or 0

    # ------------------------------------------------------------------------------------------------------- journal

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
        journal.append(self.session, what, at=at, case=case, message=message, detail=detail or {})

    def journal_of(self, case: str) -> tuple[JournalLine, ...]:
        """A case's timeline."""
        query = select(JournalTable).where(JournalTable.case_id == case).order_by(JournalTable.seq)
        return tuple(
            JournalLine(seq=row.seq, at=row.at, what=row.what, case=row.case_id, message=row.message, detail=row.detail)
            for row in self.session.scalars(query)
        )

    def sums(self) -> Sums:
        """Counts by state; every message is in exactly one."""
        messages = self._counts(MessageTable.state)
        return Sums(
            received=self.session.scalar(select(func.count()).select_from(MessageTable)) or 0,
            messages={state: messages.get(state, 0) for state in MESSAGE_STATES},
            cases=self._counts(CaseTable.state),
            outbox={state: self._counts(OutgoingTable.state).get(state, 0) for state in ("queued", "sent", "failed")},
        )

    def _counts(self, column: Any) -> dict[str, int]:
        rows = self.session.execute(select(column, func.count()).group_by(column)).all()
        return {str(row[0]): int(row[1]) for row in rows}

    def beat(self, executor: str) -> None:
        """A sign of life, by the database's own clock."""
        self.session.execute(delete(HeartbeatTable).where(HeartbeatTable.executor == executor))
        self.session.execute(insert(HeartbeatTable).values(executor=executor, beat_at=self._seconds()))

    def living_executors(self, *, within: float) -> tuple[str, ...]:
        """Workers that beat within so many seconds."""
        query = select(HeartbeatTable.executor).where(HeartbeatTable.beat_at > self._seconds() - within)
        return tuple(self.session.scalars(query))

    def _seconds(self) -> Any:
        """Seconds since the epoch as an SQL expression of the database's clock."""
        if self.session.get_bind().dialect.name == "postgresql":
            return func.extract("epoch", func.clock_timestamp())
        return (func.julianday("now") - 2440587.5) * 86400.0

    def get_meta(self, key: str) -> str | None:
        """A small fact."""
        row = self.session.get(MetaTable, key)
        return row.value if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember a small fact."""
        self.session.merge(MetaTable(key=key, value=value))
        self._flush()

    def _add(self, row: object) -> None:
        self.session.add(row)
        self._flush()

    def _flush(self) -> None:
        self.wrote = True
        self.session.flush()


def _fill(row: CaseTable, case: Case) -> None:
    row.version, row.state, row.sop, row.step = case.version, case.state.value, case.sop, case.step
    row.requester = case.requester.address
    row.next_at = min((timer.at for timer in case.timers), default=None)
    row.data = _CASE.dump_json(case).decode()


def _message(row: MessageTable) -> Message:
    return Message(
        sha256=row.sha256,
        source_key=row.source_key,
        size=row.size,
        received_at=row.received_at,
        sender=row.sender,
        subject=row.subject,
        state=row.state,
        reason=row.reason,
    )


def _letter(row: LetterTable) -> LetterRow:
    return LetterRow(
        id=row.id,
        case=row.case_id,
        kind=row.kind,
        draft=row.draft,
        number=row.number,
        issued_at=row.issued_at,
        context=row.context,
        images=_FILES.validate_python(row.images),
        docx_sha256=row.docx_sha256,
        pdf_sha256=row.pdf_sha256,
    )


def _outgoing(row: OutgoingTable) -> Outgoing:
    return Outgoing(
        id=row.id,
        case=row.case_id,
        purpose=Purpose(row.purpose),
        to=Address(address=row.to_address, name=row.to_name),
        message_id=row.message_id,
        subject=row.subject,
        text=row.text,
        html=row.html,
        headers=tuple((name, value) for name, value in row.headers),
        attachments=_ATTACHMENTS.validate_python(row.attachments),
        created_at=row.created_at,
        state=row.state,
        raw_sha256=row.raw_sha256,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        sent_at=row.sent_at,
    )
