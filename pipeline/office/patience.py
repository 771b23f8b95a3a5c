"""Where to stop answering: who is asked back again and again, or writes the same again and again, is most likely a program.

RFC 3834 asks automatic mail to say that it is; some programs do not. The budget at the outbox ends every loop in the end;
this ends one after two turns, and tells the operator once.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from pipeline.model import Case, Letter, Mail, SendMail, Transition
from pipeline.office.duplicates import LATELY, Known, requester_of
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.store import Transaction
from pipeline.wording import Alarm

MOST = 2  # questions back in a case, or cases out of the same words, within the hour
_ASKED_BACK = ("requester asked back", "answer asked back")


def without_third_question(
    transition: Transition, case: Case, mail: Mail, *, tx: Transaction, services: Services, now: datetime
) -> Transition:
    """The transition without one more "asked-back" in a case in which two have not helped; the operator takes over."""
    asks = [one for one in transition.effects if isinstance(one, SendMail) and one.template == "asked-back"]
    if not asks or (before := tx.count_lines(case.id, _ASKED_BACK, now - LATELY)) < MOST:
        return transition
    tx.journal("not asked back again", at=now, case=case.id, message=mail.sha256, detail={"to": asks[0].to.address})
    if before == MOST:
        says = {
            "problem": f"Balasan dari {asks[0].to.address} sudah dua kali ditanyakan kembali tanpa hasil; tidak ditanyakan lagi."
            " Mungkin penjawab otomatis.",
            "from": asks[0].to.address,
            "subject": mail.subject,
            "text": mail.text[:2000],
        }
        tell_operator(Alarm.ROBOT, says, case=case.id, tx=tx, services=services, now=now)
    return replace(transition, effects=tuple(one for one in transition.effects if one not in asks))


def says_it_again(
    mail: Mail, letters: tuple[Letter, ...], *, known: Known, tx: Transaction, services: Services, now: datetime
) -> bool:
    """Whether a mail without files says what its sender's last cases said, for the third time within the hour."""
    if mail.parts or mail.sender is None or not letters or known.cases_of_mail(mail):
        return False
    address = requester_of(mail, services.settings.trust).address
    same = [case for case in known.newest_of(address) if _words(case.letter) == _words(letters[0])]
    if not same or len(same) + tx.count_lines(same[-1].id, ("letter came again",), now - LATELY) < MOST:
        return False
    tx.journal("same words again", at=now, message=mail.sha256, detail={"from": address, "case": same[-1].id})
    if tx.count_lines(same[-1].id, ("same words again",), now - LATELY) == 0:
        tx.journal("same words again", at=now, case=same[-1].id, detail={"from": address})
        says = {
            "problem": f"{address} mengirim surat dengan kata-kata yang sama untuk ketiga kalinya dalam satu jam. Surat itu"
            " disimpan tanpa perkara; mungkin penjawab otomatis.",
            "from": address,
            "subject": mail.subject,
        }
        tell_operator(Alarm.ROBOT, says, case=same[-1].id, tx=tx, services=services, now=now)
    return True


def _words(letter: Letter) -> str:
    """What a letter says; "ruang 1" and "ruang 2" are two complaints, accounts for two people two requests."""
    said = [letter.value(path) or "" for path in ("subject", "issue.description", "requested_resolution")]
    said += [value or "" for row in letter.access for value in (row.name, row.nip, row.application, row.role)]
    return re.sub(r"[\W_]+", " ", " ".join(said)).lower().strip()
