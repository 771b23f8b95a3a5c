"""Where to stop answering: who writes the same letter again and again is most likely a program; unclear answers are gathered.

RFC 3834 asks automatic mail to say that it is; some programs do not. The budget at the outbox ends every loop in the end;
this ends one after two turns, and tells the operator once.
"""

from __future__ import annotations

import re
from datetime import datetime

from pipeline.model import Case, Letter, Mail, Note, Sifat, Transition
from pipeline.office.duplicates import LATELY, Known, requester_of
from pipeline.office.morning_list import Section, note
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.unsure import first_words
from pipeline.sop import GATHERED
from pipeline.store import Transaction
from pipeline.wording import Alarm

MOST = 2  # cases out of the same words within the hour


def note_gathered(transition: Transition, case: Case, mail: Mail, *, tx: Transaction) -> None:
    """An answer that is gathered without a mail stands in the operator's next list."""
    if any(isinstance(one, Note) and one.what == GATHERED for one in transition.effects):
        sender = mail.sender.address if mail.sender else "-"
        words = "(isi tidak dikutip)" if case.sifat is Sifat.RAHASIA else first_words(mail)
        note(Section.UNCLEAR, mail.sha256, f"{mail.sha256[:12]}, perkara {case.id}: {sender}, {words}", tx=tx)


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
