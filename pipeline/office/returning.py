"""Our own letters that come back on paper: recognised by their filing mark, kept apart from letters to us, filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline import sop
from pipeline.errors import UnknownCaseError
from pipeline.filing import COPY, ENCLOSED, mark_in_code, mark_in_text
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
from pipeline.replies import OwnWords
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
        if row is not None and not _is_to_be_filled_in(row, services):
            yield ReturnedCopy(
                part=part.name, document=document.sha256, pages=tuple(numbers), case=row.case, letter=row.id, kind=row.kind,
                signed=bool(scanned & set(numbers)) or _signed_by_others(part, row, signatures, services),
            )  # fmt: skip


def _is_to_be_filled_in(row: LetterRow, services: Services) -> bool:
    """A form of ours comes back with what its sender has filled in: it is read as any other document."""
    kind = services.rulebook.letters.get(row.kind)
    return kind is not None and kind.form == "formulir"


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


def copy_event(
    mail: Mail, own: OwnWords, understanding: Understanding, case: Case, *, services: Services, now: datetime
) -> Event:
    """What copies mean that came without an assignment's code: the answer of the holder who is asked for them signed.

    From anybody else, and with words that say something else, they are only filed.
    """
    copies = handed_in(mail, understanding, case)
    sender = mail.sender.address if mail.sender else ""
    rulebook = rulebook_of(case, services)
    for assignment in case.assignments:
        step = rulebook.sops[assignment.role.partition("/")[0]].steps.get(assignment.step)
        if step is None or assignment.address != sender or assignment.answered:
            continue
        names = [part.name for part in mail.parts if not part.foreign]
        said = services.sandbox.call(
            sop.understand, own.text, step=step, files=names, rulebook=rulebook,
            now=now.astimezone(services.facts.zone), by=assignment.name, people=services.directory.people, about=case.numbers,
        )  # fmt: skip
        answer = sop.with_signed_copy(said, step, rulebook, signed_kinds(copies))
        files = with_roles(
            file_parts(mail, assignment.step, services, understanding, case=case.id),
            copies,
            step=step,
            rulebook=rulebook,
        )
        if (
            own.doubt is None
            and answer.action in (None, Action.SELESAI)
            and any(one.role in step.asks for one in files)
        ):
            return Answered(assignment=assignment, answer=answer, files=files)
    ours = {copy.part for copy in understanding.returned if copy.case == case.id}
    files = tuple(
        replace(one, role=COPY)
        for one in file_parts(mail, None, services, understanding, case=case.id)
        if one.name in ours
    )
    return CopyReturned(sender=sender, files=files)


def handed_in(mail: Mail, understanding: Understanding, case: Case) -> tuple[ReturnedCopy, ...]:
    """Copies of this case's letters that the sender attached himself: what comes inside an attached mail answers nothing."""
    enclosed = {part.name for part in mail.parts if part.foreign}
    return tuple(copy for copy in understanding.returned if copy.case == case.id and copy.part not in enclosed)


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
    mail: Mail, step: str | None, services: Services, understanding: Understanding, *, case: str
) -> tuple[StoredFile, ...]:
    """Attachments of a reply, stored; which asks key each answers is decided by the engine, from the step.

    A copy of another case's letter is that case's alone.
    """
    copies = {(copy.part, copy.case) for copy in understanding.returned}
    foreign = {part for part, _ in copies if (part, case) not in copies}
    sender = mail.sender.address if mail.sender else None
    found = []
    for part in mail.parts:
        if part.name in foreign or (part.inline and len(part.content) <= INLINE_PHOTO_BYTES):
            continue
        if safe := understanding.safe_copies.get(part.name):
            found.append(replace(safe, step=step, sender=sender))
        elif part.name not in understanding.withheld:
            found.append(
                StoredFile(
                    name=part.name,
                    sha256=services.store.files.put(part.content),
                    content_type=part.content_type,
                    role=ENCLOSED if part.foreign else "lampiran",
                    step=step,
                    sender=sender,
                    signatures=tuple(one for one in understanding.signatures if one.part == part.name),
                )
            )
    return tuple(found)
