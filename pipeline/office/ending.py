"""What the requester is told when the operator refuses or closes a case, shown before anything goes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline import sop
from pipeline.model import Case, OperatorDecided, Purpose, SendMail
from pipeline.office.flows import desk_of
from pipeline.office.services import Services
from pipeline.office.words import words_of
from pipeline.store import Unsaid

_TO_THE_REQUESTER = frozenset({Purpose.RESULT, Purpose.REFUSAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMail:
    """A mail as it would go out."""

    to: str
    subject: str
    text: str


def preview(case_id: str, decision: OperatorDecided, services: Services) -> tuple[ShownMail, ...]:
    """The mails with which a decision would end a case; nothing changes.

    Raises:
        UnknownCaseError: there is no such case.
    """
    now = services.clock()
    with services.store.reading() as tx:
        case = tx.case(case_id)
    transition = sop.advance(case, decision, now=now, desk=desk_of(case, services))
    effects = [one for one in transition.effects if isinstance(one, SendMail) and one.purpose in _TO_THE_REQUESTER]
    return tuple(_shown(one, transition.case, services) for one in effects)


def _shown(effect: SendMail, case: Case, services: Services) -> ShownMail:
    """Its words, without the code that tells the answers to the mail which is sent then."""
    said = words_of(
        Unsaid(effect=replace(effect, assignment=None), thread=()),
        case,
        at=services.clock(),
        services=services,
        message_id="",
    )
    return ShownMail(to=effect.to.address, subject=said.subject, text=said.text)
