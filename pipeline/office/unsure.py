"""Mail that was filed without a case and without an answer, but not for certain: nobody's letter is filed away unseen.

Only headers say for certain that no person wrote a mail. What was filed by its words is noted here until the next morning's
list has shown it to the operator, who brings it back with `nodis retry ID --as letter` (or `--as reply`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.model import Action, Answered, Event, Mail, MailKind, RequesterSaid
from pipeline.office.morning_list import Section, note, strike
from pipeline.store import Transaction

BROUGHT_BACK = (MailKind.LETTER, MailKind.REPLY)  # what the operator may say that a mail is
_LIKELY_ANSWER = 0.78  # probability of a meaning from which a reply that sounds automatic is asked back
_TOLD = "told"  # fact kept, by the hash of a mail
_FIRST_WORDS = 120  # characters
_SECRET = re.compile(r"\b(?:rahasia|confidential|secret)\b", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def note_unsure(mail: Mail, because: Sequence[str], *, tx: Transaction) -> None:
    """For the next morning's list. A letter that calls itself secret is quoted nowhere."""
    sender = mail.sender.address if mail.sender else "tanpa alamat pengirim"
    line = f"{mail.sha256[:12]}: {sender}, {first_words(mail)} ({'; '.join(because)})"
    note(Section.FILED, mail.sha256, line, tx=tx)


def first_words(mail: Mail) -> str:
    """Subject and first words of a mail, on one line."""
    said = "(isi tidak dikutip)" if _SECRET.search(f"{mail.subject} {mail.text}") else f"“{_start(mail.text)}”"
    return f"{_start(mail.subject) or '(tanpa perihal)'}, {said}"


def tell_what_it_is(sha: str, kind: MailKind, *, tx: Transaction) -> None:
    """The operator has read it."""
    tx.set_meta(f"{_TOLD}:{sha}", kind.value)
    strike(Section.FILED, sha, tx=tx)


def kind_told(sha: str, tx: Transaction) -> MailKind | None:
    """What the operator has said that a mail is."""
    said = tx.get_meta(f"{_TOLD}:{sha}")
    return MailKind(said) if said else None


def as_told(mail: Mail, said: MailKind | None) -> Mail:
    """The mail as the operator has said that it is; as it was parsed where he has said nothing."""
    if said is None:
        return mail
    because = ("operator menetapkan jenisnya",)
    return replace(mail, kind=said, because=because, auto_submitted=False, unsure=False, told=True)


def answers_something(event: Event | None) -> bool:
    """Whether a reply was understood: with an action, and with values where it brings them."""
    if isinstance(event, Answered):
        return event.answer.action is not None
    if isinstance(event, RequesterSaid):
        action = event.answer.action
        return action is not None and (action is not Action.DATA or bool(event.answer.values))
    return event is not None


def likely_answers(event: Answered) -> bool:
    """Whether the models take a holder's reply for an answer, whatever else stands in it: it is never filed without a word."""
    answer = event.answer
    return answer.action is not None or (answer.likely is not None and answer.probability >= _LIKELY_ANSWER)


def says_something(
    event: Event | None, without_signs: Event | None, *, loud: bool, asked: Collection[str] = ()
) -> bool:
    """Whether a reply that sounds automatic holds an answer that does not stand on the signs themselves.

    A person says "Setuju" beside "saya sedang dinas luar"; a program says "semua disposisi diteruskan kepada ...". However loud
    the signs are, no program fills in the values that were `asked` for; days and telephone numbers that nobody asked for are those
    of its writer's absence and of his deputy.
    """
    if not answers_something(event) or not answers_something(without_signs):
        return False
    if isinstance(without_signs, RequesterSaid) and without_signs.answer.action in (Action.DATA, Action.PERBAIKI):
        return not without_signs.answer.values.keys().isdisjoint(asked)
    if loud:
        return False
    if isinstance(event, Answered | RequesterSaid) and isinstance(without_signs, Answered | RequesterSaid):
        return event.answer.action is without_signs.answer.action
    return event == without_signs


def _start(text: str) -> str:
    words = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS].rsplit(' ', 1)[0]} …"
