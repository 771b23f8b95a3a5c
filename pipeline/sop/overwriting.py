"""What running prose may change of a case: what was asked for, what nobody has said yet, and what its writer says he corrects.

"Laptop bendahara kena virus sejak kemarin" is no new day of the outage that he reported last week, and the NIP beside the name
of a new colleague is the colleague's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.dates import DateRules
from pipeline.model import Case
from pipeline.rulebook.answers import AnswerRules
from pipeline.sop.access_rows import row_value
from pipeline.sop.field_values import told_fields
from pipeline.sop.people import words_of
from pipeline.sop.words import SENTENCE_BREAK, contains, written_out

_NIP, _PHONE = "requester.nip", "requester.phone"
_NAME = r"(?P<name>[A-Z][a-z'.]+(?:[ ,]+[A-Z][a-z'.]*){0,4})"
_NUMBER = r"\(?(?:NIP|NRP)?[\s.:/-]*(?P<number>\d{8} ?\d{6} ?\d ?\d{3})"
_NAMED = re.compile(
    rf"{_NAME}[\s,(/-]*(?:(?:dengan|dgn|ber)[\s-]?)?{_NUMBER}|{_NUMBER.replace('number', 'behind')}[\s,)/-]*(?:(?:a\.?n\.?|atas nama|untuk|milik)\s+)?{_NAME.replace('name', 'owner')}"
)
_NO_NAME = frozenset(
    [
        "nip",
        "nrp",
        "saya",
        "kami",
        "berikut",
        "ini",
        "maaf",
        "mohon",
        "pak",
        "bapak",
        "bu",
        "ibu",
        "yth",
        "baik",
        "siap",
    ]
)
_ANNOUNCES = 6  # words of a sentence that says that something was wrong, and leaves to the next what is right


def may_be_written(
    values: Mapping[str, str], text: str, case: Case, *, rules: AnswerRules, now: datetime, dates: DateRules
) -> dict[str, str]:
    """Of values that were found in prose those that do not overwrite, but where the prose itself corrects."""
    corrected = told_fields(_correcting(text, rules, rules.corrections), now, dates, correcting=True)
    replaced = told_fields(_correcting(text, rules, (*rules.corrections, *rules.replaced)), now, dates, correcting=True)
    corrected |= {path: value for path, value in replaced.items() if path == _PHONE}
    kept = {}
    for path, value in values.items():
        there = row_value(case.letter, path)
        if path == _NIP and _is_of_another(value, text, case):
            continue
        if there in (None, value) or path in case.missing:
            kept[path] = value
        elif path in corrected:
            kept[path] = corrected[path]
    return kept


def _correcting(text: str, rules: AnswerRules, by: Sequence[str]) -> str:
    """The sentences that correct, and the one behind a short one: "Maaf, salah ketik. Nomornya 0812-..."."""
    said = [one for one in SENTENCE_BREAK.split(text) if one.strip()]
    kept = []
    for place, sentence in enumerate(said):
        above = said[place - 1] if place else ""
        if _corrects(sentence, rules, by) or (_corrects(above, rules, by) and len(above.split()) <= _ANNOUNCES):
            kept.append(sentence)
    return "\n".join(kept)


def _corrects(sentence: str, rules: AnswerRules, by: Sequence[str]) -> bool:
    words = written_out(sentence, rules)
    return any(contains(words, one) is not None for one in by)


def _is_of_another(number: str, text: str, case: Case) -> bool:
    """Whether the number stands beside a name that is not the contact's."""
    contact = set(words_of(case.letter.value("requester.name") or ""))
    for found in _NAMED.finditer(text):
        told = re.sub(r"\D", "", found["number"] or found["behind"] or "")
        name = set(words_of(found["name"] or found["owner"] or "")) - _NO_NAME
        if told == number and name and not name & contact:
            return True
    return False
