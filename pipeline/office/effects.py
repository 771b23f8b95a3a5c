"""Carrying out a transition: its rows and jobs, in the transaction that moves the case.

Everything that needs thinking happens here, inside the transaction: letters get number and context, mails get their
place in the order of mails. What takes time (DOCX, PDF, words of mails, SMTP) is left to the jobs enqueued beside the rows, and to the
end of the job in which this runs.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from pipeline import letters, outbox
from pipeline.model import Case, IssuedLetter, Job, Mail, Note, Purpose, SendMail, Transition, WriteLetter
from pipeline.office.flows import keep_flow, rulebook_of
from pipeline.office.services import Services
from pipeline.rulebook import LetterKind, Rulebook, Sop
from pipeline.store import REGISTER_OUT, AttachmentSpec, Drawn, Transaction, Unsaid

_ANSWERS = (Purpose.ACKNOWLEDGEMENT, Purpose.NOTICE)  # written because a mail came


def carry_out(
    transition: Transition,
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
    cause: Mail | None = None,
    new_key: str | None = None,
    new: bool = False,
) -> Case:
    """Store the case and everything its transition asks for; returns the case as stored.

    `cause` is the mail that moved it (answers thread under it); `new` opens the case, `new_key` identifies its letter.
    """
    case = replace(transition.case, flow=keep_flow(transition.case, services))
    sends: list[SendMail] = []
    for letter in case.letters:
        if letter.cancelled and tx.cancel_letter(letter.id, at=now):
            tx.journal(
                "letter cancelled", at=now, case=case.id, detail={"letter": letter.id, "number": letter.number or "-"}
            )
    for effect in transition.effects:
        if isinstance(effect, WriteLetter):
            case = _write_letter(effect, case, tx=tx, services=services, now=now)
        elif isinstance(effect, SendMail):
            sends.append(effect)
        else:
            _note(effect, case, tx=tx, now=now, cause=cause)
    if new:
        tx.add_case(case, letter_key=new_key)
    else:
        case = tx.save_case(case)
    for send in sends:
        queue_mail(send, case, tx=tx, services=services, now=now, cause=cause)
    _tell_followers(case, tx=tx, services=services)
    return case


def _tell_followers(case: Case, *, tx: Transaction, services: Services) -> None:
    """The cases that follow one that has ended hear of it, each in its own partition."""
    for follower in case.followers if case.state.ended else ():
        argument = f"{follower}|{case.id}"
        job = Job(id=f"follow:{argument}:{case.version}", kind="follow", argument=argument, partition=follower)
        services.enqueue(tx.session, job)


def _note(note: Note, case: Case, *, tx: Transaction, now: datetime, cause: Mail | None) -> None:
    tx.journal(note.what, at=now, case=case.id, message=cause.sha256 if cause else None, detail=dict(note.detail))


def _write_letter(effect: WriteLetter, case: Case, *, tx: Transaction, services: Services, now: datetime) -> Case:
    kind = services.rulebook.letters[effect.letter]
    running = sum(issued.letter == effect.letter for issued in case.letters) + 1
    drawn = number = None
    if kind.numbered and not effect.draft:
        drawn = draw(kind, tx=tx, services=services, now=now)
        number = letters.number(kind, services.facts, drawn.sequence)
    issued = IssuedLetter(
        id=f"{case.id}/{effect.letter}/{running}",
        letter=effect.letter,
        step=effect.step,
        draft=effect.draft,
        number=number,
        at=now,
    )
    case = replace(case, letters=(*case.letters, issued))
    context = letters.context(
        effect.letter,
        case,
        kind=kind,
        sop=_sop(case, services),
        facts=services.facts,
        directory=services.directory,
        issued=issued,
        now=now,
    )
    photos = letters.images(effect.letter, case, kind=kind)
    context = letters.marked(issued.id, context)
    tx.add_letter(issued, case=case.id, context=context, images=photos, drawn=drawn, at=now)
    tx.journal(
        "letter written",
        at=now,
        case=case.id,
        detail={"letter": issued.id, "number": number or ("KONSEP" if effect.draft else "-")},
    )
    services.enqueue(tx.session, Job(id=f"write:{issued.id}", kind="write", argument=issued.id, partition=case.id))
    return case


def draw(kind: LetterKind, *, tx: Transaction, services: Services, now: datetime) -> Drawn:
    """The next number: of the year, or of the year and the letter's classification, as the office counts."""
    by_year = services.facts.numbering == "year"
    register = REGISTER_OUT if by_year else f"{REGISTER_OUT}:{kind.classification or services.facts.classification}"
    return tx.draw(register, services.year(now))


def _sop(case: Case, services: Services) -> Sop | None:
    return rulebook_of(case, services).sops[case.sop] if case.sop else None


def queue_mail(
    effect: SendMail,
    case: Case | None,
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
    cause: Mail | None = None,
    also: tuple[AttachmentSpec, ...] = (),
) -> str:
    """Store a mail as queued, for the job in which this runs or one of its own to say in words and send; returns its id.

    Nothing is queued, and "" returned, where a program would be answered.
    `also` goes with it beside what the effect names. The id carries 64 random bits, so that nobody can thread under a mail that he never saw.
    """
    if _answers_a_program(effect, cause, services):
        detail = {"purpose": effect.purpose.value, "to": effect.to.address}
        tx.journal("no answer to a program", at=now, case=case.id if case else None, detail=detail)
        return ""
    mail_id = f"{case.id if case else 'nodis'}.{secrets.token_hex(8)}"
    domain = services.facts.address.rpartition("@")[2]
    assigned = effect.assignment if effect.purpose in (Purpose.ASSIGNMENT, Purpose.REVIEW) else None
    identity = f"{case.id}.{assigned.token}" if assigned and case else mail_id
    message_id = outbox.message_id(identity, domain)
    attachments = [*_attachments(effect, case, services.rulebook), *also]
    carried = tx.add_outgoing(
        mail_id,
        Unsaid(effect=effect, thread=_thread(effect, case, cause, domain)),
        case=case,
        message_id=message_id,
        attachments=tuple(attachments),
        created_at=now,
    )
    if not carried:
        enqueue_sending(mail_id, case.id if case else None, "0", tx=tx, services=services)
    return mail_id


def _answers_a_program(effect: SendMail, cause: Mail | None, services: Services) -> bool:
    """Of what a program's letter leads to, its sender gets no acknowledgement; nor a question where nobody reads."""
    if cause is None or not cause.auto_submitted or cause.sender is None or effect.to.address != cause.sender.address:
        return False
    local = effect.to.address.partition("@")[0]
    unread = services.rulebook.kinds.patterns["noreply_senders"].fullmatch(local) is not None
    return effect.purpose in _ANSWERS or (unread and effect.purpose is Purpose.COMPLETENESS)


def enqueue_sending(mail_id: str, case: str | None, attempt: str, *, tx: Transaction, services: Services) -> None:
    """A job of its own for a queued mail, once for each name of an attempt; mails of one case go one after the other."""
    job = Job(id=f"send:{mail_id}:{attempt}", kind="send", argument=mail_id, partition=case or mail_id)
    services.enqueue(tx.session, job)


def _thread(effect: SendMail, case: Case | None, cause: Mail | None, domain: str) -> tuple[str, ...]:
    """Message ids for References, the last one for In-Reply-To."""
    if cause and cause.message_id and cause.sender and cause.sender.address == effect.to.address:
        return (*cause.references[-8:], cause.message_id)
    if case and effect.assignment and effect.purpose in (Purpose.REMINDER, Purpose.NOTICE):
        return (f"nodis.{case.id}.{effect.assignment.token}@{domain}",)
    if case and case.mail_message_id and effect.to.address == case.requester.address:
        return (case.mail_message_id,)
    return ()


def _attachments(effect: SendMail, case: Case | None, rulebook: Rulebook) -> list[AttachmentSpec]:
    """`attach` names letters (the latest of each), "surat"/"bukti" or what a step handed in.

    Who is asked for data gets a letter that is to be filled in as a Word file too.
    """
    if case is None:
        return []
    found: list[AttachmentSpec] = []
    for name in effect.attach:
        issued = [letter for letter in case.letters if letter.letter == name and not letter.cancelled]
        if issued:
            found.append(AttachmentSpec.of_letter(issued[-1]))
            kind = rulebook.letters.get(name)
            if kind and kind.fillable and not issued[-1].draft and effect.purpose is Purpose.COMPLETENESS:
                found.append(AttachmentSpec.of_document(issued[-1]))
            continue
        files = [stored for stored in case.files if stored.role == name]
        handed_in = [stored for entry in case.entries for stored in entry.files if stored.role == name]
        for stored in files or handed_in[-6:]:
            spec = AttachmentSpec.of_file(stored)
            if spec not in found:
                found.append(spec)
    return found
