"""Archives that were split into volumes, put together again: their programs cut, so one behind the other they are whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.filenames import unique_names
from pipeline.model import Part


@dataclass(frozen=True, kw_only=True, slots=True)
class _Form:
    """How a program calls its volumes, and the whole."""

    pattern: re.Pattern[str]  # name of the whole, number; no number is told by letters
    ending: str = ""  # that the whole has beside it
    first: int = 1
    of_letters: int = 0  # the number of the volume that has the usual ending
    last: int | None = None  # the number that comes behind all others


_FORMS = (
    _Form(pattern=re.compile(r"(.+\.(?:7z|zip|rar|tar|tgz|gz|bz2|xz))\.(\d{3})", re.IGNORECASE)),  # 7-Zip, HJSplit
    _Form(pattern=re.compile(r"(.+)\.part(\d{1,5})\.rar", re.IGNORECASE), ending=".rar"),
    _Form(
        pattern=re.compile(r"(.+)\.r(ar|\d\d)", re.IGNORECASE), ending=".rar", first=-1, of_letters=-1
    ),  # RAR up to 2.9
    _Form(pattern=re.compile(r"(.+)\.z(ip|\d\d)", re.IGNORECASE), ending=".zip", first=0, last=0),
)


def joined(parts: Sequence[Part]) -> list[Part]:
    """The parts, with the volumes of an archive as one file where all of them are there; else they stay as they came.

    Only what the writer attached himself is joined; of volumes within an attached mail he is told by their own names.
    """
    found: defaultdict[tuple[_Form, str], dict[int, Part]] = defaultdict(dict)
    for part in parts:
        for form in _FORMS:
            if (one := form.pattern.fullmatch(part.name)) and not (part.foreign or part.inline):
                number = int(one[2]) if one[2].isdigit() else form.of_letters
                found[form, one[1].casefold()].setdefault(number, part)
    left = list(parts)
    for (form, _), volumes in found.items():
        if len(volumes) > 1 and sorted(volumes) == list(range(form.first, form.first + len(volumes))):
            left = _put_together(left, form, volumes)
    return left


def _put_together(parts: list[Part], form: _Form, volumes: Mapping[int, Part]) -> list[Part]:
    """The whole in the place of its first volume."""
    order = sorted(volumes, key=lambda number: (number == form.last, number))
    first = volumes[order[0]]
    others = [part for part in parts if part not in volumes.values()]
    one = form.pattern.fullmatch(first.name)
    (name,) = unique_names([f"{one[1] if one else first.name}{form.ending}"], taken=[part.name for part in others])
    whole = replace(first, name=name, content=b"".join(volumes[number].content for number in order))
    before = [part for part in parts[: parts.index(first)] if part in others]
    return [*before, whole, *others[len(before) :]]
