"""Letters become cases: files filed, the letter that is here already recognised, the case opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipeline import sop
from pipeline.model import (
    Case,
    Form,
    Letter,
    Mail,
    Purpose,
    Route,
    SendMail,
    StoredFile,
    Understanding,
)
from pipeline.office.effects import carry_out, queue_mail
from pipeline.office.incidents import similar
from pipeline.office.known import Known, letter_keys, requester_of
from pipeline.office.services import Services
from pipeline.store import REGISTER_IN, Transaction
from pipeline.wording import moment_long


def open_cases(
    mail: Mail,
    understanding: Understanding,
    *,
    received_at: datetime,
    now: datetime,
    known: Known,
    tx: Transaction,
    services: Services,
) -> tuple[Case, ...]:
    """One case a letter; a letter that is here already joins its case. Returns the cases, related to each other."""
    again = known.cases_of_mail(mail)
    if again:
        joined = _join(again[0], mail, now=now, tx=tx, services=services, same_mail=True)
        return (joined, *(tx.case(case_id) for case_id in again[1:]))
    keys = letter_keys(understanding.letters)
    existing = [known.case_of(key) for key in keys]
    cases = {
        case_id: _join(case_id, mail, now=now, tx=tx, services=services)
        for case_id in dict.fromkeys(existing)
        if case_id
    }
    ids = [case_id or tx.new_case_id(services.year(now)) for case_id in existing]
    for index, (letter, route) in enumerate(zip(understanding.letters, understanding.routes, strict=True)):
        if existing[index] is None:
            cases[ids[index]] = _open(
                mail, letter, route, understanding, case_id=ids[index], key=keys[index],
                related=tuple(other for other in ids if other != ids[index]),
                received_at=received_at, now=now, known=known, tx=tx, services=services,
            )  # fmt: skip
    return tuple(cases[case_id] for case_id in dict.fromkeys(ids))


def _join(
    case_id: str, mail: Mail, *, now: datetime, tx: Transaction, services: Services, same_mail: bool = False
) -> Case:
    """The sender is told, but not of the very same mail that came another way (to two mailboxes, over a list): he sent it once."""
    case = tx.case(case_id)
    tx.journal("letter came again", at=now, case=case_id, message=mail.sha256, detail={})
    sender = requester_of(mail)
    if not (same_mail and sender.address == case.requester.address):
        notice = SendMail(purpose=Purpose.ACKNOWLEDGEMENT, template="duplicate", to=sender)
        queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)
    return case


def _open(
    mail: Mail,
    letter: Letter,
    route: Route,
    understanding: Understanding,
    *,
    case_id: str,
    key: str | None,
    related: tuple[str, ...],
    received_at: datetime,
    now: datetime,
    known: Known,
    tx: Transaction,
    services: Services,
) -> Case:
    new = sop.NewCase(
        id=case_id,
        agenda=tx.draw_number(REGISTER_IN, services.year(now)),
        letter=letter,
        route=route,
        requester=requester_of(mail),
        mail=mail.sha256,
        mail_message_id=mail.message_id,
        files=tuple(_files(mail, letter, understanding, tx=tx, services=services)),
        received_at=received_at,
        related=related,
        similar=similar(letter, known.open_about(route.sop)) if route.sop else (),
        problems=understanding.problems,
    )
    transition = sop.open_case(new, now=now, desk=services.desk())
    detail = {"sop": route.sop or "", "because": "; ".join(route.because), "rulebook": services.rulebook.digest}
    tx.journal("case opened", at=now, case=new.id, message=mail.sha256, detail=detail)
    case = carry_out(transition, tx=tx, services=services, now=now, cause=mail, new=True, new_key=key)
    known.opened(case, key)
    return case


def _files(
    mail: Mail, letter: Letter, understanding: Understanding, *, tx: Transaction, services: Services
) -> Iterator[StoredFile]:
    """What goes with the case: the letter (a bare mail as text), its evidence, its annexes; programs never."""
    unpacked: dict[str, set[str]] = {}
    for document in understanding.documents:
        if document.container:
            unpacked.setdefault(document.container, set()).add(document.part)
    if letter.form is Form.EMAIL:
        yield _body_as_file(mail, tx=tx, services=services)
    for part in mail.parts:
        if part.name in understanding.withheld:
            continue
        names = {part.name} | unpacked.get(part.name, set())
        role = "surat" if names & set(letter.parts) else "bukti" if names & set(letter.evidence) else "lampiran"
        if part.inline and role == "lampiran":
            continue  # logos and signature pictures of the mail itself
        yield StoredFile(
            name=part.name, sha256=tx.put_file(part.content), content_type=part.content_type, role=role,
            signatures=tuple(one for one in understanding.signatures if one.part == part.name),
        )  # fmt: skip


def _body_as_file(mail: Mail, *, tx: Transaction, services: Services) -> StoredFile:
    """A bare mail has no file: its text is kept as one, so that it can go with every assignment."""
    sender = mail.sender.address if mail.sender else "-"
    date = moment_long(mail.date.astimezone(services.facts.zone)) if mail.date else "-"
    body = f"Dari    : {sender}\nTanggal : {date}\nPerihal : {mail.subject}\n\n{mail.text}\n"
    return StoredFile(
        name="surel-asli.txt",
        sha256=tx.put_file(body.encode()),
        content_type="text/plain",
        role="surat",
        sender=sender,
    )
