"""Answers that are not understood: asked back once for each person and open task; the second goes to the operator, further ones are gathered.

A valid answer of the same person ends the count. Who writes unclear words twice is a person until he shows otherwise: nothing here
calls anybody a program.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.model import Action, Address, Answer, Assignment
from pipeline.rulebook import OPERATOR, Step
from pipeline.sop.work import Work, addressed

ALWAYS = (Action.TANYA, Action.TUNDA, Action.ALIHKAN, Action.PINDAH, Action.BATAL, Action.GABUNG)
"""Answers that every step takes (SOPS.md, and GABUNG for several letters about one outage)."""

LIKELY = 0.3  # from which a meaning is offered to who is asked back
REQUESTER = "requester"  # the requester's part, whatever the step
GATHERED = "unclear answer gathered"  # in the journal: no mail left
_ASKED, _PASSED_ON = 1, 2


def task_of(work: Work, mine: Assignment) -> str:
    """What somebody's unclear answers are counted under: he himself, in his part of the step."""
    return f"{mine.address} {mine.role} {work.case.step_id}"


def count_unclear(
    work: Work, key: str, writer: Address, *, ask: Callable[[], None], text: str, doubt: str, allowed: str = ""
) -> None:
    """Ask back by `ask` the first time; the second time tell the operator, and the writer that he was told; then only note it."""
    count = work.case.unclear.get(key, 0) + 1
    work.change(unclear={**work.case.unclear, key: count})
    operator = work.office(OPERATOR)
    if count == _ASKED:
        ask()
    elif count == _PASSED_ON and operator and operator.address != writer.address:
        name = work.name_of(writer.address)
        where = f" untuk langkah {work.step.title}" if work.case.step and work.case.sop else ""
        problem = (
            f"Jawaban {name}{where} dua kali tidak dapat dipahami. Penulisnya sudah ditanya sekali, dan kini diberi tahu bahwa Bapak/Ibu "
            "membantu; pada perkara ini belum ada yang berubah. Jawaban yang jelas tetap dapat dikirimkannya sendiri."
        )
        told = {"from": writer.address, "values": f"Kepadanya disampaikan: {doubt}"}
        work.tell_operator("problem", problem=problem, text=text, **told)
        work.notice(
            "passed-on", writer, read=text, doubt=doubt, allowed=allowed, person=operator.name or operator.address
        )
        work.note("unclear answer passed on", by=writer.address, doubt=doubt)
    else:
        work.note(GATHERED, by=writer.address, doubt=doubt)


def understood_again(work: Work, key: str) -> None:
    """A valid answer: what was unclear before counts no more."""
    if key in work.case.unclear:
        work.change(unclear={one: count for one, count in work.case.unclear.items() if one != key})


def ask_back(work: Work, mine: Assignment, answer: Answer, doubt: str) -> None:
    """Nothing moves; who wrote is told what was read and what is unclear, once."""

    def ask() -> None:
        ask_again(work, mine, answer, doubt)

    count_unclear(
        work, task_of(work, mine), addressed(mine), ask=ask, text=answer.text, doubt=doubt, allowed=allowed(work.step)
    )


def ask_again(work: Work, mine: Assignment, answer: Answer, doubt: str, **says: str | None) -> None:
    """Say what was read, what is unclear or lacking, and what is most likely meant; nothing is counted."""
    likely = answer.likely.value if answer.action is None and answer.likely and answer.probability >= LIKELY else None
    work.notice(
        "asked-back", addressed(mine), read=answer.text, doubt=doubt, allowed=allowed(work.step), likely=likely, **says
    )
    work.note("answer asked back", by=mine.address, doubt=doubt)


def allowed(step: Step) -> str:
    """The answers a step takes, as they are listed to people."""
    offered = [*step.answers, *(action for action in ALWAYS if action is not Action.GABUNG)]
    return ", ".join(action.value for action in offered)
