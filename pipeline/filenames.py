"""File names that tell files apart: what a mail brings is known by them, so no two may be the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

BODY = "body"  # the mail's own text stands among its documents under this name; no file may


def unique_names(names: Sequence[str], *, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in their order; one that is taken, or came before, gets a number: `scan (2).pdf`.

    Names count as the same in any case and any Unicode normal form, as they do in many file systems.
    """
    used = {_folded(BODY), *map(_folded, taken)}
    reserved = {_folded(name) for name in names}  # "scan (2).pdf" may be the true name of a later one
    numbers: dict[str, int] = {}  # the last one given to a name: twenty thousand alike are counted, not tried
    found = []
    for name in names:
        unique = name
        while _folded(unique) in used or (unique != name and _folded(unique) in reserved):
            numbers[name] = numbers.get(name, 1) + 1
            stem, dot, ending = name.rpartition(".")
            unique = f"{stem} ({numbers[name]}).{ending}" if dot and stem else f"{name} ({numbers[name]})"
        used.add(_folded(unique))
        found.append(unique)
    return tuple(found)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
