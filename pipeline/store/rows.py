"""Between rows and records."""

from __future__ import annotations

from pydantic import TypeAdapter

from pipeline.model import Address, Case, CaseState, Purpose, StoredFile
from pipeline.store.records import About, AttachmentSpec, LetterRow, Message, Outgoing, Unsaid
from pipeline.store.tables import CaseTable, LetterTable, MessageTable, OutgoingTable

CASE = TypeAdapter(Case)
ABOUT = TypeAdapter(About)
FILES = TypeAdapter(tuple[StoredFile, ...])
ATTACHMENTS = TypeAdapter(tuple[AttachmentSpec, ...])
UNSAID = TypeAdapter(Unsaid)


def fill_case(row: CaseTable, case: Case) -> None:
    """The columns that move with the case."""
    row.version, row.state, row.sop, row.step = case.version, case.state.value, case.sop, case.step
    row.requester = case.requester.address
    row.next_at = min((timer.at for timer in case.timers), default=None)
    row.due_at = case.due_at if case.state is CaseState.OPEN else None
    row.data = CASE.dump_json(case).decode()
    about = About.of_case(case)
    row.about = ABOUT.dump_json(about).decode() if about else None


def named_files(case: str) -> set[str]:
    """Hashes of all files that a case names: what came with it, what was handed in at its steps, and its SOP as it was."""
    found = CASE.validate_json(case)
    files = [*found.files, *found.gathered_files, *(stored for entry in found.entries for stored in entry.files)]
    files += [stored for proposal in found.proposals for stored in proposal.said.files]
    flow = (found.flow or "").partition(":")[2]
    return {stored.sha256 for stored in files} | ({flow} if flow else set())


def message_of(row: MessageTable) -> Message:
    """A received message."""
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


def letter_of(row: LetterTable) -> LetterRow:
    """A letter."""
    return LetterRow(
        id=row.id,
        case=row.case_id,
        kind=row.kind,
        draft=row.draft,
        number=row.number,
        register=row.register,
        year=row.year,
        sequence=row.sequence,
        cancelled_at=row.cancelled_at,
        issued_at=row.issued_at,
        context=row.context,
        images=FILES.validate_python(row.images),
        docx_sha256=row.docx_sha256,
        pdf_sha256=row.pdf_sha256,
    )


def outgoing_of(row: OutgoingTable, unsaid: Unsaid | None = None) -> Outgoing:
    """A mail on its way; `unsaid` where its JSON was made of that just now."""
    return Outgoing(
        id=row.id,
        case=row.case_id,
        purpose=Purpose(row.purpose),
        to=Address(address=row.to_address, name=row.to_name),
        message_id=row.message_id,
        unsaid=unsaid or (UNSAID.validate_json(row.unsaid) if row.unsaid else None),
        subject=row.subject,
        text=row.text,
        html=row.html,
        headers=tuple((name, value) for name, value in row.headers),
        attachments=ATTACHMENTS.validate_python(row.attachments),
        created_at=row.created_at,
        state=row.state,
        raw_sha256=row.raw_sha256,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        sent_at=row.sent_at,
    )
