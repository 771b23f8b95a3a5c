"""All that is held on one person: what he wrote, what was written to him, where he is named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.model import Case
from pipeline.rulebook import Directory
from pipeline.store import Message, Outgoing, OwnExample, Transaction, own_examples

_LEAST_DIGITS = 6  # of a NIP or a phone number by which somebody may be looked up


@dataclass(frozen=True, kw_only=True)
class Held:
    """What was found; `cases` says where in each case, in words that a letter would use."""

    directory: tuple[dict[str, Any], ...]
    cases: tuple[dict[str, Any], ...]
    received: tuple[Message, ...]  # mails that he sent
    sent: tuple[Outgoing, ...]  # mails that went to him


def held_on(who: str, *, tx: Transaction, directory: Directory) -> Held:
    """By mail address, NIP, phone number or name, as it is written in letters."""
    names = _Who(who)
    people = [person for person in directory.people if names.means((person.name, person.email, person.nip))]
    addresses = {person.email for person in people} | {who.strip().lower()}
    taught = {one.case: one for one in own_examples(tx)}
    found = [(case, [*names.places(case, addresses), *names.taught(taught.get(case.id))]) for case in tx.cases()]
    return Held(
        directory=tuple(asdict(person) for person in people),
        cases=tuple({"case": case.id, "sop": case.sop, "places": places} for case, places in found if places),
        received=tuple(row for row in tx.messages() if row.sender.lower() in addresses),
        sent=tuple(row for row in tx.outgoings() if row.to.address.lower() in addresses),
    )


class _Who:
    """A person as he was asked for."""

    def __init__(self, who: str) -> None:
        self._text = " ".join(who.lower().split())
        digits = re.sub(r"\D", "", who)
        self._digits = digits if len(digits) >= _LEAST_DIGITS and not re.search(r"[a-z]", self._text) else ""

    def means(self, values: Iterable[str | None]) -> bool:
        """Whether one of the values is this person's."""
        return any(self._is(value) for value in values if value)

    def _is(self, value: str) -> bool:
        if self._digits:  # 0812... and +62812... are the same
            return self._digits.lstrip("0").removeprefix("62") in re.sub(r"\D", "", value)
        return self._text in " ".join(value.lower().split())

    def taught(self, example: OwnExample | None) -> list[str]:
        """Where in what was confirmed of a case's letter."""
        return (
            [f"example: {path}" for path, value in example.values.items() if value and self._is(value)]
            if example
            else []
        )

    def places(self, case: Case, addresses: set[str]) -> list[str]:
        """Where in a case."""
        found = ["requester"] if case.requester.address.lower() in addresses else []
        found += [path for path, field in case.letter.fields.items() if self._is(field.value)]
        rows = (row for row in case.letter.access if self.means((row.name, row.nip)))
        found += [f"access: {row.name}, {row.nip}" for row in rows]
        for entry in case.entries:
            if entry.by.lower() in addresses or self.means((entry.note, *entry.values.values())):
                found.append(f"entry: langkah {entry.step}, {entry.at.isoformat()}, {entry.action}")
        found += [f"assignment: langkah {one.step}" for one in case.assignments if one.address.lower() in addresses]
        return list(dict.fromkeys(found))
