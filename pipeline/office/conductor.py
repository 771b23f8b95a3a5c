"""The way of a letter, stage by stage.

Each stage is idempotent and commits its result, the journal and the next job in one transaction; a stage that runs
twice finds its work done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from pipeline import sop
from pipeline.errors import ConflictError, UsageError
from pipeline.intake import Mailbox
from pipeline.model import (
    Case,
    Job,
    Mail,
    MailKind,
    OperatorDecided,
    Part,
    Purpose,
    SendMail,
    Timer,
    TimerFired,
    Understanding,
)
from pipeline.office.attribution import attribute
from pipeline.office.effects import carry_out, enqueue_sending, queue_mail
from pipeline.office.flows import desk_of
from pipeline.office.incidents import follow
from pipeline.office.known import Known
from pipeline.office.learning import keep_corrections
from pipeline.office.ledger import note_mailbox, note_probe, send_probe
from pipeline.office.opening import open_cases
from pipeline.office.patience import says_it_again
from pipeline.office.posting import enqueue_retries, hand_over, put_down, send_mail, write_letter
from pipeline.office.receiving import receive
from pipeline.office.reminding import gather
from pipeline.office.replying import replied, returned
from pipeline.office.reporting import enqueue_reports, mail_digest, mail_recap
from pipeline.office.retaining import enqueue_erasing, erase_due
from pipeline.office.returning import returned_copies, without_copies
from pipeline.office.searching import keep_findable
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.undelivered import bounced
from pipeline.office.understanding import SETTLED, understand_mail, without_pages
from pipeline.office.withholding import infected, programs, tell_withheld
from pipeline.store import Caused, Transaction
from pipeline.wording import Alarm

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
        detail = {"job": job.id, "error": f"{type(error).__name__}: {error}"}
        with services.store.transaction() as tx:
            tx.journal("job failed", at=now, detail=detail)
            if several:
                for sha in tx.pending(job.argument.split()):
                    services.enqueue(tx.session, Job(id=f"read:{sha}:alone", kind="read", argument=sha))
                return
            filed = job.kind not in ("read", "act") or not tx.pending(
                (job.argument,)
            )  # and only its mails were not sent
            if not filed:
                tx.finish_message(job.argument, state="set_aside", reason=detail["error"])
            if job.kind == "send":
                tx.mark_failed(job.argument, error=detail["error"])
            says = {"problem": f"Pekerjaan {job.id} gagal: {error}", "subject": ""}
            tell_operator(Alarm.JOB_FAILED, says, case=None, tx=tx, services=services, now=now)

    def read(self, job: Job) -> tuple[Caused, ...]:
        """Read, extract and route mails one after the other, then act on all that open cases in one transaction.

        Returns the mails to be handed over, as `act` and `tick` do.
        """
        services = self.services
        with services.store.reading() as tx:
            pending = tx.pending(job.argument.split())
        mails = [services.parse(services.store.files.get(sha)) for sha in pending]
        read = [(mail, self._understand(mail)) for mail in mails]
        with services.store.transaction(carrier=job.id) as tx:
            taken = tx.take_pending(pending)
            mine = [(mail, understanding) for mail, understanding in read if mail.sha256 in taken]
            known = cache(lambda: Known(mine, tx=tx, now=services.clock()))
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
        tx.save_understanding(mail.sha256, without_pages(understanding), mail)
        if mail.kind in MOVES_NOTHING:
            if mail.kind is MailKind.AUTOMATIC:
                note_probe(mail, tx=tx, now=now)
            _file(mail.sha256, mail.kind.value, mail.because, tx=tx, now=now)
            return
        attribution = attribute(mail, tx=tx, directory=services.directory, trust=services.settings.trust, now=now)
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
        withheld |= programs(parts, seen)
        signatures = services.reader.signatures(parts)
        copies = returned_copies(parts, seen, signatures, services) if parts else ()
        documents = services.reader.read_all(self._worth_reading(mail, parts))
        understanding = understand_mail(
            mail,
            without_copies(documents, copies),
            returned=copies,
            file=mail.sha256,
            rulebook=services.rulebook,
            directory=services.directory,
            zone=services.facts.zone,
        )
        return replace(understanding, signatures=signatures, withheld=withheld)

    def _worth_reading(self, mail: Mail, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """A holder's photos and reports are filed, not read: only requesters send letters."""
        sender = mail.sender.address if mail.sender else ""
        if mail.kind is MailKind.REPLY and self.services.directory.by_address(sender):
            return ()
        return parts

    def act(self, job: Job) -> tuple[Caused, ...]:
        """Move what a mail moves, in the turn of its case."""
        services = self.services
        sha = job.argument
        mail = services.parse(services.store.files.get(sha))
        with services.store.transaction(carrier=job.id) as tx:
            row = tx.take_pending((sha,)).get(sha)
            if row is None:
                return ()
            understanding = tx.understanding(sha)
            if understanding is None:
                raise ConflictError(f"mail {sha[:12]} has not been read yet")
            known = cache(lambda: Known([(mail, understanding)], tx=tx, now=services.clock()))
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
        kind = understanding.kind
        if kind is MailKind.BOUNCE:
            cases = bounced(mail, tx=tx, services=services, now=now)
        elif kind is MailKind.LETTER and says_it_again(mail, letters, known=known(), tx=tx, services=services, now=now):
            kind = MailKind.AUTOMATIC
        elif kind is MailKind.LETTER and letters:
            opened = open_cases(
                mail, understanding, received_at=received_at, now=now, known=known(), tx=tx, services=services
            )
            cases = (*(case.id for case in opened), *returned(mail, understanding, tx=tx, services=services, now=now))
        elif kind is MailKind.LETTER:
            reason = " ".join(understanding.problems)
            self._cannot_read(mail, understanding, tx=tx, now=now)
        elif kind is MailKind.REPLY:
            cases = replied(mail, understanding, tx=tx, services=services, now=now)
        if kind is understanding.kind:
            of = opened or tuple(tx.case(case_id) for case_id in cases)
            keep_findable(mail, understanding, of, at=received_at, zone=services.facts.zone, tx=tx)
        because = (reason,) if reason else understanding.because
        _file(mail.sha256, "set_aside" if reason else kind.value, because, tx=tx, now=now, cases=cases)

    def _cannot_read(self, mail: Mail, understanding: Understanding, *, tx: Transaction, now: datetime) -> None:
        services = self.services
        says = {"problem": " ".join(understanding.problems), "subject": mail.subject}
        if mail.sender and not mail.auto_submitted:
            notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=mail.sender, says=says)
            queue_mail(notice, None, tx=tx, services=services, now=now, cause=mail)
        tell_operator(Alarm.UNREADABLE, says, case=None, tx=tx, services=services, now=now)

    # --------------------------------------------------------------------------------------------------------- timers

    def sweep(self) -> int:
        """Enqueue all that has fallen due, in order of its due time; returns how many."""
        services = self.services
        now = services.clock()
        with services.store.transaction() as tx:
            due = tx.due(now)
            for case_id, timer in due:
                argument = f"{case_id}|{timer.kind}|{timer.at.isoformat()}"
                services.enqueue(
                    tx.session, Job(id=f"tick:{argument}", kind="tick", argument=argument, partition=case_id)
                )
            reports = enqueue_reports(tx, services, now) + send_probe(tx=tx, services=services, now=now)
            reports += enqueue_erasing(tx, services, now)
        return len(due) + reports + enqueue_retries(now, services)

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
            keep_corrections(case, moved, said_by="operator", now=now, tx=tx)
            return moved

    def retry(self, ids: tuple[str, ...] = ()) -> int:
        """Run what was set aside again, and mails that failed; all of it where no id is given."""
        services = self.services
        now = services.clock()
        stamp = now.isoformat()
        count = 0
        with services.store.transaction() as tx:
            for row in tx.messages(state="set_aside"):
                if not ids or any(row.sha256.startswith(wanted) for wanted in ids):
                    tx.reopen_message(row.sha256)
                    job = Job(id=f"read:{row.sha256}:{stamp}", kind="read", argument=row.sha256)
                    services.enqueue(tx.session, job)
                    count += 1
            for mail in tx.outgoings(state="failed"):
                if not ids or mail.id in ids:
                    tx.requeue_outgoing(mail.id)
                    enqueue_sending(mail.id, mail.case, stamp, tx=tx, services=services)
                    count += 1
            tx.journal("retried", at=now, detail={"count": str(count)})
        return count


def _file(
    sha: str, state: str, because: Sequence[str], *, tx: Transaction, now: datetime, cases: tuple[str, ...] = ()
) -> None:
    """The one state that a mail ends in, and the journal's line of it."""
    tx.finish_message(sha, state=state, reason="; ".join(because), cases=cases)
    tx.journal("mail filed", at=now, message=sha, detail={"as": state, "cases": ", ".join(cases)})
