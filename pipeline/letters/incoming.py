"""What came in, as letters speak of it: the letter, the requester, the matter, the rights asked for."""

from __future__ import annotations

from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from pipeline.letters.language import capital, phrase, request, sentence, shorten, tidy
from pipeline.model import AccessAction, Case, Form, Sifat
from pipeline.wording import (
    FIELD_LABELS,
    UNVERIFIED_MARK,
    date_long,
    moment_long,
    nip,
    signature_in_words,
    value_for_people,
)

_FORMS = {
    Form.NOTA_DINAS: "nota dinas",
    Form.SURAT: "surat",
    Form.FORMULIR: "formulir keluhan",
    Form.EMAIL: "surel",
}
_SHOWN = (
    "requester.unit",
    "requester.name",
    "requester.nip",
    "requester.position",
    "requester.phone",
    "requester.email",
    "issue.application",
    "issue.location",
    "issue.occurred_at",
    "issue.description",
    "requested_resolution",
)
SIFAT = {
    Sifat.BIASA: "Biasa",
    Sifat.PENTING: "Penting",
    Sifat.SEGERA: "Segera",
    Sifat.SANGAT_SEGERA: "Sangat Segera",
    Sifat.RAHASIA: "Rahasia",
}


def shown(case: Case, path: str) -> str:
    """A value as people read it, "" where the letter does not say."""
    found = case.letter.fields.get(path)
    if found is None or not found.value:
        return ""
    mark = "" if found.verified else f" {UNVERIFIED_MARK}"
    try:
        return value_for_people(path, found.value) + mark
    except ValueError:  # not in its normal form: as it stands there
        return found.value + mark


def marked(case: Case, path: str) -> str | None:
    """A value as it is kept, marked where it is unverified; None where the letter does not say."""
    found = case.letter.fields.get(path)
    return None if found is None else found.value if found.verified else f"{found.value} {UNVERIFIED_MARK}"


def letter(case: Case, zone: ZoneInfo) -> dict[str, str]:
    """The incoming letter: `sebutan` names it in a sentence, the other keys fill tables and may be empty."""
    value = case.letter.value
    sender = value("signatory.position") or value("sender_office") or value("requester.unit") or ""
    kind = _FORMS[case.letter.form]
    received = case.received_at.astimezone(zone)
    day = _day(value("date")) or date_long(received.date())
    person = value("requester.name") or case.requester.name
    if case.letter.form is Form.EMAIL and person:
        sender = f"{person} ({sender})" if sender else person
    sender = sender or case.requester.name or case.requester.address
    if case.doubt:
        sender = f"{sender} (keaslian pengirim diragukan)"
    named = [kind, phrase(sender)]
    if number := value("number"):
        named += ["Nomor", number]
    named += ["tanggal", day]
    if subject := value("subject"):
        named += ["hal", shorten(phrase(subject), 160)]
    call = tidy(" ".join(part for part in named if part))
    return {
        "bentuk": kind,
        "dari": sender,
        "nomor": value("number") or "",
        "tanggal": _day(value("date")) or "",
        "hal": value("subject") or "",
        "sifat": SIFAT[case.sifat],
        "kepada": value("addressee") or "",
        "diterima": moment_long(received),
        "diterima_tanggal": date_long(received.date()),
        "segel": "; ".join(signature_in_words(one, zone) for one in case.signatures),
        "sebutan": call,
        "sebutan_awal": capital(call),
        "lampiran": str(max(0, len(case.files) - 1)) if case.files else "0",
    }


def requester(case: Case) -> dict[str, str]:
    """Who asks; empty where the letter does not say."""
    value = partial(marked, case)
    return {
        "unit": value("requester.unit") or value("sender_office") or "",
        "nama": value("requester.name") or case.requester.name,
        "nip": shown(case, "requester.nip"),
        "jabatan": value("requester.position") or "",
        "hp": shown(case, "requester.phone"),
        "surel": _mailbox(case),
    }


def _mailbox(case: Case) -> str:
    """The address that the letter names, else the one that is answered: a forwarded mail comes from another."""
    said = case.letter.said("requester.email")
    return shown(case, "requester.email") if said else case.requester.address


def matter(case: Case) -> dict[str, str]:
    """What it is about; `ringkas` is one line for a subject, `tempat` where it is."""
    value = partial(marked, case)
    unit = value("requester.unit") or value("sender_office") or ""
    where = value("issue.location") or ""
    place = [phrase(part) for part in ("" if where.lower() in unit.lower() else where, unit) if part]
    short = value("subject") or value("issue.description") or ""
    return {
        "uraian": sentence(value("issue.description") or value("subject") or ""),
        "waktu": shown(case, "issue.occurred_at"),
        "lokasi": where,
        "aplikasi": value("issue.application") or "",
        "uraian_frasa": shorten(phrase(value("issue.description") or value("subject") or ""), 400),
        "permintaan": sentence(value("requested_resolution") or ""),
        "permintaan_frasa": shorten(request(value("requested_resolution") or ""), 400),
        "bukti": ", ".join(case.letter.evidence),
        "tempat": ", ".join(dict.fromkeys(place)),
        "ringkas": shorten(phrase(short), 100),
    }


def data(case: Case) -> list[dict[str, str]]:
    """Rows `label`, `isi` of all that the letter says about requester and matter."""
    values = {path: shown(case, path) for path in _SHOWN}
    if values["requester.email"]:
        values["requester.email"] = _mailbox(case)
    rows = [{"label": FIELD_LABELS[path], "isi": capital(value)} for path, value in values.items()]
    rows.append({"label": FIELD_LABELS["issue.evidence"], "isi": ", ".join(case.letter.evidence)})
    known = [row for row in rows if row["isi"]]
    return known or [{"label": FIELD_LABELS["requester.email"], "isi": case.requester.address or "-"}]


_ACTIONS = {AccessAction.ADD: "Dibuat", AccessAction.CHANGE: "Diubah", AccessAction.REVOKE: "Dicabut"}


def access(case: Case) -> list[dict[str, str]]:
    """One row a right that is to be given, changed or ended, with what the row lacks."""
    common = case.letter.value("issue.application") or ""
    rows = []
    for number, row in enumerate(case.letter.access, start=1):
        application = row.application or common
        known = {"nama": row.name, "NIP": row.nip, "aplikasi": application, "peran": row.role}
        if row.action is AccessAction.REVOKE:
            del known["peran"]  # all that he has there ends
        lacking = [label for label, value in known.items() if not value]
        complete = "Lengkap" if row.verified else f"Lengkap {UNVERIFIED_MARK}"
        rows.append(
            {
                "no": str(number),
                "nama": row.name or "-",
                "nip": nip(row.nip or "") or "-",
                "aplikasi": application or "-",
                "peran": row.role or "-",
                "tindakan": _ACTIONS[row.action],
                "kelengkapan": f"Belum ada: {', '.join(lacking)}" if lacking else complete,
            }
        )
    return rows


def form(case: Case) -> dict[str, str]:
    """Boxes and times of the complaint form, filled in as far as known."""
    boxes = {
        "kotak_aplikasi": case.sop in {"keluhan-aplikasi", "masalah-software"}
        and bool(case.letter.value("issue.application")),
        "kotak_jaringan": case.sop == "gangguan-jaringan",
        "kotak_lain": False,
    }
    return {key: "☑" if ticked else "☐" for key, ticked in boxes.items()}


def _day(value: str | None) -> str:
    if not value:
        return ""
    try:
        return date_long(date.fromisoformat(value[:10]))
    except ValueError:
        return value
