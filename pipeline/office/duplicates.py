"""Letters and mails that came before: the very same mail by another way, the same letter again, and letters of the same number.

Being first with a number is no claim. A letter joins a case only with the same content from the sender or unit that it came
from; any other is a letter of its own, and only the office's people hear that it may be about the same.

What is known is looked up for all mails that are read together, so that many cost little more than one, and grows with each case
that is opened, so that the second of two doubles finds the first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pipeline.model import Address, Case, Letter, Mail, Understanding
from pipeline.office.reply_authorization import vouched
from pipeline.rulebook import Directory, Trust
from pipeline.store import About, Transaction
from pipeline.understanding import same_content, words_of

OPENING = (
    "open"  # letters become cases one transaction after the other: else neither of two doubles would see the other
)
LATELY = timedelta(hours=1)  # within which who says the same again and again is noticed
LAST = 3  # of a sender's cases: one more than may say the same
SAME_OUTAGE = timedelta(hours=72)  # within which letters may be about the same
LOOKED_AT = 200  # newest open cases of an SOP: a day's worth of the busiest
OF_ONE_NUMBER = 20  # newest cases whose letters have one number
_FOOTER = re.compile(r"[_=*-]{5,}|--")  # the line above what a mailing list adds
FOOTER_LINES = 12
# A form draws the same line above what it is filled in with.
_FORM_VALUE = re.compile(r"^[ \t]*[A-Z][\w ./]{1,40}:(?!//)[ \t]*\S", re.MULTILINE)
_PREFIX = re.compile(r"^\s*(?:\[[^\]]*\]|[A-Za-z]{1,5}\s*:)\s*")


def requester_of(mail: Mail, trust: Trust) -> Address:
    """Who gets the answers: From, or the original sender of what was forwarded, if a server vouches for who forwards it."""
    stated = mail.original_sender if vouched(mail, trust) else None
    return stated or mail.sender or Address(address="")


def content_of(mail: Mail) -> str:
    """The hash of what its writer sent: the same by whatever way a mail comes, another for another mail of the same Message-ID.

    Copiers give all that they send one Message-ID. Ways add headers, a tag in the subject and a footer.
    """
    subject = mail.subject
    while (shorter := _PREFIX.sub("", subject)) != subject:
        subject = shorter
    said = (
        mail.sender.address if mail.sender else "",
        mail.original_sender.address if mail.original_sender else "",
        " ".join(words_of(subject)),
        " ".join(words_of(_without_footer(mail.text))),
        " ".join(words_of(_without_footer(mail.quoted))),
        " ".join(words_of("" if _names_a_list(mail.signature) else mail.signature)),
        *mail.in_reply_to,
        *mail.codes,
        *(hashlib.sha256(part.content).hexdigest() for part in mail.parts),
    )
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _without_footer(text: str) -> str:
    lines = text.split("\n")
    last = max(0, len(lines) - FOOTER_LINES - 1)
    cut = next((place for place in range(last, len(lines)) if _FOOTER.fullmatch(lines[place].strip())), len(lines))
    return "\n".join(lines[:cut]) if _names_a_list("\n".join(lines[cut:])) else text


def _names_a_list(footer: str) -> bool:
    """Whether it may be a list's, and not the rest of a form."""
    return ("@" in footer or "://" in footer) and len(_FORM_VALUE.findall(footer)) <= 1


def letter_key(letter: Letter) -> str | None:
    """By which earlier readings of a letter are looked up: its number without punctuation (NASKAH 4), else its words."""
    if number := re.sub(r"[^a-z0-9]", "", (letter.value("number") or "").lower()):
        return number
    words = " ".join(words_of(letter.full_text))
    return f"={hashlib.sha256(words.encode()).hexdigest()}" if words else None


def may_come_from(case: Case, sender: Address, directory: Directory) -> bool:
    """Whether a sender is who sent the case's letter, or has the address on file of the unit that it came from."""
    if not sender.address:
        return False
    if sender.address == case.requester.address:
        return True
    units = {case.letter.value(path) for path in ("requester.unit", "sender_office")} - {None}
    return any(unit.email == sender.address and units & {unit.name, *unit.aliases} for unit in directory.units)


class Known:
    """Cases by the mails, letters and requesters that they came of. Nobody else opens cases until the transaction ends."""

    def __init__(
        self, mails: Sequence[tuple[Mail, Understanding]], *, tx: Transaction, now: datetime, trust: Trust
    ) -> None:
        tx.one_at_a_time(OPENING)
        flows = {route.sop for _, understanding in mails for route in understanding.routes if route.sop}
        self._by_mail = tx.cases_by_mail(
            (mail.message_id, content_of(mail)) for mail, _ in mails if mail.message_id is not None
        )
        keys = {key for _, understanding in mails for key in map(letter_key, understanding.letters) if key}
        self._by_key = tx.cases_by_letter_key(tuple(keys), limit=OF_ONE_NUMBER)
        self._newest_of = tx.newest_cases_of(
            [requester_of(mail, trust).address for mail, _ in mails], since=now - LATELY, limit=LAST
        )
        self._abouts = {flow: list(tx.open_abouts(flow, since=now - SAME_OUTAGE, limit=LOOKED_AT)) for flow in flows}

    def cases_of_mail(self, mail: Mail) -> tuple[str, ...]:
        """Those of the very same mail, which came another way with other headers."""
        return self._by_mail.get((mail.message_id, content_of(mail)), ()) if mail.message_id else ()

    def cases_of_letter(self, letter: Letter, sender: Address, directory: Directory) -> tuple[Case, ...]:
        """Those that the same letter has opened when it came before; several where it has several matters.

        A letter without a number that comes once more after its case has ended tells that the trouble is back.
        """
        return tuple(
            case
            for case in self.of_one_number(letter)
            if may_come_from(case, sender, directory)
            and same_content(letter, case.letter)
            and (letter.value("number") or not case.state.ended)
        )

    def of_one_number(self, letter: Letter) -> tuple[Case, ...]:
        """Those whose letters have its number, whoever sent them, or word for word its text where it has none."""
        return self._by_key.get(letter_key(letter) or "", ())

    def newest_of(self, address: str) -> tuple[Case, ...]:
        """A requester's last cases, oldest first."""
        return self._newest_of.get(address, ())[-LAST:]

    def open_about(self, flow: str) -> Sequence[tuple[str, About]]:
        """Cases of an SOP that another letter may join, and what they are about; newest first."""
        return self._abouts[flow]

    def opened(self, case: Case) -> None:
        """One more case."""
        if key := letter_key(case.letter):
            self._by_key[key] = (*self._by_key.get(key, ()), case)
        self._newest_of[case.requester.address] = (*self.newest_of(case.requester.address), case)
        if case.sop and (about := About.of_case(case)):
            self._abouts.setdefault(case.sop, []).insert(0, (case.id, about))

    def filed(self, mail: Mail, cases: Iterable[str]) -> None:
        """A mail belongs to these cases: the very same one will, too."""
        if mail.message_id:
            self._by_mail[mail.message_id, content_of(mail)] = tuple(cases)
