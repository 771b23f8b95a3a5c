"""Letters written from the invented cases, at the moment of the case at which the SOP writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

import cases
from pipeline import letters
from pipeline.model import AccessRow, Action, Case, CaseState, Form, IssuedLetter
from pipeline.rulebook import Directory, LetterKind, OfficeFacts, Sop

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"

# Letter: SOP, and the step that has begun when it is written (None: the case has ended).
MOMENTS: dict[str, tuple[str, str | None]] = {
    "tanda-terima": ("keluhan-aplikasi", "2"),
    "lembar-disposisi": ("masalah-software", "5"),
    "tanggapan": ("gangguan-jaringan", "4"),
    "surat-perintah": ("gangguan-jaringan", "5"),
    "dokumen-hasil-perbaikan": ("gangguan-jaringan", "7"),
    "nota-dinas-hasil": ("gangguan-jaringan", "8"),
    "laporan-hasil-perbaikan": ("gangguan-jaringan", None),
    "laporan-penanganan-keluhan": ("keluhan-aplikasi", None),
    "surat-hasil-keluhan": ("keluhan-aplikasi", None),
    "hasil-verifikasi": ("hak-akses", "4"),
    "berita-acara": ("hak-akses", "7"),
    "laporan-hak-akses": ("hak-akses", None),
    "laporan-alokasi": ("bandwidth", None),
    "laporan-evaluasi": ("masalah-software", None),
    "pemberitahuan-hasil": ("masalah-software", None),
    "penolakan": ("bandwidth", "2"),
    "permintaan-kelengkapan": ("hak-akses", "3"),
    "formulir-keluhan": ("keluhan-aplikasi", "2"),
}
RECAP = "rekap-bulanan"


@lru_cache
def kinds() -> dict[str, LetterKind]:
    """The shipped kinds."""
    return TypeAdapter(dict[str, LetterKind]).validate_python(
        yaml.safe_load((ROOT / "rules/letters.yaml").read_text("utf-8"))
    )


@lru_cache
def sop(sop_id: str) -> Sop:
    """A shipped SOP."""
    return Sop.model_validate(yaml.safe_load((ROOT / f"rules/sop/{sop_id}.yaml").read_text("utf-8")))


def moment(letter_id: str) -> Case:
    """The invented case when that letter is written."""
    sop_id, step = MOMENTS[letter_id]
    case = cases.closed(sop_id)
    case = cases.until(case, step) if step else case
    if letter_id == "penolakan":
        return refused(case)
    if letter_id == "permintaan-kelengkapan":
        sent_back = cases.entry(
            sop_id, "3", "yoga", "KOREKSI", cases.at(4, "09.30"), note="NIP Sdr. Bayu Nugroho; peran Sdri. Maria Tandi"
        )
        return replace(case, entries=(*case.entries, sent_back), state=CaseState.WAITING)
    return case


def refused(case: Case) -> Case:
    """The case as its holder refuses it."""
    said = cases.entry(
        case.sop or "", case.step or "1", "yoga", Action.TOLAK, cases.at(5, "09.00"),
        note="Penambahan kapasitas berada di luar layanan alokasi; mohon diajukan melalui pengadaan.",
    )  # fmt: skip
    return replace(case, state=CaseState.REFUSED, step=None, entries=(*case.entries, said), closed_at=said.at)


def write(
    letter_id: str,
    case: Case | None = None,
    *,
    draft: bool = False,
    facts: OfficeFacts | None = None,
    directory: Directory | None = None,
) -> dict[str, Any]:
    """The context of a letter, from its invented case unless told otherwise."""
    case = case or (cases.closed("bandwidth") if letter_id == RECAP else moment(letter_id))
    kind = kinds()[letter_id]
    facts = facts or cases.facts()
    directory = directory or cases.directory()
    now = case.entries[-1].at if case.entries else case.opened_at
    issued = IssuedLetter(
        id=f"{case.id}/{letter_id}/1",
        letter=letter_id,
        step=case.step or "",
        draft=draft,
        number=letters.number(kind, facts, 231) if kind.numbered and not draft else None,
        at=now,
    )
    if letter_id == RECAP:
        return letters.recap_context(
            [cases.closed(one) for one in cases.SOPS],
            month=date(2026, 3, 1),
            kind=kind,
            sops={one: sop(one) for one in cases.SOPS},
            facts=facts,
            directory=directory,
            issued=issued,
            now=now,
        )
    known = sop(case.sop) if case.sop else None
    return letters.context(
        letter_id, case, kind=kind, sop=known, facts=facts, directory=directory, issued=issued, now=now
    )


def photos(context: dict[str, Any]) -> dict[str, bytes]:
    """A picture for each that the letter shows."""
    names = [photo["nama"] for row in context["foto"] for photo in row if photo["nama"]]
    return {name: cases.picture(name) for name in names}


def render(letter_id: str, context: dict[str, Any]) -> bytes:
    """The letter as DOCX with pictures."""
    return letters.render(kinds()[letter_id], context, images=photos(context), templates=TEMPLATES)


LONG = "Lembaga Pembinaan Khusus Anak dan Rumah Penyimpanan Benda Sitaan Negara Kelas I Contoh Kepulauan Sangat Jauh"


def hard(case: Case) -> Case:
    """The same case with very long names and texts, 40 rights, six photos, markup, breaks and control characters."""
    long_text = (
        "Jaringan <b>putus</b> & lambat {{ 7 * 7 }} {% if %}\x07\x0c\x00 lagi; " * 20 + "\nbaris kedua\r\nbaris ketiga"
    )
    rows = tuple(
        AccessRow(name=f"{LONG} {number}", nip="199001012015032001", application="Aplikasi Contoh", role="Operator")
        for number in range(40)
    )
    values = {
        "signatory__name": f"Prof. Dr. {LONG}, S.Kom., M.Si.",
        "signatory__position": f"Kepala {LONG}",
        "requester__unit": LONG,
        "requester__name": f"Drs. {LONG}",
        "requester__position": f"Kepala Subbagian {LONG}",
        "requester__phone": "+6281200004455",
        "subject": "Gangguan & keluhan <mendesak> " * 12,
        "issue__description": long_text,
        "requested_resolution": long_text,
        "number": "W.99.PAS.4-TI.06.01-231",
        "date": "2026-03-02",
    }
    evidence = tuple(f"bukti-{one}.jpg" for one in range(20))
    asked = cases.letter(Form.SURAT, access=rows, evidence=evidence, **values)
    photos = tuple(cases.stored(f"foto {one}.jpg", "foto", step="5") for one in range(6))
    shown = (*photos, *(replace(one, role="dokumentasi", sha256=f"d{one.sha256}") for one in photos))
    entries = tuple(
        replace(
            entry,
            note=long_text if entry.note else "",
            values={
                key: long_text if key != "checklist" else "\n".join(f"Butir {one}" for one in range(40))
                for key in entry.values
            },
            files=shown if entry.files else (),
        )
        for entry in case.entries
    )
    return replace(case, letter=asked, entries=entries)


def bare(case: Case) -> Case:
    """The same case with a letter that says nothing and steps that brought no texts."""
    entries = tuple(
        replace(entry, note="", values={}, files=(), due_at=None, started_at=None) for entry in case.entries
    )
    return replace(case, letter=cases.letter(Form.EMAIL), entries=entries, files=(), due_at=None, named={}, missing=())
