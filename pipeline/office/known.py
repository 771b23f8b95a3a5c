"""What the office knows already of letters that are to be opened.

It is looked up for all of them at once, so that many cost little more than one, and grows with each case that is opened,
so that the second of two doubles finds the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.model import Address, Case, Letter, Mail, Understanding
from pipeline.store import About, Transaction

OPENING = (
    "open"  # letters become cases one transaction after the other: else neither of two doubles would see the other
)
LATELY = timedelta(hours=1)  # within which who says the same again and again is noticed
LAST = 3  # of a sender's cases: one more than may say the same
SAME_OUTAGE = timedelta(hours=72)  # within which letters may be about the same
LOOKED_AT = 200  # newest open cases of an SOP: a day's worth of the busiest


def requester_of(mail: Mail) -> Address:
    """Who gets the answers: From, or the original sender of what was forwarded."""
    return mail.original_sender or mail.sender or Address(address="")


def letter_keys(letters: Sequence[Letter]) -> list[str | None]:
    """A key a letter; the second request of one letter has the letter's key and its place."""
    found: list[str | None] = []
    for letter in letters:
        key = letter_key(letter)
        again = sum(1 for other in found if other and other.partition("#")[0] == key) if key else 0
        found.append(f"{key}#{again + 1}" if again else key)
    return found


def letter_key(letter: Letter) -> str | None:
    """The same number from the same unit is the same letter; numbers compare without punctuation (NASKAH 4)."""
    number = letter.value("number")
    unit = letter.value("sender_office") or letter.value("requester.unit")
    if not number or not unit:
        return None
    return "/".join(re.sub(r"[^a-z0-9]", "", value.lower()) for value in (number, unit))


class Known:
    """Cases by the mails, letters and requesters that they came of. Nobody else opens cases until the transaction ends."""

    def __init__(self, mails: Sequence[tuple[Mail, Understanding]], *, tx: Transaction, now: datetime) -> None:
        tx.one_at_a_time(OPENING)
        flows = {route.sop for _, understanding in mails for route in understanding.routes if route.sop}
        self._by_mail = tx.cases_by_message_id([mail.message_id for mail, _ in mails if mail.message_id])
        keys = [key for _, understanding in mails for key in letter_keys(understanding.letters) if key]
        self._by_key = tx.cases_by_letter_key(keys)
        self._newest_of = tx.newest_cases_of(
            [requester_of(mail).address for mail, _ in mails], since=now - LATELY, limit=LAST
        )
        self._abouts = {flow: list(tx.open_abouts(flow, since=now - SAME_OUTAGE, limit=LOOKED_AT)) for flow in flows}

    def cases_of_mail(self, mail: Mail) -> tuple[str, ...]:
        """Those of the very same mail, which came another way with other headers."""
        return self._by_mail.get(mail.message_id or "", ())

    def case_of(self, key: str | None) -> str | None:
        """That of a letter, by its key."""
        return self._by_key.get(key or "")

    def newest_of(self, address: str) -> tuple[Case, ...]:
        """A requester's last cases, oldest first."""
        return self._newest_of.get(address, ())[-LAST:]

    def open_about(self, flow: str) -> Sequence[tuple[str, About]]:
        """Cases of an SOP that another letter may join, and what they are about; newest first."""
        return self._abouts[flow]

    def opened(self, case: Case, key: str | None) -> None:
        """One more case."""
        if case.mail_message_id:
            self._by_mail[case.mail_message_id] = (*self._by_mail.get(case.mail_message_id, ()), case.id)
        if key:
            self._by_key[key] = case.id
        self._newest_of[case.requester.address] = (*self.newest_of(case.requester.address), case)
        if case.sop and (about := About.of_case(case)):
            self._abouts[case.sop].insert(0, (case.id, about))
