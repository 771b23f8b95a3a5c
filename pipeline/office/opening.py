"""Letters become cases: files filed, the letter that is here already recognised, the case opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipeline import sop
from pipeline.model import Case, Letter, Mail, Purpose, Route, SendMail, Transition, Understanding, Verdict
from pipeline.office.attachments import files_of, tell_unclaimed
from pipeline.office.duplicates import Known, letter_key, requester_of
from pipeline.office.effects import carry_out, queue_mail
from pipeline.office.incidents import similar
from pipeline.office.morning_list import Section, note
from pipeline.office.services import Services
from pipeline.store import REGISTER_IN, Transaction


def open_cases(
    mail: Mail,
    understanding: Understanding,
    *,
    received_at: datetime,
    now: datetime,
    known: Known,
    tx: Transaction,
    services: Services,
    thread: Case | None = None,
    unsure: str = "",
) -> tuple[Case, ...]:
    """One case a letter; a letter that is here already joins its case. Returns the cases, related to each other.

    `thread` is the sender's own case in whose thread the letter came; with `unsure` (a sentence) the operator decides first.
    """
    if again := known.cases_of_mail(
        mail
    ):  # the very same mail came another way: its sender sent it once, and is told once
        for case_id in again:
            _note_again(case_id, mail, now=now, tx=tx, services=services)
        return tuple(tx.case(case_id) for case_id in again)
    sender = requester_of(mail, services.settings.trust)
    before = [known.cases_of_letter(letter, sender, services.directory) for letter in understanding.letters]
    joined = {case.id: case for cases in before for case in cases}
    for case in joined.values():
        _join(case, mail, now=now, tx=tx, services=services)
    new = [index for index, cases in enumerate(before) if not cases]
    ids = {index: tx.new_case_id(services.year(now)) for index in new}
    opened = [
        _open(
            mail, understanding.letters[index], understanding.routes[index], understanding, case_id=ids[index],
            related=(*joined, *(other for other in ids.values() if other != ids[index])),
            thread=thread.id if thread else None, unsure=unsure,
            received_at=received_at, now=now, known=known, tx=tx, services=services,
        )
        for index in new
    ]  # fmt: skip
    tell_unclaimed(mail, understanding, tx=tx, services=services, now=now)
    cases = (*joined.values(), *opened)
    known.filed(mail, (case.id for case in cases))
    return cases


def _join(case: Case, mail: Mail, *, now: datetime, tx: Transaction, services: Services) -> None:
    """The sender is told at his address on file: whoever only writes under his name hears nothing."""
    if _note_again(case.id, mail, now=now, tx=tx, services=services):
        return
    notice = SendMail(
        purpose=Purpose.ACKNOWLEDGEMENT, template="duplicate", to=requester_of(mail, services.settings.trust)
    )
    queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)


def _note_again(case: str, mail: Mail, *, now: datetime, tx: Transaction, services: Services) -> str:
    """Note in the case that its letter came again; returns why its sender may be forged, of which the operator hears in the morning."""
    doubt = _doubt(mail, services)
    detail = {"doubt": doubt} if doubt else {}
    tx.journal("letter came again", at=now, case=case, message=mail.sha256, detail=detail)
    if doubt:
        note(Section.DOUBTFUL, f"{case}:{mail.sha256}", f"{mail.sha256[:12]}, perkara {case}: {doubt}", tx=tx)
    return doubt


def _open(
    mail: Mail,
    letter: Letter,
    route: Route,
    understanding: Understanding,
    *,
    case_id: str,
    related: tuple[str, ...],
    thread: str | None,
    unsure: str,
    received_at: datetime,
    now: datetime,
    known: Known,
    tx: Transaction,
    services: Services,
) -> Case:
    twins = [case for case in known.of_one_number(letter) if letter.value("number") and case.id not in related]
    new = sop.NewCase(
        id=case_id,
        agenda=tx.draw_number(REGISTER_IN, services.year(now)),
        letter=letter,
        route=route,
        requester=requester_of(mail, services.settings.trust),
        mail=mail.sha256,
        mail_message_id=mail.message_id,
        files=tuple(files_of(mail, letter, understanding, tx=tx, services=services)),
        received_at=received_at,
        related=related,
        thread=thread,
        unsure=unsure,
        similar=similar(letter, known.open_about(route.sop) if route.sop else (), of_one_number=twins),
        problems=understanding.problems,
        doubt=_doubt(mail, services),
    )
    transition = sop.open_case(new, now=now, desk=services.desk())
    detail = {"sop": route.sop or "", "because": "; ".join(route.because), "rulebook": services.rulebook.digest}
    tx.journal("case opened", at=now, case=new.id, message=mail.sha256, detail=detail)
    case = carry_out(transition, tx=tx, services=services, now=now, cause=mail, new=True, new_key=letter_key(letter))
    known.opened(case)
    _tell_forwarder(mail, case, transition, tx=tx, services=services, now=now)
    return case


def _doubt(mail: Mail, services: Services) -> str:
    """Why a letter that seems to come from one of us may be forged; "" where it is not so.

    Ours are the office's own domains, and the addresses of its people and of the units that it knows.
    """
    if mail.dmarc is not Verdict.FAIL or mail.sender is None:
        return ""
    address = mail.sender.address
    domains = {services.facts.address.rpartition("@")[2], *services.settings.trust.local}
    directory = services.directory
    known = {unit.email for unit in directory.units} | {person.email for person in directory.people}
    if address not in known and address.rpartition("@")[2] not in domains:
        return ""
    return f"Server surel tidak membenarkan bahwa surat ini dari {address}; mungkin dipalsukan."


def _tell_forwarder(
    mail: Mail, case: Case, transition: Transition, *, tx: Transaction, services: Services, now: datetime
) -> None:
    """Who forwards a letter hears that it has come, as its own sender does."""
    if mail.sender is None or mail.sender.address == case.requester.address or mail.auto_submitted:
        return
    for effect in transition.effects:
        if isinstance(effect, SendMail) and effect.purpose is Purpose.ACKNOWLEDGEMENT:
            queue_mail(replace(effect, to=mail.sender), case, tx=tx, services=services, now=now, cause=mail)
