"""A reply that names another case than the one whose mail it answers: which of them is meant, nobody can say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model import Action, Answered, Case, Event, Mail, OperatorDecided, RequesterSaid
from pipeline.sop import case_numbers
from pipeline.store import Transaction

# "nomor 0002", "perkara 2": the last part of a number, as people call a case; no part of a longer number, and no point of a list.
_SHORT = re.compile(
    r"\b(?:(?:nomor|nomer|no|nmr|yang|yg|untuk|utk|number)\b[.:# ]{0,3}(0\d{3})"
    r"|(?:perkara|kasus|tiket|case)\b[.:# ]{0,3}(?:(?:nomor|nomer|no|nmr|number)\b[.:# ]{0,3})?(\d{1,4}))(?![\w/-]|[.,:)]?[ ]?\d)",
    re.IGNORECASE,
)
_DIGITS = 4  # of a case's number within its year
_OPENING = 4  # words in which a refusal says what it refuses; behind them stands its reason
_REASONED = (Action.TOLAK, Action.KOREKSI, Action.TANYA, Action.TUNDA)
# These mean nothing, move nothing, or name another case rightly.
_NEVER_OF_TWO = (None, Action.GABUNG, Action.DATA, Action.STATUS)


def which_case(named: Iterable[str]) -> str:
    """What the writer is asked back: sentences in Indonesian."""
    return (
        f"Balasan ini menyebut lebih dari satu perkara ({', '.join(named)}), sehingga tidak jelas perkara mana yang dimaksud. "
        "Perkara mana yang dimaksud? Balaslah surel kami tentang perkara itu sendiri, satu balasan untuk satu perkara."
    )


def other_cases(event: Event, mail: Mail, text: str, case: Case, *, tx: Transaction) -> tuple[str, ...]:
    """Other cases that the writer's own words or his subject name beside a decision; their mention in a reason or a value is none."""
    reasoned = isinstance(event, OperatorDecided) and event.refuse is not None
    if isinstance(event, (Answered, RequesterSaid)):
        meant = event.answer.action or event.answer.likely  # the likely one is asked back, too: by its real reason
        if meant in _NEVER_OF_TWO:
            return ()
        reasoned = meant in _REASONED
        for value in event.answer.values.values():
            text = text.replace(value, " ")
    if reasoned:
        text = " ".join(text.split()[:_OPENING])
    year = case.id.partition("-")[0]
    short = [f"{year}-{found:0>{_DIGITS}}" for one in _SHORT.findall(text) for found in one if found]
    # Our subjects hold the letter's, which may be about another case.
    subject = {*case_numbers(mail.subject)} - {*case_numbers(case.letter.value("subject") or "")}
    named = dict.fromkeys((*case_numbers(text), *short, *sorted(subject)))
    return tuple(found for found in named if found != case.id and tx.has_case(found))
