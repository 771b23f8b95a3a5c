"""Mail taken in: stored before it is marked, refused where it is too large, left where it cannot be fetched."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from pipeline.errors import MessageError
from pipeline.intake import Incoming, Mailbox
from pipeline.model import Job, Purpose, SendMail
from pipeline.office.effects import queue_mail
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.understanding import SETTLED
from pipeline.store import Arrived
from pipeline.wording import Alarm

TOGETHER = 25  # messages stored in one transaction
LIGHT = 32 * 1024  # bytes; what is larger, or has a file in it, is read by a job of its own

log = logging.getLogger(__name__)


def receive(mailbox: Mailbox, services: Services) -> int:
    """Take in all that waits; returns how many were new. A message is marked only once it is stored."""
    new = 0
    waiting = mailbox.waiting()
    while some := tuple(islice(waiting, TOGETHER)):
        new += _take_in(some, mailbox, services)
    return new


def _take_in(waiting: Sequence[Incoming], mailbox: Mailbox, services: Services) -> int:
    now = services.clock()
    new = 0
    fetched: list[tuple[Incoming, bytes]] = []
    for incoming in waiting:
        try:
            raw, size = _fetch(incoming, services)
            if raw is None:
                new += _refuse_oversize(incoming, size, services, now)
                mailbox.done(incoming)
            else:
                fetched.append((incoming, raw))
        except MessageError as error:
            log.warning("surel dibiarkan di tempatnya: %s -> %s", error, error.advice)
    if not fetched:
        return new
    shas = services.store.files.put_all([raw for _, raw in fetched])
    raws = {sha: (incoming, raw) for sha, (incoming, raw) in zip(shas, fetched, strict=True)}
    light: list[str] = []
    with services.store.transaction() as tx:
        arrived = [Arrived(sha256=sha, source_key=incoming.key, size=len(raw)) for sha, (incoming, raw) in raws.items()]
        added = tx.add_messages(arrived, received_at=now)
        for sha in added:
            incoming, raw = raws[sha]
            tx.journal("mail received", at=now, message=sha, detail={"source": incoming.key, "size": str(len(raw))})
            if len(raw) > LIGHT or b"name=" in raw or b"name*" in raw:
                services.enqueue(tx.session, Job(id=f"read:{sha}", kind="read", argument=sha))
            else:
                light.append(sha)
        if light:
            read = Job(id=f"read:{light[0]}", kind="read", argument=" ".join(light), light=True)
            services.enqueue(tx.session, read)
    mailbox.done(*(incoming for incoming, _ in fetched))
    return new + len(added)


def _fetch(incoming: Incoming, services: Services) -> tuple[bytes | None, int]:
    """The message and its size; no message where it is too large, whatever the server said of it."""
    most = services.settings.limits.max_mail_bytes
    if incoming.size > most:
        return None, incoming.size
    raw = incoming.fetch(most + 1)
    return (raw if len(raw) <= most else None), len(raw)


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
