"""What one transaction can do. Rows in, frozen records out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import delete, func, or_, select, union, update
from sqlalchemy.dialects import postgresql, sqlite
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
from pipeline.store.files import Files
from pipeline.store.records import (
    About,
    Arrived,
    AttachmentSpec,
    Drawn,
    JournalLine,
    LetterRow,
    Message,
    Outgoing,
    Sums,
)
from pipeline.store.rows import ABOUT, ATTACHMENTS, CASE, FILES, fill_case, letter_of, message_of, outgoing_of
from pipeline.store.tables import (
    AssignmentTable,
    Base,
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

_ASSIGNMENT = TypeAdapter(Assignment)
LEADER = "leader"  # fact kept: the executor that receives and schedules
_UNDERSTANDING = TypeAdapter(Understanding)
_Row = TypeVar("_Row", bound=Base)
MESSAGE_STATES = (*(kind.value for kind in MailKind), "set_aside", "pending")


class Transaction:
    """One transaction of the store; `session` is opaque to everyone but the engine that enqueues jobs in it."""

    def __init__(self, session: Session, files: Files, *, carrier: str | None = None) -> None:
        """`carrier` is the job in which it runs, which hands over the mails written in it at its end."""
        self._session, self._files = session, files
        self._contents: list[bytes] = []  # of files that its rows name
        self._lines: list[journal.NewLine] = []
        self._links: dict[tuple[str, str], None] = {}  # message and case
        self._drawn: dict[tuple[str, int], int] = {}  # last number of each register and year that was drawn from
        self._unsaid: set[tuple[str, int]] = set()  # of these, those whose row does not say so yet
        self._taken: Sequence[MessageTable] = ()  # a session forgets rows that nobody holds, and asks for them again
        self._carrier, self._turn = carrier, 0
        self._waiting: set[str | None] = set()  # cases with a mail that waits for its letter
        self.wrote = False

    @property
    def session(self) -> Session:
        """For the engine alone, which writes its jobs through it."""
        self.wrote = True
        return self._session

    def seal(self) -> None:
        """Write what is better written together. The store calls it right before the commit.

        The journal comes last: until then nobody waits for it.
        """
        contents, self._contents = self._contents, []
        if contents:
            self._files.put_all(contents)
        for register, year in self._unsaid:
            row = update(RegisterTable).where(RegisterTable.name == register, RegisterTable.year == year)
            self._session.execute(row.values(last=self._drawn[register, year]))
        self._unsaid.clear()
        self._link()
        lines, self._lines = self._lines, []
        if lines:
            journal.append(self._session, lines)

    def _link(self) -> None:
        """Write which cases messages belong to."""
        if self._links:
            self._session.flush()  # the cases come first
            links = [{"message": message, "case_id": case} for message, case in self._links]
            self._session.execute(self._insert(MessageCaseTable).on_conflict_do_nothing(), links)
            self._links.clear()

    def put_file(self, content: bytes) -> str:
        """A file that a row of this transaction names, durable before the commit; returns its SHA-256."""
        self._contents.append(content)
        return hashlib.sha256(content).hexdigest()

    # ------------------------------------------------------------------------------------------------------ messages

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

    def save_understanding(self, sha256: str, understanding: Understanding, mail: Mail) -> None:
        """What reading found, and what the mail says of itself."""
        row = self._get(MessageTable, sha256, "surel")
        row.understanding = _UNDERSTANDING.dump_json(understanding).decode()
        row.message_id, row.subject = mail.message_id, mail.subject
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

    def reopen_message(self, sha256: str) -> None:
        """Back to pending, to be read again."""
        row = self._get(MessageTable, sha256, "surel")
        row.state, row.reason = "pending", ""
        self.wrote = True

    # --------------------------------------------------------------------------------------------------------- cases

    def one_at_a_time(self, what: str) -> None:
        """Wait until no other transaction that said the same is under way (on SQLite none ever is)."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))

    def new_case_id(self, year: int) -> str:
        """`2026-0001`, counted by year without gap."""
        return f"{year}-{self.draw_number('perkara', year):04d}"

    def draw(self, register: str, year: int) -> Drawn:
        """As `draw_number`, with where it was drawn from."""
        return Drawn(register=register, year=year, sequence=self.draw_number(register, year))

    def draw_number(self, register: str, year: int) -> int:
        """The next number of a register and year; rolled back with the transaction, so none is skipped or reused.

        The first one drawn keeps others from the register until the transaction ends.
        """
        if (register, year) in self._drawn:
            self._drawn[register, year] += 1
            self._unsaid.add((register, year))
            return self._drawn[register, year]
        new = self._insert(RegisterTable).values(name=register, year=year, last=1)
        drawn = new.on_conflict_do_update(
            index_elements=[RegisterTable.name, RegisterTable.year], set_={"last": RegisterTable.last + 1}
        )
        self.wrote = True
        self._drawn[register, year] = int(self._session.scalars(drawn.returning(RegisterTable.last)).one())
        return self._drawn[register, year]

    def add_case(self, case: Case, *, letter_key: str | None = None) -> None:
        """A new case."""
        row = CaseTable(id=case.id, opened_at=case.opened_at, letter_key=letter_key)
        row.mail_message_id = case.mail_message_id
        fill_case(row, case)
        self._add(row)
        for assignment in case.assignments:
            self._add_assignment(case, assignment)

    def case(self, case_id: str) -> Case:
        """A case by its id.

        Raises:
            UnknownCaseError: there is none.
        """
        return CASE.validate_json(self._get(CaseTable, case_id, "perkara").data)

    def has_case(self, case_id: str) -> bool:
        """Whether there is such a case."""
        return self._session.get(CaseTable, case_id) is not None

    def save_case(self, case: Case) -> Case:
        """Write a case that was read in version `case.version`; returns it as stored.

        Raises:
            ConflictError: someone else wrote it meanwhile.
        """
        newer = replace(case, version=case.version + 1)
        done = self._session.execute(
            update(CaseTable)
            .where(CaseTable.id == case.id, CaseTable.version == case.version)
            .values(version=newer.version)
            .execution_options(synchronize_session=False)
        )
        if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult, typed as Result
            raise ConflictError(f"perkara {case.id} berubah sementara itu", advice="Ulangi.")
        row = self._session.get_one(CaseTable, case.id, populate_existing=True)
        fill_case(row, newer)
        self.wrote = True
        self._sync_assignments(newer)
        return newer

    def cases(self, states: Sequence[CaseState] = ()) -> tuple[Case, ...]:
        """All cases, or those in some states, by id."""
        query = select(CaseTable.data).order_by(CaseTable.id)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def open_abouts(self, sop: str, *, since: datetime, limit: int) -> Iterator[tuple[str, About]]:
        """Cases of an SOP that were opened since then, have not ended and follow no other, newest first."""
        query = (
            select(CaseTable.id, CaseTable.about)
            .where(CaseTable.sop == sop, CaseTable.about.is_not(None), CaseTable.opened_at >= since)
            .order_by(CaseTable.opened_at.desc(), CaseTable.id.desc())
            .limit(limit)
        )
        return ((row.id, ABOUT.validate_json(row.about)) for row in self._session.execute(query))

    def newest_cases(self, limit: int, states: Sequence[CaseState] = ()) -> tuple[Case, ...]:
        """So many of the newest cases, of some states or of all, oldest first."""
        query = select(CaseTable.data).order_by(CaseTable.opened_at.desc(), CaseTable.id.desc()).limit(limit)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))[::-1]

    def count_cases(self, states: Sequence[CaseState] = ()) -> int:
        """How many cases there are, of some states or of all."""
        query = select(func.count()).select_from(CaseTable)
        if states:
            query = query.where(CaseTable.state.in_([state.value for state in states]))
        return self._session.scalar(query) or 0

    def cases_of_year(self, year: int) -> tuple[Case, ...]:
        """Cases whose number is of a year, by id."""
        query = select(CaseTable.data).where(CaseTable.id.startswith(f"{year:04d}-")).order_by(CaseTable.id)
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def cases_before(self, moment: datetime) -> tuple[Case, ...]:
        """Cases that were opened before a moment, by id."""
        query = select(CaseTable.data).where(CaseTable.opened_at < moment).order_by(CaseTable.id)
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def late_cases(self, now: datetime) -> tuple[Case, ...]:
        """Open cases whose step is past its limit, the longest late first."""
        query = select(CaseTable.data).where(CaseTable.due_at < now).order_by(CaseTable.due_at)
        return tuple(CASE.validate_json(data) for data in self._session.scalars(query))

    def _sync_assignments(self, case: Case) -> None:
        mine = {assignment.token: assignment for assignment in case.assignments}
        known = self._session.scalars(select(AssignmentTable).where(AssignmentTable.case_id == case.id)).all()
        for row in known:
            row.current = row.token in mine and not case.state.ended
        for token, assignment in mine.items():
            row_or_none = next((row for row in known if row.token == token), None)
            if row_or_none:
                row_or_none.data = _ASSIGNMENT.dump_json(assignment).decode()
            else:
                self._add_assignment(case, assignment)
        self.wrote = True

    def _add_assignment(self, case: Case, assignment: Assignment) -> None:
        data = _ASSIGNMENT.dump_json(assignment).decode()
        current = not case.state.ended
        row = AssignmentTable(token=assignment.token, code=assignment.code, case_id=case.id, data=data, current=current)
        self._add(row)

    def find_assignment(self, *, token: str = "", code: str = "") -> tuple[str, Assignment, bool] | None:
        """Case id, assignment and whether it still counts, by token or by code; None if unknown."""
        column = AssignmentTable.token == token if token else AssignmentTable.code == code
        row = self._session.scalars(select(AssignmentTable).where(column)).first()
        return (row.case_id, _ASSIGNMENT.validate_json(row.data), row.current) if row else None

    def cases_of_message_ids(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Cases of our outgoing mails, or of received mails, with one of these Message-IDs."""
        found = self.cases_by_message_id(message_ids).values()
        return tuple(sorted({case for cases in found for case in cases}))

    def cases_by_message_id(self, message_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The same, for each of these Message-IDs that is known, sorted."""
        if not message_ids:
            return {}
        self._link()
        ours = select(OutgoingTable.message_id, OutgoingTable.case_id).where(OutgoingTable.message_id.in_(message_ids))
        theirs = (
            select(MessageTable.message_id, MessageCaseTable.case_id)
            .join(MessageTable, MessageTable.sha256 == MessageCaseTable.message)
            .where(MessageTable.message_id.in_(message_ids))
        )
        found: dict[str, tuple[str, ...]] = {}
        for row in self._session.execute(union(ours, theirs)).mappings():
            message_id, case = row["message_id"], row["case_id"]
            if case:
                found[message_id] = tuple(sorted({*found.get(message_id, ()), case}))
        return found

    def cases_by_letter_key(self, keys: Sequence[str]) -> dict[str, str]:
        """The case that each of these letters opened before, where it did."""
        rows = self._session.execute(select(CaseTable.letter_key, CaseTable.id).where(CaseTable.letter_key.in_(keys)))
        return {key: case for key, case in rows if key}

    def newest_cases_of(self, addresses: Sequence[str], *, since: datetime, limit: int) -> dict[str, tuple[Case, ...]]:
        """The newest cases that some people asked for after a moment, by address, oldest first; at most `limit` each."""
        place = func.row_number().over(partition_by=CaseTable.requester, order_by=CaseTable.id.desc()).label("place")
        ranked = select(CaseTable.requester, CaseTable.id, CaseTable.data, place).where(
            CaseTable.requester.in_(addresses), CaseTable.opened_at > since
        )
        newest = ranked.subquery()
        query = select(newest.c.requester, newest.c.data).where(newest.c.place <= limit).order_by(newest.c.id)
        found: dict[str, tuple[Case, ...]] = {}
        for address, data in self._session.execute(query):
            found[address] = (*found.get(address, ()), CASE.validate_json(data))
        return found

    def due(self, now: datetime, limit: int = 10_000) -> list[tuple[str, Timer]]:
        """Timers fallen due, in order of their due time; proportional to what is due."""
        query = select(CaseTable.data).where(CaseTable.next_at <= now).order_by(CaseTable.next_at).limit(limit)
        cases = [CASE.validate_json(data) for data in self._session.scalars(query)]
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
        drawn: Drawn | None,
        at: datetime,
    ) -> None:
        """A letter to be rendered; `drawn` is its number's place in its register."""
        self._add(
            LetterTable(
                id=issued.id,
                case_id=case,
                kind=issued.letter,
                draft=issued.draft,
                number=issued.number,
                register=drawn.register if drawn else None,
                year=drawn.year if drawn else None,
                sequence=drawn.sequence if drawn else None,
                issued_at=at,
                context=dict(context),
                images=FILES.dump_python(images, mode="json"),
            )
        )

    def letter(self, letter_id: str) -> LetterRow:
        """A letter by its id."""
        return letter_of(self._get(LetterTable, letter_id, "surat"))

    def letter_of_file(self, sha256: str) -> LetterRow | None:
        """The letter that was issued as this very file, DOCX or PDF."""
        found = or_(LetterTable.pdf_sha256 == sha256, LetterTable.docx_sha256 == sha256)
        row = self._session.scalars(select(LetterTable).where(found)).first()
        return letter_of(row) if row else None

    def letters_of_number(self, number: str) -> tuple[LetterRow, ...]:
        """Letters that bear a number, the newest first."""
        query = select(LetterTable).where(LetterTable.number == number).order_by(LetterTable.issued_at.desc())
        return tuple(letter_of(row) for row in self._session.scalars(query))

    def finish_letter(self, letter_id: str, *, docx_sha256: str, pdf_sha256: str) -> None:
        """It is rendered."""
        row = self._get(LetterTable, letter_id, "surat")
        row.docx_sha256, row.pdf_sha256 = docx_sha256, pdf_sha256
        self.wrote = True

    def cancel_letter(self, letter_id: str, *, at: datetime) -> bool:
        """Its answer was taken back; the number stays used. False if it is cancelled already, or not written yet."""
        row = self._session.get(LetterTable, letter_id)
        if row is None or row.cancelled_at is not None:
            return False
        row.cancelled_at = at
        self.wrote = True
        return True

    def numbered_letters(self, year: int) -> tuple[LetterRow, ...]:
        """Letters with a number of that year, by register and sequence; cancelled ones too."""
        query = select(LetterTable).where(LetterTable.year == year).order_by(LetterTable.register, LetterTable.sequence)
        return tuple(letter_of(row) for row in self._session.scalars(query))

    def letters_of(self, case: str) -> tuple[LetterRow, ...]:
        """All letters of a case, in the order in which they were written."""
        query = select(LetterTable).where(LetterTable.case_id == case).order_by(LetterTable.issued_at, LetterTable.id)
        return tuple(letter_of(row) for row in self._session.scalars(query))

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
    ) -> bool:
        """A mail to be sent. True: the job in which this runs hands it over; else it needs a job of its own.

        That is so outside a job, and for a mail that waits for a letter to be written, and those of its case after it.
        """
        if any(spec.letter for spec in attachments):
            self._waiting.add(case)
        carried = self._carrier is not None and case not in self._waiting
        self._turn += 1
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
                attachments=ATTACHMENTS.dump_python(attachments, mode="json"),
                created_at=created_at,
                carrier=self._carrier if carried else None,
                turn=self._turn,
            )
        )
        return carried

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

    def outgoings(self, state: str | None = None) -> tuple[Outgoing, ...]:
        """All mails, or those in a state, oldest first."""
        query = select(OutgoingTable).order_by(OutgoingTable.created_at)
        if state:
            query = query.where(OutgoingTable.state == state)
        return tuple(outgoing_of(row) for row in self._session.scalars(query))

    def mark_sent(self, ids: Sequence[str], *, at: datetime) -> None:
        """The server took them."""
        self.wrote = True
        done = update(OutgoingTable).where(OutgoingTable.id.in_(ids)).execution_options(synchronize_session=False)
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

    def sent_since(self, addresses: Iterable[str], since: datetime) -> Counter[str]:
        """How many mails went to some addresses after a moment: the budget against loops."""
        to = OutgoingTable.to_address
        query = select(to, func.count()).where(to.in_(set(addresses)), OutgoingTable.sent_at > since).group_by(to)
        return Counter({row[0]: row[1] for row in self._session.execute(query)})

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
        self._lines.append(journal.NewLine(at=at, what=what, case=case, message=message, detail=dict(detail or {})))

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

    def first_beat(self, executor: str) -> None:
        """A worker is born, by the database's own clock; before it takes its first job."""
        born = self._insert(HeartbeatTable).values(executor=executor, beat_at=self._seconds())
        self._session.execute(
            born.on_conflict_do_update(index_elements=[HeartbeatTable.executor], set_={"beat_at": self._seconds()})
        )

    def beat(self, executor: str) -> bool:
        """A sign of life; False if the worker was declared dead meanwhile, and its jobs given to others."""
        beaten = update(HeartbeatTable).where(HeartbeatTable.executor == executor).values(beat_at=self._seconds())
        return self._session.scalars(beaten.returning(HeartbeatTable.executor)).first() is not None

    def bury(self, executors: Iterable[str]) -> None:
        """Take a worker's signs of life away: it said good-bye, or its process is known to be gone."""
        self._session.execute(delete(HeartbeatTable).where(HeartbeatTable.executor.in_(list(executors))))

    def dead_among(self, executors: Iterable[str], *, silent: float) -> tuple[str, ...]:
        """Those without a sign of life for `silent` seconds. They are dead from now on, even if they wake up."""
        limit = self._seconds() - silent
        self._session.execute(delete(HeartbeatTable).where(HeartbeatTable.beat_at < limit))
        living = set(self._session.scalars(select(HeartbeatTable.executor)))
        return tuple(sorted(set(executors) - living))

    def lead(self, executor: str, *, silent: float) -> bool:
        """Whether this worker is the one that receives and schedules; it becomes that where the last one is dead."""
        mine = self._insert(MetaTable).values(key=LEADER, value=executor)
        if self._session.scalars(mine.on_conflict_do_nothing().returning(MetaTable.value)).first() is not None:
            return True
        living = select(HeartbeatTable.executor).where(HeartbeatTable.beat_at > self._seconds() - silent)
        taken = (
            update(MetaTable)
            .where(MetaTable.key == LEADER, or_(MetaTable.value == executor, MetaTable.value.not_in(living)))
            .values(value=executor)
            .returning(MetaTable.value)
            .execution_options(synchronize_session=False)
        )
        return self._session.scalars(taken).first() is not None

    def living(self, silent: float) -> int:
        """How many workers gave a sign of life within `silent` seconds."""
        query = select(func.count()).where(HeartbeatTable.beat_at > self._seconds() - silent)
        return self._session.scalar(query) or 0

    def _seconds(self) -> Any:
        """Seconds since the epoch as an SQL expression of the database's clock."""
        if self._session.get_bind().dialect.name == "postgresql":
            return func.extract("epoch", func.clock_timestamp())
        return (func.julianday("now") - 2440587.5) * 86400.0

    def get_meta(self, key: str) -> str | None:
        """A small fact."""
        row = self._session.get(MetaTable, key)
        return row.value if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember a small fact."""
        self._session.merge(MetaTable(key=key, value=value))
        self.wrote = True

    def forget_meta(self, key: str) -> None:
        """It holds no more."""
        row = self._session.get(MetaTable, key)
        if row is not None:
            self._session.delete(row)
            self.wrote = True

    def _get(self, table: type[_Row], key: str, what: str) -> _Row:
        row = self._session.get(table, key)
        if row is None:
            raise UnknownCaseError(f"tidak ada {what} {key}", advice="Lihat nodis cases dan nodis status.")
        return row

    def _insert(self, table: type[Base]) -> Any:
        """The dialect's INSERT, which knows ON CONFLICT."""
        make = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
        return make(table)

    def _add(self, row: object) -> None:
        self._session.add(row)
        self.wrote = True


def _line(row: JournalTable) -> JournalLine:
    return JournalLine(seq=row.seq, at=row.at, what=row.what, case=row.case_id, message=row.message, detail=row.detail)
