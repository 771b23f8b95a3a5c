"""Rights in blocks of labels: `Nama : ..`, `NIP : ..`, `Peran : ..`, again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extraction import values
from pipeline.extraction.access import people
from pipeline.extraction.access.applications import in_cell, labelled
from pipeline.extraction.access.entries import PHONE
from pipeline.extraction.access.right import Right
from pipeline.extraction.access.tables import role_of
from pipeline.extraction.rows import Row

_LABELLED = re.compile(
    r"^\W*(?:(?P<number>\d{1,2})[.)]?\s*|[a-z][.)]\s*)?(?P<label>[A-Za-z][A-Za-z./ ]{1,32}?)\s*\*?\s*(?::+|_{2,}|\s{3,}|\.{3,}:?)\s*(?P<value>\S.*)$"
)
# Between two labels of one line: `Nama: .. | NIP: .. | Hak akses: ..`
_NEXT = re.compile(r"\s*[|│┃¦;,/]\s*(?=[A-Za-z][A-Za-z./ ]{1,32}:)")
_LABELS = {
    "name": re.compile(
        r"^(?:nama(?: (?:lengkap|pegawai|pengguna|user|karyawan|calon pengguna|petugas|akun|personil|yang \w+|sesuai sk))?|n a m a)$",
        re.IGNORECASE,
    ),
    "nip": re.compile(r"^(?:nip|nrp|nip/nrp|nik|nip, kalau ada|nip baru)\b", re.IGNORECASE),
    "role": re.compile(
        r"\b(?:peran|role|hak(?: akses)?(?: yang (?:diminta|dimohon|diusulkan))?|level|kewenangan|wewenang|akses sebagai|jenis akun|sebagai|keperluan|user level|otoritas)\b",
        re.IGNORECASE,
    ),
    "application": re.compile(r"^(?:nama )?(?:aplikasi|sistem)\b", re.IGNORECASE),
}
_OLD = re.compile(r"\b(?:semula|lama|saat ini|sebelum\w*|sekarang)\b", re.IGNORECASE)
_RIGHT_BY_APPLICATION = re.compile(
    r"(?:^|\s{2,})\W*(?P<label>[A-Za-z][\w-]*(?: [\w-]+)?)\s*:\s*(?P<value>\S+(?: \S+)*)"
)
BETWEEN = 6  # labels that are not ours and stand amid a block: position, unit


@dataclass(slots=True)
class _Block:
    """The values under one name."""

    number: int | None
    said: dict[str, str] = field(default_factory=dict)
    by_application: dict[str, str] = field(default_factory=dict)  # "SIPT : Petugas Pemeriksa"
    lines: list[int] = field(default_factory=list)


def of_blocks(rows: Sequence[Row], known: Mapping[str, float]) -> list[Right]:
    """Each block's rights; a block without a right that has a telephone is somebody's contact."""
    blocks: list[_Block] = []
    gap = 0
    for index, row in enumerate(rows):
        if blocks and (found := dict(_by_application(row.text, known))):
            blocks[-1].by_application |= found
            blocks[-1].lines.append(index)
            gap = 0
        for piece in _NEXT.split(row.text):
            match = _LABELLED.match(piece)
            kind = _kind(" ".join(match["label"].split())) if match else None
            if match is None or kind is None or (kind != "name" and (not blocks or gap > BETWEEN)):
                gap += 1
                continue
            if kind == "name":
                blocks.append(_Block(number=int(match["number"]) if match["number"] else None))
            gap = 0
            blocks[-1].said.setdefault(kind, " ".join(match["value"].strip(" _").split()))
            blocks[-1].lines.append(index)
    return [right for block in blocks for right in _rights(block, rows)]


def _kind(label: str) -> str | None:
    kind = next((kind for kind, pattern in _LABELS.items() if pattern.search(label)), None)
    return None if kind == "role" and _OLD.search(label) else kind


def _by_application(text: str, known: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    for hit in _RIGHT_BY_APPLICATION.finditer(text):
        named = in_cell(hit["label"], known)
        if named and len(named[0]) >= len(hit["label"]) - 2:
            yield named[0], hit["value"]


def _rights(block: _Block, rows: Sequence[Row]) -> Iterator[Right]:
    name = people.tidy(block.said.get("name", "").strip("_ "))
    around = rows[block.lines[0] : block.lines[-1] + 3]
    if not people.is_name(name) or ("role" not in block.said and any(PHONE.search(row.text) for row in around)):
        return
    role, action = role_of(block.said["role"]) if "role" in block.said else (None, None)
    right = Right(
        name=name,
        nip=values.nip(block.said.get("nip", "")),
        application=next(labelled(block.said["application"]), None) if "application" in block.said else None,
        role=role,
        action=action,
        number=block.number,
        lines=tuple(block.lines),
        lead=" ".join(row.flat for row in rows[max(0, block.lines[0] - 3) : block.lines[0]]),
    )
    if not block.by_application:
        yield right
    for application, cell in block.by_application.items():
        if (given := role_of(cell)[0]) is not None:
            yield replace(right, application=application, role=given)
