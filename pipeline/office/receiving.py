"""Mail taken in: stored before it is marked, refused where it is too large, left where it cannot be fetched."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.errors import MailboxError, MessageError, MessageGoneError, StoreAwayError
from pipeline.intake import Incoming, Mailbox
from pipeline.model import Job, Purpose, SendMail
from pipeline.office.effects import queue_mail
from pipeline.office.old_mail import file_as_history, tell_history
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.unfetched import note_unfetched, unfetched
from pipeline.office.unreadable import read_head
from pipeline.store import Arrived
from pipeline.understanding import SETTLED
from pipeline.wording import Alarm

TOGETHER = 25  # messages stored in one transaction
LIGHT = 32 * 1024  # bytes; what is larger, or has a file in it, is read by a job of its own

log = logging.getLogger(__name__)


@dataclass
class _Turn:
    """What one look into a mailbox came to."""

    new: int = 0
    came: list[str] = field(default_factory=list)  # keys of what is stored
    failed: dict[str, str] = field(default_factory=dict)  # key and reason of what is not
    gone: set[str] = field(default_factory=set)  # of these what another program may have taken
    unmarked: MailboxError | None = None  # stored, but the mailbox refused to mark it


def receive(mailbox: Mailbox, services: Services) -> int:
    """Take in all that waits; returns how many were new. A message is marked only once it is stored.

    One that cannot be fetched or stored holds up no other. What is history is kept, and the operator told of it once.

    Raises:
        MailboxError: the mailbox as a whole cannot be read, or marks nothing; what came before is stored.
    """
    with services.store.reading() as tx:
        known = unfetched(tx)
    now = services.clock()
    waiting = mailbox.waiting({key for key, one in known.items() if one.again > now})
    turn = _Turn()
    trouble: MailboxError | None = None
    try:
        while some := tuple(islice(waiting, TOGETHER)):
            _take_in(some, turn, mailbox, services)
    except MailboxError as error:
        trouble = error
    came = [key for key in turn.came if key in known]
    if turn.failed or came:
        silent = set(turn.failed) if trouble and not turn.came else turn.gone
        with services.store.transaction() as tx:
            note_unfetched(turn.failed, came, silent=silent, tx=tx, services=services, now=services.clock())
    if trouble is None:
        tell_history(services)
    if trouble or turn.unmarked:
        raise trouble or turn.unmarked  # type: ignore[misc]  # one of them is there
    return turn.new


def _take_in(waiting: Sequence[Incoming], turn: _Turn, mailbox: Mailbox, services: Services) -> None:
    fetched: list[tuple[Incoming, bytes]] = []
    stored: list[Incoming] = []
    trouble: MailboxError | None = None
    for incoming in waiting:
        try:
            raw = _fetched_or_refused(incoming, turn, services)
        except MessageError as error:
            log.warning("surel dibiarkan di tempatnya: %s -> %s", error, error.advice)
            turn.failed[incoming.key] = f"{error}."
            if isinstance(error, MessageGoneError):
                turn.gone.add(incoming.key)
        except MailboxError as error:
            trouble = error
            break
        except StoreAwayError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one message is no reason to leave the others
            _not_stored(incoming, error, turn)
        else:
            if raw is None:
                stored.append(incoming)
            else:
                fetched.append((incoming, raw))
    stored += _stored(fetched, turn, services)
    _mark(stored, turn, mailbox)
    if trouble:
        raise trouble


def _mark(stored: Sequence[Incoming], turn: _Turn, mailbox: Mailbox) -> None:
    turn.came += [incoming.key for incoming in stored]
    try:
        if stored:
            mailbox.done(*stored)
    except MailboxError as error:
        log.warning("surel yang sudah tersimpan tidak dapat ditandai: %s -> %s", error, error.advice)
        turn.unmarked = error


def _fetched_or_refused(incoming: Incoming, turn: _Turn, services: Services) -> bytes | None:
    """The message; None of one that is too large, which is refused here and now."""
    most = services.settings.limits.max_mail_bytes
    size = incoming.size
    if size <= most:
        raw = incoming.fetch(most + 1)
        if len(raw) <= most:
            return raw
        size = len(raw)  # whatever the server said of it
    if incoming.history:
        return incoming.headers()
    turn.new += _refuse_oversize(incoming, size, services)
    return None


def _stored(fetched: Sequence[tuple[Incoming, bytes]], turn: _Turn, services: Services) -> list[Incoming]:
    """Store messages in one transaction; where that fails, each by itself. Returns those that are stored."""
    if not fetched:
        return []
    try:
        turn.new += _store(fetched, services)
    except StoreAwayError:
        raise
    except Exception as error:  # noqa: BLE001 - its reason may be in one of them
        if len(fetched) == 1:
            _not_stored(fetched[0][0], error, turn)
            return []
        log.warning("%s surel tidak dapat disimpan bersama, dicoba satu per satu: %s", len(fetched), error)
        return [incoming for one in fetched for incoming in _stored([one], turn, services)]
    return [incoming for incoming, _ in fetched]


def _not_stored(incoming: Incoming, error: Exception, turn: _Turn) -> None:
    log.error("surel %s tidak dapat diterima, dibiarkan di tempatnya", incoming.key, exc_info=error)
    turn.failed[incoming.key] = f"Surel di {incoming.key} tidak dapat diterima ({type(error).__name__}: {error})."


def _store(fetched: Sequence[tuple[Incoming, bytes]], services: Services) -> int:
    now = services.clock()
    shas = services.store.files.put_all([raw for _, raw in fetched])
    raws = {sha: (incoming, raw) for sha, (incoming, raw) in zip(shas, fetched, strict=True)}
    light: list[str] = []
    heads = {sha: read_head(raw, services) for sha, (incoming, raw) in raws.items() if incoming.history}
    with services.store.transaction() as tx:
        arrived = [Arrived(sha256=sha, source_key=incoming.key, size=len(raw)) for sha, (incoming, raw) in raws.items()]
        added = tx.add_messages(arrived, received_at=now)
        for sha in added:
            incoming, raw = raws[sha]
            tx.journal("mail received", at=now, message=sha, detail={"source": incoming.key, "size": str(len(raw))})
            if incoming.history:
                file_as_history(sha, incoming, heads[sha], tx=tx, services=services, now=now)
            elif len(raw) > LIGHT or b"name=" in raw or b"name*" in raw:
                services.enqueue(tx.session, Job(id=f"read:{sha}", kind="read", argument=sha))
            else:
                light.append(sha)
        if light:
            read = Job(id=f"read:{light[0]}", kind="read", argument=" ".join(light), light=True)
            services.enqueue(tx.session, read)
    return len(added)


def _refuse_oversize(incoming: Incoming, size: int, services: Services) -> bool:
    now = services.clock()
    headers = incoming.headers()
    sha = services.store.files.put(headers)
    mail = read_head(headers, services)
    limit = services.settings.limits.max_mail_bytes // 1_000_000
    megabytes = f"{size / 1_000_000:.1f}".replace(".", ",")
    reason = f"Surel berukuran {megabytes} MB, melebihi batas {limit} MB, dan tidak diunduh."
    with services.store.transaction() as tx:
        if not tx.add_message(sha, source_key=incoming.key, size=size, received_at=now):
            return False
        tx.finish_message(sha, state="set_aside", reason=reason)
        tx.journal("mail set aside", at=now, message=sha, detail={"reason": reason})
        says = {"problem": reason, "subject": mail.subject if mail else ""}
        if mail and mail.sender and mail.kind not in SETTLED and not mail.auto_submitted:
            advice = "Mohon kirim ulang dalam beberapa surel yang lebih kecil, atau perkecil ukuran foto dan pindaian."
            told = {**says, "problem": f"{reason} {advice}"}
            notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=mail.sender, says=told)
            queue_mail(notice, None, tx=tx, services=services, now=now, cause=mail)
        tell_operator(Alarm.TOO_LARGE, says, case=None, tx=tx, services=services, now=now)
    return True
