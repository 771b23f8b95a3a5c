"""Mail taken in: stored before it is marked, refused where it is too large, left where it cannot be fetched."""

from __future__ import annotations

import logging
from datetime import datetime

from pipeline.errors import MessageError
from pipeline.intake import Incoming, Mailbox
from pipeline.model import Job, Purpose, SendMail
from pipeline.office.effects import queue_mail
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.understanding import SETTLED
from pipeline.wording import Alarm

log = logging.getLogger(__name__)


def receive(mailbox: Mailbox, services: Services) -> int:
    """Take in all that waits; returns how many were new. A message is marked only once it is stored."""
    new = 0
    for incoming in mailbox.waiting():
        try:
            new += _take_in(incoming, services)
        except MessageError as error:
            log.warning("surel dibiarkan di tempatnya: %s -> %s", error, error.advice)
            continue
        mailbox.done(incoming)
    return new


def _take_in(incoming: Incoming, services: Services) -> bool:
    now = services.clock()
    most = services.settings.limits.max_mail_bytes
    if incoming.size > most:
        return _refuse_oversize(incoming, incoming.size, services, now)
    raw = incoming.fetch(most + 1)
    if len(raw) > most:  # the server said less than there is
        return _refuse_oversize(incoming, len(raw), services, now)
    sha = services.store.files.put(raw)
    with services.store.transaction() as tx:
        if not tx.add_message(sha, source_key=incoming.key, size=len(raw), received_at=now):
            return False
        tx.journal("mail received", at=now, message=sha, detail={"source": incoming.key, "size": str(len(raw))})
        services.enqueue(tx.session, Job(id=f"read:{sha}", kind="read", argument=sha))
    return True


def _refuse_oversize(incoming: Incoming, size: int, services: Services, now: datetime) -> bool:
    headers = incoming.headers()
    sha = services.store.files.put(headers)
    mail = services.parse(headers)
    limit = services.settings.limits.max_mail_bytes // 1_000_000
    megabytes = f"{size / 1_000_000:.1f}".replace(".", ",")
    reason = f"Surel berukuran {megabytes} MB, melebihi batas {limit} MB, dan tidak diunduh."
    with services.store.transaction() as tx:
        if not tx.add_message(sha, source_key=incoming.key, size=size, received_at=now):
            return False
        tx.finish_message(sha, state="set_aside", reason=reason)
        tx.journal("mail set aside", at=now, message=sha, detail={"reason": reason})
        says = {"problem": reason, "subject": mail.subject}
        if mail.sender and mail.kind not in SETTLED and not mail.auto_submitted:
            advice = "Mohon kirim ulang dalam beberapa surel yang lebih kecil, atau perkecil ukuran foto dan pindaian."
            told = {**says, "problem": f"{reason} {advice}"}
            notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=mail.sender, says=told)
            queue_mail(notice, None, tx=tx, services=services, now=now, cause=mail)
        tell_operator(Alarm.TOO_LARGE, says, case=None, tx=tx, services=services, now=now)
    return True
