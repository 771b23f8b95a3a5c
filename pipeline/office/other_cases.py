"""A reply that names another case than the one whose mail it answers: which of them is meant, nobody can say."""

from __future__ import annotations

import re

from pipeline.model import Action, Answered, Event, OperatorDecided, RequesterSaid
from pipeline.store import Transaction

_NUMBER = re.compile(r"(?<![\w/.-])(\d{4}-\d{4,})(?![\w/-])")
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
    return tuple(found for found in dict.fromkeys(_NUMBER.findall(text)) if found != case_id and tx.has_case(found))
