"""Keys of rules that no longer count: an office's own copy of a file may still hold them, and the service starts all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.config.explaining import Location

ANY = "*"  # a key of any name


@dataclass(frozen=True, kw_only=True, slots=True)
class Retired:
    """One key that was taken away."""

    place: tuple[str, ...]  # keys from the top of the file
    instead: str  # what takes its place, as a sentence to the operator


RETIRED: Mapping[str, tuple[Retired, ...]] = {
    "answers.yaml": (
        Retired(
            place=("answers", ANY, "needs"),
            instead="Model balasan menentukan sendiri; yang harus menghalangi suatu jawaban ditulis pada vetoes.",
        ),
    )
}
"""By the name of the rule file."""


def without_retired(name: str, value: Any) -> tuple[Any, list[tuple[Location, str]]]:
    """The value of a rule file without keys that no longer count; each of these, and what takes its place."""
    found: list[tuple[Location, str]] = [
        (place, one.instead) for one in RETIRED.get(name, ()) for place in _places(value, one.place)
    ]
    for place, _ in found:
        value = _without(value, place)
    return value, found


def _places(value: Any, wanted: tuple[str, ...], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not wanted:
        yield above
        return
    if isinstance(value, dict):
        for key in value if wanted[0] == ANY else {wanted[0]} & set(value):
            yield from _places(value[key], wanted[1:], (*above, key))


def _without(value: Any, place: Location) -> Any:
    key, *rest = place
    if not rest:
        return {name: kept for name, kept in value.items() if name != key}
    return {**value, key: _without(value[key], tuple(rest))}
