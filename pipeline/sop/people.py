"""Who is asked: holders, deputies, and the person that a name means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from pipeline.model import Address, Case, Person
from pipeline.rulebook import Directory, Sop

_TITLES = frozenset(
    [
        "bapak",
        "pak",
        "bpk",
        "ibu",
        "bu",
        "saudara",
        "sdr",
        "saudari",
        "sdri",
        "mas",
        "mbak",
        "kang",
        "bang",
        "yth",
        "dr",
        "drs",
        "dra",
        "ir",
        "hj",
        "h",
        "prof",
        "kepada",
        "ke",
        "kpd",
    ]
)
_NAMED = 80.0  # mean likeness of its words at which a name means a person
_LIKE = 70.0  # least likeness of each word


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Somebody to ask, with "Plh." where he stands in for an absent holder."""

    address: str
    name: str
    acting: str | None = None


def holder(role: str, *, case: Case, sop: Sop | None, directory: Directory, today: date) -> Holder | None:
    """The first of `holders`; None where nobody is left."""
    return next(iter(holders(role, case=case, sop=sop, directory=directory, today=today)), None)


def holders(role: str, *, case: Case, sop: Sop | None, directory: Directory, today: date) -> tuple[Holder, ...]:
    """Who is asked in that role; nobody where nobody is left.

    The requester in the requester's own role; who was named for it, or has taken it by answering first; else all
    holders who are there; else the deputy ("Plh.") of the first absent one.
    """
    title = sop.roles.get(role) if sop else None
    role_id = sop.role_id(role) if sop else role
    if title is None and sop and role.startswith(f"{sop.id}/"):
        title = sop.roles.get(role.removeprefix(f"{sop.id}/"))
    if title and title.requester:
        name = case.letter.value("requester.name") or case.requester.name
        return (Holder(address=case.requester.address, name=name),) if case.requester.address else ()
    named = case.named.get(role_id)
    person = directory.by_address(named) if named else None
    if named and not (person and person.has_left(today)):
        found = _present(person, directory, today) if person else Holder(address=named, name="")
        return (found,) if found else ()
    people = directory.present(role_id, today)
    there = tuple(Holder(address=person.email, name=person.name) for person in people if not _away(person, today))
    if there:
        return there
    deputies = (_present(person, directory, today) for person in people)
    return tuple(found for found in deputies if found)[:1]


def deputies(address: str, role: str, *, directory: Directory, today: date) -> Holder | None:
    """Who takes over where mail to `address` bounces: another holder who is there, else the dated deputy."""
    others = [person for person in directory.present(role, today) if person.email != address]
    for person in others:
        if not _away(person, today):
            return Holder(address=person.email, name=person.name)
    absent = directory.by_address(address)
    for absence in absent.away if absent else ():
        deputy = directory.by_address(absence.deputy)
        if deputy and deputy.email != address and not _away(deputy, today) and not deputy.has_left(today):
            return Holder(address=deputy.email, name=deputy.name, acting="Plh.")
    return None


def first_of(role: str, directory: Directory, today: date) -> Address | None:
    """The first holder of an office role who is there (`kantor/kepala`, `kantor/operator`), else the first at all."""
    holders = directory.present(role, today)
    for person in holders:
        if not _away(person, today):
            return Address(address=person.email, name=person.name)
    for person in holders:
        found = _present(person, directory, today)
        if found:
            return Address(address=found.address, name=found.name)
    return Address(address=holders[0].email, name=holders[0].name) if holders else None


def find_people(name: str, *, directory: Directory, today: date, prefer: str | None = None) -> tuple[Person, ...]:
    """Who a name, address or position means: one person where it is plain, several where it is not, none if unknown.

    Nobody who has left the office is meant.

    `prefer` is a role whose holders win over others that are named alike.
    """
    here = [person for person in directory.people if not person.has_left(today)]
    if "@" in name:
        person = directory.by_address(name.strip().strip("<>.,;"))
        return (person,) if person in here else ()
    asked = words_of(name)
    if not asked:
        return ()
    scored = [(_likeness(asked, words_of(person.name)), person) for person in here]
    best = max((score for score, _ in scored), default=0.0)
    if best < _NAMED:
        return _by_position(asked, here)
    found = [person for score, person in scored if score >= best - 5]
    whole = [person for person in found if words_of(person.name) == asked]
    if len(whole) == 1:
        return (whole[0],)
    if prefer and len(found) > 1:
        preferred = [person for person in found if prefer in person.roles]
        if len(preferred) == 1:
            return (preferred[0],)
    return tuple(found)


def words_of(name: str) -> list[str]:
    """The words of a name without titles, degrees after the comma and punctuation."""
    bare = name.split(",", maxsplit=1)[0].lower()
    return [word for word in re.findall(r"[a-z']+", bare) if word not in _TITLES]


def _likeness(asked: list[str], own: list[str]) -> float:
    if not own:
        return 0.0
    each = [max(fuzz.ratio(word, mine) for mine in own) for word in asked]
    return sum(each) / len(each) if min(each) >= _LIKE else 0.0


def _by_position(asked: list[str], people: Sequence[Person]) -> tuple[Person, ...]:
    wanted = " ".join(asked)
    return tuple(
        person for person in people if person.position and fuzz.ratio(wanted, person.position.lower()) >= _NAMED
    )


def _away(person: Person, today: date) -> str | None:
    """Address of the deputy while the person is away."""
    gone = person.absence(today)
    return gone.deputy if gone else None


def _present(person: Person, directory: Directory, today: date) -> Holder | None:
    deputy_address = _away(person, today)
    if deputy_address is None:
        return Holder(address=person.email, name=person.name)
    deputy = directory.by_address(deputy_address)
    if deputy is None:
        return Holder(address=deputy_address.lower(), name="", acting="Plh.") if "@" in deputy_address else None
    if _away(deputy, today) or deputy.has_left(today):
        return None
    return Holder(address=deputy.email, name=deputy.name, acting="Plh.")
