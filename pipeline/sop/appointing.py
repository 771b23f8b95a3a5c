"""Who is to do a step: named by the answer before it, or given the task by ALIHKAN."""

from __future__ import annotations

import re

from pipeline.model import Action, Answer, Assignment, Person
from pipeline.rulebook import AnswerRule
from pipeline.rulebook.flow import END_CLOSED, END_REFUSED
from pipeline.sop import people
from pipeline.sop.people import Holder
from pipeline.sop.steps import hand_over, take, what_follows
from pipeline.sop.unclear import ask_back
from pipeline.sop.work import Work, addressed


def named_for_next(work: Work, mine: Assignment, answer: Answer, rule: AnswerRule) -> bool:
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


def reassign(work: Work, mine: Assignment, answer: Answer) -> None:
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
    by, note = work.name_of(mine.address), _beyond_the_name(work, answer.note, person)
    work.record(by=mine.address, action=Action.ALIHKAN.value, note=f"kepada {person.name}. {note}".strip())
    work.note("step reassigned", step=work.case.step_id or "", by=mine.address, to=found.address)
    work.remember_for_undo(mine.address)
    if old.address != mine.address:
        work.notice("reassigned", addressed(old), person=found.name or found.address, by=by, note=note)
    echo_at = len(work.effects)
    hand_over(work, old, found, **{"note": note, "from": by, "replaces": old.name})
    following, work.effects = work.effects[echo_at:], work.effects[:echo_at]
    named = found.name or found.address
    work.notice("understood", addressed(mine), action=Action.ALIHKAN.value, person=named, next=what_follows(work))
    work.effects += following


def _beyond_the_name(work: Work, note: str, person: Person) -> str:
    """What the answer tells him besides that it is he; empty where it only names him."""
    rules = work.desk.rulebook.answers
    named = {*people.words_of(person.name), *rules.name_after, *rules.name_titles, *rules.polite}
    return note if set(re.findall(r"[^\W_]+", note.lower())) - named else ""
