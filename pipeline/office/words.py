"""Words of queued mails. They get them when they are about to leave, so that no other letter waits while they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline import outbox, sop
from pipeline.errors import ConfigurationError
from pipeline.model import Case
from pipeline.office.flows import rulebook_of
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Outgoing, Transaction, Unsaid
from pipeline.wording import Alarm


def worded(
    rows: Sequence[Outgoing], known: Mapping[str, Case], *, tx: Transaction, services: Services, now: datetime
) -> list[Outgoing]:
    """The mails with their words, in the same order. One for which there are none (a broken template) fails, and is left out.

    `known` are cases that need not be looked up, by the ids of mails.
    """
    unknown = {row.case for row in rows if row.unsaid and row.case and row.id not in known}
    cases = tx.some_cases(unknown) if unknown else {}
    found = []
    for row in rows:
        if row.unsaid is None:
            found.append(row)
            continue
        try:
            case = known.get(row.id) or cases.get(row.case or "")
            words = words_of(row.unsaid, case, at=row.created_at, services=services, message_id=row.message_id)
        except ConfigurationError as error:
            _give_up(row, error, tx=tx, services=services, now=now)
            continue
        found.append(
            replace(row, unsaid=None, subject=words.subject, text=words.text, html=words.html, headers=words.headers)
        )
        tx.say(found[-1])
    return found


def note_failed(row: Outgoing, error: str, *, tx: Transaction, now: datetime) -> None:
    """A mail is given up; `nodis retry` brings it back."""
    tx.mark_failed(row.id, error=error)
    tx.journal("mail failed", at=now, case=row.case, detail={"mail": row.id, "error": error})


def words_of(unsaid: Unsaid, case: Case | None, *, at: datetime, services: Services, message_id: str) -> outbox.Written:
    """The words of a mail that has not got them yet."""
    rulebook = rulebook_of(case, services)
    effect = unsaid.effect
    if case and (would_say := sop.refusal_of(case)) and effect.template == "ending":
        shown = words_of(Unsaid(effect=would_say, thread=()), case, at=at, services=services, message_id="")
        effect = replace(effect, says={**effect.says, "mail": f"Perihal: {shown.subject}\n{shown.text}"})
    return outbox.write(
        effect,
        case,
        sop=rulebook.sops[case.sop] if case and case.sop else None,
        rulebook=rulebook,
        facts=services.facts,
        directory=services.directory,
        templates=services.templates,
        now=at,
        thread=unsaid.thread,
        message_id=message_id,
    )


def _give_up(row: Outgoing, error: ConfigurationError, *, tx: Transaction, services: Services, now: datetime) -> None:
    note_failed(row, str(error), tx=tx, now=now)
    says = {"problem": f"Surel kepada {row.to.address} tidak dapat ditulis: {error} -> {error.advice}", "subject": ""}
    tell_operator(Alarm.JOB_FAILED, says, case=row.case, tx=tx, services=services, now=now, but_not=row.to.address)
