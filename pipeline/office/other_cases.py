"""A reply that names another case than the one whose mail it answers: which of them is meant, nobody can say."""

from __future__ import annotations

import re

from pipeline.model import Action, Answered, Event, OperatorDecided, RequesterSaid
from pipeline.store import Transaction

_NUMBER = re.compile(r"(?<![\w/.-])(\d{4}-\d{4,})(?![\w/-])")
# "nomor 0002", "perkara 2": the last part of a number, as people call a case; no part of a longer number, and no point of a list.
_SHORT = re.compile(
    r"\b(?:(?:nomor|nomer|no|nmr|yang|yg|untuk|utk|number)\b[.:# ]{0,3}(0\d{3})"
    r"|(?:perkara|kasus|tiket|case)\b[.:# ]{0,3}(?:(?:nomor|nomer|no|nmr|number)\b[.:# ]{0,3})?(\d{1,4}))(?![\w/-]|[.,:)]?[ ]?\d)",
    re.IGNORECASE,
)
_DIGITS = 4  # of a case's number within its year
_OPENING = 4  # words in which a refusal says what it refuses; behind them stands its reason
_REASONED = (Action.TOLAK, Action.KOREKSI, Action.TANYA, Action.TUNDA)
_MOVES_NOTHING = (None, Action.GABUNG, Action.DATA, Action.STATUS)  # or names another case rightly


def other_cases(event: Event, text: str, case_id: str, *, tx: Transaction) -> tuple[str, ...]:
    """Other cases that the writer's own words name beside a decision; their mention in a reason or a value is none."""
    reasoned = isinstance(event, OperatorDecided) and event.refuse is not None
    if isinstance(event, (Answered, RequesterSaid)):
        if event.answer.action in _MOVES_NOTHING:
            return ()
        reasoned = event.answer.action in _REASONED
        for value in event.answer.values.values():
            text = text.replace(value, " ")
    if reasoned:
        text = " ".join(text.split()[:_OPENING])
    year = case_id.partition("-")[0]
    short = [f"{year}-{found:0>{_DIGITS}}" for one in _SHORT.findall(text) for found in one if found]
    named = dict.fromkeys((*_NUMBER.findall(text), *short))
    return tuple(found for found in named if found != case_id and tx.has_case(found))
