"""Mail that did not arrive: refused by the server at once, or sent back later."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from pipeline import sop
from pipeline.model import AssignmentBounced, Bounce, Mail, Purpose
from pipeline.office.effects import carry_out
from pipeline.office.flows import desk_of
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Outgoing, Transaction
from pipeline.wording import Alarm

_TOO_LARGE = re.compile(r"\b(?:5\.3\.4|5\.2\.3|552(?! 5\.2\.2))\b")  # our mail to the operator would be, too
LATE_DAYS = 6  # servers give a mail up after four to five days (RFC 5321 4.5.4.1)


def bounced(mail: Mail, *, tx: Transaction, services: Services, now: datetime) -> tuple[str, ...]:
    """A notice that a mail of ours did not arrive; returns its case.

    Only one that names the mail moves a case: our Message-IDs cannot be guessed, an address can.
    """
    bounce = mail.bounce
    if bounce is None:
        return ()
    row = tx.outgoing_of_message_id(bounce.message_id) if bounce.message_id else None
    if row is None:
        _unnamed(bounce, mail, tx=tx, services=services, now=now)
        return ()
    detail = {"to": row.to.address, "status": bounce.status, "permanent": str(bounce.permanent)}
    tx.journal("mail bounced", at=now, case=row.case, message=mail.sha256, detail=detail)
    if bounce.permanent:
        undelivered(row, bounce.status, tx=tx, services=services, now=now)
    return (row.case,) if row.case else ()


def undelivered(row: Outgoing, why: str, *, tx: Transaction, services: Services, now: datetime) -> None:
    """An assignment goes to the deputy; of anything else the operator hears, with what was attached to it."""
    if row.case and row.purpose is Purpose.ASSIGNMENT:
        case = tx.case(row.case)
        if not case.state.ended:
            event = AssignmentBounced(address=row.to.address, permanent=True, detail=why)
            carry_out(
                sop.advance(case, event, now=now, desk=desk_of(case, services)), tx=tx, services=services, now=now
            )
            return
    reason = f" ({why})" if why else ""
    says = {
        "problem": f"Surel kepada {row.to.address} tidak sampai{reason}.",
        "subject": row.subject,
    }
    also = () if _TOO_LARGE.search(why) else row.attachments
    if also:
        says["problem"] += " Lampirannya terlampir, untuk disampaikan dengan cara lain."
    tell_operator(
        Alarm.UNDELIVERED, says, case=row.case, tx=tx, services=services, now=now, also=also, but_not=row.to.address
    )


def _unnamed(bounce: Bounce, mail: Mail, *, tx: Transaction, services: Services, now: datetime) -> None:
    """A notice that does not say which mail: the operator hears of it where we did write to that address."""
    row = tx.last_sent_to(bounce.recipient, now - timedelta(days=LATE_DAYS)) if bounce.recipient else None
    if row is None or not bounce.permanent:
        return
    tx.journal("mail bounced", at=now, message=mail.sha256, detail={"to": row.to.address, "status": bounce.status})
    problem = (
        f"Server surel memberi tahu bahwa surel kepada {row.to.address} tidak sampai, tanpa menyebut surel yang mana."
        f" Yang terakhir dikirim ke sana: {row.subject}."
    )
    says = {"problem": problem, "subject": mail.subject, "text": mail.text[:2000]}
    tell_operator(Alarm.UNDELIVERED, says, case=row.case, tx=tx, services=services, now=now, but_not=row.to.address)
