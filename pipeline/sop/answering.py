"""A holder answers."""

from __future__ import annotations

from dataclasses import replace

from pipeline.filing import COPY, ENCLOSED
from pipeline.model import Action, Answer, Answered, Assignment, CaseState, Person, StoredFile, Timer
from pipeline.rulebook import AnswerRule, Step
from pipeline.rulebook.flow import END_CLOSED, END_REFUSED
from pipeline.sop import clock, people, requirements
from pipeline.sop.incidents import join
from pipeline.sop.opening import begin
from pipeline.sop.people import Holder
from pipeline.sop.steps import ask_requester, do, hand_over, leave, stop_clock, take
from pipeline.sop.unclear import count_unclear, task_of, understood_again
from pipeline.sop.undoing import undo
from pipeline.sop.work import Work, addressed

ALWAYS = (Action.TANYA, Action.TUNDA, Action.ALIHKAN, Action.PINDAH, Action.BATAL, Action.GABUNG)
"""Answers that every step takes (SOPS.md, and GABUNG for several letters about one outage)."""

BOTH_SIGNED = "kedua pihak"  # value of `Step.whole` in an answer that says both have signed the one file
LIKELY = 0.3  # from which a meaning is offered to who is asked back
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
            _reassign(work, mine, answer)
        case Action.TERUSKAN if mine.supervises or (rule is None and answer.person):
            _reassign(work, mine, answer)
        case Action.PINDAH:
            _move(work, mine, answer)
        case Action.GABUNG:
            _join(work, mine, answer)
        case _ if rule is not None:
            _follow(work, mine, event, rule)
        case _:
            ask_back(work, mine, answer, "Jawaban itu tidak tersedia pada langkah ini.")


def ask_back(work: Work, mine: Assignment, answer: Answer, doubt: str) -> None:
    """Nothing moves; who wrote is told what was read and what is unclear, once."""

    def ask() -> None:
        _ask(work, mine, answer, doubt)

    count_unclear(
        work, task_of(work, mine), addressed(mine), ask=ask, text=answer.text, doubt=doubt, allowed=allowed(work.step)
    )


def _ask(work: Work, mine: Assignment, answer: Answer, doubt: str, **says: str | None) -> None:
    likely = answer.likely.value if answer.action is None and answer.likely and answer.probability >= LIKELY else None
    work.notice(
        "asked-back", addressed(mine), read=answer.text, doubt=doubt, allowed=allowed(work.step), likely=likely, **says
    )
    work.note("answer asked back", by=mine.address, doubt=doubt)


def _ask_for_the_rest(
    work: Work, mine: Assignment, answer: Answer, doubt: str, *, brings: bool, lacking: list[str], kept: list[str]
) -> None:
    """What is lacking is asked for; an answer that `brings` something of it is no unclear one."""

    def ask() -> None:
        _ask(work, mine, answer, doubt, missing=work.ask_labels(lacking), kept=work.ask_labels(kept))

    if brings:
        ask()
        return
    says = f"{doubt} Masih kurang: {work.ask_labels(lacking)}.".replace("\n", ", ")
    count_unclear(
        work, task_of(work, mine), addressed(mine), ask=ask, text=answer.text, doubt=says, allowed=allowed(work.step)
    )


def allowed(step: Step) -> str:
    """The answers a step takes, as they are listed to people."""
    offered = [*step.answers, *(action for action in ALWAYS if action is not Action.GABUNG)]
    return ", ".join(action.value for action in offered)


# -------------------------------------------------------------------------------------------------- answers of the table


def _follow(work: Work, mine: Assignment, event: Answered, rule: AnswerRule) -> None:
    answer = event.answer
    action = answer.action or Action.SETUJU
    if rule.needs == "note" and not answer.note.strip():
        what = "alasannya" if action is Action.TOLAK else "catatannya: apa yang perlu diperbaiki atau dilengkapi"
        ask_back(work, mine, answer, f"Jawaban {action.value} perlu disertai {what}.")
        return
    if not _name(work, mine, answer, rule):
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
    _echo(work, mine, answer, values, files, next=_what_follows(work))
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


def _what_follows(work: Work) -> str:
    case = work.case
    ends = {
        CaseState.CLOSED: "Perkara selesai.",
        CaseState.REFUSED: "Perkara ditolak dan pemohon diberi tahu.",
        CaseState.REVIEW: "Operator akan menentukan kelanjutannya.",
        CaseState.WAITING: "Pemohon ditanya; tugas kembali kepada Saudara setelah dijawab.",
    }
    return ends.get(case.state) or work.step.title


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


# --------------------------------------------------------------------------------------------------------- who does it


def _name(work: Work, mine: Assignment, answer: Answer, rule: AnswerRule) -> bool:
    """Remember whom the answer names for the next step; False where he was asked back."""
    if not answer.person:
        if rule.needs == "person":
            ask_back(work, mine, answer, "Sebutkan nama yang ditugasi.")
            return False
        return True
    target = rule.to if isinstance(rule.to, str) else rule.to[0]
    next_step = work.sop.steps.get(target)
    role = rule.names or (next_step.actor if next_step else None)
    if role is None or target in (END_CLOSED, END_REFUSED) or _means_role(work, answer.person, role):
        return True
    person = _resolve(work, mine, answer, work.sop.role_id(role))
    if person is None:
        return False
    work.change(named={**work.case.named, work.sop.role_id(role): person.email})
    return True


def _means_role(work: Work, text: str, role: str) -> bool:
    """Whether "kasubag" or "tim teknis" means the role that is next anyway."""
    words = set(people.words_of(text))
    title = work.sop.roles[role].title if role in work.sop.roles else ""
    if _one_b(role) in {_one_b(word) for word in words}:
        return True
    return bool(words) and words <= {role, *people.words_of(title), "tim", "teknis", "jasa", "pihak"}


def _one_b(word: str) -> str:
    """Kasubag and Kasubbag are the same office."""
    return word.replace("bb", "b")


def _resolve(work: Work, mine: Assignment, answer: Answer, role: str) -> Person | None:
    name = answer.person or ""
    found = people.find_people(name, directory=work.desk.directory, today=work.today, prefer=role)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(person.name for person in found)
        ask_back(work, mine, answer, f"Nama {name} cocok dengan lebih dari satu orang: {several}.")
    else:
        ask_back(work, mine, answer, f"Nama {name} tidak ada dalam daftar pegawai.")
    return None


def _reassign(work: Work, mine: Assignment, answer: Answer) -> None:
    """ALIHKAN: somebody else does this step. The clock goes on."""
    if not answer.person:
        ask_back(work, mine, answer, "Sebutkan kepada siapa tugas ini dialihkan: ALIHKAN <nama>.")
        return
    old = mine
    if mine.supervises:
        old = next((one for one in work.case.assignments if not one.answered and not one.supervises), mine)
    if work.sop.roles.get(old.role.rpartition("/")[2]) and work.sop.roles[old.role.rpartition("/")[2]].requester:
        ask_back(work, mine, answer, "Bagian pemohon tidak dapat dialihkan.")
        return
    person = _resolve(work, mine, answer, old.role)
    if person is None:
        return
    take(work, old)
    if person.email == old.address:
        ask_back(work, mine, answer, f"Tugas ini memang sudah pada {person.name}.")
        return
    work.change(named={**work.case.named, old.role: person.email})
    found = work.holder(old.role) or Holder(address=person.email, name=person.name)
    work.record(by=mine.address, action=Action.ALIHKAN.value, note=f"kepada {person.name}. {answer.note}".strip())
    work.note("step reassigned", step=work.case.step_id or "", by=mine.address, to=found.address)
    work.remember_for_undo(mine.address)
    by = work.name_of(mine.address)
    if old.address != mine.address:
        work.notice("reassigned", addressed(old), person=found.name or found.address, by=by, note=answer.note)
    work.notice("understood", addressed(mine), action=Action.ALIHKAN.value, person=found.name or found.address)
    hand_over(work, old, found, **{"note": answer.note, "from": by, "replaces": old.name})


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
    work.notice("understood", addressed(mine), action=Action.TANYA.value, note=answer.note, next=_what_follows(work))


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
    work.notice("understood", addressed(mine), action=Action.TUNDA.value, note=answer.note, next=work.moment(resume))


def _move(work: Work, mine: Assignment, answer: Answer) -> None:
    if answer.sop is None or answer.sop not in work.desk.rulebook.sops or answer.sop == work.case.sop:
        ids = ", ".join(sop for sop in work.desk.rulebook.sops if sop != work.case.sop)
        ask_back(work, mine, answer, f"Sebutkan SOP tujuannya: PINDAH <sop>. Pilihan: {ids}.")
        return
    work.record(by=mine.address, action=Action.PINDAH.value, note=answer.note)
    work.remember_for_undo(mine.address)
    move_to(work, answer.sop, by=mine.address, note=answer.note)
    following = work.desk.rulebook.sops[answer.sop].title
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
