"""What a letter is written from: one dictionary of plain values, the same keys for every kind (docs/surat.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pipeline.letters import history, incoming
from pipeline.letters.language import capital, clean, fill, phrase, sentence, shorten
from pipeline.letters.listing import accounts, allocations, checklist, items, without_secrets
from pipeline.letters.people import ANSWERER, BLANK, Office
from pipeline.letters.photos import caption, pictures
from pipeline.model import AccessAction, Action, Case, IssuedLetter, Sifat, StoredFile
from pipeline.rulebook import Directory, LetterKind, OfficeFacts, Sop
from pipeline.wording import FIELD_LABELS, date_in_words, date_long, moment_long

DOTS = "……"


def number(kind: LetterKind, facts: OfficeFacts, sequence: int) -> str:
    """The number of an outgoing letter, by the office's pattern: `W.99-TI.07.02-231` (NASKAH 4)."""
    classification = kind.classification or facts.classification
    return facts.number_pattern.format(unit=facts.unit_code, classification=classification, sequence=sequence)


def images(letter_id: str, case: Case, *, kind: LetterKind | None = None) -> tuple[StoredFile, ...]:
    """The photos that a letter prints, each under a name that no other has; `kind.photos` says of which asks."""
    keys = kind.photos if kind else _PHOTOS.get(letter_id, ())
    return pictures(keys, case)


# Of the shipped kinds, for callers that have no kind at hand.
_PHOTOS = {
    "dokumen-hasil-perbaikan": ("foto",),
    "laporan-hasil-perbaikan": ("foto",),
    "laporan-hak-akses": ("dokumentasi",),
}

_SENTENCES = frozenset(["penyebab", "tindakan", "hasil"])


def context(
    letter_id: str,
    case: Case,
    *,
    kind: LetterKind,
    sop: Sop | None,
    facts: OfficeFacts,
    directory: Directory,
    issued: IssuedLetter,
    now: datetime,
) -> dict[str, Any]:
    """All that the template of a letter may name, as plain JSON values.

    Pure: the same case at the same moment gives the same letter. Keys and their meaning stand in docs/surat.md; a value
    that is not known is "" (or an empty list), so that templates can leave the line out.

    Raises:
        LetterError: `kind.subject` names a placeholder that does not exist.
    """
    moment = (issued.at or now).astimezone(facts.zone)
    office = Office(case=case, sop=sop, facts=facts, directory=directory, today=moment.date())
    values = history.values(office)
    signer = _signer(kind, office)
    beside, loose = accounts(values["akun"], case.letter.access)
    access = [{**row, "akun": account or "-"} for row, account in zip(incoming.access(case), beside, strict=True)]
    ended = {index for index, row in enumerate(case.letter.access) if row.action is AccessAction.REVOKE}
    ordered = history.ordered_step(letter_id, office)
    matter = incoming.matter(case)
    made: dict[str, Any] = {
        **frame(kind, issued=issued, facts=facts, moment=moment),
        "perkara": case.id,
        "setuju_surel": _approved(signer["nama"], issued, office),
        "kaki": f"Perkara {case.id}",
        "agenda": str(case.agenda),
        "sifat": incoming.SIFAT[case.sifat] if case.sifat is not Sifat.RAHASIA else "Rahasia",
        "sifat_kotak": [
            {"kotak": "☑" if sifat is case.sifat else "☐", "teks": name} for sifat, name in incoming.SIFAT.items()
        ],
        "yth": _addressee(kind, office),
        "dari": signer["jabatan"],
        "ttd": {**signer, "nama": signer["nama"] or (BLANK if kind.signer else "")},
        "mengetahui": office.countersigner(kind.countersigner, signer),
        "tembusan": [office.holder(role)["jabatan"] if office.is_role(role) else role for role in kind.copies],
        "surat": incoming.letter(case, facts.zone),
        "pemohon": incoming.requester(case),
        "masalah": matter,
        "data": incoming.data(case),
        "formulir": incoming.form(case),
        "pihak_kedua": {**office.requester(), "unit": office.unit()},
        "akses": access,
        "akses_diberikan": _numbered(row for index, row in enumerate(access) if index not in ended),
        "akses_dicabut": _numbered(row for index, row in enumerate(access) if index in ended),
        "akun_lain": loose,
        "aplikasi": ", ".join(dict.fromkeys(row["aplikasi"] for row in access if row["aplikasi"] != "-"))
        or matter["aplikasi"],
        "sop": _sop(sop),
        "nilai": {key: _opening(key, without_secrets(text)) for key, text in values.items()},
        "konfirmasi_frasa": shorten(phrase(values["konfirmasi"]), 400),
        "checklist": checklist(values["checklist"]),
        "rencana_baris": [capital(item) for item in items(values["rencana"])],
        "data_baris": [capital(item) for item in items(values["data"])],
        "alokasi": allocations(values["sebelum"], values["sesudah"], where=matter["tempat"]),
        "disposisi": history.dispositions(letter_id, office),
        "instruksi": history.instructions(kind, office),
        "riwayat": history.timeline(office),
        "koreksi": history.corrections(office),
        "persetujuan": history.approvals(office),
        "kerja": history.work(office),
        "petugas": office.holders(ordered.actor) if ordered else [],
        "waktu": history.limit_in_words(ordered.limit) if ordered else "",
        "batas": _due(case, issued, facts),
        "alasan": history.reason(office),
        "ditolak": any(entry.action == Action.TOLAK for entry in history.own(office)),
        "penangan": _handler(office),
        "kekurangan": _lacking(case, sop, office),
        "diterima_oleh": facts.name,
        "foto": photo_rows(images(letter_id, case, kind=kind)),
        "rekap": {
            "bulan": "",
            "ringkas": [],
            "perkara": [],
            "jumlah": "0",
            "terlambat": "0",
            "kalimat": "",
            "masa": "",
            "langkah": [],
            "peran": [],
            "penyebab": [],
            "kepuasan": "",
        },
    }
    made["hal"] = fill(kind.subject or kind.title, made, what=f"{letter_id}: subject")
    enclosed = sum(bool(letter) for letter in kind.encloses)
    made["lampiran"] = f"{history.in_words(enclosed)} berkas" if enclosed else "-"
    cleaned: dict[str, Any] = clean(made)
    return cleaned


def frame(kind: LetterKind, *, issued: IssuedLetter, facts: OfficeFacts, moment: datetime) -> dict[str, Any]:
    """What every letter has: letterhead, title, number, date. Drafts have neither number nor date (NASKAH 4)."""
    draft = issued.draft
    case_id = issued.id.partition("/")[0]
    blank_number = DOTS if draft or kind.numbered else f"Perkara {case_id}"
    return {
        "kop": {
            "baris": [line.upper() for line in facts.letterhead],
            "kantor": facts.name.upper(),
            "alamat": facts.street,
            "kontak": facts.contact,
            "logo": facts.logo or "",
        },
        "konsep": draft,
        "judul": kind.title.upper(),
        "judul_berkas": f"{'KONSEP ' if draft else ''}{kind.title} {case_id}",
        "nomor": issued.number or blank_number,
        "tanggal": DOTS if draft else date_long(moment.date()),
        "tanggal_kata": _words(moment.date(), draft=draft),
        "kota": facts.city,
        "kantor": facts.name,
        "layanan": facts.address,
        "dibuat": moment_long(moment),
        "dibuat_iso": moment.isoformat(),
    }


def photo_rows(photos: tuple[StoredFile, ...]) -> list[list[dict[str, str]]]:
    """Two photos a row, `nama` and `keterangan`; an odd last one has an empty neighbour."""
    cells = [
        {"nama": one.name, "keterangan": f"Foto {index}. {caption(one.name).capitalize()}"}
        for index, one in enumerate(photos, start=1)
    ]
    if len(cells) % 2:
        cells.append({"nama": "", "keterangan": ""})
    return [cells[index : index + 2] for index in range(0, len(cells), 2)]


def file_name(case_id: str, title: str, *, draft: bool, ending: str = "pdf") -> str:
    """`2026-0042_KONSEP_Nota-Dinas-Hasil-Perbaikan.pdf`."""
    safe = "".join(sign if sign.isalnum() else " " for sign in title)
    parts = [case_id, "KONSEP" if draft else "", "-".join(safe.split())]
    return f"{'_'.join(part for part in parts if part)}.{ending}"


def _words(day: date, *, draft: bool) -> str:
    if draft:
        return f"{DOTS}, tanggal {DOTS} bulan {DOTS} tahun {DOTS}"
    return date_in_words(day)


def _signer(kind: LetterKind, office: Office) -> dict[str, str]:
    role = kind.signers.get(office.case.sop or "", kind.signer)
    if role is None:
        return {"jabatan": "", "nama": "", "nip": ""}
    if role != ANSWERER:
        return office.holder(role)
    people = [entry for entry in office.case.entries if entry.does_step and entry.by != "nodis"]
    return office.who(people[-1]) if people else {"jabatan": "", "nama": "", "nip": ""}


def _approved(signer: str, issued: IssuedLetter, office: Office) -> str:
    """That its signer let the letter go by answering a mail, and when: the paper says so, and claims no signature by it."""
    nobody = {"nodis", office.case.requester.address}
    # What nodis does by itself in the same moment stands after the answer that let it.
    said = (entry for entry in reversed(office.case.entries) if entry.at == issued.at and entry.by not in nobody)
    last = next(said, None)
    if issued.draft or last is None:
        return ""
    name = office.who(last)["nama"]
    moment = moment_long(last.at.astimezone(office.facts.zone))
    return f"Disetujui melalui surel oleh {name}, {moment}" if name and name == signer else ""


def _numbered(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [{**row, "no": str(number)} for number, row in enumerate(rows, start=1)]


def _addressee(kind: LetterKind, office: Office) -> str:
    if kind.to:
        return office.holder(kind.to)["jabatan"] if office.is_role(kind.to) else kind.to
    if kind.addressee == "requester":
        return office.addressee()
    step = office.sop.steps.get(office.case.step or "") if office.sop else None
    if kind.addressee == "superior":
        return office.holder((step.superior if step else None) or "kantor/kepala")["jabatan"]
    if kind.addressee == "actor" and step:
        return office.holder(step.actor)["jabatan"]
    return ""


def _sop(sop: Sop | None) -> dict[str, Any]:
    if sop is None:
        return {"judul": "", "nomor": "", "dasar": [], "sebutan": ""}
    named = f"Standar Operasional Prosedur {sop.title}"
    return {
        "judul": sop.title,
        "nomor": sop.number or "",
        "dasar": [f"{phrase(basis)};" for basis in sop.legal_basis],
        "sebutan": f"{named} Nomor {sop.number}" if sop.number else named,
    }


def _due(case: Case, issued: IssuedLetter, facts: OfficeFacts) -> str:
    """When the step is due that an issued letter sets going; a draft does not know yet."""
    if issued.draft or case.due_at is None or case.state.ended:
        return ""
    return moment_long(case.due_at.astimezone(facts.zone))


def _handler(office: Office) -> dict[str, str]:
    """Who judged a complaint first and how: `cara` and `catatan`."""
    for entry in history.own(office):
        if entry.action in {Action.TANGANI, Action.TERUSKAN}:
            inside = entry.action == Action.TANGANI
            how = "ditangani secara internal" if inside else "diteruskan kepada penyedia jasa"
            return {"cara": how, "oleh": office.who(entry)["nama"], "catatan": sentence(entry.note)}
    return {"cara": "", "oleh": "", "catatan": ""}


def _opening(key: str, text: str) -> str:
    """What somebody reported, with a capital where it stands as a sentence of the letter."""
    return capital(text) if key in _SENTENCES else text


def _lacking(case: Case, sop: Sop | None, office: Office) -> list[str]:
    """What the requester is asked for: what the reviewer wrote last, else the missing values by their labels."""
    entries = history.own(office)
    if entries and entries[-1].action == Action.KOREKSI and entries[-1].note.strip():
        return [capital(item) for item in items(entries[-1].note)]
    labels: Mapping[str, str] = {need.path: need.label for need in sop.request.required} if sop else {}
    return [labels.get(path) or FIELD_LABELS.get(path, path) for path in case.missing]
