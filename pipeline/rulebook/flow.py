"""The shape of an SOP in `rules/sop/*.yaml`: its cover sheet, its roles and every step."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from pipeline.model import Action, Purpose
from pipeline.rulebook.base import Rule

END_CLOSED = "closed"
END_REFUSED = "refused"
ASK_REQUESTER = "requester"
TARGETS_OUTSIDE = (END_CLOSED, END_REFUSED, ASK_REQUESTER)


class Limit(Rule):
    """A time limit: exactly one of minutes, hours (office hours) or days (working days)."""

    minutes: int | None = Field(default=None, gt=0)
    hours: int | None = Field(default=None, gt=0)
    days: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _exactly_one(self) -> Limit:
        if sum(value is not None for value in (self.minutes, self.hours, self.days)) != 1:
            msg = "a limit names exactly one of minutes, hours, days"
            raise ValueError(msg)
        return self

    def __str__(self) -> str:
        """`30 menit`, `3 jam`, `1 hari`."""
        if self.days:
            return f"{self.days} hari"
        return f"{self.hours} jam" if self.hours else f"{self.minutes} menit"


class Does(Rule):
    """Something nodis does by itself: exactly one of `draft`, `issue` (a letter) or `send` (a mail).

    `send: result` goes to the requester, `send: report` to the head, `send: notice` to `to` (a role of this SOP,
    "requester" where absent).
    """

    draft: str | None = None  # letter id of rules/letters.yaml, written as KONSEP
    issue: str | None = None  # letter id, numbered and dated
    send: Purpose | None = None
    template: str | None = None  # mail template; the purpose's own where absent
    to: str | None = None  # role of this SOP (or "kantor/kepala") for `send: notice` and `send: report`
    attach: tuple[str, ...] = ()  # letter ids, "surat", "bukti", or asks keys that are files

    @model_validator(mode="after")
    def _exactly_one(self) -> Does:
        if sum(value is not None for value in (self.draft, self.issue, self.send)) != 1:
            msg = "names exactly one of draft, issue, send"
            raise ValueError(msg)
        return self


class AnswerRule(Rule):
    """Where an answer leads."""

    to: str | tuple[str, ...]  # step number | "closed" | "refused" | "requester" (asked, then back to this step);
    #                            several step numbers: the one of them that was done last
    needs: Literal["note", "person"] | None = None  # must bring a note (KOREKSI, TOLAK) or a name
    names: str | None = None  # role of this SOP that the name after TERUSKAN fills
    does: tuple[Does, ...] = ()  # before the next step begins


class Step(Rule):
    """One step, as in the SOP's table (Pelaksana, Kegiatan, Kelengkapan, Waktu, Output, Keterangan)."""

    actor: str  # role of this SOP
    otherwise: str | None = None  # role asked where nobody holds `actor` (D4)
    by: Literal["person", "nodis", "letter"] = "person"  # "letter": the letter itself (step 1, or 0)
    title: str  # short, for mail subjects: "Perbaikan jaringan"
    activity: str  # Kegiatan
    input: str = ""  # Kelengkapan
    limit: Limit | None = None  # Waktu
    output: str = ""
    note: str = ""  # Keterangan
    superior: str | None = None  # role that hears when the limit has passed; the head where absent
    parties: tuple[str, ...] = ()  # all of these roles must answer (C6)
    whole: str | None = None  # asks key: one file of it by the first role completes the step for all parties
    answers: dict[Action, AnswerRule] = Field(default_factory=dict)
    asks: tuple[str, ...] = ()  # keys of rules/asks.yaml that SELESAI or SETUJU has to bring
    attach: tuple[str, ...] = ()  # what goes with the assignment
    enter: tuple[Does, ...] = ()  # done by nodis when the step begins
    to: str | None = None  # next, for steps by nodis or letter
    merge: bool = False  # a person who holds this and the step before is asked once
    receives: bool = False  # the actor only takes note: "diterima", "diketahui", "noted" suffice for SETUJU


class Requirement(Rule):
    """What a valid request must say."""

    path: str  # field path, "issue.evidence" or "access"
    label: str  # as the requester is asked: "Nomor HP penanggung jawab"
    blocks: bool = True  # False: asked for, but work starts without it


class Request(Rule):
    """The `request` part of an SOP."""

    required: tuple[Requirement, ...]
    wants_letter: bool = False  # a bare mail is accepted, the signed letter asked for
    form: tuple[str, ...] = ()  # letter ids that go with the mail asking for what is missing


class RoleTitle(Rule):
    """A role: its office title, and whether it is the requester's own."""

    title: str  # "Kepala Subbagian Humas, Reformasi Birokrasi dan Teknologi Informasi"
    requester: bool = False


class Sop(Rule):
    """One SOP."""

    id: str
    number: str | None  # None where the source names none
    title: str
    short: str  # for tables and subjects: "Gangguan jaringan"
    office: str = ""  # unit that issued it
    created: str | None = None
    revised: str | None = None
    effective: str | None = None
    legal_basis: tuple[str, ...]
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warning: str
    recording: str = ""
    roles: dict[str, RoleTitle]
    request: Request
    steps: dict[str, Step]  # by number, in order
    reopen: str | tuple[str, ...] | None = None  # where BELUM leads after the result, as `AnswerRule.to`; None: nowhere

    @cached_property
    def as_filed(self) -> bytes:
        """The flow as cases that run by it keep it."""
        return self.model_dump_json().encode()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of it as filed, in hex."""
        return hashlib.sha256(self.as_filed).hexdigest()

    @property
    def first(self) -> str:
        """Number of the first step (the letter itself)."""
        return next(iter(self.steps))

    def role_id(self, role: str) -> str:
        """`kabag` -> `gangguan-jaringan/kabag`; a role with a slash stays as it is."""
        return role if "/" in role else f"{self.id}/{role}"


class Ask(Rule):
    """One thing a step may ask for."""

    label: str  # "Penyebab"
    hint: str = ""  # "apa yang menyebabkan gangguan"
    file: bool = False  # comes as attachment
    date: bool = False  # the text names a day
    narrates: bool = False  # tells how it came or what was done, with bad states and plans: "Penyebab: switch mati"
    types: tuple[str, ...] = ()  # content types that count as this file, by their beginnings; all where empty
    words: tuple[str, ...] = ()  # other labels people write: "sebab", "root cause"
    letter: str | None = None  # the letter of ours that the file is a signed copy of: "berita-acara"
