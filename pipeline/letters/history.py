"""What was done in a case, as letters tell it: dispositions, steps, corrections, approvals, whether in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from num2words import num2words

from pipeline.letters.language import sentence
from pipeline.letters.people import Office
from pipeline.model import Action, Entry
from pipeline.rulebook import Limit, Step
from pipeline.rulebook.letters import LetterKind
from pipeline.wording import clock, date_long, moment_long

_SAID = {
    Action.SELESAI: "Selesai",
    Action.SETUJU: "Disetujui",
    Action.KOREKSI: "Dikembalikan untuk diperbaiki",
    Action.TOLAK: "Ditolak",
    Action.TANGANI: "Ditangani sendiri",
    Action.TERUSKAN: "Diteruskan",
    Action.ALIHKAN: "Dialihkan",
    Action.TANYA: "Ditanyakan kepada pemohon",
    Action.TUNDA: "Ditunda",
    Action.PINDAH: "Dipindahkan ke layanan lain",
    Action.DATA: "Data dilengkapi",
    Action.PERBAIKI: "Data diperbaiki",
    Action.CABUT: "Dicabut",
    Action.PUAS: "Dinyatakan puas",
    Action.BELUM: "Dinyatakan belum selesai",
}
_REPLY = "Keterangan pemohon"  # in the place of a step: it is none
_BACK = frozenset({Action.KOREKSI, Action.BELUM})
_ON = frozenset({Action.SETUJU, Action.TERUSKAN, Action.TANGANI, Action.SELESAI})
# What the person who does the work hands in; an entry with one of these is "the work done".
_WORK = ("tindakan", "sesudah", "akun")
# Keys that shipped letters use; an office's own asks come on top.
_KEYS = (
    "tindakan", "hasil", "konfirmasi", "penyebab", "checklist", "akun", "tanggal", "data", "rencana", "kesepakatan",
    "sebelum", "sesudah",
)  # fmt: skip


def own(office: Office) -> tuple[Entry, ...]:
    """Entries of the SOP that the case is under."""
    sop = office.case.sop
    return tuple(entry for entry in office.case.entries if (entry.sop or sop) == sop)


def values(office: Office) -> dict[str, str]:
    """The latest text for each asks key of the SOP, "" where nothing came."""
    found = dict.fromkeys(_KEYS, "")
    for step in office.sop.steps.values() if office.sop else ():
        found.update(dict.fromkeys(step.asks, ""))
    for entry in own(office):
        found.update({key: text.strip() for key, text in entry.values.items() if text.strip()})
    return found


def dispositions(letter: str, office: Office) -> list[dict[str, str]]:
    """Each disposition so far: `tanggal`, `pukul`, `dari`, `kepada`, `isi`, in order."""
    rows = []
    for entry in own(office):
        target = _passed_on(letter, entry, office)
        if target is None:
            continue
        moment = entry.at.astimezone(office.facts.zone)
        giver, taker = office.who(entry), office.holder(target.actor)
        rows.append(
            {
                "tanggal": date_long(moment.date()),
                "pukul": clock(moment),
                "dari": giver["jabatan"],
                "kepada": _with_name(taker),
                "isi": sentence(entry.note) or "Tindak lanjuti.",
            }
        )
    return rows


def instructions(kind: LetterKind, office: Office) -> list[list[dict[str, str]]]:
    """The instruction boxes, two a row; ticked where the last note names them, the first where it names none."""
    entries = [entry for entry in own(office) if entry.action in _ON]
    note = entries[-1].note.lower() if entries else ""
    ticked = [any(word in note for word in words) for words in kind.instructions.values()]
    if ticked and not any(ticked):
        ticked[0] = True
    boxes = [{"kotak": "☑" if on else "☐", "teks": label} for label, on in zip(kind.instructions, ticked, strict=True)]
    if len(boxes) % 2:
        boxes.append({"kotak": "", "teks": ""})
    return [boxes[index : index + 2] for index in range(0, len(boxes), 2)]


def timeline(office: Office) -> list[dict[str, str]]:
    """Every step taken: `no`, `waktu`, `langkah`, `pelaku`, `hasil`."""
    received = office.case.received_at.astimezone(office.facts.zone)
    rows = [
        {
            "waktu": _moment(received),
            "langkah": f"Penerimaan {'surat' if office.case.letter.value('number') else 'laporan'}",
            "pelaku": office.requester()["nama"] or office.case.requester.address,
            "hasil": f"Dicatat dengan nomor agenda {office.case.agenda}.",
        }
    ]
    for entry in own(office):
        step = office.sop.steps.get(entry.step) if office.sop else None
        said = _SAID.get(Action(entry.action), "") if entry.action in set(Action) else "Dicatat oleh sistem"
        who = office.who(entry)
        rows.append(
            {
                "waktu": _moment(entry.at.astimezone(office.facts.zone)),
                "langkah": _REPLY if entry.of_requester else step.title if step else f"Langkah {entry.step}",
                "pelaku": who["nama"],
                "hasil": f"{said}. {sentence(entry.note)}".strip(),
            }
        )
    return [{"no": str(number), **row} for number, row in enumerate(rows, start=1)]


def corrections(office: Office) -> list[dict[str, str]]:
    """What was sent back: `no`, `waktu`, `oleh`, `catatan`."""
    back = [entry for entry in own(office) if entry.action in _BACK]
    return [
        {
            "no": str(number),
            "waktu": _moment(entry.at.astimezone(office.facts.zone)),
            "oleh": _with_name(office.who(entry)),
            "catatan": sentence(entry.note) or "-",
        }
        for number, entry in enumerate(back, start=1)
    ]


def approvals(office: Office) -> list[dict[str, str]]:
    """Who agreed after the work was last handed in: `jabatan`, `nama`, `waktu`."""
    entries = own(office)
    last = max((index for index, entry in enumerate(entries) if _is_work(entry)), default=-1)
    return [
        {**office.who(entry), "waktu": _moment(entry.at.astimezone(office.facts.zone))}
        for entry in entries[last + 1 :]
        if entry.action == Action.SETUJU and last >= 0
    ]


def work(office: Office) -> dict[str, str]:
    """The work done: `oleh`, `mulai`, `selesai`, `batas`, `ketepatan` (a sentence), `versi`; "" before it is done."""
    done = [entry for entry in own(office) if _is_work(entry)]
    blank = {"oleh": "", "jabatan": "", "mulai": "", "selesai": "", "selesai_tanggal": "", "batas": "", "ketepatan": ""}
    if not done:
        return {**blank, "versi": "0"}
    entry = done[-1]
    zone = office.facts.zone
    who = office.who(entry)
    ended = entry.at.astimezone(zone)
    due = entry.due_at.astimezone(zone) if entry.due_at else None
    told = ""
    if due:
        kept = "masih dalam" if entry.at <= due else "melampaui"
        told = f"Pekerjaan selesai pada {moment_long(ended)}, {kept} batas waktu yang ditetapkan ({moment_long(due)})."
    return {
        "oleh": who["nama"],
        "jabatan": who["jabatan"],
        "mulai": moment_long(entry.started_at.astimezone(zone)) if entry.started_at else "",
        "selesai": moment_long(ended),
        "selesai_tanggal": date_long(ended.date()),
        "batas": moment_long(due) if due else "",
        "ketepatan": told,
        "versi": str(len(done)),
    }


def last_note(office: Office) -> str:
    """The reason or instruction that came last."""
    said = (entry for entry in reversed(own(office)) if not entry.of_requester)
    return next((sentence(entry.note) for entry in said if entry.note.strip()), "")


def reason(office: Office) -> str:
    """Why a request is refused, as its requester reads it: the words of the office where the operator ends the case."""
    ending = office.case.ending
    return sentence(ending.words) if ending else last_note(office)


def ordered_step(letter: str, office: Office) -> Step | None:
    """The step that a letter sets going: where the last answer led that issued it, else where such an answer would."""
    for entry in reversed(own(office)):
        if (step := _passed_on(letter, entry, office)) is not None:
            return step
    steps = office.sop.steps if office.sop else {}
    for step in steps.values():
        for rule in step.answers.values():
            if any(does.issue == letter for does in rule.does) and isinstance(rule.to, str) and rule.to in steps:
                return steps[rule.to]
    return None


def limit_in_words(limit: Limit | None) -> str:
    """`1 (satu) hari kerja`, "" for none."""
    if limit is None:
        return ""
    for amount, unit in ((limit.days, "hari kerja"), (limit.hours, "jam kerja"), (limit.minutes, "menit kerja")):
        if amount:
            return f"{in_words(amount)} {unit}"
    return ""


def in_words(number: int) -> str:
    """`3 (tiga)`."""
    return f"{number} ({num2words(number, lang='id')})"


def _passed_on(letter: str, entry: Entry, office: Office) -> Step | None:
    """The step that an entry's answer set going, where that answer issued the letter."""
    steps: Mapping[str, Step] = office.sop.steps if office.sop else {}
    if entry.step not in steps or entry.action not in set(Action):
        return None
    rule = steps[entry.step].answers.get(Action(entry.action))
    if rule is None or not any(does.issue == letter for does in rule.does):
        return None
    return steps.get(rule.to) if isinstance(rule.to, str) else None


def _is_work(entry: Entry) -> bool:
    return entry.action == Action.SELESAI and any(entry.values.get(key) for key in _WORK)


def _with_name(person: Mapping[str, str]) -> str:
    name, title = person["nama"], person["jabatan"]
    return f"{title} ({name})" if name and name != title else title


def _moment(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y}\n{clock(moment)}"
