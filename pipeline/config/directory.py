"""People and roles, held against the rulebook: who is asked must exist, and must not be nodis itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipeline.config.settings import Settings
from pipeline.model import Person
from pipeline.rulebook import HEAD, OPERATOR, Directory, Rulebook

NIP_DIGITS = 18  # NASKAH 7


def check_directory(settings: Settings, rulebook: Rulebook, *, today: date) -> tuple[str, ...]:
    """Problems of people and roles, each a sentence to the operator.

    Unknown roles, roles that nobody holds who is there today, doubled or impossible addresses, deputies that nobody knows
    or that leave before their time is over, absences that end before they start.
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
    problems += _leaving_early(settings.directory, today)
    for role, must in needed.items():
        if must and (why := _unheld(role, settings.directory, today)):
            problems.append(f"peran {role} {why}")
    return tuple(problems)


def without_nip(settings: Settings, rulebook: Rulebook) -> tuple[str, ...]:
    """Who may sign letters and has no NIP, as `Name (role, role)`: letters would print none.

    Signers are the roles that letters name, and whoever answers at a step that issues one.
    """
    signing: dict[str, None] = {HEAD: None}
    for kind in rulebook.letters.values():
        for sop in rulebook.sops.values():
            signer = kind.signers.get(sop.id, kind.signer)
            if signer in sop.roles and not sop.roles[signer].requester:
                signing[sop.role_id(signer)] = None
    found = []
    for person in settings.directory.people:
        roles = [role for role in person.roles if role in signing]
        if roles and not person.nip:
            found.append(f"{person.name} ({', '.join(roles)})")
    return tuple(found)


def _unheld(role: str, directory: Directory, today: date) -> str:
    """Why nobody can be asked in a role today; "" where somebody can."""
    holders = directory.holders(role)
    if not holders:
        return "tidak dipegang siapa pun"
    present = directory.present(role, today)
    if not present:
        left = ", ".join(f"{person.name} sampai {person.until}" for person in holders)
        return f"tidak dipegang siapa pun lagi: masa tugas pemegangnya sudah berakhir ({left})"
    if not any(_answers(person, directory, today) for person in present):
        away = ", ".join(person.name for person in present)
        return (
            f"hari ini tidak dipegang siapa pun: {away} tidak di tempat dan penggantinya tidak ada atau tidak di tempat"
        )
    return ""


def _answers(person: Person, directory: Directory, today: date) -> bool:
    """Whether he, or the deputy in his absence, is there today."""
    gone = person.absence(today)
    deputy = directory.by_address(gone.deputy) if gone else None
    return deputy is None or not (deputy.has_left(today) or deputy.absence(today))


def _leaving_early(directory: Directory, today: date) -> Iterator[str]:
    """Deputies whose last day in the office comes before that of the absence."""
    for person in directory.people:
        for gone in person.away:
            deputy = directory.by_address(gone.deputy)
            if deputy and deputy.until and deputy.until < gone.end and gone.end >= today:
                yield (
                    f"{person.name}: masa tugas pengganti {deputy.name} berakhir {deputy.until},"
                    f" sebelum ketidakhadiran sampai {gone.end} selesai"
                )


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
