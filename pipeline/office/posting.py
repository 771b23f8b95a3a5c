"""Mail on its way: letters written first, the same bytes at every attempt, failures told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial

from pipeline import letters, outbox
from pipeline.errors import TemporaryOutboxError
from pipeline.model import Address, Purpose
from pipeline.office.effects import enqueue_sending
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.undelivered import undelivered
from pipeline.office.words import note_failed, worded
from pipeline.rulebook import OfficeFacts, Rulebook
from pipeline.store import DOCX, Caused, Outgoing, Store, Transaction, fact_about
from pipeline.wording import Alarm

# Past a correspondent's hourly budget these wait; anything else is dropped with a journal entry (DESIGN, loops).
PATIENT = frozenset({Purpose.ASSIGNMENT, Purpose.RESULT, Purpose.REPORT, Purpose.REFUSAL, Purpose.REVIEW})
TOGETHER = 16  # mails handed over between two notes that they were: so many at most go twice after a crash
MAIL_SERVER = "server surel keluar"


def write_letter(letter_id: str, services: Services) -> None:
    """Render DOCX and PDF of a letter and file them; a letter that is written already stays as it is."""
    with services.store.transaction() as tx:
        row = tx.letter(letter_id)
    if row.pdf_sha256:
        return
    kind = services.rulebook.letters[row.kind]
    images = {photo.name: services.store.files.get(photo.sha256) for photo in row.images}
    docx = letters.render(kind, row.context, images=images, templates=services.settings.templates.path)
    pdf = services.converter.pdf(docx)
    if kind.fillable and not row.draft:
        pdf = letters.with_fields(pdf)
    if services.seal and not row.draft:
        pdf = services.seal.seal(pdf)
    docx_sha, pdf_sha = services.store.files.put(docx), services.store.files.put(pdf)
    with services.store.transaction() as tx:
        tx.finish_letter(letter_id, docx_sha256=docx_sha, pdf_sha256=pdf_sha)


def hand_over(job: str, caused: Sequence[Caused], services: Services) -> None:
    """Send what a job has caused, at its end. Done again after a crash it sends the rest.

    `caused` is what it has queued just now, which need not be looked up.
    Where the mail server does not take mail now, the rest gets jobs of its own: no other letter waits for it.
    """
    with services.store.reading() as tx:
        ids = tx.carried(job)
    if not _send(ids, services, caused):
        put_down(job, services)


def put_down(job: str, services: Services) -> None:
    """Jobs of their own for the mails that a job has not handed over."""
    with services.store.transaction() as tx:
        for mail_id in tx.carried(job):
            tx.put_down(mail_id)
            enqueue_sending(mail_id, tx.outgoing(mail_id).case, "0", tx=tx, services=services)


def send_mail(mail_id: str, services: Services) -> None:
    """Hand one queued mail over. A repeat after a crash sends the very same bytes with the same Message-ID."""
    _send((mail_id,), services)


def _send(ids: Sequence[str], services: Services, caused: Sequence[Caused] = ()) -> bool:
    """Hand queued mails over; False where one was put off, and those after it not tried."""
    now = services.clock()
    mails: list[Outgoing] = []
    taken: list[Outgoing] = []
    spent: Counter[str] = Counter()
    try:
        for place in range(0, len(ids), TOGETHER):
            some = ids[place : place + TOGETHER]
            with services.store.transaction() as tx:
                _note_sent(taken, tx=tx, now=now)
                still = tx.still_queued(some if place else ids)  # another may do this job by now
                if place == 0:
                    queued = [mail_id for mail_id in ids if mail_id in still]
                    mails = _in_words(queued, caused, tx=tx, services=services, now=now)
                    spent = tx.sent_since(ids, now - timedelta(hours=1))
                turn = still.intersection(some)
                here = [mail for mail in mails if mail.id in turn]
                rows = _within_budget(here, spent, tx=tx, services=services, now=now)
            taken.clear()
            parcels = [outbox.Parcel(to=row.to.address, raw=partial(_raw, row, services)) for row in rows]
            with closing(services.outbox.send_all(parcels, sender=services.facts.address)) as answers:
                for row, error in zip(rows, answers, strict=True):
                    if isinstance(error, TemporaryOutboxError):
                        services.outages.away(MAIL_SERVER, f"{error} -> {error.advice}")
                        _try_again(row, error, services=services, now=now)
                        return False
                    if error:
                        _give_up(row, str(error), services=services, now=now)
                    else:
                        services.outages.back(MAIL_SERVER)
                        taken.append(row)
    finally:
        if taken:
            with services.store.transaction() as tx:
                _note_sent(taken, tx=tx, now=now)
    return True


def _note_sent(taken: Sequence[Outgoing], *, tx: Transaction, now: datetime) -> None:
    if taken:
        tx.mark_sent([row.id for row in taken], at=now)
    for row in taken:
        tx.journal("mail sent", at=now, case=row.case, detail={"mail": row.id, "to": row.to.address})


def _in_words(
    ids: Sequence[str], caused: Sequence[Caused], *, tx: Transaction, services: Services, now: datetime
) -> list[Outgoing]:
    """Those of some queued mails that are due, in words."""
    rows = {one.mail.id: one.mail for one in caused}
    if others := [mail_id for mail_id in ids if mail_id not in rows]:
        rows |= {row.id: row for row in tx.some_outgoing(others)}
    queued = [rows[mail_id] for mail_id in ids]
    due = [row for row in queued if not (row.next_attempt_at and row.next_attempt_at > now)]
    known = {one.mail.id: one.case for one in caused if one.case}
    return worded(due, known, tx=tx, services=services, now=now)


def _within_budget(
    waiting: Sequence[Outgoing], spent: Counter[str], *, tx: Transaction, services: Services, now: datetime
) -> list[Outgoing]:
    """Those of some mails that are to leave now; `spent` counts what each correspondent has had, and these."""
    rows: list[Outgoing] = []
    for row in waiting:
        if spent[row.to.address] < services.settings.limits.mails_per_hour:
            spent[row.to.address] += 1
            rows.append(row)
        else:
            _over_budget(row, tx=tx, services=services, now=now)
    return rows


def _raw(row: Outgoing, services: Services) -> bytes:
    for spec in row.attachments:
        if spec.letter:
            write_letter(spec.letter, services)
    return as_sent(row, store=services.store, rulebook=services.rulebook, facts=services.facts)


def as_sent(row: Outgoing, *, store: Store, rulebook: Rulebook, facts: OfficeFacts) -> bytes:
    """The bytes of a mail: the same at every attempt, and at any time later, because its row says all that is in them.

    Raises:
        StoreError: a letter that goes with it is not written yet.
    """
    if row.raw_sha256:
        return store.files.get(row.raw_sha256)
    attachments = []
    for spec in row.attachments:
        if spec.letter:
            with store.reading() as tx:
                letter = tx.letter(spec.letter)
            sha256, ending = (letter.docx_sha256, "docx") if spec.content_type == DOCX else (letter.pdf_sha256, "pdf")
            title = rulebook.letters[letter.kind].title
            name = letters.file_name(row.case or "", title, draft=letter.draft, ending=ending)
            content = store.files.get(sha256 or "")
            attachments.append(outbox.Attachment(name=name, content_type=spec.content_type, content=content))
        else:
            content = store.files.get(spec.sha256 or "")
            attachments.append(outbox.Attachment(name=spec.name, content_type=spec.content_type, content=content))
    written = outbox.Written(subject=row.subject, text=row.text, html=row.html, headers=row.headers)
    return outbox.assemble(
        written,
        message_id=row.message_id,
        date=row.created_at.astimezone(facts.zone),
        sender=Address(address=facts.address, name=facts.name),
        to=row.to,
        attachments=attachments,
    )


def _over_budget(row: Outgoing, *, tx: Transaction, services: Services, now: datetime) -> None:
    """One budget for each correspondent on all outgoing mail, so that no loop runs away."""
    limit = services.settings.limits.mails_per_hour
    detail = {"mail": row.id, "to": row.to.address, "limit": str(limit)}
    if row.purpose in PATIENT:
        tx.mark_retry(row.id, next_attempt_at=now + timedelta(hours=1), error="anggaran surel per jam habis")
        tx.journal("mail waits: budget spent", at=now, case=row.case, detail=detail)
    else:
        tx.mark_failed(row.id, error="anggaran surel per jam habis")
        tx.journal("mail dropped: budget spent", at=now, case=row.case, detail=detail)
    _tell_of_budget(row, limit, tx=tx, services=services, now=now)


def _tell_of_budget(row: Outgoing, limit: int, *, tx: Transaction, services: Services, now: datetime) -> None:
    """The operator, once a day for each correspondent."""
    key = fact_about("budget", row.to.address)
    told = tx.get_meta(key)
    if told and now - datetime.fromisoformat(told) < timedelta(days=1):
        return
    tx.set_meta(key, now.isoformat())
    problem = (
        f"Dalam satu jam sudah {limit} surel dikirim kepada {row.to.address}. Tugas dan hasil untuknya menunggu, surel lain"
        " tidak dikirim. Mungkin penjawab otomatis."
    )
    says = {"problem": problem, "subject": row.subject}
    tell_operator(Alarm.BUDGET, says, case=row.case, tx=tx, services=services, now=now, but_not=row.to.address)


def _try_again(row: Outgoing, error: TemporaryOutboxError, *, services: Services, now: datetime) -> None:
    again = outbox.retry_at(row.attempts + 1, now)
    if again is None:
        _give_up(row, f"{error} (sudah dicoba berulang kali)", services=services, now=now)
        return
    with services.store.transaction() as tx:
        tx.mark_retry(row.id, next_attempt_at=again, error=str(error))
        tx.journal("mail put off", at=now, case=row.case, detail={"mail": row.id, "error": str(error)})


def _give_up(row: Outgoing, error: str, *, services: Services, now: datetime) -> None:
    with services.store.transaction() as tx:
        note_failed(row, error, tx=tx, now=now)
        undelivered(row, error, tx=tx, services=services, now=now)


def enqueue_retries(tx: Transaction, services: Services, now: datetime) -> int:
    """Queued mails whose time to try again has come; returns how many."""
    rows = tx.retries_due(now)
    for row in rows:
        attempt = row.next_attempt_at.isoformat() if row.next_attempt_at else "0"
        enqueue_sending(row.id, row.case, attempt, tx=tx, services=services)
    return len(rows)
