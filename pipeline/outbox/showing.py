"""What the templates see: a case as people read it, every value ready to print.

Times are the office's own clock. A letter marked Rahasia shows nothing of its content (DESIGN, bad input).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import (
    BY_MODEL,
    AccessRow,
    Address,
    Assignment,
    Case,
    CaseState,
    Entry,
    Form,
    Letter,
    Sifat,
    StoredFile,
)
from pipeline.rulebook import Directory, OfficeFacts, Rulebook, Sop, Step
from pipeline.wording import (
    ACCESS_ACTIONS,
    FIELD_LABELS,
    UNSURE_MARK,
    UNVERIFIED_MARK,
    moment_long,
    moment_short,
    nip,
    value_for_people,
)

Row = tuple[str, str]

FORMS = {
    Form.NOTA_DINAS: "Nota dinas",
    Form.SURAT: "Surat",
    Form.FORMULIR: "Formulir",
    Form.EMAIL: "Surel",
}
URGENT = {Sifat.SEGERA: "SEGERA", Sifat.SANGAT_SEGERA: "SANGAT SEGERA"}
STATES = {
    CaseState.OPEN: "sedang dikerjakan",
    CaseState.WAITING: "menunggu",
    CaseState.REVIEW: "sedang ditentukan alurnya oleh operator",
    CaseState.CLOSED: "selesai",
    CaseState.REFUSED: "ditolak",
    CaseState.WITHDRAWN: "dicabut oleh pemohon",
}
_LONG = 400  # characters of a description that a mail repeats; the letter itself is attached
_LINES = 12  # of what a step brought; the documents have it all
_SURE = 0.7  # a signatory's position below this confidence is no salutation
_NODIS = "nodis"
_READ = (
    "requester.unit", "requester.name", "requester.nip", "requester.position", "requester.phone",
    "issue.occurred_at", "issue.location", "issue.application", "issue.description", "requested_resolution",
)  # fmt: skip
_MARKED = frozenset(_READ) - {
    "issue.description",
    "requested_resolution",
}  # no words, and nothing that a sentence names
MAYBE = 0.15  # chance from which what a letter may say is shown at all
SURE = 0.6  # chance from which a value that a model chose is shown without a mark


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseView:
    """A case in words."""

    id: str
    agenda: int
    secret: bool
    state: str
    ended: bool
    waiting_for: str
    waiting_note: str
    letter: str  # "Surat W.25-TI.06.01-231"; the form alone where it has no number or is secret
    letter_full: str  # "Surat Saudara nomor ... tanggal ... hal ...", the start of a sentence
    subject: str  # Hal; empty where it is secret
    about: str  # "Lapas Contoh, ruang kunjungan", for subjects; "Rahasia" where it is
    received_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    phone: str
    form: str
    read: tuple[Row, ...]  # what was understood of the letter
    task: tuple[Row, ...]  # what a holder has to know of it
    work: tuple[Row, ...]  # what the steps before have brought, latest word on each


@dataclass(frozen=True, kw_only=True, slots=True)
class StepView:
    """A step in words."""

    number: str
    last: str  # number of the SOP's last step
    title: str
    activity: str
    output: str
    role: str  # office title of who is asked
    acting: str  # "Plh." or ""
    receives: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """A step that somebody has done."""

    title: str
    name: str
    at: datetime
    due_at: datetime | None
    late: bool
    note: str


def case_view(case: Case, *, sop: Sop | None, rulebook: Rulebook, facts: OfficeFacts) -> CaseView:
    """The case as its mails show it."""
    secret = case.sifat is Sifat.RAHASIA
    letter = case.letter
    return CaseView(
        id=case.id,
        agenda=case.agenda,
        secret=secret,
        state=STATES[case.state],
        ended=case.state.ended,
        waiting_for=case.waiting_for or "",
        waiting_note=case.waiting_note,
        letter=_letter_name(letter, secret=secret),
        letter_full=_letter_full(letter, secret=secret),
        subject="" if secret else _shown(letter, "subject", 100),
        about=_about(case, secret=secret),
        received_at=case.received_at.astimezone(facts.zone),
        opened_at=case.opened_at.astimezone(facts.zone),
        closed_at=_local(case.closed_at, facts),
        due_at=_local(case.due_at, facts),
        phone="" if secret else _shown(letter, "requester.phone"),
        form=FORMS[letter.form].lower(),
        read=() if secret else (*_read(letter), *_unverified_files(case)),
        task=() if secret else tuple(_task(case)),
        work=() if secret else tuple(_work(case, sop, rulebook)),
    )


def step_view(sop: Sop, step: Step, number: str, assignment: Assignment | None) -> StepView:
    """A step of the SOP, as it is asked of the holder of the assignment."""
    role_id = assignment.role if assignment else sop.role_id(step.actor)
    role = sop.roles.get(role_id.removeprefix(f"{sop.id}/")) or sop.roles.get(step.actor)
    return StepView(
        number=number,
        last=list(sop.steps)[-1],
        title=step.title,
        activity=step.activity,
        output=step.output,
        role=role.title if role else "",
        acting=(assignment.acting or "") if assignment else "",
        receives=step.receives,
    )


def done_steps(case: Case, *, sop: Sop | None, directory: Directory, facts: OfficeFacts) -> tuple[Done, ...]:
    """The steps that people have done so far, oldest first; nothing where the letter is secret."""
    if case.sifat is Sifat.RAHASIA:
        return ()
    return tuple(_done(entry, sop, directory, facts, case) for entry in case.entries if _by_people(entry, case, sop))


def history(done: tuple[Done, ...], *, lateness: bool) -> tuple[Row, ...]:
    """When, what and who; with `lateness` also what came after its limit."""
    return tuple(
        (moment_short(one.at), f"{one.title} ({one.name}{', terlambat' if lateness and one.late else ''})")
        for one in done
    )


def standing(case: CaseView, step: StepView | None, holders: tuple[str, ...]) -> tuple[Row, ...]:
    """Where a case stands, for whoever asks."""
    rows: list[Row] = [("Keadaan", case.state)]
    if case.ended:
        if case.closed_at:
            rows.append(("Sejak", moment_long(case.closed_at)))
        return tuple(rows)
    if case.waiting_for == "requester":
        rows[0] = ("Keadaan", "menunggu data dari pemohon")
    elif case.waiting_for == "tunda":
        rows[0] = ("Keadaan", "ditunda")
    elif case.waiting_for == "incident":
        rows[0] = ("Keadaan", "ditangani bersama laporan lain tentang gangguan yang sama")
    if case.waiting_for and case.waiting_note and not case.secret:
        rows.append(("Karena" if case.waiting_for == "tunda" else "Pertanyaan", case.waiting_note))
    if step:
        rows.append(("Langkah", f"{step.number} dari {step.last}, {step.title}"))
    if holders:
        rows.append(("Pada", "\n".join(holders)))
    if case.due_at:
        rows.append(("Paling lambat", moment_long(case.due_at)))
    return tuple(rows)


def greeting(to: Address, *, case: Case | None, directory: Directory, assignment: Assignment | None) -> str:
    """`Yth. Bapak/Ibu Budi Prakoso`; to a requester the position that signed, else the name."""
    person = directory.by_address(to.address)
    if person:
        return f"Yth. Bapak/Ibu {person.name}"
    if assignment and assignment.name:
        return f"Yth. {assignment.name}"
    if case and to.address == case.requester.address and case.sifat is not Sifat.RAHASIA:
        position = case.letter.fields.get("signatory.position")
        if position and position.confidence >= _SURE:
            return f"Yth. {_short(position.value, 90)}"
        name = to.name or case.letter.value("requester.name")
        return f"Yth. {_short(name, 90)}" if name else "Yth. Bapak/Ibu"
    return f"Yth. {to.name}" if to.name else "Yth. Bapak/Ibu"


def attached(names: tuple[str, ...], *, case: Case, rulebook: Rulebook) -> tuple[str, ...]:
    """What goes with a mail, in words: `konsep Nota Dinas Hasil Perbaikan`, `surat permohonan`, `bukti`."""
    found: list[str] = []
    handed_in = [stored for entry in case.entries for stored in entry.files]
    for name in names:
        issued = [letter for letter in case.letters if letter.letter == name and not letter.cancelled]
        if issued and name in rulebook.letters:
            title = rulebook.letters[name].title
            found.append(f"konsep {title}" if issued[-1].draft else title)
        elif name == "surat" and any(stored.role == name for stored in case.files):
            found.append(f"{FORMS[case.letter.form].lower()} asli")
        elif name == "bukti" and any(stored.role == name for stored in case.files):
            found.append("bukti")
        elif name in rulebook.asks and any(stored.role == name for stored in handed_in):
            found.append(rulebook.asks[name].label.lower())
    return tuple(dict.fromkeys(found))


def safe_copies(names: tuple[str, ...], *, case: Case) -> tuple[StoredFile, ...]:
    """Files that go with a mail in place of withheld ones."""
    handed_in = [stored for entry in case.entries for stored in entry.files]
    going = [stored for stored in (*case.files, *handed_in) if stored.role in names and stored.made_from]
    return tuple({stored.sha256: stored for stored in going}.values())


def _local(moment: datetime | None, facts: OfficeFacts) -> datetime | None:
    return moment.astimezone(facts.zone) if moment else None


def _short(value: str, limit: int = _LONG) -> str:
    """One paragraph, cut at a word."""
    flat = " ".join(value.split())
    return flat if len(flat) <= limit else f"{flat[:limit].rsplit(' ', 1)[0]} …"


def _shown(letter: Letter, path: str, limit: int = _LONG) -> str:
    found = letter.fields.get(path)
    if found is None or not found.value:
        return ""
    mark = "" if found.verified else f" {UNVERIFIED_MARK}"
    if found.finder == BY_MODEL and found.confidence < SURE and path in _MARKED:
        mark += f" {UNSURE_MARK}"
    return f"{_short(value_for_people(path, found.value), limit)}{mark}"


def _perhaps(letter: Letter) -> Mapping[str, str]:
    """By field, in the order of mails: what the letter may say where it says nothing for sure."""
    doubtful = {
        path: one
        for path in _READ
        if (one := letter.doubtful.get(path)) and one.confidence >= MAYBE and not letter.value(path)
    }
    return {
        path: f"mungkin {_short(value_for_people(path, one.value), 120)} {UNSURE_MARK}"
        for path, one in doubtful.items()
    }


def _letter_name(letter: Letter, *, secret: bool) -> str:
    number = None if secret else letter.value("number")
    return f"{FORMS[letter.form]} {_short(number, 60)}" if number else FORMS[letter.form]


def _letter_full(letter: Letter, *, secret: bool) -> str:
    words = [f"{FORMS[letter.form]} Saudara"]
    if not secret:
        for path, name in (("number", "nomor"), ("date", "tanggal"), ("subject", "hal")):
            value = _shown(letter, path, 160)
            if value:
                words.append(f"{name} {value}")
    return " ".join(words)


def _about(case: Case, *, secret: bool) -> str:
    if secret:
        return "Rahasia"
    letter = case.letter
    unit = letter.value("requester.unit") or letter.value("sender_office") or case.requester.name
    place = letter.value("issue.location") or letter.value("issue.application")
    parts = [_short(unit, 50)] if unit else []
    if place and place.lower() not in (unit or "").lower():
        parts.append(_short(place, 40))
    return ", ".join(parts) or case.requester.address


def _read(letter: Letter) -> Iterator[Row]:
    perhaps = _perhaps(letter)
    for path in _READ:
        if value := _shown(letter, path) or perhaps.get(path):
            yield FIELD_LABELS[path], value
    yield from _access(letter)
    if letter.evidence:
        yield FIELD_LABELS["issue.evidence"], ", ".join(letter.evidence)


def _unverified_files(case: Case) -> Iterator[Row]:
    names = [stored.name for stored in case.files if not stored.verified]
    if names:
        yield "Berkas", f"{', '.join(names)} {UNVERIFIED_MARK}"


def _access(letter: Letter) -> Iterator[Row]:
    for action, label in ACCESS_ACTIONS.items():
        rows = [row for row in letter.access if row.action is action]
        if rows:
            yield label, _accounts(rows, letter.value("issue.application"))


def _accounts(rows: Sequence[AccessRow], common: str | None) -> str:
    """One line an account; the application that is common to the letter stands elsewhere."""
    lines = []
    for row in rows:
        application = None if row.application == common else row.application
        known = [row.name, f"NIP {nip(row.nip)}" if row.nip else None, application, row.role]
        mark = "" if row.verified else f" {UNVERIFIED_MARK}"
        lines.append(", ".join(part for part in known if part) + mark)
    if len(lines) > 1:
        lines = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    return "\n".join(lines)


def _task(case: Case) -> Iterator[Row]:
    letter = case.letter
    unit = letter.value("requester.unit") or letter.value("sender_office") or ""
    place = _shown(letter, "issue.location", 120)
    inside = (letter.value("issue.location") or "").lower() in unit.lower()
    where = ", ".join(part for part in (unit, "" if inside else place) if part)
    rows = (
        ("Di mana", _short(where, 120)),
        ("Aplikasi", _shown(letter, "issue.application")),
        ("Masalah" if letter.value("issue.occurred_at") else "Uraian", _shown(letter, "issue.description")),
        ("Sejak", _shown(letter, "issue.occurred_at")),
        ("Diminta", _shown(letter, "requested_resolution")),
    )
    yield from ((label, value) for label, value in rows if value)
    yield from ((FIELD_LABELS[path], said) for path, said in _perhaps(letter).items())
    if case.doubt:
        yield "Diragukan", case.doubt
    yield from _access(letter)
    yield from _unverified_files(case)
    contact = (_shown(letter, "requester.name", 120) or case.requester.name, _shown(letter, "requester.phone"))
    reach = ", ".join(part for part in contact if part) or case.requester.address
    yield "Hubungi", reach


def _of_this_sop(entry: Entry, case: Case) -> bool:
    return entry.sop is None or entry.sop == case.sop


def _work(case: Case, sop: Sop | None, rulebook: Rulebook) -> Iterator[Row]:
    values: dict[str, str] = {}
    for entry in case.entries:
        if _of_this_sop(entry, case):
            values.update({key: text for key, text in entry.values.items() if text and key in rulebook.asks})
    if sop:
        for key, text in values.items():
            lines = [_short(line) for line in text.splitlines() if line.strip()]
            yield rulebook.asks[key].label, "\n".join(lines[:_LINES])


def _by_people(entry: Entry, case: Case, sop: Sop | None) -> bool:
    known = sop is not None and entry.step in sop.steps
    return known and _of_this_sop(entry, case) and entry.does_step and entry.by != _NODIS


def _done(entry: Entry, sop: Sop | None, directory: Directory, facts: OfficeFacts, case: Case) -> Done:
    person = directory.by_address(entry.by)
    requester = case.letter.value("requester.name") or case.requester.name
    name = person.name if person else requester if entry.by == case.requester.address else entry.by
    return Done(
        title=sop.steps[entry.step].title if sop else entry.step,
        name=name or entry.by,
        at=entry.at.astimezone(facts.zone),
        due_at=_local(entry.due_at, facts),
        late=entry.due_at is not None and entry.at > entry.due_at,
        note=entry.note,
    )
