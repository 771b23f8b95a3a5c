"""The requester writes within the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.filing import ENCLOSED
from pipeline.model import (
    FIELD_PATHS,
    UNVERIFIED,
    AccessRow,
    Action,
    CaseState,
    Field,
    Letter,
    Proof,
    ProposalDecided,
    RequesterSaid,
    StoredFile,
)
from pipeline.rulebook.flow import ASK_REQUESTER
from pipeline.sop import requirements
from pipeline.sop.access_rows import (
    changed_rows,
    for_people,
    is_row_path,
    merged,
    with_values,
    without_values_of,
)
from pipeline.sop.opening import ask_for_values, begin
from pipeline.sop.people import Holder
from pipeline.sop.proposals import MOVES, asked_for, decided, propose, to_confirm
from pipeline.sop.steps import ask, end, enter, hand_over, last_done, start_clock, what_follows
from pipeline.sop.unclear import REQUESTER, count_unclear, understood_again
from pipeline.sop.work import Work, addressed
from pipeline.wording import FIELD_LABELS, UNVERIFIED_MARK

_BELUM = Action.BELUM.value


def requester_said(work: Work, event: RequesterSaid) -> None:
    """What the requester's mail does. Values fill or correct the letter, an answer goes to who asked.

    A mail that nobody vouches for fills what was asked for, as unverified; what else it wants waits for the operator.
    """
    event = _of_contact(event, work.case.letter)
    if event.proof is not Proof.PROVEN:
        if (wanted := to_confirm(event, work.case)) is not None:
            propose(work, wanted)
        if event.proof is Proof.REFUTED or (
            event.answer.action in MOVES and event.answer.action is not Action.PERBAIKI
        ):
            return
        event = asked_for(event, work.case)
        if wanted is not None and not (event.answer.values or event.fields or event.access):
            return
    case = work.case
    action = event.answer.action
    if case.state.ended:
        _after_the_end(work, event)
        return
    work.keep_files(tuple(_as_evidence(one) for one in event.files))
    event = replace(event, files=tuple(one for one in event.files if one.role != ENCLOSED))
    counted = dict(case.unclear)
    match action:
        case Action.CABUT:
            _withdraw(work, event)
        case Action.STATUS:
            work.tell_requester("status")
        case Action.PUAS | Action.BELUM:
            work.tell_requester("status", note="Perkara ini masih ditangani; hasilnya akan kami sampaikan.")
        case _:
            _take_values(work, event)
    if action is not None and dict(work.case.unclear) == counted:
        understood_again(work, REQUESTER)


def proposal_decided(work: Work, event: ProposalDecided) -> None:
    """The operator has said whether an unproven mail is the requester's: then it does what it would have done."""
    said = decided(work, event)
    if said is not None:
        requester_said(work, said)


def _take_values(work: Work, event: RequesterSaid) -> None:
    """DATA, PERBAIKI, or words that only a person can weigh."""
    answer = event.answer
    changed = _changes(work.case.letter, event)
    letter = work.case.letter
    evidence = tuple(dict.fromkeys((*letter.evidence, *(one.name for one in event.files if _is_evidence(one)))))
    new = replace(letter, fields={**letter.fields, **changed}, evidence=evidence, access=_rows(work, event))
    new = with_values(new, answer.values, verified=event.proof is Proof.PROVEN)
    moved = new != letter
    work.change(letter=new)
    if work.case.sop:
        work.change(missing=requirements.missing(new, work.sop))
    if moved:
        rows = changed_rows(letter, new)
        shown = "\n".join([*(_shown(path, found) for path, found in changed.items()), *rows])
        work.record(by=work.case.requester.address, action=(answer.action or Action.DATA).value, note=answer.note)
        work.note("requester gave values", paths=", ".join((*changed, *(["access"] if rows else []))) or "berkas")
    else:
        shown = ""
    if _asked(work):
        _answer_question(work, event)
    elif _waits_for_values(work):
        _go_on(work, event, shown)
    elif moved:
        _tell_of_change(work, shown)
    elif answer.action is None and answer.doubt is None and not event.files:
        work.note("requester wrote", text=answer.text[:200])  # thanks and the like need no reply
    elif event.files and _holds_task(work):
        _ask_back(
            work, event, "Berkas kami terima. Untuk menyelesaikan bagian Saudara, balas surel tugas yang kami kirim."
        )
    elif event.files:
        work.tell_requester(
            "understood",
            action=Action.DATA.value,
            files="\n".join(one.name for one in event.files),
            next=what_follows(work),
        )
    else:
        _ask_back(work, event)


def _of_contact(event: RequesterSaid, letter: Letter) -> RequesterSaid:
    """What the mail says without what it says of people in the rows: nothing of that is the contact's."""
    told = {path.rpartition(".")[2]: text for path, text in event.answer.values.items() if is_row_path(path)}
    rows = (*letter.access, *event.access, AccessRow(name=told.get("name"), nip=told.get("nip")))
    values = without_values_of(rows, event.answer.values, letter)
    read = without_values_of(rows, {path: found.value for path, found in event.fields.items()}, letter)
    action = event.answer.action
    if action is Action.PERBAIKI and event.answer.values and not values:
        action = Action.DATA
    fields = {path: found for path, found in event.fields.items() if path in read}
    return replace(event, answer=replace(event.answer, action=action, values=values), fields=fields)


def _rows(work: Work, event: RequesterSaid) -> tuple[AccessRow, ...]:
    """The rights, with those that were read in this mail; where values of rows are told one by one, only these count."""
    letter, action = work.case.letter, event.answer.action
    if any(is_row_path(path) for path in event.answer.values):
        return letter.access
    correcting = action is Action.PERBAIKI
    return merged(letter.access, event.access, correcting=correcting, is_open="access" in work.case.missing)


def _asked(work: Work) -> bool:
    """Whether a holder's question to the requester is open."""
    case = work.case
    return case.waiting_for == ASK_REQUESTER and bool(case.waiting_note) and case.step is not None and bool(case.sop)


def _waits_for_values(work: Work) -> bool:
    case = work.case
    return case.waiting_for == ASK_REQUESTER and bool(case.sop)


def _answer_question(work: Work, event: RequesterSaid) -> None:
    """The step's holder is asked again, with the answer; nobody but him judges whether it answers anything."""
    case = work.case
    text = event.answer.text or event.answer.note
    if text.strip() and event.proof is not Proof.PROVEN:
        text = f"{text.strip()} {UNVERIFIED_MARK}"
    if event.answer.action is None and event.answer.doubt is None and not event.files:
        work.note("requester wrote", text=text[:200])  # thanks and the like answer nothing
        return
    if not text.strip() and not event.files and not event.fields and not event.access:
        _ask_back(work, event)
        return
    question = case.waiting_note
    work.record(by=case.requester.address, action=Action.DATA.value, note=text, files=event.files)
    work.note("requester answered", step=case.step_id or "")
    in_review = case.state is CaseState.REVIEW
    start_clock(work)
    work.change(undo=None, undo_by=None)
    answer = text.strip() or "(lihat lampiran)"
    says = {"question": question, "answer": answer}
    if in_review or not case.assignments:
        ask(work, **says)
    else:
        for one in case.assignments:
            if not one.answered and not one.supervises and one.address != case.requester.address:
                hand_over(work, one, Holder(address=one.address, name=one.name, acting=one.acting), **says)
    work.tell_requester("understood", action=Action.DATA.value, note=answer, next=what_follows(work))


def _go_on(work: Work, event: RequesterSaid, shown: str) -> None:
    """Blocking values were missing: start if they are all here, else ask for the rest."""
    lacking = requirements.blocking(work.case.missing, work.sop)
    if not lacking:
        work.change(timers=())
        echo_at = len(work.effects)
        begin(work)
        # The echo says what follows, which is known only now; it goes out before what follows.
        following, work.effects = work.effects[echo_at:], work.effects[:echo_at]
        work.tell_requester("understood", action=Action.DATA.value, fields=shown, next=what_follows(work))
        work.effects += following
    elif shown or event.answer.action is not None or event.answer.doubt:
        asked_before = 2 - sum(timer.kind == "ask_again" for timer in work.case.timers)

        def ask() -> None:
            ask_for_values(work, count=asked_before + 1)

        if shown:
            ask()
        else:
            lacks = ", ".join(requirements.labels(lacking, work.sop))
            doubt = event.answer.doubt or f"Balasan itu belum memuat yang kami perlukan: {lacks}."
            count_unclear(work, REQUESTER, work.case.requester, ask=ask, text=event.answer.text, doubt=doubt)


def _tell_of_change(work: Work, shown: str) -> None:
    work.tell_requester("understood", action=Action.PERBAIKI.value, fields=shown, next=what_follows(work))
    if not shown:
        return
    for one in work.case.assignments:
        if not one.answered and one.address != work.case.requester.address:
            work.notice("status", addressed(one), note=f"Pemohon memperbaiki data:\n{shown}")


def _holds_task(work: Work) -> bool:
    """Whether the requester is a party to the step: signing takes the task's own mail, which proves who signs."""
    return any(one.address == work.case.requester.address and not one.answered for one in work.case.assignments)


def _ask_back(work: Work, event: RequesterSaid, doubt: str = "") -> None:
    doubt = doubt or event.answer.doubt or "Maksud balasan Saudara belum kami pahami."
    allowed = "PERBAIKI <data>: <nilai>, STATUS, CABUT"

    def ask() -> None:
        work.tell_requester("asked-back", read=event.answer.text, doubt=doubt, allowed=allowed)
        work.note("requester asked back", doubt=doubt)

    count_unclear(work, REQUESTER, work.case.requester, ask=ask, text=event.answer.text, doubt=doubt, allowed=allowed)


def _withdraw(work: Work, event: RequesterSaid) -> None:
    for one in work.case.assignments:
        if not one.answered and one.address != work.case.requester.address:
            work.notice("withdrawn", addressed(one), note=event.answer.note)
    work.record(by=work.case.requester.address, action=Action.CABUT.value, note=event.answer.note)
    work.tell_requester("withdrawn", note=event.answer.note)
    end(work, CaseState.WITHDRAWN)


def _after_the_end(work: Work, event: RequesterSaid) -> None:
    """PUAS is noted; BELUM opens a closed case once more; anything else gets the state of the case."""
    case = work.case
    action = event.answer.action
    if action is Action.BELUM and case.state is CaseState.CLOSED:
        _reopen(work, event)
        return
    if action is Action.PUAS:
        work.record(by=case.requester.address, action=Action.PUAS.value, note=event.answer.note)
        work.note("requester is satisfied")
        work.tell_requester("status", note="Terima kasih, tanggapan Saudara telah kami catat.")
        return
    if action is None and event.answer.doubt is None and not event.files:
        work.note("requester wrote", text=event.answer.text[:200])
        return
    work.note("mail after the end", text=event.answer.text[:200])
    work.tell_requester("status", note="Perkara ini sudah berakhir. Untuk hal baru silakan kirim surat baru.")


def _reopen(work: Work, event: RequesterSaid) -> None:
    case = work.case
    words = event.answer.note or event.answer.text
    target = work.sop.reopen if case.sop else None
    if target is None or any(entry.action == _BELUM for entry in case.entries):
        work.note("not reopened again")
        work.tell_requester("status", note="Keluhan Saudara kami teruskan kepada operator untuk ditindaklanjuti.")
        problem = (
            "Pemohon menyatakan hasil belum sesuai untuk kedua kalinya; perkara tidak dibuka lagi dengan sendirinya."
        )
        work.tell_operator("problem", problem=problem, text=event.answer.text, **{"from": case.requester.address})
        return
    work.change(closed_at=None, ending=None)
    work.record(by=case.requester.address, action=_BELUM, note=words, files=event.files)
    work.keep_files(tuple(_as_evidence(one) for one in event.files))
    work.note("case reopened")
    number = target if isinstance(target, str) else last_done(work, target)
    enter(work, number, reopened=words or "Hasil belum sesuai.")
    work.tell_requester("status", note="Perkara dibuka kembali dan ditangani lagi.")


def _changes(letter: Letter, event: RequesterSaid) -> Mapping[str, Field]:
    """Fields that the mail fills or corrects.

    Values that were named win over re-read ones; PERBAIKI overwrites, DATA only fills what the letter does not say.
    """
    answer = event.answer
    finder = ASK_REQUESTER if event.proof is Proof.PROVEN else UNVERIFIED
    named = {
        path: Field(value=text, confidence=1.0, part="body", page=1, text=text, finder=finder)
        for path, text in answer.values.items()
        if path in FIELD_PATHS and text.strip()
    }
    read_again = {path: found for path, found in event.fields.items() if path not in named and path in FIELD_PATHS}
    if event.proof is not Proof.PROVEN:
        read_again = {path: replace(found, finder=UNVERIFIED) for path, found in read_again.items()}
    fills = {path: found for path, found in {**read_again, **named}.items() if _is_open(path, letter, event)}
    if answer.action is not Action.PERBAIKI:
        return fills
    corrected = {path: found for path, found in named.items() if found.value != letter.value(path)}
    return {**fills, **corrected}


def _is_open(path: str, letter: Letter, event: RequesterSaid) -> bool:
    """Whether a value has yet to be given: none is there, or an unverified one where the requester is proven now."""
    there = letter.fields.get(path)
    return there is None or not there.value or (not there.verified and event.proof is Proof.PROVEN)


def _shown(path: str, found: Field) -> str:
    mark = "" if found.verified else f" {UNVERIFIED_MARK}"
    return f"{FIELD_LABELS.get(path, path)}: {for_people(path, found.value)}{mark}"


def _is_evidence(one: StoredFile) -> bool:
    return one.content_type.startswith(("image/", "video/"))


def _as_evidence(one: StoredFile) -> StoredFile:
    return replace(one, role="bukti") if one.role == "lampiran" and _is_evidence(one) else one
