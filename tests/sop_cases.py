"""The shipped flows, a small office and cases to walk through them, all without I/O but the reading of `rules/`."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from pipeline.dates import DateRules
from pipeline.model import (
    Absence,
    AccessRow,
    Action,
    Address,
    Answer,
    Answered,
    Assignment,
    Case,
    CaseState,
    Effect,
    Event,
    Field,
    Form,
    Letter,
    Person,
    Purpose,
    Route,
    SendMail,
    StoredFile,
    Transition,
    WriteLetter,
)
from pipeline.rulebook import Ask, Calendar, Directory, Hours, LetterKind, OfficeFacts, Ramadan, Rulebook, Sop
from pipeline.rulebook.answers import AnswerRules
from pipeline.rulebook.kinds import KindRules
from pipeline.sop import Desk, NewCase, advance, open_case

RULES = Path(__file__).parents[1] / "rules"
ZONE = ZoneInfo("Asia/Makassar")
MONDAY = datetime(2026, 3, 2, 8, 4, tzinfo=ZONE)  # a Monday; Ramadan, in the calendar below, begins elsewhere

LETTERS = [
    "tanda-terima",
    "lembar-disposisi",
    "tanggapan",
    "surat-perintah",
    "dokumen-hasil-perbaikan",
    "nota-dinas-hasil",
    "laporan-hasil-perbaikan",
    "laporan-penanganan-keluhan",
    "surat-hasil-keluhan",
    "hasil-verifikasi",
    "berita-acara",
    "laporan-hak-akses",
    "laporan-alokasi",
    "laporan-evaluasi",
    "pemberitahuan-hasil",
    "penolakan",
    "permintaan-kelengkapan",
    "formulir-keluhan",
]

_UNUSED: Any = None  # rules of other rooms


@cache
def rulebook() -> Rulebook:
    """The shipped flows, asks and answers; letters by their ids alone."""
    sops = [Sop.model_validate(_read(path)) for path in sorted((RULES / "sop").glob("*.yaml"))]
    asks = {key: Ask.model_validate(value) for key, value in _read(RULES / "asks.yaml").items()}
    dates = DateRules.model_validate(_read(RULES / "dates.yaml"))
    answers = AnswerRules.model_validate(_read(RULES / "answers.yaml"))
    return Rulebook.model_construct(
        sops={sop.id: sop for sop in sops},
        asks=asks,
        letters={name: LetterKind(title=name, template=f"{name}.docx", form="laporan") for name in LETTERS},
        labels=_UNUSED,
        dates=dates,
        routing=_UNUSED,
        answers=answers.model_copy(update={"numbers": dates.number_words}),
        kinds=KindRules.model_validate(_read(RULES / "kinds.yaml")),
        digest="0",
    )


def _read(path: Path) -> dict[str, object]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _hours(*spans: tuple[str, str]) -> Hours:
    return Hours(spans=tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans))


_DAY = _hours(("07:30", "12:00"), ("13:00", "16:00"))
_FRIDAY = _hours(("07:30", "11:30"), ("13:00", "16:30"))
_FASTING = _hours(("08:00", "12:00"), ("12:30", "15:00"))
_FASTING_FRIDAY = _hours(("08:00", "11:30"), ("12:30", "15:30"))
_FREE = Hours(spans=())

CALENDAR = Calendar(
    timezone="Asia/Makassar",
    week=(_DAY, _DAY, _DAY, _DAY, _FRIDAY, _FREE, _FREE),
    ramadan_week=(_FASTING, _FASTING, _FASTING, _FASTING, _FASTING_FRIDAY, _FREE, _FREE),
    ramadan=(Ramadan(start=date(2027, 2, 8), end=date(2027, 3, 9)),),
    holidays={date(2026, 3, 19): "Hari Suci Nyepi", date(2026, 3, 20): "Cuti bersama"},
)

_ROLES = {
    "Arif Tamba": ("kantor/kepala", "masalah-software/kakanwil"),
    "Olga Perkasa": ("kantor/operator",),
    "Kadir Bagus": ("gangguan-jaringan/kabag", "masalah-software/kabag"),
    "Sinta Subrata": ("gangguan-jaringan/kasubag", "masalah-software/kasubbag"),
    "Budi Prakoso": ("gangguan-jaringan/pelaksana", "masalah-software/prakom"),
    "Budi Hartanto": ("gangguan-jaringan/pelaksana",),
    "Tirta Madani": ("keluhan-aplikasi/tim",),
    "Citra Niaga": ("keluhan-aplikasi/penyedia", "bandwidth/penyedia"),
    "Ketut Tuah": ("hak-akses/ketua", "bandwidth/ketua"),
    "Ani Gota": ("hak-akses/anggota", "bandwidth/anggota"),
    "Dewi Visanti": ("masalah-software/kadiv",),
}


def address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@kantor.example"


PEOPLE = tuple(Person(name=name, email=address(name), roles=roles) for name, roles in _ROLES.items())
FACTS = OfficeFacts(
    name="Kantor Contoh", unit_code="W.99", city="Kota Contoh", timezone="Asia/Makassar", address="nodis@kantor.example"
)


def tokens() -> Callable[[], tuple[str, str]]:
    counter = itertools.count(1)

    def new() -> tuple[str, str]:
        number = next(counter)
        return f"{number:032x}", f"AAAA-BBBB-{number:04d}"

    return new


def desk(people: tuple[Person, ...] = PEOPLE) -> Desk:
    return Desk(
        rulebook=rulebook(), calendar=CALENDAR, directory=Directory(people=people), facts=FACTS, new_token=tokens()
    )


def without(role: str) -> tuple[Person, ...]:
    """The office without anybody in that role."""
    return tuple(
        Person(name=person.name, email=person.email, roles=tuple(one for one in person.roles if one != role))
        for person in PEOPLE
    )


def away(name: str, deputy: str) -> tuple[Person, ...]:
    """The office with one person away in March 2026."""
    absence = Absence(start=date(2026, 3, 1), end=date(2026, 3, 31), deputy=address(deputy))
    return tuple(
        Person(name=one.name, email=one.email, roles=one.roles, away=(absence,)) if one.name == name else one
        for one in PEOPLE
    )


def field(value: str) -> Field:
    return Field(value=value, confidence=1.0, part="surat.pdf", page=1, text=value, finder="label")


FULL = {
    "subject": "Gangguan jaringan ruang kunjungan",
    "requester.unit": "Lapas Contoh",
    "requester.name": "Sari Wulandari",
    "requester.phone": "+6281200004455",
    "issue.description": "sambungan jaringan ruang kunjungan putus",
    "issue.occurred_at": "2026-03-02T07:45:00+08:00",
    "requested_resolution": "pemeriksaan dan penggantian switch",
}


def letter(*leave_out: str, form: Form = Form.SURAT, **more: str) -> Letter:
    fields = {path: field(value) for path, value in {**FULL, **more}.items() if path not in leave_out}
    access = () if "access" in leave_out else (AccessRow(name="Sari Wulandari", application="Contoh", role="operator"),)
    return Letter(form=form, fields=fields, access=access, evidence=("foto.jpg",), parts=("surat.pdf",))


REQUESTER = Address(address="tu@lapas.example", name="TU Lapas")


def new_case(sop: str | None, *leave_out: str, form: Form = Form.SURAT, **more: str) -> NewCase:
    return NewCase(
        id="2026-0042",
        agenda=118,
        letter=letter(*leave_out, form=form, **more),
        route=Route(sop=sop, score=0.9, margin=0.5, because=("cocok",), ranking=((sop or "bandwidth", 0.9),)),
        requester=REQUESTER,
        mail="ab" * 32,
        mail_message_id="surat-1@lapas.example",
        received_at=MONDAY,
        files=(stored("surat.pdf", "application/pdf", "surat"),),
    )


def stored(name: str, content_type: str = "image/jpeg", role: str = "lampiran") -> StoredFile:
    return StoredFile(name=name, sha256=name, content_type=content_type, role=role)


class Walk:
    """A case being walked: each call advances it and keeps all effects."""

    def __init__(
        self,
        sop: str | None,
        *leave_out: str,
        people: tuple[Person, ...] = PEOPLE,
        form: Form = Form.SURAT,
        **more: str,
    ) -> None:
        self.desk = desk(people)
        self.now = MONDAY
        self.effects: list[Effect] = []
        self.last: tuple[Effect, ...] = ()
        self.case: Case
        self._take(open_case(new_case(sop, *leave_out, form=form, **more), now=self.now, desk=self.desk))

    def _take(self, transition: Transition) -> None:
        self.case = transition.case
        self.last = transition.effects
        self.effects += transition.effects

    def event(self, event: Event, *, at: datetime | None = None) -> Walk:
        self.now = at or self.now
        self._take(advance(self.case, event, now=self.now, desk=self.desk))
        return self

    @property
    def assignment(self) -> Assignment:
        return next(one for one in self.case.assignments if not one.answered and not one.supervises)

    def answer(self, answer: Answer, *files: StoredFile, by: Assignment | None = None) -> Walk:
        return self.event(Answered(assignment=by or self.assignment, answer=answer, files=files))

    def mails(self, template: str | None = None, *, last: bool = False) -> list[SendMail]:
        effects = self.last if last else self.effects
        return [one for one in effects if isinstance(one, SendMail) and template in (None, one.template)]

    def purposes(self, purpose: Purpose) -> list[SendMail]:
        return [one for one in self.mails() if one.purpose is purpose]

    def letters(self, *, draft: bool | None = None, last: bool = False) -> list[str]:
        effects = self.last if last else self.effects
        return [one.letter for one in effects if isinstance(one, WriteLetter) and draft in (None, one.draft)]


STRAIGHT = {
    "keluhan-aplikasi": [("2", "TANGANI"), ("3", "SELESAI"), ("6", "SETUJU")],
    "gangguan-jaringan": [
        ("2", "SETUJU"),
        ("3", "SELESAI"),
        ("4", "SETUJU"),
        ("5", "SELESAI"),
        ("6", "SETUJU"),
        ("7", "SETUJU"),
    ],
    "hak-akses": [
        ("2", "SETUJU"),
        ("3", "SETUJU"),
        ("4", "SELESAI"),
        ("5", "SELESAI"),
        ("6", "SELESAI"),
        ("6", "SELESAI"),
        ("8", "SETUJU"),
    ],
    "bandwidth": [
        ("1", "SELESAI"),
        ("2", "SETUJU"),
        ("3", "SELESAI"),
        ("4", "SELESAI"),
        ("5", "SETUJU"),
        ("6", "SETUJU"),
    ],
    "masalah-software": [
        ("1", "SETUJU"),
        ("2", "TERUSKAN"),
        ("3", "SETUJU"),
        ("4", "TERUSKAN"),
        ("5", "SELESAI"),
        ("6", "SETUJU"),
        ("7", "SETUJU"),
        ("8", "SETUJU"),
        ("9", "SETUJU"),
    ],
}


def complete(walk: Walk, action: str, note: str = "", *, by: Assignment | None = None) -> Walk:
    """Answer the step with all it asks for; the first who was asked does, or `by`."""
    step = walk.desk.rulebook.sops[walk.case.sop or ""].steps[walk.assignment.step]
    asks = walk.desk.rulebook.asks
    values = {key: f"isi {key}" for key in step.asks if not asks[key].file}
    files: list[StoredFile] = [stored(f"{key}-{walk.assignment.role}.jpg") for key in step.asks if asks[key].file]
    return walk.answer(Answer(action=Action(action), note=note, values=values, text=action), *files, by=by)


def walk_to(sop: str, step: str) -> Walk:
    walk = Walk(sop)
    for number, action in STRAIGHT[sop]:
        if number == step:
            return walk
        complete(walk, action)
    raise AssertionError(step)


def close(sop: str, walk: Walk | None = None) -> Walk:
    """Walk the straight way to the end, from wherever the case stands."""
    walk = walk or Walk(sop)
    while not walk.case.state.ended:
        answers = walk.desk.rulebook.sops[sop].steps[walk.assignment.step].answers
        complete(walk, next(one for one in ("SELESAI", "SETUJU", "TANGANI") if Action(one) in answers))
    return walk


def assert_state(walk: Walk, state: CaseState) -> None:
    """The case's state; asked through a function, since the type checker takes a state once seen for everlasting."""
    assert walk.case.state is state, walk.case.state
