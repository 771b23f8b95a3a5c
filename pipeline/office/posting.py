"""Mail on its way: letters written first, bytes fixed before the first attempt, failures told apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from pipeline import letters, outbox
from pipeline.errors import PermanentOutboxError, TemporaryOutboxError
from pipeline.model import Address, Job, Purpose
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.undelivered import undelivered
from pipeline.store import Outgoing, Transaction, fact_about
from pipeline.wording import Alarm

# Past a correspondent's hourly budget these wait; anything else is dropped with a journal entry (DESIGN, loops).
PATIENT = frozenset({Purpose.ASSIGNMENT, Purpose.RESULT, Purpose.REPORT, Purpose.REFUSAL, Purpose.REVIEW})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    if services.seal and not row.draft:
        pdf = services.seal.seal(pdf)
    docx_sha, pdf_sha = services.store.files.put(docx), services.store.files.put(pdf)
    with services.store.transaction() as tx:
        tx.finish_letter(letter_id, docx_sha256=docx_sha, pdf_sha256=pdf_sha)


def send_mail(mail_id: str, services: Services) -> None:
    """Hand one queued mail over. A repeat after a crash sends the very same bytes with the same Message-ID."""
    now = services.clock()
    with services.store.transaction() as tx:
        row = tx.outgoing(mail_id)
        if row.state != "queued" or (row.next_attempt_at and row.next_attempt_at > now):
            return
        if _over_budget(row, tx=tx, services=services, now=now):
            return
    raw_sha = row.raw_sha256 or _fix_bytes(row, services, now)
    raw = services.store.files.get(raw_sha)
    try:
        services.outbox.send(raw, sender=services.facts.address, to=row.to.address)
    except TemporaryOutboxError as error:
        _try_again(row, error, services=services, now=now)
    except PermanentOutboxError as error:
        _give_up(row, str(error), services=services, now=now)
    else:
        with services.store.transaction() as tx:
            tx.mark_sent(mail_id, at=now)
            tx.journal("mail sent", at=now, case=row.case, detail={"mail": mail_id, "to": row.to.address})


def _fix_bytes(row: Outgoing, services: Services, now: datetime) -> str:
    attachments = []
    for spec in row.attachments:
        if spec.letter:
            write_letter(spec.letter, services)
            with services.store.transaction() as tx:
                letter = tx.letter(spec.letter)
            content = services.store.files.get(letter.pdf_sha256 or "")
            title = services.rulebook.letters[letter.kind].title
            name = letters.file_name(row.case or "", title, draft=letter.draft)
            attachments.append(outbox.Attachment(name=name, content_type="application/pdf", content=content))
        else:
            content = services.store.files.get(spec.sha256 or "")
            attachments.append(outbox.Attachment(name=spec.name, content_type=spec.content_type, content=content))
    written = outbox.Written(subject=row.subject, text=row.text, html=row.html, headers=row.headers)
    raw = outbox.assemble(
        written,
        message_id=row.message_id,
        date=now,
        sender=Address(address=services.facts.address, name=services.facts.name),
        to=row.to,
        attachments=attachments,
    )
    sha = services.store.files.put(raw)
    with services.store.transaction() as tx:
        tx.fix_outgoing(row.id, raw_sha256=sha)
    return sha


def _over_budget(row: Outgoing, *, tx: Transaction, services: Services, now: datetime) -> bool:
    """One budget for each correspondent on all outgoing mail, so that no loop runs away."""
    limit = services.settings.limits.mails_per_hour
    if tx.sent_since(row.to.address, now - timedelta(hours=1)) < limit:
        return False
    detail = {"mail": row.id, "to": row.to.address, "limit": str(limit)}
    if row.purpose in PATIENT:
        tx.mark_retry(row.id, next_attempt_at=now + timedelta(hours=1), error="anggaran surel per jam habis")
        tx.journal("mail waits: budget spent", at=now, case=row.case, detail=detail)
    else:
        tx.mark_failed(row.id, error="anggaran surel per jam habis")
        tx.journal("mail dropped: budget spent", at=now, case=row.case, detail=detail)
    _tell_of_budget(row, limit, tx=tx, services=services, now=now)
    return True


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
        tx.mark_failed(row.id, error=error)
        tx.journal("mail failed", at=now, case=row.case, detail={"mail": row.id, "error": error})
        undelivered(row, error, tx=tx, services=services, now=now)


def enqueue_retries(now: datetime, services: Services) -> int:
    """Queued mails whose time to try again has come; returns how many."""
    with services.store.transaction() as tx:
        rows = tx.retries_due(now)
        for row in rows:
            attempt = row.next_attempt_at.isoformat() if row.next_attempt_at else "0"
            job = Job(id=f"send:{row.id}:{attempt}", kind="send", argument=row.id, partition=row.case or row.id)
            services.enqueue(tx.session, job)
    return len(rows)
