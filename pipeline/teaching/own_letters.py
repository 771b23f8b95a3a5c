"""The office's own letters of which something is confirmed, as trainer and judge take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline import extraction, intake
from pipeline.config import Settings
from pipeline.errors import NodisError
from pipeline.extraction.covers import without_sheets
from pipeline.extraction.grouping import Group, group, lone_letter
from pipeline.extraction.rows import document_of
from pipeline.extraction.signs import in_plain_signs
from pipeline.model import Case, Document, Form, Letter, Mail, Sifat
from pipeline.office import ROUTE
from pipeline.reading import Reader
from pipeline.rulebook import Rulebook
from pipeline.sandbox import Sandbox
from pipeline.store import CASE_KIND, OwnExample, Store, own_examples
from pipeline.training.annotations import AnnotatedLetter, passage_of
from pipeline.understanding import SETTLED, without_contents

OWN_HAND = "kantor"
_HOLDERS = ("requester", "signatory")
_NAMES = {
    "issue.description": "issue",
    "requested_resolution": "request",
    "issue.location": "location",
    "issue.application": "application",
    "issue.occurred_at": "occurred_at",
}


@dataclass(frozen=True, kw_only=True)
class OwnLetter:
    """One letter, its mail, and what is known to be right of it."""

    case: str
    annotated: AnnotatedLetter
    mail: Mail
    documents: tuple[Document, ...]
    full_text: str  # by which it is found among the letters of its mail
    known: Mapping[str, str]  # by field path, and ROUTE; "": it does not say it


def own_letters(
    store: Store, *, settings: Settings, rulebook: Rulebook, reader: Reader, sandbox: Sandbox, now: datetime
) -> Iterator[OwnLetter]:
    """All that may teach: nothing of a secret letter or of a mail that brings one, nothing past its retention."""
    age = settings.retention.ages.get(CASE_KIND)
    with store.reading() as tx:
        kept = own_examples(tx)
        cases = tx.some_cases(one.case for one in kept)
        read = {case.id: tx.understanding(case.mail) for case in cases.values()}
    for one in kept:
        case, understanding = cases[one.case], read[one.case]
        old = age is not None and case.closed_at is not None and case.closed_at < now - age
        secret = case.sifat is Sifat.RAHASIA or any(
            letter.value("sifat") == Sifat.RAHASIA for letter in (understanding.letters if understanding else ())
        )
        known = _known(one, rulebook)
        if old or secret or not known or case.letter.matter is not None:
            continue
        try:
            mail = sandbox.call(
                intake.parse,
                store.files.get(case.mail),
                kinds=rulebook.kinds,
                trust=settings.trust,
                own=settings.office.address,
            )
            documents = () if mail.kind in SETTLED else reader.read_all(mail.parts)
        except NodisError:
            continue  # its file is gone, or cannot be read any more: `nodis verify` says so
        yield _own_letter(case, mail, documents, known, settings=settings, rulebook=rulebook)


def _known(one: OwnExample, rulebook: Rulebook) -> dict[str, str]:
    route = {ROUTE: one.sop} if one.sop in rulebook.sops and one.sop else {}
    return {**one.values, **route}


def _own_letter(
    case: Case,
    mail: Mail,
    documents: tuple[Document, ...],
    known: Mapping[str, str],
    *,
    settings: Settings,
    rulebook: Rulebook,
) -> OwnLetter:
    letter = case.letter
    written = letter.form is Form.EMAIL
    sent = (mail.date or case.received_at).astimezone(settings.office.zone).date()
    passage = passage_of(
        Group(documents=[_body(mail, letter)]) if written else _paper(documents, letter, rulebook),
        rulebook=rulebook,
        directory=settings.directory,
        zone=settings.office.zone,
        sent=sent,
        subject=(mail.original_subject or mail.subject) if written else "",
        writer=((mail.sender.name or "") if mail.sender else "") if written else "",
        address=mail.sender.address if mail.sender else "",
        text=letter.full_text,
    )
    annotated = AnnotatedLetter(
        id=case.id,
        hand=f"{OWN_HAND} {case.requester.address.lower()}",
        passage=passage,
        truth=truth_of_known(known),
        known=frozenset(known),
    )
    return OwnLetter(
        case=case.id,
        annotated=annotated,
        mail=without_contents(mail),
        documents=documents,
        full_text=letter.full_text,
        known=known,
    )


def truth_of_known(known: Mapping[str, str]) -> dict[str, Any]:
    """What is known, in the shape of annotated letters."""
    found: dict[str, Any] = {"kind": "letter", "sop": known.get(ROUTE), **{name: {} for name in _HOLDERS}}
    for path, value in known.items():
        holder, _, name = path.rpartition(".")
        if not value:
            continue
        (found[holder] if holder in _HOLDERS else found)[_NAMES.get(path, name)] = value
    return found


def _body(mail: Mail, letter: Letter) -> Document:
    """The mail's own text; of one that came within another what was read of it."""
    if mail.text == letter.full_text:
        return in_plain_signs(extraction.body_of(mail))
    return in_plain_signs(document_of(letter.full_text))


def _paper(documents: tuple[Document, ...], letter: Letter, rulebook: Rulebook) -> Group:
    """The letter's documents as they were read; its text alone where they are read otherwise today."""
    plain = tuple(in_plain_signs(document) for document in without_sheets(documents))
    groups, _ = group(plain, rulebook.labels)
    same = (one for one in groups if "\n".join(document.text for document in one.documents) == letter.full_text)
    alone = next((one for one in plain if one.text == letter.full_text), None)
    found = next(same, None) or lone_letter(alone or document_of(letter.full_text, part="surat", media="text"), ())
    found.form = letter.form
    return found
