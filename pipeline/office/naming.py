"""Who the operator means by a name that he types: whole words, one person, and there today."""

from __future__ import annotations

from datetime import date

from rapidfuzz import fuzz

from pipeline.errors import UsageError
from pipeline.model import Person
from pipeline.rulebook import Directory
from pipeline.sop import words_of
from pipeline.wording import date_long

_NEAR = 70.0  # likeness of a word at which somebody is offered where nobody is called so


def person_meant(said: str, directory: Directory, *, today: date) -> Person:
    """The person of the directory with that address, or whose name has all of these words as whole words.

    Raises:
        UsageError: nobody or several are meant (it says who), or the person is away or has left.
    """
    wanted = said.strip().lower()
    by_address = directory.by_address(wanted.strip("<>"))
    found = (by_address,) if by_address else _named(wanted, directory)
    if len(found) != 1:
        raise _unclear(said, found, directory)
    person = found[0]
    if person.until and person.has_left(today):
        raise UsageError(
            f"{person.name} tidak bertugas lagi di kantor ini sejak {date_long(person.until)}",
            advice="Sebut orang lain, atau perbaiki until pada [[person]] di nodis.toml.",
        )
    if gone := person.absence(today):
        deputy = directory.by_address(gone.deputy)
        stands_in = f"{deputy.name} <{deputy.email}>" if deputy else gone.deputy
        raise UsageError(
            f"{person.name} tidak di tempat sampai {date_long(gone.end)}; penggantinya {stands_in}",
            advice=f"Tugaskan {deputy.email if deputy else gone.deputy}, atau perbaiki away pada [[person]] di nodis.toml.",
        )
    return person


def _named(wanted: str, directory: Directory) -> tuple[Person, ...]:
    """Whose name has all the words; of several the one who is called just so."""
    words = words_of(wanted)
    found = tuple(one for one in directory.people if words and set(words) <= set(words_of(one.name)))
    whole = tuple(one for one in found if words_of(one.name) == words)
    return whole if len(whole) == 1 else found


def _unclear(said: str, found: tuple[Person, ...], directory: Directory) -> UsageError:
    if found:
        return UsageError(
            f"{said!r} menunjuk {len(found)} orang: {_listed(found)}", advice="Sebut nama lengkap atau alamat surelnya."
        )
    near = tuple(one for one in directory.people if _is_near(said, one))
    where = f"Yang mirip: {_listed(near)}." if near else f"Yang ada: {_listed(directory.people)}."
    return UsageError(f"tidak ada yang bernama {said!r} di nodis.toml", advice=where)


def _is_near(said: str, person: Person) -> bool:
    return any(fuzz.ratio(word, own) >= _NEAR for word in words_of(said.lower()) for own in words_of(person.name))


def _listed(people: tuple[Person, ...]) -> str:
    return ", ".join(f"{one.name} <{one.email}>" for one in people)
