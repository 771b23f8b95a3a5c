"""Replies: whose they are, what they say, and the case that they move; copies of our own letters that came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline import extraction, sop
from pipeline.intake import (
    begins_with_answer,
    is_alert,
    is_loud,
    may_hold_letter,
    reads_automatic,
    signs_in,
    sounds_automatic,
)
from pipeline.model import (
    AccessRow,
    Address,
    Answer,
    Answered,
    Assignment,
    Case,
    Event,
    Field,
    HoldersChanged,
    Mail,
    OperatorDecided,
    Proof,
    ProposalDecided,
    Purpose,
    RequesterSaid,
    SendMail,
    Understanding,
)
from pipeline.office.duplicates import content_of
from pipeline.office.effects import carry_out, queue_mail
from pipeline.office.filled_forms import told_in_files
from pipeline.office.flows import desk_of, rulebook_of
from pipeline.office.incidents import checked, tie
from pipeline.office.learning import keep_corrections
from pipeline.office.morning_list import Section, note
from pipeline.office.other_cases import other_cases, which_case
from pipeline.office.own_words import own_words
from pipeline.office.patience import note_gathered
from pipeline.office.reply_authorization import (
    BY_NUMBER_ONLY,
    FORGED,
    Attribution,
    attribute,
    note_wrong_codes,
    trusted,
)
from pipeline.office.returning import copy_event, file_parts, handed_in, signed_kinds, with_roles
from pipeline.office.services import Services
from pipeline.office.telling import tell_operator
from pipeline.office.unsure import answers_something, first_words, likely_answers, says_something
from pipeline.replies import OwnWords
from pipeline.store import Transaction
from pipeline.wording import Alarm

_SOUNDS_AUTOMATIC = "Balasan Saudara memuat jawaban, tetapi selebihnya berbunyi seperti balasan otomatis."
NOTHING_ELSE = 0.9  # probability of a program from which prose without an answer's own word is no answer
MANY_SIGNS = 4  # kinds of things that programs say: so many of them in one text leave no room for an answer in prose


def replied(
    mail: Mail, understanding: Understanding, *, tx: Transaction, services: Services, now: datetime
) -> tuple[str, ...] | None:
    """Do what a reply says, once; returns the cases that it belongs to, None where it is most likely a program's answer."""
    same = (mail.message_id or "", content_of(mail))
    if again := tx.cases_by_mail((same,)).get(same):  # the very same mail by another way: it has been acted on
        tx.journal("reply came again", at=now, case=again[0], message=mail.sha256, detail={})
        return again
    attribution = attribute(mail, tx=tx, services=services, now=now)
    note_wrong_codes(mail, tx=tx, services=services, now=now)
    if attribution.lapsed and attribution.case:
        attribution = _moved_on(attribution, attribution.case, tx=tx, services=services, now=now)
    if attribution.objection == BY_NUMBER_ONLY and not mail.told and _reads_automatic(mail, services):
        return _of_a_program(mail, attribution, tx=tx, now=now)
    if attribution.objection:
        _moves_nothing(mail, attribution, tx=tx, services=services, now=now)
        return (attribution.case,) if attribution.case else ()
    if attribution.case:
        return _acted_on(mail, understanding, attribution, attribution.case, tx=tx, services=services, now=now)
    if understanding.returned:
        return returned(mail, understanding, tx=tx, services=services, now=now)
    _moves_nothing(mail, attribution, tx=tx, services=services, now=now)
    return ()


def _acted_on(
    mail: Mail,
    understanding: Understanding,
    attribution: Attribution,
    case_id: str,
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
) -> tuple[str, ...] | None:
    """Do what a reply says of a case that it may move."""
    case = tx.case(case_id)
    own = own_words(mail, case, tx=tx, services=services)

    def meaning(words: OwnWords) -> Event | None:
        return understood(mail, words, understanding, attribution, case, services=services, now=now)

    event = meaning(own)
    if not mail.told and not _says_something(event, mail, own, asked=case.missing, meaning=meaning, services=services):
        event = None if _is_alert(mail, own, services) else _asked_back(event, mail, own, services)
        if event is None:
            return _of_a_program(mail, attribution, tx=tx, now=now)
    if isinstance(event, Answered):
        event = replace(event, answer=checked(event.answer, case, tx=tx))
    if event is None or _is_refuted(event):
        refused = replace(attribution, objection=own.doubt if event is None else FORGED)
        _moves_nothing(mail, refused, tx=tx, services=services, now=now)
        return (case.id,)
    if others := other_cases(event, mail, own.text, case, tx=tx):
        unclear = replace(attribution, objection=which_case((case.id, *others)))
        _moves_nothing(mail, unclear, tx=tx, services=services, now=now)
        return (case.id,)
    transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
    note_gathered(transition, case, mail, tx=tx)
    moved = carry_out(transition, tx=tx, services=services, now=now, cause=mail)
    tie(case, moved, tx=tx, now=now)
    if attribution.proof is Proof.PROVEN:
        said_by = mail.sender.address if mail.sender else "-"
        keep_corrections(case, moved, event=event, said_by=said_by, now=now, tx=tx)
    return (case.id, *returned(mail, understanding, tx=tx, services=services, now=now, but_not=case.id))


def _of_a_program(mail: Mail, attribution: Attribution, *, tx: Transaction, now: datetime) -> tuple[str, ...] | None:
    """Filed as automatic: what `replied` then returns."""
    signs = ", ".join(mail.signs.because)
    tx.journal("answer of a program", at=now, case=attribution.case, message=mail.sha256, detail={"signs": signs})
    return None


def _reads_automatic(mail: Mail, services: Services) -> bool:
    kinds = services.rulebook.kinds
    signs = services.sandbox.call(signs_in, mail.subject, mail.text, rules=kinds)
    return not may_hold_letter(mail.parts) and (sounds_automatic(signs, kinds) or reads_automatic(signs, kinds))


def _says_something(
    event: Event | None,
    mail: Mail,
    own: OwnWords,
    *,
    asked: Sequence[str],
    meaning: Callable[[OwnWords], Event | None],
    services: Services,
) -> bool:
    """Whether a person says it, or an answer stands in it all the same; whoever sends files is none of the programs meant.

    `asked` are the fields that the case lacks; `meaning` tells what words mean in the reply's place.
    """
    kinds = services.rulebook.kinds
    if may_hold_letter(mail.parts) or begins_with_answer(own.text):
        return True
    if _is_alert(mail, own, services):
        return False
    signs = services.sandbox.call(signs_in, mail.subject, own.text, rules=kinds)
    many = reads_automatic(signs, kinds) and len(signs.because) >= MANY_SIGNS
    if not many and not sounds_automatic(signs, kinds):
        return answers_something(event) or not reads_automatic(signs, kinds)
    return says_something(
        event, meaning(replace(own, text=signs.rest)), loud=many or is_loud(signs, kinds), asked=asked
    )


def _is_alert(mail: Mail, own: OwnWords, services: Services) -> bool:
    return services.sandbox.call(is_alert, mail.subject, own.text, rules=services.rulebook.kinds)


def _asked_back(event: Event | None, mail: Mail, own: OwnWords, services: Services) -> Event | None:
    """What may be a holder's answer beside what sounds automatic, as one that is asked back; None where it holds none."""
    if not isinstance(event, Answered):
        return None
    kinds = services.rulebook.kinds
    named = services.sandbox.call(sop.names_answer, own.text, rules=services.rulebook.answers)
    signs = services.sandbox.call(signs_in, mail.subject, own.text, rules=kinds)
    if not named and not (likely_answers(event) and signs.program < NOTHING_ELSE):
        return None
    answer = event.answer
    if answer.action is None:
        return event
    unclear = replace(answer, action=None, doubt=_SOUNDS_AUTOMATIC, likely=answer.action, probability=1.0)
    return replace(event, answer=unclear)


def _moved_on(
    attribution: Attribution, case_id: str, *, tx: Transaction, services: Services, now: datetime
) -> Attribution:
    """A task whose holder may not do it any more goes to who may; the objection says to whom."""
    case = tx.case(case_id)
    transition = sop.advance(case, HoldersChanged(), now=now, desk=desk_of(case, services))
    moved = carry_out(transition, tx=tx, services=services, now=now)
    names = ", ".join(one.name or one.address for one in moved.assignments if not one.answered and not one.supervises)
    where = f" Tugas perkara ini kini pada {names}." if names else ""
    return replace(attribution, objection=f"{attribution.objection}{where}")


def _is_refuted(event: Event) -> bool:
    """Whether a mail whose sender the server denies asks for what the operator need not even look at."""
    if not isinstance(event, RequesterSaid) or event.proof is not Proof.REFUTED:
        return False
    return event.answer.action not in sop.MOVES_OF_REQUESTER


def understood(
    mail: Mail,
    own: OwnWords,
    understanding: Understanding,
    attribution: Attribution,
    case: Case,
    *,
    services: Services,
    now: datetime,
) -> Event | None:
    """What a reply says as an event of its case; None where it says nothing that its writer may say."""
    local = now.astimezone(services.facts.zone)
    assignment = attribution.assignment
    if assignment and any(one.assignment.token == assignment.token for one in case.proposals):
        confirmed = sop.understand_confirmation
        accept = None if own.doubt else services.sandbox.call(confirmed, own.text, rulebook=services.rulebook)
        return ProposalDecided(token=assignment.token, accept=accept, text=own.text)
    if attribution.standing == "operator":
        return None if own.doubt else _of_operator(own, assignment, case, services=services)
    if attribution.standing == "requester":
        if told := told_in_files(mail, understanding, case, services):
            own = replace(own, text=f"{own.text}\n{told}")
        answer = _doubtful(own) or services.sandbox.call(
            sop.understand_requester, own.text, case=case, rulebook=services.rulebook, now=local
        )
        letters = understanding.letters[:1]
        return RequesterSaid(
            answer=answer,
            files=file_parts(mail, None, services, understanding, case=case.id),
            fields=_of_his_own(letters[0].fields, services) if letters else {},
            access=_rights_told(own, understanding, case, services) or (letters[0].access if letters else ()),
            proof=attribution.proof,
        )
    asked_by = rulebook_of(case, services).sops.get(assignment.role.partition("/")[0]) if assignment else None
    step = asked_by.steps.get(assignment.step) if asked_by and assignment else None
    if assignment is None or step is None:
        return None
    names = [part.name for part in mail.parts if not part.foreign]
    answer = _doubtful(own) or services.sandbox.call(
        sop.understand,
        own.text,
        step=step,
        files=names,
        rulebook=services.rulebook,
        now=local,
        by=assignment.name,
        people=services.directory.people,
        about=case.numbers,
    )
    copies = handed_in(mail, understanding, case)
    answer = sop.with_signed_copy(answer, step, services.rulebook, signed_kinds(copies))
    files = file_parts(mail, assignment.step, services, understanding, case=case.id)
    files = with_roles(files, copies, step=step, rulebook=services.rulebook)
    return Answered(assignment=assignment, answer=answer, files=files)


def _of_his_own(fields: Mapping[str, Field], services: Services) -> dict[str, Field]:
    """What was read in a reply without our own name: it stands at the head of each letter of ours that comes back."""
    own = services.facts.name.casefold()
    return {path: found for path, found in fields.items() if found.value.casefold() != own}


def _rights_told(own: OwnWords, understanding: Understanding, case: Case, services: Services) -> tuple[AccessRow, ...]:
    """The rights that an answer names where they were asked for: it need not say once more that it wants them."""
    if "access" not in case.missing or own.doubt:
        return ()
    files = [one for one in understanding.documents if one.media != "body"]
    return services.sandbox.call(extraction.access_told, own.text, files, services.rulebook.labels)


def _of_operator(
    own: OwnWords, assignment: Assignment | None, case: Case, *, services: Services
) -> OperatorDecided | None:
    """His decision; a refusal is shown to him first, and done once he agrees to what he was shown."""
    ending = case.ending
    if ending and assignment and ending.token == assignment.token:
        agrees = services.sandbox.call(sop.understand_confirmation, own.text, rulebook=services.rulebook)
        if agrees:
            return OperatorDecided(refuse=ending.reason, words=ending.words)
    found = services.sandbox.call(sop.understand_operator, own.text, rulebook=services.rulebook)
    return replace(found, show=True) if found and found.refuse is not None else found


def _doubtful(own: OwnWords) -> Answer | None:
    """No answer, and why, where it is not certain what the writer wrote: then nothing is understood of it."""
    return Answer(action=None, doubt=own.doubt, text=own.text) if own.doubt else None


def returned(
    mail: Mail,
    understanding: Understanding,
    *,
    tx: Transaction,
    services: Services,
    now: datetime,
    but_not: str | None = None,
) -> tuple[str, ...]:
    """Copies of our own letters that came back, each case's apart; returns the cases."""
    named = dict.fromkeys(copy.case for copy in understanding.returned)
    cases = [case for case in named if case != but_not and tx.has_case(case)]
    for case_id in cases:
        if not trusted(mail, services.settings.trust):
            forged = Attribution(case=case_id, standing="stranger", objection=FORGED)
            _moves_nothing(mail, forged, tx=tx, services=services, now=now)
            continue
        case = tx.case(case_id)
        own = own_words(mail, case, tx=tx, services=services)
        event = copy_event(mail, own, understanding, case, services=services, now=now)
        transition = sop.advance(case, event, now=now, desk=desk_of(case, services))
        carry_out(transition, tx=tx, services=services, now=now, cause=mail)
    return tuple(cases)


def _first_in_a_day(what: str, case_id: str, mail: Mail, *, tx: Transaction, now: datetime) -> bool:
    """Whether nothing of that name was said in a case within a day; from now on it was."""
    if tx.count_lines(case_id, (what,), now - timedelta(days=1)):
        return False
    tx.journal(what, at=now, case=case_id, message=mail.sha256, detail={})
    return True


def _is_told(attribution: Attribution, mail: Mail, *, tx: Transaction, now: datetime) -> bool:
    """Whether a requester hears that his mail does nothing: once a day, for it may be a program that writes."""
    if attribution.standing != "requester" or attribution.proof is not Proof.PROVEN or attribution.case is None:
        return False
    return _first_in_a_day("requester told to answer our mail", attribution.case, mail, tx=tx, now=now)


def _has_left(address: str, services: Services, now: datetime) -> bool:
    """Whether it is of somebody whose last day in the office is over: who reads there now, nobody knows."""
    person = services.directory.by_address(address)
    return person is not None and person.has_left(now.astimezone(services.facts.zone).date())


def _moves_nothing(mail: Mail, attribution: Attribution, *, tx: Transaction, services: Services, now: datetime) -> None:
    """Recorded, not obeyed: the operator is told, and the holder where a case is meant (DESIGN, bad input).

    A case's number can be guessed: of mails that have no more, the first within a day is told, the rest stands in the morning's list.
    """
    why = attribution.objection or "Balasan ini tidak menyebut perkara yang dikenal."
    sender = mail.sender.address if mail.sender else "-"
    detail = {"from": sender, "why": why}
    tx.journal("answer refused", at=now, case=attribution.case, message=mail.sha256, detail=detail)
    says = {"problem": f"{why} Tidak ada perkara yang bergerak.", "subject": mail.subject, "from": sender}
    case = tx.case(attribution.case) if attribution.case else None
    told = "told of a mail that names the case by number"
    aloud = not (attribution.by_number and case) or _first_in_a_day(told, case.id, mail, tx=tx, now=now)
    to: dict[str, Address] = {}
    if case and aloud:
        to = {one.address: Address(address=one.address, name=one.name) for one in case.assignments}
    answers = attribution.standing == "holder" or _is_told(attribution, mail, tx=tx, now=now)
    if answers and mail.sender and not mail.auto_submitted and not _has_left(sender, services, now):
        to.setdefault(sender, Address(address=sender))
    for address in to.values():
        notice = SendMail(purpose=Purpose.NOTICE, template="problem", to=address, says=says)
        queue_mail(notice, case, tx=tx, services=services, now=now, cause=mail)
    if aloud:
        quoted = {**says, "text": mail.text[:2000]}
        tell_operator(Alarm.NOT_OBEYED, quoted, case=attribution.case, tx=tx, services=services, now=now)
    else:
        line = f"{mail.sha256[:12]}, perkara {attribution.case}: {sender}, {first_words(mail)}"
        note(Section.BY_NUMBER, mail.sha256, line, tx=tx)
