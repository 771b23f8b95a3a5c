"""Several people's letters in one mail: each opens a case of its own, and the operator reads in the morning what became of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipeline import intake
from pipeline.model import Case, Mail, Understanding
from pipeline.office.duplicates import Known
from pipeline.office.morning_list import Section, note
from pipeline.office.opening import open_cases
from pipeline.office.services import Services
from pipeline.office.unreadable import cannot_read
from pipeline.office.unsure import first_words
from pipeline.store import Transaction


def open_forwarded(
    mail: Mail,
    understanding: Understanding,
    *,
    received_at: datetime,
    now: datetime,
    known: Known,
    tx: Transaction,
    services: Services,
) -> tuple[Case, ...]:
    """The cases of the mails that a mail brings. No writer is told of another's; what holds no letter goes to the operator."""
    if known.cases_of_mail(mail):
        return open_cases(mail, understanding, received_at=received_at, now=now, known=known, tx=tx, services=services)
    opened: list[Case] = []
    lines: list[str] = []
    for one, said in zip(intake.mails_in(mail), understanding.forwarded, strict=True):
        own = replace(
            said,
            signatures=understanding.signatures,
            withheld=understanding.withheld,
            safe_copies=understanding.safe_copies,
        )
        cases = _cases(one, own, received_at=received_at, now=now, known=known, tx=tx, services=services)
        opened += cases
        lines.append(f"{_who(one)}: {', '.join(case.id for case in cases) or _left(one, own)}")
    known.filed(mail, (case.id for case in opened))
    sender = mail.sender.address if mail.sender else "tanpa alamat pengirim"
    head = f"{mail.sha256[:12]} dari {sender} membawa {len(lines)} surel"
    note(Section.BROUGHT, mail.sha256, f"{head}: {'; '.join(lines)}", tx=tx)
    return tuple({case.id: case for case in opened}.values())


def _cases(
    mail: Mail,
    said: Understanding,
    *,
    received_at: datetime,
    now: datetime,
    known: Known,
    tx: Transaction,
    services: Services,
) -> tuple[Case, ...]:
    if said.letters:
        return open_cases(mail, said, received_at=received_at, now=now, known=known, tx=tx, services=services)
    if said.problems:
        cannot_read(mail, " ".join(said.problems), tx=tx, services=services, now=now)
    return ()


def _who(mail: Mail) -> str:
    return mail.original_sender.address if mail.original_sender else "tanpa penulis yang pasti"


def _left(mail: Mail, said: Understanding) -> str:
    """Why a mail that was brought has no case, with its first words."""
    why = " ".join(said.problems) or "tidak tampak meminta apa-apa"
    files = f", berkas: {', '.join(part.name for part in mail.parts)}" if mail.parts else ""
    return f"tanpa perkara ({why}), {first_words(mail)}{files}"
