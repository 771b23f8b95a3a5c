"""The one state that a mail ends in, and what the operator reads of it in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.model import Mail, MailKind
from pipeline.office.morning_list import Section, note
from pipeline.office.unsure import first_words, note_unsure
from pipeline.store import Transaction

SET_ASIDE = "set_aside"
_OF_SOMEBODY = frozenset(
    {MailKind.LETTER.value, MailKind.REPLY.value, SET_ASIDE}
)  # states of what a person may have sent


def file_mail(
    mail: Mail,
    state: str,
    because: Sequence[str],
    *,
    tx: Transaction,
    now: datetime,
    cases: tuple[str, ...] = (),
    unsure: bool = False,
) -> None:
    """Its end, and the journal's line of it; what is unsure the operator sees in the morning."""
    tx.finish_message(mail.sha256, state=state, reason="; ".join(because), cases=cases)
    tx.journal("mail filed", at=now, message=mail.sha256, detail={"as": state, "cases": ", ".join(cases)})
    if unsure:
        note_unsure(mail, because, tx=tx)
    elif mail.sender is None and state in _OF_SOMEBODY:
        note(Section.NOBODY, mail.sha256, f"{mail.sha256[:12]}: {first_words(mail)} ({_became(state, cases)})", tx=tx)
    if mail.misplaced_verdict is not None:
        note(Section.MISPLACED, mail.sha256, mail.misplaced_verdict, tx=tx)


def _became(state: str, cases: tuple[str, ...]) -> str:
    """What became of a mail from nobody, in words."""
    if state == SET_ASIDE:
        return "disisihkan"
    which = f"perkara {', '.join(cases)}" if cases else "tanpa perkara"
    return f"{'surat' if state == MailKind.LETTER.value else 'balasan'}, {which}"
