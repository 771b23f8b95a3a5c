"""Mail that cannot be read, or broke what read it: set aside with the reason, its sender and the operator told."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import UnreadableMailError
from pipeline.model import Mail, Purpose, SendMail
from pipeline.office.effects import queue_mail
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Transaction
from pipeline.understanding import SETTLED
from pipeline.wording import Alarm

HEAD_BYTES = 64 * 1024  # of the headers of a mail that is too much as a whole


def read_head(raw: bytes, services: Services) -> Mail | None:
    """A mail as its first headers alone tell it; None where even they cannot be read."""
    head = raw[:HEAD_BYTES]
    ends = [at for at in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if at >= 0]
    try:
        return services.parse(head[: min(ends)] + b"\r\n\r\n" if ends else head + b"\r\n\r\n")
    except UnreadableMailError:
        return None


def cannot_read(
    mail: Mail, problem: str, *, tx: Transaction, services: Services, now: datetime, detail: str = "", advice: str = ""
) -> None:
    """Tell the sender, if he may be answered, and the operator."""
    says = {"problem": problem, "subject": mail.subject}
    if mail.sender and not mail.auto_submitted and mail.kind not in SETTLED:
        told = {**says, "problem": f"{problem} {advice}".strip()}
        notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=mail.sender, says=told)
        queue_mail(notice, None, tx=tx, services=services, now=now, cause=mail)
    says["from"] = mail.sender.address if mail.sender else ""
    says["problem"] = f"{problem} {detail}".strip()
    tell_operator(Alarm.UNREADABLE, says, case=None, tx=tx, services=services, now=now)


def set_unreadable_aside(
    sha: str,
    error: UnreadableMailError,
    head: Mail | None,
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
) -> None:
    """Set a mail aside that was stopped while it was read; `head` is what its headers alone say."""
    reason = f"{error} {error.detail}".strip()
    tx.finish_message(sha, state="set_aside", reason=reason)
    tx.journal("mail set aside", at=now, message=sha, detail={"reason": reason})
    detail = f"{error.detail} Surel disisihkan sebagai {sha[:12]}.".strip()
    if head:
        cannot_read(head, str(error), tx=tx, services=services, now=now, detail=detail, advice=error.advice)
    else:
        says = {"problem": f"{error} {detail}", "subject": ""}
        tell_operator(Alarm.UNREADABLE, says, case=None, tx=tx, services=services, now=now)
