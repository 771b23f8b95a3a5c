"""The replies of `tests/replies/`: each one as the raw mail its program sends, and what the office makes of it."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import cases
import mails
from clients import CLIENTS, Original, as_mail, interleave
from pipeline import intake, sop
from pipeline import replies as replies_room
from pipeline.model import Action, Answer, Case, CaseState, Mail
from pipeline.rulebook import Step, Trust
from rules import rulebook

FOLDER = Path(__file__).with_name("replies")
SOPS = {"A": "keluhan-aplikasi", "B": "gangguan-jaringan", "C": "hak-akses", "D": "bandwidth", "E": "masalah-software"}
OWN = cases.facts().address
NOW = cases.at(2, "08.30")
GUESSED = frozenset(
    {Action.SELESAI, Action.SETUJU, Action.TANGANI, Action.TERUSKAN, Action.TOLAK, Action.CABUT, Action.PUAS}
)
"""Answers that must never be read out of words that do not say them."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One row of the file."""

    number: int
    at: str
    by: str
    text: str
    sign: str
    between: dict[str, str]
    files: tuple[str, ...]
    says: tuple[Action | None, ...]  # what it means, then what it may also be taken for
    more: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.at} {self.by}: {(self.text or str(self.between))[:60]!r}"


@cache
def replies(name: str) -> tuple[Reply, ...]:
    """All replies of `unseen` or `tuned`."""
    rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(_reply(number, row) for number, row in enumerate(rows))


def _reply(number: int, row: dict[str, Any]) -> Reply:
    known = {"at", "by", "text", "sign", "between", "files", "says"}
    says = row["says"] if isinstance(row["says"], list) else [row["says"]]
    return Reply(
        number=number,
        at=row["at"],
        by=row["by"],
        text=row.get("text", ""),
        sign=row.get("sign", ""),
        between=row.get("between", {}),
        files=tuple(row.get("files", ())),
        says=tuple(Action(one) if one else None for one in says),
        more={key: value for key, value in row.items() if key not in known},
    )


@cache
def _signatures() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((FOLDER / "signatures.yaml").read_text(encoding="utf-8"))
    return found


def step_of(reply: Reply) -> Step:
    return rulebook().sops[SOPS[reply.at[0]]].steps[reply.at[1:]]


def case_of(reply: Reply) -> Case:
    """The case as it stood when the mail that is answered went out."""
    if reply.at.startswith("P-"):
        case = cases.closed("gangguan-jaringan")
        if reply.at == "P-closed":
            return case
        case = cases.until(case, "5")
        if reply.at == "P-asked":
            question = "Di mana letak switchnya?"
            return replace(case, state=CaseState.WAITING, waiting_for="requester", waiting_note=question)
        return case
    return mails.asked(cases.until(cases.closed(SOPS[reply.at[0]]), reply.at[1:]))


@cache
def _original(at: str) -> Original:
    reply = Reply(number=0, at=at, by="", text="", sign="", between={}, files=(), says=(None,), more={})
    case = case_of(reply)
    if at.startswith("P-"):
        effect = mails.mail("status", to=case.requester)
        to = case.requester
    else:
        effect = mails.assignment_mail(case)
        to = effect.to
    written = mails.put_in_words(effect, case)
    return Original(
        name="Layanan TI Kanwil Contoh",
        address=OWN,
        to_name=to.name,
        to_address=to.address,
        subject=written.subject,
        at=datetime(2026, 3, 2, 8, 5, tzinfo=cases.ZONE),
        text=written.text,
        html=written.html,
    )


def raw(reply: Reply) -> bytes:
    """The reply as its program sends it."""
    original = _original(reply.at)
    signature = _signatures()[reply.sign].rstrip() if reply.sign else ""
    glue = "\n" if signature.startswith("-- \n") else "\n\n"
    text = f"{reply.text}{glue}{signature}" if signature else reply.text
    written = interleave(reply.between, original) if reply.by == "interleaved" else CLIENTS[reply.by](text, original)
    files = {
        name: (mimetypes.guess_type(name)[0] or "image/heic", hashlib.sha256(name.encode()).digest() * 1200)
        for name in reply.files
    }
    return as_mail(
        written,
        original,
        sender=f"{original.to_name} <{original.to_address}>",
        number=reply.number,
        files=files,
        in_reply_to=None
        if reply.by.startswith("bare")
        else f"nodis.2026-0042.{mails.TOKEN}@kanwil-contoh.example.go.id",
    )


def received(reply: Reply) -> Mail:
    return intake.parse(raw(reply), kinds=rulebook().kinds, trust=Trust(), own=OWN)


def understood(reply: Reply) -> Answer:
    """What the office makes of it, by the very way that a mail takes through it."""
    mail = received(reply)
    original = _original(reply.at)
    asked = (original.text, intake.html_to_text(original.html))
    own = replies_room.own_words(mail, asked=asked, rules=rulebook().kinds, office=(OWN,))
    if own.doubt:
        return Answer(action=None, doubt=own.doubt, text=own.text)
    if reply.at.startswith("P-"):
        return sop.understand_requester(own.text, case=case_of(reply), rulebook=rulebook(), now=NOW)
    names = [part.name for part in mail.parts]
    who, people = _original(reply.at).to_name, cases.directory().people
    return sop.understand(
        own.text, step=step_of(reply), files=names, rulebook=rulebook(), now=NOW, by=who, people=people
    )


def wrong(reply: Reply, answer: Answer) -> str:
    """Why the answer is not what the reply means; empty where it is."""
    if answer.action not in reply.says:
        return f"read as {answer.action}, means {reply.says[0]}"
    if answer.action is not reply.says[0]:
        return ""
    for key, expected in reply.more.items():
        found: object = getattr(answer, key)
        if key == "until" and answer.until:
            found = f"{answer.until.replace(tzinfo=None):%Y-%m-%dT%H:%M}"[: len(expected)]
        if key == "values":
            found = {name: text for name, text in answer.values.items() if name in expected}
        if found != expected:
            return f"{key} is {found!r}, should be {expected!r}"
    leaked = [words for words in _HISTORY if words in f"{answer.note} {' '.join(answer.values.values())}"]
    return f"history leaked: {leaked}" if leaked else ""


_HISTORY = (
    "langkah 5 dari",
    "Lapas Contoh, ruang",
    "Tidak dapat?",
    "Perkara 2026",
    "Dikirim dari",
    "menulis:",
    "wrote:",
    "Dari:",
    "rahasia dan hanya",
    "confidential",
    "Avast",
)


def false(reply: Reply, answer: Answer) -> bool:
    """Whether an approval, a completion, a refusal was read that nobody wrote."""
    return answer.action in GUESSED and answer.action not in reply.says


def measure(names: Sequence[str]) -> tuple[list[str], list[str], int, int]:
    """Misses and false answers in words; how many were read as what they mean first, and how many there are."""
    misses, falsely, first, total = [], [], 0, 0
    for name in names:
        for reply in replies(name):
            answer = understood(reply)
            total += 1
            first += answer.action is reply.says[0]
            why = wrong(reply, answer)
            if why:
                misses.append(f"{name} {reply.number} {reply.name}: {why} [{answer.doubt or answer.note}]")
            if false(reply, answer):
                falsely.append(f"{name} {reply.number} {reply.name}: read as {answer.action}")
    return misses, falsely, first, total
