"""Mail to who holds one of the office's own roles: the head, the operator."""

from __future__ import annotations

from datetime import datetime

from pipeline.model import Address, Purpose, SendMail
from pipeline.office.effects import queue_mail
from pipeline.office.services import Services
from pipeline.rulebook import OPERATOR
from pipeline.store import AttachmentSpec, Transaction
from pipeline.wording import Alarm


def mail_role(
    role: str,
    template: str,
    says: dict[str, str],
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
    case: str | None = None,
    purpose: Purpose = Purpose.NOTICE,
    also: tuple[AttachmentSpec, ...] = (),
    but_not: str | None = None,
) -> None:
    """A mail to who holds an office's own role (`kantor/kepala`, `kantor/operator`); to nobody at the address `but_not`."""
    for person in services.directory.present(role, now.astimezone(services.facts.zone).date())[:1]:
        if person.email == but_not:
            return
        to = Address(address=person.email, name=person.name)
        effect = SendMail(purpose=purpose, template=template, to=to, says=says)
        queue_mail(effect, tx.case(case) if case else None, tx=tx, services=services, now=now, also=also)


def tell_operator(
    alarm: Alarm,
    says: dict[str, str],
    *,
    case: str | None,
    tx: Transaction,
    services: Services,
    now: datetime,
    also: tuple[AttachmentSpec, ...] = (),
    but_not: str | None = None,
) -> None:
    """A notice (template `problem`) to the operator, with attachments."""
    says = {**says, "title": alarm.value}
    mail_role(OPERATOR, "problem", says, tx=tx, services=services, now=now, case=case, also=also, but_not=but_not)
