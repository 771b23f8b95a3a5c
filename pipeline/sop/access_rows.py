"""What a requester says of the rights that he asked for: a number, a role or a name goes to the row of whom it is said of, and to nobody else.

A value of a row has a path of its own: `access.2.nip` is the NIP in the second row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model import AccessRow, Letter
from pipeline.sop.people import words_of
from pipeline.sop.requirements import lacking_of
from pipeline.wording import FIELD_LABELS, UNVERIFIED_MARK, value_for_people
from pipeline.wording import nip as nip_for_people

_PATH = re.compile(r"access\.(\d+)\.(name|nip|application|role)")
_LABELS = {"name": "Nama", "nip": "NIP", "application": "Aplikasi", "role": "Peran"}
_KEYS = {
    "nip": "nip", "nrp": "nip", "peran": "role", "role": "role", "level": "role", "hak akses": "role", "aplikasi": "application",
    "sistem": "application", "nama": "name",
}  # fmt: skip
_LINE = re.compile(
    rf"^[\s>•*-]*(?:perbaiki\b[\s:]*)?(?P<key>{'|'.join(_KEYS)})\b(?P<who>[^:=\n]*)[:=][ \t]*(?P<value>\S[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_ROW = re.compile(r"\b(?:baris|nomor|no\.?|urutan)\s*(\d{1,3})\b", re.IGNORECASE)
_NIP = re.compile(r"(?<!\d)\d{8}[ .]?\d{6}[ .]?\d[ .]?\d{3}(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){14,20}(?!\d)")  # perhaps a NIP with a digit too few or too many
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_DENIED = re.compile(
    r"\b(?:bukan|dari|semula|lama|salah|keliru|tertulis)(?:nya)?\W+(?:(?:nip|nomor|tertulis)\W+)?$", re.IGNORECASE
)
_CONTACT_WORDS = """
    saya kami sy ini penanggung jawab pelapor pemohon kontak narahubung sendiri yang yg benar betul seharusnya harusnya adalah
    ialah baru lama salah keliru nya pengguna user pegawai atas nama an a n untuk bagi milik dari baris nomor no urutan
    saudara saudari sdr sdri
"""
_CONTACT = frozenset(_CONTACT_WORDS.split())
_ROLE = re.compile(
    r"\b(?:sebagai|selaku|sbg|(?:peran|role|level)(?:nya)?(?: adalah)?|jadi|menjadi)\s+(?P<role>[^\s,;.()][^,;.()\n]{1,60}?)"
    r"(?=\s*(?:[,;.()\n]|$|\b(?:dan|serta|sedangkan|untuk|pada|di)\b))",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:saya|sy|penanggung jawab|pelapor|pemohon|kontak|narahubung)\b", re.IGNORECASE)
_OF_SOMEBODY = re.compile(
    r"\bNIP\s+(?:(?:a\.?\s?n\.?|atas nama|untuk|milik|dari|sdri?\.?|saudar[ai]|pak|bu|bapak|ibu|pegawai)\s+)*(?P<name>[A-Z][a-z]{2,})"
)
_ALIKE = 4  # digits of a NIP that may be wrong
_LONG = 3  # letters of a word by which somebody is known
_NIP_DIGITS = 18


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a text says of the rows, the text without it, and what of it is unclear (a sentence for its writer)."""

    values: Mapping[str, str]
    rest: str
    doubt: str | None = None


def row_value(letter: Letter, path: str) -> str | None:
    """The value at a path of a row, or of a field."""
    found = _PATH.fullmatch(path)
    if found is None:
        return letter.value(path)
    number = int(found[1])
    row = letter.access[number - 1] if 0 < number <= len(letter.access) else AccessRow()
    return str(value) if (value := getattr(row, found[2])) else None


def is_row_path(path: str) -> bool:
    """Whether it names a value of a row."""
    return _PATH.fullmatch(path) is not None


def label_of(path: str, letter: Letter) -> str:
    """How a value is called when people are shown it: `No. HP`, of a row `NIP Bayu Nugroho (baris 2)`."""
    found = _PATH.fullmatch(path)
    if found is None:
        return FIELD_LABELS.get(path, path)
    name = row_value(letter, f"access.{found[1]}.name") if found[2] != "name" else None
    return f"{_LABELS[found[2]]} {f'{name} ' if name else ''}(baris {found[1]})"


def for_people(path: str, value: str) -> str:
    """A value as people write it; what is not normalised as it was written."""
    try:
        return value_for_people("requester.nip" if is_row_path(path) and path.endswith(".nip") else path, value)
    except ValueError:
        return value


def changed_rows(before: Letter, after: Letter) -> tuple[str, ...]:
    """What is new in the rows, a line each, as people are shown it."""
    lines = []
    for number, row in enumerate(after.access, start=1):
        paths = [f"access.{number}.{key}" for key in _LABELS]
        values = {
            path: value for path in paths if (value := row_value(after, path)) not in (None, row_value(before, path))
        }
        mark = "" if row.verified else f" {UNVERIFIED_MARK}"
        if number > len(before.access):
            known = [row.name, f"NIP {nip_for_people(row.nip)}" if row.nip else None, row.application, row.role]
            lines.append(f"Hak akses (baris {number}): {', '.join(one for one in known if one)}{mark}")
        else:
            lines += [f"{label_of(path, after)}: {for_people(path, value)}{mark}" for path, value in values.items()]
    return tuple(lines)


def asked_of_rows(letter: Letter) -> tuple[str, ...]:
    """What rows lack, as it is asked for, a line each; nothing where no row is there at all."""
    asked = []
    for number, row in enumerate(letter.access, start=1):
        for key in lacking_of(row, letter):
            known = [row.name if key != "name" else None, row.application if key != "application" else None]
            known += [f"NIP {nip_for_people(row.nip)}" if key == "name" and row.nip else None]
            known += [row.role if key == "name" else None]
            said = ", ".join(one for one in known[1:] if one)
            name = known[0] or ""
            asked.append(" ".join(filter(None, [_LABELS[key], name, f"(baris {number}{f', {said}' if said else ''})"])))
    return tuple(asked)


def with_values(letter: Letter, values: Mapping[str, str], *, verified: bool) -> Letter:
    """The letter with values of rows; a contact who is the same person with the same NIP keeps it the same."""
    rows = list(letter.access)
    fields = dict(letter.fields)
    for path, value in values.items():
        found = _PATH.fullmatch(path)
        if found is None or not 0 < int(found[1]) <= len(rows):
            continue
        at = int(found[1]) - 1
        old = rows[at]
        rows[at] = _with(old, {found[2]: value}, verified=old.verified and verified)
        contact = fields.get("requester.nip")
        if found[2] == "nip" and contact and old.nip == contact.value and _is_contact(old, letter):
            fields["requester.nip"] = replace(contact, value=value, text=value)
    return replace(letter, access=tuple(rows), fields=fields)


def merged(
    rows: Sequence[AccessRow], read: Sequence[AccessRow], *, correcting: bool, is_open: bool
) -> tuple[AccessRow, ...]:
    """The rows with those read in a further mail: each goes to its person's row, fills what is open there and, `correcting`, replaces the rest.

    Who stands in no row gets one where a correction or an `is_open` list names him.
    """
    if not rows:
        return tuple(read)
    kept = list(rows)
    for one in read:
        same = [at for at, row in enumerate(kept) if _same_person(row, one)]
        if not same and len(kept) == 1 and (correcting or not kept[0].name):
            same = [0]
        for at in same:
            row = kept[at]
            said = {key: value for key in _LABELS if (value := getattr(one, key))}
            if len(same) > 1:
                said = {key: value for key, value in said.items() if key in ("name", "nip")}
            fills = {key: value for key, value in said.items() if correcting or not getattr(row, key)}
            kept[at] = _with(row, fills, verified=row.verified and one.verified) if fills else row
        if not same and (correcting or is_open):
            kept.append(one)
    return tuple(kept)


def without_values_of(rows: Sequence[AccessRow], values: Mapping[str, str], letter: Letter) -> dict[str, str]:
    """Values without those that are told of somebody in the rows: his name and NIP are not the contact's."""
    contact = frozenset(_words(letter.value("requester.name")))
    others = [row for row in rows if not contact or frozenset(_words(row.name)) != contact]
    names = [frozenset(_words(row.name)) for row in others if row.name]
    named = frozenset(_words(values.get("requester.name"))) in names
    theirs = {"requester.name", "requester.nip", "requester.position"} if named else set()
    numbers = {row.nip for row in others if row.nip} - {letter.value("requester.nip")}
    if values.get("requester.nip") in numbers:
        theirs.add("requester.nip")
    return {path: value for path, value in values.items() if path not in theirs}


def told_of_rows(text: str, letter: Letter) -> Told:
    """What the text says of rows, in labelled lines and in prose."""
    if not letter.access:
        return Told(values={}, rest=text)
    return _Reading(letter).told(text)


class _Reading:
    """One text read against the rows of one letter."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._rows = letter.access
        self._names = [frozenset(_words(row.name)) for row in letter.access]
        self._contact = frozenset(_words(letter.value("requester.name")))
        self._values: dict[str, str] = {}
        self._doubt: str | None = None
        self._person: list[int] | None = None  # whose block of labels it is: "Nama: ..", and below it "NIP: .."

    def told(self, text: str) -> Told:
        rest = _LINE.sub(self._line, text)
        kept = [piece for piece in _SENTENCE.split(rest) if piece and not self._sentence(piece)]
        rest = rest if len(kept) == len([one for one in _SENTENCE.split(rest) if one]) else "\n".join(kept)
        return Told(values=self._values, rest=rest, doubt=self._doubt)

    def _line(self, found: re.Match[str]) -> str:
        """A labelled line: "" where it is a row's, else as it stands."""
        key, value = _KEYS[" ".join(found["key"].lower().split())], found["value"].strip(" .,;")
        said = found["who"]
        if set(value) <= set(". …-_"):
            return found[0]
        bare = not set(_words(said)) - _CONTACT
        if key == "name" and bare and not _ROW.search(said):
            self._person = self._meant(value)
            if self._person:
                return ""
        who = self._meant(said)
        if who is None and bare:
            who = self._of_bare(key, value)
        if who is None and not bare and key != "name" and set(_words(said)) - _CONTACT - self._contact:
            who = []  # somebody who is not in the list
        if who is None:
            return found[0]
        self._take(key, who, value)
        return ""

    def _of_bare(self, key: str, value: str) -> list[int] | None:
        """Rows that a label without a name means: the block's person, whom the number is like, the only one who lacks it."""
        if self._person and key != "name":
            return self._person
        if (
            key == "nip"
            and (numbers := _NIP.findall(value))
            and (who := self._alike(re.sub(r"\D", "", numbers[-1]))) is not None
        ):
            return who
        if key == "name" and not self._letter.value("requester.name"):
            return None
        lacking = [at for at, row in enumerate(self._rows) if key in lacking_of(row, self._letter)]
        return lacking if lacking and (len(lacking) == 1 or key in ("role", "application")) else None

    def _sentence(self, sentence: str) -> bool:
        """Whether the sentence is about rows: each NIP in it is that of who was named before it, else of who is named behind it."""
        numbers = [one for one in _NUMBER.finditer(sentence) if not _DENIED.search(sentence[: one.start()])]
        if not numbers:
            return self._roles(sentence)
        mine = []
        for one in numbers:
            digits = re.sub(r"\D", "", one[0])
            if any(row.nip == digits for row in self._rows):
                continue  # the old one, quoted
            who = self._meant(sentence[: one.start()], last=True)
            who = who if who is not None else self._meant(sentence[one.end() :])
            if who is None and _OWN.search(sentence):
                who = [at for at, name in enumerate(self._names) if name and name == self._contact] or None
                if who is None:
                    continue
            if who is None and (other := _OF_SOMEBODY.search(sentence)) and self._is_unknown(other["name"]):
                who = []
            who = who if who is not None else self._alike(digits)
            if who is not None:
                self._take("nip", who, one[0])
                mine.append(one)
        return bool(mine)

    def _roles(self, sentence: str) -> bool:
        """Roles that rows lack: "Siti sebagai Operator, Bayu sebagai Verifikator"."""
        mine = []
        for one in _ROLE.finditer(sentence):
            who = self._meant(sentence[: one.start()], last=True) or []
            open_ = [at for at in who if "role" in lacking_of(self._rows[at], self._letter)]
            if open_:
                self._take("role", open_, one["role"].strip())
                mine.append(one)
        return bool(mine)

    def _is_unknown(self, name: str) -> bool:
        return name.lower() not in _CONTACT and name.lower() not in self._contact

    def _take(self, key: str, rows: Sequence[int], value: str) -> None:
        if key == "nip":
            value = re.sub(r"\D", "", value)
            if len(value) != _NIP_DIGITS:
                self._doubt = f"NIP {value} tidak terdiri atas {_NIP_DIGITS} angka."
                return
        if not rows:
            known = ", ".join(f"{number}. {row.name or '-'}" for number, row in enumerate(self._rows, start=1))
            example = self._rows[0].name or "baris 1"
            label = _LABELS[key]
            self._doubt = (
                f"Belum jelas {label} siapa yang dimaksud; sebutkan namanya, misalnya: PERBAIKI {label} {example}: ... "
                f"(daftar hak akses: {known})"
            )
            return
        for at in rows:
            self._values[f"access.{at + 1}.{key}"] = value

    def _meant(self, text: str, *, last: bool = False) -> list[int] | None:
        """Rows of who is named; [] where it is open who; None where nobody is named, or the contact alone."""
        if numbered := _ROW.search(text):
            at = int(numbered[1]) - 1
            return [at] if 0 <= at < len(self._rows) else []
        named = list(self._mentions(text))
        if not named:
            return None
        return named[-1] if last else named[0]

    def _mentions(self, text: str) -> Iterator[list[int]]:
        """Each person that the text names, as rows; the contact is none, where he stands in no row."""
        group: set[str] = set()
        for word in [*_words(text), ""]:
            fits = {at for at, name in enumerate(self._names) if group | {word} <= name}
            if word and (fits or group | {word} <= self._contact):
                group.add(word)
                continue
            if group:
                yield from self._persons(group)
            group = {word} if word and any(word in name for name in (*self._names, self._contact)) else set()

    def _persons(self, group: set[str]) -> Iterator[list[int]]:
        rows = [at for at, name in enumerate(self._names) if group <= name]
        persons = {self._names[at] for at in rows}
        if group <= self._contact and self._contact not in persons:
            if rows:
                yield []  # "Andi" is both
            return
        if rows:
            yield rows if len(persons) == 1 else []

    def _alike(self, digits: str) -> list[int] | None:
        """Rows whose NIP is all but the same, where the contact's is not; [] where it could be several people's."""
        like = [at for at, row in enumerate(self._rows) if row.nip and _differ(row.nip, digits) <= _ALIKE]
        contact = self._letter.value("requester.nip") or ""
        his = bool(contact) and _differ(contact, digits) <= _ALIKE and all(self._rows[at].nip != contact for at in like)
        if not like:
            return None if his or not contact or contact == digits else []
        return [] if his or len({self._names[at] for at in like}) > 1 else like


def _differ(one: str, other: str) -> int:
    return (
        sum(first != second for first, second in zip(one, other, strict=True))
        if len(one) == len(other)
        else _NIP_DIGITS
    )


def _words(text: str | None) -> list[str]:
    return [word for word in words_of((text or "").replace(",", " ")) if len(word) >= _LONG]


def _with(row: AccessRow, said: Mapping[str, str], *, verified: bool) -> AccessRow:
    return AccessRow(
        name=said.get("name", row.name),
        nip=said.get("nip", row.nip),
        application=said.get("application", row.application),
        role=said.get("role", row.role),
        action=row.action,
        verified=verified,
    )


def _is_contact(row: AccessRow, letter: Letter) -> bool:
    name = frozenset(_words(letter.value("requester.name")))
    return bool(name) and (name <= frozenset(_words(row.name)) or frozenset(_words(row.name)) <= name)


def _same_person(one: AccessRow, other: AccessRow) -> bool:
    if one.nip and one.nip == other.nip:
        return True
    mine, theirs = frozenset(_words(one.name)), frozenset(_words(other.name))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
