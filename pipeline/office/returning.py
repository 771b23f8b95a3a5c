"""Our own letters that come back on paper: recognised by their filing mark, kept apart from letters to us, filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline import sop
from pipeline.errors import UnknownCaseError
from pipeline.filing import COPY, mark_in_code, mark_in_text
from pipeline.model import (
    Action,
    Answered,
    Case,
    CopyReturned,
    Document,
    Event,
    Mail,
    Part,
    PdfSignature,
    ReturnedCopy,
    SignatureVerdict,
    StoredFile,
    Understanding,
)
from pipeline.office.flows import rulebook_of
from pipeline.office.services import Services
from pipeline.rulebook import Rulebook, Step
from pipeline.store import LetterRow, Transaction

INLINE_PHOTO_BYTES = 30_000  # a photo pasted into a reply is larger, a signature's logo smaller
_SOUND = (SignatureVerdict.VALID, SignatureVerdict.UNKNOWN_ISSUER)


def returned_copies(
    parts: Sequence[Part],
    seen: Sequence[Sequence[Document]],
    signatures: Sequence[PdfSignature],
    services: Services,
) -> tuple[ReturnedCopy, ...]:
    """Copies of our own letters among a mail's parts; `seen` are the documents in each part, with the marks on them."""
    with services.store.reading() as tx:
        return tuple(
            copy
            for part, documents in zip(parts, seen, strict=True)
            for document in documents
            for copy in _copies(part, document, signatures, tx, services)
        )


def _copies(
    part: Part, document: Document, signatures: Sequence[PdfSignature], tx: Transaction, services: Services
) -> Iterable[ReturnedCopy]:
    pages: dict[str, list[int]] = {}
    for page in document.pages:
        for code in page.marks:
            pages.setdefault(code, []).append(page.number)
    scanned = {page.number for page in document.pages if page.source == "ocr"}
    for code, numbers in pages.items():
        row = letter_of_mark(code, tx)
        if row is not None:
            yield ReturnedCopy(
                part=part.name, document=document.sha256, pages=tuple(numbers), case=row.case, letter=row.id, kind=row.kind,
                signed=bool(scanned & set(numbers)) or _signed_by_others(part, row, signatures, services),
            )  # fmt: skip


def _signed_by_others(part: Part, row: LetterRow, signatures: Sequence[PdfSignature], services: Services) -> bool:
    """Whether the file bears more sound electronic signatures than it was issued with."""
    mine = sum(one.part == part.name and one.verdict in _SOUND for one in signatures)
    if not mine or row.pdf_sha256 is None:
        return False
    issued = Part(name=part.name, content_type="application/pdf", content=services.store.files.get(row.pdf_sha256))
    return mine > len(services.reader.signatures((issued,)))


def letter_of_mark(code: str, tx: Transaction) -> LetterRow | None:
    """The letter whose mark says exactly this; None for another office's, or one that somebody made up."""
    mark = mark_in_code(code)
    if mark is None:
        return None
    try:
        row = tx.letter(mark.letter)
    except UnknownCaseError:
        return None
    return row if mark_in_text(str(row.context.get("arsip", ""))) == mark else None


def without_copies(documents: Sequence[Document], copies: Sequence[ReturnedCopy]) -> tuple[Document, ...]:
    """What is left to be read as letters to us: no document that begins with a copy, and no page of one."""
    ours: dict[str, set[int]] = {}
    for copy in copies:
        ours.setdefault(copy.document, set()).update(copy.pages)
    left = []
    for document in documents:
        pages = ours.get(document.sha256, set())
        if 1 not in pages:
            left.append(replace(document, pages=tuple(page for page in document.pages if page.number not in pages)))
    return tuple(left)


def copy_event(mail: Mail, understanding: Understanding, case: Case, *, services: Services, now: datetime) -> Event:
    """What copies mean that came without an assignment's code: the answer of the holder who is asked for them signed.

    From anybody else, and with words that say something else, they are only filed.
    """
    copies = [copy for copy in understanding.returned if copy.case == case.id]
    sender = mail.sender.address if mail.sender else ""
    rulebook = rulebook_of(case, services)
    for assignment in case.assignments:
        step = rulebook.sops[assignment.role.partition("/")[0]].steps.get(assignment.step)
        if step is None or assignment.address != sender or assignment.answered:
            continue
        said = sop.understand(
            mail.text, step=step, files=[part.name for part in mail.parts], rulebook=rulebook,
            now=now.astimezone(services.facts.zone), by=assignment.name, people=services.directory.people,
        )  # fmt: skip
        answer = sop.with_signed_copy(said, step, rulebook, signed_kinds(copies))
        files = with_roles(
            file_parts(mail, assignment.step, services, understanding), copies, step=step, rulebook=rulebook
        )
        if answer.action in (None, Action.SELESAI) and any(one.role in step.asks for one in files):
            return Answered(assignment=assignment, answer=answer, files=files)
    ours = {copy.part for copy in copies}
    files = tuple(
        replace(one, role=COPY) for one in file_parts(mail, None, services, understanding) if one.name in ours
    )
    return CopyReturned(sender=sender, files=files)


def signed_kinds(copies: Iterable[ReturnedCopy]) -> frozenset[str]:
    """Kinds of letters of which a copy came back that people have signed."""
    return frozenset(copy.kind for copy in copies if copy.signed)


def with_roles(
    files: Iterable[StoredFile], copies: Iterable[ReturnedCopy], *, step: Step, rulebook: Rulebook
) -> tuple[StoredFile, ...]:
    """Files that are copies with the asks key that each answers; an unsigned copy of ours answers none."""
    found = {copy.part: copy for copy in copies}
    return tuple(_with_role(one, found.get(one.name), step, rulebook) for one in files)


def _with_role(one: StoredFile, copy: ReturnedCopy | None, step: Step, rulebook: Rulebook) -> StoredFile:
    if copy is None:
        return one
    key = next((key for key in step.asks if copy.signed and rulebook.asks[key].letter == copy.kind), COPY)
    return replace(one, role=key)


def file_parts(
    mail: Mail, step: str | None, services: Services, understanding: Understanding
) -> tuple[StoredFile, ...]:
    """Attachments of a reply, stored; which asks key each answers is decided by the engine, from the step."""
    sender = mail.sender.address if mail.sender else None
    return tuple(
        StoredFile(
            name=part.name,
            sha256=services.store.files.put(part.content),
            content_type=part.content_type,
            role="lampiran",
            step=step,
            sender=sender,
            signatures=tuple(one for one in understanding.signatures if one.part == part.name),
        )
        for part in mail.parts
        if part.name not in understanding.withheld and (not part.inline or len(part.content) > INLINE_PHOTO_BYTES)
    )
