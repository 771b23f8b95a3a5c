"""People and roles, held against the rulebook: who is asked must exist, and must not be nodis itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.config.settings import Settings
from pipeline.model import Person
from pipeline.rulebook import HEAD, OPERATOR, Rulebook

NIP_DIGITS = 18  # NASKAH 7


def check_directory(settings: Settings, rulebook: Rulebook) -> tuple[str, ...]:
    """Problems of people and roles, each a sentence to the operator.

    Unknown roles, roles that nobody holds, doubled or impossible addresses, deputies that nobody knows, absences that
    end before they start.
    """
    people = settings.directory.people
    needed = _roles(rulebook)
    addresses = Counter(person.email for person in people)
    problems = [
        problem
        for person in people
        for problem in (
            *_of_person(person, frozenset(addresses), own=settings.office.address),
            *_roles_of(person, needed),
        )
    ]
    problems += [f"alamat {address} dipakai {count} orang" for address, count in sorted(addresses.items()) if count > 1]
    problems += [
        f"peran {role} tidak dipegang siapa pun"
        for role, must in needed.items()
        if must and not settings.directory.holders(role)
    ]
    return tuple(problems)


def _roles(rulebook: Rulebook) -> dict[str, bool]:
    """All roles that a person may hold, and whether somebody must."""
    roles = {HEAD: True, OPERATOR: True}
    for sop in rulebook.sops.values():
        replaceable = {step.actor for step in sop.steps.values() if step.otherwise}
        needed = {step.actor for step in sop.steps.values() if not step.otherwise}
        for role, title in sop.roles.items():
            if not title.requester:
                roles[sop.role_id(role)] = role in needed or role not in replaceable
    return roles


def _roles_of(person: Person, known: dict[str, bool]) -> Iterator[str]:
    for role in person.roles:
        if role not in known:
            family = role.partition("/")[0]
            allowed = [name for name in known if name.partition("/")[0] == family] or sorted(
                {name.partition("/")[0] + "/..." for name in known}
            )
            yield f"{person.name}: peran {role!r} tidak dikenal (yang boleh: {', '.join(allowed)})"
        elif person.roles.count(role) > 1:
            yield f"{person.name}: peran {role!r} tertulis dua kali"


def _of_person(person: Person, addresses: frozenset[str], *, own: str) -> Iterator[str]:
    if person.email.count("@") != 1 or person.email.startswith("@") or person.email.endswith("@"):
        yield f"{person.name}: {person.email!r} bukan alamat surel"
    if person.email == own:
        yield f"{person.name}: {own} adalah alamat layanan ini sendiri; surel akan berputar"
    if person.nip and len(person.nip) != NIP_DIGITS:
        yield f"{person.name}: NIP terdiri atas {NIP_DIGITS} angka, bukan {len(person.nip)}"
    for gone in person.away:
        if gone.end < gone.start:
            yield f"{person.name}: ketidakhadiran berakhir {gone.end} sebelum mulai {gone.start}"
        if gone.deputy == person.email:
            yield f"{person.name}: menjadi pengganti dirinya sendiri"
        elif gone.deputy not in addresses:
            yield f"{person.name}: pengganti {gone.deputy} tidak ada di direktori"
