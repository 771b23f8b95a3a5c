"""Letters become cases: files filed, the letter that is here already recognised, the case opened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pipeline import sop
from pipeline.model import (
    Address,
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
from pipeline.office.services import Services
from pipeline.store import REGISTER_IN, Transaction
from pipeline.wording import moment_long


def open_cases(
    mail: Mail,
    understanding: Understanding,
    *,
    received_at: datetime,
    now: datetime,
    tx: Transaction,
    services: Services,
) -> tuple[str, ...]:
    """One case a letter; a letter that is here already joins its case. Returns the case ids, related to each other."""
    again = tx.cases_of_message_ids((mail.message_id,)) if mail.message_id else ()
    if again:  # the very same mail by another way, with other headers
        _join(again[0], mail, now=now, tx=tx, services=services)
        return again
    keys = _keys(understanding.letters)
    existing = [tx.case_of_letter_key(key) if key else None for key in keys]
    for case_id in dict.fromkeys(case_id for case_id in existing if case_id):
        _join(case_id, mail, now=now, tx=tx, services=services)
    ids = [case_id or tx.new_case_id(services.year(now)) for case_id in existing]
    for index, (letter, route) in enumerate(zip(understanding.letters, understanding.routes, strict=True)):
        if existing[index] is None:
            _open(
                mail, letter, route, understanding, case_id=ids[index], key=keys[index],
                related=tuple(other for other in ids if other != ids[index]),
                received_at=received_at, now=now, tx=tx, services=services,
            )  # fmt: skip
    return tuple(dict.fromkeys(ids))


def _keys(letters: Sequence[Letter]) -> list[str | None]:
    """A key a letter; the second request of one letter has the letter's key and its place."""
    found: list[str | None] = []
    for letter in letters:
        key = letter_key(letter)
        again = sum(1 for other in found if other and other.partition("#")[0] == key) if key else 0
        found.append(f"{key}#{again + 1}" if again else key)
    return found


def letter_key(letter: Letter) -> str | None:
    """The same number from the same unit is the same letter; numbers compare without punctuation (NASKAH 4)."""
    number = letter.value("number")
    unit = letter.value("sender_office") or letter.value("requester.unit")
    if not number or not unit:
        return None
    return "/".join(re.sub(r"[^a-z0-9]", "", value.lower()) for value in (number, unit))


def requester_of(mail: Mail) -> Address:
    """Who gets the answers: From, or the original sender of what was forwarded."""
    return mail.original_sender or mail.sender or Address(address="")


def _join(case_id: str, mail: Mail, *, now: datetime, tx: Transaction, services: Services) -> None:
    case = tx.case(case_id)
    tx.journal("letter came again", at=now, case=case_id, message=mail.sha256, detail={})
    notice = SendMail(purpose=Purpose.ACKNOWLEDGEMENT, template="duplicate", to=requester_of(mail))
    queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)


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
        files=tuple(_files(mail, letter, understanding, services)),
        received_at=received_at,
        related=related,
        similar=similar(letter, route.sop, tx=tx, now=now),
        problems=understanding.problems,
    )
    transition = sop.open_case(new, now=now, desk=services.desk())
    detail = {"sop": route.sop or "", "because": "; ".join(route.because), "rulebook": services.rulebook.digest}
    tx.journal("case opened", at=now, case=new.id, message=mail.sha256, detail=detail)
    return carry_out(transition, tx=tx, services=services, now=now, cause=mail, new=True, new_key=key)


def _files(mail: Mail, letter: Letter, understanding: Understanding, services: Services) -> Iterator[StoredFile]:
    """What goes with the case: the letter (a bare mail as text), its evidence, its annexes; programs never."""
    unpacked: dict[str, set[str]] = {}
    for document in understanding.documents:
        if document.container:
            unpacked.setdefault(document.container, set()).add(document.part)
    if letter.form is Form.EMAIL:
        yield _body_as_file(mail, services)
    for part in mail.parts:
        if part.name in understanding.withheld:
            continue
        names = {part.name} | unpacked.get(part.name, set())
        role = "surat" if names & set(letter.parts) else "bukti" if names & set(letter.evidence) else "lampiran"
        if part.inline and role == "lampiran":
            continue  # logos and signature pictures of the mail itself
        yield StoredFile(
            name=part.name, sha256=services.store.files.put(part.content), content_type=part.content_type, role=role,
            signatures=tuple(one for one in understanding.signatures if one.part == part.name),
        )  # fmt: skip


def _body_as_file(mail: Mail, services: Services) -> StoredFile:
    """A bare mail has no file: its text is kept as one, so that it can go with every assignment."""
    sender = mail.sender.address if mail.sender else "-"
    date = moment_long(mail.date.astimezone(services.facts.zone)) if mail.date else "-"
    body = f"Dari    : {sender}\nTanggal : {date}\nPerihal : {mail.subject}\n\n{mail.text}\n"
    return StoredFile(
        name="surel-asli.txt",
        sha256=services.store.files.put(body.encode()),
        content_type="text/plain",
        role="surat",
        sender=sender,
    )
