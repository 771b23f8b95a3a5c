"""Who signs, who is addressed, who did what: names, NIP and office titles as letters print them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model import Action, Case, Entry, Form, Person
from pipeline.rulebook import HEAD, OPERATOR, Directory, OfficeFacts, Sop
from pipeline.wording import UNVERIFIED_MARK, nip

BLANK = "……………………………"
ANSWERER = "answerer"  # `LetterKind.signer`: who gave the last answer
ON_BEHALF = "a.n."  # before the post of who has given his task to somebody else
_POSTS = ("kepala ", "ketua ", "direktur ", "sekretaris ", "inspektur ", "plt. ", "rektor ", "dekan ")
# How the head of a unit is called where the letter names no title; else "Kepala <unit>".
_HEADS = {"sekretariat": "Sekretaris", "tim kerja": "Ketua Tim Kerja", "fakultas": "Dekan Fakultas"}


@dataclass(frozen=True, kw_only=True)
class Office:
    """All that is known about people when a letter is written."""

    case: Case
    sop: Sop | None
    facts: OfficeFacts
    directory: Directory
    today: date

    # --------------------------------------------------------------------------------------------------------- titles

    def title(self, role: str) -> str:
        """The office title of a role; a role that nobody knows is a title already."""
        if role == HEAD:
            return f"Kepala {self.facts.name}"
        if role == OPERATOR:
            return "Operator Layanan"
        known = self.sop.roles.get(self._short(role)) if self.sop else None
        return known.title if known else role

    def is_role(self, role: str) -> bool:
        """Whether it names a role of the office or of the case's SOP."""
        return role in {HEAD, OPERATOR} or bool(self.sop and self._short(role) in self.sop.roles)

    def role_of(self, entry: Entry) -> str | None:
        """Role that was asked at the entry's step."""
        if self.sop is None or (entry.sop or self.sop.id) != self.sop.id:
            return None
        step = self.sop.steps.get(entry.step)
        return step.actor if step else None

    # --------------------------------------------------------------------------------------------------------- people

    def holder(self, role: str) -> dict[str, str]:
        """`jabatan`, `nama`, `nip` of who stands for a role: who acted in it, else who was named, holds it or stands in.

        A deputy carries "Plh." before the title; an empty role gives the title and a line to write on.
        """
        short = self._short(role)
        known = self.sop.roles.get(short) if self.sop else None
        if known and known.requester:
            return self.requester()
        acted = self.directory.by_address(self._acted_last(short) or "")
        if acted and not acted.has_left(self.today):
            return self._named(acted, role)
        named = self.case.named.get(self._id(role))
        there = list(self.directory.present(self._id(role), self.today))
        candidates = [self.directory.by_address(named)] if named else there
        people = [person for person in candidates if person and not person.has_left(self.today)] or there
        for person in people:
            if not self._deputy(person):
                return self._named(person, role)
        for person in people:
            deputy = self.directory.by_address(self._deputy(person) or "")
            if deputy:
                return self._named(deputy, role, instead=person)
        return {"jabatan": self.title(role), "nama": "", "nip": ""}

    def holders(self, role: str) -> list[dict[str, str]]:
        """Everybody in a role: who was named, else all holders who are there; at least one row."""
        if self.case.named.get(self._id(role)):
            return [self.holder(role)]
        there = [person for person in self.directory.present(self._id(role), self.today) if not self._deputy(person)]
        return [self._named(person, role) for person in there] or [self.holder(role)]

    def countersigner(self, role: str | None, author: dict[str, str]) -> dict[str, str]:
        """Who takes note of a letter ("Mengetahui"): the role's holder, above him where he is the author himself; a line to write on where nobody is left."""
        if role is None:
            return {"jabatan": "", "nama": "", "nip": ""}
        first = self.holder(role)
        if not author["nama"]:
            return first
        for above in self._upwards(role):
            found = self.holder(above)
            if (found["nama"], found["nip"]) != (author["nama"], author["nip"]):
                return found
        return {"jabatan": self.title(role), "nama": BLANK, "nip": ""}

    def _upwards(self, role: str) -> list[str]:
        """The role, its superiors by the SOP's steps, and the head of the office, each once."""
        chain = [self._short(role)]
        steps = self.sop.steps.values() if self.sop else ()
        while above := next(
            (one.superior for one in steps if one.actor == chain[-1] and one.superior not in (None, *chain)), None
        ):
            chain.append(above)
        return [*chain, HEAD]

    def requester(self) -> dict[str, str]:
        """The requester, or who signed the letter where it names nobody else."""
        value = self.case.letter.value
        if name := value("requester.name"):
            prefix = "requester"
        elif name := value("signatory.name"):
            prefix = "signatory"
        else:
            return {"jabatan": self.unit() or "Pemohon", "nama": self.case.requester.name, "nip": ""}
        number = value(f"{prefix}.nip") or ""
        if not number and name == value("signatory.name"):
            number = value("signatory.nip") or ""
        title = value(f"{prefix}.position") or (
            value("signatory.position") if name == value("signatory.name") else None
        )
        shown = name if self.case.letter.fields[f"{prefix}.name"].verified else f"{name} {UNVERIFIED_MARK}"
        return {"jabatan": title or self.unit() or "Pemohon", "nama": shown, "nip": nip(number)}

    def unit(self) -> str:
        """The requester's unit."""
        return self.case.letter.value("requester.unit") or self.case.letter.value("sender_office") or ""

    def addressee(self) -> str:
        """Whom a letter to the requester addresses: the title that signed; for a bare mail its writer."""
        value = self.case.letter.value
        if title := value("signatory.position"):
            return title
        name = value("requester.name")
        if self.case.letter.form in {Form.EMAIL, Form.FORMULIR} and name:
            unit = self.unit()
            return f"Saudara {name}\n{value('requester.position') or ''}, {unit}".replace("\n, ", "\n").rstrip(", \n")
        # A sender's display name may be that of a unit: it stands without "Saudara".
        return head_of(self.unit()) or (
            f"Saudara {name}" if name else self.case.requester.name or self.case.requester.address
        )

    def who(self, entry: Entry) -> dict[str, str]:
        """Who gave an answer."""
        if entry.by == "nodis":
            return {"jabatan": "Sistem", "nama": "Sistem", "nip": ""}
        person = self.directory.by_address(entry.by)
        role = self.role_of(entry)
        if person:
            return self._named(person, role) if role else self._plain(person)
        if entry.by == self.case.requester.address:
            return self.requester()
        return {"jabatan": self.title(role) if role else entry.by, "nama": entry.by, "nip": ""}

    # -------------------------------------------------------------------------------------------------------- details

    def _named(self, person: Person, role: str, *, instead: Person | None = None) -> dict[str, str]:
        role_id = self._id(role)
        title = person.position or self.title(role)
        if instead is None and role_id not in person.roles:
            instead = next((one for one in self.directory.holders(role_id) if self._deputy(one) == person.email), None)
            if instead is None and self._took_over(person, role_id):
                title = self._function(role)
        if instead is not None:
            title = f"Plh. {instead.position or self.title(role)}"
        return {"jabatan": title, "nama": person.name, "nip": nip(person.nip or "")}

    def _plain(self, person: Person) -> dict[str, str]:
        """Somebody who acts in no step: by his post, else by a role that he holds."""
        held = next((self.title(role) for role in sorted(person.roles) if self.is_role(role)), "")
        return {"jabatan": person.position or held, "nama": person.name, "nip": nip(person.nip or "")}

    def _took_over(self, person: Person, role_id: str) -> bool:
        """Whether the role's task was given to somebody who does not hold it."""
        given = f"kepada {person.name}."
        return self.case.named.get(role_id) == person.email or any(
            entry.action == Action.ALIHKAN
            and entry.note.startswith(given)
            and self._is_asked(entry, self._short(role_id))
            for entry in self.case.entries
        )

    def _function(self, role: str) -> str:
        """In which function somebody signs who took the task over: on behalf of the post, as a member of the team."""
        post = next((one.position for one in self.directory.holders(self._id(role)) if one.position), "")
        title = self.title(role)
        return f"{ON_BEHALF} {post or title}" if title.lower().startswith(_POSTS) else title

    def _acted_last(self, role: str) -> str | None:
        """Address of who acted last in a role; None where nobody did, or the task was given to somebody else after that."""
        for entry in reversed(self.case.entries):
            if self._is_asked(entry, role) and entry.action == Action.ALIHKAN:
                return None
            if self._is_asked(entry, role):
                return entry.by
        return None

    def _is_asked(self, entry: Entry, role: str) -> bool:
        return entry.by not in {"nodis", self.case.requester.address} and self.role_of(entry) == role

    def _deputy(self, person: Person) -> str | None:
        """Address of the deputy while the person is away."""
        days = self.today
        return next((one.deputy.lower() for one in person.away if one.start <= days <= one.end), None)

    def _short(self, role: str) -> str:
        return role.removeprefix(f"{self.sop.id}/") if self.sop else role

    def _id(self, role: str) -> str:
        return self.sop.role_id(role) if self.sop else role


def head_of(unit: str) -> str:
    """`Bagian Umum` -> `Kepala Bagian Umum`; "" for no unit."""
    bare = unit.strip()
    if not bare or bare.lower().startswith(("kepala ", "ketua ", "direktur ", "sekretaris ")):
        return bare
    for start, title in _HEADS.items():
        if bare.lower().startswith(start):
            return f"{title}{bare[len(start) :]}"
    return f"Kepala {bare}"
