"""The tables. Each column that something moves says what moves it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite has no zones, so it gets naive UTC and gives aware UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they hide a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "naive time"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_CARRIED, _JOINABLE = text("carrier IS NOT NULL"), text("about IS NOT NULL")


class Base(DeclarativeBase):
    """All tables of nodis; DBOS keeps its own beside them."""


class MessageTable(Base):
    """One row for each message ever received; `state` ends in exactly one kind."""

    __tablename__ = "messages"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    source_key: Mapped[str] = mapped_column(Text, unique=True)  # where it was found: Maildir file, IMAP UIDVALIDITY:UID
    size: Mapped[int] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(Moment)
    message_id: Mapped[str | None] = mapped_column(Text, index=True)  # set by reading
    content: Mapped[str | None] = mapped_column(
        String(64)
    )  # of what its writer sent, likewise: the same mail by any way has the same
    sender: Mapped[str] = mapped_column(Text, default="")  # set by reading
    subject: Mapped[str] = mapped_column(Text, default="")  # set by reading
    state: Mapped[str] = mapped_column(
        String(16), default="pending", index=True
    )  # pending -> its kind, set_aside or history
    reason: Mapped[str] = mapped_column(Text, default="")
    understanding: Mapped[str | None] = mapped_column(Text)  # model.Understanding as JSON, set by reading
    erased_at: Mapped[datetime | None] = mapped_column(Moment)  # its file and all that names people went by age


class MessageCaseTable(Base):
    """Which cases a message belongs to."""

    __tablename__ = "message_cases"
    message: Mapped[str] = mapped_column(ForeignKey("messages.sha256"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class CaseTable(Base):
    """A case; `data` is the whole record, the other columns are what is searched for."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)  # one more with each write; a writer with an older one is refused
    state: Mapped[str] = mapped_column(String(16), index=True)
    sop: Mapped[str | None] = mapped_column(String(64))
    step: Mapped[str | None] = mapped_column(String(8))
    requester: Mapped[str] = mapped_column(Text, index=True)
    next_at: Mapped[datetime | None] = mapped_column(Moment, index=True)  # earliest timer; the sweep asks for it
    due_at: Mapped[datetime | None] = mapped_column(Moment, index=True)  # limit of the step under way, while it is open
    opened_at: Mapped[datetime] = mapped_column(Moment, index=True)
    letter_key: Mapped[str | None] = mapped_column(
        Text, index=True
    )  # the letter's number, or its words' hash, to see doubles
    mail_message_id: Mapped[str | None] = mapped_column(Text, index=True)
    about: Mapped[str | None] = mapped_column(Text)  # records.About as JSON, while others may be about the same
    data: Mapped[str] = mapped_column(Text)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)  # likewise
    __table_args__ = (
        Index("ix_cases_joinable", "sop", "opened_at", sqlite_where=_JOINABLE, postgresql_where=_JOINABLE),
    )


class AssignmentTable(Base):
    """Every token ever given out; `current` falls when the step is done or handed on."""

    __tablename__ = "assignments"
    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    data: Mapped[str] = mapped_column(Text)
    current: Mapped[bool] = mapped_column(default=True)
    case: Mapped[CaseTable] = relationship(lazy="raise")  # names no row itself: a new case is written before it


class LetterTable(Base):
    """A letter written by nodis: context first, files once it is rendered."""

    __tablename__ = "letters"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str] = mapped_column(Text, index=True)
    kind: Mapped[str] = mapped_column(String(64))
    draft: Mapped[bool]
    number: Mapped[str | None] = mapped_column(Text)
    register: Mapped[str | None] = mapped_column(String(32))  # that the number was drawn from
    year: Mapped[int | None] = mapped_column(Integer)  # of that register
    sequence: Mapped[int | None] = mapped_column(Integer)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    images: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    docx_sha256: Mapped[str | None] = mapped_column(String(64))  # set when rendered
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))  # set when rendered


class OutgoingTable(Base):
    """A mail on its way: queued -> sent, or failed. Once it has words, its row says all that is in it."""

    __tablename__ = "outgoing"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[str | None] = mapped_column(Text, index=True)
    purpose: Mapped[str] = mapped_column(String(32))
    to_address: Mapped[str] = mapped_column(Text)
    to_name: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Text, unique=True)
    unsaid: Mapped[str | None] = mapped_column(Text)  # records.Unsaid as JSON, until it has words
    subject: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), default="queued", index=True)
    raw_sha256: Mapped[str | None] = mapped_column(
        String(64)
    )  # its bytes, where nodis up to revision 0006 has kept them
    attempts: Mapped[int] = mapped_column(Integer, default=0)  # one more with each temporary failure
    next_attempt_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    carrier: Mapped[str | None] = mapped_column(Text)  # the job that hands it over at its end, while it has not
    turn: Mapped[int] = mapped_column(Integer, default=0)  # among those of its carrier
    erased_at: Mapped[datetime | None] = mapped_column(Moment)  # likewise
    __table_args__ = (
        Index("ix_outgoing_to_sent", "to_address", "sent_at"),
        Index("ix_outgoing_carrier", "carrier", sqlite_where=_CARRIED, postgresql_where=_CARRIED),
    )


class RegisterTable(Base):
    """The last number drawn of each register and year; drawn inside the transaction that uses it, so no gap."""

    __tablename__ = "registers"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class JournalTable(Base):
    """Append-only and hash-chained: each line's hash covers the line before it."""

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str | None] = mapped_column(Text, index=True)
    message: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[dict[str, str]] = mapped_column(JSON)
    # Digests of the rows that were written with it (states.py), by "table:key"; part of its hash where it has any.
    states: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (UniqueConstraint("hash"),)


class ArchiveTable(Base):
    """What is searched; `archive_words` beside it, kept by triggers, is the database's own index of the words."""

    __tablename__ = "archive"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message: Mapped[str] = mapped_column(String(64), index=True)
    case_id: Mapped[str | None] = mapped_column(String(16), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Moment)
    sender: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    facets: Mapped[str] = mapped_column(Text)  # "thn2026 bln202603 tgl20260302 sopbandwidth"


class ExampleTable(Base):
    """What was read or decided wrongly, and what is right."""

    __tablename__ = "examples"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[str] = mapped_column(String(16), index=True)
    path: Mapped[str] = mapped_column(String(64))
    was: Mapped[str | None] = mapped_column(Text)
    became: Mapped[str | None] = mapped_column(Text)
    confidence: Mapped[float | None]
    finder: Mapped[str] = mapped_column(String(64))
    said_by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class OwnExampleTable(Base):
    """What people of the office have confirmed of a case's letter: it teaches the office's own models."""

    __tablename__ = "own_examples"
    case_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    values: Mapped[dict[str, str]] = mapped_column(JSON)  # by field path: those alone are known; "": not said
    sop: Mapped[str | None] = mapped_column(String(64))  # likewise; None: not confirmed
    confirmed_by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(
        Moment
    )  # others' corrections up to here were confirmed or rejected


class OwnModelTable(Base):
    """A training of the office's own models: kept -> left (a newer one, or the way back) or erased; or refused at once."""

    __tablename__ = "own_models"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    taught_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str | None] = mapped_column(String(64))  # its file; None where there is none any more
    based_on: Mapped[str] = mapped_column(String(64))  # digest of the shipped models of its day
    cases: Mapped[list[str]] = mapped_column(JSON)  # whose letters taught it
    told: Mapped[dict[str, Any]] = mapped_column(JSON)  # figures and reasons


class MetaTable(Base):
    """Small facts: the time of the last run."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class HeartbeatTable(Base):
    """When each worker was last alive, by the database's clock."""

    __tablename__ = "heartbeats"
    executor: Mapped[str] = mapped_column(String(64), primary_key=True)
    beat_at: Mapped[float]  # seconds since the epoch, by the database's clock
