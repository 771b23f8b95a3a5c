"""Erasing by age: what rows and files hold goes, that they were there stays, so that sums, registers and the journal's chain hold.

A case keeps its number, agenda, SOP, states, steps and times; a letter its number and date; a mail its hash, size and kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from pipeline.model import Address, CaseState, Letter, Route
from pipeline.store.own_models import forget_examples
from pipeline.store.rows import ATTACHMENTS, CASE, FILES, fill_case, named_files
from pipeline.store.search import take_from_archive
from pipeline.store.tables import (
    AssignmentTable,
    CaseTable,
    LetterTable,
    MessageCaseTable,
    MessageTable,
    OutgoingTable,
)
from pipeline.store.transaction import Transaction

CASE_KIND, NOTICE_KIND = "case", "notice"  # beside the states of messages
_NOBODY = Address(address="", name="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Something whose time is over."""

    kind: str  # "case", "notice" (mail of ours that concerns no case), or a message's state
    id: str
    since: datetime  # its age counts from here: end of the case, receipt, sending


def due_for_erasing(tx: Transaction, ages: Mapping[str, timedelta], now: datetime) -> tuple[Due, ...]:
    """All that is older than its kind may get, oldest first; cases that have not ended never are."""
    found: list[Due] = []
    for kind, age in ages.items():
        before = now - age
        if kind == CASE_KIND:
            found += _cases(tx, before)
        elif kind == NOTICE_KIND:
            rows = select(OutgoingTable).where(OutgoingTable.case_id.is_(None), OutgoingTable.erased_at.is_(None))
            rows = rows.where(OutgoingTable.state != "queued", OutgoingTable.created_at < before)
            found += [Due(kind=kind, id=row.id, since=row.created_at) for row in tx.session.scalars(rows)]
        else:
            of_a_case = exists().where(MessageCaseTable.message == MessageTable.sha256)
            query = select(MessageTable).where(MessageTable.state == kind, MessageTable.erased_at.is_(None), ~of_a_case)
            query = query.where(MessageTable.received_at < before)
            found += [Due(kind=kind, id=row.sha256, since=row.received_at) for row in tx.session.scalars(query)]
    return tuple(sorted(found, key=lambda due: due.since))


def _cases(tx: Transaction, before: datetime) -> list[Due]:
    ended = [state.value for state in CaseState if state.ended]
    query = select(CaseTable.data).where(CaseTable.state.in_(ended), CaseTable.erased_at.is_(None))
    cases = [CASE.validate_json(data) for data in tx.session.scalars(query.where(CaseTable.opened_at < before))]
    return [
        Due(kind=CASE_KIND, id=case.id, since=case.closed_at)
        for case in cases
        if case.closed_at is not None and case.closed_at < before
    ]


def erase(due: Due, *, tx: Transaction, now: datetime) -> frozenset[str]:
    """Empty its rows; returns the hashes of files that they named. Whether a file is needed elsewhere is asked afterwards."""
    if due.kind == CASE_KIND:
        files = _erase_case(due.id, tx, now)
    elif due.kind == NOTICE_KIND:
        files = _empty_mails(tx, OutgoingTable.id == due.id, now)
    else:
        files = _empty_message(due.id, tx, now)
    tx.wrote = True
    return frozenset(files)


def _erase_case(case_id: str, tx: Transaction, now: datetime) -> set[str]:
    session = tx.session
    row = session.get_one(CaseTable, case_id)
    case = CASE.validate_json(row.data)
    files = named_files(row.data)
    entries = tuple(replace(one, by="", note="", values={}, files=()) for one in case.entries)
    letter = Letter(form=case.letter.form, fields={})
    route = Route(sop=case.route.sop, score=case.route.score, margin=case.route.margin, because=())
    bare = replace(
        case, requester=_NOBODY, letter=letter, route=route, mail_message_id=None, files=(), entries=entries, assignments=(),
        waiting_note="", named={}, undo=None, undo_by=None, gathered={}, gathered_files=(), version=case.version + 1,
    )  # fmt: skip
    fill_case(row, bare)
    row.mail_message_id, row.letter_key, row.erased_at = None, None, now
    for letter_row in session.scalars(select(LetterTable).where(LetterTable.case_id == case_id)):
        files |= {letter_row.docx_sha256 or "", letter_row.pdf_sha256 or ""}
        files |= {image.sha256 for image in FILES.validate_python(letter_row.images)}
        letter_row.context, letter_row.images, letter_row.docx_sha256, letter_row.pdf_sha256 = {}, [], None, None
    files |= _empty_mails(tx, OutgoingTable.case_id == case_id, now)
    session.execute(delete(AssignmentTable).where(AssignmentTable.case_id == case_id))
    forget_examples(case_id, tx)
    session.flush()
    mails = select(MessageCaseTable.message).where(MessageCaseTable.case_id == case_id)
    for sha256 in session.scalars(mails).all():
        cases = select(CaseTable.id).join(MessageCaseTable, MessageCaseTable.case_id == CaseTable.id)
        held = cases.where(MessageCaseTable.message == sha256, CaseTable.erased_at.is_(None))
        if session.scalars(held).first() is None:
            files |= _empty_message(sha256, tx, now)
    return files - {""}


def _empty_message(sha256: str, tx: Transaction, now: datetime) -> set[str]:
    row = tx.session.get_one(MessageTable, sha256)
    row.sender, row.subject, row.reason, row.message_id, row.understanding = "", "", "", None, None
    row.erased_at = now
    tx.session.flush()
    take_from_archive(sha256, tx)
    return {sha256}


def _empty_mails(tx: Transaction, which: object, now: datetime) -> set[str]:
    files: set[str] = set()
    for row in tx.session.scalars(select(OutgoingTable).where(which)):  # type: ignore[arg-type]  # a condition on its columns
        files |= {row.raw_sha256 or "", *(spec.sha256 or "" for spec in ATTACHMENTS.validate_python(row.attachments))}
        row.to_address, row.to_name, row.subject, row.text, row.html, row.last_error = "", "", "", "", "", ""
        row.headers, row.attachments, row.raw_sha256, row.unsaid, row.erased_at = [], [], None, None, now
    tx.session.flush()
    return files - {""}
