"""Which files of a mail go with which case. A letter marked Rahasia, and whatever may belong to it, goes with its own alone."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.model import Document, Form, Letter, Mail, Part, StoredFile, Understanding
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Transaction
from pipeline.understanding import is_secret
from pipeline.wording import Alarm, moment_long

BODY_FILE = "surel-asli.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shares:
    """Whose a part is: of this letter, of another one in the mail, or of nobody."""

    mine: tuple[Document, ...]  # the documents in it that are this letter's
    others: bool
    role: str | None


def files_of(
    mail: Mail, letter: Letter, understanding: Understanding, *, tx: Transaction, services: Services
) -> Iterator[StoredFile]:
    """What goes with the letter's case: the letter (a bare mail as text), its evidence, its annexes; programs never.

    Documents that do something go as safe copies. Of an archive that holds letters of several cases, its own documents in
    place of the archive. What belongs to no letter goes with every case, or with the secret one where there is one.
    """
    if letter.form is Form.EMAIL:
        yield _body_as_file(mail, tx=tx, services=services)
    for part in mail.parts:
        if part.name in understanding.withheld and part.name not in understanding.safe_copies:
            continue
        shares = _shares(part, letter, understanding)
        if shares.role is None:
            if (
                not shares.others and not part.inline and _may_have(letter, understanding)
            ):  # inline: the mail's own logos
                yield _stored(part, "lampiran", understanding, tx=tx)
        elif shares.others and part.name in understanding.withheld:
            continue  # its safe copy holds what is another's
        elif shares.others:
            yield from _members(part, shares, letter, tx=tx, services=services)
        else:
            yield _stored(part, shares.role, understanding, tx=tx)


def _shares(part: Part, letter: Letter, understanding: Understanding) -> _Shares:
    inside = [document for document in understanding.documents if part.name in (document.part, document.container)]
    names = {part.name, *(document.part for document in inside)}
    own = {*letter.parts, *letter.evidence}
    others = {
        name
        for other in understanding.letters
        if other.parts != letter.parts
        for name in (*other.parts, *(other.evidence if is_secret(other) else ()))
    } - set(letter.parts)
    role = "surat" if names & set(letter.parts) else "bukti" if names & set(letter.evidence) else None
    return _Shares(
        mine=tuple(document for document in inside if document.part in own), others=bool(names & others), role=role
    )


def _may_have(letter: Letter, understanding: Understanding) -> bool:
    """Whether what belongs to no letter may go with this one."""
    secret = [other for other in understanding.letters if is_secret(other)]
    if not secret or all(other.parts == letter.parts for other in understanding.letters):
        return True
    return is_secret(letter) and all(other.parts == letter.parts for other in secret)


def _members(
    part: Part, shares: _Shares, letter: Letter, *, tx: Transaction, services: Services
) -> Iterator[StoredFile]:
    """This letter's documents out of an archive that holds others', too."""
    for document in shares.mine:
        content = services.reader.member(part, document.sha256)
        if content is not None:
            yield StoredFile(
                name=document.part,
                sha256=tx.put_file(content),
                content_type=mimetypes.guess_type(document.part)[0] or "application/octet-stream",
                role="surat" if document.part in letter.parts else "bukti",
            )


def _stored(part: Part, role: str, understanding: Understanding, *, tx: Transaction) -> StoredFile:
    if safe := understanding.safe_copies.get(part.name):
        return replace(safe, role=role)
    return StoredFile(
        name=part.name,
        sha256=tx.put_file(part.content),
        content_type=part.content_type,
        role=role,
        signatures=tuple(one for one in understanding.signatures if one.part == part.name),
    )


def _body_as_file(mail: Mail, *, tx: Transaction, services: Services) -> StoredFile:
    """A bare mail has no file: its text is kept as one, so that it can go with every assignment."""
    sender = mail.sender.address if mail.sender else "-"
    date = moment_long(mail.date.astimezone(services.facts.zone)) if mail.date else "-"
    body = f"Dari    : {sender}\nTanggal : {date}\nPerihal : {mail.subject}\n\n{mail.text}\n"
    return StoredFile(
        name=BODY_FILE,
        sha256=tx.put_file(body.encode()),
        content_type="text/plain",
        role="surat",
        sender=sender,
    )


def tell_unclaimed(
    mail: Mail, understanding: Understanding, *, tx: Transaction, services: Services, now: datetime
) -> None:
    """The operator hears of files beside several secret letters that go with no case, because they may be any one's."""
    if any(_may_have(letter, understanding) for letter in understanding.letters):
        return
    claimed = {name for letter in understanding.letters for name in (*letter.parts, *letter.evidence)}
    inside = {document.container for document in understanding.documents if document.part in claimed}
    names = [
        part.name
        for part in mail.parts
        if not part.inline and part.name not in {*claimed, *inside, *understanding.withheld}
    ]
    if not names:
        return
    problem = (
        f"Lampiran berikut datang bersama beberapa surat Rahasia dan tidak jelas milik surat yang mana, sehingga tidak"
        f" diteruskan kepada siapa pun: {', '.join(names)}. Mohon ditanyakan kepada pengirimnya."
    )
    says = {"problem": problem, "subject": mail.subject, "from": mail.sender.address if mail.sender else "-"}
    tell_operator(Alarm.WITHHELD, says, case=None, tx=tx, services=services, now=now)
