"""Several letters about one outage: one is worked on, the others follow it and are answered under their own numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Action, Answer, Assignment, Case, CaseState, IncidentEnded, Purpose
from pipeline.rulebook import Does, Sop
from pipeline.rulebook.flow import END_REFUSED
from pipeline.sop.steps import do, end, enter, stop_clock
from pipeline.sop.work import Work, addressed

FOLLOWS = "incident"  # what a case waits for that follows another


def join(work: Work, mine: Assignment, answer: Answer, main: str) -> None:
    """GABUNG: this case waits for the end of `main`, which the caller knows to be open and of the same SOP."""
    work.record(by=mine.address, action=Action.GABUNG.value, note=main)
    work.note("case joined", to=main, by=mine.address)
    work.remember_for_undo(mine.address)
    for one in work.case.assignments:
        if one.token != mine.token and not one.answered:
            work.notice("void", addressed(one), reason=f"Perkara ini digabung dengan perkara {main}.")
    stop_clock(work)
    work.change(state=CaseState.WAITING, waiting_for=FOLLOWS, waiting_note="", incident=main, assignments=(), timers=())
    work.tell_requester("joined")  # not of whom the other case is
    work.notice("understood", addressed(mine), action=Action.GABUNG.value, note=answer.note or main)


def incident_ended(work: Work, event: IncidentEnded) -> None:
    """The case that this one follows has ended: the same result, or the same refusal; else it goes on by itself."""
    case, main = work.case, event.main
    if case.state is not CaseState.WAITING or case.incident != main.id or case.sop is None:
        return
    work.note("incident ended", main=main.id, state=main.state.value)
    if main.state is CaseState.CLOSED and main.sop == case.sop and (deeds := tuple(_result(work.sop))):
        _take_over(work, main)
        for name in deeds[-1].attach:
            if name in work.desk.rulebook.letters and not any(deed.issue == name for deed in deeds):
                work.write(name, draft=False)
        do(work, deeds)
        end(work, CaseState.CLOSED)
    elif main.state is CaseState.REFUSED and main.sop == case.sop:
        _take_over(work, main)
        said = next((entry.note for entry in reversed(main.entries) if entry.action == Action.TOLAK.value), "")
        note = main.ending.words if main.ending else said
        work.change(ending=main.ending)
        do(work, tuple(_refusal(work.sop)), note=note, refused=True)
        end(work, CaseState.REFUSED)
    else:
        work.change(incident=None)
        enter(
            work,
            case.step or work.sop.first,
            note=f"Perkara {main.id} berakhir tanpa hasil; laporan ini ditangani tersendiri.",
        )


def _take_over(work: Work, main: Case) -> None:
    """What was done there is what was done here: letters are written from it."""
    case = work.case
    own = {entry.step for entry in case.entries if entry.sop == case.sop} - {case.step}
    work.change(
        entries=(*case.entries, *(entry for entry in main.entries if entry.sop == case.sop and entry.step not in own))
    )


def _result(sop: Sop) -> Iterator[Does]:
    """The deeds of the answer, or of the step by nodis, that sends the result; without the report, of which one suffices."""
    for step in sop.steps.values():
        for deeds in (step.enter, *(rule.does for rule in step.answers.values())):
            if any(deed.send is Purpose.RESULT for deed in deeds):
                yield from sorted(
                    (deed for deed in deeds if deed.send is not Purpose.REPORT),
                    key=lambda deed: deed.send is Purpose.RESULT,
                )
                return


def _refusal(sop: Sop) -> Iterator[Does]:
    for step in sop.steps.values():
        for rule in step.answers.values():
            if rule.to == END_REFUSED:
                yield from (deed for deed in rule.does if deed.send is not Purpose.REPORT)
                return
