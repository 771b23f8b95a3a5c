"""What the store gives back: frozen rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.model import Address, Case, CaseState, IssuedLetter, Letter, Purpose, SendMail, Sifat, StoredFile

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A message that lies in the mailbox, its content stored."""

    sha256: str
    source_key: str  # where it lies
    size: int  # bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A received message."""

    sha256: str
    source_key: str
    size: int
    received_at: datetime
    sender: str
    subject: str
    state: str  # "pending", a MailKind, "set_aside" or "history"
    reason: str


def fact_about(what: str, address: str) -> str:
    """The key under which a small fact about somebody is kept; it does not show who."""
    return f"{what}:{hashlib.sha256(address.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a case is about, in a few words: enough to see that another is about the same."""

    unit: str = ""
    location: str = ""
    application: str = ""
    description: str = ""
    secret: bool = False

    @classmethod
    def of(cls, letter: Letter, *, secret: bool = False) -> About:
        """Of a letter; of a secret one nobody is told more than that it is there."""
        return cls(
            unit=letter.value("requester.unit") or "",
            location=letter.value("issue.location") or "",
            application=letter.value("issue.application") or "",
            description=(letter.value("issue.description") or "")[:200],
            secret=secret,
        )

    @classmethod
    def of_case(cls, case: Case) -> About | None:
        """Of a case; None where no other can join it: it has ended, is with the operator, or follows one itself."""
        if case.state not in (CaseState.OPEN, CaseState.WAITING) or case.incident:
            return None
        return cls.of(case.letter, secret=case.sifat is Sifat.RAHASIA)


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachmentSpec:
    """What goes with a mail: a letter (by its id, as what it was issued) or a stored file."""

    name: str
    content_type: str
    letter: str | None = None
    sha256: str | None = None

    @classmethod
    def of_letter(cls, issued: IssuedLetter) -> AttachmentSpec:
        """The PDF of a letter; its name for people is given when it is sent."""
        return cls(name="", content_type="application/pdf", letter=issued.id)

    @classmethod
    def of_document(cls, issued: IssuedLetter) -> AttachmentSpec:
        """The Word file of a letter; its name for people is given when it is sent."""
        return cls(name="", content_type=DOCX, letter=issued.id)

    @classmethod
    def of_file(cls, stored: StoredFile) -> AttachmentSpec:
        """A file of the case."""
        return cls(name=stored.name, content_type=stored.content_type, sha256=stored.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A number and where it was drawn from."""

    register: str
    year: int
    sequence: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterRow:
    """A letter that nodis wrote or will write."""

    id: str
    case: str
    kind: str
    draft: bool
    number: str | None
    register: str | None  # that its number was drawn from
    year: int | None  # of that register
    sequence: int | None
    cancelled_at: datetime | None
    issued_at: datetime
    context: Mapping[str, Any]
    images: tuple[StoredFile, ...]
    docx_sha256: str | None
    pdf_sha256: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsaid:
    """What a mail is to say, before it has words."""

    effect: SendMail
    thread: tuple[str, ...]  # message ids for References, the last one for In-Reply-To


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A mail on its way."""

    id: str
    case: str | None
    purpose: Purpose
    to: Address
    message_id: str
    unsaid: Unsaid | None  # until it has words, which are empty as long
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[AttachmentSpec, ...]
    created_at: datetime
    state: str  # "queued" | "sent" | "failed"
    raw_sha256: str | None
    attempts: int
    next_attempt_at: datetime | None
    last_error: str
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Caused:
    """A mail that a job has queued, and its case as it was then."""

    mail: Outgoing
    case: Case | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalLine:
    """One line of the journal."""

    seq: int
    at: datetime
    what: str
    case: str | None
    message: str | None
    detail: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """What `nodis status` proves: received is the sum over all states."""

    received: int
    messages: Mapping[str, int]  # by state: letter, reply, automatic, bounce, unrelated, set_aside, history, pending
    cases: Mapping[str, int]
    outbox: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One correction: a labelled example of what reading or routing should have said."""

    message: str  # SHA-256 of the mail
    case: str
    path: str  # field path, or "route"
    was: str | None  # what was read; None: nothing
    became: str | None
    confidence: float | None  # of what was read; of a route its score
    finder: str  # that had found it; of a route its reasons
    said_by: str  # address of who corrected it, or "operator"
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnExample:
    """What people of the office have confirmed of a case's letter."""

    case: str
    values: Mapping[str, str]  # by field path: those alone are known to be right; "": the letter does not say it
    sop: str | None  # likewise; None: not confirmed
    confirmed_by: str
    at: datetime
    seen_at: datetime | None = None  # others' corrections up to here were confirmed or rejected


class ModelState(StrEnum):
    """What has become of a training of the office's own models."""

    KEPT = "kept"  # the office reads by it
    LEFT = "left"  # by a newer one, or on the way back
    REFUSED = "refused"  # it would have read worse, or no better
    ERASED = "erased"  # a letter that taught it had to go


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnModel:
    """A training of the office's own models."""

    id: int
    taught_at: datetime
    state: ModelState
    sha256: str | None  # its file; None where there is none any more
    based_on: str  # digest of the shipped models of its day
    cases: tuple[str, ...]  # whose letters taught it
    told: Mapping[str, Any]  # figures and reasons
