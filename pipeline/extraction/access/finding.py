"""The rights that a letter asks for: found place by place, then completed by what it says for all of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.extraction.access import entries, people
from pipeline.extraction.access.actions import by_number, first_of, spoken
from pipeline.extraction.access.applications import applications, best, in_cell
from pipeline.extraction.access.blocks import of_blocks
from pipeline.extraction.access.grids import grids
from pipeline.extraction.access.right import Right
from pipeline.extraction.access.tables import rights_of
from pipeline.extraction.rows import Row, document_of, paragraphs, rows_of
from pipeline.model import AccessAction, AccessRow, Document
from pipeline.rulebook.labels import LabelRules

_ACCOUNT = r"(?:akun\w*|user(?:name|id)?|account|hak akses|hak lihat|hak|akses\w*|access|role|peran|level|pengguna|operator|kewenangan|wewenang|otorisasi|admin|verifikator|login)"
_ASKED = re.compile(
    rf"\b(?:mohon|dimohon|memohon|permohonan|permintaan|pengajuan|mengajukan|minta|tolong|tlg|pls|please|agar|supaya|kiranya|usul\w*|perlu|dapat|bisa|boleh|harap|hendak\w*|silakan|sudilah)\b[^.;\n]{{0,160}}\b{_ACCOUNT}\b|\b{_ACCOUNT}\b[^.;\n]{{0,160}}\b(?:mohon|minta|tolong|tlg|pls|please|agar|supaya|kiranya|harap)\b",
    re.IGNORECASE,
)
MOST_WITHOUT = 1  # blocks of labels that name no right: whom the sentences around are about
_TICKED = re.compile(r"[\[(]\s*[xXvV✓✔●o]\s*[\])]\s*((?:akun |hak |user )?[A-Za-z]+(?: [A-Za-z]+)?)")
_LACKS = re.compile(
    r"\b(?:belum|blm|tidak|tdk|ga|gak|nggak) (?:\w+ ){0,2}(?:punya|mempunyai|memiliki|ada|terdaftar|dapat|mendapat\w*)\b",
    re.IGNORECASE,
)
_LABEL_OF_RIGHTS = (
    re.compile(  # before somebody with a number, perhaps on the next line: "Hak akses: Operator" is a role
        r"^[ \t>•*\d.)-]{0,12}(?:data\s+)?hak\s+akses(?:\s*\([^)]{0,120}\))?[ \t]*(?::|\t| {2})\s*"
        r"(?P<first>[^\n]{0,200}?)(?P<broken>\n(?=[^\n:]{0,80}?\d{8}[ .]?\d{6})|(?=\d{8}[ .]?\d{6}))",
        re.IGNORECASE | re.MULTILINE,
    )
)
MOST = 200  # rights of a letter
SIGNED = 6  # rows at the end in which the writer's name stands
_NOUN = re.compile(rf"\b{_ACCOUNT}\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """The rights asked for, and the rows of the letter that list them."""

    rights: tuple[AccessRow, ...]
    rows: frozenset[int]  # identities of rows: what stands there is no contact and no description
    parts: tuple[str, ...] = ()  # files beside the letter that list them
    role: str = ""  # one that the letter names and that is nobody's, where some right has none
    listed: tuple[bool, ...] = ()  # of each right, whether it stands in a table, a block of labels or a list
    asked: bool = False  # whether the letter speaks of accounts that are to be made, changed or ended


def find_access(
    documents: Sequence[Document],
    rows: Sequence[Row],
    rules: LabelRules,
    *,
    subject: str = "",
    writer: str = "",
    lists: Sequence[Document] = (),
    asked: bool = False,
) -> Access:
    """Tables first, then blocks of labels, lists, and last what sentences say of persons whom none of these names.

    `lists` came beside the letter: where it asks for access, their tables say for whom. `asked`: it
    answers who was asked for whom access is wanted, and need not say so itself.
    """
    whole = "\n".join(row.text for row in rows)
    wanted = asked or asks_for_access(f"{subject}\n{whole}")
    known = applications(whole, rules, subject=subject)
    beside = _beside(lists, len(rows), known, rules) if wanted else {}
    found, taken = _of_tables(documents, rows, known, rules, wanted=wanted)
    if wanted and not found and not beside:
        blocks = of_blocks(rows, known)
        found = [right for right in blocks if right.role or right.application] or blocks[:MOST_WITHOUT]
        taken = {line for right in found for line in right.lines}
    if wanted and not beside:
        listed = list(entries.of_lists(rows, known, taken, rules))
        found += listed
        taken |= {line for right in listed for line in right.lines}
        left = [row for index, row in enumerate(rows) if index not in taken]
        running = [paragraph.text for paragraph in paragraphs(left)]
        found += islice(entries.of_sentences(running, known, rules), MOST)
        if not any(right.lines for right in found):
            found += entries.of_writer("\n".join(running), known, _writer(rows, writer))
    found += [right for rights in beside.values() for right in rights]
    whole_flat = " ".join(row.flat for row in rows)
    once = _once(_plausible(_completed(found[:MOST], whole, whole_flat, known), known))
    rights = tuple(_row(right) for right in once)
    role = entries.unplaced_role(whole_flat, known, rights) if any(right.lacks_role for right in rights) else None
    return Access(
        rights=rights,
        rows=frozenset(id(rows[line]) for line in taken),
        parts=tuple(beside),
        role=role or "",
        listed=tuple(bool(right.lines) for right in once),
        asked=wanted,
    )


def access_told(text: str, documents: Sequence[Document], rules: LabelRules) -> tuple[AccessRow, ...]:
    """The rights that an answer names which was asked for them: in its words, or in the tables of its files."""
    given = [document_of(_unlabelled(text)), *map(_of_values, documents)]
    found = find_access(given, rows_of(given), rules, asked=True)
    return tuple(right for right in found.rights if right.name and (right.nip or right.role))


def _of_values(document: Document) -> Document:
    """A form in which the rights stand behind their label, as if they stood there alone."""
    text = "\n".join(page.text for page in document.pages)
    return document_of(said) if (said := _unlabelled(text)) != text else document


def _unlabelled(text: str) -> str:
    """Persons behind the label with which rights are asked for stand by themselves: they are no value of the person above."""
    return _LABEL_OF_RIGHTS.sub(lambda found: f"\n{found['first']}{' ' if found['broken'] else ''}", text)


def _beside(
    lists: Sequence[Document], behind: int, known: Mapping[str, float], rules: LabelRules
) -> dict[str, list[Right]]:
    """For each list that names persons their rights, which stand in lines behind those of the letter."""
    found: dict[str, list[Right]] = {}
    for document in lists:
        for table in (table for page in document.pages for table in page.tables):
            for index, right in rights_of(table.rows, known, rules, wanted=True):
                found.setdefault(document.part, []).append(replace(right, lines=(behind + index,)))
    return found


def _writer(rows: Sequence[Row], sender: str) -> str:
    """Who signs the text, in full where the mail's head names him in full."""
    signed = [row.flat for row in rows[-SIGNED:] if people.is_name(row.flat, one=True)]
    full = people.is_name(sender, one=False)
    return next(
        (name for name in signed if len(name.split()) > 1),
        sender if full else signed[0] if signed else sender if people.is_name(sender) else "",
    )


def asks_for_access(text: str) -> bool:
    """Whether accounts or rights in them are asked for, changed or ended anywhere."""
    for sentence in re.split(r"[.;!?]\s|\n\s*\n", text):
        flat = " ".join(sentence.split())
        if _NOUN.search(flat) and (spoken(flat) or _LACKS.search(flat)):
            return True
    return bool(_ASKED.search(text))


def _of_tables(
    documents: Sequence[Document], rows: Sequence[Row], known: Mapping[str, float], rules: LabelRules, *, wanted: bool
) -> tuple[list[Right], set[int]]:
    found: list[Right] = []
    for document in documents:
        for page in document.pages:
            for table in page.tables:
                found += [right for _, right in rights_of(table.rows, known, rules, wanted=wanted)]
    if found:
        names = {right.name for right in found}
        return found, {
            index
            for index, row in enumerate(rows)
            if any(name in row.flat for name in names) and people.NIP.search(row.text)
        }
    taken: set[int] = set()
    for grid in grids(rows):
        for index, right in rights_of(grid.rows, known, rules, wanted=wanted):
            lead = " ".join(row.flat for row in rows[max(0, grid.lines[0][0] - 8) : grid.lines[0][0]])
            found.append(replace(right, lines=grid.lines[index], lead=lead))
            taken |= set(grid.lines[index])
        if taken & {line for lines in grid.lines for line in lines}:
            taken |= {line for lines in grid.lines for line in lines}
    return found, taken


def _completed(found: Sequence[Right], whole: str, flat: str, known: Mapping[str, float]) -> list[Right]:
    """What the letter says once for all: application, role, and what is to be done."""
    numbered = by_number(flat) if any(right.number for right in found) else {}
    common = best(known)
    told_once = entries.role_said(flat, known)
    ticked = next((does for hit in _TICKED.finditer(whole) if (does := first_of(hit[1]))), None)
    usual = _usual(flat)
    done = []
    for right in found:
        action = right.action
        if ticked and action is None:
            action = ticked
        if right.number in numbered and action is None:
            action = numbered[right.number]
        if action is None:
            action = _lead(right.lead) or usual
        role = right.role
        if role and entries.TEAM.match(role) and (told := entries.role_said(right.lead, known)):
            role = told  # "anggota" is his part in the team; the right is said once for all
        if role is None and action is not AccessAction.REVOKE and right.lines:
            role = entries.role_said(right.lead, known) or told_once
        application = right.application or common
        several = in_cell(application, known) if application and " dan " in application else []
        done += [replace(right, application=one, role=role, action=action) for one in several or (application,)]
    return done


def _plausible(found: Sequence[Right], known: Mapping[str, float]) -> list[Right]:
    """Rights without words that stand in the place of a value; a right of nobody stays, for somebody is meant."""
    return [
        replace(
            right,
            name=right.name if people.may_be_somebody(right.name, known) else "",
            role=None if right.role and people.says_nothing(right.role) else right.role,
            application=None if right.application and people.says_nothing(right.application) else right.application,
        )
        for right in found
        if right.nip or right.lines or not in_cell(right.name, known)  # "akun a.n. SIMPEG" in a sentence names nobody
    ]


def plausible(row: AccessRow, offices: Collection[str]) -> AccessRow | None:
    """A right that was put together, without words that stand in the place of a value; None where its name is nobody's."""
    name = row.name or ""
    if not people.may_be_somebody(name, {row.application} if row.application else ()) or name.lower() in offices:
        return None
    return replace(
        row,
        role=None if row.role and people.says_nothing(row.role) else row.role,
        application=None if row.application and people.says_nothing(row.application) else row.application,
    )


def _lead(text: str) -> AccessAction | None:
    """What the words right above a list say."""
    said = spoken(text)
    return max(said, key=lambda one: one[1])[0] if said else None


def _usual(text: str) -> AccessAction:
    """What the letter speaks of near its accounts."""
    near = {action for action, at in spoken(text) if _NOUN.search(text[max(0, at - 60) : at + 70])}
    return next(
        (action for action in (AccessAction.ADD, AccessAction.CHANGE, AccessAction.REVOKE) if action in near),
        AccessAction.ADD,
    )


def _once(found: Sequence[Right]) -> list[Right]:
    """Each right once; who is named in short again ("Bu Titin") is the person whose full name was read before."""
    kept: list[Right] = []
    for right in sorted(found, key=lambda one: not one.lines):  # tables and lists before sentences
        words = _words(right.name)
        same = [
            other
            for other in kept
            if words
            and not (right.nip and other.nip and right.nip != other.nip)
            and (words <= _words(other.name) or _words(other.name) <= words or (right.nip and right.nip == other.nip))
        ]
        if same and not right.lines:
            continue
        if any(
            (other.application, other.role, other.action) == (right.application, right.role, right.action)
            for other in same
        ):
            continue
        kept.append(right)
    return kept


def _row(right: Right) -> AccessRow:
    return AccessRow(
        name=right.name or None,
        nip=right.nip,
        application=right.application,
        role=right.role,
        action=right.action or AccessAction.ADD,
    )


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", name.split(",", maxsplit=1)[0].lower()))


def filled(rights: Sequence[AccessRow], application: str | None) -> tuple[AccessRow, ...]:
    """What a row does not say, the letter's application fills."""
    return tuple(
        right if right.application or not application else replace(right, application=application) for right in rights
    )
