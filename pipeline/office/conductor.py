"""The way of a letter, stage by stage.

Each stage is idempotent and commits its result, the journal and the next job in one transaction; a stage that runs
twice finds its work done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline import sop
from pipeline.errors import ConflictError, UsageError
from pipeline.intake import Mailbox
from pipeline.model import (
    Address,
    Answered,
    Case,
    Event,
    Job,
    Mail,
    MailKind,
    OperatorDecided,
    Part,
    Purpose,
    RequesterSaid,
    SendMail,
    Timer,
    TimerFired,
    Understanding,
)
from pipeline.office.attribution import FORGED, Attribution, attribute, trusted
from pipeline.office.effects import carry_out, enqueue_sending, queue_mail
from pipeline.office.flows import desk_of, rulebook_of
from pipeline.office.guessing import count_wrong_codes
from pipeline.office.incidents import checked, follow, tie
from pipeline.office.learning import keep_corrections
from pipeline.office.ledger import note_mailbox, note_probe, send_probe
from pipeline.office.opening import open_cases
from pipeline.office.patience import says_it_again, without_third_question
from pipeline.office.posting import enqueue_retries, hand_over, put_down, send_mail, write_letter
from pipeline.office.receiving import receive
from pipeline.office.reminding import gather
from pipeline.office.reporting import enqueue_reports, mail_digest, mail_recap
from pipeline.office.retaining import enqueue_erasing, erase_due
from pipeline.office.returning import (
    copy_event,
    file_parts,
    returned_copies,
    signed_kinds,
    with_roles,
    without_copies,
)
from pipeline.office.searching import keep_findable
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.undelivered import bounced
from pipeline.office.understanding import SETTLED, understand_mail, without_pages
from pipeline.office.withholding import infected, programs, tell_withheld
from pipeline.store import Transaction
from pipeline.wording import Alarm

# Told by headers and words, and filed without a second job: storms come of them.
MOVES_NOTHING = (MailKind.AUTOMATIC, MailKind.UNRELATED)
OPENING = "open"  # letters become cases one at a time
MOST_MAILS = 1000  # that one mail may cause
CARRIERS = ("read", "act", "tick")  # jobs that send at their end what they have caused


class Office:
    """The conductor. Built from `Services`; the engine calls `run`, the scheduler `receive` and `sweep`."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._kinds: Mapping[str, Callable[[Job], object]] = {
            "read": self.read,
            "act": self.act,
            "tick": self.tick,
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

    def mailbox_answers(self, problem: str | None = None) -> None:
        """Whether the mailbox can be read, and if not, why; the operator is told of one that stays away."""
        services = self.services
        with services.store.transaction() as tx:
            note_mailbox(problem, tx=tx, services=services, now=services.clock())

    # ---------------------------------------------------------------------------------------------------------- jobs

    def run(self, job: Job) -> None:
        """Do one job. Called by the engine's workers; doing a job twice does its work once."""
        if job.kind not in self._kinds:
            raise UsageError(f"unknown job kind {job.kind!r}")
        self._kinds[job.kind](job)
        if job.kind in CARRIERS:
            hand_over(job.id, self.services)

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
            if job.kind in ("read", "act"):
                tx.finish_message(job.argument, state="set_aside", reason=detail["error"])
            if job.kind == "send":
                tx.mark_failed(job.argument, error=detail["error"])
            says = {"problem": f"Pekerjaan {job.id} gagal: {error}", "subject": ""}
            tell_operator(Alarm.JOB_FAILED, says, case=None, tx=tx, services=services, now=now)

    def read(self, job: Job) -> None:
        """Read, extract and route mails, one after the other, and act on those that open cases."""
        services = self.services
        with services.store.reading() as tx:
            pending = tx.pending(job.argument.split())
        for place, sha in enumerate(pending):
            self._read(sha, job, turn=place * MOST_MAILS)

    def _read(self, sha: str, job: Job, *, turn: int) -> None:
        """One mail. What moves a case goes on in the case's own turn, all else is done at once.

        The id of a job that goes on ends like this one's: a retried reading acts anew.
        """
        services = self.services
        mail = services.parse(services.store.files.get(sha))
        understanding = self._understand(mail)
        with services.store.transaction(carrier=job.id, turn=turn) as tx:
            row = tx.take_pending(sha)
            if row is None:
                return
            tx.save_understanding(sha, without_pages(understanding), mail)
            if mail.kind in MOVES_NOTHING:
                if mail.kind is MailKind.AUTOMATIC:
                    note_probe(mail, tx=tx, now=services.clock())
                _file(sha, mail.kind.value, mail.because, tx=tx, now=services.clock())
                return
            attribution = attribute(
                mail, tx=tx, directory=services.directory, trust=services.settings.trust, now=services.clock()
            )
            if case := attribution.case or next((copy.case for copy in understanding.returned), None):
                again = job.id.partition(":")[2].partition(":")[2]
                act = Job(id=f"act:{sha}:{again}", kind="act", argument=sha, partition=case)
                services.enqueue(tx.session, act)
            else:
                tx.one_at_a_time(OPENING)  # so that doubles are seen
                self._act(mail, understanding, row.received_at, tx=tx)

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

    def act(self, job: Job) -> None:
        """Move what a mail moves, in the turn of its case."""
        services = self.services
        sha = job.argument
        mail = services.parse(services.store.files.get(sha))
        with services.store.transaction(carrier=job.id) as tx:
            row = tx.take_pending(sha)
            if row is None:
                return
            understanding = tx.understanding(sha)
            if understanding is None:
                raise ConflictError(f"mail {sha[:12]} has not been read yet")
            self._act(mail, understanding, row.received_at, tx=tx)

    def _act(self, mail: Mail, understanding: Understanding, received_at: datetime, *, tx: Transaction) -> None:
        """Open cases, answer assignments, file the rest."""
        services = self.services
        now = services.clock()
        tell_withheld(understanding.withheld, mail, tx=tx, services=services, now=now)
        cases: tuple[str, ...] = ()
        reason = ""
        kind = understanding.kind
        if kind is MailKind.BOUNCE:
            cases = bounced(mail, tx=tx, services=services, now=now)
        elif kind is MailKind.LETTER and says_it_again(mail, understanding.letters, tx=tx, services=services, now=now):
            kind = MailKind.AUTOMATIC
        elif kind is MailKind.LETTER and understanding.letters:
            cases = open_cases(mail, understanding, received_at=received_at, now=now, tx=tx, services=services)
            cases += self._returned(mail, understanding, tx=tx, now=now)
        elif kind is MailKind.LETTER:
            reason = " ".join(understanding.problems)
            self._cannot_read(mail, understanding, tx=tx, now=now)
        elif kind is MailKind.REPLY:
            cases = self._replied(mail, understanding, tx=tx, now=now)
        if kind is understanding.kind:
            of = tuple(tx.case(case_id) for case_id in cases)
            keep_findable(mail, understanding, of, at=received_at, zone=services.facts.zone, tx=tx)
        because = (reason,) if reason else understanding.because
        _file(mail.sha256, "set_aside" if reason else kind.value, because, tx=tx, now=now, cases=cases)

    # ------------------------------------------------------------------------------------------------------- replies

    def _replied(self, mail: Mail, understanding: Understanding, *, tx: Transaction, now: datetime) -> tuple[str, ...]:
        services = self.services
        again = tx.cases_of_message_ids((mail.message_id,)) if mail.message_id else ()
        if again:  # the very same mail by another way: it has been acted on
            tx.journal("reply came again", at=now, case=again[0], message=mail.sha256, detail={})
            return again
        attribution = attribute(mail, tx=tx, directory=services.directory, trust=services.settings.trust, now=now)
        if tried := count_wrong_codes(mail, tx=tx, now=now):
            sender = mail.sender.address if mail.sender else "-"
            tx.journal("wrong code", at=now, message=mail.sha256, detail={"from": sender, "tried": str(tried)})
        if attribution.case is None and attribution.objection is None and understanding.returned:
            return self._returned(mail, understanding, tx=tx, now=now)
        if attribution.objection or attribution.case is None:
            self._moves_nothing(mail, attribution, tx=tx, now=now)
            return (attribution.case,) if attribution.case else ()
        case = tx.case(attribution.case)
        event = self._event(mail, understanding, attribution, case, now=now)
        if isinstance(event, Answered):
            event = replace(event, answer=checked(event.answer, case, tx=tx))
        if event is None:
            self._moves_nothing(mail, attribution, tx=tx, now=now)
            return (case.id,)
        transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
        transition = without_third_question(transition, case, mail, tx=tx, services=services, now=now)
        moved = carry_out(transition, tx=tx, services=services, now=now, cause=mail)
        tie(case, moved, tx=tx, now=now)
        keep_corrections(case, moved, said_by=mail.sender.address if mail.sender else "-", now=now, tx=tx)
        return (case.id, *self._returned(mail, understanding, tx=tx, now=now, but_not=case.id))

    def _event(
        self, mail: Mail, understanding: Understanding, attribution: Attribution, case: Case, *, now: datetime
    ) -> Event | None:
        services = self.services
        local = now.astimezone(services.facts.zone)
        if attribution.standing == "operator":
            return sop.understand_operator(mail.text, rulebook=services.rulebook)
        if attribution.standing == "requester":
            answer = sop.understand_requester(mail.text, case=case, rulebook=services.rulebook, now=local)
            letters = understanding.letters[:1]
            return RequesterSaid(
                answer=answer,
                files=file_parts(mail, None, services, understanding),
                fields=dict(letters[0].fields) if letters else {},
                access=letters[0].access if letters else (),
            )
        assignment = attribution.assignment
        asked_by = rulebook_of(case, services).sops.get(assignment.role.partition("/")[0]) if assignment else None
        step = asked_by.steps.get(assignment.step) if asked_by and assignment else None
        if assignment is None or step is None:
            return None
        names = [part.name for part in mail.parts]
        answer = sop.understand(
            mail.text,
            step=step,
            files=names,
            rulebook=services.rulebook,
            now=local,
            by=assignment.name,
            people=services.directory.people,
        )
        copies = tuple(copy for copy in understanding.returned if copy.case == case.id)
        answer = sop.with_signed_copy(answer, step, services.rulebook, signed_kinds(copies))
        files = file_parts(mail, assignment.step, services, understanding)
        files = with_roles(files, copies, step=step, rulebook=services.rulebook)
        return Answered(assignment=assignment, answer=answer, files=files)

    def _returned(
        self, mail: Mail, understanding: Understanding, *, tx: Transaction, now: datetime, but_not: str | None = None
    ) -> tuple[str, ...]:
        """Copies of our own letters that came back, each case's apart; returns the cases."""
        services = self.services
        named = dict.fromkeys(copy.case for copy in understanding.returned)
        cases = [case for case in named if case != but_not and tx.has_case(case)]
        for case_id in cases:
            if not trusted(mail, services.settings.trust):
                forged = Attribution(case=case_id, standing="stranger", objection=FORGED)
                self._moves_nothing(mail, forged, tx=tx, now=now)
                continue
            case = tx.case(case_id)
            event = copy_event(mail, understanding, case, services=services, now=now)
            transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
            carry_out(transition, tx=tx, services=services, now=now, cause=mail)
        return tuple(cases)

    def _moves_nothing(self, mail: Mail, attribution: Attribution, *, tx: Transaction, now: datetime) -> None:
        """Recorded, not obeyed: the operator is told, and the holder where a case is meant (DESIGN, bad input)."""
        services = self.services
        why = attribution.objection or "Balasan ini tidak menyebut perkara yang dikenal."
        sender = mail.sender.address if mail.sender else "-"
        detail = {"from": sender, "why": why}
        tx.journal("answer refused", at=now, case=attribution.case, message=mail.sha256, detail=detail)
        says = {"problem": f"{why} Tidak ada perkara yang bergerak.", "subject": mail.subject, "from": sender}
        case = tx.case(attribution.case) if attribution.case else None
        told = set()
        if case:
            for assignment in case.assignments:
                to = Address(address=assignment.address, name=assignment.name)
                notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=to, says=says)
                queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)
                told.add(to.address)
        if attribution.standing == "holder" and sender not in told and not mail.auto_submitted:
            notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=Address(address=sender), says=says)
            queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)
            told.add(sender)
        quoted = {**says, "text": mail.text[:2000]}
        tell_operator(Alarm.NOT_OBEYED, quoted, case=attribution.case, tx=tx, services=services, now=now)

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

    def tick(self, job: Job) -> None:
        """Fire one timer of one case, if the case still has it."""
        services = self.services
        now = services.clock()
        case_id, kind, at = job.argument.split("|")
        timer = Timer(kind=kind, at=datetime.fromisoformat(at))
        with services.store.transaction(carrier=job.id) as tx:
            case = tx.case(case_id)
            if not any(mine.kind == kind and mine.at == timer.at for mine in case.timers):
                return
            transition = sop.advance(case, TimerFired(timer=timer), now=now, desk=desk_of(case, services))
            if timer.kind == "reminder":
                transition = gather(transition, tx=tx, services=services, now=now)
            carry_out(transition, tx=tx, services=services, now=now)

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
