"""What is wrong with the flows: found at load, before a case runs into it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Action
from pipeline.rulebook import AnswerRule, Does, Rulebook, Sop, Step
from pipeline.rulebook.flow import ASK_REQUESTER, END_CLOSED, TARGETS_OUTSIDE
from pipeline.sop.mails import TEMPLATES

OFFICE_ROLES = frozenset({"kantor/kepala", "kantor/operator"})
_INCOMING = frozenset({"surat", "bukti", "lampiran"})
_OF_REQUESTERS = frozenset(
    {Action.DATA, Action.PERBAIKI, Action.STATUS, Action.CABUT, Action.PUAS, Action.BELUM, Action.BATAL}
)


def lint(rulebook: Rulebook) -> tuple[str, ...]:
    """Every mistake as `rules/sop/<id>.yaml: <key>: <what is wrong>`; none where all flows can be walked.

    Each step is reached and can end; roles, asks, letters, mail templates and targets exist; a person's step takes an
    answer and has a limit; the SOP's key is its id.
    """
    found: list[str] = []
    for key, sop in rulebook.sops.items():
        if key != sop.id:
            found.append(f"rules/sop/{key}.yaml: id: {sop.id} is not the name of the file")
        found += [f"rules/sop/{key}.yaml: {problem}" for problem in _sop(sop, rulebook)]
    return tuple(found)


def _sop(sop: Sop, rulebook: Rulebook) -> Iterator[str]:
    if not sop.steps:
        yield "steps: there are none"
        return
    for number, step in sop.steps.items():
        yield from (f"steps.{number}.{problem}" for problem in _step(step, sop, rulebook))
    for name in sop.request.form:
        if name not in rulebook.letters:
            yield f"request.form: no letter {name}"
    for target in _targets(sop.reopen):
        if target not in sop.steps:
            yield f"reopen: no step {target}"
    yield from _ways(sop)


def _step(step: Step, sop: Sop, rulebook: Rulebook) -> Iterator[str]:
    yield from _people(step, sop)
    yield from _things(step, rulebook)
    for deed in step.enter:
        yield from (f"enter: {problem}" for problem in _deed(deed, sop, rulebook))
    for target in _nowhere(step.to, sop):
        yield f"to: no step {target}"
    if step.by == "person" and not step.answers:
        yield "answers: a person's step takes at least one"
    if step.by == "person" and step.limit is None:
        yield "limit: a person's step needs one"
    if step.by != "person" and step.to is None:
        yield "to: a step without a person needs to lead somewhere"
    for action, rule in step.answers.items():
        yield from (f"answers.{action.value}{problem}" for problem in _rule(action, rule, sop, rulebook))


def _people(step: Step, sop: Sop) -> Iterator[str]:
    for key, role in (("actor", step.actor), ("otherwise", step.otherwise), ("superior", step.superior)):
        if role and not _role_exists(role, sop):
            yield f"{key}: no role {role}"
    for role in step.parties:
        if role not in sop.roles:
            yield f"parties: no role {role}"


def _things(step: Step, rulebook: Rulebook) -> Iterator[str]:
    for key in step.asks:
        if key not in rulebook.asks:
            yield f"asks: no ask {key} in rules/asks.yaml"
    if step.whole and step.whole not in step.asks:
        yield f"whole: {step.whole} is not asked for"
    for name in step.attach:
        if not _attachable(name, rulebook):
            yield f"attach: no letter, file or ask {name}"


def _rule(action: Action, rule: AnswerRule, sop: Sop, rulebook: Rulebook) -> Iterator[str]:
    if action in _OF_REQUESTERS:
        yield ": not an answer of a holder"
    for target in _nowhere(rule.to, sop):
        yield f".to: no step {target}"
    if rule.names and rule.names not in sop.roles:
        yield f".names: no role {rule.names}"
    for deed in rule.does:
        yield from (f".does: {problem}" for problem in _deed(deed, sop, rulebook))


def _nowhere(to: str | tuple[str, ...] | None, sop: Sop) -> Iterator[str]:
    return (target for target in _targets(to) if target not in sop.steps and target not in TARGETS_OUTSIDE)


def _deed(deed: Does, sop: Sop, rulebook: Rulebook) -> Iterator[str]:
    letter = deed.draft or deed.issue
    if letter and letter not in rulebook.letters:
        yield f"no letter {letter} in rules/letters.yaml"
    if deed.template and deed.template not in TEMPLATES:
        yield f"no mail template {deed.template}"
    if deed.to and deed.to != ASK_REQUESTER and not _role_exists(deed.to, sop):
        yield f"no role {deed.to}"
    for name in deed.attach:
        if not _attachable(name, rulebook):
            yield f"attach: no letter, file or ask {name}"


def _role_exists(role: str, sop: Sop) -> bool:
    return role in sop.roles or role in OFFICE_ROLES


def _attachable(name: str, rulebook: Rulebook) -> bool:
    return name in rulebook.letters or name in _INCOMING or (name in rulebook.asks and rulebook.asks[name].file)


def _targets(to: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if to is None:
        return ()
    return (to,) if isinstance(to, str) else to


def _next(step: Step) -> set[str]:
    if step.by != "person":
        return set(_targets(step.to))
    return {target for rule in step.answers.values() for target in _targets(rule.to)}


def _ways(sop: Sop) -> Iterator[str]:
    """Steps nobody comes to, and steps from which no end can be reached."""
    reached = {sop.first}
    waiting = [sop.first]
    while waiting:
        for target in _next(sop.steps[waiting.pop()]) & sop.steps.keys() - reached:
            reached.add(target)
            waiting.append(target)
    for number in sop.steps.keys() - reached:
        yield f"steps.{number}: no answer leads here"
    ending = {END_CLOSED}
    while True:
        more = {number for number, step in sop.steps.items() if number not in ending and _next(step) & ending}
        if not more:
            break
        ending |= more
    for number in sop.steps.keys() - ending:
        yield f"steps.{number}: no way from here closes the case"
    for number in _circle_of_machines(sop):
        yield f"steps.{number}: nodis would go round in circles here, nobody is asked"


def _circle_of_machines(sop: Sop) -> Iterator[str]:
    for start, first in sop.steps.items():
        number, step, seen = start, first, set[str]()
        while step.by != "person" and number not in seen:
            seen.add(number)
            if step.to not in sop.steps:
                break
            number, step = step.to or "", sop.steps[step.to or ""]
        if step.by != "person" and number in seen and step.to in sop.steps:
            yield start
