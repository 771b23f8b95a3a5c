"""The monthly recap to the head: counts by service, and every case of the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from pipeline.letters.context import context
from pipeline.letters.figures import Figures
from pipeline.letters.language import clean, fill, phrase
from pipeline.model import Address, Case, CaseState, Entry, Form, IssuedLetter, Letter, Route
from pipeline.rulebook import Directory, LetterKind, OfficeFacts, Sop

_STATES = {
    CaseState.OPEN: "Dalam proses",
    CaseState.WAITING: "Menunggu",
    CaseState.REVIEW: "Ditelaah",
    CaseState.CLOSED: "Selesai",
    CaseState.REFUSED: "Ditolak",
    CaseState.WITHDRAWN: "Dicabut",
}


def recap_context(
    cases: Sequence[Case],
    *,
    month: date,
    kind: LetterKind,
    sops: Mapping[str, Sop],
    facts: OfficeFacts,
    directory: Directory,
    issued: IssuedLetter,
    now: datetime,
    figures: Figures | None = None,
    whole_year: bool = False,
) -> dict[str, Any]:
    """The context of `rekap-bulanan`: `cases` are those received or still open in the month (or year) of `month`.

    `rekap.ringkas` has a row a service (and "Jumlah"), `rekap.perkara` a row a case in order of its number; `figures`
    become `rekap.langkah`, `rekap.peran`, `rekap.penyebab` and `rekap.kepuasan`.
    """
    made = context(
        "rekap-bulanan", _nobody(now), kind=kind, sop=None, facts=facts, directory=directory, issued=issued, now=now
    )
    ordered = sorted(cases, key=lambda case: case.id)
    services = {sop: [case for case in ordered if case.sop == sop] for sop in sops}
    others = [case for case in ordered if case.sop not in services]
    rows = [_counts(sops[sop].short, own) for sop, own in services.items()]
    if others:
        rows.append(_counts("Belum ditentukan", others))
    rows.append(_counts("Jumlah", ordered))
    late = [case for case in ordered if _late(case)]
    name = str(month.year) if whole_year else format_date(month, "MMMM y", locale="id")
    period = f"{'tahun' if whole_year else 'bulan'} {name}"
    made["rekap"] = {
        "bulan": name,
        "masa": period,
        **_figures(figures or Figures()),
        "ringkas": [
            {"no": "" if row["layanan"] == "Jumlah" else str(index), **row} for index, row in enumerate(rows, 1)
        ],
        "perkara": [_row(index, case, sops, facts) for index, case in enumerate(ordered, start=1)],
        "jumlah": str(len(ordered)),
        "terlambat": str(len(late)),
        "kalimat": _told(ordered, late),
    }
    made["hal"] = fill(kind.subject or kind.title, made, what="rekap-bulanan: subject")
    made["lampiran"] = "1 (satu) berkas"  # the workbook
    title = kind.title.replace("Bulanan", "Tahunan") if whole_year else kind.title
    made["kaki"] = made["judul_berkas"] = f"{title} {name}"
    cleaned: dict[str, Any] = clean(made)
    return cleaned


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "langkah": [
            {
                "langkah": f"{row.step} {row.title}", "baku": row.standard, "jumlah": str(row.answers),
                "nyata": f"{row.median:.0f} menit", "terlambat": str(row.late),
            }
            for row in figures.steps
        ],
        "peran": [{"peran": row.role, "jumlah": str(row.answers), "terlambat": str(row.late)} for row in figures.roles if row.late],
        "penyebab": [
            {"penyebab": phrase(row.cause)[:200], "jumlah": str(len(row.cases)), "perkara": ", ".join(row.cases[:6])}
            for row in figures.causes
        ],
        "kepuasan": _satisfaction(figures),
    }  # fmt: skip


def _satisfaction(figures: Figures) -> str:
    said = len(figures.content) + len(figures.discontent)
    if not said:
        return "Belum ada pemohon yang menyampaikan penilaian atas hasil layanan."
    return f"Dari {said} pemohon yang menyampaikan penilaian, {len(figures.content)} menyatakan puas dan {len(figures.discontent)} menyatakan belum."


def _counts(label: str, cases: Sequence[Case]) -> dict[str, str]:
    ended = [case for case in cases if case.state is CaseState.CLOSED]
    in_time = [case for case in ended if not _late(case)]
    return {
        "layanan": label,
        "masuk": str(len(cases)),
        "selesai": str(len(ended)),
        "ditolak": str(sum(case.state in {CaseState.REFUSED, CaseState.WITHDRAWN} for case in cases)),
        "proses": str(sum(not case.state.ended for case in cases)),
        "tepat": f"{100 * len(in_time) / len(ended):.0f}%" if ended else "-",
    }


def _row(index: int, case: Case, sops: Mapping[str, Sop], facts: OfficeFacts) -> dict[str, str]:
    closed = case.closed_at.astimezone(facts.zone) if case.closed_at else None
    sop = sops.get(case.sop or "")
    return {
        "no": str(index),
        "perkara": case.id,
        "diterima": f"{case.received_at.astimezone(facts.zone):%d-%m-%Y}",
        "unit": case.letter.value("requester.unit") or case.letter.value("sender_office") or case.requester.address,
        "hal": phrase(case.letter.value("subject") or case.letter.value("issue.description") or "-")[:160],
        "layanan": sop.short if sop else "-",
        "keadaan": f"{_STATES[case.state]}{' (terlambat)' if _late(case) else ''}",
        "selesai": f"{closed:%d-%m-%Y}" if closed else "-",
    }


def _late(case: Case) -> bool:
    """Whether any step ended after its limit."""
    return any(_overdue(entry) for entry in case.entries)


def _overdue(entry: Entry) -> bool:
    return not entry.of_requester and entry.due_at is not None and entry.at > entry.due_at


def _told(cases: Sequence[Case], late: Sequence[Case]) -> str:
    if not cases:
        return "Pada bulan ini tidak ada surat atau laporan yang diterima."
    ended = sum(case.state.ended for case in cases)
    rest = f"{ended} di antaranya telah selesai dan {len(cases) - ended} masih berjalan"
    told = f"Sebanyak {len(cases)} perkara tercatat, {rest if ended < len(cases) else 'seluruhnya telah selesai'}."
    if late:
        return f"{told} Pada {len(late)} perkara terdapat langkah yang melampaui batas waktu SOP."
    return f"{told} Seluruh langkah yang telah selesai dikerjakan dalam batas waktu SOP."


def _nobody(now: datetime) -> Case:
    """A case that stands for none, for the frame of a letter about many."""
    return Case(
        id="REKAP",
        agenda=0,
        state=CaseState.CLOSED,
        sop=None,
        step=None,
        requester=Address(address=""),
        letter=Letter(form=Form.EMAIL, fields={}),
        route=Route(sop=None, score=0, margin=0, because=()),
        mail="",
        mail_message_id=None,
        received_at=now,
        opened_at=now,
    )
