"""Replies: whose they are, what they say, and the case that they move; copies of our own letters that came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipeline import sop
from pipeline.model import Address, Answered, Case, Event, Mail, Purpose, RequesterSaid, SendMail, Understanding
from pipeline.office.attribution import FORGED, Attribution, attribute, trusted
from pipeline.office.effects import carry_out, queue_mail
from pipeline.office.flows import desk_of, rulebook_of
from pipeline.office.guessing import count_wrong_codes
from pipeline.office.incidents import checked, tie
from pipeline.office.learning import keep_corrections
from pipeline.office.patience import without_third_question
from pipeline.office.returning import copy_event, file_parts, signed_kinds, with_roles
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Transaction
from pipeline.wording import Alarm


def replied(
    mail: Mail, understanding: Understanding, *, tx: Transaction, services: Services, now: datetime
) -> tuple[str, ...]:
    """Do what a reply says, once; returns the cases that it belongs to."""
    again = tx.cases_of_message_ids((mail.message_id,)) if mail.message_id else ()
    if again:  # the very same mail by another way: it has been acted on
        tx.journal("reply came again", at=now, case=again[0], message=mail.sha256, detail={})
        return again
    attribution = attribute(mail, tx=tx, directory=services.directory, trust=services.settings.trust, now=now)
    if tried := count_wrong_codes(mail, tx=tx, now=now):
        sender = mail.sender.address if mail.sender else "-"
        tx.journal("wrong code", at=now, message=mail.sha256, detail={"from": sender, "tried": str(tried)})
    if attribution.case is None and attribution.objection is None and understanding.returned:
        return returned(mail, understanding, tx=tx, services=services, now=now)
    if attribution.objection or attribution.case is None:
        _moves_nothing(mail, attribution, tx=tx, services=services, now=now)
        return (attribution.case,) if attribution.case else ()
    case = tx.case(attribution.case)
    event = _event(mail, understanding, attribution, case, services=services, now=now)
    if isinstance(event, Answered):
        event = replace(event, answer=checked(event.answer, case, tx=tx))
    if event is None:
        _moves_nothing(mail, attribution, tx=tx, services=services, now=now)
        return (case.id,)
    transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
    transition = without_third_question(transition, case, mail, tx=tx, services=services, now=now)
    moved = carry_out(transition, tx=tx, services=services, now=now, cause=mail)
    tie(case, moved, tx=tx, now=now)
    keep_corrections(case, moved, said_by=mail.sender.address if mail.sender else "-", now=now, tx=tx)
    return (case.id, *returned(mail, understanding, tx=tx, services=services, now=now, but_not=case.id))


def _event(
    mail: Mail, understanding: Understanding, attribution: Attribution, case: Case, *, services: Services, now: datetime
) -> Event | None:
    local = now.astimezone(services.facts.zone)
    if attribution.standing == "operator":
        return sop.understand_operator(mail.text, rulebook=services.rulebook)
    if attribution.standing == "requester":
        answer = sop.understand_requester(mail.text, case=case, rulebook=services.rulebook, now=local)
        letters = understanding.letters[:1]
        return RequesterSaid(
            answer=answer,
            files=file_parts(mail, None, services, understanding),
            fields=dict(letters[0].fields) if letters else {},
            access=letters[0].access if letters else (),
        )
    assignment = attribution.assignment
    asked_by = rulebook_of(case, services).sops.get(assignment.role.partition("/")[0]) if assignment else None
    step = asked_by.steps.get(assignment.step) if asked_by and assignment else None
    if assignment is None or step is None:
        return None
    names = [part.name for part in mail.parts]
    answer = sop.understand(
        mail.text,
        step=step,
        files=names,
        rulebook=services.rulebook,
        now=local,
        by=assignment.name,
        people=services.directory.people,
    )
    copies = tuple(copy for copy in understanding.returned if copy.case == case.id)
    answer = sop.with_signed_copy(answer, step, services.rulebook, signed_kinds(copies))
    files = file_parts(mail, assignment.step, services, understanding)
    files = with_roles(files, copies, step=step, rulebook=services.rulebook)
    return Answered(assignment=assignment, answer=answer, files=files)


def returned(
    mail: Mail,
    understanding: Understanding,
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
    but_not: str | None = None,
) -> tuple[str, ...]:
    """Copies of our own letters that came back, each case's apart; returns the cases."""
    named = dict.fromkeys(copy.case for copy in understanding.returned)
    cases = [case for case in named if case != but_not and tx.has_case(case)]
    for case_id in cases:
        if not trusted(mail, services.settings.trust):
            forged = Attribution(case=case_id, standing="stranger", objection=FORGED)
            _moves_nothing(mail, forged, tx=tx, services=services, now=now)
            continue
        case = tx.case(case_id)
        event = copy_event(mail, understanding, case, services=services, now=now)
        transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
        carry_out(transition, tx=tx, services=services, now=now, cause=mail)
    return tuple(cases)


def _moves_nothing(mail: Mail, attribution: Attribution, *, tx: Transaction, services: Services, now: datetime) -> None:
    """Recorded, not obeyed: the operator is told, and the holder where a case is meant (DESIGN, bad input)."""
    why = attribution.objection or "Balasan ini tidak menyebut perkara yang dikenal."
    sender = mail.sender.address if mail.sender else "-"
    detail = {"from": sender, "why": why}
    tx.journal("answer refused", at=now, case=attribution.case, message=mail.sha256, detail=detail)
    says = {"problem": f"{why} Tidak ada perkara yang bergerak.", "subject": mail.subject, "from": sender}
    case = tx.case(attribution.case) if attribution.case else None
    told = set()
    if case:
        for assignment in case.assignments:
            to = Address(address=assignment.address, name=assignment.name)
            notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=to, says=says)
            queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)
            told.add(to.address)
    if attribution.standing == "holder" and sender not in told and not mail.auto_submitted:
        notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=Address(address=sender), says=says)
        queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)
        told.add(sender)
    quoted = {**says, "text": mail.text[:2000]}
    tell_operator(Alarm.NOT_OBEYED, quoted, case=attribution.case, tx=tx, services=services, now=now)
