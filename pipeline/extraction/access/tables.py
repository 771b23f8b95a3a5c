"""Rows of tables: what each column holds is told by its cells first, by its heading second."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extraction import values
from pipeline.extraction.access import people
from pipeline.extraction.access.actions import first_of
from pipeline.extraction.access.applications import in_cell
from pipeline.extraction.access.right import Right
from pipeline.model import AccessAction
from pipeline.rulebook.labels import LabelRules, label_key

_HEADINGS = {
    "name": re.compile(
        r"\b(nama|name|pegawai|personil|personel|pengguna|user|users|petugas|pejabat|ybs)\b", re.IGNORECASE
    ),
    "nip": re.compile(r"\b(nip|nrp|nik|nidn|nidk|nip/nrp|npp)\b", re.IGNORECASE),
    "role": re.compile(
        r"\b(peran\w*|role|hak|level|kewenangan|wewenang|akses|tugas (?:pada|di)|menjadi|otoritas|grup|group|jenis (?:akun|user|pengguna)|tipe (?:akun|user)|status (?:akun|user)|fungsi|previlege|privilege|otorisasi|sebagai|user level)\b",
        re.IGNORECASE,
    ),
    "application": re.compile(
        r"\b(aplikasi|sistem|app|apps|application|system|modul|platform|layanan)\b", re.IGNORECASE
    ),
    "action": re.compile(
        r"\b(tindakan|ket|keterangan|perlakuan|permohonan|permintaan|jenis|status|usul\w*|aksi|action|perubahan|catatan|tambah|cabut)\b",
        re.IGNORECASE,
    ),
    "other": re.compile(
        r"\b(no|jabatan|unit|satker|satuan|instansi|bidang|email|e-mail|surel|hp|wa|telp|telepon|nomor|kontak|golongan|pangkat|alamat|mata kuliah|sk|tmt|tanggal|masa|seksi|bagian|dinas|kelas|blok)\b",
        re.IGNORECASE,
    ),
}
_OLD = re.compile(r"\b(semula|lama|sebelum\w*|saat ini|sekarang|asal|dari|existing|current)\b", re.IGNORECASE)
_NEW = re.compile(r"\b(menjadi|baru|diminta|dimohon\w*|diusulkan|usulan|sesudah|seharusnya)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_MARK = re.compile(r"^\W*(?:v|x|✓|✔|√|ya|y)\W*$", re.IGNORECASE)
_GONE = re.compile(r"^\W*(?:\(?(?:pindah|mutasi|pensiun|purna \w+|resign|wafat|keluar)\b[^)]*\)?)\W*$", re.IGNORECASE)
_NOTHING = re.compile(r"^[\W_]*(?:tidak(?: ada)?|tdk|nihil|-|n/?a)?[\W_]*$", re.IGNORECASE)
_TICKED = re.compile(r"[\[(]\s*[xXvV✓✔●]\s*[\])]\s*([^\[(]+)")
_AT = re.compile(r"\s+(?:pada|di|dalam|untuk)\s+(?:aplikasi\s+|sistem\s+)?", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b(?:akun|user|akses|hak|peran)\b", re.IGNORECASE)
_AS = re.compile(r"^(?:(?:sebagai|selaku|sbg|sbgai|jadi|menjadi|role|peran|level)\b[.:\s]+)+", re.IGNORECASE)
MOSTLY = 0.55
HEAD = 3  # rows in which a heading ends
_PLAIN = {"name": "Nama", "nip": "NIP", "application": "Aplikasi", "role": "Peran"}
LONGEST = 8  # words of a name with its degrees


@dataclass(slots=True)
class _Columns:
    """Which column holds what; `applications` are columns under the name of an application, `marks` under an action."""

    name: int | None = None
    nip: int | None = None
    role: int | None = None
    old_role: int | None = None
    application: int | None = None
    action: int | None = None
    applications: dict[int, str] = field(default_factory=dict)
    marks: dict[int, AccessAction] = field(default_factory=dict)
    common: str | None = None  # application that the heading of the roles names
    said: bool = False  # a heading speaks of rights


def rights_of(
    rows: Sequence[Sequence[str]], known: Mapping[str, float], rules: LabelRules, *, wanted: bool
) -> Iterator[tuple[int, Right]]:
    """Index of the row and the right.

    `wanted`: the letter asks for access, so a table of persons without a heading for rights lists whom it is for.
    """
    rows = [*([_plain(cell, rules) for cell in cells] for cells in rows[:HEAD]), *rows[HEAD:]]
    width = max((len(cells) for cells in rows), default=0)
    full = [tuple(cells) + ("",) * (width - len(cells)) for cells in rows]
    start = _heading_end(full)
    head = [" ".join(filter(None, (cells[column] for cells in full[:start]))) for column in range(width)]
    columns = _columns(head, full[start:], known)
    if columns.name is None or not (
        columns.said or columns.applications or columns.marks or (wanted and (columns.nip is not None or start))
    ):
        return
    for index in range(start, len(full)):
        for right in _rights(full[index], columns, known):
            number = re.match(r"^\W*(\d{1,3})\b", full[index][0])
            yield index, replace(right, number=int(number[1]) if number else None)


def _plain(heading: str, rules: LabelRules) -> str:
    """A heading that the office's own rules name, as everybody calls it."""
    key = label_key(heading)
    return next((_PLAIN[kind] for kind, said in rules.columns.items() if kind in _PLAIN and key in said), heading)


def _heading_end(rows: Sequence[Sequence[str]]) -> int:
    """The rows above the first person: none where the table begins with one."""
    for index, cells in enumerate(rows[:HEAD]):
        words = [cell for cell in cells if cell.strip()]
        named = sum(
            any(_HEADINGS[kind].search(cell) for kind in _HEADINGS) and not people.NIP.search(cell) for cell in words
        )
        if named >= 2 and named >= MOSTLY * len(words) - 1:
            return index + 1
    return 0


def _in_full(cell: str) -> bool:
    return people.is_name(cell, one=False)


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    filled = [cell for cell in cells if not _NOTHING.match(cell)]
    return sum(bool(fits(cell)) for cell in filled) / len(filled) if filled else 0.0


def _columns(head: Sequence[str], body: Sequence[Sequence[str]], known: Mapping[str, float]) -> _Columns:
    columns = _Columns()
    width = len(head)
    cells = [[row[column] for row in body] for column in range(width)]
    nips = [_share(cells[column], people.NIP.search) for column in range(width)]
    names = [
        _share(cells[column], people.is_name)
        + 0.6 * bool(_HEADINGS["name"].search(head[column]))
        - 0.5 * bool(_HEADINGS["role"].search(head[column]) or _HEADINGS["other"].search(head[column]))
        for column in range(width)
    ]
    columns.nip = max(range(width), key=lambda column: nips[column]) if max(nips, default=0) >= 0.4 else None
    named = max(range(width), key=lambda column: (names[column], -column), default=0)
    if (
        width
        and names[named] >= MOSTLY
        and (
            columns.nip is not None or _HEADINGS["name"].search(head[named]) or _share(cells[named], _in_full) >= MOSTLY
        )
    ):
        columns.name = named
    rest = [column for column in range(width) if column not in (columns.name, columns.nip)]
    for column in rest:
        title, marked = head[column], _share(cells[column], _MARK.match)
        said = first_of(title)
        app = in_cell(title, known)
        if marked > MOSTLY and said and len(title.split()) <= 3:
            columns.marks[column] = said
        elif app and not _HEADINGS["role"].search(_AT.split(title)[0]) and len(_AT.split(title)[0]) <= len(app[0]) + 8:
            columns.applications[column] = title.strip() if len(title) <= len(app[0]) + 6 else app[0]
    rest = [column for column in rest if column not in columns.marks]
    _name_roles(columns, head, cells, [column for column in rest if column not in columns.applications], known)
    columns.said = columns.role is not None or columns.application is not None or columns.action is not None
    return columns


def _name_roles(
    columns: _Columns,
    head: Sequence[str],
    cells: Sequence[Sequence[str]],
    rest: Sequence[int],
    known: Mapping[str, float],
) -> None:
    for column in rest:
        if _share(
            cells[column],
            lambda cell: in_cell(cell, known) and len(cell) <= len(" ".join(in_cell(cell, known))) + 12,
        ) >= MOSTLY or (
            _HEADINGS["application"].search(head[column])
            and _share(cells[column], lambda cell: cell.strip()[:1].isdigit()) < MOSTLY
            and not _HEADINGS["role"].search(_AT.split(head[column])[0])
        ):
            columns.application = column if columns.application is None else columns.application
    free = [column for column in rest if column != columns.application]
    roles = [
        column
        for column in free
        if (_HEADINGS["role"].search(head[column]) or _OLD.search(head[column]) or _NEW.search(head[column]))
        and not re.match(r"\W*jabatan\b", head[column], re.IGNORECASE)
    ]
    for column in free:
        short = _share(cells[column], first_of)
        if (column not in roles and (short >= MOSTLY or (_HEADINGS["action"].search(head[column]) and short > 0))) or (
            column in roles and short >= 0.3 and _HEADINGS["action"].search(head[column]) and len(roles) > 1
        ):
            columns.action = column
    roles = [column for column in roles if column != columns.action]
    account = columns.action if columns.action is not None and _ACCOUNT.search(head[columns.action]) else None
    if (
        account is not None
        and _share(cells[account], first_of) < 1
        and not any(_ACCOUNT.search(head[column]) for column in roles)
    ):
        columns.role = account  # "Perlakuan akun": nonaktif, or the role that it gets; the others are posts
        return
    if len(roles) > 1:
        years = {column: max(map(int, _YEAR.findall(head[column])), default=0) for column in roles}
        roles.sort(
            key=lambda column: (
                bool(_NEW.search(head[column])) - bool(_OLD.search(head[column])),
                years[column],
                bool(_HEADINGS["role"].search(head[column])),
            )
        )
        columns.old_role = roles[0] if _OLD.search(head[roles[0]]) or years[roles[-1]] else None
    if roles and not columns.applications:
        columns.role = roles[-1]
        said = in_cell(head[roles[-1]], known)
        columns.common = said[0] if said else None
    elif not roles and not columns.applications and columns.action is not None and columns.old_role is None:
        left = [c for c in free if c != columns.action and not _HEADINGS["other"].search(head[c]) and head[c]]
        columns.role = left[-1] if left else None
    elif not roles and not any(head) and free:
        columns.role = next((c for c in reversed(free) if c != columns.action), None)


def _rights(cells: Sequence[str], columns: _Columns, known: Mapping[str, float]) -> Iterator[Right]:
    name = people.tidy(cells[columns.name]) if columns.name is not None else ""
    nip = values.nip(cells[columns.nip]) if columns.nip is not None else None
    nip = nip or values.nip(re.sub(r"^\W*\d{1,3}[.)\s]", "", cells[columns.name or 0]))
    if (
        not re.search(r"[A-Za-z]{3}", name)
        or _HEADINGS["name"].fullmatch(name)
        or len(name.split()) > LONGEST
        or re.search(r"\d", name)
    ):
        return
    if not people.is_name(name) and nip is None and columns.nip is not None:
        return
    action = next((does for column, does in columns.marks.items() if _MARK.match(cells[column])), None)
    if action is None and columns.action is not None:
        action = first_of(cells[columns.action])
    if columns.applications:
        for column, application in columns.applications.items():
            role, does = role_of(cells[column])
            if not _NOTHING.match(cells[column]) and role:
                yield Right(
                    name=name,
                    nip=nip,
                    application=application,
                    role=None if _MARK.match(role) else role,
                    action=does or action,
                )
        return
    role, does = role_of(cells[columns.role]) if columns.role is not None else (None, None)
    action = does if does is AccessAction.REVOKE else action or does
    if action is None and columns.old_role is not None and not _NOTHING.match(cells[columns.old_role]):
        action = AccessAction.CHANGE
    application = " ".join(cells[columns.application].split()).strip(" |-") if columns.application is not None else ""
    several = in_cell(application, known)
    for one in several if len(several) > 1 else [application or columns.common or None]:
        yield Right(name=name, nip=nip, application=one, role=role, action=action)


def role_of(cell: str) -> tuple[str | None, AccessAction | None]:
    """A role, without the note on what becomes of it: "Admin Kabupaten (dicabut)"."""
    ticked = _TICKED.findall(cell)
    text = " + ".join(" ".join(one.split()) for one in ticked) if ticked else " ".join(cell.split()).strip(" |–-.;,")
    text = _AS.sub("", text)
    if _NOTHING.match(text):
        return None, None
    for note in re.finditer(r"\(([^)]*)\)?|,\s*([^,]+)$|\s-\s(.+)$|[;:]\s*(.+)$", text):
        does = first_of(next(filter(None, note.groups()), ""))
        if does is not None:
            rest = (text[: note.start()] + text[note.end() :]).strip(" -–,;:")
            return (rest or None) if not _NOTHING.match(rest) else None, does
    does = first_of(text)
    if does is AccessAction.REVOKE:
        return None, does
    if _GONE.match(text):
        return None, AccessAction.REVOKE
    return text or None, None
