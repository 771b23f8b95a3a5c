"""Whose mail is this, and about what: tokens, codes, threads and addresses (DESIGN, "What bad input gets")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.model import Assignment, Mail, Verdict
from pipeline.office.guessing import codes_count
from pipeline.rulebook import OPERATOR, Directory, Trust
from pipeline.store import Transaction

Standing = Literal["holder", "requester", "operator", "stranger"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """What a mail belongs to. `objection`, where set, is why it moves nothing (a sentence in Indonesian)."""

    case: str | None
    standing: Standing
    assignment: Assignment | None = None
    objection: str | None = None


def attribute(mail: Mail, *, tx: Transaction, directory: Directory, trust: Trust, now: datetime) -> Attribution:
    """Find case, assignment and standing of the sender.

    An assignment is named by its code in the subject or its token in `In-Reply-To`; `References` count only where
    neither says anything, because they carry a whole thread's history.
    """
    named = _assignments(mail, tx, codes=codes_count(mail, tx=tx, now=now))
    cases = {case for case, _, _ in named} | set(mail.cases) | set(tx.cases_of_message_ids(mail.in_reply_to))
    if not cases:
        cases = set(tx.cases_of_message_ids(mail.references[-1:]))
    known = sorted(case for case in cases if tx.has_case(case))
    if not known:
        return Attribution(case=None, standing="stranger")
    if len(known) > 1:
        several = ", ".join(known)
        return Attribution(
            case=None, standing="stranger", objection=f"Balasan ini menyebut lebih dari satu perkara ({several})."
        )
    if named:
        return _of_assignment(mail, known[0], named, directory=directory, trust=trust)
    return _of_case(mail, known[0], tx=tx, directory=directory, trust=trust)


def _assignments(mail: Mail, tx: Transaction, *, codes: bool) -> list[tuple[str, Assignment, bool]]:
    found = [tx.find_assignment(code=code) for code in mail.codes if codes]
    found += [tx.find_assignment(token=token) for token in _tokens(mail.in_reply_to)]
    if not any(found):
        found = [tx.find_assignment(token=token) for token in _tokens(mail.references[-1:])]
    unique = {hit[1].token: hit for hit in found if hit}
    return list(unique.values())


def _tokens(message_ids: tuple[str, ...]) -> list[str]:
    """Tokens in our own ids, `nodis.<case>.<token>@domain`."""
    parts = [message_id.partition("@")[0].split(".") for message_id in message_ids]
    return [part[2] for part in parts if len(part) == 3 and part[0] == "nodis"]  # noqa: PLR2004 - three named parts


def trusted(mail: Mail, trust: Trust) -> bool:
    """Whether the sender's address may be believed: DMARC passed, or a domain our server delivers itself."""
    if trust.authserv_id is None:
        return True
    if mail.dmarc is Verdict.NONE and mail.sender:
        return mail.sender.address.rpartition("@")[2] in trust.local
    return mail.dmarc is Verdict.PASS


FORGED = "Keaslian alamat pengirim tidak dapat dipastikan oleh server surel, sehingga balasan ini tidak dijalankan."


def _of_assignment(
    mail: Mail,
    case: str,
    named: list[tuple[str, Assignment, bool]],
    *,
    directory: Directory,
    trust: Trust,
) -> Attribution:
    _, assignment, _ = named[0]
    sender = mail.sender.address if mail.sender else ""
    objection = None
    if sender != assignment.address:
        objection = f"Balasan datang dari {sender or 'alamat kosong'}, bukan dari pemegang tugas ini."
    elif not trusted(mail, trust):
        objection = FORGED
    elif len(named) > 1:
        objection = "Balasan ini menyebut lebih dari satu tugas."
    standing: Standing = "holder"
    if sender != assignment.address:
        standing = "stranger"
    elif assignment.role == OPERATOR or directory.by_address(sender) is None:
        standing = "operator" if assignment.role == OPERATOR else "holder"
    return Attribution(case=case, standing=standing, assignment=assignment, objection=objection)


def _of_case(mail: Mail, case_id: str, *, tx: Transaction, directory: Directory, trust: Trust) -> Attribution:
    sender = mail.sender.address if mail.sender else ""
    case = tx.case(case_id)
    standing: Standing = "stranger"
    if sender == case.requester.address:
        standing = "requester"
    elif any(person.email == sender for person in directory.holders(OPERATOR)):
        standing = "operator"
    objection = None
    if standing == "stranger":
        objection = (
            f"Surel dari {sender or 'alamat kosong'} menyebut perkara ini, tetapi pengirimnya tidak memegang tugas."
        )
    elif not trusted(mail, trust):
        objection = FORGED
    return Attribution(case=case_id, standing=standing, objection=objection)
