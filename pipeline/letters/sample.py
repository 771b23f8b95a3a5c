"""An invented case in which everything is known: templates are tried on it, and it fills the gallery."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from pipeline.letters.context import context
from pipeline.letters.marking import marked
from pipeline.letters.recap import recap_context
from pipeline.model import (
    AccessAction,
    AccessRow,
    Action,
    Address,
    Case,
    CaseState,
    Entry,
    Field,
    Form,
    IssuedLetter,
    Letter,
    Person,
    Route,
    StoredFile,
)
from pipeline.rulebook import AnswerRule, Directory, Does, LetterKind, Limit, OfficeFacts, Request, RoleTitle, Sop, Step

NOW = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)
RECAP = "rekap-bulanan"
FACTS = OfficeFacts(
    name="Kantor Wilayah Contoh",
    unit_code="W.99",
    city="Kota Contoh",
    timezone="Asia/Makassar",
    address="layanan-ti@kanwil-contoh.example.go.id",
    letterhead=("Kementerian Contoh", "Republik Indonesia"),
    street="Jalan Contoh Nomor 1, Kota Contoh 99999",
    contact="Telepon (0431) 000000",
)
_FIELDS = {
    "number": "W.99.UM-TI.06.01-17",
    "date": "2026-03-02",
    "subject": "Gangguan jaringan",
    "sender_office": "Bagian Contoh",
    "signatory.name": "Rina Contoh",
    "signatory.nip": "197808082003122001",
    "signatory.position": "Kepala Bagian Contoh",
    "requester.unit": "Bagian Contoh",
    "requester.name": "Dodi Contoh",
    "requester.nip": "199001012015031001",
    "requester.position": "Analis",
    "requester.phone": "+6281200000000",
    "requester.email": "dodi@unit-contoh.example.go.id",
    "issue.description": "Sambungan terputus",
    "issue.occurred_at": "2026-03-02T07:45:00+08:00",
    "issue.location": "ruang contoh",
    "issue.application": "Aplikasi Contoh",
    "requested_resolution": "perbaikan",
}
ROWS, PHOTOS = 40, 6
_LONG = "Subbagian Hubungan Masyarakat, Reformasi Birokrasi, Teknologi Informasi, Kerja Sama dan Pengelolaan Layanan Pengaduan Masyarakat"
_OPTIONAL = (
    "number", "date", "signatory.nip", "signatory.position", "requester.nip", "requester.position", "requester.email",
    "issue.location", "issue.application", "issue.occurred_at",
)  # fmt: skip
_VALUES = {
    "konfirmasi": "Pelapor membenarkan.",
    "penyebab": "Catu daya rusak.",
    "tindakan": "Catu daya diganti.",
    "hasil": "Berfungsi normal.",
    "checklist": "Perangkat menyala\nSambungan diuji",
    "akun": "dodi.contoh (Operator)\nakun-bersama (Operator)",
    "tanggal": "2 Maret 2026",
    "data": "Ruang contoh: 50 Mbps",
    "rencana": "Ruang contoh: 100 Mbps",
    "kesepakatan": "Dilaksanakan hari ini.",
    "sebelum": "Ruang contoh: 50 Mbps",
    "sesudah": "Ruang contoh: 100 Mbps",
}


def sample_context(
    letter_id: str, kind: LetterKind, *, hard: bool = False, facts: OfficeFacts = FACTS
) -> dict[str, Any]:
    """The context of a letter about the invented case, with a row in every list.

    `hard`: very long names and texts, 40 rows, six photos, and nothing that may be missing.

    Raises:
        LetterError: the kind's subject names what does not exist.
    """
    issued = IssuedLetter(id=f"2026-0001/{letter_id}/1", letter=letter_id, step="2", draft=True)
    sop = _sop(letter_id, kind)
    case = _hardened(_case(sop, kind), kind) if hard else _case(sop, kind)
    if letter_id == RECAP:
        made = recap_context(
            [replace(case, id=f"2026-{number:04d}") for number in range(1, (ROWS if hard else 1) + 1)],
            month=NOW.date(),
            kind=kind,
            sops={sop.id: sop},
            facts=facts,
            directory=_people(kind),
            issued=issued,
            now=NOW,
        )
    else:
        people = _people(kind)
        made = context(letter_id, case, kind=kind, sop=sop, facts=facts, directory=people, issued=issued, now=NOW)
    return marked(issued.id, made)


def _sop(letter_id: str, kind: LetterKind) -> Sop:
    roles = {role: RoleTitle(title=f"Pejabat {role}") for role in _roles(kind)}
    answers = {Action.SETUJU: AnswerRule(to="2", does=(Does(issue=letter_id),))}
    return Sop(
        id="contoh",
        number="W.99-OT.02.02-1",
        title="Layanan Contoh",
        short="Contoh",
        legal_basis=("Peraturan Contoh Nomor 1 Tahun 2026",),
        warning="",
        roles={"pemohon": RoleTitle(title="Pemohon", requester=True), **roles},
        request=Request(required=()),
        steps={
            "1": Step(actor="petugas", title="Disposisi", activity="Disposisi", answers=answers),
            "2": Step(actor="petugas", title="Pekerjaan", activity="Pekerjaan", limit=Limit(days=1)),
        },
    )


def _roles(kind: LetterKind) -> set[str]:
    named = {kind.signer, kind.countersigner, kind.to, *kind.copies, *kind.signers.values()}
    return {"petugas", *(role for role in named if role and role.isalnum())} - {"answerer"}


def _people(kind: LetterKind) -> Directory:
    roles = tuple(f"contoh/{role}" for role in _roles(kind))
    person = Person(
        name="Petugas Contoh",
        email="petugas@kanwil-contoh.example.go.id",
        nip="199003032015031004",
        position="Petugas Contoh",
        roles=(*roles, "kantor/kepala", "kantor/operator"),
    )
    return Directory(people=(person,))


def _case(sop: Sop, kind: LetterKind) -> Case:
    def done(step: str, action: Action, note: str = "", **more: Any) -> Entry:
        return Entry(
            step=step,
            at=NOW,
            by="petugas@kanwil-contoh.example.go.id",
            action=action,
            note=note,
            due_at=NOW,
            sop=sop.id,
            **more,
        )

    files = _photos(kind, 2)
    return Case(
        id="2026-0001",
        agenda=1,
        state=CaseState.OPEN,
        sop=sop.id,
        step="2",
        requester=Address(address="dodi@unit-contoh.example.go.id", name="Dodi Contoh"),
        letter=Letter(
            form=Form.NOTA_DINAS,
            fields={
                path: Field(value=value, confidence=1, part="surat.pdf", page=1, text=value, finder="label")
                for path, value in _FIELDS.items()
            },
            access=(
                AccessRow(name="Dodi Contoh", nip="199001012015031001", application="Aplikasi Contoh", role="Operator"),
                AccessRow(
                    name="Rina Contoh",
                    nip="198503032010012003",
                    application="Aplikasi Contoh",
                    role="Operator",
                    action=AccessAction.REVOKE,
                ),
            ),
            evidence=("foto.jpg",),
        ),
        route=Route(sop=sop.id, score=1, margin=1, because=()),
        mail="",
        mail_message_id=None,
        received_at=NOW,
        opened_at=NOW,
        missing=("issue.evidence",),
        entries=(
            done("1", Action.SETUJU, "Tindak lanjuti."),
            done("2", Action.KOREKSI, "Lengkapi hasil."),
            done("2", Action.SELESAI, values=_VALUES, files=files, started_at=NOW),
            done("2", Action.SETUJU),
        ),
    )


def _photos(kind: LetterKind, count: int) -> tuple[StoredFile, ...]:
    return tuple(
        StoredFile(name=f"{key}-{number}.jpg", sha256=f"{key}{number}", content_type="image/jpeg", role=key)
        for key in kind.photos
        for number in range(1, count + 1)
    )


def _hardened(case: Case, kind: LetterKind) -> Case:
    """The same case, as hard as letters come."""
    said = {path: found for path, found in case.letter.fields.items() if path not in _OPTIONAL}
    for path in ("requester.unit", "sender_office"):
        said[path] = replace(said[path], value=_LONG)
    name = "Raden Mas Haryo Kusumonegoro Dewantara Wicaksono Adiningrat Suryodiningrat"
    said["requester.name"] = replace(said["requester.name"], value=f"{name}, S.Kom., S.H., M.M., M.Kom.")
    text = " ".join([f"{said['issue.description'].value}, demikian pula pada seluruh ruangan yang lain."] * 12)
    said["issue.description"] = replace(said["issue.description"], value=text)
    rows = tuple(
        AccessRow(
            name=f"{name} {number}",
            nip="199001012015031001",
            application="Aplikasi Contoh",
            role="Verifikator Satuan Kerja",
        )
        for number in range(1, ROWS + 1)
    )
    entries = tuple(
        replace(
            entry, files=_photos(kind, PHOTOS), values={key: _many(key, value) for key, value in entry.values.items()}
        )
        if entry.values
        else entry
        for entry in case.entries
    )
    return replace(case, letter=replace(case.letter, fields=said, access=rows), entries=entries)


def _many(key: str, value: str) -> str:
    """Lists grow to 40 lines, texts to twelve sentences; a date stays one."""
    if key == "tanggal":
        return value
    if key in ("checklist", "akun", "data", "rencana", "sebelum", "sesudah"):
        first, _, rest = value.partition(":")
        return "\n".join(f"{first} {number}{':' if rest else ''}{rest}" for number in range(1, ROWS + 1))
    return " ".join([value] * 12)


def sample_images(context: dict[str, Any]) -> dict[str, bytes]:
    """A picture for every photo that a context names, upright and lying in turn."""
    return {
        str(photo["nama"]): _drawn(str(photo["nama"]), wide=bool((number + column) % 2))
        for number, row in enumerate(context["foto"])
        for column, photo in enumerate(row)
        if photo["nama"]
    }


def _drawn(name: str, *, wide: bool) -> bytes:
    picture = Image.new("RGB", (1200, 900) if wide else (900, 1200), (208, 220, 228))
    ImageDraw.Draw(picture).text((60, 60), name, fill=(60, 70, 80), font_size=60)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG")
    return buffer.getvalue()
