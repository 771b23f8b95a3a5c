"""Whose reply is this, about what, and may it do anything (DESIGN, "What bad input gets").

What an answer does needs three things: a token of the mail that it answers (in `In-Reply-To`, or a code in the subject), the
one address that this mail was sent to, and, where `[trust] authserv_id` names a server, its pass for that address's domain.
A case's number is no token: it stands in letters that many people see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline import outbox, sop
from pipeline.model import Assignment, Case, Mail, Proof, Verdict
from pipeline.office.guessing import codes_count, count_wrong_codes
from pipeline.office.other_cases import which_case
from pipeline.office.services import Services
from pipeline.rulebook import OPERATOR, Trust
from pipeline.store import Outgoing, Transaction

Standing = Literal["holder", "requester", "operator", "stranger"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """What a mail belongs to. `objection`, where set, is why it moves nothing (a sentence in Indonesian).

    A requester's mail has no objection for lack of proof: what it may do all the same is for the case to say.
    """

    case: str | None
    standing: Standing
    assignment: Assignment | None = None
    objection: str | None = None
    proof: Proof = Proof.PROVEN
    lapsed: bool = False  # who held the task holds it no more: it moves on
    by_number: bool = False  # no mail of ours is answered: whoever writes may have guessed the case


NOBODY = "pengirim yang tidak dapat dikenali"
FORGED = "Keaslian alamat pengirim tidak dapat dipastikan oleh server surel, sehingga balasan ini tidak dijalankan."
DECIDED = "Permintaan putusan yang dijawab ini sudah diputuskan atau tidak berlaku lagi, sehingga tidak dijalankan."
RESENT = (
    "Surel ini dikirim ulang oleh pihak lain, bukan dikirim kepada kami oleh penulisnya, sehingga tidak dijalankan."
)
NOT_TO_US = (
    "Surel ini tidak dialamatkan kepada kami (Kepada, Tembusan), sehingga tidak dijalankan. "
    "Balaslah surel kami langsung ke alamat layanan."
)
BY_NUMBER_ONLY = (
    "Surel ini hanya menyebut nomor perkara dan tidak membalas surel kami, sehingga tidak dijalankan. "
    "Balaslah surel kami yang terakhir tentang perkara ini."
)


def proof_of(mail: Mail, trust: Trust) -> Proof:
    """What shows that a mail comes from the address in its From."""
    if mail.sender is None:
        return Proof.REFUTED
    if trust.authserv_id is None or mail.dmarc is Verdict.PASS:
        return Proof.PROVEN
    if _is_local(mail, trust):
        return Proof.PROVEN
    return Proof.UNPROVEN if mail.dmarc in (Verdict.ABSENT, Verdict.NONE) else Proof.REFUTED


def _is_local(mail: Mail, trust: Trust) -> bool:
    """Whether the server delivers mail of the sender's domain itself, and wrote no verdict anywhere.

    A verdict of its at a place that does not count shows that the mail came from outside, however the headers above it are shuffled.
    """
    return (
        mail.sender is not None
        and mail.dmarc is Verdict.ABSENT
        and mail.misplaced_verdict is None
        and mail.sender.address.rpartition("@")[2] in trust.local
    )


def trusted(mail: Mail, trust: Trust) -> bool:
    """Whether the sender's address may be believed."""
    return proof_of(mail, trust) is Proof.PROVEN


def vouched(mail: Mail, trust: Trust) -> bool:
    """Whether a server vouches for the sender: more than that nobody was asked."""
    return trust.authserv_id is not None and trusted(mail, trust)


def attribute(mail: Mail, *, tx: Transaction, services: Services, now: datetime) -> Attribution:
    """Find case, assignment and standing of the sender.

    An assignment is named by its code in the subject or its token in `In-Reply-To`; `References` count only where
    neither says anything, because they carry a whole thread's history. The last of them is the mail that is answered: one
    of another case contradicts the rest.
    """
    found = _attributed(mail, tx=tx, services=services, now=now)
    if not found.case or found.objection is not None:
        return found
    if _is_resent(mail, services):
        return replace(found, objection=RESENT)
    return found if _is_to_us(mail, services) else replace(found, objection=NOT_TO_US)


def _is_resent(mail: Mail, services: Services) -> bool:
    """Whether somebody else put the mail into our mailbox: what it says was not written to us."""
    own = {services.facts.address.lower(), mail.sender.address if mail.sender else ""}
    return any(one.lower() not in own for one in mail.resent_by)


def _is_to_us(mail: Mail, services: Services) -> bool:
    """Whether its writer sent it to the office, or a server notes that it was delivered for it."""
    own = {services.facts.address.lower(), *services.facts.aliases}
    named = {*(one.address for one in mail.recipients), *mail.delivered_to}
    return any(_without_tag(one.lower()) in own or one.lower() in own for one in named)


def _without_tag(address: str) -> str:
    """The mailbox of a subaddress (RFC 5233): layanan+tiket@... is layanan@..."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _attributed(mail: Mail, *, tx: Transaction, services: Services, now: datetime) -> Attribution:
    named = _assignments(mail, tx, codes=_codes_count(mail, tx=tx, now=now))
    answered = _answered(mail, tx, services)
    cases = {case for case, _, _ in named} | set(mail.cases) | {row.case for row in answered if row.case}
    cases |= set(tx.cases_of_message_ids((*mail.in_reply_to, *mail.references[-1:])))
    known = sorted(case for case in cases if tx.has_case(case))
    if not known:
        return Attribution(case=None, standing="stranger")
    if len(known) > 1:
        sender = mail.sender.address if trusted(mail, services.settings.trust) and mail.sender else None
        ours = (*(assignment.address for _, assignment, _ in named), *(row.to.address for row in answered))
        standing: Standing = "holder" if sender in ours else "stranger"  # he is asked which; a stranger is not
        return Attribution(case=None, standing=standing, objection=which_case(known))
    case = tx.case(known[0])
    if named:
        return _of_assignment(mail, case, named, services=services, now=now)
    return _of_case(mail, case, answered, services=services)


def note_wrong_codes(mail: Mail, *, tx: Transaction, services: Services, now: datetime) -> None:
    """Count codes that nodis never gave out against who tries them, where a server's verdict shows that he does.

    Where no server is pinned, or local mail has no verdict, nothing shows it: whoever forges an address would block its owner.
    """
    if mail.sender is None or not _has_pass(mail, services.settings.trust):
        return
    own = {outbox.reply_code(row.message_id) for row in _of_codes(mail, tx, services)}
    wrong = [code for code in mail.codes if code not in own and tx.find_assignment(code=code) is None]
    if tried := count_wrong_codes(wrong, mail.sender.address, tx=tx, now=now):
        detail = {"from": mail.sender.address, "tried": str(tried)}
        tx.journal("wrong code", at=now, message=mail.sha256, detail=detail)


def _has_pass(mail: Mail, trust: Trust) -> bool:
    """Whether the pinned server itself found that the mail comes from its From."""
    return trust.authserv_id is not None and mail.dmarc is Verdict.PASS


def _codes_count(mail: Mail, *, tx: Transaction, now: datetime) -> bool:
    """Codes of who was seen to try many do not count for a while."""
    return mail.sender is None or not mail.codes or codes_count(mail.sender.address, tx=tx, now=now)


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


def _answered(mail: Mail, tx: Transaction, services: Services) -> tuple[Outgoing, ...]:
    """Mails of ours that a mail answers, by its thread or by a code from one of their links."""
    direct = (*tx.outgoings_of_message_ids(mail.in_reply_to), *_of_codes(mail, tx, services))
    return direct or tx.outgoings_of_message_ids(mail.references[-1:])


def _of_codes(mail: Mail, tx: Transaction, services: Services) -> tuple[Outgoing, ...]:
    domain = services.facts.address.rpartition("@")[2]
    ids = [one for case in mail.cases for code in mail.codes for one in outbox.ids_of_code(code, case, domain)]
    return tx.outgoings_of_message_ids(ids)


def _of_assignment(
    mail: Mail, case: Case, named: list[tuple[str, Assignment, bool]], *, services: Services, now: datetime
) -> Attribution:
    _, assignment, _ = named[0]
    sender = mail.sender.address if mail.sender else ""
    proof = proof_of(mail, services.settings.trust)
    today = now.astimezone(services.facts.zone).date()
    lapsed = False
    objection = None
    if sender != assignment.address:
        objection = f"Balasan datang dari {sender or NOBODY}, bukan dari pemegang tugas ini."
    elif proof is not Proof.PROVEN:
        objection = FORGED
    elif len(named) > 1:
        objection = "Balasan ini menyebut lebih dari satu tugas."
    elif why := sop.lapsed(assignment, case, directory=services.directory, today=today):
        objection, lapsed = why, True
    operator = assignment.role == OPERATOR and not assignment.supervises
    if operator and objection is None and assignment.token not in _asked_of_operator(case):
        objection = DECIDED
    standing: Standing = "operator" if operator else "holder"
    if sender != assignment.address:
        standing = "stranger"
    return Attribution(
        case=case.id, standing=standing, assignment=assignment, objection=objection, proof=proof, lapsed=lapsed
    )


def _asked_of_operator(case: Case) -> set[str]:
    """Tokens of what the operator is asked to decide now; with an old one nothing is decided again."""
    return {one.token for one in case.assignments} | {one.assignment.token for one in case.proposals}


def _of_case(mail: Mail, case: Case, answered: Sequence[Outgoing], *, services: Services) -> Attribution:
    """A mail that names no assignment: the requester's own, if it answers a mail that was sent to him."""
    sender = mail.sender.address if mail.sender else ""
    proof = proof_of(mail, services.settings.trust)
    to = {row.to.address for row in answered if row.case == case.id}
    if sender and sender == case.requester.address:
        objection = None if sender in to else BY_NUMBER_ONLY
        return Attribution(case=case.id, standing="requester", objection=objection, proof=proof, by_number=not answered)
    objection = f"Surel dari {sender or NOBODY} menyebut perkara ini, tetapi pengirimnya tidak memegang tugas."
    return Attribution(case=case.id, standing="stranger", objection=objection, proof=proof, by_number=not answered)
