"""A mail in words: what the engine asks for, said so that people know at once what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.model import Action, Assignment, Case, Purpose, SendMail, Sifat
from pipeline.outbox import showing
from pipeline.outbox.answering import Choice, Choices, choices, mailto, reply_link, supervision
from pipeline.outbox.message import Written, one_line, reply_code, thread_ids
from pipeline.outbox.templates import Later, OfficeView, Says, SopView, Templates
from pipeline.rulebook import OPERATOR, Directory, OfficeFacts, Rulebook, Sop

# Mails that answer one that came (RFC 3834); they are `auto-replied` where they stand in its thread.
_REPLIES = frozenset(
    {
        "acknowledgement", "duplicate", "completeness", "asked-back", "passed-on", "understood", "status", "undone", "withdrawn",
        "problem",
    }
)  # fmt: skip
# What repeats the words of a letter; nothing of it stands in a mail about one marked Rahasia.
_QUOTES = frozenset({"read", "values", "fields", "text", "because", "subject"})
_SUBJECT_LENGTH = 180
_FOREIGN = re.compile(r"\[\s*\d{4}-\d{4,}[^\]]*\]")  # a bracket out of somebody's subject: a reply would name that case
# Notices that their holder answers: they name the assignment that the recipient holds.
_ANSWERED = frozenset({"asked-back", "passed-on", "status", "problem"})
_WORDS = (
    Action.STATUS, Action.CABUT, Action.PERBAIKI, Action.PUAS, Action.BELUM, Action.BATAL, Action.TOLAK, Action.SETUJU,
)  # fmt: skip


def write(
    effect: SendMail,
    case: Case | None,
    *,
    sop: Sop | None,
    rulebook: Rulebook,
    facts: OfficeFacts,
    directory: Directory,
    templates: Templates,
    now: datetime,
    thread: tuple[str, ...] = (),
    message_id: str = "",
) -> Written:
    """Subject, text, HTML and headers of a mail.

    `thread` are message ids for References, oldest first; the last one is what the mail answers. By `message_id`, its own,
    the requester's links say which mail they answer. A mail about a letter marked Rahasia quotes nothing of it.

    Raises:
        ConfigurationError: the template is missing or broken.
    """
    secret = case is not None and case.sifat is Sifat.RAHASIA
    bracket = _bracket(effect, case)
    view = _view(
        effect,
        case,
        sop=sop,
        rulebook=rulebook,
        facts=facts,
        directory=directory,
        now=now,
        secret=secret,
        own_code=reply_code(message_id),
    )
    subject, text, html = templates.render(effect.template, view)
    subject = _FOREIGN.sub("", subject)
    urgent = showing.URGENT.get(case.sifat) if case else None
    words = one_line(" ".join(part for part in (f"{urgent}:" if urgent else "", subject) if part))
    return Written(
        subject=_with_code(words, bracket),
        text=text,
        html=html,
        headers=tuple(_headers(effect, case, view["choices"], facts, thread)),
    )


def _bracket(effect: SendMail, case: Case | None) -> str:
    """`[2026-0042 KQ7M-2XP9-RTA4]`, so that a reply is told apart without its thread."""
    if case is None:
        return ""
    code = _code(effect, case)
    return f"[{case.id} {code}]" if code else f"[{case.id}]"


def _code(effect: SendMail, case: Case) -> str | None:
    """The code of the recipient's own assignment; the echo of an answer names the one that BATAL would bring back."""
    if effect.assignment:
        return effect.assignment.code
    if effect.purpose is not Purpose.NOTICE:
        return None
    if effect.template == "understood" and case.undo and case.undo_by == effect.to.address:
        before = json.loads(case.undo).get("assignments", [])
        return next((str(one["code"]) for one in before if one["address"] == effect.to.address), None)
    own = _own(effect, case) if effect.template in _ANSWERED else None
    return own.code if own else None


def _own(effect: SendMail, case: Case) -> Assignment | None:
    """The assignment that a mail is about: its own, or the one its recipient holds."""
    if effect.assignment:
        return effect.assignment
    held = (one for one in case.assignments if one.address == effect.to.address and not one.answered)
    return next(held, None)


def _with_code(words: str, bracket: str) -> str:
    """What it is about, then the case and its code: a phone shows the beginning. The code is never cut."""
    room = _SUBJECT_LENGTH - len(bracket) - 1
    words = words if len(words) <= room else f"{words[: room - 1]}…"
    return f"{words} {bracket}".strip()


def _view(
    effect: SendMail,
    case: Case | None,
    *,
    sop: Sop | None,
    rulebook: Rulebook,
    facts: OfficeFacts,
    directory: Directory,
    now: datetime,
    secret: bool,
    own_code: str | None,
) -> dict[str, Any]:
    """All names that a template may use; what does not apply is None or empty."""
    assignment = _own(effect, case) if case else None
    number = assignment.step if assignment else case.step if case else None
    step = sop.steps.get(number) if sop and number else None
    bracket = _bracket(effect, case)
    if case and effect.to.address == case.requester.address and not _code(effect, case) and own_code:
        bracket = f"[{case.id} {own_code}]"
    answer_subject = one_line(f"Re: {bracket} {step.title if step else ''}")
    said = {key: value for key, value in effect.says.items() if not (secret and key in _QUOTES)}
    if secret and effect.template == "status" and effect.to.address != (case.requester.address if case else ""):
        said.pop("note", None)  # tells a holder which values the requester has corrected
    said["subject"] = _FOREIGN.sub("", said.get("subject", ""))
    offered = None
    if sop and step and assignment and assignment.role != OPERATOR and not assignment.supervises:
        offered = choices(sop, step, assignment, rulebook=rulebook, office=facts.address, subject=answer_subject)
    shown = showing.case_view(case, sop=sop, rulebook=rulebook, facts=facts) if case else None
    shown_step = showing.step_view(sop, step, number, assignment) if sop and step and number else None
    lateness = effect.purpose in (Purpose.REPORT, Purpose.ESCALATION)
    done = Later(lambda: showing.done_steps(case, sop=sop, directory=directory, facts=facts) if case else ())
    return {
        "office": OfficeView(name=facts.name, address=facts.address, contact=facts.contact),
        "case": shown,
        "sop": _sop_view(sop) if sop else None,
        "step": shown_step,
        "choices": offered,
        "supervision": Later(lambda: supervision(office=facts.address, subject=answer_subject) if assignment else ()),
        "says": Says(said),
        "greeting": showing.greeting(effect.to, case=case, directory=directory, assignment=effect.assignment),
        "you": "Saudara" if case and effect.to.address == case.requester.address else "Bapak/Ibu",
        "undoable": case is not None and case.undo_by == effect.to.address,
        "attached": showing.attached(effect.attach, case=case, rulebook=rulebook) if case else (),
        "copies": showing.safe_copies(effect.attach, case=case) if case else (),
        "history": Later(lambda: showing.history(done.value(), lateness=lateness)),
        "last": Later(lambda: done.value()[-1] if done.value() else None),
        "standing": Later(lambda: showing.standing(shown, shown_step, _holders(case, directory)) if shown else ()),
        "sops": Later(lambda: _sops(effect.says, rulebook, office=facts.address, subject=answer_subject)),
        "flows": Later(lambda: _flows(sop, rulebook)),
        "others": Later(lambda: _others(effect.says, office=facts.address)),
        "links": Later(lambda: _links(effect.says, office=facts.address, subject=answer_subject)),
        "now": now.astimezone(facts.zone),
    }


def _sop_view(sop: Sop) -> SopView:
    return SopView(id=sop.id, title=sop.title, short=sop.short, number=sop.number or "", last=list(sop.steps)[-1])


def _holders(case: Case | None, directory: Directory) -> tuple[str, ...]:
    """Who is asked now, by name and position."""
    names = []
    for assignment in case.assignments if case else ():
        if assignment.answered or assignment.supervises:
            continue
        person = directory.by_address(assignment.address)
        position = person.position if person else ""
        names.append(", ".join(part for part in (assignment.name or assignment.address, position) if part))
    return tuple(names)


def _sops(says: Mapping[str, str], rulebook: Rulebook, *, office: str, subject: str) -> tuple[Choice, ...]:
    """All SOPs for the operator to choose from, the likeliest first; `adds` is the score."""
    scores = dict(line.split(": ", 1) for line in says.get("ranking", "").splitlines() if ": " in line)
    ranked = [key for key in scores if key in rulebook.sops]
    order = [*ranked, *(key for key in rulebook.sops if key not in ranked)]
    return tuple(
        Choice(
            word=key,
            adds=scores.get(key, ""),
            means=rulebook.sops[key].title,
            href=mailto(office, subject, key),
        )
        for key in order
    )


def _flows(sop: Sop | None, rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Where PINDAH may lead: id and name of the other flows."""
    own = sop.id if sop else None
    return tuple((key, one.short) for key, one in rulebook.sops.items() if key != own)


def _others(says: Mapping[str, str], *, office: str) -> tuple[Choice, ...]:
    """Further steps that a reminder gathers, each with a link to a mail that names it."""
    found = []
    for line in says.get("others", "").splitlines():
        bracket, _, told = line.partition("] ")
        found.append(Choice(word=f"{bracket}]", adds="", means=told, href=mailto(office, f"Re: {bracket}]", "")))
    return tuple(found)


def _links(says: Mapping[str, str], *, office: str, subject: str) -> dict[str, str]:
    """Links for words that belong to no step; DATA opens a form of what is missing."""
    links = {word.value: reply_link(word, to=office, subject=subject) for word in _WORDS}
    form = "\n".join(f"{label}: " for label in says.get("missing", "").splitlines())
    return {**links, Action.DATA.value: mailto(office, subject, form)}


def _headers(
    effect: SendMail, case: Case | None, offered: Choices | None, facts: OfficeFacts, thread: tuple[str, ...]
) -> list[tuple[str, str]]:
    """DESIGN, "Headers of every mail that nodis sends"."""
    headers = [("Reply-To", facts.address)]
    ids = thread_ids(thread)
    if ids:
        headers += [("In-Reply-To", f"<{ids[-1]}>"), ("References", " ".join(f"<{one}>" for one in ids))]
    answers = bool(ids) and effect.template in _REPLIES
    headers.append(("Auto-Submitted", "auto-replied" if answers else "auto-generated"))
    if case:
        headers.append(("X-Nodis-Case", ", ".join([case.id, *filter(None, [effect.says.get("cases")])])))
    headers.append(("X-Nodis-Purpose", effect.purpose.value))
    if effect.purpose is Purpose.ASSIGNMENT and offered and case and effect.assignment:
        headers.append(("X-Nodis-Step", f"{case.sop}/{effect.assignment.step}"))
        headers.append(("X-Nodis-Answers", ", ".join(offered.words)))
        if offered.asks:
            headers.append(("X-Nodis-Asks", ", ".join(offered.asks)))
    return headers
