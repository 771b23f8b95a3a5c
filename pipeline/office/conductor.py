"""The way of a letter, stage by stage.

Each stage is idempotent and commits its result, the journal and the next job in one transaction; a stage that runs
twice finds its work done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from pipeline import sop
from pipeline.errors import ConflictError, StoreError, UnreadableMailError, UsageError
from pipeline.intake import Mailbox
from pipeline.model import (
    Case,
    Job,
    Mail,
    MailKind,
    OperatorDecided,
    Timer,
    TimerFired,
    Understanding,
)
from pipeline.office.duplicates import Known, content_of
from pipeline.office.effects import carry_out, enqueue_sending
from pipeline.office.flows import desk_of
from pipeline.office.forwards import open_forwarded
from pipeline.office.incidents import follow
from pipeline.office.learning import keep_corrections
from pipeline.office.ledger import note_mailbox, note_probe, send_probe
from pipeline.office.mail_filing import SET_ASIDE, file_mail
from pipeline.office.old_mail import HISTORY
from pipeline.office.opening import open_cases
from pipeline.office.own_words import as_its_writer_wrote, worth_reading
from pipeline.office.patience import says_it_again
from pipeline.office.posting import enqueue_retries, hand_over, put_down, send_mail, write_letter
from pipeline.office.receiving import receive
from pipeline.office.reminding import gather
from pipeline.office.reply_authorization import attribute
from pipeline.office.replying import returned
from pipeline.office.reporting import enqueue_reports, mail_digest, mail_recap
from pipeline.office.retaining import enqueue_erasing, erase_due
from pipeline.office.returning import returned_copies, without_copies
from pipeline.office.searching import keep_findable
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.tenure import enqueue_moving, move_tasks
from pipeline.office.threads import take_in_thread
from pipeline.office.undelivered import bounced
from pipeline.office.unreadable import cannot_read, read_head, set_unreadable_aside
from pipeline.office.unsure import BROUGHT_BACK, as_told, kind_told, tell_what_it_is
from pipeline.office.withholding import infected, programs, safe_copies, tell_withheld
from pipeline.store import Caused, Transaction
from pipeline.understanding import SETTLED, understand_mail, without_contents, without_pages
from pipeline.wording import Alarm

log = logging.getLogger(__name__)
FAILED_TICK = timedelta(hours=1)  # before a timer whose job failed is tried again
# Told by headers and words, and filed without a second job: storms come of them.
MOVES_NOTHING = (MailKind.AUTOMATIC, MailKind.UNRELATED)


class Office:
    """The conductor. Built from `Services`; the engine calls `run`, the scheduler `receive` and `sweep`."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._carriers: Mapping[str, Callable[[Job], Sequence[Caused]]] = {
            "read": self.read,
            "act": self.act,
            "tick": self.tick,
        }
        self._kinds: Mapping[str, Callable[[Job], object]] = {
            "write": lambda job: write_letter(job.argument, services),
            "send": lambda job: send_mail(job.argument, services),
            "follow": lambda job: follow(job.argument, services),
            "tenure": lambda job: move_tasks(job.argument, services),
            "recap": lambda job: mail_recap(job.argument, services),
            "digest": lambda job: mail_digest(job.argument, services),
            "erase": lambda _: erase_due(services),
        }

    # ------------------------------------------------------------------------------------------------------- receive

    def receive(self, mailbox: Mailbox) -> int:
        """Take in all that waits; returns how many were new."""
        return receive(mailbox, self.services)

    def mailbox_answers(self, name: str, problem: str | None = None) -> None:
        """Whether a mailbox can be read, and if not, why; the operator is told of one that stays away."""
        services = self.services
        with services.store.transaction() as tx:
            note_mailbox(name, problem, tx=tx, services=services, now=services.clock())

    # ---------------------------------------------------------------------------------------------------------- jobs

    def run(self, job: Job) -> None:
        """Do one job. Called by the engine's workers; doing a job twice does its work once."""
        if job.kind in self._carriers:
            caused = self._carriers[job.kind](job)
            hand_over(job.id, caused, self.services)
        elif job.kind in self._kinds:
            self._kinds[job.kind](job)
        else:
            raise UsageError(f"unknown job kind {job.kind!r}")

    def failed(self, job: Job, error: Exception) -> None:
        """A job that failed for good: what it worked on is set aside and the operator told; the loop goes on.

        Of several mails each is read once more by itself first.
        """
        services = self.services
        now = services.clock()
        put_down(job.id, services)
        several = job.kind == "read" and len(job.argument.split()) > 1
        unreadable = error if isinstance(error, UnreadableMailError) and job.kind in ("read", "act") else None
        head = read_head(services.store.files.get(job.argument), services) if unreadable and not several else None
        detail = {"job": job.id, "error": f"{type(error).__name__}: {error}"}
        try:
            with services.store.transaction() as tx:
                tx.journal("job failed", at=now, detail=detail)
                if several:
                    for sha in tx.pending(job.argument.split()):
                        services.enqueue(tx.session, Job(id=f"read:{sha}:alone", kind="read", argument=sha))
                    return
                pending = job.kind in ("read", "act") and tx.pending(
                    (job.argument,)
                )  # else only its mails were not sent
                if unreadable and pending:
                    set_unreadable_aside(job.argument, unreadable, head, tx=tx, services=services, now=now)
                    return
                if pending:
                    tx.finish_message(job.argument, state="set_aside", reason=detail["error"])
                if job.kind == "tick":
                    _put_off(job, tx=tx, now=now)
                if job.kind == "send":
                    tx.mark_failed(job.argument, error=detail["error"])
                says = {"problem": f"Pekerjaan {job.id} gagal: {error}", "subject": ""}
                tell_operator(Alarm.JOB_FAILED, says, case=None, tx=tx, services=services, now=now)
        except StoreError:
            raise
        except Exception:
            log.exception("operator tidak dapat diberi tahu tentang %s", job.id)
            with services.store.transaction() as tx:
                tx.journal("job failed", at=now, detail=detail)
                if job.kind in ("read", "act") and tx.pending((job.argument,)):
                    tx.finish_message(job.argument, state="set_aside", reason=detail["error"])

    def read(self, job: Job) -> tuple[Caused, ...]:
        """Read, extract and route mails one after the other, then act on all that open cases in one transaction.

        Returns the mails to be handed over, as `act` and `tick` do.
        """
        services = self.services
        with services.store.reading() as tx:
            pending = tx.pending(job.argument.split())
            told = {sha: kind_told(sha, tx) for sha in pending}
        read: list[tuple[Mail, Understanding]] = []
        unreadable: list[tuple[str, UnreadableMailError, Mail | None]] = []
        for sha in pending:
            raw = services.store.files.get(sha)
            try:
                mail = as_told(services.parse(raw), told[sha])
                read.append((mail, self._understand(mail)))
            except UnreadableMailError as error:
                unreadable.append((sha, error, read_head(raw, services)))
        with services.store.transaction(carrier=job.id) as tx:
            taken = tx.take_pending(pending)
            for sha, why, head in unreadable:
                if sha in taken:
                    set_unreadable_aside(sha, why, head, tx=tx, services=services, now=services.clock())
            mine = [(mail, understanding) for mail, understanding in read if mail.sha256 in taken]
            known = cache(lambda: Known(mine, tx=tx, now=services.clock(), trust=services.settings.trust))
            for mail, understanding in mine:
                self._go_on(mail, understanding, taken[mail.sha256].received_at, job, known=known, tx=tx)
        return tx.caused()

    def _go_on(
        self,
        mail: Mail,
        understanding: Understanding,
        received_at: datetime,
        job: Job,
        *,
        known: Callable[[], Known],
        tx: Transaction,
    ) -> None:
        """With one mail that was read. What moves a case goes on in the case's own turn, all else is done at once.

        The id of a job that goes on ends like this one's: a retried reading acts anew.
        """
        services = self.services
        now = services.clock()
        tx.save_understanding(mail.sha256, without_pages(understanding), mail, content=content_of(mail))
        if mail.kind in MOVES_NOTHING:
            if mail.kind is MailKind.AUTOMATIC:
                note_probe(mail, tx=tx, now=now)
            file_mail(mail, mail.kind.value, understanding.because, tx=tx, now=now, unsure=understanding.unsure)
            return
        attribution = attribute(mail, tx=tx, services=services, now=now)
        if case := attribution.case or next((copy.case for copy in understanding.returned), None):
            again = job.id.partition(":")[2].partition(":")[2]
            act = Job(id=f"act:{mail.sha256}:{again}", kind="act", argument=mail.sha256, partition=case)
            services.enqueue(tx.session, act)
        else:
            self._act(mail, understanding, received_at, known=known, tx=tx)

    def _understand(self, mail: Mail) -> Understanding:
        services = self.services
        parts = () if mail.kind in SETTLED else mail.parts
        withheld = infected(parts, services)
        parts = tuple(part for part in parts if part.name not in withheld)
        seen = services.reader.marks(parts, thorough=mail.kind is MailKind.REPLY)
        active = programs(parts, seen)
        copies_of = safe_copies(parts, active, services)
        withheld |= active
        signatures = services.reader.signatures(parts)
        copies = returned_copies(parts, seen, signatures, services) if parts else ()
        documents = services.reader.read_all(worth_reading(mail, parts, copies, services))
        understanding = services.sandbox.call(
            understand_mail,
            without_contents(as_its_writer_wrote(mail, services)),
            without_copies(documents, copies),
            returned=copies,
            file=mail.sha256,
            rulebook=services.rulebook,
            directory=services.directory,
            zone=services.facts.zone,
            models=services.letter_models(),
        )
        return replace(understanding, signatures=signatures, withheld=withheld, safe_copies=copies_of)

    def act(self, job: Job) -> tuple[Caused, ...]:
        """Move what a mail moves, in the turn of its case."""
        services = self.services
        sha = job.argument
        parsed = services.parse(services.store.files.get(sha))
        with services.store.transaction(carrier=job.id) as tx:
            mail = as_told(parsed, kind_told(sha, tx))
            row = tx.take_pending((sha,)).get(sha)
            if row is None:
                return ()
            understanding = tx.understanding(sha)
            if understanding is None:
                raise ConflictError(f"mail {sha[:12]} has not been read yet")
            known = cache(
                lambda: Known([(mail, understanding)], tx=tx, now=services.clock(), trust=services.settings.trust)
            )
            self._act(mail, understanding, row.received_at, known=known, tx=tx)
        return tx.caused()

    def _act(
        self,
        mail: Mail,
        understanding: Understanding,
        received_at: datetime,
        *,
        known: Callable[[], Known],
        tx: Transaction,
    ) -> None:
        """Open cases, answer assignments, file the rest."""
        services = self.services
        now = services.clock()
        tell_withheld(understanding.withheld, mail, tx=tx, services=services, now=now)
        opened: tuple[Case, ...] = ()
        cases: tuple[str, ...] = ()
        letters = understanding.letters
        reason = ""
        kind, unsure = understanding.kind, understanding.unsure
        if kind is MailKind.BOUNCE:
            cases = bounced(mail, tx=tx, services=services, now=now)
        elif kind is MailKind.LETTER and says_it_again(mail, letters, known=known(), tx=tx, services=services, now=now):
            kind, unsure = MailKind.AUTOMATIC, True
        elif kind is MailKind.LETTER and letters:
            open_all = open_forwarded if understanding.forwarded else open_cases
            opened = open_all(
                mail, understanding, received_at=received_at, now=now, known=known(), tx=tx, services=services
            )
            cases = (*(case.id for case in opened), *returned(mail, understanding, tx=tx, services=services, now=now))
        elif kind is MailKind.LETTER:
            reason = " ".join(understanding.problems)
            cannot_read(mail, reason, tx=tx, services=services, now=now)
        elif kind is MailKind.REPLY:
            taken = take_in_thread(
                mail, understanding, received_at=received_at, known=known, tx=tx, services=services, now=now
            )
            cases, opened = taken.cases, taken.opened
            kind, unsure = taken.kind, taken.kind is MailKind.AUTOMATIC
            understanding = replace(taken.letters if taken.letters and opened else understanding, kind=kind)
        if kind is not MailKind.AUTOMATIC:
            of = opened or tuple(tx.case(case_id) for case_id in cases)
            keep_findable(mail, understanding, of, at=received_at, zone=services.facts.zone, tx=tx)
        because = (reason,) if reason else understanding.because
        file_mail(mail, SET_ASIDE if reason else kind.value, because, tx=tx, now=now, cases=cases, unsure=unsure)

    # --------------------------------------------------------------------------------------------------------- timers

    def sweep(self) -> int:
        """Enqueue all that has fallen due, in order of its due time; returns how many."""
        services = self.services
        now = services.clock()
        return sum(
            self._swept(what, lambda tx, look=look: look(tx, services, now))  # type: ignore[misc]
            for what, look in (
                ("masa tugas", enqueue_moving),
                ("batas waktu", _enqueue_due),
                ("laporan", enqueue_reports),
                ("surel uji", lambda tx, services, now: send_probe(tx=tx, services=services, now=now)),
                ("penghapusan", enqueue_erasing),
                ("pengiriman ulang", enqueue_retries),
            )
        )

    def _swept(self, what: str, look: Callable[[Transaction], int]) -> int:
        """One of the sweep's errands in a transaction of its own: what is wrong with it holds up no other."""
        try:
            with self.services.store.transaction() as tx:
                return look(tx)
        except StoreError:
            raise
        except Exception:
            log.exception("%s tidak dapat diperiksa, dicoba lagi pada putaran berikutnya", what)
            return 0

    def tick(self, job: Job) -> tuple[Caused, ...]:
        """Fire one timer of one case, if the case still has it."""
        services = self.services
        now = services.clock()
        case_id, kind, at = job.argument.split("|")
        timer = Timer(kind=kind, at=datetime.fromisoformat(at))
        with services.store.transaction(carrier=job.id) as tx:
            case = tx.case(case_id)
            if not any(mine.kind == kind and mine.at == timer.at for mine in case.timers):
                return ()
            transition = sop.advance(case, TimerFired(timer=timer), now=now, desk=desk_of(case, services))
            if timer.kind == "reminder":
                transition = gather(transition, tx=tx, services=services, now=now)
            carry_out(transition, tx=tx, services=services, now=now)
        return tx.caused()

    # ------------------------------------------------------------------------------------------------------- operator

    def decide(self, case_id: str, decision: OperatorDecided) -> Case:
        """The operator's hand on a case: `nodis assign`, `nodis close`."""
        services = self.services
        now = services.clock()
        with services.store.transaction() as tx:
            case = tx.case(case_id)
            transition = sop.advance(case, decision, now=now, desk=desk_of(case, services))
            moved = carry_out(transition, tx=tx, services=services, now=now)
            keep_corrections(case, moved, event=decision, said_by="operator", now=now, tx=tx)
            return moved

    def retry(self, ids: tuple[str, ...] = (), *, kind: str | None = None) -> int:
        """Run what was set aside again, and mails that failed; all of it where no id is given. By its id a mail of the history, too.

        With a kind: the mails of these ids that opened and moved nothing, as what the operator says that they are.

        Raises:
            UsageError: a kind that no mail is brought back as, or without ids.
        """
        if kind and (kind not in BROUGHT_BACK or not ids):
            raise UsageError(
                f"--as {kind} tidak dapat dijalankan", advice="Pakai nodis retry ID --as letter, atau --as reply."
            )
        services = self.services
        now = services.clock()
        stamp = now.isoformat()
        count = 0
        with services.store.transaction() as tx:
            states = ("set_aside", *((HISTORY,) if ids else ()), *(MOVES_NOTHING if kind else ()))
            for row in [row for state in states for row in tx.messages(state=state)]:
                if not ids or any(row.sha256.startswith(wanted) for wanted in ids):
                    if kind:
                        tell_what_it_is(row.sha256, MailKind(kind), tx=tx)
                    tx.reopen_message(row.sha256)
                    job = Job(id=f"read:{row.sha256}:{stamp}", kind="read", argument=row.sha256)
                    services.enqueue(tx.session, job)
                    count += 1
            for mail in tx.outgoings(state="failed") if kind is None else ():
                if not ids or mail.id in ids:
                    tx.requeue_outgoing(mail.id)
                    enqueue_sending(mail.id, mail.case, stamp, tx=tx, services=services)
                    count += 1
            tx.journal("retried", at=now, detail={"count": str(count)})
        return count


def _enqueue_due(tx: Transaction, services: Services, now: datetime) -> int:
    due = tx.due(now)
    for case_id, timer in due:
        argument = f"{case_id}|{timer.kind}|{timer.at.isoformat()}"
        services.enqueue(tx.session, Job(id=f"tick:{argument}", kind="tick", argument=argument, partition=case_id))
    return len(due)


def _put_off(job: Job, *, tx: Transaction, now: datetime) -> None:
    """A timer that cannot be fired is due again in an hour: as it stands it would be found due without end."""
    case_id, kind, at = job.argument.split("|")
    case = tx.case(case_id)
    due = Timer(kind=kind, at=datetime.fromisoformat(at))
    later = tuple(replace(one, at=now + FAILED_TICK) if one == due else one for one in case.timers)
    if later != case.timers:
        tx.save_case(replace(case, timers=later))
