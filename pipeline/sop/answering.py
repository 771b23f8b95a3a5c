"""A holder answers."""

from __future__ import annotations

from dataclasses import replace

from pipeline.filing import COPY, ENCLOSED
from pipeline.model import Action, Answer, Answered, Assignment, CaseState, StoredFile, Timer
from pipeline.rulebook import AnswerRule
from pipeline.rulebook.flow import END_REFUSED
from pipeline.sop import clock, requirements
from pipeline.sop.appointing import named_for_next, reassign
from pipeline.sop.incidents import join
from pipeline.sop.opening import begin
from pipeline.sop.steps import ask_requester, do, leave, stop_clock, take, what_follows
from pipeline.sop.unclear import ALWAYS, allowed, ask_again, ask_back, count_unclear, task_of, understood_again
from pipeline.sop.undoing import undo
from pipeline.sop.work import Work, addressed

__all__ = ["ALWAYS", "BOTH_SIGNED", "answered", "move_to"]

BOTH_SIGNED = "kedua pihak"  # value of `Step.whole` in an answer that says both have signed the one file
_NEEDS_ASKS = frozenset({Action.SELESAI, Action.SETUJU})
_SENT_BACK = frozenset({Action.KOREKSI})


def answered(work: Work, event: Answered) -> None:
    """What an answer does. The caller has checked that it came from the address of that assignment."""
    case = work.case
    mine = next((one for one in case.assignments if one.token == event.assignment.token and not one.answered), None)
    if event.answer.action is Action.BATAL:
        undo(work, event)
        return
    if mine is None or case.state.ended or case.state is CaseState.REVIEW or case.sop is None:
        reason = (
            "Tugas ini sudah dijawab, dialihkan, atau perkaranya sudah berakhir; balasan ini tidak mengubah apa pun."
        )
        work.notice("void", addressed(event.assignment), reason=reason)
        work.note("answer came too late", by=event.assignment.address)
        return
    work.keep_files(classified(work, event.files))
    key, counted = task_of(work, mine), dict(case.unclear)
    _heard(work, mine, event)
    if dict(work.case.unclear) == counted:
        understood_again(work, key)


def _heard(work: Work, mine: Assignment, event: Answered) -> None:
    answer = event.answer
    if answer.action is None:
        ask_back(work, mine, answer, answer.doubt or "Jawaban Saudara belum kami pahami.")
    elif mine.supervises and answer.action not in (Action.ALIHKAN, Action.TERUSKAN):
        ask_back(work, mine, answer, "Sebagai atasan Saudara dapat mengalihkan tugas ini: ALIHKAN <nama>.")
    else:
        _act(work, mine, event)


def _act(work: Work, mine: Assignment, event: Answered) -> None:
    answer = event.answer
    rule = work.step.answers.get(answer.action) if answer.action else None
    match answer.action:
        case Action.TANYA:
            _question(work, mine, answer)
        case Action.TUNDA:
            _put_off(work, mine, answer)
        case Action.ALIHKAN:
            reassign(work, mine, answer)
        case Action.TERUSKAN if mine.supervises or (rule is None and answer.person):
            reassign(work, mine, answer)
        case Action.PINDAH:
            _move(work, mine, answer)
        case Action.GABUNG:
            _join(work, mine, answer)
        case _ if rule is not None:
            _follow(work, mine, event, rule)
        case _:
            ask_back(work, mine, answer, "Jawaban itu tidak tersedia pada langkah ini.")


def _ask_for_the_rest(
    work: Work, mine: Assignment, answer: Answer, doubt: str, *, brings: bool, lacking: list[str], kept: list[str]
) -> None:
    """What is lacking is asked for; an answer that `brings` something of it is no unclear one."""

    def ask() -> None:
        ask_again(work, mine, answer, doubt, missing=work.ask_labels(lacking), kept=work.ask_labels(kept))

    if brings:
        ask()
        return
    says = f"{doubt} Masih kurang: {work.ask_labels(lacking)}.".replace("\n", ", ")
    count_unclear(
        work, task_of(work, mine), addressed(mine), ask=ask, text=answer.text, doubt=says, allowed=allowed(work.step)
    )


# -------------------------------------------------------------------------------------------------- answers of the table


def _follow(work: Work, mine: Assignment, event: Answered, rule: AnswerRule) -> None:
    answer = event.answer
    action = answer.action or Action.SETUJU
    if rule.needs == "note" and not answer.note.strip():
        what = "alasannya" if action is Action.TOLAK else "catatannya: apa yang perlu diperbaiki atau dilengkapi"
        ask_back(work, mine, answer, f"Jawaban {action.value} perlu disertai {what}.")
        return
    if not named_for_next(work, mine, answer, rule):
        return
    values: dict[str, str] = dict(answer.values)
    files = classified(work, event.files)
    if action in _NEEDS_ASKS:
        values, files, lacking = _gather(work, mine, answer, files)
        if lacking:
            kept = [*values, *{one.role for one in files if one.role in work.step.asks}]
            doubt = "Jawaban SELESAI belum lengkap." if action is Action.SELESAI else "Jawaban belum lengkap."
            if ours := [one.name for one in files if one.role == COPY]:
                doubt += f" Berkas {', '.join(ours)} adalah surat kami sendiri yang belum ditandatangani."
            kept_files = tuple(one for one in files if one.role != COPY)
            brings = (values, kept_files) != (dict(work.case.gathered), work.case.gathered_files)
            work.change(gathered=values, gathered_files=kept_files)
            _ask_for_the_rest(work, mine, answer, doubt, brings=brings, lacking=lacking, kept=kept)
            return
    _proceed(work, mine, answer, rule, values=values, files=files)


def _proceed(
    work: Work,
    mine: Assignment,
    answer: Answer,
    rule: AnswerRule,
    *,
    values: dict[str, str],
    files: tuple[StoredFile, ...],
) -> None:
    step = work.step
    action = answer.action or Action.SETUJU
    work.record(by=mine.address, action=action.value, note=answer.note, values=values, files=files)
    work.note("step answered", step=work.case.step_id or "", by=mine.address, action=action.value)
    work.remember_for_undo(mine.address)
    take(work, mine)
    if step.parties and action in _NEEDS_ASKS:
        whole = step.whole is not None and answer.values.get(step.whole) == BOTH_SIGNED
        waiting = [one for one in _mark_answered(work, mine) if not one.answered and not one.supervises]
        if waiting and not whole:
            work.change(gathered={}, gathered_files=())
            names = "\n".join(one.name or one.address for one in waiting)
            _echo(work, mine, answer, values, files, waits_for=names)
            return
        for one in waiting:
            work.notice("void", addressed(one), reason="Berita acara sudah ditandatangani oleh kedua pihak.")
    do(work, rule.does, note=answer.note, refused=rule.to == END_REFUSED)
    author = work.name_of(mine.address)
    sent_back = "ya" if action in _SENT_BACK else None
    echo_at = len(work.effects)
    leave(work, rule.to, **{"note": answer.note, "from": author, "correction": sent_back})
    # The echo says what follows, which is known only now; it goes out before what follows.
    following, work.effects = work.effects[echo_at:], work.effects[:echo_at]
    _echo(work, mine, answer, values, files, next=what_follows(work))
    work.effects += following


def _mark_answered(work: Work, mine: Assignment) -> tuple[Assignment, ...]:
    marked = tuple(replace(one, answered=True) if one.token == mine.token else one for one in work.case.assignments)
    work.change(assignments=marked)
    return marked


def _echo(
    work: Work,
    mine: Assignment,
    answer: Answer,
    values: dict[str, str],
    files: tuple[StoredFile, ...],
    **says: str | None,
) -> None:
    asks = work.desk.rulebook.asks
    shown = "\n".join(
        f"{asks[key].label}: {text}" for key, text in values.items() if key in asks and not asks[key].file
    )
    work.notice(
        "understood",
        addressed(mine),
        action=answer.action.value if answer.action else None,
        note=answer.note,
        values=shown,
        files="\n".join(one.name for one in files),
        **says,
    )


def _gather(
    work: Work, mine: Assignment, answer: Answer, files: tuple[StoredFile, ...]
) -> tuple[dict[str, str], tuple[StoredFile, ...], list[str]]:
    """What the step asks for, and what is still lacking of it.

    It comes from this reply, from earlier ones and, where a reply after a correction brings something new, from the
    round before.
    """
    step = work.step
    case = work.case
    wanted = {key: text for key, text in answer.values.items() if key in step.asks and text.strip()}
    handed = tuple(one for one in files if one.role in step.asks)
    values = {**case.gathered, **wanted}
    gathered = (*case.gathered_files, *(one for one in files if one not in case.gathered_files))
    if wanted or handed:
        before = [
            entry
            for entry in case.entries
            if entry.sop == case.sop
            and entry.step == case.step
            and entry.by == mine.address
            and (entry.values or entry.files)
        ]
        if before and not step.parties:
            values = {**before[-1].values, **values}
            roles = {one.role for one in gathered}
            gathered = (*gathered, *(one for one in before[-1].files if one.role not in roles))
    asks = work.desk.rulebook.asks
    have = {one.role for one in gathered}
    lacking = [key for key in step.asks if (key not in have if asks[key].file else not values.get(key, "").strip())]
    return values, gathered, lacking


def classified(work: Work, files: tuple[StoredFile, ...]) -> tuple[StoredFile, ...]:
    """Files with the asks key that each answers: the only file a step asks for, where the content type fits."""
    if work.case.step is None or work.case.sop is None:
        return files
    asks = work.desk.rulebook.asks
    keys = [key for key in work.step.asks if key in asks and asks[key].file]
    found = []
    for one in files:
        if one.role in (COPY, ENCLOSED):  # not signed, of another letter, or another's: it answers nothing
            found.append(one)
            continue
        fitting = [key for key in keys if not asks[key].types or one.content_type.startswith(asks[key].types)]
        named = [
            key for key in fitting if key.replace("_", " ") in one.name.lower().replace("_", " ").replace("-", " ")
        ]
        key = one.role if one.role in fitting else next(iter(named or fitting), None)
        found.append(replace(one, role=key, step=work.case.step) if key else one)
    return tuple(found)


def _join(work: Work, mine: Assignment, answer: Answer) -> None:
    """GABUNG: one outage, one repair; the caller has seen that the other case is open and of this SOP."""
    if answer.case in (None, work.case.id):
        ask_back(work, mine, answer, "Sebutkan perkara yang sama gangguannya: GABUNG <nomor perkara>.")
    elif work.case.followers:
        ask_back(work, mine, answer, "Perkara lain sudah digabung ke perkara ini; gabungkan perkara yang itu saja.")
    else:
        join(work, mine, answer, str(answer.case))


# --------------------------------------------------------------------------------------------------------------- waiting


def _question(work: Work, mine: Assignment, answer: Answer) -> None:
    if not answer.note.strip():
        ask_back(work, mine, answer, "Tuliskan pertanyaannya: TANYA <pertanyaan>.")
        return
    take(work, mine)
    work.record(by=mine.address, action=Action.TANYA.value, note=answer.note)
    work.note("requester asked", step=work.case.step_id or "", by=mine.address)
    work.remember_for_undo(mine.address)
    ask_requester(work, answer.note, by=work.name_of(mine.address))
    work.notice("understood", addressed(mine), action=Action.TANYA.value, note=answer.note, next=what_follows(work))


def _put_off(work: Work, mine: Assignment, answer: Answer) -> None:
    until = answer.until
    if until is None or until <= work.now:
        ask_back(work, mine, answer, "Sebutkan sampai kapan ditunda: TUNDA sampai <tanggal>, karena <alasan>.")
        return
    calendar = work.desk.calendar
    resume = clock.next_opening(until, calendar)
    take(work, mine)
    work.record(by=mine.address, action=Action.TUNDA.value, note=answer.note)
    work.note("step put off", step=work.case.step_id or "", by=mine.address, until=resume.isoformat())
    work.remember_for_undo(mine.address)
    stop_clock(work)
    work.change(
        state=CaseState.WAITING,
        waiting_for="tunda",
        waiting_note=answer.note,
        timers=(Timer(kind="resume", at=resume),),
    )
    left = work.case.remaining_minutes
    new_due = work.moment(clock.add_minutes(resume, left, calendar)) if left is not None else None
    work.tell_requester("moved", reason=answer.note, until=work.moment(resume), new_due=new_due)
    work.notice(
        "understood",
        addressed(mine),
        action=Action.TUNDA.value,
        note=answer.note,
        next=f"Dilanjutkan {work.moment(resume)}, {what_follows(work)}",
    )


def _move(work: Work, mine: Assignment, answer: Answer) -> None:
    if answer.sop is None or answer.sop not in work.desk.rulebook.sops or answer.sop == work.case.sop:
        ids = ", ".join(sop for sop in work.desk.rulebook.sops if sop != work.case.sop)
        ask_back(work, mine, answer, f"Sebutkan SOP tujuannya: PINDAH <sop>. Pilihan: {ids}.")
        return
    work.record(by=mine.address, action=Action.PINDAH.value, note=answer.note)
    work.remember_for_undo(mine.address)
    move_to(work, answer.sop, by=mine.address, note=answer.note)
    following = f"{work.desk.rulebook.sops[answer.sop].title}: {what_follows(work)}"
    work.notice("understood", addressed(mine), action=Action.PINDAH.value, note=answer.note, next=following)


def move_to(work: Work, sop: str, *, by: str, note: str = "") -> None:
    """Move the case to another SOP, to start at its first step; who else was asked is told."""
    old = work.case
    before = work.desk.rulebook.sops[old.sop].title if old.sop else None
    for one in old.assignments:
        if one.address != by and not one.answered:
            work.notice("void", addressed(one), reason="Perkara ini dipindahkan ke SOP lain.")
    new = work.desk.rulebook.sops[sop]
    work.change(
        sop=sop,
        step=new.first,
        named={},
        assignments=(),
        timers=(),
        due_at=None,
        remaining_minutes=None,
        state=CaseState.OPEN,
        missing=requirements.missing(old.letter, new),
    )
    work.note("case moved", to=sop, by=by)
    work.tell_requester("moved", sop=new.title, from_sop=before)
    begin(work, says={"note": note, "from": work.name_of(by)})
